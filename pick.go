package chalkline

import "time"

// Part is one addend of a pick's score.
type Part struct {
	Name  string  `json:"name"`  // evidence, topic, freshness ...
	Value float64 `json:"value"` // points; the parts of a pick add up to its score
	Why   string  `json:"why"`   // in a reader's words
}

// Pick is an item chosen for a reader. It is never taken back and never moves:
// a personal feed is the picks in time order.
type Pick struct {
	ID       PickID
	ReaderID ReaderID
	ItemID   ItemID
	StoryID  StoryID
	Score    float64
	Parts    []Part
	Reason   string // why for this reader, built from Parts
	At       time.Time
	Revised  time.Time // when the item's grade fell to R or its text changed after the pick; zero when not
}

// Candidate is an item that may be picked, with what is known of it.
type Candidate struct {
	Item      Item // without Text and Links
	Minutes   int
	Source    Source
	Appraisal Appraisal // without Signals and Cautions
	Topics    []TopicMatch
}

// Card is a picked or found item with all that a page, a feed entry and a mail
// show of it.
type Card struct {
	Pick      Pick // zero when the item was found otherwise
	Item      Item // without Links; Text is only its beginning, enough for an excerpt
	Minutes   int  // reading time of the whole text; 0 when no text is known
	Source    Source
	Appraisal Appraisal
	Topics    []TopicMatch
	AlsoAt    []Appearance   // the story's other appearances, newest first
	Feedback  []FeedbackKind // of the reader it is shown to
	Open      string         // address of a copy that is legal and free to read, "" when none is known
}
