package evidence

import (
	"fmt"
	"sync"

	"chalkline"
)

// usualKind is a kind of study in usual.yaml.
type usualKind string

const (
	usualTrial      usualKind = "trial"
	usualComparison usualKind = "comparison"
	usualPooled     usualKind = "pooled"
)

// usualFile is usual.yaml.
type usualFile struct {
	Usual []usualRange `yaml:"usual"`
}

// usualRange is what studies of a kind usually find, in g.
type usualRange struct {
	Study    usualKind   `yaml:"study"`
	Outcome  outcomeKind `yaml:"outcome"` // "" for any
	People   string      `yaml:"people"`  // at most 100, over 100; "" for any
	Low      float64     `yaml:"low"`     // 10 in 100 find less
	Middle   float64     `yaml:"middle"`
	High     float64     `yaml:"high"` // 10 in 100 find more
	Findings int         `yaml:"findings"`
	Studies  int         `yaml:"studies"`
	Of       string      `yaml:"of"` // which studies, as words
}

const (
	peopleFew  = "at most 100"
	peopleMany = "over 100"
)

// usualKey names a row of usual.yaml.
type usualKey struct {
	study   usualKind
	outcome outcomeKind
	people  string
}

// usualRanges are the rows of usual.yaml. It panics when the embedded file is
// broken, which a test rules out.
var usualRanges = sync.OnceValue(func() map[usualKey]usualRange {
	var file usualFile
	if err := decode("usual.yaml", &file); err != nil {
		panic("evidence: embedded rules: " + err.Error())
	}
	rows, err := file.check()
	if err != nil {
		panic("evidence: embedded rules: " + err.Error())
	}
	return rows
})

// A range says little when few findings or studies are behind it.
const (
	leastFindings = 30
	leastStudies  = 10
)

// check finds what a decoder cannot, and makes the rows ready to look up.
func (f usualFile) check() (map[usualKey]usualRange, error) {
	rows := map[usualKey]usualRange{}
	for i, row := range f.Usual {
		key := usualKey{row.Study, row.Outcome, row.People}
		_, again := rows[key]
		switch {
		case row.Study != usualTrial && row.Study != usualComparison && row.Study != usualPooled:
			return nil, fmt.Errorf("usual.yaml: row %d: study %q is none of trial, comparison, pooled", i+1, row.Study)
		case row.People != "" && row.People != peopleFew && row.People != peopleMany:
			return nil, fmt.Errorf("usual.yaml: row %d: people %q is none of %q, %q", i+1, row.People, peopleFew, peopleMany)
		case again:
			return nil, fmt.Errorf("usual.yaml: row %d: %v is there twice", i+1, key)
		case row.Low >= row.Middle || row.Middle >= row.High:
			return nil, fmt.Errorf("usual.yaml: row %d: low, middle and high must rise", i+1)
		case row.Findings < leastFindings || row.Studies < leastStudies:
			return nil, fmt.Errorf("usual.yaml: row %d: at least %d findings of %d studies are needed", i+1, leastFindings, leastStudies)
		case row.Of == "":
			return nil, fmt.Errorf("usual.yaml: row %d: of is missing", i+1)
		}
		rows[key] = row
	}
	for _, study := range []usualKind{usualTrial, usualComparison, usualPooled} {
		if _, ok := rows[usualKey{study: study}]; !ok {
			return nil, fmt.Errorf("usual.yaml: there is no row for any %s", study)
		}
	}
	return rows, nil
}

// usual fills in what studies of this kind usually find: the closest kind that
// the data carry. The ranges are of differences in achievement, so they say
// nothing of other outcomes, of odds, or of an effect without a sign.
func (c comparison) usual(e *chalkline.Effect) {
	if c.usualOf == "" || !c.achieved || !c.judged || e.Metric == chalkline.MetricOR || e.Metric == chalkline.MetricEta2 {
		return
	}
	people := ""
	switch {
	case c.people > smallStudy:
		people = peopleMany
	case c.people > 0:
		people = peopleFew
	}
	if c.pooled {
		people = ""
	}
	outcomes := []outcomeKind{c.outcome, outcomeUnknown}
	if c.outcome == outcomeBroad || c.outcome == outcomeNarrow {
		outcomes = []outcomeKind{c.outcome, outcomeTest, outcomeUnknown}
	}
	for _, outcome := range outcomes {
		for _, size := range []string{people, ""} {
			if row, ok := usualRanges()[usualKey{c.usualOf, outcome, size}]; ok {
				e.UsualLow, e.UsualHigh, e.UsualOf = row.Low, row.High, row.Of
				return
			}
		}
	}
}
