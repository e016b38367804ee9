package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"chalkline"
	"chalkline/digest/say"
	"chalkline/ranker/topics"
)

// answer is what is printed of one item.
type answer struct {
	ID any `json:"id,omitempty"` // as the line gave it, else what was named
	chalkline.Appraisal
	Topics []chalkline.TopicMatch `json:"topics,omitempty"`
	Cites  []cite                 `json:"cites,omitempty"`
	Work   *record                `json:"work,omitempty"`
	Notes  []string               `json:"notes,omitempty"`

	item   chalkline.Item
	page   bool // it was read from one
	online bool
	own    chalkline.Work
	missed bool // a service could not be asked
}

// cite is a citation and what is known of its work.
type cite struct {
	chalkline.Citation
	Work *record `json:"work,omitempty"`

	known []chalkline.Cited // the work, when it is known
}

// record is a work as it is printed.
type record struct {
	DOI       string             `json:"doi,omitempty"`
	ERIC      string             `json:"eric,omitempty"`
	Title     string             `json:"title,omitempty"`
	Authors   []string           `json:"authors,omitempty"`
	Type      string             `json:"type,omitempty"`
	Venue     string             `json:"venue,omitempty"`
	Year      int                `json:"year,omitempty"`
	Open      string             `json:"open,omitempty"`
	Standing  chalkline.Standing `json:"standing,omitempty"`
	NoticeDOI string             `json:"notice_doi,omitempty"`
	Origin    string             `json:"origin,omitempty"`
}

// recordOf is nil when nothing is known of the work.
func recordOf(w chalkline.Work) *record {
	if w.Origin == "" && w.Standing == chalkline.StandingUnknown {
		return nil
	}
	return &record{
		DOI: w.DOI, ERIC: w.ERIC, Title: w.Title, Authors: w.Authors, Type: w.Type, Venue: w.Venue, Year: w.Year,
		Open: say.FreeWork(w, "").URL, Standing: w.Standing, NoticeDOI: w.NoticeDOI, Origin: w.Origin,
	}
}

func cites(citations []chalkline.Citation, known []chalkline.Cited) []cite {
	list := make([]cite, len(citations))
	for i, c := range citations {
		list[i].Citation = c
		if w := workOf(c, known); w != nil {
			list[i].Work, list[i].known = recordOf(w.Work), []chalkline.Cited{*w}
		}
	}
	return list
}

// serviceName is how people know a service that records come from.
func serviceName(origin string) string {
	switch origin {
	case "crossref":
		return "Crossref"
	case "openalex":
		return "OpenAlex"
	case "eric":
		return "ERIC"
	case "arxiv":
		return "arXiv"
	}
	return cmp.Or(origin, "none")
}

// print prints an answer for a person, or as a line of JSON. What a service did
// not say for want of an answer is an error, when all else is printed.
func (a *appraiser) print(what string, x answer) error {
	if a.JSON {
		if what != "-" {
			x.ID = what
		}
		if err := newEncoder(a.std.out).Encode(x); err != nil {
			return fmt.Errorf("writing the answer to %s: %w", what, err)
		}
		return x.incomplete(what)
	}
	w := a.std.out
	if len(a.What) > 1 {
		fmt.Fprintf(w, "==> %s <==\n", what)
	}
	x.printHead(w)
	if err := printAppraisal(w, x.Appraisal); err != nil {
		return err
	}
	printTopics(w, a.topics, x.Topics)
	for _, c := range x.Cites {
		if lines := say.Works([]chalkline.Citation{c.Citation}, c.known); len(lines) > 0 {
			printWork(w, lines[0])
		}
	}
	if len(a.What) > 1 {
		fmt.Fprintln(w)
	}
	return x.incomplete(what)
}

// empty says that there was nothing to judge.
func (x answer) empty() bool { return x.item.Title == "" && x.item.Text == "" && x.own.Abstract == "" }

func (x answer) incomplete(what string) error {
	if x.missed {
		return invalid("%s was judged without what could not be looked up; --offline asks nobody", what)
	}
	return nil
}

// printHead says what was judged, when that is not the text that was given, and
// what is not known of it.
func (x answer) printHead(w io.Writer) {
	var lines []string
	if x.Work != nil || x.page {
		lines = append(lines, cmp.Or(x.item.Title, "Title not known"))
	}
	if x.Work != nil {
		lines = append(lines, aboutWork(x.own)...)
	}
	if x.page && x.item.URL != "" {
		lines = append(lines, x.item.URL)
	}
	for _, note := range x.Notes {
		lines = append(lines, "Note: "+note)
	}
	if !x.online && slices.ContainsFunc(x.Cites, func(c cite) bool { return c.Work == nil && askable(c.Citation) }) {
		lines = append(lines, "Note: Not all works that it cites are known here; --online looks them up.")
	}
	if len(lines) > 0 {
		fmt.Fprintln(w, strings.Join(lines, "\n")+"\n")
	}
}

// aboutWork is what the record of a work says beside its title.
func aboutWork(w chalkline.Work) []string {
	year := "year not known"
	if w.Year != 0 {
		year = strconv.Itoa(w.Year)
	}
	number := w.ERIC
	if w.DOI != "" {
		number = "https://doi.org/" + w.DOI
	}
	lines := []string{cmp.Or(w.Venue, "Venue not known") + ", " + year, number + " (record: " + serviceName(w.Origin) + ")"}
	if notice := say.Notice(w); !notice.IsZero() {
		lines = append(lines, notice.English())
	}
	switch free := say.FreeWork(w, ""); {
	case free.URL != "":
		lines = append(lines, "Free to read: "+free.URL)
	case w.Standing != chalkline.StandingRetracted:
		lines = append(lines, "No copy that is free to read is known.")
	}
	return lines
}

func newEncoder(w io.Writer) *json.Encoder {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e
}

func printTopics(w io.Writer, known *topics.List, matches []chalkline.TopicMatch) {
	for _, m := range matches {
		label := string(m.Topic)
		if t, ok := known.Topic(m.Topic); ok {
			label = t.Label
		}
		fmt.Fprintf(w, "Topic    %s (%.2f) “%s”\n", label, m.Weight, m.Quote)
	}
}
