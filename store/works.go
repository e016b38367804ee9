package store

import (
	"context"
	"fmt"
	"time"

	"chalkline"
)

// WorksToResolve are at most limit works about which a record should be asked
// by now, the longest due first.
func (db *DB) WorksToResolve(ctx context.Context, now time.Time, limit int) ([]chalkline.WorkID, error) {
	out, err := all(ctx, db.read, value[chalkline.WorkID],
		`SELECT id FROM works WHERE resolve_at > 0 AND resolve_at <= $1 ORDER BY resolve_at, id LIMIT $2`, micros(now), limit)
	return out, explain("find works to resolve", err)
}

// WorksBehind are the works an appraisal of item leans on: its own, zero when
// there is none, and those it cites, in the order of cites and without those
// that no record or item here tells of. It asks nothing when there is no DOI or
// ERIC id to look up.
func (db *DB) WorksBehind(ctx context.Context, item chalkline.Item, cites []chalkline.Citation) (chalkline.Work, []chalkline.Cited, error) {
	ids := []workID{{shortID(item.DOI), shortID(item.ERIC)}}
	for _, c := range cites {
		ids = append(ids, workID{shortID(c.DOI), shortID(c.ERIC)})
	}
	works, err := findWorks(ctx, db.read, ids, workTold, scanWork)
	if err != nil {
		return chalkline.Work{}, nil, fmt.Errorf("find the works behind item %d: %w", item.ID, err)
	}
	var own chalkline.Work
	if w, ok := works.of(ids[0]); ok {
		own = *w
	}
	seen := map[chalkline.WorkID]bool{own.ID: true} // also leaves out works that are not known
	var found []chalkline.Work
	for _, id := range ids[1:] {
		if w, ok := works.of(id); ok && !seen[w.ID] {
			seen[w.ID] = true
			found = append(found, *w)
		}
	}
	cited, err := withAppraisals(ctx, db.read, found, item.ID)
	return own, cited, explain(fmt.Sprintf("find the works behind item %d", item.ID), err)
}

// workID names a work by DOI, ERIC id or both.
type workID struct{ doi, eric string }

func (id workID) empty() bool { return id.doi == "" && id.eric == "" }

// workIndex finds works by their ids.
type workIndex struct{ byDOI, byERIC map[string]*chalkline.Work }

func (x workIndex) add(w *chalkline.Work) {
	if w.DOI != "" {
		x.byDOI[w.DOI] = w
	}
	if w.ERIC != "" {
		x.byERIC[w.ERIC] = w
	}
}

// of is the work with that id; the DOI decides when both are given.
func (x workIndex) of(id workID) (*chalkline.Work, bool) {
	if w, ok := x.byDOI[id.doi]; ok {
		return w, true
	}
	w, ok := x.byERIC[id.eric]
	return w, ok
}

// findWorks looks up the works with those ids, with those columns.
func findWorks(ctx context.Context, q querier, ids []workID, columns string, scan func(row) (chalkline.Work, error)) (workIndex, error) {
	x := workIndex{byDOI: map[string]*chalkline.Work{}, byERIC: map[string]*chalkline.Work{}}
	var dois, erics []string
	for _, id := range ids {
		if id.doi != "" {
			dois = append(dois, id.doi)
		}
		if id.eric != "" {
			erics = append(erics, id.eric)
		}
	}
	kept := func(r row) (*chalkline.Work, error) {
		w, err := scan(r)
		return &w, err
	}
	byDOI, err := allIn(ctx, q, dois, kept, `SELECT `+columns+` FROM `+worksTold+` WHERE w.doi <> '' AND w.doi IN %s`)
	if err != nil {
		return x, fmt.Errorf("find works by DOI: %w", err)
	}
	byERIC, err := allIn(ctx, q, erics, kept, `SELECT `+columns+` FROM `+worksTold+` WHERE w.eric <> '' AND w.eric IN %s`)
	if err != nil {
		return x, fmt.Errorf("find works by ERIC id: %w", err)
	}
	for _, w := range append(byDOI, byERIC...) {
		x.add(w)
	}
	return x, nil
}

// withAppraisals adds to each work the appraisal of its own item, if there is
// one here other than not: the best first-hand one.
func withAppraisals(ctx context.Context, q querier, works []chalkline.Work, not chalkline.ItemID) ([]chalkline.Cited, error) {
	if len(works) == 0 {
		return nil, nil
	}
	type judged struct {
		doi, eric string
		cited     chalkline.Cited
	}
	scan := func(r row) (judged, error) {
		var j judged
		err := r.Scan(&j.doi, &j.eric, &j.cited.Design, &j.cited.Score, &j.cited.Grade)
		return j, err
	}
	best := map[string]chalkline.Cited{}
	look := func(column string, keys []string) error {
		return eachIn(keys, 2, func(list string, args []any) error {
			found, err := all(ctx, q, scan, `SELECT i.doi, i.eric, a.design, a.score, a.grade
				FROM items i JOIN appraisals a ON a.item_id = i.id
				WHERE i.`+column+` <> '' AND i.`+column+` IN `+list+` AND i.id <> $1 AND NOT a.second_hand
				ORDER BY a.score, i.id DESC`, append([]any{not}, args...)...)
			for _, j := range found { // the best comes last
				for _, key := range []string{j.doi, j.eric} {
					if key != "" {
						best[key] = j.cited
					}
				}
			}
			return err
		})
	}
	var dois, erics []string
	for _, w := range works {
		if w.DOI != "" {
			dois = append(dois, w.DOI)
		} else {
			erics = append(erics, w.ERIC)
		}
	}
	if err := look("eric", erics); err != nil {
		return nil, err
	}
	if err := look("doi", dois); err != nil {
		return nil, err
	}
	out := make([]chalkline.Cited, 0, len(works))
	for _, w := range works {
		c, ok := best[w.DOI]
		if !ok {
			c, ok = best[w.ERIC]
		}
		c.Work, c.Appraised = w, ok
		out = append(out, c)
	}
	return out, nil
}
