package feed

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/mmcdole/gofeed"
	jsonfeed "github.com/mmcdole/gofeed/json"
)

// readJSON reads JSON Feed 1.0 and 1.1. A member of the wrong type costs only
// that member.
func readJSON(doc []byte) (channel, error) {
	var original jsonfeed.Feed
	err := json.Unmarshal(doc, &original)
	if _, ok := errors.AsType[*json.UnmarshalTypeError](err); err != nil && !ok {
		return channel{}, fmt.Errorf("%w: reading JSON: %w", ErrNoFeed, err)
	}
	if !strings.Contains(original.Version, "jsonfeed.org") && original.Items == nil {
		return channel{}, fmt.Errorf("%w but other JSON", ErrNoFeed)
	}
	original.Items = slices.DeleteFunc(original.Items, func(item *jsonfeed.Item) bool { return item == nil })
	translator := gofeed.DefaultJSONTranslator{}
	translated, err := translator.Translate(&original)
	if err != nil {
		return channel{}, fmt.Errorf("reading JSON Feed: %w", err)
	}
	c := channel{title: original.Title, link: original.HomePageURL, language: original.Language}
	for i, item := range original.Items {
		c.entries = append(c.entries, jsonEntry(item, translated.Items[i], translated.Authors))
	}
	return c, nil
}

func jsonEntry(item *jsonfeed.Item, translated *gofeed.Item, authors []*gofeed.Person) entry {
	e := entry{
		guid:       item.ID,
		link:       item.URL,
		title:      item.Title,
		bodies:     []body{{text: item.ContentHTML}, {text: item.ContentText, plain: true}, {text: item.Summary, plain: true}},
		categories: item.Tags,
		language:   item.Language,
		dates:      timesOf(translated.PublishedParsed, translated.UpdatedParsed),
	}
	if e.link == "" {
		e.link = item.ExternalURL
	}
	if e.link == "" && strings.HasPrefix(item.ID, "http") {
		e.link = item.ID
	}
	if len(translated.Authors) > 0 {
		authors = translated.Authors
	}
	for _, author := range authors {
		if author != nil {
			e.authors = append(e.authors, author.Name)
		}
	}
	return e
}
