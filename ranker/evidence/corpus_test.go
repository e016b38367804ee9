package evidence_test

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"chalkline"
	"chalkline/ranker/evidence"
)

// corpus is the folder of labelled data, which is no part of the repository.
func corpus(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("CHALKLINE_CORPUS")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared")
	}
	if _, err := os.Stat(filepath.Join(dir, "evidence")); err != nil {
		t.Skip("skipped: no corpus")
	}
	return dir
}

func TestSeedsLandWhereTheyShould(t *testing.T) {
	t.Parallel()
	dir := corpus(t)
	for _, seed := range []struct {
		name  string
		genre chalkline.Genre
		kinds []chalkline.Kind
		most  int // the score at most
	}{
		{"000", chalkline.GenreBlog, []chalkline.Kind{chalkline.KindOpinion}, 19},
		{"001", chalkline.GenreForum, []chalkline.Kind{chalkline.KindDiscussion}, 19},
		{"002", chalkline.GenreOrganisation, []chalkline.Kind{chalkline.KindSecondHand, chalkline.KindResearch}, 39},
		{"003", chalkline.GenreForum, []chalkline.Kind{chalkline.KindDiscussion}, 19},
		{"004", chalkline.GenreBlog, []chalkline.Kind{chalkline.KindOpinion}, 19},
	} {
		for _, genre := range []chalkline.Genre{"", seed.genre} {
			t.Run(seed.name+" "+string(genre), func(t *testing.T) {
				t.Parallel()
				item := seedItem(t, dir, seed.name)
				a := evidence.Default().Appraise(evidence.Document{Item: item, Source: chalkline.Source{Genre: genre}})
				ok := false
				for _, kind := range seed.kinds {
					ok = ok || a.Kind == kind
				}
				if !ok || a.Score > seed.most || a.Grade == chalkline.GradeNone {
					t.Errorf("got %s, grade %s %d (%s); want kind %v and at most %d", a.Kind, a.Grade, a.Score, a.Reason.English(), seed.kinds, seed.most)
				}
			})
		}
	}
}

func TestReferencesOfAForumThreadBecomeCitations(t *testing.T) {
	t.Parallel()
	item := seedItem(t, corpus(t), "003")
	var all strings.Builder
	for _, c := range evidence.Default().Citations(item) {
		all.WriteString(c.Text + "\n")
	}
	for _, want := range []string{"Takahashi", "Szczesiul", "York-Barr"} {
		if !strings.Contains(all.String(), want) {
			t.Errorf("no citation names %s; got:\n%s", want, all.String())
		}
	}
}

// seedItem reads a document as the crawler would: its first line is the title,
// when it is short.
func seedItem(t *testing.T, dir, prefix string) chalkline.Item {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "seeds", prefix+"_*.txt"))
	if err != nil || len(names) != 1 {
		t.Fatalf("seed %s: %d files, %v", prefix, len(names), err)
	}
	data, err := os.ReadFile(names[0])
	if err != nil {
		t.Fatal(err)
	}
	item := chalkline.Item{Text: string(data)}
	if first, rest, ok := strings.Cut(string(data), "\n"); ok && len(first) < 120 {
		item.Title, item.Text = first, rest
	}
	return item
}

// TestDesignsHoldOnLabelledAbstracts keeps a change of the rules from losing
// what was reached. The floors are a little under the figures in docs/quality.md.
func TestDesignsHoldOnLabelledAbstracts(t *testing.T) {
	t.Parallel()
	file, err := os.Open(filepath.Join(corpus(t), "evidence", "edu_gold", "dev.jsonl"))
	if err != nil {
		t.Skip("skipped: no corpus")
	}
	defer func() { _ = file.Close() }()
	model := evidence.Default()
	var n, right, words, causal int
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		var a struct{ Title, Abstract, Label string }
		if err := json.Unmarshal(lines.Bytes(), &a); err != nil {
			t.Fatal(err)
		}
		got := model.Class(model.Appraise(evidence.Document{Item: chalkline.Item{Title: a.Title, Text: a.Abstract}}).Design)
		want := model.Class(chalkline.Design(a.Label))
		n++
		if got == want {
			right++
		}
		if want == "non_empirical" {
			words++
			if got == "rct" || got == "qed" || got == "synthesis" {
				causal++
			}
		}
	}
	if share := float64(right) / float64(n); share < 0.88 {
		t.Errorf("%.3f of %d designs right, want 0.88", share, n)
	}
	if causal > 0 {
		t.Errorf("%d of %d texts without a study were taken for a causal one", causal, words)
	}
}
