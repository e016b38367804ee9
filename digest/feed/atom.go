package feed

import (
	"time"

	"github.com/gorilla/feeds"

	"chalkline/digest/say"
)

const atomNamespace = "http://www.w3.org/2005/Atom"

type atomDocument struct {
	feeds.AtomFeed

	Language  string           `xml:"xml:lang,attr"`
	Links     []feeds.AtomLink `xml:"link"`
	Generator string           `xml:"generator"`
	Entries   []*atomEntry     `xml:"entry"`
}

type atomEntry struct {
	feeds.AtomEntry

	Authors    []feeds.AtomPerson `xml:"author"`
	Categories []atomCategory     `xml:"category"`
	Source     *atomSource        `xml:"source"`
}

type atomCategory struct {
	Term string `xml:"term,attr"`
}

// atomSource is where the item came from.
type atomSource struct {
	ID    string `xml:"id"`
	Title string `xml:"title"`
}

// Atom is the feed as Atom 1.0.
func (f Feed) Atom() ([]byte, error) {
	entries, err := f.entries()
	if err != nil {
		return nil, err
	}
	document := atomDocument{
		AtomFeed: feeds.AtomFeed{
			Xmlns:    atomNamespace,
			Title:    f.title(),
			Subtitle: say.Line(f.Description),
			Id:       f.Self,
			Updated:  f.updated().Format(time.RFC3339),
			Author:   &feeds.AtomAuthor{AtomPerson: feeds.AtomPerson{Name: "Chalkline"}},
		},
		Language: language,
		Links: []feeds.AtomLink{
			{Href: f.Self + ".atom", Rel: "self", Type: "application/atom+xml"},
			{Href: f.Home, Rel: "alternate", Type: "text/html"},
		},
		Generator: "Chalkline",
	}
	for _, e := range entries {
		item := &atomEntry{AtomEntry: feeds.AtomEntry{
			Title:     e.Title,
			Id:        e.ID,
			Published: e.Published.Format(time.RFC3339),
			Updated:   e.Updated.Format(time.RFC3339),
			Links: []feeds.AtomLink{
				{Href: e.URL, Rel: "alternate", Type: "text/html"},
				{Href: e.Card, Rel: "related", Type: "text/html"},
			},
			Summary: &feeds.AtomSummary{Content: e.Summary, Type: "text"},
			Content: &feeds.AtomContent{Content: e.Content, Type: "html"},
		}}
		for _, name := range e.Authors {
			item.Authors = append(item.Authors, feeds.AtomPerson{Name: name})
		}
		for _, term := range e.Categories {
			item.Categories = append(item.Categories, atomCategory{Term: term})
		}
		if e.SourceURL != "" {
			item.Source = &atomSource{ID: e.SourceURL, Title: e.SourceName}
		}
		document.Entries = append(document.Entries, item)
	}
	return writeXML(document)
}
