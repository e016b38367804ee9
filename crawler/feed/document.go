package feed

import (
	"net/url"
	"time"
)

// Document is a feed as it says itself, in the one form that all formats are
// brought into. Addresses are absolute where the document or its place say
// against what they stand; nothing is left out because it cannot be believed.
type Document struct {
	ID        string
	Title     Text
	Subtitle  Text
	Info      Text // what it says to somebody who opens it in a browser
	Rights    Text
	Link      string // the page that it belongs to
	Links     []Link
	Language  string // as written
	Authors   []Person
	Tags      []Tag
	Published time.Time
	Updated   time.Time
	Created   time.Time
	Entries   []Entry
	Warnings  []string // what had to be mended

	site      string // Link as written
	rss       bool   // of the family in which items have guids
	generator string
	ttl       time.Duration
	period    string
	frequency string
	skipHours []int
	skipDays  []time.Weekday
	more      int // entries beyond those that are read
	base      *url.URL
}

// Entry is one item of a Document.
type Entry struct {
	ID        string
	Title     Text
	Summary   Text
	Contents  []Text
	Rights    Text
	Link      string
	Links     []Link
	Authors   []Person
	Tags      []Tag
	Published time.Time
	Updated   time.Time
	Created   time.Time

	link      string // Link as written
	permalink string // a guid that is an address
	guid      string // the ID where it is one that stays, as written
	original  string // the address behind that of a proxy
	printed   time.Time
	language  string
	venue     string
	dois      []string // where a DOI or ERIC number may stand, the surest first
	captions  []Text   // texts that count where there is no better one
	borrowed  []Person // authors of the source that it was taken from
	replies   bool     // it answers another entry
	titled    int      // how much its title is to be preferred
}

// Link is one address that a feed or an entry names. Rel is "alternate" where
// the document says nothing, and "enclosure" for a file.
type Link struct {
	Href, Rel, Type string

	written string // resolved against what the document states, not against where it lies
}

// Tag is what a feed or an entry is filed under: a term, and perhaps a label
// for people.
type Tag struct {
	Term, Label string
}

// Person is an author.
type Person struct {
	Name, Email string

	written string // the whole of what stands there
	rank    int    // of the element, the surest first
}

// Enclosures are the files that belong to an entry.
func (e *Entry) Enclosures() []Link {
	var files []Link
	for _, link := range e.Links {
		if link.Rel == enclosure {
			files = append(files, link)
		}
	}
	return files
}
