package feed

import (
	"fmt"

	"chalkline"
	"chalkline/digest/say"
)

// excerptRunes is how much of the text stands in for a missing finding.
const excerptRunes = 280

// content is the body of an entry as HTML: the card without its buttons.
func content(c chalkline.Card, share *chalkline.Share, e entry, home string) string {
	var h markup
	h.Grow(2048)
	a := c.Appraisal
	switch {
	case share == nil:
	case e.Evidence.Note != "":
		h.labelled(forwarded(share), quoted(e.Evidence.Note))
	default:
		h.paragraph(forwarded(share) + ".")
	}
	h.badge(c)
	h.labelled(say.WhyLabel(a), say.Why(a))
	for _, caution := range e.Evidence.Cautions {
		h.labelled("Caution", caution)
	}
	h.labelled("Study", say.Study(a))
	h.found(c, e)
	h.labelled("For you", e.Evidence.Why)
	if other, ok := say.OtherSide(c); ok {
		h.raw("<p><strong>The other side:</strong> ").anchor(fmt.Sprintf("%s/items/%d", home, other.ItemID), other.Title)
		h.raw(" (").text(other.Grade).raw(") ").text(other.Found).raw(".</p>\n")
	}
	h.paragraph(say.Place(c))
	h.also(c)
	h.raw("<p>").anchor(e.Card, "Full evidence card").raw("</p>\n")
	return h.String()
}

// badge is the line of the grade, the minutes and what it costs.
func (h *markup) badge(c chalkline.Card) {
	h.raw("<p><strong>").text(say.GradeLabel(c.Appraisal)).raw("</strong>")
	for _, part := range [...]string{say.Score(c.Appraisal), say.Minutes(c), say.Outside(c)} {
		if part != "" {
			h.raw(" · ").text(part)
		}
	}
	if free := say.FreeToRead(c); free.Words != "" {
		h.raw(" · ").anchor(link(free.URL), free.Words)
	}
	h.raw("</p>\n")
}

// found is what the item found, in its own words, and how large that is. The
// beginning of its text stands where it states no result.
func (h *markup) found(c chalkline.Card, e entry) {
	if quote := e.Evidence.Quote; quote != "" {
		h.raw("<p><strong>Found:</strong></p>\n").in("blockquote", e.Language).raw("<p>").text(quoted(quote)).raw("</p></blockquote>\n")
	} else {
		h.labelled("Found", say.NotFound(c.Appraisal))
	}
	h.labelled("Effect", say.EffectNote(c.Appraisal))
	if e.Evidence.Quote != "" {
		return
	}
	if excerpt := cut(say.Line(c.Item.Text), excerptRunes); excerpt != "" {
		h.in("p", e.Language).text(excerpt).raw("</p>\n")
	}
}

// also are the other places where the item was seen.
func (h *markup) also(c chalkline.Card) {
	places, more := say.AlsoAt(c)
	if len(places) == 0 {
		return
	}
	h.raw("<p><strong>Also at:</strong> ")
	for n, p := range places {
		if n > 0 {
			h.raw(", ")
		}
		h.anchor(link(p.URL), p.Label)
	}
	if more > 0 {
		h.text(fmt.Sprintf(" and %d more", more))
	}
	h.raw("</p>\n")
}

// summary is the entry in a few sentences of plain text.
func summary(c chalkline.Card, share *chalkline.Share) string {
	text := say.GradeLabel(c.Appraisal) + ". " + say.Why(c.Appraisal)
	if quote, ok := say.Found(c.Appraisal); ok {
		text += " " + quoted(quote)
	}
	if share != nil {
		if note := note(share); note != "" {
			text = forwarded(share) + ": " + quoted(note) + " " + text
		}
	}
	return plain(text, summaryRunes)
}

// quoted is a text in quotation marks, and "" for none.
func quoted(text string) string {
	if text == "" {
		return ""
	}
	return "“" + text + "”"
}
