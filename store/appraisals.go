package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"

	"chalkline"
)

const appraisalColumns = `a.kind, a.design, a.probability, a.score, a.margin, a.grade, a.reason, a.second_hand, a.tier,
	a.tier_why, a.model, a.at`

func appraisalDest(a *chalkline.Appraisal) []any {
	return []any{
		&a.Kind, &a.Design, &a.Probability, &a.Score, &a.Margin, &a.Grade, inText(&a.Reason), &a.SecondHand, &a.Tier, inText(&a.TierWhy), &a.Model,
		stamp{&a.At},
	}
}

// Appraisal is the appraisal of an item with its signals, cautions and effects.
func (db *DB) Appraisal(ctx context.Context, id chalkline.ItemID) (chalkline.Appraisal, error) {
	a := chalkline.Appraisal{ItemID: id}
	err := db.read.QueryRowContext(ctx, `SELECT `+appraisalColumns+`, a.signals, a.cautions, a.effects FROM appraisals a
		WHERE a.item_id = $1`, id).Scan(append(appraisalDest(&a), inJSON(&a.Signals), inJSON(&a.Cautions), inJSON(&a.Effects))...)
	if err != nil {
		err = missing(err, chalkline.CodeNotFound, "item %d has not been appraised yet", id)
		return chalkline.Appraisal{}, explain(fmt.Sprintf("read the appraisal of item %d", id), err)
	}
	return a, nil
}

// Citations are the citations of an item, in the order of its text, and what is
// known of the works they point to.
func (db *DB) Citations(ctx context.Context, id chalkline.ItemID) ([]chalkline.Citation, []chalkline.Cited, error) {
	what := fmt.Sprintf("read the citations of item %d", id)
	cites, err := all(ctx, db.read, func(r row) (chalkline.Citation, error) {
		var c chalkline.Citation
		err := r.Scan(&c.ItemID, &c.WorkID, &c.Kind, &c.DOI, &c.ERIC, &c.URL, &c.Text)
		return c, err
	}, `SELECT item_id, COALESCE(work_id, 0), kind, doi, eric, url, text FROM citations WHERE item_id = $1 ORDER BY number`, id)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", what, err)
	}
	works, err := all(ctx, db.read, scanWork, `SELECT `+workTold+` FROM `+worksTold+`
		JOIN (SELECT work_id, MIN(number) AS first FROM citations WHERE item_id = $1 GROUP BY work_id) c ON c.work_id = w.id
		ORDER BY c.first`, id)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", what, err)
	}
	cited, err := withAppraisals(ctx, db.read, works, id)
	return cites, cited, explain(what, err)
}

// SaveAppraised stores what the ranker found out, all of it or nothing:
// appraisals, topics, citations with their works, and stories. An item that was
// edited since it was read is left out and stays due; so does the due mark of an
// item that became due after Appraisal.At (set it before the works are read).
//
// Where a grade, score or design changed, items that cite the item's own work
// become due, and so on for mostHops citations at most. Where an item became retracted or of concern, or stopped being so,
// its picks count as revised.
func (db *DB) SaveAppraised(ctx context.Context, list []chalkline.Appraised) error {
	if len(list) == 0 {
		return nil
	}
	return db.tx(ctx, fmt.Sprintf("save %d appraisals", len(list)), func(ctx context.Context, tx *sql.Tx) error {
		if err := db.serial(ctx, tx); err != nil {
			return err
		}
		q, done := db.looped(tx)
		defer done()
		s := appraisalSaver{q: q, now: db.now()}
		if err := s.readStates(ctx, list, db.forUpdate()); err != nil {
			return fmt.Errorf("read what was known: %w", err)
		}
		if err := s.findWorks(ctx); err != nil {
			return err
		}
		if err := s.findStories(ctx); err != nil {
			return err
		}
		if err := s.saveAppraisals(ctx); err != nil {
			return fmt.Errorf("appraisals: %w", err)
		}
		if err := s.saveTopics(ctx); err != nil {
			return fmt.Errorf("topics: %w", err)
		}
		if err := s.saveFeatures(ctx); err != nil {
			return fmt.Errorf("features: %w", err)
		}
		if err := s.saveCitations(ctx); err != nil {
			return fmt.Errorf("citations: %w", err)
		}
		if err := s.saveReferences(ctx); err != nil {
			return fmt.Errorf("references: %w", err)
		}
		if err := s.saveBlocks(ctx); err != nil {
			return fmt.Errorf("blocks: %w", err)
		}
		for i := range s.list {
			if err := s.saveStory(ctx, &s.list[i]); err != nil {
				return fmt.Errorf("story of item %d: %w", s.list[i].id, err)
			}
		}
		for hops, works := range s.changedWorks {
			if err := markCiting(ctx, q, works, hops+1, s.now); err != nil {
				return fmt.Errorf("items that cite these: %w", err)
			}
		}
		return markWorks(ctx, q, s.listed, s.now)
	})
}

