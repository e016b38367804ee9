package main

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"path/filepath"
	"runtime"
	"slices"
	"text/tabwriter"
	"time"

	"chalkline"
	"chalkline/ranker/taste"
)

// tasteCmd measures how well what a reader has foretells what the reader will
// take of what is new.
type tasteCmd struct {
	Readers string `default:"open" enum:"open,all" help:"Readers to measure: open (those for development) or all."`
}

// Help says what the figures mean.
func (tasteCmd) Help() string {
	return `A fifth of the papers are new arrivals. A model is learned from a reader's other papers and ranks all arrivals. r20 and r50 are the
shares of the reader's arrivals among the first 20 and 50, ndcg10 looks at the order of the first 10; all are means over readers. solo knows
one reader alone, community also what other readers have. ndcg10_low and ndcg10_high are a 95 % interval over 1,000 draws of readers.`
}

// tasteReport holds the figures; what has no JSON name is for the table.
type tasteReport struct {
	Solo      tasteFigures `json:"solo"`
	Community tasteFigures `json:"community"`

	spaceSeconds, communitySeconds float64
	spaceMB, communityMB           float64
	vectorNS                       float64
	modelBytes, longestModel       int
}

// tasteFigures are of one way to learn.
type tasteFigures struct {
	Readers int     `json:"readers"`
	R20     float64 `json:"r20"`
	R50     float64 `json:"r50"`
	NDCG    float64 `json:"ndcg10"`
	Low     float64 `json:"ndcg10_low"`
	High    float64 `json:"ndcg10_high"`
	TrainMS float64 `json:"train_ms_per_reader"`
	ScoreNS float64 `json:"score_ns_per_item"`

	ndcg []float64 // by reader
}

// Run measures and prints.
func (c tasteCmd) Run(o output) error {
	r, err := measureTaste(filepath.Join(o.Data, "corpus", "recsys", "citeulike-t"), c.Readers == "all")
	if err != nil {
		return err
	}
	return o.print(r, r.table)
}

// tasteRun is what all readers are measured with.
type tasteRun struct {
	space     *taste.Space
	community *taste.Community
	vectors   []taste.Vector // by paper
	arrivals  []int
	now       time.Time
}

func measureTaste(dir string, all bool) (report tasteReport, err error) {
	p, err := readPapers(dir)
	if err != nil {
		return report, err
	}
	run := tasteRun{vectors: make([]taste.Vector, len(p.bags)), now: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}
	var background []taste.Bag
	for paper, arrives := range p.arrival {
		if arrives {
			run.arrivals = append(run.arrivals, paper)
		} else {
			background = append(background, p.bags[paper])
		}
	}
	report.spaceSeconds, report.spaceMB = costs(func() { run.space = taste.NewSpace(background) })
	began := time.Now()
	for paper, bag := range p.bags {
		run.vectors[paper] = run.space.Vector(bag)
	}
	report.vectorNS = nanoseconds(began, len(p.bags))
	report.communitySeconds, report.communityMB = costs(func() {
		run.community = taste.NewCommunity(func(yield func([]chalkline.ItemID) bool) {
			for r := range p.readers(all) {
				if !yield(r.ids()) {
					return
				}
			}
		})
	})
	for r := range p.readers(all) {
		if !r.counts() {
			continue
		}
		model := run.measure(&report.Solo, r, false)
		run.measure(&report.Community, r, true)
		size := len(model.Marshal())
		report.modelBytes += size
		report.longestModel = max(report.longestModel, size)
	}
	report.modelBytes /= max(1, report.Solo.Readers)
	report.Solo.finish()
	report.Community.finish()
	return report, nil
}

// costs is how long something takes, and how much more memory is in use after it.
func costs(work func()) (seconds, mb float64) {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	began := time.Now()
	work()
	seconds = time.Since(began).Seconds()
	runtime.GC()
	runtime.ReadMemStats(&after)
	return seconds, (float64(after.HeapAlloc) - float64(before.HeapAlloc)) / 1e6
}

func nanoseconds(since time.Time, n int) float64 {
	return float64(time.Since(since).Nanoseconds()) / float64(max(1, n))
}

// firsts are the ranks that are looked at.
const (
	firstTen    = 10
	firstTwenty = 20
	firstFifty  = 50
)

