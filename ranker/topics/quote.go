package topics

import "strings"

// shouts says that a text is written in capitals, which then mean nothing.
func shouts(text string) bool {
	upper, lower := 0, 0
	for i := 0; i < len(text) && upper+lower < 200; i++ {
		switch c := text[i]; {
		case 'A' <= c && c <= 'Z':
			upper++
		case 'a' <= c && c <= 'z':
			lower++
		}
	}
	return upper > 8 && upper > lower
}

// tails are how paragraphs begin after which a page speaks of other things.
var tails = []string{
	"related articles", "related posts", "related stories", "related:", "related reading", "read more:", "read next",
	"more from", "you might also like", "you may also like", "recommended reading", "about the author",
	"keep reading", "see also", "share this", "sign up for", "subscribe to", "media contact",
}

// body is the text without the page furniture at its end.
func body(text string) string {
	for at := 0; ; {
		i := strings.IndexByte(text[at:], '\n')
		if i < 0 {
			return text
		}
		at += i + 1
		line := text[at:min(len(text), at+24)]
		for _, tail := range tails {
			if len(line) >= len(tail) && strings.EqualFold(line[:len(tail)], tail) {
				return text[:at-1]
			}
		}
	}
}

// quoteAround is how many bytes a quote shows on either side.
const quoteAround = 40

// quote is the words between start and end with their surroundings.
func quote(text string, start, end int) string {
	from, to := max(0, start-quoteAround), min(len(text), end+quoteAround)
	if from > 0 {
		if i := strings.IndexAny(text[from:start], " \n\t"); i >= 0 {
			from += i + 1
		} else {
			from = start
		}
	}
	if to < len(text) {
		if i := strings.LastIndexAny(text[end:to], " \n\t"); i >= 0 {
			to = end + i
		} else {
			to = end
		}
	}
	return strings.Join(strings.Fields(text[from:to]), " ")
}
