package page

import (
	"regexp"
	"strings"
	"time"

	"github.com/PuerkitoBio/goquery"

	"chalkline"
)

// layouts are the dates that pages write, in the order in which they are tried.
// Days stand before months: of the two readings of 03/04/2026 the American one
// is not guessed.
var layouts = []string{
	time.RFC3339, "2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02 15:04:05", "2006-01-02",
	"2 January 2006", "2 Jan 2006", "January 2, 2006", "Jan 2, 2006", "January 2 2006", "Jan 2 2006",
	"Monday, 2 January 2006", "Monday 2 January 2006", "Mon, 2 Jan 2006", "Monday, January 2, 2006",
	"02/01/2006", "02.01.2006", "2.1.2006", "2006/01/02", "January 2006",
}

var ordinal = regexp.MustCompile(`(\d)(st|nd|rd|th)\b`)

// dateOf reads the date in an element: its datetime, else its words. Zero when
// there is none that can be believed.
func dateOf(s *goquery.Selection, now time.Time) time.Time {
	stated, ok := s.Attr("datetime")
	if !ok {
		stated, ok = s.Find("[datetime]").First().Attr("datetime")
	}
	if !ok {
		stated = s.Text()
	}
	stated = strings.Join(strings.Fields(ordinal.ReplaceAllString(stated, "$1")), " ")
	stated = strings.ReplaceAll(stated, "Sept ", "Sep ")
	for _, layout := range layouts {
		if at, err := time.Parse(layout, stated); err == nil {
			if at.Year() < 1990 || at.After(now) {
				return time.Time{}
			}
			return chalkline.Time(at)
		}
	}
	return time.Time{}
}
