package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"chalkline"
)

// costNames are the parts of the cost in their order.
var costNames = []string{
	"source, first crawl of 20 items", "source, nothing new", "item, judged", "reader, stored", "reader, a day's picks", "digest, made", "digest, sent",
}

// crawling measures sources and items.
func (w *scaleWorld) crawling(ctx context.Context, c scaleCmd, costs map[string]unitCost) error {
	program, err := os.Executable()
	if err != nil {
		return fmt.Errorf("finding this program: %w", err)
	}
	server, err := play(ctx, program, "--sources", fmt.Sprint(c.Sources), "--items", "20", "--lively", w.now.Format(time.RFC3339))
	if err != nil {
		return err
	}
	defer server.stop()
	// What the store was filled with is never asked: its hosts are made up.
	made, err := w.db.Sources(ctx)
	if err != nil {
		return err
	}
	for _, s := range made {
		s.Paused = true
		if err := w.db.UpdateSource(ctx, s); err != nil {
			return err
		}
	}
	for n, s := range server.sources {
		source := chalkline.Source{Kind: chalkline.SourceFeed, Name: sourceName(n, s), URL: s.URL, Genre: chalkline.GenreBlog, Language: "en"}
		if err := w.db.AddSource(ctx, &source); err != nil {
			return err
		}
	}
	crawl := func() error {
		_, err := w.do(ctx, "crawl")
		return err
	}
	if costs[costNames[0]], err = w.costOf(ctx, c.Sources, crawl); err != nil {
		return err
	}
	due, err := w.db.ItemsToAppraise(ctx, 20*c.Sources+1)
	if err != nil {
		return err
	}
	if costs[costNames[2]], err = w.costOf(ctx, len(due), func() error { _, err := w.do(ctx, "appraise"); return err }); err != nil {
		return err
	}
	if _, err := w.db.ForcePoll(ctx, w.now, w.now); err != nil {
		return err
	}
	w.now = w.now.Add(time.Hour)
	costs[costNames[1]], err = w.costOf(ctx, c.Sources, crawl)
	return err
}
