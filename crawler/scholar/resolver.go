package scholar

import (
	"context"
	"errors"
	"regexp"
	"time"

	"chalkline"
	"chalkline/crawler/ids"
)

// Resolver asks the services that know a kind of number, and puts together
// what they say. A service that is nil is not asked.
type Resolver struct {
	Crossref *Crossref
	OpenAlex *OpenAlex
	ERIC     *ERIC
}

// Resolve asks what is known of a work by its DOI and ERIC number. The record
// is worth keeping whatever the error: it holds what w held, and what those
// services said that did answer. The error tells when to ask again:
//
//   - nil: whoever should know has answered
//   - chalkline.CodeNotFound: all who were asked have answered that they do not
//     know the work, or there was nobody to ask
//   - a *Held among others: a service asked to be left alone until then
//   - another: Crossref, or every service that was asked, could not answer
func (r *Resolver) Resolve(ctx context.Context, w chalkline.Work) (chalkline.Work, error) {
	var said answers
	doi := ids.DOI(w.DOI)
	if r.ERIC != nil && w.ERIC != "" {
		eric, ok := said.take(r.ERIC.Work(ctx, w.ERIC))
		if ok && doi == "" {
			doi = eric.DOI
		}
	}
	heard := false // of Crossref, that it knows the work
	if doi != "" {
		if preprint, ok := arXiv(doi); ok {
			said.known = append(said.known, preprint)
		} else if r.Crossref != nil {
			heard = said.takeFromCrossref(r.Crossref.Work(ctx, doi))
		}
		if r.OpenAlex != nil {
			said.take(r.OpenAlex.Work(ctx, doi))
		}
	}
	if err := ctx.Err(); err != nil {
		return w, err
	}
	return said.merged(w, heard), said.err()
}

// answers is what the services said.
type answers struct {
	known  []chalkline.Work
	failed []error
	must   error // a failure that no other answer makes good
}

// take notes an answer. A not-found is an answer too, an empty one.
func (a *answers) take(r chalkline.Work, err error) (chalkline.Work, bool) {
	switch {
	case err == nil:
		a.known = append(a.known, r)
	case chalkline.ErrorCode(err) != chalkline.CodeNotFound:
		a.failed = append(a.failed, err)
	}
	return r, err == nil
}

// takeFromCrossref is take for the service that knows how a work stands.
func (a *answers) takeFromCrossref(r chalkline.Work, err error) bool {
	_, ok := a.take(r, err)
	if !ok && chalkline.ErrorCode(err) != chalkline.CodeNotFound {
		a.must = err
	}
	return ok
}

func (a *answers) err() error {
	switch {
	case a.must != nil:
		return a.must
	case len(a.known) > 0:
		return nil
	case len(a.failed) > 0:
		return errors.Join(a.failed...)
	}
	return chalkline.Errorf(chalkline.CodeNotFound, "no service that was asked knows the work")
}

// authority orders the services: who is asked last about a work's own record.
var authority = []string{"crossref", "openalex", originArXiv, "eric"}

// merged puts the answers together, the word of the surer service first, and w
// where none says anything.
//
// How the work stands is Crossref's to say when it knows the work: it holds the
// list of Retraction Watch, from which OpenAlex takes its flag. Otherwise the
// gravest word holds, and one that was heard before is not forgotten because
// whoever said it was silent this time.
func (a *answers) merged(w chalkline.Work, heard bool) chalkline.Work {
	out := chalkline.Work{ID: w.ID, DOI: w.DOI, ERIC: w.ERIC}
	for _, origin := range authority {
		for _, r := range a.known {
			if r.Origin == origin {
				fill(&out, r)
			}
		}
	}
	if !heard && gravity[w.Standing] > gravity[out.Standing] {
		out.Standing, out.NoticeDOI, out.NoticeAt = w.Standing, w.NoticeDOI, w.NoticeAt
	}
	fill(&out, w)
	return out
}

// originArXiv is the origin of what a DOI of arXiv says by itself.
const originArXiv = "arxiv"

var arXivDOI = regexp.MustCompile(`^10\.48550/arxiv\.([a-z-]+(?:\.[a-z]{2})?/\d{7}|\d{4}\.\d{4,5})(?:v\d+)?$`)

// arXiv is what a DOI of arXiv says without asking: that it is a preprint, and
// where to read it. Crossref does not know these DOIs.
func arXiv(doi string) (chalkline.Work, bool) {
	found := arXivDOI.FindStringSubmatch(doi)
	if found == nil {
		return chalkline.Work{}, false
	}
	return chalkline.Work{
		DOI: doi, Type: "posted-content", Venue: "arXiv", Open: "https://arxiv.org/abs/" + found[1],
		Origin: originArXiv, ResolvedAt: chalkline.Time(time.Now()),
	}, true
}
