package main

import (
	"math"
	"os"
	"path/filepath"
	"testing"
)

// TestTasteOfTheCorpus holds floors a little under what was measured.
func TestTasteOfTheCorpus(t *testing.T) {
	t.Parallel()
	data := os.Getenv("CHALKLINE_CORPUS")
	if data == "" {
		data = "../../../shared"
	}
	dir := filepath.Join(data, "corpus", "recsys", "citeulike-t")
	if _, err := os.Stat(dir); err != nil {
		t.Skip("skipped: no corpus")
	}
	if testing.Short() {
		t.Skip("skipped: takes half a minute")
	}
	r, err := measureTaste(dir, false)
	if err != nil {
		t.Fatal(err)
	}
	r.table(t.Output())
	for _, test := range []struct {
		name      string
		got       tasteFigures
		ndcg, r50 float64
	}{
		{"solo", r.Solo, 0.2, 0.446},
		{"community", r.Community, 0.203, 0.458},
	} {
		if test.got.NDCG < test.ndcg || test.got.R50 < test.r50 {
			t.Errorf("%s: nDCG@10 %.4f and R@50 %.4f, want %v and %v", test.name, test.got.NDCG, test.got.R50, test.ndcg, test.r50)
		}
	}
}

func TestTasteFigures(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name           string
		arrivals       int
		hits           []int // ranks from 0
		r20, r50, ndcg float64
	}{
		{"all first", 2, []int{0, 1}, 1, 1, 1},
		{"none", 3, nil, 0, 0, 0},
		{"second of one", 1, []int{1}, 1, 1, 1 / math.Log2(3)},
		{"late ones count for recall only", 4, []int{19, 20, 49}, 0.25, 0.75, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var f tasteFigures
			f.count(test.arrivals, func(rank int) bool {
				for _, hit := range test.hits {
					if hit == rank {
						return true
					}
				}
				return false
			})
			f.finish()
			if f.R20 != test.r20 || f.R50 != test.r50 || f.NDCG != round(test.ndcg) || f.Low != f.High {
				t.Errorf("%+v", f)
			}
		})
	}
}
