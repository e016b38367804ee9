// Package scholar asks the services that know scholarly works.
//
// Crossref knows what a DOI stands for and whether the work still stands, finds
// the work that a reference string means, and lists what a journal published.
// OpenAlex knows DOIs of other agencies, abstracts, study designs and open
// copies. ERIC knows works by its own numbers, and lists what matches a saved
// query. A Resolver asks them in order and puts together what they say.
//
// Where a service does not know, the fields stay empty: "not stated" is an
// answer. Where it cannot be asked, the error says so and is never a
// chalkline.CodeNotFound, so that nobody takes silence for absence.
//
// JournalURL with Journal and QueryURL with Query serve package crawler, which
// puts requests of its own around them. Reading an answer opens nothing and
// never fails for one odd field: services drift, and a work without its
// subjects is better than none.
package scholar

import "chalkline"

// Record is what the services say of a work, beyond the fields of
// chalkline.Work.
type Record struct {
	chalkline.Work

	Authors     []string // given name first, in their order
	Abstract    string   // plain text, paragraphs parted by an empty line
	Designs     []string // study designs as OpenAlex names them
	Types       []string // what sort of publication: ERIC's publication types, OpenAlex's type when it says more than Work.Type
	Descriptors []string // ERIC's subject descriptors
	Reviewed    Stated   // whether the publication was peer-reviewed, as ERIC says
}

// Stated is a yes or no that may be missing.
type Stated string

// What may be stated.
const (
	NotStated Stated = ""
	StatedYes Stated = "yes"
	StatedNo  Stated = "no"
)

// fill takes over from o what r does not say.
func (r *Record) fill(o Record) {
	fillWork(&r.Work, o.Work)
	r.Authors = either(r.Authors, o.Authors)
	r.Designs = either(r.Designs, o.Designs)
	r.Types = either(r.Types, o.Types)
	r.Descriptors = either(r.Descriptors, o.Descriptors)
	r.Abstract = first(r.Abstract, o.Abstract)
	r.Reviewed = first(r.Reviewed, o.Reviewed)
}

func fillWork(w *chalkline.Work, o chalkline.Work) {
	w.ID = first(w.ID, o.ID)
	w.DOI = first(w.DOI, o.DOI)
	w.ERIC = first(w.ERIC, o.ERIC)
	w.Title = first(w.Title, o.Title)
	w.Type = first(w.Type, o.Type)
	w.Venue = first(w.Venue, o.Venue)
	w.Year = first(w.Year, o.Year)
	w.Open = first(w.Open, o.Open)
	w.Origin = first(w.Origin, o.Origin)
	if w.Standing == chalkline.StandingUnknown {
		w.Standing, w.NoticeDOI, w.NoticeAt = o.Standing, o.NoticeDOI, o.NoticeAt
	}
	if w.ResolvedAt.IsZero() {
		w.ResolvedAt = o.ResolvedAt
	}
}

func first[T comparable](a, b T) T {
	var none T
	if a != none {
		return a
	}
	return b
}

func either[T any](a, b []T) []T {
	if len(a) > 0 {
		return a
	}
	return b
}
