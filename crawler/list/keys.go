package list

import (
	"fmt"
	"slices"
	"strings"

	"chalkline"
)

// keys are the words that are right in one place.
type keys []string

var (
	topKeys      = keys{"sources"}
	sourceKeys   = keys{"name", "url", "site", "kind", "genre", "topics", "country", "language", "unverified", "selectors"}
	selectorKeys = keys{"list", "title", "link", "date", "author"}
)

// otherWords are words people write for a key, from OPML and other readers.
var otherWords = map[string]string{
	"title": "name", "text": "name", "feed": "url", "feed_url": "url", "link": "url", "xmlurl": "url",
	"site_url": "site", "htmlurl": "site", "homepage": "site", "website": "site", "type": "kind",
	"category": "genre", "tags": "topics", "categories": "topics", "lang": "language", "locale": "language",
	"feeds": "sources", "css": "selectors", "item": "list", "items": "list",
}

func (k keys) has(word string) bool { return slices.Contains(k, word) }

// hint ends a message about a wrong word: the right one that was probably
// meant, or all of them when there are few.
func (k keys) hint(word string) string {
	word = strings.ToLower(word)
	if right, ok := otherWords[word]; ok && k.has(right) {
		return fmt.Sprintf("; did you mean %q?", right)
	}
	if nearest := chalkline.Nearest(word, k); nearest != "" {
		return fmt.Sprintf("; did you mean %q?", nearest)
	}
	if len(k) == 1 {
		return fmt.Sprintf("; only %q belongs here", k[0])
	}
	return "; use one of " + strings.Join(k, ", ")
}