// forUpdate locks the rows of i that a query reads, where that is needed.
func (db *DB) forUpdate() string {
	if db.kind == kindPostgres {
		return ` FOR NO KEY UPDATE OF i` // a pick that refers to the item need not wait
	}
	return ""
}

// appraisalSaver is one call of SaveAppraised.
type appraisalSaver struct {
	q            querier
	now          int64
	list         []itemState
	works        workIndex        // without what only a judgement needs
	listed       []chalkline.Work // made here, and on a list
	stories      storyIndex
	changedWorks [mostHops][]chalkline.WorkID // whose own item is judged differently now, by the hops that made it due
}

// itemState is an item that is not stale, with what is to be stored and what
// was known before.
type itemState struct {
	chalkline.Appraised

	id         chalkline.ItemID
	at         int64 // of the appraisal
	own        workID
	changed    int64
	story      chalkline.StoryID
	hops       int // over which the news came that made it due
	appraised  bool
	was        chalkline.Appraisal // design, score, grade, second-hand and cautions only
	standing   string
	standingAt int64
}

// The standings of an item that whoever was sent it must hear of.
const (
	standingRetracted = string(chalkline.StandingRetracted)
	standingConcern   = string(chalkline.StandingConcern)
)

func scanState(r row) (itemState, error) {
	var s itemState
	err := r.Scan(&s.id, &s.own.doi, &s.own.eric, &s.changed, &s.story, &s.hops, &s.appraised, &s.was.Design, &s.was.Score, &s.was.Grade,
		&s.was.SecondHand, inJSON(&s.was.Cautions), &s.standing, &s.standingAt)
	return s, err
}

func (s *appraisalSaver) readStates(ctx context.Context, list []chalkline.Appraised, lock string) error {
	ids := make([]chalkline.ItemID, 0, len(list))
	for _, a := range list {
		ids = append(ids, a.Appraisal.ItemID)
	}
	found, err := allIn(ctx, s.q, ids, scanState, `SELECT i.id, i.doi, i.eric, i.changed, COALESCE(i.story_id, 0), i.appraise_hops,
			a.item_id IS NOT NULL, COALESCE(a.design, ''), COALESCE(a.score, 0), COALESCE(a.grade, ''), COALESCE(a.second_hand, FALSE),
			COALESCE(a.cautions, ''),
			COALESCE(a.standing, ''), COALESCE(a.standing_at, 0)
		FROM items i LEFT JOIN appraisals a ON a.item_id = i.id WHERE i.id IN %s ORDER BY i.id`+lock)
	if err != nil {
		return err
	}
	states := make(map[chalkline.ItemID]itemState, len(found))
	for _, state := range found {
		states[state.id] = state
	}
	for _, a := range list {
		state, ok := states[a.Appraisal.ItemID]
		if !ok || state.changed != micros(a.Changed) { // deleted or edited meanwhile
			continue
		}
		delete(states, state.id) // each item once
		state.Appraised = a
		s.list = append(s.list, state)
	}
	return nil
}

func (s *appraisalSaver) saveAppraisals(ctx context.Context) error {
	rows := make([][]any, 0, len(s.list))
	for n := range s.list {
		i := &s.list[n]
		a := &i.Appraisal
		i.at = cmp.Or(micros(a.At), s.now)
		work, known := s.works.of(i.own)
		standing := ""
		switch {
		case a.Grade == chalkline.GradeR:
			standing = standingRetracted
		case known && work.Standing == chalkline.StandingConcern:
			standing = standingConcern
		}
		if standing != i.standing {
			i.standingAt = s.now
		}
		if standing != i.standing || i.appraised && (a.Grade != i.was.Grade || a.Design != i.was.Design || !sameCautions(a.Cautions, i.was.Cautions)) {
			if err := revisePicks(ctx, s.q, i.id, s.now); err != nil {
				return err
			}
		}
		if known && i.hops < mostHops && (!i.appraised || !citedAlike(*a, i.was)) {
			s.changedWorks[i.hops] = append(s.changedWorks[i.hops], work.ID)
		}
		rows = append(rows, []any{
			i.id, a.Kind, a.Design, a.Probability, a.Score, a.Margin, a.Grade, inText(&a.Reason), a.SecondHand, a.Tier,
			inText(&a.TierWhy), a.Model, i.at, standing, i.standingAt, inJSON(&a.Signals), inJSON(&a.Cautions), inJSON(&a.Effects),
			directionOf(*a), inJSON(&i.For),
		})
	}
	return insertMany(ctx, s.q, `INSERT INTO appraisals (item_id, kind, design, probability, score, margin, grade, reason,
		second_hand, tier, tier_why, model, at, standing, standing_at, signals, cautions, effects, direction, suits) VALUES`, rows, `ON CONFLICT (item_id) DO UPDATE SET
		kind = excluded.kind, design = excluded.design, probability = excluded.probability, score = excluded.score,
		margin = excluded.margin, grade = excluded.grade, reason = excluded.reason, second_hand = excluded.second_hand,
		tier = excluded.tier, tier_why = excluded.tier_why, model = excluded.model, at = excluded.at, standing = excluded.standing, standing_at = excluded.standing_at,
		signals = excluded.signals, cautions = excluded.cautions, effects = excluded.effects, direction = excluded.direction,
		suits = excluded.suits`)
}

