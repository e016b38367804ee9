package main

import (
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"

	"chalkline"
	"chalkline/ranker/evidence"
)

// kindsCmd measures the kinds of real feed items.
type kindsCmd struct{}

// kindsReport holds the figures. Strictly right is the first reader's kind,
// leniently right that of either reader or an alternative of one.
type kindsReport struct {
	N               int     `json:"n"`
	Strict          float64 `json:"strict"`
	Lenient         float64 `json:"lenient"`
	GradedPrecision float64 `json:"graded_precision"`
	GradedRecall    float64 `json:"graded_recall"`
	EventsGraded    int     `json:"events_graded"` // events and adverts that got a grade
}

type feedItem struct {
	ID            string           `json:"id"`
	Source        string           `json:"source"`
	FeedFile      string           `json:"feed_file"`
	Title         string           `json:"title"`
	Text          string           `json:"text"`
	URL           string           `json:"url"`
	DOI           string           `json:"doi"`
	Language      string           `json:"language"`
	Kind          chalkline.Kind   `json:"kind"`
	Kind2         chalkline.Kind   `json:"kind2"`
	Alternatives  []chalkline.Kind `json:"alt_kinds"`
	Alternatives2 []chalkline.Kind `json:"alt_kinds2"`
}

// genres tells the genre of a source from the folder its file lies in, which is
// what the list of sources says of it when the program runs.
var genres = []struct {
	prefix string
	genre  chalkline.Genre
}{
	{"eric-", chalkline.GenreDatabase},
	{"edu-blogs/", chalkline.GenreBlog},
	{"edu-news-daily-crawls/", chalkline.GenreNews},
	{"ebardelli-ed-news/tests/fixtures/aera", chalkline.GenreJournal},
	{"ebardelli-ed-news/tests/fixtures/edworkingpapers", chalkline.GenreJournal},
	{"ebardelli-ed-news/", chalkline.GenreNews},
	{"yukhin-", chalkline.GenreJournal},
}

func (f feedItem) document() evidence.Document {
	d := evidence.Document{Item: chalkline.Item{Title: f.Title, Text: f.Text, URL: f.URL, DOI: f.DOI, Language: f.Language}}
	for _, g := range genres {
		if strings.HasPrefix(f.FeedFile, g.prefix) {
			d.Source.Genre = g.genre
			break
		}
	}
	return d
}

// Run measures and prints.
func (kindsCmd) Run(o output) error {
	list, err := readLines[feedItem](filepath.Join(o.Data, "evidence", "feed_items"), nil)
	if err != nil {
		return err
	}
	model := evidence.Default()
	var strict, lenient int
	var graded outcomes
	r := kindsReport{N: len(list)}
	for _, f := range list {
		result := model.Appraise(f.document())
		if result.Kind == f.Kind {
			strict++
		}
		if slices.Contains(append([]chalkline.Kind{f.Kind, f.Kind2}, slices.Concat(f.Alternatives, f.Alternatives2)...), result.Kind) {
			lenient++
		}
		isGraded := result.Grade != chalkline.GradeNone
		graded.add(isGraded, f.Kind.Graded())
		if isGraded && (f.Kind == chalkline.KindEvent || f.Kind == chalkline.KindAdvert) {
			r.EventsGraded++
		}
	}
	r.Strict, r.Lenient = share(strict, r.N), share(lenient, r.N)
	r.GradedPrecision, r.GradedRecall = graded.precision(), graded.recall()
	return o.print(r, r.table)
}

func (r kindsReport) table(w io.Writer) {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, row := range []struct {
		name  string
		value any
	}{
		{"n", r.N},
		{"strict", r.Strict},
		{"lenient", r.Lenient},
		{"graded precision", r.GradedPrecision},
		{"graded recall", r.GradedRecall},
		{"events and adverts graded", r.EventsGraded},
	} {
		_, _ = fmt.Fprintf(t, "%s\t%v\n", row.name, row.value)
	}
	_ = t.Flush() // a table that cannot be written has nobody to tell
}
