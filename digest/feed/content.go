package feed

import (
	"strings"

	"chalkline"
	"chalkline/digest/say"
)

// excerptRunes is how much of the text stands in for a missing finding.
const excerptRunes = 280

// content is the body of an entry as HTML: the card without its buttons.
func (f Feed) content(c chalkline.Card, share *chalkline.Share, e entry) string {
	in := f.locale()
	var h markup
	h.Grow(2048)
	a := c.Appraisal
	switch {
	case share == nil:
	case e.Evidence.Note != "":
		h.labelled(forwarded(share).In(in), quoted(e.Evidence.Note, in))
	default:
		h.paragraph(chalkline.Textf("%s.", forwarded(share)).In(in))
	}
	h.badge(c, in)
	h.labelled(say.WhyLabel(a).In(in), say.Why(a).In(in))
	for _, caution := range e.Evidence.Cautions {
		h.labelled(in.T("Caution"), caution)
	}
	h.labelled(in.T("Study"), say.Study(a).In(in))
	h.found(c, e, in)
	h.labelled(in.T("For you"), e.Evidence.Why)
	if other, ok := say.OtherSide(c); ok {
		h.raw("<p><strong>").text(in.T("The other side")).raw(":</strong> ").anchor(f.cardURL(other.ItemID), other.Title.In(in))
		h.raw(" (").text(other.Grade.In(in)).raw(") ").text(other.Found.In(in)).raw(".</p>\n")
	}
	h.paragraph(say.Place(c).In(in))
	h.also(c, in)
	h.raw("<p>").anchor(e.Card, in.T("Full evidence card")).raw("</p>\n")
	return h.String()
}

// badge is the line of the grade, the minutes and what it costs.
func (h *markup) badge(c chalkline.Card, in *say.Locale) {
	h.raw("<p><strong>").text(say.GradeLabel(c.Appraisal).In(in)).raw("</strong>")
	for _, part := range [...]string{say.Score(c.Appraisal), say.Minutes(c).In(in), say.Outside(c).In(in)} {
		if part != "" {
			h.raw(" · ").text(part)
		}
	}
	if free := say.FreeToRead(c); !free.Words.IsZero() {
		h.raw(" · ").anchor(link(free.URL), free.Words.In(in))
	}
	h.raw("</p>\n")
}

// found is what the item found, in its own words, and how large that is. The
// beginning of its text stands where it states no result.
func (h *markup) found(c chalkline.Card, e entry, in *say.Locale) {
	if quote := e.Evidence.Quote; quote != "" {
		h.raw("<p><strong>").text(in.T("Found")).raw(":</strong></p>\n").in("blockquote", e.Language).raw("<p>").text(quoted(quote, in)).raw("</p></blockquote>\n")
	} else {
		h.labelled(in.T("Found"), say.NotFound(c.Appraisal).In(in))
	}
	h.labelled(in.T("Effect"), say.EffectNote(c.Appraisal).In(in))
	if e.Evidence.Quote != "" {
		return
	}
	if excerpt := cut(say.Line(c.Item.Text), excerptRunes); excerpt != "" {
		h.in("p", e.Language).text(excerpt).raw("</p>\n")
	}
}

// also are the other places where the item was seen.
func (h *markup) also(c chalkline.Card, in *say.Locale) {
	places, more := say.AlsoAt(c)
	if len(places) == 0 {
		return
	}
	h.raw("<p><strong>").text(in.T("Also at")).raw(":</strong> ")
	for n, p := range places {
		if n > 0 {
			h.raw(", ")
		}
		h.anchor(link(p.URL), p.Label.In(in))
	}
	if more > 0 {
		h.raw(" ").text(in.T("and %d more", more))
	}
	h.raw("</p>\n")
}

// summary is the entry in a few sentences of plain text.
func summary(c chalkline.Card, share *chalkline.Share, in *say.Locale) string {
	text := say.GradeLabel(c.Appraisal).In(in) + ". " + say.Why(c.Appraisal).In(in)
	if quote, ok := say.Found(c.Appraisal); ok {
		text += " " + quoted(quote, in)
	}
	if share != nil {
		if note := note(share); note != "" {
			text = forwarded(share).In(in) + ": " + quoted(note, in) + " " + text
		}
	}
	return plain(text, summaryRunes)
}

// quoted is a text in quotation marks, and "" for none.
func quoted(text string, in *say.Locale) string {
	if text == "" {
		return ""
	}
	return strings.Replace(in.Format("“%s”"), "%s", text, 1)
}
