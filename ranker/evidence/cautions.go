package evidence

import "chalkline"

// retractedTitleLimit keeps a long title from filling a mail, in runes.
const retractedTitleLimit = 160

// cautions are warnings that stand beside the score and never change it.
func (r *reading) cautions(a chalkline.Appraisal) []chalkline.Caution {
	var list []chalkline.Caution
	for i := range r.m.myths {
		if c, ok := r.mythCaution(&r.m.myths[i]); ok {
			list = append(list, c)
		}
	}
	if a.Kind.Graded() && a.Kind != chalkline.KindResearch && a.Kind != chalkline.KindSynthesis {
		if c, ok := r.unsourced(); ok {
			list = append(list, c)
		}
	}
	if c, ok := inflatedEffect(a); ok {
		list = append(list, c)
	}
	if _, retracted := r.sources(); retracted != "" {
		list = append(list, chalkline.Caution{Name: "cites_retracted", Text: chalkline.Textf("It points to a work that has been retracted: %s.", chalkline.Cut(retracted, retractedTitleLimit))})
	}
	return list
}

// mythCaution looks for a sentence that makes a claim its own. A sentence that
// questions it, or stands beside one that does, is left alone; so is a text
// whose title questions it, or that questions it as often as it makes it.
func (r *reading) mythCaution(m *myth) (chalkline.Caution, bool) {
	if len(r.sentences) > 0 && r.sentences[0].title && r.matchesAny(&r.sentences[0], m.cancel) {
		return chalkline.Caution{}, false
	}
	made, questioned, first := 0, 0, -1
	for i := range r.sentences {
		switch {
		case !r.matchesAny(&r.sentences[i], m.cues):
		case r.questioned(i, m.cancel):
			questioned++
		default:
			if made++; first < 0 {
				first = i
			}
		}
	}
	if made <= questioned {
		return chalkline.Caution{}, false
	}
	text := chalkline.Textf(m.Note)
	if m.Contested {
		text = chalkline.Textf("Contested: %s", text)
	}
	return chalkline.Caution{Name: m.ID, Text: text, Quote: r.sentences[first].quote(r.doc.Item.Title, r.doc.Item.Text)}, true
}

func (r *reading) matchesAny(s *sentence, list []int) bool {
	for _, pattern := range list {
		if r.m.matches(s, pattern) {
			return true
		}
	}
	return false
}

// questioned says whether the sentence or a neighbour has a word of doubt.
func (r *reading) questioned(i int, cancel []int) bool {
	for j := max(0, i-1); j <= min(len(r.sentences)-1, i+1); j++ {
		if r.matchesAny(&r.sentences[j], cancel) {
			return true
		}
	}
	return false
}

// unsourced looks for an appeal to research in a text that points to none.
func (r *reading) unsourced() (chalkline.Caution, bool) {
	if len(r.citations) > 0 {
		return chalkline.Caution{}, false
	}
	for i := range r.sentences {
		s := &r.sentences[i]
		if r.m.matches(s, r.m.unsourced) && !r.m.matches(s, r.m.unsourcedUnless) {
			return chalkline.Caution{
				Name: "unsourced_claim", Text: chalkline.Textf("It appeals to research without saying which."), Quote: s.quote(r.doc.Item.Title, r.doc.Item.Text),
			}, true
		}
	}
	return chalkline.Caution{}, false
}

// inflatedEffect warns of effects that tend to shrink.
func inflatedEffect(a chalkline.Appraisal) (chalkline.Caution, bool) {
	for _, effect := range a.Effects {
		if effect.Inflated != "" && a.Grade != chalkline.GradeNone {
			return chalkline.Caution{Name: "likely_inflated", Text: chalkline.Textf("The effect is likely inflated: %s.", chalkline.Textf(effect.Inflated)), Quote: effect.Quote}, true
		}
	}
	return chalkline.Caution{}, false
}