// measure learns a reader's model and ranks the arrivals by it.
func (run tasteRun) measure(f *tasteFigures, r tasteReader, company bool) *taste.Model {
	began := time.Now()
	evidence := taste.Evidence{Examples: make([]taste.Example, len(r.known))}
	for n, paper := range r.known {
		evidence.Examples[n] = taste.Example{
			Item: chalkline.ItemID(paper + 1), Kind: chalkline.FeedbackUseful, At: run.now, Vector: run.vectors[paper],
		}
	}
	if company {
		evidence.Company = run.community.Near(r.ids())
		for n, near := range evidence.Company.Near {
			evidence.Company.Near[n].Vector = run.vectors[near.Item-1]
		}
	}
	model := run.space.Learn(evidence, run.now)
	f.TrainMS += nanoseconds(began, 1) / 1e6

	began = time.Now()
	scores := make([]float64, len(run.arrivals))
	for n, paper := range run.arrivals {
		scores[n] = model.Score(run.vectors[paper])
	}
	f.ScoreNS += nanoseconds(began, len(scores))

	ranked := make([]int, len(scores))
	for n := range ranked {
		ranked[n] = n
	}
	slices.SortFunc(ranked, func(a, b int) int { return cmp.Or(cmp.Compare(scores[b], scores[a]), cmp.Compare(a, b)) })
	taken := map[int]bool{}
	for _, paper := range r.arrivals {
		taken[paper] = true
	}
	f.count(len(r.arrivals), func(rank int) bool { return taken[run.arrivals[ranked[rank]]] })
	return model
}

// count adds a reader of whom it is known which ranks are hits.
func (f *tasteFigures) count(arrivals int, hit func(rank int) bool) {
	hits, gain, ideal := 0, 0.0, 0.0
	for rank := range firstFifty {
		if rank < min(firstTen, arrivals) {
			ideal += discount(rank)
		}
		if hit(rank) {
			hits++
			if rank < firstTen {
				gain += discount(rank)
			}
		}
		if rank == firstTwenty-1 {
			f.R20 += float64(hits) / float64(arrivals)
		}
	}
	f.R50 += float64(hits) / float64(arrivals)
	f.ndcg = append(f.ndcg, gain/ideal)
	f.Readers++
}

func discount(rank int) float64 { return 1 / math.Log2(float64(rank+2)) }

// draws is how many samples of readers the interval is taken from.
const draws = 1000

// finish makes means of the sums.
func (f *tasteFigures) finish() {
	n := float64(max(1, f.Readers))
	f.R20, f.R50 = round(f.R20/n), round(f.R50/n)
	f.NDCG = round(mean(f.ndcg))
	f.TrainMS, f.ScoreNS = round(f.TrainMS/n), round(f.ScoreNS/n)
	random := rand.New(rand.NewPCG(1, 2))
	means := make([]float64, draws)
	for i := range means {
		for range f.ndcg {
			means[i] += f.ndcg[random.IntN(len(f.ndcg))] / n
		}
	}
	slices.Sort(means)
	f.Low, f.High = round(means[draws/40]), round(means[draws-1-draws/40])
}

func mean(list []float64) float64 {
	sum := 0.0
	for _, x := range list {
		sum += x
	}
	return sum / float64(max(1, len(list)))
}

func (r tasteReport) table(w io.Writer) {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintf(t, "\treaders\tR@20\tR@50\tnDCG@10\t95 %%\ttrain ms\tscore ns\n")
	for _, row := range []struct {
		name string
		tasteFigures
	}{{"solo", r.Solo}, {"community", r.Community}} {
		_, _ = fmt.Fprintf(t, "%s\t%d\t%.4f\t%.4f\t%.4f\t%.4f to %.4f\t%.2f\t%.0f\n",
			row.name, row.Readers, row.R20, row.R50, row.NDCG, row.Low, row.High, row.TrainMS, row.ScoreNS)
	}
	_ = t.Flush() // a table that cannot be written has nobody to tell
	_, _ = fmt.Fprintf(w, "space: %.1f s, %.1f MB; an item's vector: %.0f ns; community: %.1f s, %.1f MB; a stored model: mean %d, longest %d bytes\n",
		r.spaceSeconds, r.spaceMB, r.vectorNS, r.communitySeconds, r.communityMB, r.modelBytes, r.longestModel)
}
