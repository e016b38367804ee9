package evidence

import (
	"slices"
	"strings"

	"chalkline"
)

// teaserLimit is the length in bytes below which a text is a teaser, so that the
// abstract of the record says more.
const teaserLimit = 300

// chooseText makes ready what is read as the text of the item: the abstract in
// the record of its work, where the item itself has no more than a teaser, else
// its own text. The item is changed in the reading only, so that every quote is
// cut from what was read; origin names it.
func (r *reading) chooseText() {
	item := &r.doc.Item
	r.origin = "text"
	if r.abstractSaysMore() {
		item.Text, r.origin = r.doc.Work.Abstract, origin(r.doc.Work, "record")
	}
	item.Title, item.Text = clip(item.Title, titleLimit), clip(item.Text, readLimit)
	r.doc.Cited = slices.Clone(r.doc.Cited)
	for i := range r.doc.Cited {
		work := &r.doc.Cited[i].Work
		work.Title, work.Abstract = clip(work.Title, titleLimit), clip(work.Abstract, readLimit)
	}
}

// abstractSaysMore says whether the item is its work, rather than a post about
// it, and the abstract in the record tells more than the item does.
func (r *reading) abstractSaysMore() bool {
	item, work := r.doc.Item, r.doc.Work
	text := strings.TrimSpace(clip(item.Text, teaserLimit))
	return len(text) < teaserLimit && len(item.Text) < readLimit && len(strings.TrimSpace(clip(work.Abstract, readLimit))) > len(text) && r.isWork()
}

// isWork says whether the item is the work whose record is beside it. A post
// that carries the DOI of the study it tells of has a title of its own.
func (r *reading) isWork() bool {
	item, work := r.doc.Item, r.doc.Work
	genre := r.doc.Source.Genre
	if genre == "" || genre == chalkline.GenreJournal || genre == chalkline.GenreDatabase || item.Title == "" || work.Title == "" {
		return true
	}
	have, wanted := tellingWords(clip(item.Title, titleLimit)), tellingWords(clip(work.Title, titleLimit))
	shared := 0
	for word := range wanted {
		if have[word] {
			shared++
		}
	}
	return float64(shared) >= sameTitle*float64(max(len(have), len(wanted)))
}

// sameTitle is the share of the telling words of two titles that is found in
// both when they name the same work.
const sameTitle = 0.6
