package say

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"chalkline"
)

// Place is where the item appeared, as "Improving Teaching · Journal of
// Learning · peer reviewed · 2026".
func Place(c chalkline.Card) string {
	year := "date not stated"
	if date := c.Item.Date(); !date.IsZero() {
		year = strconv.Itoa(date.UTC().Year())
	}
	return strings.Join(append(places(c), year), " · ")
}

// Byline is Place with the day instead of the year.
func Byline(c chalkline.Card) string {
	return strings.Join(append(places(c), Date(c.Item.Date())), " · ")
}

func places(c chalkline.Card) []string {
	var parts []string
	source, venue := Line(c.Source.Name), Line(c.Item.Venue)
	if source != "" {
		parts = append(parts, source)
	}
	if venue != "" && !strings.EqualFold(venue, source) {
		parts = append(parts, venue)
	}
	switch s, _ := c.Appraisal.Signal(chalkline.SignalPeerReview); s.Value {
	case "yes":
		parts = append(parts, "peer reviewed")
	case "no":
		parts = append(parts, "not peer reviewed")
	}
	return parts
}

// Also is another place where the story was seen.
type Also struct {
	Label string // "EdSurge (12 May)"
	URL   string // "" when the source gave none
}

// Link is a URL that may be followed: absolute, http or https; else "".
func Link(raw string) string {
	raw = Line(raw)
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	return raw
}

// AlsoAt lists the other places in the card's order, at most four; the rest is
// only counted in more.
func AlsoAt(c chalkline.Card) (places []Also, more int) {
	const most = 4
	for _, a := range c.AlsoAt {
		name := Line(a.Source)
		if name == "" {
			name = chalkline.HostOf(a.URL)
		}
		if name == "" {
			continue
		}
		if len(places) == most {
			more++
			continue
		}
		if date := day(a.At, c.Item.Date()); date != "" {
			name += " (" + date + ")"
		}
		places = append(places, Also{Label: name, URL: Link(a.URL)})
	}
	return places, more
}

// day is the date of t in UTC, as "12 May", with the year when it is not that
// of near, and "" when t is not known.
func day(t, near time.Time) string {
	switch {
	case t.IsZero():
		return ""
	case t.UTC().Year() == near.UTC().Year():
		return t.UTC().Format("2 January")
	}
	return t.UTC().Format("2 January 2006")
}
