package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"chalkline"
)

const themeColumns = `t.id, t.group_id, t.month, t.title, t.text, t.questions, COALESCE(t.reader_id, 0), t.at`

func scanTheme(r row) (chalkline.Theme, error) {
	var t chalkline.Theme
	err := r.Scan(&t.ID, &t.GroupID, &t.Month, &t.Title, &t.Text, inJSON(&t.Questions), &t.By, stamp{&t.At})
	return t, err
}

// ThemeOf is the theme of a group in a month.
func (db *DB) ThemeOf(ctx context.Context, group chalkline.GroupID, month chalkline.Month) (chalkline.Theme, error) {
	t, err := scanTheme(db.read.QueryRowContext(ctx, `SELECT `+themeColumns+` FROM themes t WHERE t.group_id = $1 AND t.month = $2`, group, clean(string(month))))
	return t, explain(fmt.Sprintf("read the theme of group %d", group), missing(err, chalkline.CodeNotFound, "there is no theme for %s", month))
}

// Theme is a theme of a group.
func (db *DB) Theme(ctx context.Context, group chalkline.GroupID, id chalkline.ThemeID) (chalkline.Theme, error) {
	t, err := scanTheme(db.read.QueryRowContext(ctx, `SELECT `+themeColumns+` FROM themes t WHERE t.group_id = $1 AND t.id = $2`, group, id))
	return t, explain(fmt.Sprintf("read theme %d", id), missing(err, chalkline.CodeNotFound, "there is no theme %d in this group", id))
}

// Themes are the themes of a group, the newest month first.
func (db *DB) Themes(ctx context.Context, group chalkline.GroupID) ([]chalkline.Theme, error) {
	out, err := all(ctx, db.read, scanTheme, `SELECT `+themeColumns+` FROM themes t WHERE t.group_id = $1 ORDER BY t.month DESC`, group)
	return out, explain(fmt.Sprintf("read the themes of group %d", group), err)
}

// SaveTheme stores a theme and sets its At, and its ID when it is new. A theme
// that there is must be as it was when seen: At is the time of that. From has, for
// each question, the number it had then, 0 when it is new, so that answers stay
// with their questions; those to a question that is gone become notes on the theme.
func (db *DB) SaveTheme(ctx context.Context, t *chalkline.Theme, from []int) error {
	return db.tx(ctx, fmt.Sprintf("save a theme of group %d", t.GroupID), func(ctx context.Context, tx *sql.Tx) error {
		if err := lockGroup(ctx, tx, t.GroupID); err != nil {
			return err
		}
		var other chalkline.ThemeID
		err := tx.QueryRowContext(ctx, `SELECT id FROM themes WHERE group_id = $1 AND month = $2 AND id <> $3`, t.GroupID, t.Month, t.ID).Scan(&other)
		if err == nil {
			return chalkline.Errorf(chalkline.CodeConflict, "there is a theme for %s already; change that one, or choose another month", t.Month)
		}
		if !noRows(err) {
			return err
		}
		now, questions := db.now(), cleanAll(t.Questions)
		if t.ID == 0 {
			t.At = fromMicros(now)
			return tx.QueryRowContext(ctx, `INSERT INTO themes (group_id, month, title, text, questions, at, reader_id) VALUES ($1, $2, $3, $4, $5, $6,
				(SELECT reader_id FROM members WHERE group_id = $1 AND reader_id = $7)) RETURNING id`,
				t.GroupID, t.Month, clean(t.Title), clean(t.Text), inJSON(&questions), now, t.By).Scan(&t.ID)
		}
		now = max(now, micros(t.At)+1)
		n, err := exec(ctx, tx, `UPDATE themes SET month = $3, title = $4, text = $5, questions = $6, at = $7 WHERE id = $1 AND group_id = $2 AND at = $8`,
			t.ID, t.GroupID, t.Month, clean(t.Title), clean(t.Text), inJSON(&questions), now, micros(t.At))
		if err != nil {
			return err
		}
		if n == 0 {
			return staleTheme(ctx, tx, *t, themeChanged)
		}
		t.At = fromMicros(now)
		return moveAnswers(ctx, tx, t.ID, from)
	})
}

