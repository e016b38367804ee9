package feed

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

type jsonFeed struct {
	Version     string       `json:"version"`
	Title       string       `json:"title"`
	Description string       `json:"description"`
	HomePageURL string       `json:"home_page_url"`
	FeedURL     string       `json:"feed_url"`
	Language    string       `json:"language"`
	Author      *jsonAuthor  `json:"author"`
	Authors     []jsonAuthor `json:"authors"`
	Items       []*jsonItem  `json:"items"`
}

type jsonAuthor struct {
	Name string `json:"name"`
}

type jsonItem struct {
	ID            jsonText     `json:"id"`
	URL           string       `json:"url"`
	ExternalURL   string       `json:"external_url"`
	Title         string       `json:"title"`
	ContentHTML   string       `json:"content_html"`
	ContentText   string       `json:"content_text"`
	Summary       string       `json:"summary"`
	DatePublished string       `json:"date_published"`
	DateModified  string       `json:"date_modified"`
	Language      string       `json:"language"`
	Author        *jsonAuthor  `json:"author"`
	Authors       []jsonAuthor `json:"authors"`
	Tags          []string     `json:"tags"`
	Attachments   []struct {
		URL  string `json:"url"`
		Type string `json:"mime_type"`
	} `json:"attachments"`
}

// jsonText is a text that some feeds write as a number.
type jsonText string

// UnmarshalJSON takes a string for what it holds and a number for its digits.
func (t *jsonText) UnmarshalJSON(data []byte) error {
	var text string
	if err := json.Unmarshal(data, &text); err == nil {
		*t = jsonText(text)
		return nil
	}
	if c := data[0]; c >= '0' && c <= '9' || c == '-' {
		*t = jsonText(data)
	}
	return nil
}

// readJSON reads JSON Feed 1.0 and 1.1. A member of the wrong type costs only
// that member.
func readJSON(doc []byte, meta Meta) (Document, error) {
	var original jsonFeed
	err := json.Unmarshal(doc, &original)
	if _, wrongType := errors.AsType[*json.UnmarshalTypeError](err); err != nil && !wrongType {
		return Document{}, fmt.Errorf("%w: reading JSON: %w", ErrNoFeed, err)
	}
	if !strings.Contains(original.Version, "jsonfeed.org") && original.Items == nil {
		return Document{}, fmt.Errorf("%w but other JSON", ErrNoFeed)
	}
	base := documentBase(meta)
	d := Document{
		base:     base,
		Title:    Text{Value: original.Title},
		Subtitle: Text{Value: original.Description},
		Link:     absolute(base, original.HomePageURL),
		site:     original.HomePageURL,
		Language: original.Language,
		Authors:  jsonAuthors(original.Author, original.Authors),
	}
	if original.FeedURL != "" {
		d.Links = append(d.Links, Link{original.FeedURL, self, "", original.FeedURL})
	}
	for i, item := range original.Items {
		if i == maxItems {
			d.more = len(original.Items) - maxItems
			break
		}
		if item == nil {
			continue
		}
		d.Entries = append(d.Entries, item.entry(&d))
	}
	return d, nil
}

func (item *jsonItem) entry(d *Document) Entry {
	e := Entry{
		ID:        string(item.ID),
		guid:      string(item.ID),
		Title:     Text{Value: item.Title, base: d.base},
		Link:      firstOf(item.URL, item.ExternalURL),
		Summary:   Text{Value: item.Summary, base: d.base},
		Authors:   jsonAuthors(item.Author, item.Authors),
		Published: parseDate(item.DatePublished),
		Updated:   parseDate(item.DateModified),
		language:  item.Language,
	}
	if e.Link == "" && strings.HasPrefix(e.ID, "http") {
		e.Link = e.ID
	}
	e.link, e.Link = e.Link, absolute(d.base, e.Link)
	if item.ContentHTML != "" {
		e.addContent(Text{Value: item.ContentHTML, HTML: true, base: d.base})
	}
	e.addContent(Text{Value: item.ContentText})
	for _, tag := range item.Tags {
		e.Tags = append(e.Tags, Tag{Term: tag})
	}
	for _, file := range item.Attachments {
		e.Links = append(e.Links, Link{absolute(d.base, file.URL), enclosure, file.Type, file.URL})
	}
	if e.Summary.empty() && len(e.Contents) > 0 {
		e.Summary = e.Contents[0]
	}
	return e
}

func jsonAuthors(one *jsonAuthor, several []jsonAuthor) []Person {
	if len(several) == 0 && one != nil {
		several = []jsonAuthor{*one}
	}
	var people []Person
	for _, author := range several {
		people = append(people, Person{Name: author.Name, written: author.Name})
	}
	return people
}
