package evidence

import (
	"regexp"
	"slices"
	"strings"

	"chalkline"
)

var (
	retractedTitle = regexp.MustCompile(`(?i)^\s*(?:retraction|retracted|withdrawn)\b(?: (?:article|paper|note|notice))?\s*(?:[:.\]—–-]| of\b| to\b| note\b|article\b|$)|^\s*\[(?:retracted|withdrawn)`)
	concernTitle   = regexp.MustCompile(`(?i)^\s*(?:editorial )?expression of concern\b|^\s*editor(?:'s|s|’s)? (?:note|concern)\b`)
	correctedTitle = regexp.MustCompile(`(?i)^\s*(?:author |publisher )?(?:correction|corrigendum|erratum|errata)\b(?:\s*(?:[:.—–-]|to\b|for\b|$))`)
	preprintHosts  = []string{"arxiv.org", "osf.io/preprints", "psyarxiv", "edarxiv", "ssrn.com", "biorxiv", "medrxiv", "preprints.org", "edworkingpapers", "nber.org/papers", "researchsquare"}
)

// readStatus finds out whether the item still stands, who has checked it, and
// what came of repeating it.
func (r *reading) readStatus() {
	r.readStanding()
	r.readReplication()
	item, work := r.doc.Item, r.doc.Work
	switch {
	case r.isPreprint():
		r.record(origin(work, "source"), chalkline.SignalPeerReview, "preprint", r.state("preprint"))
	case isThesis(item, work):
		r.record(origin(work, "source"), chalkline.SignalPeerReview, "thesis", r.state("thesis"))
	case work.Reviewed == chalkline.StatedYes:
		r.record("eric", chalkline.SignalPeerReview, "yes", r.state("peer_reviewed"))
	case work.Reviewed == chalkline.StatedNo:
		r.record("eric", chalkline.SignalPeerReview, "no", 0)
	case work.Type == "journal-article" || work.Type == "proceedings-article":
		r.record(origin(work, "source"), chalkline.SignalPeerReview, "yes", r.state("peer_reviewed"))
	case r.doc.Source.Genre == chalkline.GenreJournal && item.DOI != "":
		r.record("source", chalkline.SignalPeerReview, "yes", r.state("peer_reviewed"))
	}
}

func origin(work chalkline.Work, otherwise string) string {
	if work.Origin != "" {
		return work.Origin
	}
	return otherwise
}

func (r *reading) isPreprint() bool {
	item, work := r.doc.Item, r.doc.Work
	switch {
	case work.Type == "posted-content" || work.Type != "journal-article" && isType(work, "preprint"):
		return true
	case work.Type != "":
		return false
	}
	return containsAny(strings.ToLower(item.URL), preprintHosts) || strings.HasPrefix(item.DOI, "10.48550/arxiv") || strings.HasPrefix(item.DOI, "10.31234/") ||
		strings.HasPrefix(item.DOI, "10.35542/") || strings.HasPrefix(item.DOI, "10.31219/")
}

func isThesis(item chalkline.Item, work chalkline.Work) bool {
	return work.Type == "dissertation" || isType(work, "dissertation") || strings.Contains(strings.ToLower(clip(item.Venue, titleLimit)), "dissertation")
}

// isType says whether a record names such a sort of publication: OpenAlex's
// "dissertation", ERIC's "Dissertations/Theses - Doctoral Dissertations".
func isType(work chalkline.Work, name string) bool {
	return slices.ContainsFunc(work.Types, func(each string) bool { return strings.HasPrefix(strings.ToLower(each), name) })
}

// readStanding notes a retraction, concern or correction: by the record, or by
// the title, which publishers put the notice into.
func (r *reading) readStanding() {
	work := r.doc.Work
	switch work.Standing {
	case chalkline.StandingRetracted, chalkline.StandingConcern, chalkline.StandingCorrected:
		r.record(origin(work, "crossref"), chalkline.SignalStanding, string(work.Standing), 0)
		return
	}
	title := r.doc.Item.Title
	if len(r.sentences) == 0 || !r.sentences[0].title {
		return
	}
	switch {
	case retractedTitle.MatchString(title):
		r.signal(&r.sentences[0], chalkline.SignalStanding, string(chalkline.StandingRetracted), 0)
	case concernTitle.MatchString(title):
		r.signal(&r.sentences[0], chalkline.SignalStanding, string(chalkline.StandingConcern), 0)
	case correctedTitle.MatchString(title):
		r.signal(&r.sentences[0], chalkline.SignalStanding, string(chalkline.StandingCorrected), 0)
	}
}

// standing is what is known of whether the item still stands.
func (r *reading) standing() chalkline.Standing {
	for _, s := range r.signals {
		if s.Name == chalkline.SignalStanding {
			return chalkline.Standing(s.Value)
		}
	}
	return chalkline.StandingUnknown
}
