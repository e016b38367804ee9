package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"time"

	"chalkline"
	"chalkline/crawler/scholar"
	"chalkline/store"
)

// mostLookups is how many of the works that one item cites are looked up: a
// second-hand score stands on the best three, and each costs its service a
// request.
const mostLookups = 10

// freshRecord is how long a stored record holds before it is asked for again,
// as in the daemon: a retraction comes late and matters.
const freshRecord = 30 * 24 * time.Hour

// library knows works: from the store, else from the services.
type library struct {
	db       *store.DB                 // nil where there is none
	resolver *scholar.Resolver         // nil when all services are off
	asked    map[string]chalkline.Work // answers of this run, by the numbers asked for
	now      time.Time
}

// stored is what the store knows of an item's own work and of those it cites.
func (l *library) stored(ctx context.Context, item chalkline.Item, citations []chalkline.Citation) (chalkline.Work, []chalkline.Cited, error) {
	if l.db == nil {
		return chalkline.Work{}, nil, nil
	}
	if err := l.db.FillReferences(ctx, citations); err != nil {
		return chalkline.Work{}, nil, err
	}
	return l.db.WorksBehind(ctx, item, citations)
}

// fresh says whether a work has a record that need not be asked for.
func (l *library) fresh(w chalkline.Work) bool {
	return w.Origin != "" && l.now.Sub(w.ResolvedAt) < freshRecord
}

// resolve asks the services for a work. One that nobody knows comes back
// without an Origin. What was learnt holds beside an error, too.
func (l *library) resolve(ctx context.Context, w chalkline.Work) (chalkline.Work, error) {
	key := w.DOI + " " + w.ERIC
	if known, ok := l.asked[key]; ok {
		return known, nil
	}
	found, err := l.resolver.Resolve(ctx, w)
	if err != nil && chalkline.ErrorCode(err) != chalkline.CodeNotFound {
		return found, err
	}
	l.asked[key] = found
	return found, nil
}

// lookup finds out about the works behind one item.
type lookup struct {
	*library
	online   bool // services are asked, and there are some
	progress io.Writer
	notes    []string // what is not known, a sentence each
	missed   bool     // a service could not be asked
}

func (l *lookup) note(format string, args ...any) {
	l.notes = append(l.notes, fmt.Sprintf(format, args...))
}

// own is the record of an item's own work, empty when it has no number.
func (l *lookup) own(ctx context.Context, item chalkline.Item) (chalkline.Work, error) {
	if item.DOI == "" && item.ERIC == "" {
		return chalkline.Work{}, nil
	}
	w, _, err := l.stored(ctx, item, nil)
	if err != nil || !l.online || l.fresh(w) {
		return w, err
	}
	if w.ID == 0 {
		w = chalkline.Work{DOI: item.DOI, ERIC: item.ERIC}
	}
	return l.ask(ctx, w)
}

// describe notes what the record of an item's own work does not say.
func (l *lookup) describe(item chalkline.Item, own chalkline.Work) {
	number := cmp.Or(item.DOI, item.ERIC)
	switch {
	case number == "" || l.missed:
	case own.Origin == "" && l.online:
		l.note("No service that was asked knows %s.", number)
	case own.Origin == "" && l.resolver == nil:
		l.note("No record of %s is known here, and all services are off in the settings.", number)
	case own.Origin == "":
		l.note("No record of %s is known here; --online asks for it.", number)
	case own.Abstract == "" && item.Text == "" && own.Title != "":
		l.note("%s has no abstract: judged by its title and record.", serviceName(own.Origin))
	}
}

