// Package stories says which items are the same piece or the same study.
//
// Two things decide. Keys are what a piece keeps wherever it appears: the DOI or
// ERIC number of a study, and the address of a page without what was only added
// to follow its readers about; a cross-post also has the address of the original
// that it names. Items that share a key are one story.
//
// Piece.Same judges two items that share none, by titles, authors, dates, venues
// and texts. Nobody needs to compare all items with all others: items that can be
// the same have one of their Blocks in common.
//
// Both would rather miss that two items are the same than merge two that are
// not: a reader never hears of the second one.
package stories

import (
	"slices"
	"strings"

	"chalkline"
)

// Keys are the keys of an item, such as "doi:10.1000/182",
// "url:https://example.org/post". They are in a fixed order and without repeats.
// An item that has nothing of its own to be known by has none.
func Keys(item chalkline.Item) []string {
	var keys []string
	add := func(kind, value string) {
		if key := kind + ":" + value; value != "" && !slices.Contains(keys, key) {
			keys = append(keys, key)
		}
	}
	add("doi", doi(item.DOI))
	add("eric", strings.ToUpper(strings.TrimSpace(item.ERIC)))
	addURL := func(raw string) {
		p := parsePage(raw)
		add("doi", p.doi)
		add("eric", p.eric)
		add("url", p.url)
	}
	addURL(item.URL)
	if original, ok := original(item); ok {
		addURL(original)
	}
	return keys
}
