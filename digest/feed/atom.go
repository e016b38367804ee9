package feed

import (
	"time"

	"github.com/gorilla/feeds"
)

type atomDocument struct {
	feeds.AtomFeed

	Language  string       `xml:"xml:lang,attr"`
	Evidence  string       `xml:"xmlns:evidence,attr"`
	History   string       `xml:"xmlns:fh,attr,omitempty"`
	Author    atomPerson   `xml:"author"`
	Links     []atomLink   `xml:"link"`
	Generator string       `xml:"generator"`
	Archive   *struct{}    `xml:"fh:archive"`
	Private   bool         `xml:"evidence:private,omitempty"`
	Entries   []*atomEntry `xml:"entry"`
}

type atomEntry struct {
	feeds.AtomEntry
	evidence

	Title        atomText       `xml:"title"`
	Content      atomContent    `xml:"content"`
	Links        []atomLink     `xml:"link"`
	Authors      []atomPerson   `xml:"author"`
	Contributors []atomPerson   `xml:"contributor"`
	Categories   []atomCategory `xml:"category"`
}

type atomPerson struct {
	Name string `xml:"name"`
	URI  string `xml:"uri,omitempty"`
}

type atomText struct {
	Language string `xml:"xml:lang,attr,omitempty"`
	Text     string `xml:",chardata"`
}

type atomContent struct {
	Type string `xml:"type,attr"`
	HTML string `xml:",cdata"`
}

type atomCategory struct {
	Term   string `xml:"term,attr"`
	Scheme string `xml:"scheme,attr"`
	Label  string `xml:"label,attr"`
}

// Atom is the feed as Atom 1.0.
func (f Feed) Atom() ([]byte, error) {
	entries := f.entries()
	document := atomDocument{
		AtomFeed: feeds.AtomFeed{
			Xmlns: atomNamespace, Title: f.title(), Subtitle: f.description(), Id: f.feedID(), Updated: f.updated(entries).Format(time.RFC3339),
		},
		Language: f.locale().Tag, Evidence: evidenceNamespace, History: f.history(),
		Author:    atomPerson{Name: maker, URI: f.Home},
		Links:     append([]atomLink{{Href: f.page(), Rel: "alternate", Type: "text/html"}}, f.links(".atom")...),
		Generator: maker, Private: f.Private,
		Entries: make([]*atomEntry, 0, len(entries)),
	}
	if f.Archive {
		document.Archive = &struct{}{}
	}
	for n := range entries {
		document.Entries = append(document.Entries, atomEntryOf(&entries[n]))
	}
	return f.writeXML(document)
}

func atomEntryOf(e *entry) *atomEntry {
	item := &atomEntry{
		AtomEntry: feeds.AtomEntry{
			Id:        e.ID,
			Published: e.Published.Format(time.RFC3339),
			Updated:   e.Updated.Format(time.RFC3339),
			Summary:   &feeds.AtomSummary{Content: e.Summary, Type: "text"},
		},
		evidence: e.Evidence,
		Title:    atomText{Text: e.Title, Language: e.Language},
		Content:  atomContent{Type: "html", HTML: e.Content},
		Links:    []atomLink{{Href: e.URL, Rel: "alternate", Language: e.Language}},
	}
	if e.Card != "" {
		item.Links = append(item.Links, atomLink{Href: e.Card, Rel: "related", Type: "text/html", Title: e.CardTitle})
	}
	if e.SourceURL != "" {
		item.Links = append(item.Links, atomLink{Href: e.SourceURL, Rel: "via", Title: e.Source})
	}
	for _, name := range e.Authors {
		item.Authors = append(item.Authors, atomPerson{Name: name})
	}
	if e.Contributor != "" {
		item.Contributors = []atomPerson{{Name: e.Contributor}}
	}
	for _, c := range e.Categories {
		item.Categories = append(item.Categories, atomCategory(c))
	}
	return item
}
