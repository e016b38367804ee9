package store

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"chalkline"
)

// storyIndex finds stories by their keys.
type storyIndex map[string]chalkline.StoryID

// findStories looks up the stories of all keys that are to be saved.
func (s *appraisalSaver) findStories(ctx context.Context) error {
	s.stories = storyIndex{}
	var keys []string
	for n := range s.list {
		i := &s.list[n]
		short := make([]string, 0, len(i.StoryKeys))
		for _, k := range i.StoryKeys {
			if k != "" {
				short = append(short, shortKey(k))
			}
		}
		i.StoryKeys = short
		keys = append(keys, short...)
	}
	_, err := allIn(ctx, s.q, keys, func(r row) (struct{}, error) {
		var key string
		var id chalkline.StoryID
		err := r.Scan(&key, &id)
		s.stories[key] = id
		return struct{}{}, err
	}, `SELECT key, story_id FROM story_keys WHERE key IN %s`)
	if err != nil {
		return fmt.Errorf("find stories: %w", err)
	}
	return nil
}

// saveStory puts an item into the story that its keys name. Keys of several
// stories make those one. An item without keys, or with keys that nobody has,
// keeps its story or starts one. An item whose keys all name other stories, as
// after a correction of its DOI, leaves its story alone and moves.
func (s *appraisalSaver) saveStory(ctx context.Context, i *itemState) error {
	var named []chalkline.StoryID
	for _, k := range i.StoryKeys {
		if id, ok := s.stories[k]; ok {
			named = append(named, id)
		}
	}
	same, err := allIn(ctx, s.q, i.SameAs, value[chalkline.StoryID], `SELECT story_id FROM items WHERE story_id IS NOT NULL AND id IN %s`)
	if err != nil {
		return fmt.Errorf("find the stories of the same piece: %w", err)
	}
	named = append(named, same...)
	slices.Sort(named)
	named = slices.Compact(named)

	story, err := s.join(ctx, named)
	if err != nil {
		return err
	}
	was, err := s.storyOf(ctx, i) // after joining, which may have changed it
	if err != nil {
		return err
	}
	if story == 0 {
		story = was
	}
	if story == 0 {
		err := s.q.QueryRowContext(ctx, `INSERT INTO stories (created_at) VALUES ($1) RETURNING id`, s.now).Scan(&story)
		if err != nil {
			return fmt.Errorf("start: %w", err)
		}
	}
	var keys [][]any
	for _, k := range i.StoryKeys {
		if _, ok := s.stories[k]; !ok {
			s.stories[k] = story
			keys = append(keys, []any{k, story})
		}
	}
	if err := insertMany(ctx, s.q, `INSERT INTO story_keys (key, story_id) VALUES`, keys, ""); err != nil {
		return fmt.Errorf("add keys: %w", err)
	}
	if err := s.settle(ctx, i, story); err != nil {
		return err
	}
	if was == 0 || was == story {
		return nil
	}
	return s.moved(ctx, i.id, was, story)
}

// settle writes the item's story and clears its due mark, in one statement: an
// item is long, and PostgreSQL writes it anew for every change.
func (s *appraisalSaver) settle(ctx context.Context, i *itemState, story chalkline.StoryID) error {
	_, err := s.q.ExecContext(ctx, `UPDATE items SET story_id = $2, appraise_at = CASE WHEN appraise_at <= $3 THEN 0 ELSE appraise_at END,
		appraise_hops = CASE WHEN appraise_at <= $3 THEN 0 ELSE appraise_hops END WHERE id = $1`, i.id, story, i.at)
	return err
}

// storyOf is the item's story by now.
func (s *appraisalSaver) storyOf(ctx context.Context, i *itemState) (chalkline.StoryID, error) {
	if i.story == 0 {
		return 0, nil // only this transaction could give it one, and it does so once
	}
	var id chalkline.StoryID
	err := s.q.QueryRowContext(ctx, `SELECT COALESCE(story_id, 0) FROM items WHERE id = $1`, i.id).Scan(&id)
	return id, err
}

