package lists

import (
	"cmp"
	"io"
	"iter"
	"strconv"
	"strings"

	"chalkline"
	"chalkline/crawler/ids"
)

// Replications reads the table of the FORRT Replication Database, where a row is
// one effect that somebody tried to find again: of the work doi_o, in the report
// doi_r (or url_r, or title_r, where that has no DOI).
//
// An attempt is one report about one work, however many effects it looks at: a
// report with 76 rows that all succeeded has repeated the work once. It failed or
// succeeded when all its rows did, and is mixed otherwise.
//
// The column author_overlap counts the authors that both have in common: it
// holds 0 to 6, and above 0 three rows in four succeed, against four in ten at 0
// (76 and 41 % in February 2026). Only rows with 0 count: those are by other people. A row that does
// not say counts when its report repeats crowd works or more, as the
// Reproducibility Project does, which is nearly all such rows; of any other
// nobody knows whose it is.
//
// Rows that are descriptive only, uninformative, or whose success is called
// flawed tell nothing and do not count. By is the latest attempt by year_r among
// those with the commonest outcome; where outcomes are equally common, among
// those of each.
//
// The entries come after the last row was read, in the order in which works are
// first named. name stands for the table in errors.
func Replications(name string, r io.Reader) iter.Seq2[chalkline.Replication, error] {
	return stream(func() (iter.Seq[chalkline.Replication], error) {
		t, err := openReplications(name, r)
		if err != nil {
			return nil, err
		}
		found := repeated{byDOI: map[string]int{}, byReport: map[place]int{}, works: map[string]int{}}
		if err := eachRow(t, found.add); err != nil {
			return nil, err
		}
		if found.understood == 0 {
			return nil, invalid("%s: expected rows with a DOI and an outcome such as successful, failed or mixed, found none in %d rows; is the file whole?", name, t.rows)
		}
		return found.entries, nil
	})
}

func openReplications(name string, r io.Reader) (*table, error) {
	t, err := openTable(name, r)
	if err != nil {
		return nil, err
	}
	if !t.has("doi_o", "doi_r", "author_overlap", "reported_success") {
		return nil, t.lacks("the columns doi_o, doi_r, author_overlap and reported_success")
	}
	return t, nil
}

// outcome is how an effect or an attempt came out.
type outcome int

const (
	untold outcome = iota
	succeeded
	failed
	mixed
)

// outcomes are the words for outcomes; others are untold.
var outcomes = map[string]outcome{
	"successful": succeeded,
	"success":    succeeded,
	"failed":     failed,
	"failure":    failed,
	"mixed":      mixed,
}

// crowd is how many works a report repeats of which nobody asks whether it is by
// the authors of each.
const crowd = 10

// repeated are the works of a table and the attempts to repeat them.
type repeated struct {
	byDOI      map[string]int // index in all
	all        []original
	byReport   map[place]int  // index in the attempts of a work
	works      map[string]int // how many a report repeats
	understood int            // rows with a DOI and an outcome
}

// place is where an attempt belongs: the index of its work, and what its report
// is known by.
type place struct {
	work   int
	report string
}

type original struct {
	doi      string
	attempts []attempt
}

type attempt struct {
	report  string // what its report is known by
	doi     string
	year    int
	outcome outcome
	others  bool // by other people, as the table says
}

func (f *repeated) add(r row) error {
	doi, came := ids.DOI(r.cell("doi_o")), outcomes[strings.ToLower(r.cell("reported_success"))]
	if doi == "" || came == untold {
		return nil
	}
	f.understood++
	shared, err := strconv.ParseFloat(r.cell("author_overlap"), 64)
	if shared > 0 {
		return nil
	}
	i, known := f.byDOI[doi]
	if !known {
		doi = strings.Clone(doi) // not a part of the row, which would be kept with it
		i = len(f.all)
		f.byDOI[doi] = i
		f.all = append(f.all, original{doi: doi})
	}
	report := ids.DOI(r.cell("doi_r"))
	year, _, _ := strings.Cut(r.cell("year_r"), ".")
	at, _ := strconv.Atoi(year) // 0 when not stated
	a := attempt{
		report: strings.Clone(cmp.Or(report, r.cell("doi_r"), r.cell("url_r"), r.cell("title_r"), r.cell("fred_id"), "row "+strconv.Itoa(r.table.rows))),
		doi:    strings.Clone(report), year: at, outcome: came, others: err == nil,
	}
	f.merge(i, a)
	return nil
}

// merge adds what a row says to the attempt it belongs to.
func (f *repeated) merge(work int, a attempt) {
	attempts := &f.all[work].attempts
	at := place{work, a.report}
	i, known := f.byReport[at]
	if !known {
		f.byReport[at] = len(*attempts)
		f.works[a.report]++
		*attempts = append(*attempts, a)
		return
	}
	was := &(*attempts)[i]
	if was.outcome != a.outcome {
		was.outcome = mixed
	}
	was.others = was.others || a.others
}

// entries yields the works that other people tried to repeat.
func (f *repeated) entries(yield func(chalkline.Replication) bool) {
	for _, o := range f.all {
		var counted []attempt
		for _, a := range o.attempts {
			if a.others || f.works[a.report] >= crowd {
				counted = append(counted, a)
			}
		}
		if len(counted) > 0 && !yield(summed(o.doi, counted)) {
			return
		}
	}
}

// summed counts the attempts by outcome.
func summed(doi string, attempts []attempt) chalkline.Replication {
	var times [mixed + 1]int
	for _, a := range attempts {
		times[a.outcome]++
	}
	most := max(times[succeeded], times[failed], times[mixed])
	latest := attempt{year: -1}
	for _, a := range attempts {
		if times[a.outcome] == most && a.year > latest.year {
			latest = a
		}
	}
	return chalkline.Replication{DOI: doi, Succeeded: times[succeeded], Failed: times[failed], Mixed: times[mixed], By: latest.doi}
}
