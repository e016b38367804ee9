package main

import (
	"context"
	"fmt"
	"path"
	"strconv"
	"time"

	"chalkline"
)

type explainCmd struct {
	Item string `arg:"" help:"The item's number, or the address of its evidence card."`
}

// Run is the command.
func (c explainCmd) Run(ctx context.Context, std streams, s Settings) error {
	n, err := strconv.ParseInt(path.Base(c.Item), 10, 64)
	if err != nil || n <= 0 {
		return invalid("%q is not an item's number; it is the last part of its card's address, as in /items/12", c.Item)
	}
	known, err := s.topicList()
	if err != nil {
		return err
	}
	db, err := s.openExisting(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	card, err := db.Card(ctx, 0, chalkline.ItemID(n))
	if err != nil {
		return err
	}
	edits, err := db.Edits(ctx, card.Item.ID)
	if err != nil {
		return err
	}
	fmt.Fprintf(std.out, "%s\n%s, %s\n%s\n\n", card.Item.Title, card.Source.Name, card.Item.Date().Format("2 January 2006"), card.Item.URL)
	if card.Appraisal.At.IsZero() {
		fmt.Fprintln(std.out, "Not judged yet.")
	} else if err := printAppraisal(std.out, card.Appraisal); err != nil {
		return err
	}
	printTopics(std.out, known, card.Topics)
	for _, a := range card.AlsoAt {
		fmt.Fprintf(std.out, "Also at  %s %s\n", a.Source, a.URL)
	}
	for _, e := range edits {
		fmt.Fprintf(std.out, "Edited   %s: %s was “%s”\n", e.At.Format(time.RFC3339), e.Field, chalkline.Cut(e.Before, 120))
	}
	return nil
}
