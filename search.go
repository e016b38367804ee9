package chalkline

import (
	"strings"
	"time"
)

// MostFound is how many items a search finds at most. Nobody reads more of them,
// and a word that stands everywhere must not keep an index busy.
const MostFound = 2000

// Search is what a person looks for among all items that were ever seen: words,
// and what narrows them. Zero fields do not narrow.
type Search struct {
	Words       string // as typed; see package store for their language
	Least       Grade  // weakest grade, A to E; what is not graded or retracted is left out then
	Design      Design
	Topic       TopicID
	Phase       Phase // for which an item is, as far as its text tells
	From, Until int   // years of appearing, both included
	Source      SourceID
	Open        bool // only what can be read free, as far as records tell
	Kind        Kind
	Newest      bool // the newest first, not the best match
	Offset      int  // how many hits to pass over
	Limit       int  // how many to find at most
}

// Narrowed says that more than words is asked for.
func (s Search) Narrowed() bool {
	return s.Least != "" || s.Design != "" || s.Topic != "" || s.Phase != "" || s.From != 0 || s.Until != 0 ||
		s.Source != 0 || s.Open || s.Kind != ""
}

// Grades are the grades that a search with Least finds; none when it has none.
func (s Search) Grades() []Grade {
	var grades []Grade
	for _, g := range Grades[:5] {
		if s.Least != "" && g <= s.Least {
			grades = append(grades, g)
		}
	}
	return grades
}

// Found is a part of what a search found.
type Found struct {
	Hits  []Hit
	Total int  // of all hits that can be paged to
	More  bool // there are more, which were not looked at: a search looks at so many, the newest first
	// Notice is what a reader should know of how this was found, a sentence; often none.
	Notice Text
}

// Hit is an item that a search found.
type Hit struct {
	Item    ItemID
	Snippet []Span // a part of its text around the words; nil when they are not in the text
}

// Span is a piece of text, which may be one of the words that were looked for.
type Span struct {
	Text   string
	Marked bool
}

// Marks stand around the words that were looked for in what an index shows of a
// text. They are control characters, which no text has that came off a page.
const (
	MarkStart = "\x02"
	MarkEnd   = "\x03"
)

// ReadMarks are the pieces of a text in which words are marked, on one line; nil
// when none is.
func ReadMarks(marked string) []Span {
	if !strings.Contains(marked, MarkStart) {
		return nil
	}
	var out []Span
	for n, part := range strings.Split(strings.Join(strings.Fields(marked), " "), MarkStart) {
		word, rest, ok := strings.Cut(part, MarkEnd)
		if !ok || n == 0 {
			word, rest = "", strings.ReplaceAll(part, MarkEnd, "")
		}
		if word != "" {
			out = append(out, Span{Text: word, Marked: true})
		}
		if rest = strings.ReplaceAll(rest, MarkEnd, ""); rest != "" {
			out = append(out, Span{Text: rest})
		}
	}
	return out
}

// Document is all that a search looks at of an item, as an index outside the
// database is given it.
type Document struct {
	Item    ItemID
	Source  SourceID
	Title   string
	Authors []string
	Venue   string
	Text    string // the start of a very long one
	Date    time.Time
	Kind    Kind // this and what follows is zero as long as the item is not appraised
	Design  Design
	Grade   Grade
	Score   int
	Topics  []TopicID
	Phases  []Phase
	Open    bool // it can be read free, as far as records tell
}
