package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"chalkline"
)

// ArchivePicks is how many of a reader's picks one archive of their feed holds.
const ArchivePicks = 25

// FeedState is what a reader's feed looks like to who has an older one.
type FeedState struct {
	Version  time.Time // when it last changed, as FeedVersion says
	Language string    // of its reader
}

// FeedToken is the token with that hash, unless it was revoked, and the state of the
// feed of its reader. It is one look-up, because it answers most requests for a feed.
func (db *DB) FeedToken(ctx context.Context, hash string) (t chalkline.Token, state FeedState, err error) {
	err = db.often.QueryRowContext(ctx, `SELECT t.id, t.reader_id, t.created_at, r.feed_at, r.language FROM tokens t JOIN readers r ON r.id = t.reader_id
		WHERE t.hash = $1 AND t.revoked_at = 0`, hash).Scan(&t.ID, &t.ReaderID, stamp{&t.CreatedAt}, stamp{&state.Version}, &state.Language)
	t.Hash = hash
	return t, state, explain("find the feed of a token", missing(err, chalkline.CodeNotFound, "there is no such feed address"))
}

// FeedQuery says which part of a reader's published feed is wanted, and which of
// the picks in it.
type FeedQuery struct {
	Archive int                 // 1 for the one with the oldest picks; 0 for the newest picks
	Grades  []chalkline.Grade   // only these, and what fell; none is any
	Topics  []chalkline.TopicID // only what is about one of these; none is any
	Revised time.Time           // with the newest picks: also older ones that fell since then
}

// FeedPart is a part of a reader's published feed.
type FeedPart struct {
	Cards []chalkline.Card // newest first
	Prev  int              // the newest archive that holds older picks that are wanted; 0 for none
	Next  int              // the archive after this one, once it is complete; 0 for none
}

// FeedPart reads a part of a reader's published feed: what RFC 5005 calls the
// subscription document, or an archive.
//
// Archive n holds the picks that were the reader's (n-1)*ArchivePicks+1st to
// n*ArchivePicks-th, so its membership never changes; what is hidden or not wanted
// is left out of it and makes no room for others. An archive that is not complete
// is a CodeNotFound. The newest picks begin with the archive that holds the
// ArchivePicks-th newest pick that is wanted, so that no pick is in two parts and
// none in neither, and are fewer than twice ArchivePicks.
func (db *DB) FeedPart(ctx context.Context, reader chalkline.ReaderID, q FeedQuery) (FeedPart, error) {
	f := feedReader{db: db, reader: reader, query: q}
	var part FeedPart
	var err error
	if q.Archive > 0 {
		part, err = f.archive(ctx)
	} else {
		part, err = f.newest(ctx)
	}
	return part, explain(fmt.Sprintf("read the feed of reader %d", reader), err)
}

// feedReader reads parts of one reader's feed.
type feedReader struct {
	db     *DB
	reader chalkline.ReaderID
	query  FeedQuery
}

// mark is a pick's place in the order of a feed.
type mark struct {
	at int64
	id chalkline.PickID
}

func scanMark(r row) (m mark, err error) {
	err = r.Scan(&m.at, &m.id)
	return m, err
}

// newest reads the newest picks.
func (f feedReader) newest(ctx context.Context) (part FeedPart, err error) {
	var first mark
	last, full, err := f.wantedBefore(ctx, mark{}, ArchivePicks-1)
	if err != nil {
		return part, err
	}
	if full {
		number, err := f.archiveOf(ctx, last)
		if err != nil {
			return part, err
		}
		if first, err = f.place(ctx, (number-1)*ArchivePicks); err != nil {
			return part, err
		}
	}
	where, args := f.wanted()
	part.Cards, err = f.cards(ctx, where+and(&args, `(p.at, p.id) >= (?, ?)`, first.at, first.id), args)
	if err != nil || !full {
		return part, err
	}
	if part.Prev, err = f.prev(ctx, first); err != nil || f.query.Revised.IsZero() {
		return part, err
	}
	where, args = f.about()
	fallen, err := f.cards(ctx, where+and(&args, `p.revised >= ?`, micros(f.query.Revised))+` AND a.standing <> ''`+
		and(&args, `(p.at, p.id) < (?, ?)`, first.at, first.id), args)
	part.Cards = append(part.Cards, fallen[:min(len(fallen), mostFallen)]...)
	return part, err
}

// mostFallen is how many older picks that fell stand with the newest.
const mostFallen = 20

// archive reads an archive.
func (f feedReader) archive(ctx context.Context) (part FeedPart, err error) {
	number := f.query.Archive
	var picks int
	if err := f.db.often.QueryRowContext(ctx, `SELECT COUNT(*) FROM picks WHERE reader_id = $1`, f.reader).Scan(&picks); err != nil {
		return part, err
	}
	complete := picks / ArchivePicks
	if number > complete {
		return part, chalkline.Errorf(chalkline.CodeNotFound, "there is no archive %d of this feed; there are %d", number, complete)
	}
	first, err := f.place(ctx, (number-1)*ArchivePicks)
	if err != nil {
		return part, err
	}
	last, err := f.place(ctx, number*ArchivePicks-1)
	if err != nil {
		return part, err
	}
	where, args := f.wanted()
	where += and(&args, `(p.at, p.id) >= (?, ?)`, first.at, first.id) + and(&args, `(p.at, p.id) <= (?, ?)`, last.at, last.id)
	if part.Cards, err = f.cards(ctx, where, args); err != nil {
		return part, err
	}
	if number < complete {
		part.Next = number + 1
	}
	part.Prev, err = f.prev(ctx, first)
	return part, err
}

