package main

import (
	"fmt"
	"hash/fnv"
	"io"
	"os"
	"path/filepath"
	"text/tabwriter"

	"chalkline"
	"chalkline/ranker/evidence"
	"chalkline/ranker/evidence/labels"
)

// learnCmd makes ranker/evidence/words.tsv.
type learnCmd struct {
	Out string `help:"File to write the words to, ranker/evidence/words.tsv in the project. Without it only figures are printed." type:"path"`
}

// Help says what is needed.
func (learnCmd) Help() string {
	return `Learns what words and pairs of words say about the design of a study, and prints how well that does on abstracts
it was not learned from, by leaving out a fifth at a time. The labels are part of the project
(ranker/evidence/labels/designs.csv, and its set "test" is left out); the abstracts are not, since they are their
publishers': without evidence/vive_corpus/edu_unlabelled.jsonl in the data folder nothing can be learned. Two runs on
the same texts write the same file.`
}

// folds is how many parts the abstracts are sorted into to measure.
const folds = 5

// learnReport holds shares of abstracts whose class was found.
type learnReport struct {
	N     int     `json:"n"`     // abstracts
	Words int     `json:"words"` // in the table
	Rules float64 `json:"rules"` // without the words
	Both  float64 `json:"both"`  // with words that were learned from other abstracts
}

// labelledText is an abstract with its label.
type labelledText struct {
	document evidence.Document
	words    []string
	class    int
	fold     int
}

// Run learns, measures and writes.
func (c learnCmd) Run(o output) error {
	model, err := evidence.Default().WithWords(noWords(evidence.Default().Classes()))
	if err != nil {
		return fmt.Errorf("leaving the words out: %w", err)
	}
	texts, err := learnFrom(o.Data, model)
	if err != nil {
		return err
	}
	r := learnReport{N: len(texts)}
	if err := r.crossValidate(texts, model); err != nil {
		return err
	}
	table, words := learnWords(texts, model.Classes())
	r.Words = words
	if c.Out != "" {
		if err := os.WriteFile(c.Out, []byte(table), 0o644); err != nil {
			return fmt.Errorf("writing the words: %w", err)
		}
	}
	return o.print(r, r.table)
}

// learnFrom reads the abstracts that have a label and may be learned from.
func learnFrom(data string, model *evidence.Model) ([]labelledText, error) {
	list, err := labels.Designs()
	if err != nil {
		return nil, fmt.Errorf("reading the labels: %w", err)
	}
	abstracts, err := labelledAbstracts(data, list, labels.Train)
	if err != nil {
		return nil, err
	}
	if len(abstracts) == 0 {
		return nil, fmt.Errorf("the abstracts of the labels are not in %s: %w", filepath.Join(data, "evidence", "vive_corpus"), errNoData)
	}
	classes := map[string]int{}
	for i, class := range model.Classes() {
		classes[class] = i
	}
	var texts []labelledText
	for _, a := range abstracts {
		d := a.document()
		texts = append(texts, labelledText{d, model.Words(d), classes[model.Class(chalkline.Design(a.Label))], foldOf(a.Title)})
	}
	return texts, nil
}

func foldOf(title string) int {
	h := fnv.New32a()
	_, _ = io.WriteString(h, title) // a hash takes everything
	return int(h.Sum32() % folds)
}

// crossValidate judges each part by what was learned from the others.
func (r *learnReport) crossValidate(texts []labelledText, model *evidence.Model) error {
	classes := model.Classes()
	rules, both := 0, 0
	for fold := range folds {
		var others []labelledText
		for _, t := range texts {
			if t.fold != fold {
				others = append(others, t)
			}
		}
		table, _ := learnWords(others, classes)
		learned, err := model.WithWords(table)
		if err != nil {
			return fmt.Errorf("reading the words: %w", err)
		}
		for _, t := range texts {
			if t.fold != fold {
				continue
			}
			if model.Class(model.Appraise(t.document).Design) == classes[t.class] {
				rules++
			}
			if model.Class(learned.Appraise(t.document).Design) == classes[t.class] {
				both++
			}
		}
	}
	r.Rules, r.Both = share(rules, len(texts)), share(both, len(texts))
	return nil
}

func (r learnReport) table(w io.Writer) {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, row := range []struct {
		name  string
		value any
	}{{"abstracts", r.N}, {"words and pairs", r.Words}, {"class right by the rules", r.Rules}, {"with words of other abstracts", r.Both}} {
		_, _ = fmt.Fprintf(t, "%s\t%v\n", row.name, row.value)
	}
	_ = t.Flush() // a table that cannot be written has nobody to tell
}
