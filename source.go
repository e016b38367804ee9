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
	Topics     []TopicID     // what it usually writes about: a vote, never a verdict
	Country    string        // ISO 3166-1 alpha-2, several joined by "/", or ""
	Language   string        // ISO 639-1 or ""
	Listed     bool          // it came from feeds.yaml, which may change or remove it
	Unverified bool          // its URL was never seen to answer
	Paused     bool          // not polled
	Selectors  Selectors     // for SourcePage
	Rest       time.Duration // the least time between two checks that the operator asks for; 0 for none
	RemovedAt  time.Time     // when the operator took it out: it is paused, and its items stay; zero for a source in use
	MovedFrom  string        // the URL it had before the latest move, or ""
	MovedAt    time.Time     // of that move
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
	HeldUntil    time.Time     // not asked before this, whoever wishes so: the host or the address said it
	Busy         int           // how often in a row its host asked for fewer requests (429)
	ForcedAt     time.Time     // when a person last had it fetched whole, without validators
	PushUntil    time.Time     // until when a hub has promised to bring what is new
	Hints        Hints         // what it last said of itself, for answers that say nothing
	Arrivals     []time.Time   // when it last brought new items, oldest first, at most a dozen
	Move         Move          // where it says it has moved, until that is believed
	Proposal     string        // a feed that its web page announces, for the operator to take or leave; or ""
	Notice       string        // a sentence for the operator about an answer that was good but odd; or ""
}

// Hints are what a source says about when to ask it again.
type Hints struct {
	FreshFor  time.Duration  `json:"fresh_for,omitempty"` // by Cache-Control or Expires
	TTL       time.Duration  `json:"ttl,omitempty"`       // by ttl or sy:updatePeriod
	SkipHours []int          `json:"skip_hours,omitempty"`
	SkipDays  []time.Weekday `json:"skip_days,omitempty"`
	Rhythm    time.Duration  `json:"rhythm,omitempty"` // the usual time between two of its items, as learned
	Latest    time.Time      `json:"latest,omitzero"`  // the date of its newest item, as it says
}

// Move is a permanent redirect that a source answers with. Once is no reason to
// believe it: a captive network or a mistake of an afternoon says the same.
type Move struct {
	URL   string    `json:"url,omitempty"`
	Times int       `json:"times,omitempty"` // in a row
	Since time.Time `json:"since,omitzero"`
}

// Moved is one move of a source from one address to another.
type Moved struct {
	Source   SourceID // that is read since
	From, To string
	At       time.Time
}

// Batch is what one poll of a source brought. It is stored whole or not at all:
// the validators in Poll stand for exactly these items.
type Batch struct {
	Source SourceID
	Poll   Poll
	Items  []Item
	Pushed bool // a hub brought the items: there was no poll, and Poll is not stored
}

// Stored counts what became of a Batch.
type Stored struct {
	New    int // items never seen before
	Edited int // items known, with something changed
	Same   int // items known and unchanged
	Buried int // items deleted once, which never come back
	Reused int // of the new ones, those that came under the identity of another article
}

// Subscription is a source's feed at a WebSub hub, which brings what is new.
type Subscription struct {
	Source SourceID
	Hub    string    // its address
	Topic  string    // the feed as its publisher names it
	Token  string    // the secret end of the address that the hub calls
	Secret string    // the key of the signatures of what it brings
	Active bool      // the hub has asked back, and was told yes
	Until  time.Time // end of the lease; zero before there is one
	NextAt time.Time // when to ask the hub (again)
	Tries  int       // requests since the hub last asked back
}