// directionOf is which way the main finding of an appraisal goes.
func directionOf(a chalkline.Appraisal) chalkline.Direction {
	s, _ := a.Signal(chalkline.SignalDirection)
	switch d := chalkline.Direction(s.Value); d {
	case chalkline.DirectionPositive, chalkline.DirectionNull, chalkline.DirectionNegative, chalkline.DirectionMixed:
		return d
	}
	return chalkline.DirectionUnknown
}

// citedAlike says whether items that cite the work which an item is see the same
// in two appraisals of it: they do not see a second-hand one.
func citedAlike(a, b chalkline.Appraisal) bool {
	return a.SecondHand == b.SecondHand && (a.SecondHand || a.Grade == b.Grade && a.Score == b.Score && a.Design == b.Design)
}

// sameCautions says whether two appraisals warn of the same.
func sameCautions(a, b []chalkline.Caution) bool {
	return slices.EqualFunc(a, b, func(x, y chalkline.Caution) bool { return x.Name == y.Name })
}

// forget deletes what a table says of the items that were appraised before.
func (s *appraisalSaver) forget(ctx context.Context, table string) error {
	var known []chalkline.ItemID
	for _, i := range s.list {
		if i.appraised {
			known = append(known, i.id)
		}
	}
	return eachIn(known, 1, func(list string, args []any) error {
		_, err := s.q.ExecContext(ctx, `DELETE FROM `+table+` WHERE item_id IN `+list, args...)
		return err
	})
}

func (s *appraisalSaver) saveTopics(ctx context.Context) error {
	if err := s.forget(ctx, "item_topics"); err != nil {
		return err
	}
	var rows [][]any
	for _, i := range s.list {
		for _, t := range i.Topics {
			rows = append(rows, []any{i.id, t.Topic, t.Weight, clean(t.Quote)})
		}
	}
	return insertMany(ctx, s.q, `INSERT INTO item_topics (item_id, topic, weight, quote) VALUES`, rows,
		`ON CONFLICT (item_id, topic) DO NOTHING`)
}

func (s *appraisalSaver) saveCitations(ctx context.Context) error {
	if err := s.forget(ctx, "citations"); err != nil {
		return err
	}
	var rows [][]any
	for _, i := range s.list {
		for n, c := range i.Citations {
			var work sql.NullInt64
			if w, ok := s.works.of(citedID(c)); ok {
				work = sql.NullInt64{Int64: int64(w.ID), Valid: true}
			}
			rows = append(rows, []any{i.id, n, work, c.Kind, shortID(c.DOI), shortID(c.ERIC), clean(c.URL), clean(c.Text)})
		}
	}
	return insertMany(ctx, s.q, `INSERT INTO citations (item_id, number, work_id, kind, doi, eric, url, text) VALUES`, rows, "")
}

func citedID(c chalkline.Citation) workID { return workID{shortID(c.DOI), shortID(c.ERIC)} }

// findWorks looks up the items' own works and those they cite, and makes the
// ones that are not known yet, due to be resolved.
func (s *appraisalSaver) findWorks(ctx context.Context) error {
	var ids []workID
	for _, i := range s.list {
		ids = append(ids, i.own)
		for _, c := range i.Citations {
			ids = append(ids, citedID(c))
		}
	}
	var err error
	if s.works, err = findWorks(ctx, s.q, ids, standTold, scanStand); err != nil {
		return err
	}
	var made []string // by DOI
	for _, id := range ids {
		if _, ok := s.works.of(id); ok || id.empty() {
			continue
		}
		w := &chalkline.Work{DOI: id.doi, ERIC: id.eric}
		if err := s.q.QueryRowContext(ctx, `INSERT INTO works (doi, eric, resolve_at) VALUES ($1, $2, $3) RETURNING id`,
			w.DOI, w.ERIC, s.now).Scan(&w.ID); err != nil {
			return fmt.Errorf("make the work %s%s: %w", w.DOI, w.ERIC, err)
		}
		s.works.add(w)
		if w.DOI != "" {
			made = append(made, w.DOI)
		}
	}
	return s.findListed(ctx, made)
}

// findListed notes which of the works that were just made are on a list: the
// items were judged without its word.
func (s *appraisalSaver) findListed(ctx context.Context, made []string) error {
	found, err := allIn(ctx, s.q, made, scanStand, `SELECT `+standTold+` FROM `+worksTold+`
		WHERE w.doi <> '' AND w.doi IN %s AND (n.doi IS NOT NULL OR r.doi IS NOT NULL)`)
	if err != nil {
		return fmt.Errorf("find the works on lists: %w", err)
	}
	for n := range found {
		s.works.add(&found[n])
	}
	s.listed = found
	return nil
}
