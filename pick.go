package chalkline

import "time"

// PartName names an addend of a pick's score.
type PartName string

// The parts of a score.
const (
	PartEvidence  PartName = "evidence"  // how strong it is
	PartTopic     PartName = "topic"     // followed topics it is about
	PartSource    PartName = "source"    // a followed source it is from
	PartAuthor    PartName = "author"    // a followed author it is by
	PartQuery     PartName = "query"     // a saved search it matches
	PartTaste     PartName = "taste"     // what was learned from feedback; may be negative
	PartClass     PartName = "class"     // it fits what the reader teaches
	PartFreshness PartName = "freshness" // how new it is
	PartRarity    PartName = "rarity"    // its source seldom writes
	PartLength    PartName = "length"    // it is short enough for the reader's minutes
)

// WeighedParts are the parts whose weight a reader can move. The weight of topic
// is that of source, author and query too.
var WeighedParts = []PartName{PartEvidence, PartTopic, PartTaste, PartClass, PartFreshness, PartRarity, PartLength}

// Part is one addend of a pick's score.
type Part struct {
	Name  PartName `json:"name"`
	Value float64  `json:"value"` // points; the parts of a pick add up to its score
	Why   Text     `json:"why"`   // in a reader's words
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
	Reason   Text   // why for this reader, built from Parts
	Outside  bool   // it stands in the place for what the reader does not follow
	Other    ItemID // a result that speaks against it, "the other side"; 0 for none
	At       time.Time
	Revised  time.Time // when the item's grade fell to R or its text changed after the pick; zero when not
}

// Candidate is an item that may be picked, with what a choice goes by. There are
// thousands in memory at once, so it has no more.
type Candidate struct {
	Item           Item // only its IDs, URL, Title, Authors, Language, Published and FirstSeen
	Minutes        int
	SourceName     string
	SourceLanguage string
	Appraisal      Appraisal // only ItemID, Kind, Score, Grade, SecondHand and At
	Topics         []TopicMatch
	For            Class     // for whom it is, as far as its text tells
	Direction      Direction // of its main finding
	Features       []byte    // its words for taste, as package taste writes them; nil when not read yet
	Monthly        int       // items of its source in the last 30 days
}

// Card is a picked or found item with all that a page, a feed entry and a mail
// show of it.
type Card struct {
	Pick      Pick   // zero when the item was found otherwise
	Item      Item   // without Links; Text is only its beginning, enough for an excerpt
	Minutes   int    // reading time of the whole text; 0 when no text is known
	Source    Source // what names and sorts it; without how it is read
	Appraisal Appraisal
	Topics    []TopicMatch
	AlsoAt    []Appearance   // the story's other appearances, newest first
	Feedback  []FeedbackKind // of the reader it is shown to
	Other     *OtherSide     // what speaks against it; nil for none
	Open      string         // address of a copy that is legal and free to read, "" when none is known
}

// OtherSide is a result that does not agree with what a picked item says.
type OtherSide struct {
	ItemID    ItemID
	Title     string
	URL       string
	Source    string
	Grade     Grade
	Score     int
	Direction Direction
}
