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

// fill takes over from o what w does not say.
func fill(w *chalkline.Work, o chalkline.Work) {
	w.ID = first(w.ID, o.ID)
	w.DOI = first(w.DOI, o.DOI)
	w.ERIC = first(w.ERIC, o.ERIC)
	w.Title = first(w.Title, o.Title)
	w.Type = first(w.Type, o.Type)
	w.Venue = first(w.Venue, o.Venue)
	w.Year = first(w.Year, o.Year)
	w.Open = first(w.Open, o.Open)
	w.Origin = first(w.Origin, o.Origin)
	w.Abstract = first(w.Abstract, o.Abstract)
	w.Reviewed = first(w.Reviewed, o.Reviewed)
	w.Authors = either(w.Authors, o.Authors)
	w.Designs = either(w.Designs, o.Designs)
	w.Types = either(w.Types, o.Types)
	w.Descriptors = either(w.Descriptors, o.Descriptors)
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
