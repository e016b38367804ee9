package feed

import (
	"fmt"
	"slices"

	"chalkline"
	"chalkline/digest/say"
)

// digestEntry is an edition as an entry. When one of its picks falls, the entry
// is as new as that.
func (f Feed) digestEntry(d Digest) entry {
	e := entry{
		ID: f.tag(fmt.Sprintf("edition/%d", d.Edition.ID)), Title: plain(d.Edition.Subject, titleRunes), URL: link(d.URL),
		Digest: true, Authors: []string{maker}, Language: english, Published: d.Edition.At.UTC(), Updated: d.Edition.At.UTC(),
	}
	if e.Title == "" {
		e.Title = fmt.Sprintf("Digest %d", d.Edition.Number)
	}
	if e.URL == "" {
		e.URL = f.page()
	}
	minutes := 0
	for _, c := range d.Cards {
		minutes += c.Minutes
		e.Updated = latest(e.Updated, changed(c))
	}
	lead := fmt.Sprintf("Digest %d of %s, with %s", d.Edition.Number, say.Date(d.Edition.At), counted(len(d.Cards)))
	if minutes > 0 {
		lead += ": " + say.Number(minutes) + " min"
	}
	e.Summary = lead + "."
	e.Content = f.digestContent(d, e.Summary)
	return e
}

func counted(items int) string {
	if items == 1 {
		return "1 item"
	}
	return say.Number(items) + " items"
}

// digestContent is the body of a digest: what fell first, then the picks.
func (f Feed) digestContent(d Digest, lead string) string {
	var h markup
	h.paragraph(lead)
	var alerts, picks []chalkline.Card
	for _, c := range d.Cards {
		c = bounded(c)
		if slices.Contains(d.Edition.Alerts, c.Pick.ID) {
			alerts = append(alerts, c)
		} else {
			picks = append(picks, c)
		}
	}
	if len(alerts) > 0 {
		h.labelled("Corrections", "what has changed since it was sent to you")
		h.list(alerts, f)
	}
	if len(picks) > 0 {
		h.list(picks, f)
	}
	return h.String()
}

// list has each card in short: its grade, title, minutes and reason.
func (h *markup) list(cards []chalkline.Card, f Feed) {
	h.raw("<ul>\n")
	for _, c := range cards {
		url := link(c.Item.URL)
		card := f.cardURL(c.Item.ID)
		if url == "" {
			url = card
		}
		h.raw("<li><strong>").text(say.GradeLabel(c.Appraisal)).raw("</strong> · ").anchor(url, plain(say.Title(c), titleRunes)).raw(" · ").text(say.Minutes(c))
		h.raw("<br>").text(say.WhyLabel(c.Appraisal)).raw(": ").text(say.Why(c.Appraisal)).raw(" ").anchor(card, "Evidence card").raw("</li>\n")
	}
	h.raw("</ul>\n")
}
