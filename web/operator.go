package web

import (
	"cmp"
	"net/http"
	"slices"

	"chalkline"
	"chalkline/store"
)

// deliveriesShown is how many of the latest deliveries the operator sees.
const deliveriesShown = 50

// operatorPage is the state of the daemon. It says nothing of what readers
// follow, open or mark.
type operatorPage struct {
	Version    string
	Database   string
	Counts     store.Counts
	Grades     []gradeCount
	Sources    []sourceRow
	Deliveries []chalkline.Delivery
}

type gradeCount struct {
	Badge badge
	Items int
	Share int // of the fullest grade, in percent
}

type sourceRow struct {
	chalkline.Source
	Items int
}

// State is how the source is doing, in a word.
func (s sourceRow) State() string {
	if s.Paused {
		return "paused"
	}
	return string(cmp.Or(s.Poll.State, chalkline.PollNew))
}

// getOperator shows the state of the daemon to operators.
func (s *server) getOperator(w http.ResponseWriter, r *http.Request, reader chalkline.Reader) error {
	if reader.Role != chalkline.RoleOperator {
		return chalkline.Errorf(chalkline.CodeDenied, "This page is for whoever runs this instance.")
	}
	ctx := r.Context()
	page := operatorPage{Version: s.Version, Database: s.DB.Kind()}
	var err error
	if page.Counts, err = s.DB.Counts(ctx); err != nil {
		return err
	}
	page.Grades = gradeCounts(page.Counts.ByGrade)
	sources, err := s.DB.Sources(ctx)
	if err != nil {
		return err
	}
	items, err := s.DB.ItemCounts(ctx)
	if err != nil {
		return err
	}
	for _, src := range sources {
		page.Sources = append(page.Sources, sourceRow{Source: src, Items: items[src.ID]})
	}
	slices.SortStableFunc(page.Sources, func(a, b sourceRow) int { return cmp.Compare(trouble(b), trouble(a)) })
	if page.Deliveries, err = s.DB.Deliveries(ctx, deliveriesShown); err != nil {
		return err
	}
	return s.render(w, r, "operator", "Operator", page)
}

// trouble puts the sources that need a look on top.
func trouble(s sourceRow) int {
	switch s.State() {
	case string(chalkline.PollFailing):
		return 2
	case string(chalkline.PollGone):
		return 1
	}
	return 0
}

func gradeCounts(byGrade map[chalkline.Grade]int) []gradeCount {
	most := 1
	for _, n := range byGrade {
		most = max(most, n)
	}
	var counts []gradeCount
	for _, g := range chalkline.Grades {
		counts = append(counts, gradeCount{Badge: newBadge(g), Items: byGrade[g], Share: 100 * byGrade[g] / most})
	}
	return counts
}