// prev is the archive with the newest pick that is wanted and older than m.
func (f feedReader) prev(ctx context.Context, m mark) (int, error) {
	older, found, err := f.wantedBefore(ctx, m, 0)
	if err != nil || !found {
		return 0, err
	}
	return f.archiveOf(ctx, older)
}

// wantedBefore is the newest pick that is wanted and older than m, after so many
// others are passed over. The zero m is after all of them.
func (f feedReader) wantedBefore(ctx context.Context, m mark, pass int) (mark, bool, error) {
	where, args := f.wanted()
	if m != (mark{}) {
		where += and(&args, `(p.at, p.id) < (?, ?)`, m.at, m.id)
	}
	args = append(args, pass)
	found, err := all(ctx, f.db.often, scanMark, `SELECT p.at, p.id FROM picks p LEFT JOIN appraisals a ON a.item_id = p.item_id
		WHERE `+where+fmt.Sprintf(` ORDER BY p.at DESC, p.id DESC LIMIT 1 OFFSET $%d`, len(args)), args...)
	if err != nil || len(found) == 0 {
		return mark{}, false, err
	}
	return found[0], true, nil
}

// archiveOf is the number of the archive that a pick is in, or will be.
func (f feedReader) archiveOf(ctx context.Context, m mark) (int, error) {
	var place int // 1 for the oldest
	err := f.db.often.QueryRowContext(ctx, `SELECT COUNT(*) FROM picks WHERE reader_id = $1 AND (at, id) <= ($2, $3)`, f.reader, m.at, m.id).Scan(&place)
	return (place-1)/ArchivePicks + 1, err
}

// place is the pick with so many older ones. It is zero when that was deleted a
// moment ago.
func (f feedReader) place(ctx context.Context, older int) (mark, error) {
	m, err := scanMark(f.db.often.QueryRowContext(ctx, `SELECT at, id FROM picks WHERE reader_id = $1 ORDER BY at, id LIMIT 1 OFFSET $2`, f.reader, older))
	if errors.Is(err, sql.ErrNoRows) {
		return mark{}, nil
	}
	return m, err
}

func (f feedReader) cards(ctx context.Context, where string, args []any) ([]chalkline.Card, error) {
	return f.db.pickCardsOf(ctx, f.reader, feedColumns, `WHERE `+where+` ORDER BY p.at DESC, p.id DESC`, args...)
}

// wanted is the condition of the picks p with their appraisals a that are wanted,
// and its arguments.
func (f feedReader) wanted() (string, []any) {
	where, args := f.about()
	where += and(&args, `NOT EXISTS (SELECT 1 FROM feedback f WHERE f.reader_id = p.reader_id AND f.item_id = p.item_id AND f.kind = ?)`,
		chalkline.FeedbackHidden)
	if len(f.query.Grades) > 0 {
		in, grades := inList(`a.grade`, f.query.Grades)
		where += and(&args, `(`+in+` OR a.grade = ? OR a.standing <> '')`, append(grades, chalkline.GradeR)...)
	}
	return where, args
}

// about is the condition of the reader's picks p on the topics that are wanted.
func (f feedReader) about() (string, []any) {
	args := []any{f.reader}
	where := `p.reader_id = $1`
	if len(f.query.Topics) > 0 {
		in, topics := inList(`t.topic`, f.query.Topics)
		where += and(&args, `EXISTS (SELECT 1 FROM item_topics t WHERE t.item_id = p.item_id AND `+in+`)`, topics...)
	}
	return where, args
}

// and is one more condition, its question marks numbered on from args, to which
// more is added.
func and(args *[]any, condition string, more ...any) string {
	var b strings.Builder
	b.WriteString(" AND ")
	for _, arg := range more {
		before, after, _ := strings.Cut(condition, "?")
		*args = append(*args, arg)
		fmt.Fprintf(&b, "%s$%d", before, len(*args))
		condition = after
	}
	b.WriteString(condition)
	return b.String()
}

// inList is a condition on a column and a list of values, and its arguments. The
// list is padded with its last value to a power of two, so that however many values
// addresses name, few different statements are prepared.
func inList[T any](column string, list []T) (string, []any) {
	size := 1
	for size < len(list) {
		size *= 2
	}
	args := make([]any, size)
	for n := range args {
		args[n] = list[min(n, len(list)-1)]
	}
	return column + ` IN (` + strings.TrimSuffix(strings.Repeat("?, ", size), ", ") + `)`, args
}

// LastEdition is the number and time of a reader's newest edition; 0 and zero
// when there is none.
func (db *DB) LastEdition(ctx context.Context, reader chalkline.ReaderID) (number int, at time.Time, err error) {
	err = db.often.QueryRowContext(ctx, `SELECT COALESCE(MAX(number), 0), COALESCE(MAX(at), 0) FROM editions WHERE reader_id = $1`, reader).
		Scan(&number, stamp{&at})
	return number, at, explain(fmt.Sprintf("find the last edition of reader %d", reader), err)
}

// EditionsFrom are a reader's editions with the numbers first to last, newest first.
func (db *DB) EditionsFrom(ctx context.Context, reader chalkline.ReaderID, first, last int) ([]chalkline.Edition, error) {
	list, err := all(ctx, db.often, scanEdition,
		`SELECT `+editionColumns+` FROM editions WHERE reader_id = $1 AND number BETWEEN $2 AND $3 ORDER BY number DESC`, reader, first, last)
	if err == nil {
		err = addPrinted(ctx, db.often, list)
	}
	return list, explain(fmt.Sprintf("read the editions of reader %d from %d to %d", reader, first, last), err)
}
