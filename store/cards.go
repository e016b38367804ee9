package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"chalkline"
)

// CardQuery says which of a reader's picks are wanted.
type CardQuery struct {
	Limit    int                    // how many at most; 50 when it is 0
	Before   chalkline.PickID       // only picks older than this one; 0 for the newest
	Feedback chalkline.FeedbackKind // only picks with this word; "" for all that are not hidden
}

// defaultCards is the Limit of a CardQuery that names none.
const defaultCards = 50

// Cards are a reader's picks with all that is shown of them, newest first.
// Hidden ones are left out unless Feedback asks for some kind.
func (db *DB) Cards(ctx context.Context, reader chalkline.ReaderID, q CardQuery) ([]chalkline.Card, error) {
	args := []any{reader, cmp.Or(q.Limit, defaultCards)}
	next := func(arg any) string {
		args = append(args, arg)
		return fmt.Sprintf("$%d", len(args))
	}
	const said = `EXISTS (SELECT 1 FROM feedback f WHERE f.reader_id = p.reader_id AND f.item_id = p.item_id AND f.kind = `
	where := `p.reader_id = $1`
	if q.Feedback == "" {
		where += ` AND NOT ` + said + next(chalkline.FeedbackHidden) + `)`
	} else {
		where += ` AND ` + said + next(q.Feedback) + `)`
	}
	if q.Before != 0 {
		where += ` AND (p.at, p.id) < (SELECT b.at, b.id FROM picks b WHERE b.reader_id = $1 AND b.id = ` + next(q.Before) + `)`
	}
	cards, err := db.pickCards(ctx, reader, `WHERE `+where+` ORDER BY p.at DESC, p.id DESC LIMIT $2`, args...)
	return cards, explain(fmt.Sprintf("read the cards of reader %d", reader), err)
}