// join makes stories one, the oldest, and returns it; 0 for none.
func (s *appraisalSaver) join(ctx context.Context, stories []chalkline.StoryID) (chalkline.StoryID, error) {
	if len(stories) == 0 {
		return 0, nil
	}
	kept := stories[0]
	for _, gone := range stories[1:] {
		for _, query := range []string{
			`UPDATE items SET story_id = $1 WHERE story_id = $2`,
			`UPDATE story_keys SET story_id = $1 WHERE story_id = $2`,
			// A reader who has a pick of either keeps both.
			`UPDATE picks SET story_id = $1 WHERE story_id = $2
				AND NOT EXISTS (SELECT 1 FROM picks p WHERE p.reader_id = picks.reader_id AND p.story_id = $1)`,
		} {
			if _, err := s.q.ExecContext(ctx, query, kept, gone); err != nil {
				return 0, fmt.Errorf("join %d to %d: %w", gone, kept, err)
			}
		}
		for k, id := range s.stories {
			if id == gone {
				s.stories[k] = kept
			}
		}
		if _, err := dropEmptyStory(ctx, s.q, gone); err != nil {
			return 0, err
		}
	}
	return kept, nil
}

// moved takes along the picks of an item that went from one story to another.
func (s *appraisalSaver) moved(ctx context.Context, item chalkline.ItemID, from, to chalkline.StoryID) error {
	if _, err := s.q.ExecContext(ctx, `UPDATE picks SET story_id = $2 WHERE item_id = $1
		AND NOT EXISTS (SELECT 1 FROM picks p WHERE p.reader_id = picks.reader_id AND p.story_id = $2)`, item, to); err != nil {
		return fmt.Errorf("move picks to %d: %w", to, err)
	}
	gone, err := dropEmptyStory(ctx, s.q, from)
	if gone {
		maps.DeleteFunc(s.stories, func(_ string, id chalkline.StoryID) bool { return id == from })
	}
	return err
}

// dropEmptyStory deletes a story with its keys if it has neither items nor
// picks, and says whether it did.
func dropEmptyStory(ctx context.Context, q querier, id chalkline.StoryID) (bool, error) {
	n, err := exec(ctx, q, `DELETE FROM stories WHERE id = $1
		AND NOT EXISTS (SELECT 1 FROM items WHERE story_id = $1) AND NOT EXISTS (SELECT 1 FROM picks WHERE story_id = $1)`, id)
	if err != nil {
		return false, fmt.Errorf("drop empty story %d: %w", id, err)
	}
	return n > 0, nil
}

// saveBlocks stores by which blocks the items are found for comparing.
func (s *appraisalSaver) saveBlocks(ctx context.Context) error {
	if err := s.forget(ctx, "story_blocks"); err != nil {
		return err
	}
	var rows [][]any
	for _, i := range s.list {
		for _, b := range i.Blocks {
			rows = append(rows, []any{b, i.id})
		}
	}
	return insertMany(ctx, s.q, `INSERT INTO story_blocks (block, item_id) VALUES`, rows, `ON CONFLICT DO NOTHING`)
}

// CrowdedBlock is how many items of a block InBlocks tells at most.
const CrowdedBlock = 50

// InBlocks are the items in each of these blocks, in order of their ids. Of a
// block with more than CrowdedBlock items only the newest are told.
func (db *DB) InBlocks(ctx context.Context, blocks []int64) (map[int64][]chalkline.ItemID, error) {
	found := make(map[int64][]chalkline.ItemID, len(blocks))
	keep := func(r row) error {
		var block int64
		var item chalkline.ItemID
		err := r.Scan(&block, &item)
		found[block] = append(found[block], item)
		return err
	}
	err := eachIn(blocks, 2, func(list string, args []any) error {
		// In the index the oldest item that is told is found first, then those from it
		// on, however many there are. ORDER BY would undo that on SQLite. The NULL says
		// of which type the parameters are.
		wanted := `VALUES (CAST(NULL AS BIGINT)), ` + strings.ReplaceAll(list, ", ", "), (")
		return each(ctx, db.read, keep, `SELECT b.block, b.item_id FROM (`+wanted+`) AS w JOIN story_blocks b ON b.block = w.column1
			AND b.item_id >= COALESCE((SELECT item_id FROM story_blocks WHERE block = w.column1 ORDER BY item_id DESC LIMIT 1 OFFSET $1), 0)`,
			append([]any{CrowdedBlock - 1}, args...)...)
	})
	if err != nil {
		return nil, fmt.Errorf("find items in %d blocks: %w", len(blocks), err)
	}
	for block, list := range found {
		slices.Sort(list)
		found[block] = slices.Compact(list) // eachIn may ask for the last block more than once
	}
	return found, nil
}
