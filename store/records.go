package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"time"

	"chalkline"
)

// Work is the work with that id as its record alone has it, for asking for the
// record again and SaveWork. It lacks what lists say of the work, which belongs
// to them: an entry that leaves its list must leave no trace in the record.
// WorksBehind and Citations give works as they count.
func (db *DB) Work(ctx context.Context, id chalkline.WorkID) (chalkline.Work, error) {
	w, err := scanRecord(db.read.QueryRowContext(ctx, `SELECT `+workColumns+` FROM works w WHERE w.id = $1`, id))
	return w, explain(fmt.Sprintf("read work %d", id), missing(err, chalkline.CodeNotFound, "there is no work %d", id))
}

// SaveWork stores what a record says of the work w.ID, and when to ask again;
// zero for never. DOI and ERIC id are its identity and stay, and so does the open
// copy when the record names none. Replication is not the record's to say and is
// not stored. When something changed on which judgements stand, the items that
// are the work or cite it become due for appraisal.
func (db *DB) SaveWork(ctx context.Context, w chalkline.Work, next time.Time) error {
	w = cleanWork(w)
	return db.tx(ctx, fmt.Sprintf("save work %d", w.ID), func(ctx context.Context, tx *sql.Tx) error {
		if err := db.serial(ctx, tx); err != nil {
			return err
		}
		was, err := scanTold(tx.QueryRowContext(ctx, `SELECT `+workTold+` FROM `+worksTold+` WHERE w.id = $1`, w.ID))
		if err != nil {
			return missing(err, chalkline.CodeNotFound, "there is no work %d", w.ID)
		}
		now := was
		now.record = w
		now.record.DOI, now.record.ERIC, now.record.Replication = was.record.DOI, was.record.ERIC, was.record.Replication
		_, err = tx.ExecContext(ctx, `UPDATE works SET title = $2, type = $3, venue = $4, year = $5, standing = $6, notice_doi = $7,
			notice_at = $8, origin = $9, resolved_at = $10, resolve_at = $11, open = $12, authors = $13, designs = $14, types = $15,
			descriptors = $16, reviewed = $17, abstract = $18 WHERE id = $1`,
			w.ID, w.Title, w.Type, w.Venue, w.Year, w.Standing, w.NoticeDOI, micros(w.NoticeAt), w.Origin, micros(w.ResolvedAt),
			micros(next), cmp.Or(w.Open, was.record.Open), inJSON(&w.Authors), inJSON(&w.Designs), inJSON(&w.Types),
			inJSON(&w.Descriptors), w.Reviewed, w.Abstract)
		if err != nil || judgedAlike(was.work(), now.work()) {
			return err
		}
		return markWorks(ctx, tx, []chalkline.Work{was.record}, db.now())
	})
}

// cleanWork is w as it can be stored.
func cleanWork(w chalkline.Work) chalkline.Work {
	for _, s := range []*string{&w.Title, &w.Type, &w.Venue, &w.NoticeDOI, &w.Open, &w.Abstract} {
		*s = clean(*s)
	}
	w.Authors, w.Designs, w.Types, w.Descriptors = cleanAll(w.Authors), cleanAll(w.Designs), cleanAll(w.Types), cleanAll(w.Descriptors)
	return w
}

// markWorks makes the items due for appraisal that are one of the works or cite
// one.
func markWorks(ctx context.Context, q querier, works []chalkline.Work, now int64) error {
	var dois, erics []string
	var ids []chalkline.WorkID
	for _, w := range works {
		ids = append(ids, w.ID)
		if w.DOI != "" {
			dois = append(dois, w.DOI)
		}
		if w.ERIC != "" {
			erics = append(erics, w.ERIC)
		}
	}
	mark := func(column string, keys []string) error {
		return eachIn(keys, 2, func(list string, args []any) error {
			_, err := q.ExecContext(ctx, `UPDATE items SET appraise_at = $1, appraise_hops = 0
				WHERE `+column+` <> '' AND `+column+` IN `+list, append([]any{now}, args...)...)
			return err
		})
	}
	if err := mark("doi", dois); err != nil {
		return err
	}
	if err := mark("eric", erics); err != nil {
		return err
	}
	return markCiting(ctx, q, ids, 0, now)
}

// mostHops is over how many citations the news goes that an item is judged
// differently. What is first-hand changes what is second-hand, which hardly
// changes anything else; the limit stands between items that cite each other and
// judging them for ever.
const mostHops = 2

// markCiting makes the items that cite one of the works due for appraisal, by
// news that came over that many citations. An item that is due already keeps the
// shorter way.
func markCiting(ctx context.Context, q querier, works []chalkline.WorkID, hops int, now int64) error {
	return eachIn(works, 3, func(list string, args []any) error {
		_, err := q.ExecContext(ctx, `UPDATE items SET appraise_at = $1,
			appraise_hops = CASE WHEN appraise_at > 0 AND appraise_hops < $2 THEN appraise_hops ELSE $2 END
			WHERE id IN (SELECT item_id FROM citations WHERE work_id IN `+list+`)`, append([]any{now, hops}, args...)...)
		return err
	})
}