// CardsByPick are the cards of those picks of a reader, in the order asked;
// others' picks are left out.
func (db *DB) CardsByPick(ctx context.Context, reader chalkline.ReaderID, ids []chalkline.PickID) ([]chalkline.Card, error) {
	var out []chalkline.Card
	err := eachIn(ids, 2, func(list string, args []any) error {
		cards, err := db.pickCards(ctx, reader, `WHERE p.reader_id = $1 AND p.id IN `+list, append([]any{reader}, args...)...)
		out = append(out, cards...)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read %d cards of reader %d: %w", len(ids), reader, err)
	}
	place := make(map[chalkline.PickID]int, len(ids))
	for n, id := range ids {
		place[id] = n
	}
	slices.SortFunc(out, func(a, b chalkline.Card) int { return cmp.Compare(place[a.Pick.ID], place[b.Pick.ID]) })
	return out, nil
}

// Card is the card of an item as a reader sees it. Reader 0 is somebody who is
// not signed in; Pick is zero when it was not picked.
func (db *DB) Card(ctx context.Context, reader chalkline.ReaderID, item chalkline.ItemID) (chalkline.Card, error) {
	what := fmt.Sprintf("read the card of item %d", item)
	cards, err := readCards(ctx, db.often, 1, `SELECT `+cardColumns+` FROM items i
		LEFT JOIN appraisals a ON a.item_id = i.id
		LEFT JOIN picks p ON p.item_id = i.id AND p.reader_id = $2 WHERE i.id = $1`, item, reader)
	if err == nil && len(cards) == 0 {
		err = chalkline.Errorf(chalkline.CodeNotFound, "there is no item %d", item)
	}
	if err != nil {
		return chalkline.Card{}, explain(what, err)
	}
	err = db.furnish(ctx, reader, cards)
	return cards[0], explain(what, err)
}

// pickCards reads the cards of picks p that a condition names.
func (db *DB) pickCards(ctx context.Context, reader chalkline.ReaderID, where string, args ...any) ([]chalkline.Card, error) {
	return db.pickCardsOf(ctx, reader, cardColumns, where, args...)
}

func (db *DB) pickCardsOf(ctx context.Context, reader chalkline.ReaderID, columns, where string, args ...any) ([]chalkline.Card, error) {
	cards, err := readCards(ctx, db.often, defaultCards, `SELECT `+columns+` FROM picks p
		JOIN items i ON i.id = p.item_id LEFT JOIN appraisals a ON a.item_id = i.id `+where, args...)
	if err != nil {
		return nil, err
	}
	return cards, db.furnish(ctx, reader, cards)
}

// feedColumns are cardColumns for feeds, which never say how a score adds up and
// show less of a text.
var feedColumns = strings.NewReplacer(`COALESCE(p.parts, '')`, `''`, `SUBSTR(i.text, 1, 1000)`, `SUBSTR(i.text, 1, 400)`).Replace(cardColumns)

// cardColumns have the first 1,000 characters of the text: enough for an
// excerpt, and a page of cards does not read whole articles.
const cardColumns = `COALESCE(p.id, 0), COALESCE(p.reader_id, 0), COALESCE(p.story_id, 0), COALESCE(p.score, 0), COALESCE(p.parts, ''),
	COALESCE(p.reason, ''), COALESCE(p.outside, FALSE), COALESCE(p.other_item, 0), COALESCE(p.at, 0), COALESCE(p.revised, 0), ` + headColumns + `, SUBSTR(i.text, 1, 1000), i.minutes,
	COALESCE(a.item_id, 0), COALESCE(a.kind, ''), COALESCE(a.design, ''), COALESCE(a.probability, 0), COALESCE(a.score, 0),
	COALESCE(a.margin, 0), COALESCE(a.grade, ''), COALESCE(a.reason, ''), COALESCE(a.second_hand, FALSE), COALESCE(a.tier, 0),
	COALESCE(a.tier_why, ''), COALESCE(a.model, 0), COALESCE(a.at, 0), COALESCE(a.signals, ''), COALESCE(a.cautions, ''),
	COALESCE(a.effects, '')`

// readCards reads the cards of a query of cardColumns, of which there are likely
// that many. Cards are large, so every row is scanned into the same one.
func readCards(ctx context.Context, q querier, likely int, query string, args ...any) ([]chalkline.Card, error) {
	var c chalkline.Card
	p, a := &c.Pick, &c.Appraisal
	dest := []any{&p.ID, &p.ReaderID, &p.StoryID, &p.Score, inJSON(&p.Parts), inText(&p.Reason), &p.Outside, &p.Other, stamp{&p.At}, stamp{&p.Revised}}
	dest = append(dest, headDest(&c.Item)...)
	dest = append(dest, &c.Item.Text, &c.Minutes, &a.ItemID)
	dest = append(dest, appraisalDest(a)...)
	dest = append(dest, inJSON(&a.Signals), inJSON(&a.Cautions), inJSON(&a.Effects))
	var cards []chalkline.Card
	err := each(ctx, q, func(r row) error {
		if err := r.Scan(dest...); err != nil {
			return err
		}
		p.ItemID = 0
		if p.ID != 0 {
			p.ItemID = c.Item.ID
		}
		if c.Item.Text == "" {
			c.Minutes = 0
		}
		if cards == nil {
			cards = make([]chalkline.Card, 0, likely)
		}
		cards = append(cards, c)
		return nil
	}, query, args...)
	return cards, err
}

// furnish adds sources, topics, other appearances, other sides, feedback and
// open copies to cards, with one query each for all of them.
func (db *DB) furnish(ctx context.Context, reader chalkline.ReaderID, cards []chalkline.Card) error {
	if len(cards) == 0 {
		return nil
	}
	items := make(map[chalkline.ItemID]*chalkline.Card, len(cards))
	stories := map[chalkline.StoryID][]*chalkline.Card{}
	sources := map[chalkline.SourceID][]*chalkline.Card{}
	for n := range cards {
		c := &cards[n]
		items[c.Item.ID] = c
		sources[c.Item.SourceID] = append(sources[c.Item.SourceID], c)
		if c.Item.StoryID != 0 {
			stories[c.Item.StoryID] = append(stories[c.Item.StoryID], c)
		}
	}
	if err := addSources(ctx, db.often, sources); err != nil {
		return fmt.Errorf("add sources: %w", err)
	}
	if err := addTopics(ctx, db.often, items); err != nil {
		return fmt.Errorf("add topics: %w", err)
	}
	if err := addAppearances(ctx, db.often, stories); err != nil {
		return fmt.Errorf("add other appearances: %w", err)
	}
	if err := addOthers(ctx, db.often, cards); err != nil {
		return fmt.Errorf("add other sides: %w", err)
	}
	if err := addFeedback(ctx, db.often, reader, items); err != nil {
		return fmt.Errorf("add feedback: %w", err)
	}
	if err := addOpen(ctx, db.often, items); err != nil {
		return fmt.Errorf("add open copies: %w", err)
	}
	return nil
}

// keysOf are the keys of a map, in order, so that equal questions are equal
// statements.
func keysOf[K cmp.Ordered, V any](m map[K]V) []K {
	keys := make([]K, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

func addSources(ctx context.Context, q querier, cards map[chalkline.SourceID][]*chalkline.Card) error {
	_, err := allIn(ctx, q, keysOf(cards), func(r row) (struct{}, error) {
		var s chalkline.Source
		err := r.Scan(&s.ID, &s.Kind, &s.Name, &s.URL, &s.SiteURL, &s.Genre, &s.Country, &s.Language)
		for _, c := range cards[s.ID] {
			c.Source = s
		}
		return struct{}{}, err
	}, `SELECT id, kind, name, url, site_url, genre, country, language FROM sources WHERE id IN %s`)
	return err
}

func addTopics(ctx context.Context, q querier, cards map[chalkline.ItemID]*chalkline.Card) error {
	_, err := allIn(ctx, q, keysOf(cards), func(r row) (struct{}, error) {
		id, m, err := scanTopic(r)
		if c, ok := cards[id]; ok {
			c.Topics = append(c.Topics, m)
		}
		return struct{}{}, err
	}, `SELECT `+topicColumns+` FROM item_topics t WHERE t.item_id IN %s ORDER BY t.item_id, t.weight DESC, t.topic`)
	return err
}

func addAppearances(ctx context.Context, q querier, cards map[chalkline.StoryID][]*chalkline.Card) error {
	type appearance struct {
		story chalkline.StoryID
		chalkline.Appearance
	}
	found, err := allIn(ctx, q, keysOf(cards), func(r row) (appearance, error) {
		var a appearance
		err := r.Scan(&a.story, &a.ItemID, &a.Source, &a.URL, stamp{&a.At})
		return a, err
	}, `SELECT i.story_id, i.id, s.name, i.url, CASE WHEN i.published > 0 THEN i.published ELSE i.first_seen END
		FROM items i JOIN sources s ON s.id = i.source_id WHERE i.story_id IN %s`)
	slices.SortFunc(found, func(a, b appearance) int {
		return cmp.Or(b.At.Compare(a.At), cmp.Compare(a.ItemID, b.ItemID))
	})
	for _, a := range found {
		for _, c := range cards[a.story] {
			if c.Item.ID != a.ItemID {
				c.AlsoAt = append(c.AlsoAt, a.Appearance)
			}
		}
	}
	return err
}

func addFeedback(ctx context.Context, q querier, reader chalkline.ReaderID, cards map[chalkline.ItemID]*chalkline.Card) error {
	if reader == 0 {
		return nil
	}
	return eachIn(keysOf(cards), 2, func(list string, args []any) error {
		_, err := all(ctx, q, func(r row) (struct{}, error) {
			var id chalkline.ItemID
			var kind chalkline.FeedbackKind
			err := r.Scan(&id, &kind)
			if c, ok := cards[id]; ok {
				c.Feedback = append(c.Feedback, kind)
			}
			return struct{}{}, err
		}, `SELECT item_id, kind FROM feedback WHERE reader_id = $1 AND item_id IN `+list+` ORDER BY item_id, kind`,
			append([]any{reader}, args...)...)
		return err
	})
}

// addOpen adds where the works that the items are can be read free; the DOI
// decides when an item's numbers name two works.
func addOpen(ctx context.Context, q querier, cards map[chalkline.ItemID]*chalkline.Card) error {
	_, err := allIn(ctx, q, keysOf(cards), func(r row) (struct{}, error) {
		var id chalkline.ItemID
		var open, way string
		err := r.Scan(&id, &open, &way)
		web := strings.HasPrefix(open, "https://") || strings.HasPrefix(open, "http://")
		if c, ok := cards[id]; ok && c.Open == "" && web {
			c.Open = open
		}
		return struct{}{}, err
	}, `SELECT i.id, w.open, 'doi' AS way FROM items i JOIN works w ON w.doi <> '' AND w.doi = i.doi WHERE w.open <> '' AND i.id IN %[1]s
		UNION ALL SELECT i.id, w.open, 'eric' FROM items i JOIN works w ON w.eric <> '' AND w.eric = i.eric WHERE w.open <> '' AND i.id IN %[1]s
		ORDER BY way`)
	return err
}
