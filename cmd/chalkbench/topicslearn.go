package main

import (
	"fmt"
	"path/filepath"
	"strings"

	"chalkline"
	"chalkline/ranker/topics"
)

// topicsLearnCmd makes ranker/topics/words.tsv.
type topicsLearnCmd struct{}

// Help says from what.
func (topicsLearnCmd) Help() string {
	return `Prints the words that go with each topic, for ranker/topics/words.tsv. What is learned from: records with descriptors
of ERIC (corpus/scholarly/eric-edsoc, but for those that the topics command measures on, and
evidence/vive_corpus/edu_unlabelled.jsonl), and as examples of no topic every second record of
evidence/vive_corpus/social_health_unlabelled.jsonl. Records that stand in evidence/feed_items are left out.`
}

// viveRecord is a record found by the search of a review.
type viveRecord struct {
	Title    string   `json:"title"`
	Abstract string   `json:"abstract"`
	Keywords []string `json:"keywords"`
}

// fewTerms is with how few terms a record is not indexed well enough to learn from.
const fewTerms = 4

// Run learns and prints.
func (topicsLearnCmd) Run(o output) error {
	measured, err := readLines[topicItem](filepath.Join(o.Data, "evidence", "feed_items"), nil)
	if err != nil {
		return err
	}
	apart := map[string]bool{}
	for _, item := range measured {
		apart[plainTitle(item.Title)] = true
	}
	truth := newDescriptorTruth()
	var examples []topics.Example
	add := func(title, text string, terms []string) {
		if len(terms) < fewTerms || apart[plainTitle(title)] {
			return
		}
		e := topics.Example{Title: title, Text: text}
		e.Topics, e.Near = truth.topics(terms)
		examples = append(examples, e)
	}
	records, err := readERIC(o.Data)
	if err != nil {
		return err
	}
	for _, r := range records {
		if !r.apart() {
			add(r.Title, r.Description, r.Subject)
		}
	}
	vive := filepath.Join(o.Data, "evidence", "vive_corpus")
	education, err := readFile[viveRecord](filepath.Join(vive, "edu_unlabelled.jsonl"))
	if err != nil {
		return err
	}
	for _, r := range education {
		add(r.Title, withoutNotice(r.Abstract), r.Keywords)
	}
	other, err := readFile[viveRecord](filepath.Join(vive, "social_health_unlabelled.jsonl"))
	if err != nil {
		return err
	}
	for n, r := range other {
		if n%2 == 0 {
			examples = append(examples, topics.Example{Title: r.Title, Text: withoutNotice(r.Abstract)})
		}
	}
	_, err = o.to.Write(topics.Default().Learn(examples))
	if err != nil {
		return fmt.Errorf("writing the words: %w", err)
	}
	return nil
}

// plainTitle is a title by which two records are known to be the same.
func plainTitle(title string) string {
	return strings.ToLower(strings.Join(strings.FieldsFunc(title, func(c rune) bool { return c != '\'' && !isWordRune(c) }), " "))
}

func isWordRune(c rune) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c > 127
}

// withoutNotice is an abstract without what a database adds about copying it.
func withoutNotice(abstract string) string {
	for _, start := range []string{"[ABSTRACT FROM", "Copyright of ", "(PsycINFO", "(PsycInfo"} {
		abstract, _, _ = strings.Cut(abstract, start)
	}
	return chalkline.Cut(abstract, 3000)
}
