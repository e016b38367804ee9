package lists

import (
	"io"
	"iter"
	"strings"
	"time"

	"chalkline"
	"chalkline/crawler/ids"
)

// Retractions reads a table of retracted works and the like, in one of two forms:
//
//   - as Crossref publishes the data of Retraction Watch, a row a notice, with
//     the columns OriginalPaperDOI and RetractionNature, and RetractionDate and
//     RetractionDOI where they are known
//   - short, with the columns doi and retractionwatch, where the second holds one
//     or more natures parted by semicolons
//
// Columns may stand in any order and case. Notices about one work are merged to
// the gravest that stands. A reinstatement takes back a retraction, unless both
// have a day and the retraction's is the later one: without days it is taken to
// have come after, as there is nothing to reinstate before a retraction. It does
// not take back a correction or an expression of concern.
//
// A nature of another name says nothing, unless it stands in the last row, where
// it may be half of a name.
//
// The entries come after the last row was read, in the order in which works are
// first named. name stands for the table in errors.
func Retractions(name string, r io.Reader) iter.Seq2[chalkline.Notice, error] {
	return stream(func() (iter.Seq[chalkline.Notice], error) {
		t, err := openRetractions(name, r)
		if err != nil {
			return nil, err
		}
		found := notices{byDOI: map[string]int{}}
		if err := eachRow(t.table, func(r row) error { return found.add(t, r) }); err != nil {
			return nil, err
		}
		if found.unknown != nil {
			return nil, found.unknown
		}
		if len(found.works) == 0 {
			return nil, invalid("%s: expected rows with a DOI, found none in %d rows; is the file whole?", name, t.rows)
		}
		return found.standing, nil
	})
}

// retractionTable is a table of retractions in either form.
type retractionTable struct {
	*table

	doi, nature string // columns
}

func openRetractions(name string, r io.Reader) (retractionTable, error) {
	t, err := openTable(name, r)
	if err != nil {
		return retractionTable{}, err
	}
	for _, form := range []retractionTable{{t, "originalpaperdoi", "retractionnature"}, {t, "doi", "retractionwatch"}} {
		if t.has(form.doi, form.nature) {
			return form, nil
		}
	}
	return retractionTable{}, t.lacks("the columns OriginalPaperDOI and RetractionNature, or doi and retractionwatch")
}

// natures are what Retraction Watch calls notices. A reinstatement is kept as a
// good standing.
var natures = map[string]chalkline.Standing{
	"retraction":            chalkline.StandingRetracted,
	"expression of concern": chalkline.StandingConcern,
	"correction":            chalkline.StandingCorrected,
	"reinstatement":         chalkline.StandingGood,
}

// gravity orders the standings that a list gives.
var gravity = map[chalkline.Standing]int{
	chalkline.StandingCorrected: 1,
	chalkline.StandingConcern:   2,
	chalkline.StandingRetracted: 3,
}

// notices are the notices of a table, by work.
type notices struct {
	byDOI   map[string]int // index in works
	works   []noted
	total   int
	unknown error // a nature in the last row that nobody knows
}

// noted is a work and the notices about it.
type noted struct {
	doi   string
	notes []note
}

type note struct {
	standing chalkline.Standing
	doi      string
	at       time.Time
}

func (n *notices) add(t retractionTable, r row) error {
	n.unknown = nil
	var notes []note
	about := note{doi: noticeDOI(r.cell("retractiondoi")), at: day(r.cell("retractiondate"))}
	for nature := range strings.SplitSeq(r.cell(t.nature), ";") {
		nature = strings.ToLower(strings.TrimSpace(nature))
		if nature == "" {
			continue
		}
		standing, known := natures[nature]
		if !known {
			n.unknown = invalid("%s:%d: expected Retraction, Expression of concern, Correction or Reinstatement, found %q; is the file whole?",
				t.name, r.line(), chalkline.Cut(nature, 60))
			continue
		}
		about.standing = standing
		notes = append(notes, about)
	}
	if len(notes) == 0 {
		return nil
	}
	for _, doi := range dois(r.cell(t.doi)) {
		if n.total += len(notes); n.total > maxRows {
			return invalid("%s:%d: more than %d notices, which is more than is read", t.name, r.line(), maxRows)
		}
		i, known := n.byDOI[doi]
		if !known {
			doi = strings.Clone(doi) // not a part of the row, which would be kept with it
			i = len(n.works)
			n.byDOI[doi] = i
			n.works = append(n.works, noted{doi: doi})
		}
		n.works[i].notes = append(n.works[i].notes, notes...)
	}
	return nil
}

// standing yields the works that have a notice which stands.
func (n *notices) standing(yield func(chalkline.Notice) bool) {
	for _, w := range n.works {
		if gravest, ok := w.gravest(); ok && !yield(chalkline.Notice{DOI: w.doi, Standing: gravest.standing, NoticeDOI: gravest.doi, At: gravest.at}) {
			return
		}
	}
}

// gravest is the gravest notice that stands, the latest among equals.
func (w noted) gravest() (best note, found bool) {
	reinstated, cleared := false, time.Time{}
	for _, n := range w.notes {
		if n.standing == chalkline.StandingGood {
			reinstated = true
			if n.at.After(cleared) {
				cleared = n.at
			}
		}
	}
	for _, n := range w.notes {
		if n.standing == chalkline.StandingGood || n.standing == chalkline.StandingRetracted && reinstated && !later(n.at, cleared) {
			continue
		}
		if worse := gravity[n.standing] - gravity[best.standing]; worse > 0 || worse == 0 && n.at.After(best.at) {
			best, found = n, true
		}
	}
	return best, found
}

// later reports whether at is known to be after cleared.
func later(at, cleared time.Time) bool { return !cleared.IsZero() && at.After(cleared) }

// dois are the DOIs in a cell. They are parted by semicolons, which may stand in
// a DOI too: one ends where the next begins. "Unavailable" and numbers of other
// kinds are left out.
func dois(cell string) []string {
	if doi := ids.DOI(cell); doi != "" && !strings.Contains(cell, ";") {
		return []string{doi}
	}
	var parts []string
	for part := range strings.SplitSeq(cell, ";") {
		part = strings.TrimSpace(part)
		switch {
		case part == "" || strings.EqualFold(part, "unavailable"):
		case len(parts) > 0 && ids.DOI(part) == "":
			parts[len(parts)-1] += ";" + part
		default:
			parts = append(parts, part)
		}
	}
	var found []string
	for _, part := range parts {
		if doi := ids.DOI(part); doi != "" {
			found = append(found, doi)
		}
	}
	return found
}

// noticeDOI is the first DOI in a cell, kept apart from its row.
func noticeDOI(cell string) string {
	if all := dois(cell); len(all) > 0 {
		return strings.Clone(all[0])
	}
	return ""
}

// day reads a day as Retraction Watch writes it, month first ("10/18/2023 0:00"),
// or as 2023-10-18; zero when it is neither.
func day(cell string) time.Time {
	date, _, _ := strings.Cut(strings.Replace(cell, "T", " ", 1), " ")
	for _, form := range []string{"1/2/2006", "2006-01-02"} {
		if at, err := time.Parse(form, date); err == nil {
			return at
		}
	}
	return time.Time{}
}
