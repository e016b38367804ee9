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
func Place(c chalkline.Card) chalkline.Text {
	if date := c.Item.Date(); !date.IsZero() {
		return appeared(c, chalkline.Verbatim(strconv.Itoa(date.UTC().Year())))
	}
	return appeared(c, chalkline.Textf("date not stated"))
}

// Byline is Place with the day instead of the year.
func Byline(c chalkline.Card) chalkline.Text { return appeared(c, Date(c.Item.Date())) }

func appeared(c chalkline.Card, when chalkline.Text) chalkline.Text {
	source, venue := Line(c.Source.Name), Line(c.Item.Venue)
	if strings.EqualFold(venue, source) {
		venue = ""
	}
	var reviewed chalkline.Text
	switch s, _ := c.Appraisal.Signal(chalkline.SignalPeerReview); s.Value {
	case "yes":
		reviewed = chalkline.Textf("peer reviewed")
	case "no":
		reviewed = chalkline.Textf("not peer reviewed")
	}
	return chalkline.Joined(" · ", chalkline.Verbatim(source), chalkline.Verbatim(venue), reviewed, when)
}

// Also is another place where the story was seen.
type Also struct {
	Label chalkline.Text // "EdSurge (12 May)"
	URL   string         // "" when the source gave none
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
		label := chalkline.Verbatim(name)
		if !a.At.IsZero() {
			label = chalkline.Textf("%s (%s)", name, day(a.At.UTC(), c.Item.Date().UTC()))
		}
		places = append(places, Also{Label: label, URL: Link(a.URL)})
	}
	return places, more
}

// day is t as "12 May", with the year when it is not that of near.
func day(t, near time.Time) chalkline.Moment {
	if t.Year() == near.Year() {
		return chalkline.Moment{At: t, Layout: "2 January"}
	}
	return chalkline.Moment{At: t, Layout: Day}
}
