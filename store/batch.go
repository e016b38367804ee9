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

// StoreBatch stores what one poll brought, whole or not at all: the poll with
// its validators, and the items they stand for. Items are known by their source
// and Key. A known item that changed keeps its identity, its edits are recorded
// and it is due for appraisal again; what a source no longer says is kept. An
// item that was deleted once never comes back. Another article under the
// identity of a known one is an item of its own.
//
// FirstSeen, Changed, Poll.ItemAt and Poll.Arrivals are set here, by the store's
// clock.
func (db *DB) StoreBatch(ctx context.Context, b chalkline.Batch) (chalkline.Stored, error) {
	var stored chalkline.Stored
	err := db.tx(ctx, fmt.Sprintf("store a batch of source %d", b.Source), func(ctx context.Context, tx *sql.Tx) error {
		stored = chalkline.Stored{}
		kind, arrivals, err := storePoll(ctx, tx, b) // first: it locks the source
		if err != nil {
			return err
		}
		if len(b.Items) == 0 {
			return nil
		}
		q, done := db.looped(tx)
		defer done()
		w, err := newItemWriter(ctx, tx, q, b, db.now())
		if err != nil {
			return err
		}
		w.kind = kind
		for _, item := range w.items {
			if err := w.store(ctx, item); err != nil {
				return fmt.Errorf("item %q: %w", item.Key, err)
			}
		}
		stored = w.stored
		if stored.New == 0 {
			return nil
		}
		if err := w.insert(ctx); err != nil {
			return fmt.Errorf("new items: %w", err)
		}
		arrivals = append(arrivals, fromMicros(w.now))
		arrivals = arrivals[max(0, len(arrivals)-maxArrivals):]
		_, err = tx.ExecContext(ctx, `UPDATE sources SET item_at = $2, arrivals = $3 WHERE id = $1`, b.Source, w.now, inJSON(&arrivals))
		return err
	})
	return stored, err
}

// maxArrivals is how many of the times a source keeps at which it brought new
// items.
const maxArrivals = 12

// storePoll stores all of a batch's poll but ItemAt and Arrivals, and returns
// the kind of the source and the arrivals so far. A source that answers is no
// longer unverified.
func storePoll(ctx context.Context, q querier, b chalkline.Batch) (kind chalkline.SourceKind, arrivals []time.Time, err error) {
	query, args := `UPDATE sources SET id = id WHERE id = $1 RETURNING kind, arrivals`, []any{b.Source}
	if !b.Pushed {
		p := b.Poll
		query = `UPDATE sources SET state = $2, etag = $3, last_modified = $4, next_at = $5, last_at = $6, ok_at = $7,
			poll_interval = $8, failures = $9, http_status = $10, error = $11, unverified = (unverified AND $12), held_until = $13,
			busy = $14, forced_at = $15, hints = $16, move = $17, proposal = $18, notice = $19 WHERE id = $1 RETURNING kind, arrivals`
		args = append(args, p.State, clean(p.ETag), clean(p.LastModified), micros(p.NextAt), micros(p.LastAt), micros(p.OKAt),
			p.Interval.Microseconds(), p.Failures, p.HTTPStatus, clean(p.Error), p.State != chalkline.PollOK, micros(p.HeldUntil),
			p.Busy, micros(p.ForcedAt), inJSON(&p.Hints), inJSON(&p.Move), clean(p.Proposal), clean(p.Notice))
	}
	err = q.QueryRowContext(ctx, query, args...).Scan(&kind, inJSON(&arrivals))
	return kind, arrivals, missing(err, chalkline.CodeNotFound, "there is no source %d", b.Source)
}

// knownItem is what is known of an item before a batch.
type knownItem struct {
	id       chalkline.ItemID // 0: buried
	changed  int64
	item     chalkline.Item
	read     bool   // the text is that of its page
	feedText string // what the source gave, if read
	cut      bool   // the text was removed because it was old
}

// pageStays says whether the text of the page stays when its source gives
// another one: that is still too little to judge, and no more than the page has.
// Otherwise a count of comments in a feed would have the page read again with
// every comment.
func (k knownItem) pageStays(given string) bool {
	if !k.read || k.item.Text == k.feedText {
		return false
	}
	length := utf8.RuneCountInString(given)
	return length < readBelow && length <= utf8.RuneCountInString(k.item.Text)
}

// itemWriter stores the items of one batch.
type itemWriter struct {
	tx     *sql.Tx
	q      querier // tx, for what is done for single items
	source chalkline.SourceID
	kind   chalkline.SourceKind
	now    int64
	items  []chalkline.Item // cleaned, in the order of the batch, each key once
	known  map[string]knownItem
	reused map[string]bool  // the keys that were made because an identity was used twice
	fresh  []chalkline.Item // to be inserted
	stored chalkline.Stored
}

