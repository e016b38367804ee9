package main

import (
	"compress/gzip"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"

	"chalkline"
	"chalkline/ranker/topics"
)

// topicsCmd measures what items are found to be about.
type topicsCmd struct{}

// Help says what is measured.
func (topicsCmd) Help() string {
	return `Precision, recall and F1 over pairs of an item and a topic.

feed_items: evidence/feed_items. A topic under topics is right, one under topics_alt neither right nor wrong, any
other wrong. The people who labelled the items had a list of 64 topics; topics that were added to the list since
cannot be right, so they are counted apart (unlabelled), unless some item of the data is labelled with them.

eric: the records of corpus/scholarly/eric-edsoc. What is right is told by the descriptors that ERIC's indexers gave
a record, through the table descriptors.yaml: a term under about makes a topic right, one under near makes it
neither right nor wrong. The matcher sees title and abstract, not the descriptors. Only records whose number is
divisible by 5 count: words.tsv was learned from the others. Indexers give about ten terms a record, so recall is low
here by nature.`
}

type topicsReport struct {
	FeedItems topicFigures `json:"feed_items"`
	ERIC      topicFigures `json:"eric"`
}

type topicFigures struct {
	N          int     `json:"n"`
	Precision  float64 `json:"precision"`
	Recall     float64 `json:"recall"`
	F1         float64 `json:"f1"`
	Unlabelled int     `json:"unlabelled"` // matches with a topic that the labels do not know
}

// addedTopics are on the list, but not on the one that feed items were labelled
// with.
var addedTopics = []chalkline.TopicID{"professional-learning-communities", "teacher-leadership", "innovation-scaling"}

type topicItem struct {
	Source    string              `json:"source"`
	Title     string              `json:"title"`
	Text      string              `json:"text"`
	Topics    []chalkline.TopicID `json:"topics"`
	TopicsAlt []chalkline.TopicID `json:"topics_alt"`
}

// Run measures and prints.
func (topicsCmd) Run(o output) error {
	items, err := readLines[topicItem](filepath.Join(o.Data, "evidence", "feed_items"), nil)
	if err != nil {
		return err
	}
	records, err := readERIC(o.Data)
	if err != nil {
		return err
	}
	list, truth := topics.Default(), newDescriptorTruth()
	indexed := make([]topicItem, 0, len(records)/keptApart)
	for _, r := range records {
		if r.apart() {
			indexed = append(indexed, truth.item(r))
		}
	}
	report := topicsReport{
		FeedItems: matchTopics(list, items, addedTopics),
		ERIC:      matchTopics(list, indexed, nil),
	}
	return o.print(report, report.table)
}

// matchTopics compares what the list finds with the labels. Added topics count
// only where some item is labelled with them.
func matchTopics(list *topics.List, items []topicItem, added []chalkline.TopicID) topicFigures {
	var all outcomes
	f := topicFigures{N: len(items)}
	added = slices.DeleteFunc(slices.Clone(added), func(id chalkline.TopicID) bool {
		return slices.ContainsFunc(items, func(i topicItem) bool { return slices.Contains(i.Topics, id) })
	})
	for _, item := range items {
		found := map[chalkline.TopicID]bool{}
		for _, m := range list.Match(chalkline.Item{Title: item.Title, Text: item.Text}, chalkline.Source{Name: item.Source}) {
			found[m.Topic] = true
			switch {
			case slices.Contains(added, m.Topic):
				f.Unlabelled++
			case !slices.Contains(item.TopicsAlt, m.Topic) || slices.Contains(item.Topics, m.Topic):
				all.add(true, slices.Contains(item.Topics, m.Topic))
			}
		}
		for _, id := range item.Topics {
			if !found[id] {
				all.add(false, true)
			}
		}
	}
	f.Precision, f.Recall, f.F1 = all.precision(), all.recall(), all.f1()
	return f
}

