package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"time"

	"chalkline"
	"chalkline/crawler/scenario"
	"chalkline/jobs"
	"chalkline/ranker/evidence"
	"chalkline/ranker/topics"
	"chalkline/store"
)

// scenarioReport says of each scenario by its name whether it passed.
type scenarioReport struct {
	outcome map[string]string
	faults  map[string]error
}

func (r scenarioReport) table(w io.Writer) {
	passed := 0
	for _, s := range scenario.All() {
		if r.outcome[s.Name] == "pass" {
			passed++
			continue
		}
		fmt.Fprintf(w, "fail  %v\n", r.faults[s.Name])
	}
	fmt.Fprintf(w, "scenarios  %d of %d pass\n", passed, len(r.outcome))
}

// playScenarios plays every scenario.
func playScenarios(ctx context.Context) (scenarioReport, error) {
	r := scenarioReport{outcome: map[string]string{}, faults: map[string]error{}}
	for _, s := range scenario.All() {
		folder, err := os.MkdirTemp("", "chalkbench")
		if err != nil {
			return r, fmt.Errorf("making a folder: %w", err)
		}
		r.outcome[s.Name] = "pass"
		if err := s.Play(ctx, scenarioWorld(folder)); err != nil {
			r.outcome[s.Name], r.faults[s.Name] = "fail", err
		}
		if err := os.RemoveAll(folder); err != nil {
			return r, fmt.Errorf("clearing away: %w", err)
		}
	}
	return r, ctx.Err()
}

// scenarioWorld is a world with a real store and the real judgement.
func scenarioWorld(folder string) scenario.World {
	return scenario.World{
		Folder: folder,
		Open: func(ctx context.Context, path string, now func() time.Time) (scenario.Store, error) {
			db, err := store.Open(ctx, path)
			if err != nil {
				return nil, err
			}
			db.Now = now
			return db, nil
		},
		Appearances: appearances,
	}
}

// appearances judges all that is due and counts the items of each item's story.
func appearances(ctx context.Context, s scenario.Store, ids []chalkline.ItemID) (map[chalkline.ItemID]int, error) {
	db, ok := s.(*store.DB)
	if !ok {
		return nil, errors.New("not the store that was opened")
	}
	log := slog.New(slog.DiscardHandler)
	u := &jobs.Units{DB: db, Evidence: evidence.Default(), Topics: topics.Default(), Key: chalkline.NewKey(), Now: db.Now, Log: log}
	if err := jobs.NewRunner(only(u.Kinds(), "appraise"), db.Now, log).Drain(ctx); err != nil {
		return nil, err
	}
	items, err := db.Items(ctx, ids)
	if err != nil {
		return nil, err
	}
	of := map[chalkline.StoryID]int{}
	for _, i := range items {
		of[i.StoryID]++
	}
	found := map[chalkline.ItemID]int{}
	for _, i := range items {
		found[i.ID] = of[i.StoryID]
	}
	return found, nil
}
