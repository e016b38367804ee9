package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"chalkline"
)

// loose says whether a citation is a reference string that names no work by a
// number, so that its work has to be looked for.
func loose(c chalkline.Citation) bool {
	return c.Kind == chalkline.CitationReference && c.DOI == "" && c.ERIC == "" && c.Text != ""
}

// FillReferences gives reference strings the DOI of the work that they were
// found to mean.
func (db *DB) FillReferences(ctx context.Context, cites []chalkline.Citation) error {
	var texts []string
	for _, c := range cites {
		if loose(c) {
			texts = append(texts, clean(c.Text))
		}
	}
	if len(texts) == 0 {
		return nil
	}
	known := make(map[string]string, len(texts))
	_, err := allIn(ctx, db.read, texts, func(r row) (struct{}, error) {
		var text, doi string
		err := r.Scan(&text, &doi)
		known[text] = doi
		return struct{}{}, err
	}, `SELECT text, doi FROM found_references WHERE text IN %s AND doi <> ''`)
	if err != nil {
		return fmt.Errorf("look up %d references: %w", len(texts), err)
	}
	for n := range cites {
		if loose(cites[n]) {
			cites[n].DOI = known[clean(cites[n].Text)]
		}
	}
	return nil
}

// saveReferences notes the reference strings whose works are to be looked for.
func (s *appraisalSaver) saveReferences(ctx context.Context) error {
	var rows [][]any
	for _, i := range s.list {
		for _, c := range i.Citations {
			if loose(c) {
				rows = append(rows, []any{clean(c.Text), "", s.now})
			}
		}
	}
	return insertMany(ctx, s.q, `INSERT INTO found_references (text, doi, find_at) VALUES`, rows, `ON CONFLICT (text) DO NOTHING`)
}

// ReferencesToFind are at most limit reference strings whose works are due to be
// looked for.
func (db *DB) ReferencesToFind(ctx context.Context, now time.Time, limit int) ([]string, error) {
	out, err := all(ctx, db.read, value[string], `SELECT text FROM found_references
		WHERE find_at > 0 AND find_at <= $1 ORDER BY find_at, text LIMIT $2`, micros(now), limit)
	return out, explain("find references to look up", err)
}

// SaveFound stores which work a reference string means, "" for none known, and
// when to look again, zero for never. Items that have the reference become due
// for appraisal when a work was found.
func (db *DB) SaveFound(ctx context.Context, text, doi string, next time.Time) error {
	return db.tx(ctx, "store what a reference means", func(ctx context.Context, tx *sql.Tx) error {
		if err := db.serial(ctx, tx); err != nil {
			return err
		}
		text = clean(text)
		if _, err := exec(ctx, tx, `UPDATE found_references SET doi = $2, find_at = $3 WHERE text = $1`, text, shortID(doi), micros(next)); err != nil {
			return err
		}
		if doi == "" {
			return nil
		}
		_, err := exec(ctx, tx, `UPDATE items SET appraise_at = $2, appraise_hops = 0 WHERE id IN
			(SELECT item_id FROM citations WHERE kind = 'reference' AND text = $1)`, text, db.now())
		return err
	})
}
