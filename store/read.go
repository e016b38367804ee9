package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"
	"unicode/utf8"

	"chalkline"
)

// Which pages are read, and how fast: those of items with a text of under
// readBelow characters, which is too little to judge, not older than readAge,
// and those of one batch readApart from each other.
const (
	readBelow = 600
	readAge   = 60 * 24 * time.Hour
	readApart = 30 * time.Second
)

// readTries is how often the page of an item is asked for.
const readTries = 4

// readingTimes are the times at which the pages of items of one batch are to be
// read, as they are stored; 0 for never. A scholarly service has told what there
// is to know.
func readingTimes(kind chalkline.SourceKind, items []chalkline.Item, now int64) []int64 {
	times := make([]int64, len(items))
	if kind != chalkline.SourceFeed && kind != chalkline.SourcePage {
		return times
	}
	next := now
	for n, i := range items {
		old := !i.Published.IsZero() && fromMicros(now).Sub(i.Published) > readAge
		if i.URL == "" || old || utf8.RuneCountInString(i.Text) >= readBelow {
			continue
		}
		times[n] = next
		next += readApart.Microseconds()
	}
	return times
}

// ItemsToRead are at most limit items whose page is due to be read, because
// their source gave too little text to judge, the longest due first. Items of
// sources that are paused, gone or to be left alone have to wait.
func (db *DB) ItemsToRead(ctx context.Context, now time.Time, limit int) ([]chalkline.ItemID, error) {
	out, err := all(ctx, db.read, value[chalkline.ItemID], `SELECT i.id FROM items i JOIN sources s ON s.id = i.source_id
		WHERE i.read_at > 0 AND i.read_at <= $1 AND NOT s.paused AND s.state <> 'gone' AND s.held_until <= $1
		ORDER BY i.read_at, i.id LIMIT $2`, micros(now), limit)
	return out, explain("find items to read", err)
}

// BeginRead claims an item whose page is due to be read: it moves the time of
// the next try to next, or to never with the last try. False means that it is
// not due.
func (db *DB) BeginRead(ctx context.Context, id chalkline.ItemID, now, next time.Time) (bool, error) {
	n, err := db.change(ctx, fmt.Sprintf("begin to read the page of item %d", id), `UPDATE items SET read_at = CASE WHEN read_tries + 1 < $4 THEN CAST($3 AS BIGINT) ELSE 0 END, read_tries = read_tries + 1
		WHERE id = $1 AND read_at > 0 AND read_at <= $2`, id, micros(now), micros(next), readTries)
	return n == 1, err
}

// SaveRead stores what the page of an item says: its text where that is longer
// than what is known, and what else the source left out. It is no edit, and the
// item stays where it is in every feed; it becomes due for appraisal.
func (db *DB) SaveRead(ctx context.Context, id chalkline.ItemID, page chalkline.Item) error {
	return db.tx(ctx, fmt.Sprintf("save the page of item %d", id), func(ctx context.Context, tx *sql.Tx) error {
		item, err := scanItem(tx.QueryRowContext(ctx, `SELECT `+itemColumns+` FROM items i WHERE i.id = $1`+db.forUpdate(), id))
		if err != nil {
			return missing(err, chalkline.CodeNotFound, "there is no item %d", id)
		}
		page = cleanItem(page, db.Now())
		if utf8.RuneCountInString(page.Text) <= utf8.RuneCountInString(item.Text) {
			page.Text = ""
		}
		feedText := item.Text
		fill := func(s *string, from string) {
			if *s == "" {
				*s = from
			}
		}
		fill(&item.Title, page.Title)
		fill(&item.DOI, page.DOI)
		fill(&item.ERIC, page.ERIC)
		fill(&item.Venue, page.Venue)
		fill(&item.Language, page.Language)
		if len(item.Authors) == 0 {
			item.Authors = page.Authors
		}
		if page.Text != "" {
			item.Text = page.Text
			item.Links = joined(item.Links, page.Links)
		}
		_, err = tx.ExecContext(ctx, `UPDATE items SET title = $2, text = $3, doi = $4, venue = $5, language = $6, authors = $7, minutes = $8,
			feed_text = CASE WHEN page_read THEN feed_text ELSE $9 END, page_read = TRUE, read_at = 0, appraise_at = $10, appraise_hops = 0, links = $11, eric = $12
			WHERE id = $1`, id, item.Title, item.Text, item.DOI, item.Venue, item.Language, inJSON(&item.Authors), item.Minutes(), feedText,
			db.now(), inJSON(&item.Links), item.ERIC)
		return err
	})
}

// maxLinks is how many links an item keeps that its page has.
const maxLinks = 200

// joined are the links of both, each once.
func joined(a, b []string) []string {
	out := slices.Clone(a)
	for _, link := range b {
		if len(out) < maxLinks && !slices.Contains(out, link) {
			out = append(out, link)
		}
	}
	return out
}