// DeleteTheme deletes a theme with the answers and notes under it. It must be as it
// was when seen: At is the time of that, and so many answers were under it, so that
// nobody deletes words that they did not know of.
func (db *DB) DeleteTheme(ctx context.Context, seen chalkline.Theme, answers int) error {
	return db.tx(ctx, fmt.Sprintf("delete theme %d", seen.ID), func(ctx context.Context, tx *sql.Tx) error {
		if err := lockGroup(ctx, tx, seen.GroupID); err != nil {
			return err
		}
		n, err := exec(ctx, tx, `DELETE FROM themes WHERE id = $1 AND group_id = $2 AND at = $3
			AND (SELECT COUNT(*) FROM answers a WHERE a.theme_id = themes.id) = $4`, seen.ID, seen.GroupID, micros(seen.At), answers)
		if err == nil && n == 0 {
			return staleTheme(ctx, tx, seen, themeGrew)
		}
		return err
	})
}

// What who changes or deletes a theme as it no longer is hears.
var (
	themeChanged = chalkline.Errorf(chalkline.CodeConflict, "somebody else has changed this theme meanwhile; look at how it is now, then change it again")
	themeGrew    = chalkline.Errorf(chalkline.CodeConflict, "somebody has changed this theme or what stands under it meanwhile; look at how it is now, then decide again")
)

// staleTheme says why a theme was not there as it was seen: it is gone, or changed.
func staleTheme(ctx context.Context, q querier, t chalkline.Theme, changed *chalkline.Error) error {
	if _, err := scanTheme(q.QueryRowContext(ctx, `SELECT `+themeColumns+` FROM themes t WHERE t.group_id = $1 AND t.id = $2`, t.GroupID, t.ID)); err != nil {
		return missing(err, chalkline.CodeNotFound, "there is no theme %d in this group", t.ID)
	}
	return changed
}

// moveAnswers gives answers the new numbers of their questions.
func moveAnswers(ctx context.Context, tx *sql.Tx, theme chalkline.ThemeID, from []int) error {
	for old := 1; old <= chalkline.MostQuestions; old++ {
		number := slices.Index(from, old) + 1
		// Below zero, so that a number just given is not taken for an old one.
		if _, err := tx.ExecContext(ctx, `UPDATE answers SET question = $3 WHERE theme_id = $1 AND question = $2`, theme, old, -number); err != nil {
			return fmt.Errorf("move answers: %w", err)
		}
	}
	if _, err := tx.ExecContext(ctx, `UPDATE answers SET question = -question WHERE theme_id = $1 AND question < 0`, theme); err != nil {
		return fmt.Errorf("move answers: %w", err)
	}
	return nil
}

const answerColumns = `a.id, a.theme_id, a.question, COALESCE(a.reader_id, 0), a.by_name, a.text, a.hidden, a.at, a.changed_at`

func scanAnswer(r row) (chalkline.Answer, error) {
	var a chalkline.Answer
	err := r.Scan(&a.ID, &a.ThemeID, &a.Question, &a.By, &a.ByName, &a.Text, &a.Hidden, stamp{&a.At}, stamp{&a.Changed})
	return a, err
}

// Answers are what a member sees under a theme, the oldest first: curators all,
// others what is not hidden and their own.
func (db *DB) Answers(ctx context.Context, m chalkline.Member, theme chalkline.ThemeID) ([]chalkline.Answer, error) {
	out, err := all(ctx, db.read, scanAnswer, `SELECT `+answerColumns+` FROM answers a JOIN themes t ON t.id = a.theme_id
		WHERE t.group_id = $1 AND t.id = $2 AND (NOT a.hidden OR $3 OR a.reader_id = $4) ORDER BY a.at, a.id`,
		m.GroupID, theme, m.Curator(), m.ReaderID)
	return out, explain(fmt.Sprintf("read the answers under theme %d", theme), err)
}

// noAnswer is the answer to an answer that there is not, or that they may not touch.
var noAnswer = chalkline.Errorf(chalkline.CodeNotFound, "there is no such answer of yours; it may have been deleted")

// Answer is a member's own answer.
func (db *DB) Answer(ctx context.Context, m chalkline.Member, id chalkline.AnswerID) (chalkline.Answer, error) {
	a, err := scanAnswer(db.read.QueryRowContext(ctx, `SELECT `+answerColumns+` FROM answers a JOIN themes t ON t.id = a.theme_id
		WHERE t.group_id = $1 AND a.id = $2 AND a.reader_id = $3`, m.GroupID, id, m.ReaderID))
	if noRows(err) {
		err = noAnswer
	}
	return a, explain(fmt.Sprintf("read answer %d", id), err)
}

