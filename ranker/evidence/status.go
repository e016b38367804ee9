package evidence

import (
	"regexp"
	"strings"

	"chalkline"
)

var (
	retractedTitle = regexp.MustCompile(`(?i)^\s*(?:retraction|retracted|withdrawn)\b(?: (?:article|paper|note|notice))?\s*(?:[:.\]—–-]| of\b| to\b| note\b|article\b|$)|^\s*\[(?:retracted|withdrawn)`)
	concernTitle   = regexp.MustCompile(`(?i)^\s*(?:editorial )?expression of concern\b|^\s*editor(?:'s|s|’s)? (?:note|concern)\b`)
	correctedTitle = regexp.MustCompile(`(?i)^\s*(?:author |publisher )?(?:correction|corrigendum|erratum|errata)\b(?:\s*(?:[:.—–-]|to\b|for\b|$))`)
	preprintHosts  = []string{"arxiv.org", "osf.io/preprints", "psyarxiv", "edarxiv", "ssrn.com", "biorxiv", "medrxiv", "preprints.org", "edworkingpapers", "nber.org/papers", "researchsquare"}
)

// readStatus finds out whether the item still stands, and who has checked it.
func (r *reading) readStatus() {
	r.readStanding()
	item, work := r.doc.Item, r.doc.Work
	switch {
	case r.isPreprint():
		r.record(origin(work, "source"), chalkline.SignalPeerReview, "preprint", r.state("preprint"))
	case isThesis(item, work):
		r.record(origin(work, "source"), chalkline.SignalPeerReview, "thesis", r.state("thesis"))
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
	if work.Type != "" {
		return work.Type == "posted-content"
	}
	return containsAny(strings.ToLower(item.URL), preprintHosts) || strings.HasPrefix(item.DOI, "10.48550/arxiv") || strings.HasPrefix(item.DOI, "10.31234/") ||
		strings.HasPrefix(item.DOI, "10.35542/") || strings.HasPrefix(item.DOI, "10.31219/")
}

func isThesis(item chalkline.Item, work chalkline.Work) bool {
	return work.Type == "dissertation" || strings.Contains(strings.ToLower(item.Venue), "dissertation")
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