func (r topicsReport) table(w io.Writer) {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintln(t, "set\tn\tprecision\trecall\tF1\tunlabelled")
	for _, row := range []struct {
		name string
		f    topicFigures
	}{{"feed items", r.FeedItems}, {"eric", r.ERIC}} {
		_, _ = fmt.Fprintf(t, "%s\t%d\t%.4f\t%.4f\t%.4f\t%d\n", row.name, row.f.N, row.f.Precision, row.f.Recall, row.f.F1, row.f.Unlabelled)
	}
	_ = t.Flush() // a table that cannot be written has nobody to tell
}

// ericRecord is a record of ERIC as its service answers.
type ericRecord struct {
	ID          string   `json:"id"`
	Title       string   `json:"title"`
	Description string   `json:"description"`
	Subject     []string `json:"subject"`
}

// keptApart is how many records there are to one that nothing is learned from.
const keptApart = 5

// apart says that nothing is learned from a record, by its number.
func (r ericRecord) apart() bool {
	number, err := strconv.Atoi(strings.TrimLeft(r.ID, "EDJ"))
	return err == nil && number%keptApart == 0
}

// indexer is how an abstract of ERIC ends: with the initials of who wrote it.
var indexer = regexp.MustCompile(`\s*\((?:[A-Z][a-z]+/)?[A-Z]{2,4}\)\s*$`)

// readERIC reads the records of corpus/scholarly/eric-edsoc, each once.
func readERIC(data string) ([]ericRecord, error) {
	names, err := filepath.Glob(filepath.Join(data, "corpus", "scholarly", "eric-edsoc", "eric", "*.json.gz"))
	if err != nil {
		return nil, fmt.Errorf("listing records of ERIC: %w", err)
	}
	var all []ericRecord
	seen := map[string]bool{}
	for _, name := range names {
		records, err := readERICFile(name)
		if err != nil {
			return nil, fmt.Errorf("reading %s: %w", name, err)
		}
		for _, r := range records {
			if !seen[r.ID] && len(r.Subject) > 0 {
				seen[r.ID] = true
				r.Title = html.UnescapeString(r.Title)
				r.Description = indexer.ReplaceAllString(html.UnescapeString(r.Description), "")
				all = append(all, r)
			}
		}
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("%w: no records of ERIC in %s", errNoData, data)
	}
	return all, nil
}

func readERICFile(name string) ([]ericRecord, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }() // it was only read
	unpacked, err := gzip.NewReader(file)
	if err != nil {
		return nil, err
	}
	var answer struct {
		Response struct {
			Docs []ericRecord `json:"docs"`
		} `json:"response"`
	}
	if err := json.NewDecoder(unpacked).Decode(&answer); err != nil {
		return nil, err
	}
	return answer.Response.Docs, nil
}

// descriptorTruth tells topics from descriptors.
type descriptorTruth struct {
	about, near map[string][]chalkline.TopicID // by term in lower case
}

func newDescriptorTruth() descriptorTruth {
	t := descriptorTruth{about: map[string][]chalkline.TopicID{}, near: map[string][]chalkline.TopicID{}}
	for id, terms := range topics.ReadDescriptors() {
		for _, term := range terms.About {
			t.about[strings.ToLower(term)] = append(t.about[strings.ToLower(term)], id)
		}
		for _, term := range terms.Near {
			t.near[strings.ToLower(term)] = append(t.near[strings.ToLower(term)], id)
		}
	}
	return t
}

// topics are those that the terms make right, and those they make neither.
func (t descriptorTruth) topics(terms []string) (about, near []chalkline.TopicID) {
	for _, term := range terms {
		about = append(about, t.about[strings.ToLower(term)]...)
		near = append(near, t.near[strings.ToLower(term)]...)
	}
	slices.Sort(about)
	about = slices.Compact(about)
	slices.Sort(near)
	near = slices.DeleteFunc(slices.Compact(near), func(id chalkline.TopicID) bool { return slices.Contains(about, id) })
	return about, near
}

func (t descriptorTruth) item(r ericRecord) topicItem {
	i := topicItem{Source: "eric", Title: r.Title, Text: r.Description}
	i.Topics, i.TopicsAlt = t.topics(r.Subject)
	return i
}
