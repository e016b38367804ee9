package chalkline

import (
	"net/url"
	"strings"
	"time"
)

// SourceKind says how a source is read.
type SourceKind string

// The kinds of source.
const (
	SourceFeed     SourceKind = "feed"     // RSS, Atom, RDF or JSON Feed
	SourcePage     SourceKind = "page"     // a web page with a list, read by selectors
	SourceCrossref SourceKind = "crossref" // a journal by its ISSN, asked of Crossref
	SourceERIC     SourceKind = "eric"     // a saved query, asked of ERIC
)

// Genre says what sort of place a source is; the appraisal leans on it when an
// item itself gives little away.
type Genre string

// The genres.
const (
	GenreBlog         Genre = "blog"
	GenreNewsletter   Genre = "newsletter"
	GenreJournal      Genre = "journal"
	GenreOrganisation Genre = "organisation"
	GenreNews         Genre = "news"
	GenrePodcast      Genre = "podcast"
	GenreDatabase     Genre = "database"
	GenreForum        Genre = "forum"
)

// Genres are all genres, in the order in which they are offered.
var Genres = []Genre{
	GenreBlog, GenreNewsletter, GenreJournal, GenreOrganisation,
	GenreNews, GenrePodcast, GenreDatabase, GenreForum,
}

// Source is a place that is read: a feed, a web page with a list, or a
// scholarly query.
type Source struct {
	ID         SourceID
	Kind       SourceKind
	Name       string
	URL        string // what is fetched; unique among sources
	SiteURL    string // where a person would look
	Genre      Genre
	Topics     []TopicID // what it usually writes about: a vote, never a verdict
	Country    string    // ISO 3166-1 alpha-2, several joined by "/", or ""
	Language   string    // ISO 639-1 or ""
	Listed     bool      // it came from feeds.yaml, which may change or remove it
	Unverified bool      // its URL was never seen to answer
	Paused     bool      // not polled
	Selectors  Selectors // for SourcePage
	Poll       Poll
}

// Selectors say where a SourcePage has its items, as CSS selectors. List
// selects the element of each item; the others are looked up inside it.
type Selectors struct {
	List   string `json:"list,omitempty"`
	Title  string `json:"title,omitempty"`
	Link   string `json:"link,omitempty"`
	Date   string `json:"date,omitempty"`
	Author string `json:"author,omitempty"`
}

// Host is the unit of politeness: sources of one host are polled by one job.
func (s Source) Host() string { return HostOf(s.URL) }

// HostOf is the lower-case host of a URL with its port, if it has one, or ""
// when the URL has none.
func HostOf(rawURL string) string {
	u, err := url.Parse(rawURL)
	if err != nil {
		return ""
	}
	return strings.ToLower(u.Host)
}

// PollState says how a source is doing.
type PollState string

// The states of a source.
const (
	PollNew     PollState = "new"     // never asked
	PollOK      PollState = "ok"      // the last answer was good
	PollFailing PollState = "failing" // the last answer was not; see Poll.Error
	PollGone    PollState = "gone"    // it said so itself (410); not asked again
)

// Poll is what is known of a source from asking it.
type Poll struct {
	State        PollState
	ETag         string        // as given, byte for byte
	LastModified string        // as given, byte for byte
	NextAt       time.Time     // not before this
	LastAt       time.Time     // last asked
	OKAt         time.Time     // last good answer
	ItemAt       time.Time     // last brought a new item
	Interval     time.Duration // the one that led to NextAt
	Failures     int           // in a row
	HTTPStatus   int           // of the last answer; 0 when there was none
	Error        string        // a sentence for a person; "" when State is ok
}

// Batch is what one poll of a source brought. It is stored whole or not at all:
// the validators in Poll stand for exactly these items.
type Batch struct {
	Source SourceID
	Poll   Poll
	Items  []Item
}

// Stored counts what became of a Batch.
type Stored struct {
	New    int // items never seen before
	Edited int // items known, with something changed
	Same   int // items known and unchanged
	Buried int // items deleted once, which never come back
}
