package stories

import (
	"net/url"
	"regexp"
	"strings"

	"chalkline"
)

// saysCopy are the ways in which a text says that it stood elsewhere first.
var saysCopy = regexp.MustCompile(`(?i)\b(?:cross-? ?posted|this (?:post|article|piece|essay|story|blog|blog post|column|interview)?\s*(?:is a cross-? ?post|(?:was|is|has been) (?:also |first |originally |re-?)?(?:published|posted|appeared|republished|reposted|reprinted))|(?:first|originally) (?:appeared|published|posted|ran)|re(?:published|posted|printed|blogged) (?:from|with permission|here with))\b`)

// saysWhere is how far, in bytes, from the first or last words of a text that
// remark may stand. In the middle it is about something else.
const saysWhere = 600

// sharedWords is how many words the address of an original has in common with
// the title when there are several links to choose from.
const sharedWords = 4

// original is the address of the piece that the item says it is a copy of. It is
// only known when one link can be meant: the only one that leads to a page of
// another site, or the only such one whose address is made of the title.
func original(item chalkline.Item) (string, bool) {
	if !isCopy(edges(item.Text)) && !isCopy(item.Title) {
		return "", false
	}
	own := site(item.URL)
	var elsewhere, named []string
	seen := map[page]bool{}
	for _, link := range item.Links {
		p := parsePage(link)
		if p == (page{}) || seen[p] || site(link) == own {
			continue
		}
		seen[p] = true
		elsewhere = append(elsewhere, link)
		if inCommon(link, item.Title) >= sharedWords {
			named = append(named, link)
		}
	}
	switch {
	case len(named) == 1:
		return named[0], true
	case len(elsewhere) == 1:
		return elsewhere[0], true
	}
	return "", false
}

func isCopy(text string) bool { return hasAny(text, copies) && saysCopy.MatchString(text) }

// edges are the beginning and the end of a text.
func edges(text string) string {
	if len(text) <= 2*saysWhere {
		return text
	}
	return text[:saysWhere] + "\n" + text[len(text)-saysWhere:]
}

func site(raw string) string {
	return strings.TrimPrefix(chalkline.HostOf(raw), "www.")
}

// inCommon counts the title's own words in the last part of an address.
func inCommon(link, title string) int {
	u, err := url.Parse(link)
	if err != nil {
		return 0
	}
	path := strings.TrimSuffix(u.Path, "/")
	slug := map[string]bool{}
	for _, word := range titleWords(path[strings.LastIndexByte(path, '/')+1:]) {
		slug[word] = true
	}
	n := 0
	for _, word := range titleWords(title) {
		if slug[word] && !filler[word] {
			n++
			delete(slug, word)
		}
	}
	return n
}
