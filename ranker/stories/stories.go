// Package stories says which items are the same piece or the same study.
//
// It gives an item keys; items that share one are one story. A key is made from
// what a piece keeps wherever it appears: the DOI or ERIC number of a study, the
// address of a page without what was only added to follow its readers about, and
// a title that is long enough to be nobody else's. A cross-post also has the
// address of the original that it names.
//
// Keys would rather miss that two items are the same than merge two that are
// not: a reader never hears of the second one.
package stories

import (
	"strings"

	"chalkline"
)

// Keys are the keys of an item, such as "doi:10.1000/182",
// "url:https://example.org/post" and "title:...". They are in a fixed order and
// without repeats. An item that has nothing of its own to be known by has none.
func Keys(item chalkline.Item) []string {
	var keys []string
	add := func(kind, value string) {
		if value == "" {
			return
		}
		key := kind + ":" + value
		for _, k := range keys {
			if k == key {
				return
			}
		}
		keys = append(keys, key)
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
	add("title", titleKey(item.Title, item.Venue))
	return keys
}