// cited is what is known of the works that an item cites. A reference whose work
// is found gets its DOI.
func (l *lookup) cited(ctx context.Context, item chalkline.Item, citations []chalkline.Citation) ([]chalkline.Cited, error) {
	_, cited, err := l.stored(ctx, item, citations)
	if err != nil || !l.online {
		return cited, err
	}
	var wanted []*chalkline.Citation
	for i := range citations {
		c := &citations[i]
		if known := workOf(*c, cited); askable(*c) && (known == nil || !l.fresh(known.Work)) {
			wanted = append(wanted, c)
		}
	}
	if len(wanted) > mostLookups {
		l.note("It cites %d works that are not known here; the first %d were looked up.", len(wanted), mostLookups)
		wanted = wanted[:mostLookups]
	}
	if len(wanted) == 0 || l.missed {
		return cited, nil
	}
	progress := newProgress(l.progress, len(wanted), "works")
	for _, c := range wanted {
		found, err := l.citedWork(ctx, c)
		if err != nil {
			return nil, err
		}
		_ = progress.Add(1)
		switch known := workOf(*c, cited); {
		case known != nil:
			*known = found
		case found.Work.Origin != "" && !sameWork(found.Work, item.DOI, item.ERIC):
			cited = append(cited, found)
		}
		if l.missed {
			break // it would not fare better with the others
		}
	}
	_ = progress.Finish()
	return cited, nil
}

// askable says whether a citation names a work in a way that can be looked up;
// a mere link cannot.
func askable(c chalkline.Citation) bool {
	return c.DOI != "" || c.ERIC != "" || c.Kind == chalkline.CitationReference
}

// workOf is what is known of the work of a citation, nil when nothing is.
func workOf(c chalkline.Citation, cited []chalkline.Cited) *chalkline.Cited {
	for i := range cited {
		if sameWork(cited[i].Work, c.DOI, c.ERIC) {
			return &cited[i]
		}
	}
	return nil
}

func sameWork(w chalkline.Work, doi, eric string) bool {
	return doi != "" && w.DOI == doi || eric != "" && w.ERIC == eric
}

// citedWork looks up the work of one citation.
func (l *lookup) citedWork(ctx context.Context, c *chalkline.Citation) (chalkline.Cited, error) {
	if c.DOI == "" && c.ERIC == "" {
		if err := l.find(ctx, c); err != nil || c.DOI == "" {
			return chalkline.Cited{}, err
		}
	}
	_, known, err := l.stored(ctx, chalkline.Item{}, []chalkline.Citation{*c})
	if err != nil {
		return chalkline.Cited{}, err
	}
	cited := chalkline.Cited{Work: chalkline.Work{DOI: c.DOI, ERIC: c.ERIC}}
	if len(known) > 0 {
		cited = known[0]
	}
	if !l.fresh(cited.Work) {
		cited.Work, err = l.ask(ctx, cited.Work)
	}
	return cited, err
}

// find gives a reference the DOI of the work that it surely means.
func (l *lookup) find(ctx context.Context, c *chalkline.Citation) error {
	if l.resolver.Crossref == nil {
		return nil
	}
	found, err := l.resolver.Crossref.Find(ctx, c.Text)
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case err == nil:
		c.DOI = found.DOI
	case chalkline.ErrorCode(err) != chalkline.CodeNotFound:
		l.miss(fmt.Sprintf("“%s”", chalkline.Cut(c.Text, 60)), err)
	}
	return nil
}

// ask is resolve, with a note when a service could not be asked.
func (l *lookup) ask(ctx context.Context, w chalkline.Work) (chalkline.Work, error) {
	found, err := l.resolve(ctx, w)
	if ctx.Err() != nil {
		return w, ctx.Err()
	}
	if err != nil {
		l.miss(cmp.Or(w.DOI, w.ERIC), err)
	}
	found.Replication = w.Replication // no service says, a list in the store does
	if slices.Index(gravity, w.Standing) > slices.Index(gravity, found.Standing) {
		found.Standing, found.NoticeDOI, found.NoticeAt = w.Standing, w.NoticeDOI, w.NoticeAt
	}
	return found, nil
}

// gravity is how a work may stand, the gravest last.
var gravity = []chalkline.Standing{
	chalkline.StandingUnknown, chalkline.StandingGood, chalkline.StandingCorrected, chalkline.StandingConcern, chalkline.StandingRetracted,
}

func (l *lookup) miss(what string, err error) {
	l.missed = true
	l.note("%s could not be looked up: %s.", what, plainCause(err))
}
