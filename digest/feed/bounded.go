package feed

import (
	"slices"

	"chalkline"
)

// What an entry takes of what others wrote. More is never looked at, so that a
// source, an item or a member cannot make a feed large or slow.
const (
	mostBytes   = 1200 // of a text: enough for titleRunes in any script
	mostAuthors = 100
	mostPlaces  = 20
)

// bounded is a card without what is too much of it.
func bounded(c chalkline.Card) chalkline.Card {
	for _, text := range [...]*string{
		&c.Item.Title, &c.Item.Text, &c.Item.Venue, &c.Item.DOI, &c.Item.ERIC, &c.Source.Name,
	} {
		*text = beginning(*text)
	}
	for _, text := range [...]*chalkline.Text{&c.Appraisal.Reason, &c.Appraisal.TierWhy, &c.Pick.Reason} {
		*text = beginningOf(*text)
	}
	c.Item.Authors = c.Item.Authors[:min(len(c.Item.Authors), mostAuthors)]
	c.AlsoAt = shorter(c.AlsoAt[:min(len(c.AlsoAt), mostPlaces)], func(a *chalkline.Appearance) []*string { return []*string{&a.Source} })
	c.Appraisal.Signals = shorter(c.Appraisal.Signals, func(s *chalkline.Signal) []*string { return []*string{&s.Value, &s.Quote} })
	if slices.ContainsFunc(c.Appraisal.Cautions, func(w chalkline.Caution) bool { return isLong(w.Text) }) {
		c.Appraisal.Cautions = slices.Clone(c.Appraisal.Cautions)
		for n := range c.Appraisal.Cautions {
			c.Appraisal.Cautions[n].Text = beginningOf(c.Appraisal.Cautions[n].Text)
		}
	}
	c.Appraisal.Effects = shorter(c.Appraisal.Effects, func(e *chalkline.Effect) []*string { return []*string{&e.Inflated, &e.Size} })
	if c.Other != nil && len(c.Other.Title)+len(c.Other.Source) > mostBytes {
		other := *c.Other
		other.Title, other.Source = beginning(other.Title), beginning(other.Source)
		c.Other = &other
	}
	return c
}

func beginning(text string) string { return text[:min(len(text), mostBytes)] }

// isLong says whether something that was put into a text is too much.
func isLong(t chalkline.Text) bool {
	return len(t.Format) > mostBytes || slices.ContainsFunc(t.Args, func(arg any) bool {
		switch arg := arg.(type) {
		case string:
			return len(arg) > mostBytes
		case chalkline.Text:
			return isLong(arg)
		}
		return false
	})
}

// beginningOf is a text with the beginning of what was put into it.
func beginningOf(t chalkline.Text) chalkline.Text {
	if !isLong(t) {
		return t
	}
	t.Format, t.Args = beginning(t.Format), slices.Clone(t.Args)
	for n, arg := range t.Args {
		switch arg := arg.(type) {
		case string:
			t.Args[n] = beginning(arg)
		case chalkline.Text:
			t.Args[n] = beginningOf(arg)
		}
	}
	return t
}

// shorter is a list with its texts cut. It is the list itself where none is long.
func shorter[T any](list []T, texts func(*T) []*string) []T {
	long := func(t T) bool {
		return slices.ContainsFunc(texts(&t), func(text *string) bool { return len(*text) > mostBytes })
	}
	if !slices.ContainsFunc(list, long) {
		return list
	}
	list = slices.Clone(list)
	for n := range list {
		for _, text := range texts(&list[n]) {
			*text = beginning(*text)
		}
	}
	return list
}
