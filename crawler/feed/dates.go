package feed

import (
	"strings"
	"time"
)

// layouts are dates that the parser does not know and feeds carry.
var layouts = []string{
	"Mon Jan 2 2006 15:04:05 MST",
	"Mon Jan 2 2006 15:04:05 MST-0700",
	"Monday, 2 January 2006 - 3:04pm",
	"Mon, 01/02/2006 - 15:04",
	"2006/1/2 15:04:05",
	"2006/1/2 15:04",
	"2006/1/2",
	"2.1.2006 15:04:05",
	"2.1.2006 15:04",
	"2.1.2006",
	"January 2, 2006 3:04 pm",
	"January 2, 2006",
	"Jan 2, 2006",
	"2 January 2006",
}

// parseDate reads a date that the parser could not; zero when it cannot either.
func parseDate(text string) time.Time {
	text, _, _ = strings.Cut(strings.Join(strings.Fields(text), " "), " (") // a zone's name in words
	if text == "" {
		return time.Time{}
	}
	for _, layout := range layouts {
		if at, err := time.Parse(layout, text); err == nil {
			return at
		}
	}
	return time.Time{}
}