func newItemWriter(ctx context.Context, tx *sql.Tx, q querier, b chalkline.Batch, now int64) (*itemWriter, error) {
	w := &itemWriter{tx: tx, q: q, source: b.Source, now: now, known: make(map[string]knownItem, len(b.Items)), reused: map[string]bool{}}
	keys := make([]string, 0, len(b.Items))
	given := make(map[string]bool, len(b.Items))
	for _, item := range b.Items {
		item.SourceID, item.Key = b.Source, shortKey(item.Key)
		if given[item.Key] {
			continue
		}
		given[item.Key] = true
		keys = append(keys, item.Key)
		w.items = append(w.items, cleanItem(item, fromMicros(now)))
	}
	if err := w.lookUp(ctx, keys); err != nil {
		return nil, err
	}
	if err := w.partReused(ctx); err != nil {
		return nil, err
	}
	return w, nil
}

// lookUp finds out what is known under keys.
func (w *itemWriter) lookUp(ctx context.Context, keys []string) error {
	// Items and tombstones in one statement, so that both are of one moment.
	err := eachIn(keys, 2, func(list string, args []any) error {
		_, err := all(ctx, w.q, w.learn, `SELECT id, key, guid, url, title, text, links, authors, categories, venue, doi, eric, language,
				published, changed, page_read, feed_text, cut_at > 0 FROM items WHERE source_id = $1 AND key IN `+list+`
			UNION ALL SELECT 0, key, '', '', '', '', '', '', '', '', '', '', '', 0, 0, FALSE, '', FALSE
				FROM tombstones WHERE source_id = $1 AND key IN `+list, append([]any{w.source}, args...)...)
		return err
	})
	if err != nil {
		return fmt.Errorf("look up known items: %w", err)
	}
	return nil
}

func (w *itemWriter) learn(r row) (struct{}, error) {
	var k knownItem
	i := &k.item
	err := r.Scan(&k.id, &i.Key, &i.GUID, &i.URL, &i.Title, &i.Text, inJSON(&i.Links), inJSON(&i.Authors), inJSON(&i.Categories),
		&i.Venue, &i.DOI, &i.ERIC, &i.Language, stamp{&i.Published}, &k.changed, &k.read, &k.feedText, &k.cut)
	w.known[i.Key] = k
	return struct{}{}, err
}

// partReused gives keys of their own to items that came under the identity of
// another article.
func (w *itemWriter) partReused(ctx context.Context) error {
	var keys []string
	for n := range w.items {
		item := &w.items[n]
		if known, ok := w.known[item.Key]; ok && known.id != 0 && anotherArticle(known, *item) {
			item.Key = shortKey(item.Key + " " + item.URL)
			keys = append(keys, item.Key)
			w.reused[item.Key] = true
		}
	}
	if len(keys) == 0 {
		return nil
	}
	return w.lookUp(ctx, keys)
}

// store stores a known item and sets a new one aside.
func (w *itemWriter) store(ctx context.Context, item chalkline.Item) error {
	known, ok := w.known[item.Key]
	switch {
	case !ok:
		w.stored.New++
		if w.reused[item.Key] {
			w.stored.Reused++
		}
		w.fresh = append(w.fresh, item)
		return nil
	case known.id == 0:
		w.stored.Buried++
		return nil
	case known.cut: // it stays as it was judged: without its text it cannot be judged again
		w.stored.Same++
		return nil
	}
	given := item.Text
	keepKnown(&item, known)
	if given != "" && given != known.feedText && known.pageStays(given) {
		if _, err := w.q.ExecContext(ctx, `UPDATE items SET feed_text = $2 WHERE id = $1`, known.id, given); err != nil {
			return err
		}
	}
	if !sameDetails(known.item, item) {
		if err := w.details(ctx, known.id, item); err != nil {
			return err
		}
	}
	if item.Text != known.item.Text && known.read {
		known.item.Text = known.feedText // what changed is what the source gave, not what its page says
	}
	edits := editsOf(known.item, item)
	if len(edits) == 0 {
		w.stored.Same++
		return nil
	}
	w.stored.Edited++
	return w.edit(ctx, known, item, edits)
}

// insert stores the new items.
func (w *itemWriter) insert(ctx context.Context) error {
	rows := make([][]any, 0, len(w.fresh))
	read := readingTimes(w.kind, w.fresh, w.now)
	for n, i := range w.fresh {
		rows = append(rows, []any{
			i.SourceID, i.Key, i.GUID, i.URL, i.Title, inJSON(&i.Authors), inJSON(&i.Categories), i.Venue, i.DOI, i.ERIC, i.Language,
			micros(i.Published), w.now, w.now, w.now, read[n], i.Minutes(), i.Text, inJSON(&i.Links),
		})
	}
	return insertMany(ctx, w.tx, `INSERT INTO items (source_id, key, guid, url, title, authors, categories, venue, doi, eric, language,
		published, first_seen, changed, appraise_at, read_at, minutes, text, links) VALUES`, rows, "")
}

