package feed

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strings"
	"time"

	"chalkline"
)

// identify gives each item the Key by which it is known again: its guid, else
// its link, else its title and date. Where one document uses a guid for several
// articles, the link is added for all of them, and the title where the links
// are the same too; what is then still the same is one item, written twice.
func identify(items []chalkline.Item) (unique []chalkline.Item, warnings []string) {
	identities := make([]string, len(items))
	for i, item := range items {
		identities[i] = identity(item)
	}
	reused := part(items, identities, func(i chalkline.Item) string { return i.URL })
	reused += part(items, identities, func(i chalkline.Item) string { return i.Title })
	if reused > 0 {
		warnings = append(warnings, fmt.Sprintf("%d identities stand for several articles", reused))
	}
	unique = items[:0]
	known := make(map[string]bool, len(items))
	for i, item := range items {
		item.Key = key(identities[i])
		if !known[item.Key] {
			known[item.Key] = true
			unique = append(unique, item)
		}
	}
	if twice := len(items) - len(unique); twice > 0 {
		warnings = append(warnings, fmt.Sprintf("%d items are written twice", twice))
	}
	return unique, warnings
}

func identity(item chalkline.Item) string {
	switch {
	case item.GUID != "":
		return "guid " + item.GUID
	case item.URL != "":
		return "link " + item.URL
	}
	date := ""
	if !item.Published.IsZero() {
		date = item.Published.Format(time.RFC3339)
	}
	title := item.Title
	if title == "" {
		title = item.Excerpt(200)
	}
	return "title " + title + " " + date
}

// part adds a field of the items to the identities that stand for items which
// differ in it, and returns how many those were.
func part(items []chalkline.Item, identities []string, field func(chalkline.Item) string) int {
	value := make(map[string]string, len(items))
	differ := make(map[string]bool)
	for i, item := range items {
		id := identities[i]
		if before, seen := value[id]; seen && before != field(item) {
			differ[id] = true
			continue
		}
		value[id] = field(item)
	}
	for i, item := range items {
		if differ[identities[i]] {
			identities[i] += " " + strings.TrimSpace(field(item))
		}
	}
	return len(differ)
}

// key is the short form of an identity: 22 characters of its hash, 132 bits.
func key(identity string) string {
	sum := sha256.Sum256([]byte(identity))
	return base64.RawURLEncoding.EncodeToString(sum[:])[:22]
}
