package feed

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/gorilla/feeds"
)

type jsonDocument struct {
	feeds.JSONFeed

	Evidence jsonAbout   `json:"_evidence"`
	Items    []*jsonItem `json:"items"` // required, also when empty
}

// jsonAbout says what the fields under _evidence are, and of the feed whether its
// address is a secret.
type jsonAbout struct {
	About     string `json:"about"`
	Namespace string `json:"namespace"`
	Private   bool   `json:"private,omitempty"`
}

type jsonItem struct {
	feeds.JSONItem

	Language string    `json:"language,omitempty"`
	Evidence *evidence `json:"_evidence,omitempty"`
}

// JSON is the feed as JSON Feed 1.1.
func (f Feed) JSON() ([]byte, error) {
	entries := f.entries()
	document := jsonDocument{
		JSONFeed: feeds.JSONFeed{
			Version: "https://jsonfeed.org/version/1.1", Title: f.title(), Description: f.description(), UserComment: f.locale().T("This is a feed. To get what is new in it, copy its address into a feed reader."), // for people who open it in a browser
			Language: f.locale().Tag, HomePageUrl: f.page(), FeedUrl: f.Self.In(".json"), NextUrl: f.Prev.In(".json"),
			Authors: []*feeds.JSONAuthor{{Name: maker, Url: f.Home}},
		},
		Evidence: jsonAbout{About: f.Home + "/grades", Namespace: evidenceNamespace, Private: f.Private},
		Items:    make([]*jsonItem, 0, len(entries)),
	}
	if f.Hub != "" {
		document.Hubs = []*feeds.JSONHub{{Type: "WebSub", Url: f.Hub}}
	}
	for n := range entries {
		document.Items = append(document.Items, jsonItemOf(&entries[n], document.Evidence.About))
	}
	var b bytes.Buffer
	b.Grow(f.likelyBytes())
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false) // it is never printed inside HTML
	enc.SetIndent("", " ")
	if err := enc.Encode(document); err != nil {
		return nil, fmt.Errorf("write feed as JSON: %w", err)
	}
	return b.Bytes(), nil
}

func jsonItemOf(e *entry, about string) *jsonItem {
	item := &jsonItem{
		JSONItem: feeds.JSONItem{
			Id: e.ID, Url: e.URL, Title: e.Title, ContentHTML: e.Content, Summary: e.Summary, PublishedDate: &e.Published, ModifiedDate: &e.Updated,
		},
		Language: e.Language,
	}
	if !e.Digest {
		e.Evidence.About = about
		item.Evidence = &e.Evidence
	}
	for _, name := range e.Authors {
		item.Authors = append(item.Authors, &feeds.JSONAuthor{Name: name})
	}
	for _, c := range e.Categories {
		item.Tags = append(item.Tags, c.Label)
	}
	return item
}
