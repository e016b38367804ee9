package feed

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/mmcdole/gofeed/atom"
)

// readAtom reads Atom 0.3 and 1.0.
func readAtom(doc []byte) (channel, error) {
	parser := atom.Parser{}
	original, err := parser.Parse(bytes.NewReader(doc))
	if err != nil {
		return channel{}, fmt.Errorf("reading Atom: %w", err)
	}
	c := channel{
		title:    original.Title,
		link:     atomLink(original.Links),
		language: original.Language,
		ttl:      updatePeriod(original.Extensions),
	}
	for _, e := range original.Entries {
		c.entries = append(c.entries, atomEntry(e, original))
	}
	return c, nil
}

func atomEntry(e *atom.Entry, feed *atom.Feed) entry {
	out := entry{
		guid:    e.ID,
		link:    atomLink(e.Links),
		title:   e.Title,
		bodies:  []body{{text: e.Summary}},
		authors: atomNames(e.Authors),
		venue:   extension(e.Extensions, "prism", "publicationName"),
		ids: []string{
			extension(e.Extensions, "prism", "doi"), extension(e.Extensions, "arxiv", "doi"),
			extension(e.Extensions, "dc", "identifier"),
		},
		language: extension(e.Extensions, "dc", "language"),
		dates:    timesOf(e.PublishedParsed, e.UpdatedParsed),
	}
	if original := extension(e.Extensions, "feedburner", "origLink"); original != "" {
		out.link = original
	}
	if e.Content != nil && !strings.Contains(e.Content.Type, "/") || e.Content != nil && strings.HasPrefix(e.Content.Type, "text/") {
		plain := e.Content.Type == "text" || e.Content.Type == "text/plain"
		out.bodies = append([]body{{text: e.Content.Value, plain: plain}}, out.bodies...)
	}
	if description := mediaDescription(e); description != "" {
		out.bodies = append(out.bodies, body{text: description, plain: true})
	}
	for _, category := range e.Categories {
		name := category.Label
		if name == "" {
			name = category.Term
		}
		out.categories = append(out.categories, name)
	}
	if len(out.authors) == 0 && e.Source != nil {
		out.authors = atomNames(e.Source.Authors)
	}
	if len(out.authors) == 0 {
		out.authors = atomNames(feed.Authors)
	}
	if e.Source != nil && out.venue == "" {
		out.venue = e.Source.Title
	}
	if len(out.dates) == 0 {
		out.dates = append(out.dates, parseDate(e.Published), parseDate(e.Updated))
	}
	return out
}

// mediaDescription is the text that video sites give to an entry.
func mediaDescription(e *atom.Entry) string {
	for _, group := range e.Extensions["media"]["group"] {
		for _, description := range group.Children["description"] {
			return description.Value
		}
	}
	return ""
}

// atomLink is the page among the links, in HTML if there is a choice.
func atomLink(links []*atom.Link) string {
	found := ""
	for _, link := range links {
		if link.Rel != "alternate" || link.Href == "" {
			continue
		}
		if link.Type == "" || strings.Contains(link.Type, "html") {
			return link.Href
		}
		if found == "" {
			found = link.Href
		}
	}
	return found
}

func atomNames(people []*atom.Person) []string {
	var names []string
	for _, person := range people {
		names = append(names, person.Name)
	}
	return names
}
