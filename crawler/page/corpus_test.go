package page

import (
	"compress/gzip"
	"encoding/json"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"chalkline/crawler/htmltext"
)

// The floors are a little under what was measured.
const (
	floorPieces   = 0.91
	floorTitles   = 0.81
	floorDates    = 0.79
	floorShingles = 0.96
)

// corpusPage is a page with pieces that belong to its text and others that do
// not, and what it states.
type corpusPage struct {
	File    string   `json:"file"`
	With    []string `json:"with"`
	Without []string `json:"without"`
	Title   string   `json:"title"`
	Date    string   `json:"date"`
}

func TestPiecesOfRealPagesAreFound(t *testing.T) {
	t.Parallel()
	root := filepath.Join(corpus(t), "trafilatura-eval", "tests")
	var pages map[string]corpusPage
	readLabels(t, filepath.Join(root, "evaldata.json"), &pages)
	var right, missed, extra, titles, titled, dates, dated int
	for address, want := range some(pages) {
		path := filepath.Join(root, "eval", want.File+".gz")
		if _, err := os.Stat(path); err != nil {
			path = filepath.Join(root, "cache", want.File+".gz")
		}
		a, err := ReadArticle(unzip(t, path), address)
		if err != nil {
			t.Errorf("%s: %v", address, err)
		}
		text := oneLine(a.Text)
		for _, piece := range want.With {
			if strings.Contains(text, oneLine(piece)) {
				right++
			} else {
				missed++
			}
		}
		for _, piece := range want.Without {
			if strings.Contains(text, oneLine(piece)) {
				extra++
			}
		}
		if want.Title != "" {
			titled++
			if letters(want.Title) == letters(a.Title) {
				titles++
			}
		}
		if want.Date != "" {
			dated++
			if want.Date == a.Published.Format(time.DateOnly) {
				dates++
			}
		}
	}
	atLeast(t, "F of pieces", share(2*right, 2*right+missed+extra), floorPieces)
	atLeast(t, "titles", share(titles, titled), floorTitles)
	atLeast(t, "dates", share(dates, dated), floorDates)
}

func TestTextsOfRealPagesAreWhole(t *testing.T) {
	t.Parallel()
	root := filepath.Join(corpus(t), "article-extraction-benchmark")
	var pages map[string]struct {
		Text string `json:"articleBody"`
		URL  string `json:"url"`
	}
	readLabels(t, filepath.Join(root, "ground-truth.json"), &pages)
	var precision, recall float64
	for id, want := range some(pages) {
		a, err := ReadArticle(unzip(t, filepath.Join(root, "html", id+".html.gz")), want.URL)
		if err != nil {
			t.Errorf("%s: %v", want.URL, err)
		}
		wanted, given := shingles(want.Text), shingles(a.Text)
		both := 0
		for shingle, n := range wanted {
			both += min(n, given[shingle])
		}
		precision += share(both, total(given))
		recall += share(both, total(wanted))
	}
	n := float64(len(some(pages)))
	precision, recall = precision/n, recall/n
	atLeast(t, "F1 of shingles", 2*precision*recall/(precision+recall), floorShingles)
}

func shingles(text string) map[string]int {
	words := strings.Fields(strings.Map(func(c rune) rune {
		if strings.ContainsRune(`.,;:!?'"-–—’‘“”()/|`, c) {
			return ' '
		}
		return c
	}, text))
	counts := make(map[string]int)
	for i := range max(1, len(words)-3) {
		counts[strings.Join(words[i:min(len(words), i+4)], " ")]++
	}
	return counts
}

func total(counts map[string]int) int {
	sum := 0
	for _, n := range counts {
		sum += n
	}
	return sum
}

func share(part, whole int) float64 { return float64(part) / float64(max(1, whole)) }

func atLeast(t *testing.T, what string, got, floor float64) {
	t.Helper()
	t.Logf("%s: %.4f", what, got)
	if got < floor && !underRace {
		t.Errorf("%s: %.4f, want %.4f", what, got, floor)
	}
}

// some are all pages, or under the race detector, which they give nothing to do,
// the first few, whose figures mean little.
func some[T any](pages map[string]T) map[string]T {
	if !underRace {
		return pages
	}
	few := make(map[string]T)
	for _, key := range slices.Sorted(maps.Keys(pages))[:min(len(pages), 20)] {
		few[key] = pages[key]
	}
	return few
}

func oneLine(s string) string { return strings.Join(strings.Fields(htmltext.Plain(s)), " ") }

func readLabels(t *testing.T, name string, into any) {
	t.Helper()
	raw, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(raw, into); err != nil {
		t.Fatal(err)
	}
}

func unzip(t *testing.T, name string) []byte {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return body
}

// corpus is the folder of collected pages, which is not part of the repository.
func corpus(t *testing.T) string {
	t.Helper()
	root := os.Getenv("CHALKLINE_CORPUS")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared")
	}
	folder := filepath.Join(root, "corpus", "pages-real")
	if _, err := os.Stat(folder); err != nil {
		t.Skip("skipped: no corpus")
	}
	return folder
}