// mostAnswers is how many answers a member writes under one theme at most.
const mostAnswers = 50

// AddAnswer stores what a member writes under a theme of their group, and sets
// ID, ByName and the times. Asked is the question as they saw it, "" when they went
// by its number: when it stands elsewhere by now, the answer goes there.
func (db *DB) AddAnswer(ctx context.Context, group chalkline.GroupID, a *chalkline.Answer, asked string) error {
	return db.tx(ctx, "add an answer", func(ctx context.Context, tx *sql.Tx) error {
		if err := lockGroup(ctx, tx, group); err != nil {
			return err
		}
		t, err := scanTheme(tx.QueryRowContext(ctx, `SELECT `+themeColumns+` FROM themes t WHERE t.group_id = $1 AND t.id = $2`, group, a.ThemeID))
		if err != nil {
			return missing(err, chalkline.CodeNotFound, "there is no theme %d in this group", a.ThemeID)
		}
		if a.Question > 0 && asked != "" {
			if a.Question = slices.Index(t.Questions, asked) + 1; a.Question == 0 {
				return chalkline.Errorf(chalkline.CodeConflict, "the question was changed meanwhile; look at how it is now, then answer it")
			}
		}
		if a.Question < 0 || a.Question > len(t.Questions) {
			return chalkline.Errorf(chalkline.CodeConflict, "the theme has no question %d any more; look at how it is now", a.Question)
		}
		var n int
		if err := tx.QueryRowContext(ctx, `SELECT COUNT(*) FROM answers WHERE theme_id = $1 AND reader_id = $2`, a.ThemeID, a.By).Scan(&n); err != nil {
			return fmt.Errorf("count answers: %w", err)
		}
		if n >= mostAnswers {
			return chalkline.Errorf(chalkline.CodeInvalid, "you wrote %d answers under this theme, which is the most; change one of them", n)
		}
		now := db.now()
		a.At, a.Changed = fromMicros(now), fromMicros(now)
		err = tx.QueryRowContext(ctx, `INSERT INTO answers (theme_id, question, reader_id, by_name, text, hidden, at, changed_at)
			SELECT CAST($1 AS BIGINT), CAST($2 AS INTEGER), m.reader_id, m.name, CAST($3 AS TEXT), FALSE, CAST($4 AS BIGINT), CAST($4 AS BIGINT)
			FROM members m WHERE m.group_id = $5 AND m.reader_id = $6 RETURNING id, by_name`,
			a.ThemeID, a.Question, clean(a.Text), now, group, a.By).Scan(&a.ID, &a.ByName)
		if noRows(err) {
			return noMember
		}
		return err
	})
}

// ChangeAnswer stores another text of a member's own answer.
func (db *DB) ChangeAnswer(ctx context.Context, m chalkline.Member, id chalkline.AnswerID, text string) error {
	return db.onAnswer(ctx, `UPDATE answers SET text = $4, changed_at = $5`, ` AND reader_id = $3`, id, m.GroupID, m.ReaderID, clean(text), db.now())
}

// DeleteAnswer deletes a member's own answer.
func (db *DB) DeleteAnswer(ctx context.Context, m chalkline.Member, id chalkline.AnswerID) error {
	return db.onAnswer(ctx, `DELETE FROM answers`, ` AND reader_id = $3`, id, m.GroupID, m.ReaderID)
}

// HideAnswer hides an answer in a group from all but curators and who wrote it, or
// shows it again.
func (db *DB) HideAnswer(ctx context.Context, group chalkline.GroupID, id chalkline.AnswerID, hidden bool) error {
	return db.onAnswer(ctx, `UPDATE answers SET hidden = $3`, ``, id, group, hidden)
}

// onAnswer changes the answer $1 if it is in the group $2.
func (db *DB) onAnswer(ctx context.Context, change, and string, args ...any) error {
	n, err := db.change(ctx, "change an answer", change+` WHERE id = $1 AND theme_id IN (SELECT id FROM themes WHERE group_id = $2)`+and, args...)
	if err == nil && n == 0 {
		return noAnswer
	}
	return err
}