// edit stores a changed item and what changed. FirstSeen and Published stay, so
// that nothing moves in a feed.
func (w *itemWriter) edit(ctx context.Context, known knownItem, item chalkline.Item, edits []chalkline.Edit) error {
	changed := max(w.now, known.changed+1) // an edit is always later than what it changes
	if _, err := w.q.ExecContext(ctx, `UPDATE items SET title = $2, url = $3, text = $4, doi = $5, minutes = $6, changed = $7,
		appraise_at = $7, appraise_hops = 0 WHERE id = $1`, known.id, item.Title, item.URL, item.Text, item.DOI, item.Minutes(), changed); err != nil {
		return err
	}
	if item.Text != known.item.Text {
		if _, err := w.q.ExecContext(ctx, `UPDATE items SET read_at = $2, read_tries = 0, page_read = FALSE, feed_text = '' WHERE id = $1`,
			known.id, readingTimes(w.kind, []chalkline.Item{item}, w.now)[0]); err != nil {
			return err
		}
	}
	for _, e := range edits {
		if _, err := w.q.ExecContext(ctx, `INSERT INTO item_edits (item_id, at, field, before_text, after_text)
			VALUES ($1, $2, $3, $4, $5)`, known.id, changed, e.Field, e.Before, e.After); err != nil {
			return err
		}
	}
	if _, err := w.q.ExecContext(ctx, `DELETE FROM item_edits WHERE item_id = $1 AND id <=
		(SELECT id FROM item_edits WHERE item_id = $1 ORDER BY id DESC LIMIT 1 OFFSET $2)`, known.id, mostEdits); err != nil {
		return err
	}
	return revisePicks(ctx, w.q, known.id, changed)
}

// details stores what changes without a record.
func (w *itemWriter) details(ctx context.Context, id chalkline.ItemID, item chalkline.Item) error {
	_, err := w.q.ExecContext(ctx, `UPDATE items SET guid = $2, authors = $3, categories = $4, venue = $5, eric = $6, language = $7,
		links = $8 WHERE id = $1`,
		id, item.GUID, inJSON(&item.Authors), inJSON(&item.Categories), item.Venue, item.ERIC, item.Language, inJSON(&item.Links))
	return err
}

// cleanItem is item as it can be stored: storable text, and a date that is not
// in the future.
func cleanItem(item chalkline.Item, now time.Time) chalkline.Item {
	for _, s := range []*string{&item.GUID, &item.URL, &item.Title, &item.Text, &item.Venue, &item.Language} {
		*s = clean(*s)
	}
	item.DOI, item.ERIC = shortID(item.DOI), shortID(item.ERIC)
	item.Links, item.Authors, item.Categories = cleanAll(item.Links), cleanAll(item.Authors), cleanAll(item.Categories)
	if item.Published.After(now) {
		item.Published = time.Time{}
	}
	return item
}

// keepKnown fills what the source no longer says from what it said before, and
// what it says still from what its page says.
func keepKnown(item *chalkline.Item, k knownItem) {
	known := k.item
	if k.read {
		if item.Text == k.feedText || k.pageStays(item.Text) {
			item.Text, item.Links = known.Text, known.Links
		}
		if len(item.Authors) == 0 {
			item.Authors = known.Authors
		}
	}
	keep := func(s *string, was string) {
		if *s == "" {
			*s = was
		}
	}
	keep(&item.GUID, known.GUID)
	keep(&item.URL, known.URL)
	keep(&item.Title, known.Title)
	keep(&item.Text, known.Text)
	keep(&item.Venue, known.Venue)
	keep(&item.DOI, known.DOI)
	keep(&item.ERIC, known.ERIC)
	keep(&item.Language, known.Language)
}

// maxEdit is how much of a text an edit keeps, in runes, and mostEdits how many
// edits an item keeps, the newest.
const (
	maxEdit   = 2000
	mostEdits = 50
)

// editsOf are the changes that are recorded and lead to a new appraisal.
func editsOf(was, now chalkline.Item) []chalkline.Edit {
	var edits []chalkline.Edit
	note := func(field, before, after string) {
		if before != after {
			edits = append(edits, chalkline.Edit{Field: field, Before: firstRunes(before, maxEdit), After: firstRunes(after, maxEdit)})
		}
	}
	note("title", was.Title, now.Title)
	note("url", was.URL, now.URL)
	note("text", was.Text, now.Text)
	note("doi", was.DOI, now.DOI)
	return edits
}

// sameDetails says whether nothing changed that is stored without a record.
func sameDetails(a, b chalkline.Item) bool {
	return a.GUID == b.GUID && a.Venue == b.Venue && a.ERIC == b.ERIC && a.Language == b.Language &&
		slices.Equal(a.Authors, b.Authors) && slices.Equal(a.Categories, b.Categories) && slices.Equal(a.Links, b.Links)
}

func firstRunes(text string, limit int) string {
	n := 0
	for i := range text {
		if n == limit {
			return text[:i]
		}
		n++
	}
	return text
}
