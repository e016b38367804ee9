package main

import (
	"context"
	"errors"
	"time"

	"chalkline"
	"chalkline/jobs"
	"chalkline/store"
)

// crawlRoundCmd is a process that crawls what is due, once, and does nothing else:
// nothing is judged.
type crawlRoundCmd struct {
	Database string `required:""`
}

// Run is the command.
func (c crawlRoundCmd) Run(ctx context.Context) error {
	chalkline.SaveMemory(0)
	db, err := store.Open(ctx, c.Database)
	if err != nil {
		return err
	}
	u := liveUnits(db, &counting{})
	err = jobs.NewRunner(only(u.Kinds(), "crawl"), time.Now, u.Log).Drain(ctx)
	return errors.Join(err, db.Close())
}
