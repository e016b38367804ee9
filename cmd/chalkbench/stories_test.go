package main

import (
	"os"
	"path/filepath"
	"testing"
)

// TestStoriesOfTheCorpus holds floors a little under what was measured.
func TestStoriesOfTheCorpus(t *testing.T) {
	t.Parallel()
	data := os.Getenv("CHALKLINE_CORPUS")
	if data == "" {
		data = "../../../shared"
	}
	corpus := filepath.Join(data, "corpus")
	if _, err := os.Stat(corpus); err != nil {
		t.Skip("skipped: no corpus")
	}
	r, err := measureStories(corpus)
	if err != nil {
		t.Fatal(err)
	}
	r.table(t.Output())
	if r.ACM < 0.975 || r.Scholar < 0.88 {
		t.Errorf("F1 is %.4f and %.4f, want .975 and .88", r.ACM, r.Scholar)
	}
	if r.SameItemPairs < 100 || r.SameItemFound < 1 {
		t.Errorf("%.4f of %d pairs were found, want all of at least 100", r.SameItemFound, r.SameItemPairs)
	}
	if r.FalseMerges > 0 {
		t.Errorf("%d pieces of news were merged that are two", r.FalseMerges)
	}
}
