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
	in := f.locale()
	e := entry{
		ID: f.tag(fmt.Sprintf("edition/%d", d.Edition.ID)), Title: plain(d.Edition.Subject.In(in), titleRunes), URL: link(d.URL),
		Digest: true, Authors: []string{maker}, Language: in.Tag, Published: d.Edition.At.UTC(), Updated: d.Edition.At.UTC(),
	}
	if e.Title == "" {
		e.Title = in.T("Digest %d", d.Edition.Number)
	}
	if e.URL == "" {
		e.URL = f.page()
	}
	minutes := 0
	for _, c := range d.Cards {
		minutes += c.Minutes
		e.Updated = latest(e.Updated, changed(c))
	}
	items := chalkline.Counted(len(d.Cards), "%s item", "%s items")
	if minutes > 0 {
		e.Summary = in.T("Digest %d of %s, with %s: %s min.", d.Edition.Number, say.Date(d.Edition.At), items, say.Number(minutes))
	} else {
		e.Summary = in.T("Digest %d of %s, with %s.", d.Edition.Number, say.Date(d.Edition.At), items)
	}
	e.Content = f.digestContent(d, e.Summary)
	return e
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
		h.labelled(f.locale().T("Corrections"), f.locale().T("what has changed since it was sent to you"))
		h.list(alerts, f)
	}
	if len(picks) > 0 {
		h.list(picks, f)
	}
	return h.String()
}

// list has each card in short: its grade, title, minutes and reason.
func (h *markup) list(cards []chalkline.Card, f Feed) {
	in := f.locale()
	h.raw("<ul>\n")
	for _, c := range cards {
		url := link(c.Item.URL)
		card := f.cardURL(c.Item.ID)
		if url == "" {
			url = card
		}
		h.raw("<li><strong>").text(say.GradeLabel(c.Appraisal).In(in)).raw("</strong> · ").anchor(url, plain(say.Title(c).In(in), titleRunes)).raw(" · ").text(say.Minutes(c).In(in))
		h.raw("<br>").text(say.WhyLabel(c.Appraisal).In(in)).raw(": ").text(say.Why(c.Appraisal).In(in)).raw(" ").anchor(card, in.T("Evidence card")).raw("</li>\n")
	}
	h.raw("</ul>\n")
}
