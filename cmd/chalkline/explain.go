package main

import (
	"context"
	"fmt"
	"io"
	"path"
	"strconv"
	"time"

	"chalkline"
	"chalkline/digest/say"
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
	citations, cited, err := db.Citations(ctx, card.Item.ID)
	if err != nil {
		return err
	}
	own, _, err := db.WorksBehind(ctx, card.Item, nil)
	if err != nil {
		return err
	}
	fmt.Fprintf(std.out, "%s\n%s\n", say.Title(card), say.Byline(card))
	for _, c := range say.Copies(card) {
		fmt.Fprintf(std.out, "%s: %s (%s)\n", c.Label, c.URL, c.Note)
	}
	if notice := say.Notice(own); notice != "" {
		fmt.Fprintln(std.out, notice)
	}
	fmt.Fprintln(std.out)
	if card.Appraisal.At.IsZero() {
		fmt.Fprintln(std.out, "Not judged yet.")
	} else if err := printAppraisal(std.out, card.Appraisal); err != nil {
		return err
	}
	printTopics(std.out, known, card.Topics)
	for _, line := range say.Works(citations, cited) {
		printWork(std.out, line)
	}
	places, more := say.AlsoAt(card)
	for _, place := range places {
		fmt.Fprintf(std.out, "Also at  %s %s\n", place.Label, place.URL)
	}
	if more > 0 {
		fmt.Fprintf(std.out, "Also at  %d more\n", more)
	}
	for _, e := range edits {
		fmt.Fprintf(std.out, "Edited   %s: %s was “%s”\n", e.At.Format(time.RFC3339), e.Field, chalkline.Cut(e.Before, 120))
	}
	return nil
}

// printWork prints a work that the item points to, with its own grade where it
// was judged here.
func printWork(w io.Writer, line say.WorkLine) {
	fmt.Fprint(w, "Cites    ")
	if line.Judged {
		fmt.Fprintf(w, "[%s %s] ", say.Letter(line.Grade), line.Grade.Word())
	}
	fmt.Fprint(w, line.Text)
	if line.Detail != "" {
		fmt.Fprintf(w, ", %s", line.Detail)
	}
	if line.Red {
		fmt.Fprint(w, ", Retracted")
	}
	if line.Free.Words != "" {
		fmt.Fprintf(w, ", %s", line.Free.Words)
		if line.Free.URL != "" {
			fmt.Fprintf(w, " at %s", line.Free.URL)
		}
	}
	if line.URL != line.Text {
		fmt.Fprintf(w, " %s", line.URL)
	}
	fmt.Fprintln(w)
}
