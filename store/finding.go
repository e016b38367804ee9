package store

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"chalkline"
)

// appeared is when an item counts as having appeared; see chalkline.Item.Date.
const appeared = `CASE WHEN i.published > 0 THEN i.published ELSE i.first_seen END`

// finding is the statement that finds the ids of a search in their order, one more
// than MostFound at most.
//
// It begins where the fewest items are: at those with the words, else on the
// topic, else of the source, the newest first, and asks of each whether it is as
// the search is narrowed. SQLite is told to look into the narrow indexes for that
// and not into the long rows. Where many items have the words, the index is read
// once instead of being asked about every one.
func (db *DB) finding(ctx context.Context, s chalkline.Search, q query) (string, []any, error) {
	f := finding{sqlite: db.kind == kindSQLite, narrow: db.narrow, rank: `0`}
	order := `at DESC, id DESC`
	dated := s.Newest || len(q.wanted) == 0
	if len(q.wanted) > 0 {
		asked := f.words(q)
		if s.Narrowed() {
			var n int
			if err := db.read.QueryRowContext(ctx, asked, f.args[0], manyFound).Scan(&n); err != nil {
				return "", nil, err
			}
			f.many = n == manyFound
		}
		if !dated && f.sqlite {
			f.rank, order = `bm25(items_fts, 5.0, 1.0)`, `rank, id DESC`
		} else if !dated {
			order = `ts_rank((SELECT search FROM items_fts t WHERE t.item_id = found.id), (SELECT q FROM asked)) DESC, id DESC`
		}
	}
	if s.Topic != "" {
		f.among(`item_topics t`, `t.item_id`, `t.topic = `+f.arg(s.Topic))
	}
	if s.Source != 0 && f.id == "" {
		f.begin(`items i`, `i.id`, `i.source_id = `+f.arg(s.Source))
	}
	f.appraisals(s)
	f.items(s)
	found := f.with + `SELECT id FROM (SELECT ` + f.id + ` AS id, ` + f.rank + ` AS rank FROM ` + f.from +
		` WHERE ` + strings.Join(f.where, ` AND `) + ` ORDER BY ` + f.id + ` DESC LIMIT ` + strconv.Itoa(MostFound+1) + `) AS found`
	if dated {
		found = strings.Replace(found, `SELECT id FROM (`, `SELECT id FROM (SELECT found.id, `+appeared+` AS at FROM (`, 1) +
			` JOIN ` + f.narrow(`items i`, `items_search`) + ` ON i.id = found.id) AS dated`
	}
	return found + ` ORDER BY ` + order, f.args, nil
}

// manyFound is from how many items with the words on an index is read whole.
const manyFound = 5000

// finding is such a statement while it is put together.
type finding struct {
	sqlite     bool
	narrow     func(table, index string) string
	many       bool // too many items to ask about each
	with, from string
	id         string // the column with the id of the items in the first table
	rank       string
	where      []string
	args       []any
}

func (f *finding) arg(v any) string {
	f.args = append(f.args, v)
	return `$` + strconv.Itoa(len(f.args))
}

// words begins with the items that have the words, and returns a statement that
// counts them up to a limit.
//
// PostgreSQL is not told the words before it plans, and finds and sorts them apart:
// knowing that a word is in half of all texts, it would read them all. What the
// search is narrowed by is then looked at until enough are found.
func (f *finding) words(q query) (count string) {
	if f.sqlite {
		f.begin(`items_fts f`, `f.rowid`, `items_fts MATCH `+f.arg(q.sqlite()))
		return `SELECT COUNT(*) FROM (SELECT 1 FROM items_fts WHERE items_fts MATCH $1 LIMIT $2)`
	}
	asked := `WITH asked AS (SELECT websearch_to_tsquery('chalkline', ` + f.arg(q.postgres()) + `) AS q)`
	const having = `FROM items_fts WHERE search @@ (SELECT q FROM asked)`
	f.with = asked + ` `
	f.begin(`(SELECT item_id `+having+` ORDER BY item_id DESC OFFSET 0) AS f`, `f.item_id`, `TRUE`)
	return asked + ` SELECT COUNT(*) FROM (SELECT 1 ` + having + ` LIMIT $2) AS n`
}

func (f *finding) begin(table, id string, conditions ...string) {
	f.from, f.id, f.where = table, id, conditions
}

// among leaves those items that a table has with the conditions.
func (f *finding) among(table, id string, conditions ...string) {
	all := strings.Join(conditions, ` AND `)
	switch {
	case len(conditions) == 0:
	case f.id == "":
		f.begin(table, id, all)
	case f.id == id: // begun with
		f.where = append(f.where, all)
	case f.many && f.sqlite: // the plus keeps it from asking for the words with each
		f.where = append(f.where, `+`+f.id+` IN (SELECT `+id+` FROM `+table+` WHERE `+all+`)`)
	case f.many: // so does the offset
		f.where = append(f.where, f.id+` IN (SELECT `+id+` FROM `+table+` WHERE `+all+` OFFSET 0)`)
	default:
		f.where = append(f.where, `EXISTS (SELECT 1 FROM `+table+` WHERE `+id+` = `+f.id+` AND `+all+`)`)
	}
}

func (f *finding) appraisals(s chalkline.Search) {
	var conditions []string
	if grades := s.Grades(); len(grades) > 0 {
		list := make([]string, len(grades))
		for n, g := range grades {
			list[n] = f.arg(g)
		}
		conditions = append(conditions, `a.grade IN (`+strings.Join(list, `, `)+`)`)
	}
	if s.Design != "" {
		conditions = append(conditions, `a.design = `+f.arg(s.Design))
	}
	if s.Kind != "" {
		conditions = append(conditions, `a.kind = `+f.arg(s.Kind))
	}
	if s.Phase != "" { // suits is JSON, whose words in quotes are phases, subjects and a country, no two of them alike
		conditions = append(conditions, `a.suits LIKE `+f.arg(`%"`+string(s.Phase)+`"%`))
	}
	f.among(f.narrow(`appraisals a`, `appraisals_search`), `a.item_id`, conditions...)
}

func (f *finding) items(s chalkline.Search) {
	var conditions []string
	year := func(y int) string {
		return f.arg(micros(time.Date(min(max(y, 1), 9999), 1, 1, 0, 0, 0, 0, time.UTC)))
	}
	if s.Source != 0 && f.id != `i.id` {
		conditions = append(conditions, `i.source_id = `+f.arg(s.Source))
	}
	if s.From != 0 {
		conditions = append(conditions, appeared+` >= `+year(s.From))
	}
	if s.Until != 0 {
		conditions = append(conditions, appeared+` < `+year(s.Until+1))
	}
	if s.Open {
		conditions = append(conditions, `(`+f.free(`doi`)+` OR `+f.free(`eric`)+`)`)
	}
	f.many = f.many && !s.Open // half of all may be free: enough are found soon
	f.among(f.narrow(`items i`, `items_search`), `i.id`, conditions...)
}

// free says that the record which a number of an item names knows of a copy that is
// free to read.
func (f *finding) free(number string) string {
	return fmt.Sprintf(`i.%[1]s <> '' AND EXISTS (SELECT 1 FROM %[2]s WHERE w.%[1]s <> '' AND w.%[1]s = i.%[1]s AND w.open <> '')`,
		number, f.narrow(`works w`, `works_open_`+number))
}

// narrow has SQLite read an index in place of a table. PostgreSQL finds it by itself.
func (db *DB) narrow(table, index string) string {
	if db.kind == kindSQLite {
		return table + ` INDEXED BY ` + index
	}
	return table
}
