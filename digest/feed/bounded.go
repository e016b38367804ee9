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
		&c.Item.Title, &c.Item.Text, &c.Item.Venue, &c.Item.DOI, &c.Item.ERIC, &c.Source.Name, &c.Appraisal.Reason, &c.Appraisal.TierWhy, &c.Pick.Reason,
	} {
		*text = beginning(*text)
	}
	c.Item.Authors = c.Item.Authors[:min(len(c.Item.Authors), mostAuthors)]
	c.AlsoAt = shorter(c.AlsoAt[:min(len(c.AlsoAt), mostPlaces)], func(a *chalkline.Appearance) []*string { return []*string{&a.Source} })
	c.Appraisal.Signals = shorter(c.Appraisal.Signals, func(s *chalkline.Signal) []*string { return []*string{&s.Value, &s.Quote} })
	c.Appraisal.Cautions = shorter(c.Appraisal.Cautions, func(w *chalkline.Caution) []*string { return []*string{&w.Text} })
	c.Appraisal.Effects = shorter(c.Appraisal.Effects, func(e *chalkline.Effect) []*string { return []*string{&e.Inflated, &e.Size} })
	if c.Other != nil && len(c.Other.Title)+len(c.Other.Source) > mostBytes {
		other := *c.Other
		other.Title, other.Source = beginning(other.Title), beginning(other.Source)
		c.Other = &other
	}
	return c
}

func beginning(text string) string { return text[:min(len(text), mostBytes)] }

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
