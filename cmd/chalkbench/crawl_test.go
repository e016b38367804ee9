package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain lets the test binary be the program, which plays the feed server.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"chalkbench": main})
}

func executable(t *testing.T) string {
	t.Helper()
	path, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

func TestCrawlStoresEveryItemOnceAndThenAsksConditionally(t *testing.T) {
	t.Parallel()
	first, again, err := crawlCmd{Sources: 40, Items: 20}.rounds(t.Context(), executable(t))
	if err != nil {
		t.Fatal(err)
	}
	if first.ItemsStored != 800 || first.Requests["200"] != 40 {
		t.Errorf("first crawl: %+v, want 800 items from 40 answers", first)
	}
	if again.ItemsStored != 800 || again.Requests["304"] != 40 || again.Requests["200"] != 0 {
		t.Errorf("second crawl: %+v, want no new items and 40 answers of 304", again)
	}
}

// TestRealFeedsGoTheWholeWay serves every feed of the corpus from loopback,
// crawls and appraises them, picks for a reader who follows five topics, and
// writes their feed and digest.
func TestRealFeedsGoTheWholeWay(t *testing.T) {
	t.Parallel()
	data := os.Getenv("CHALKLINE_CORPUS")
	if data == "" {
		data = "../../../shared"
	}
	folder := filepath.Join(data, "corpus", "feeds-real")
	if _, err := os.Stat(folder); err != nil {
		t.Skip("skipped: no corpus")
	}
	r, err := crawlCorpus(t.Context(), executable(t), folder)
	if err != nil {
		t.Fatal(err)
	}
	r.table(t.Output())
	if r.Answered+r.Failing != r.Sources || r.Answered < r.Sources*95/100 {
		t.Errorf("%d of %d sources read, %d failing with a reason", r.Answered, r.Sources, r.Failing)
	}
	if r.Stored < r.PeerEntries*995/1000 {
		t.Errorf("%d items stored, the peer found %d", r.Stored, r.PeerEntries)
	}
	if r.NewAgain != 0 {
		t.Errorf("the same feeds brought %d new items at a second crawl", r.NewAgain)
	}
	graded := 0
	for _, n := range r.Grades {
		graded += n
	}
	if graded != r.Stored {
		t.Errorf("%d of %d items were judged", graded, r.Stored)
	}
	if r.Picks == 0 || r.DigestBytes == 0 || len(r.FeedBytes) != 3 {
		t.Errorf("%d picks, a digest of %d bytes, feeds %v", r.Picks, r.DigestBytes, r.FeedBytes)
	}
}
