package sample

import (
	"bytes"
	"embed"
	"fmt"
	"path"
	"sync"
	"time"

	"chalkline"

	"github.com/goccy/go-yaml"
)

//go:embed sites/*.yaml
var siteFiles embed.FS

// format is the form of a site's feed.
type format string

const (
	formatRSS  format = "rss"
	formatAtom format = "atom"
	formatRDF  format = "rdf"
	formatJSON format = "json"
)

// quirk is what is odd about a site's feed.
type quirk string

const (
	quirkXHTML       quirk = "xhtml"        // Atom content as elements, not as escaped text
	quirkWindows1252 quirk = "windows-1252" // not UTF-8
	quirkRelative    quirk = "relative"     // links without a host
	quirkNoGUID      quirk = "no-guid"      // nothing names an item but its link
	quirkTruncated   quirk = "truncated"    // breaks off in the middle of an item
	quirkHTML        quirk = "html"         // the feed's address answers with a web page
	quirkNotFound    quirk = "not-found"    // the feed's address answers 404
	quirkFailing     quirk = "failing"      // the feed's address answers 500
)

// site is one invented source.
type site struct {
	Slug      string              `yaml:"-"`
	Name      string              `yaml:"name"`
	Tagline   string              `yaml:"tagline"`
	Format    format              `yaml:"format"`
	Quirk     quirk               `yaml:"quirk"`
	Genre     chalkline.Genre     `yaml:"genre"`
	Topics    []chalkline.TopicID `yaml:"topics"`
	Country   string              `yaml:"country"`
	ISSN      string              `yaml:"issn"`
	Preprints bool                `yaml:"preprints"`
	Licence   string              `yaml:"licence"` // of all its papers, when they are free to read
	Items     []*item             `yaml:"items"`
}

// item is one invented publication. Its text is written in a few signs: an empty
// line ends a paragraph, "## " begins a heading, "- " a list entry, and
// [words](target) is a link, where target is an address, doi:DOI or
// site:SLUG/ITEM.
type item struct {
	Slug        string   `yaml:"slug"`
	Title       string   `yaml:"title"`
	Hours       int      `yaml:"hours"` // how long ago it appeared
	Year        int      `yaml:"year"`  // of the work, when it is older than the entry
	DOI         string   `yaml:"doi"`
	RetractedBy string   `yaml:"retracted_by"` // DOI of the notice
	Retracts    string   `yaml:"retracts"`     // DOI of the work that this notice retracts
	Authors     []string `yaml:"authors"`
	Categories  []string `yaml:"categories"`
	Audio       bool     `yaml:"audio"`
	Text        string   `yaml:"text"`
}

// published is when the item appeared.
func (i *item) published(now time.Time) time.Time {
	return now.Add(-time.Duration(i.Hours) * time.Hour)
}

// journal says whether the site publishes papers with abstracts.
func (s *site) journal() bool { return s.ISSN != "" || s.Preprints }

// path is where the site lives, with a slash at its end.
func (s *site) path() string { return "/sites/" + s.Slug + "/" }

func (s *site) feedFile() string {
	switch s.Format {
	case formatAtom:
		return "atom.xml"
	case formatRDF:
		return "index.rdf"
	case formatJSON:
		return "feed.json"
	case formatRSS:
	}
	return "feed.xml"
}

// failing are the sites without a feed that can be read.
var failing = []*site{
	{
		Slug: "old-blackboard", Name: "The Old Blackboard", Tagline: "Moved, and nobody told the feed",
		Format: formatRSS, Quirk: quirkHTML, Genre: chalkline.GenreBlog, Topics: []chalkline.TopicID{"curriculum"}, Country: "GB",
	},
	{
		Slug: "forgotten-seminar", Name: "The Forgotten Seminar", Tagline: "Last seen some time ago",
		Format: formatRSS, Quirk: quirkNotFound, Genre: chalkline.GenreBlog, Topics: []chalkline.TopicID{"higher-ed"}, Country: "NZ",
	},
	{
		Slug: "leaky-inkwell", Name: "The Leaky Inkwell", Tagline: "Our server is having a day",
		Format: formatRSS, Quirk: quirkFailing, Genre: chalkline.GenreNews, Topics: []chalkline.TopicID{"writing"}, Country: "US",
	},
}

// order is the order of the sites that have content.
var order = []string{
	"classroom-trials", "learning-evidence-review", "teacher-leadership-studies", "edpreprint-commons",
	"spaced-chalk", "tuesday-staffroom", "bright-brain-classroom", "room-twelve",
	"harbour-schools", "slate-and-satchel", "corridor-notes",
}

// sites are all sites, in the order of their numbers.
var sites = sync.OnceValue(func() []*site {
	all := make([]*site, 0, len(order)+len(failing))
	for _, slug := range order {
		s, err := readSite(slug)
		if err != nil {
			panic(err) // the files are a part of the program, and a test reads them all
		}
		all = append(all, s)
	}
	return append(all, failing...)
})

func readSite(slug string) (*site, error) {
	data, err := siteFiles.ReadFile(path.Join("sites", slug+".yaml"))
	if err != nil {
		return nil, fmt.Errorf("read the sample site %s: %w", slug, err)
	}
	s := &site{Slug: slug}
	if err := yaml.NewDecoder(bytes.NewReader(data), yaml.Strict()).Decode(s); err != nil {
		return nil, fmt.Errorf("read the sample site %s: %w", slug, err)
	}
	return s, nil
}
