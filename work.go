package chalkline

import "time"

// Work is a scholarly work and its record. What no record said is empty.
type Work struct {
	ID         WorkID
	DOI        string // lower case; unique when not empty
	ERIC       string // EJ... or ED...; unique when not empty
	Title      string
	Type       string // as Crossref names it: journal-article, posted-content, report ...
	Venue      string
	Year       int
	Open       string // address of a copy that is legal and free to read, or ""
	Standing   Standing
	NoticeDOI  string // of the retraction, concern or correction
	NoticeAt   time.Time
	Origin     string    // who said so: crossref, openalex, eric; "" when not resolved yet
	ResolvedAt time.Time // last asked with an answer

	Authors     []string // given name first, in their order
	Abstract    string   // plain text, paragraphs parted by an empty line
	Designs     []string // study designs as OpenAlex names them
	Types       []string // what sort of publication: ERIC's publication types, OpenAlex's type when it says more than Type
	Descriptors []string // ERIC's subject descriptors
	Reviewed    Stated   // whether the publication was peer-reviewed, as ERIC says

	Replication Replication // what a list of replications says
}

// Stated is a yes or no that may be missing.
type Stated string

// What may be stated.
const (
	NotStated Stated = ""
	StatedYes Stated = "yes"
	StatedNo  Stated = "no"
)

// Replication is how attempts to repeat the findings of a work came out. Only
// attempts by other people count.
type Replication struct {
	DOI       string // of the work that was repeated, lower case
	Succeeded int
	Failed    int
	Mixed     int
	By        string // DOI of the latest attempt with the commonest outcome, "" when it has none
}

// Notice is what a list of retractions says of one work.
type Notice struct {
	DOI       string // of the work, lower case
	Standing  Standing
	NoticeDOI string
	At        time.Time // day of the notice; zero when not stated
}

// ListName names a list about works that is read from time to time.
type ListName string

// The lists.
const (
	ListRetractions  ListName = "retractions"
	ListReplications ListName = "replications"
)

// List is when and how a list about works was last read.
type List struct {
	Name         ListName
	Location     string // path or address
	ETag         string
	LastModified string
	Sum          string    // SHA-256 of the content, hex
	CheckedAt    time.Time // last looked at, whatever came of it
	ReadAt       time.Time // last taken over
	Entries      int
	Error        string // why the last look failed, "" when it did not
}

// Standing says whether a work still stands.
type Standing string

// The standings of a work.
const (
	StandingUnknown   Standing = ""
	StandingGood      Standing = "good"
	StandingCorrected Standing = "corrected"
	StandingConcern   Standing = "concern"
	StandingRetracted Standing = "retracted"
)

// CitationKind says how an item points to a work.
type CitationKind string

// The kinds of citation.
const (
	CitationLink      CitationKind = "link"      // a hyperlink
	CitationID        CitationKind = "id"        // a DOI or ERIC id in the text
	CitationReference CitationKind = "reference" // a reference string
)

// Citation is a pointer from an item to a work.
type Citation struct {
	ItemID ItemID       `json:"item_id,omitempty"`
	WorkID WorkID       `json:"work_id,omitempty"` // 0 while the work is not known
	Kind   CitationKind `json:"kind"`
	DOI    string       `json:"doi,omitempty"`
	ERIC   string       `json:"eric,omitempty"`
	URL    string       `json:"url,omitempty"`
	Text   string       `json:"text,omitempty"` // the reference as written, at most 500 runes
}

// Cited is what is known of a work that an item cites, for judging second-hand
// evidence.
type Cited struct {
	Work      Work
	Design    Design // of the work's own item, when it was appraised here
	Score     int
	Grade     Grade
	Appraised bool // Design, Score and Grade are known
}
