package main

import (
	"context"
	"fmt"
	"time"

	"chalkline"
	"chalkline/crawler"
	"chalkline/crawler/list"
	"chalkline/jobs"
)

type sourcesEditCmd struct {
	ID     int64  `arg:"" name:"id" help:"Number of the source, as sources list shows it."`
	URL    string `name:"url" help:"A new address; what was known of the old one is forgotten, its items are kept."`
	Title  string `help:"What to call it."`
	Pause  bool   `help:"Do not ask it any more." xor:"pause"`
	Resume bool   `help:"Ask it again." xor:"pause"`
}

// Run is the command.
func (c sourcesEditCmd) Run(ctx context.Context, std streams, s Settings) error {
	db, err := s.openExisting(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	source, err := db.Source(ctx, chalkline.SourceID(c.ID))
	if err != nil {
		return err
	}
	if c.URL != "" {
		if err := checkSourceURL(c.URL); err != nil {
			return err
		}
		source.URL = c.URL
	}
	if c.Title != "" {
		if source.Listed {
			return invalid("%s: change its name in feeds.yaml, which it comes from", source.Name)
		}
		source.Name = c.Title
	}
	checked, err := list.Own([]chalkline.Source{source})
	if err != nil {
		return err
	}
	source.Name, source.URL = checked[0].Name, checked[0].URL
	source.Paused = c.Pause || source.Paused && !c.Resume
	if err := db.UpdateSource(ctx, source); err != nil {
		return err
	}
	state := "is asked when it is due"
	if source.Paused {
		state = "is paused"
	}
	fmt.Fprintf(std.out, "%s (%s) %s.\n", source.Name, source.URL, state)
	return nil
}

type sourcesRefreshCmd struct {
	ID    int64 `arg:"" name:"id" help:"Number of the source, as sources list shows it."`
	Whole bool  `help:"Fetch it whole, even if it says that nothing changed. Once a day at most."`
}

// Run is the command.
func (c sourcesRefreshCmd) Run(ctx context.Context, std streams, s Settings) error {
	d, err := openExistingDaemon(ctx, s, std)
	if err != nil {
		return err
	}
	defer d.Close()
	refreshed, err := d.units.Crawler.Refresh(ctx, chalkline.SourceID(c.ID), crawler.Wish{Whole: c.Whole})
	if err != nil {
		return err
	}
	if refreshed.Asked == 0 {
		fmt.Fprintf(std.out, "%s was asked lately or wants to be left alone; it is asked again %s.\n", refreshed.Source.Name, until(refreshed.NextAt, time.Now()))
		return nil
	}
	if err := jobs.NewRunner(d.kinds("appraise"), time.Now, d.log).Drain(ctx); err != nil {
		return err
	}
	if refreshed.Source.Poll.Error != "" {
		return invalid("%s: %s", refreshed.Source.Name, refreshed.Source.Poll.Error)
	}
	counts, err := d.db.ItemCounts(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(std.out, "%s answered; it has %d items now.\n", refreshed.Source.Name, counts[refreshed.Source.ID])
	return nil
}
