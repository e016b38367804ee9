package feed

import (
	"fmt"
	"net/url"
	"strings"
	"time"

	"chalkline"
	"chalkline/digest/say"
)

// entry is a card in the form that the three formats share.
type entry struct {
	ID         string
	Title      string
	URL        string // of the item; of its evidence card when it has none
	Card       string // URL of the evidence card
	Authors    []string
	Categories []string
	Language   string // of the item; "" when not known
	Summary    string // plain text
	Content    string // HTML
	Published  time.Time
	Updated    time.Time
	SourceName string
	SourceURL  string
}

// entries are the feed's cards in their order.
func (f Feed) entries() ([]entry, error) {
	list := make([]entry, 0, len(f.Cards))
	for _, c := range f.Cards {
		card := fmt.Sprintf("%s/items/%d", f.Home, c.Item.ID)
		content, err := content(c, f.Home, card)
		if err != nil {
			return nil, err
		}
		e := entry{
			ID:         f.id(c),
			Title:      title(c),
			URL:        say.Link(c.Item.URL),
			Card:       card,
			Authors:    authors(c),
			Categories: categories(c),
			Language:   say.Line(c.Item.Language),
			Summary:    summary(c),
			Content:    content,
			Published:  published(c),
			Updated:    updated(c),
			SourceName: say.Line(c.Source.Name),
			SourceURL:  say.Link(c.Source.URL),
		}
		if e.URL == "" {
			e.URL = card
		}
		list = append(list, e)
	}
	return list, nil
}

// id is a tag URI (RFC 4151). It rests on the pick and the host alone, so an
// entry stays the same when its title, link or grade changes. The year is part
// of the name and must never change.
func (f Feed) id(c chalkline.Card) string {
	host := "localhost"
	if u, err := url.Parse(f.Home); err == nil && u.Hostname() != "" {
		host = strings.ToLower(u.Hostname())
	}
	if c.Pick.ID == 0 {
		return fmt.Sprintf("tag:%s,2026:item/%d", host, c.Item.ID)
	}
	return fmt.Sprintf("tag:%s,2026:pick/%d", host, c.Pick.ID)
}

// title marks what is retracted, so that it is seen in a list of titles too.
func title(c chalkline.Card) string {
	if c.Appraisal.Grade == chalkline.GradeR {
		return "[" + say.GradeLabel(c.Appraisal) + "] " + say.Title(c)
	}
	return say.Title(c)
}

// authors are the item's, or its source when it names none: Atom requires one.
func authors(c chalkline.Card) []string {
	var names []string
	for _, a := range c.Item.Authors {
		if name := say.Line(a); name != "" {
			names = append(names, name)
		}
	}
	if name := say.Line(c.Source.Name); len(names) == 0 && name != "" {
		names = []string{name}
	}
	return names
}

// categories are the item's topics and its grade, so that a feed reader can
// filter by either.
func categories(c chalkline.Card) []string {
	list := make([]string, 0, len(c.Topics)+1)
	for _, t := range c.Topics {
		list = append(list, strings.ReplaceAll(say.Line(string(t.Topic)), "-", " "))
	}
	if c.Appraisal.Grade != chalkline.GradeNone {
		list = append(list, "grade "+string(c.Appraisal.Grade))
	}
	return list
}

func published(c chalkline.Card) time.Time {
	if c.Pick.At.IsZero() {
		return c.Item.Date().UTC()
	}
	return c.Pick.At.UTC()
}

func updated(c chalkline.Card) time.Time {
	if c.Pick.Revised.IsZero() {
		return published(c)
	}
	return c.Pick.Revised.UTC()
}
