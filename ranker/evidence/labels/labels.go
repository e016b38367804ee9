// Package labels holds labels that this project gave to texts which are no part
// of it: what the learned vote of package evidence is made from and measured on.
package labels

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

//go:embed designs.csv
var designFile string

// Sets of texts. Nothing may be made from a text of Test.
const (
	Train = "train"
	Test  = "test"
)

// Design is the label of one abstract.
type Design struct {
	ID           string // in the ViVE corpus
	Set          string
	Label        string   // a code of designs.yaml
	Alternatives []string // other codes that a reader may defend
	Participants *int     // nil when not stated
}

var designHead = []string{"id", "set", "label", "alternatives", "participants"}

// Designs are the labels of abstracts.
func Designs() ([]Design, error) { return readDesigns(designFile) }

func readDesigns(file string) ([]Design, error) {
	lines := csv.NewReader(strings.NewReader(file))
	lines.Comment = '#'
	rows, err := lines.ReadAll()
	if err != nil {
		return nil, fmt.Errorf("designs.csv: %w", err)
	}
	if len(rows) == 0 || !slices.Equal(rows[0], designHead) {
		return nil, fmt.Errorf("designs.csv: the first line must be %s", strings.Join(designHead, ","))
	}
	list := make([]Design, 0, len(rows)-1)
	seen := map[string]bool{}
	for _, row := range rows[1:] {
		d := Design{ID: row[0], Set: row[1], Label: row[2], Alternatives: strings.Fields(row[3])}
		if seen[d.ID] || d.ID == "" || d.Set != Train && d.Set != Test {
			return nil, fmt.Errorf("designs.csv: %s must be there once, in the set %s or %s", d.ID, Train, Test)
		}
		seen[d.ID] = true
		if row[4] != "" {
			n, err := strconv.Atoi(row[4])
			if err != nil {
				return nil, fmt.Errorf("designs.csv: participants of %s: %w", d.ID, err)
			}
			d.Participants = &n
		}
		list = append(list, d)
	}
	return list, nil
}
