package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"text/tabwriter"

	"chalkline/ranker/evidence/labels"
)

// goldFigures are the figures on the education abstracts.
type goldFigures struct {
	N                   int     `json:"n"`
	Strict              float64 `json:"strict"`
	Lenient             float64 `json:"lenient"`
	MacroF1             float64 `json:"macro_f1"`
	RCTPrecision        float64 `json:"rct_precision"`
	RCTRecall           float64 `json:"rct_recall"`
	QEDPrecision        float64 `json:"qed_precision"`
	QEDRecall           float64 `json:"qed_recall"`
	SynthesisPrecision  float64 `json:"synthesis_precision"`
	SynthesisRecall     float64 `json:"synthesis_recall"`
	NonEmpiricalAsCause float64 `json:"nonempirical_as_causal"`
	NExact              float64 `json:"n_exact"`
	ECE                 float64 `json:"ece"` // of the design's probability, class strictly right

	Classes map[string]classFigures `json:"classes"`
	// Confusion counts abstracts by labelled and then by predicted class.
	Confusion map[string]map[string]int `json:"confusion"`
}

type classFigures struct {
	N         int     `json:"n"`
	Precision float64 `json:"precision"`
	Recall    float64 `json:"recall"`
}

func (r *evidenceReport) measureGold(j *judge, list []abstract) { r.Gold = j.goldFigures(list) }

// measureFresh measures on abstracts from which neither rules nor words were
// made; there are none when the corpus of the labels is not there.
func (r *evidenceReport) measureFresh(j *judge, data string) error {
	list, err := labels.Designs()
	if err != nil {
		return fmt.Errorf("reading the labels: %w", err)
	}
	abstracts, err := labelledAbstracts(data, list, labels.Test)
	if err != nil {
		return err
	}
	r.Fresh = j.goldFigures(abstracts)
	return nil
}

// goldFigures are the figures on some labelled abstracts.
func (j *judge) goldFigures(list []abstract) goldFigures {
	byClass := map[string]*outcomes{}
	outcome := func(class string) *outcomes {
		if byClass[class] == nil {
			byClass[class] = &outcomes{}
		}
		return byClass[class]
	}
	g := goldFigures{N: len(list), Classes: map[string]classFigures{}, Confusion: map[string]map[string]int{}}
	var strict, lenient, words, wordsAsCause, sized, exact int
	var c calibration
	for _, a := range list {
		result := j.appraise(a)
		class, label := j.model.Class(result.Design), j.labelClass(a.Label)
		if g.Confusion[label] == nil {
			g.Confusion[label] = map[string]int{}
		}
		g.Confusion[label][class]++
		c.add(result.Probability, class == label)
		if class == label {
			strict++
			outcome(label).tp++
		} else {
			outcome(class).fp++
			outcome(label).fn++
		}
		if class == label || class == j.labelClass(a.Label2) || slices.ContainsFunc(slices.Concat(a.Alternatives, a.Alternatives2), func(code string) bool { return class == j.labelClass(code) }) {
			lenient++
		}
		if label == "non_empirical" {
			words++
			if class == "rct" || class == "qed" || class == "synthesis" {
				wordsAsCause++
			}
		}
		if a.Participants != nil {
			sized++
			if participants(result) == *a.Participants {
				exact++
			}
		}
	}
	sum := 0.0
	for class, o := range byClass {
		if n := o.tp + o.fn; n > 0 {
			sum += o.f1()
			g.Classes[class] = classFigures{n, o.precision(), o.recall()}
		}
	}
	rct, qed, synthesis := outcome("rct"), outcome("qed"), outcome("synthesis")
	g.Strict, g.Lenient, g.MacroF1 = share(strict, g.N), share(lenient, g.N), round(sum/float64(max(1, len(g.Classes))))
	g.RCTPrecision, g.RCTRecall = rct.precision(), rct.recall()
	g.QEDPrecision, g.QEDRecall = qed.precision(), qed.recall()
	g.SynthesisPrecision, g.SynthesisRecall = synthesis.precision(), synthesis.recall()
	g.NonEmpiricalAsCause, g.NExact, g.ECE = share(wordsAsCause, words), share(exact, sized), c.ece()
	return g
}

func (g goldFigures) rows(set string, line func(set, measure string, value any)) {
	for _, row := range []struct {
		name  string
		value any
	}{
		{"n", g.N},
		{"strict", g.Strict},
		{"lenient", g.Lenient},
		{"macro F1", g.MacroF1},
		{"RCT precision", g.RCTPrecision},
		{"RCT recall", g.RCTRecall},
		{"QED precision", g.QEDPrecision},
		{"QED recall", g.QEDRecall},
		{"synthesis precision", g.SynthesisPrecision},
		{"synthesis recall", g.SynthesisRecall},
		{"non-empirical as causal", g.NonEmpiricalAsCause},
		{"participants exact", g.NExact},
		{"calibration error", g.ECE},
	} {
		line(set, row.name, row.value)
	}
}

// confusion prints how often each labelled class was taken for which.
func (g goldFigures) confusion(set string, w io.Writer) {
	if g.N == 0 {
		return
	}
	_, _ = fmt.Fprintf(w, "\n%s: labelled class, and what it was taken for\n", set)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintln(t, "class\tn\tprecision\trecall\ttaken for")
	for _, label := range slices.Sorted(maps.Keys(g.Confusion)) {
		c := g.Classes[label]
		_, _ = fmt.Fprintf(t, "%s\t%d\t%v\t%v\t", label, c.N, c.Precision, c.Recall)
		for _, class := range slices.Sorted(maps.Keys(g.Confusion[label])) {
			_, _ = fmt.Fprintf(t, "%s %d  ", class, g.Confusion[label][class])
		}
		_, _ = fmt.Fprintln(t)
	}
	_ = t.Flush() // a table that cannot be written has nobody to tell
}
