package feed

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/gorilla/feeds"

	"chalkline/digest/say"
)

type jsonDocument struct {
	feeds.JSONFeed

	Items []*jsonItem `json:"items"` // required, also when empty
}

type jsonItem struct {
	feeds.JSONItem

	Language string `json:"language,omitempty"`
}

// JSON is the feed as JSON Feed 1.1.
func (f Feed) JSON() ([]byte, error) {
	entries, err := f.entries()
	if err != nil {
		return nil, err
	}
	document := jsonDocument{
		JSONFeed: feeds.JSONFeed{
			Version:     "https://jsonfeed.org/version/1.1",
			Title:       f.title(),
			Description: say.Line(f.Description),
			Language:    language,
			HomePageUrl: f.Home,
			FeedUrl:     f.Self + ".json",
		},
		Items: make([]*jsonItem, 0, len(entries)),
	}
	for _, e := range entries {
		item := &jsonItem{
			JSONItem: feeds.JSONItem{
				Id:            e.ID,
				Url:           e.URL,
				Title:         e.Title,
				ContentHTML:   e.Content,
				Summary:       e.Summary,
				PublishedDate: &e.Published,
				ModifiedDate:  &e.Updated,
				Tags:          e.Categories,
			},
			Language: e.Language,
		}
		for _, name := range e.Authors {
			item.Authors = append(item.Authors, &feeds.JSONAuthor{Name: name})
		}
		document.Items = append(document.Items, item)
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false) // it is never printed inside HTML
	enc.SetIndent("", " ")
	if err := enc.Encode(document); err != nil {
		return nil, fmt.Errorf("write feed as JSON: %w", err)
	}
	return b.Bytes(), nil
}
