package lists

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"chalkline"
	"chalkline/crawler/ids"
)

func corpus(t *testing.T, parts ...string) string {
	t.Helper()
	root := os.Getenv("CHALKLINE_CORPUS")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared")
	}
	path := filepath.Join(append([]string{root, "evidence"}, parts...)...)
	if _, err := os.Stat(path); err != nil {
		t.Skip("skipped: no corpus")
	}
	return path
}

func open(t *testing.T, path string) *os.File {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func TestReadsAListOfRetractions(t *testing.T) {
	t.Parallel()
	path := corpus(t, "retractions", "retractionwatch_doi_2025-08-22.csv")
	found := map[string]chalkline.Standing{}
	by := map[chalkline.Standing]int{}
	for n, err := range Retractions(path, open(t, path)) {
		if err != nil {
			t.Fatal(err)
		}
		if _, twice := found[n.DOI]; twice {
			t.Errorf("%s is named twice", n.DOI)
		}
		found[n.DOI] = n.Standing
		by[n.Standing]++
	}
	t.Logf("%d works: %v", len(found), by)
	if by[chalkline.StandingRetracted] < 55_000 || by[chalkline.StandingConcern] < 1_550 || by[chalkline.StandingCorrected] < 600 {
		t.Error("too little was read")
	}

	// A list that somebody else keeps, of about a year later.
	var other struct {
		Retractions map[string]string `json:"retractions"`
	}
	body, err := os.ReadFile(corpus(t, "retractions", "forrt_retractions.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(body, &other); err != nil {
		t.Fatal(err)
	}
	shared := 0
	for doi := range other.Retractions {
		if found[ids.DOI(doi)] == chalkline.StandingRetracted {
			shared++
		}
	}
	ours := by[chalkline.StandingRetracted]
	t.Logf("%d of the %d retractions of the other list are found, which are %.1f %%; ours are %d", shared, len(other.Retractions), 100*float64(shared)/float64(len(other.Retractions)), ours)
	if shared < len(other.Retractions)*91/100 || shared < ours*99/100 {
		t.Error("the lists do not agree")
	}
}

func TestReadsATableOfReplications(t *testing.T) {
	t.Parallel()
	path := corpus(t, "replications", "fred_2026-02-01.csv")
	works, attempts, all, without := 0, 0, chalkline.Replication{}, 0
	for r, err := range Replications(path, open(t, path)) {
		if err != nil {
			t.Fatal(err)
		}
		works++
		attempts += r.Succeeded + r.Failed + r.Mixed
		all.Succeeded += r.Succeeded
		all.Failed += r.Failed
		all.Mixed += r.Mixed
		if r.By == "" {
			without++
		}
	}
	t.Logf("%d works, %d attempts: %d succeeded, %d failed, %d mixed; %d works whose latest attempt has no DOI", works, attempts, all.Succeeded, all.Failed, all.Mixed, without)
	if works < 670 || attempts < 735 || all.Succeeded < 290 || all.Failed < 335 || all.Mixed < 105 {
		t.Error("too little was read")
	}
}
