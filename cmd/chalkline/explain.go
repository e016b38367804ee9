package main

import (
	"context"
	"fmt"
	"io"
	"path"
	"strconv"
	"time"

	"chalkline"
	"chalkline/digest/mail"
	"chalkline/digest/say"
	"chalkline/jobs"
	"chalkline/ranker"
	"chalkline/store"
)

type explainCmd struct {
	Item   string `arg:"" help:"The item's number, or the address of its evidence card."`
	Reader string `placeholder:"READER" help:"Show too what it is worth to this reader (mail address or number), and why. What readers follow and mark is shown here only, to whoever runs the command on this machine: no page shows it to the operator."`
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
	var reader chalkline.Reader
	if c.Reader != "" {
		if reader, err = readerNamed(ctx, db, c.Reader); err != nil {
			return err
		}
	}
	card, err := db.Card(ctx, reader.ID, chalkline.ItemID(n))
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
	tell(std.out, "%s\n%s\n", say.Title(card), say.Byline(card))
	for _, c := range say.Copies(card) {
		tell(std.out, "%s: %s (%s)\n", c.Label, c.URL, c.Note)
	}
	if notice := say.Notice(own); !notice.IsZero() {
		fmt.Fprintln(std.out, notice.English())
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
		tell(std.out, "Also at  %s %s\n", place.Label, place.URL)
	}
	if more > 0 {
		fmt.Fprintf(std.out, "Also at  %d more\n", more)
	}
	for _, e := range edits {
		fmt.Fprintf(std.out, "Edited   %s: %s was “%s”\n", e.At.Format(time.RFC3339), e.Field, chalkline.Cut(e.Before, 120))
	}
	if c.Reader == "" {
		return nil
	}
	return explainPick(ctx, std.out, &jobs.Units{DB: db, Topics: known, Now: time.Now}, reader, card)
}

// readerNamed is the reader with that number or mail address.
func readerNamed(ctx context.Context, db *store.DB, name string) (chalkline.Reader, error) {
	var reader chalkline.Reader
	n, err := strconv.ParseInt(name, 10, 64)
	if err == nil {
		reader, err = db.Reader(ctx, chalkline.ReaderID(n))
	} else {
		email, bad := mail.Address(name)
		if bad != nil {
			return reader, invalid("%q is neither a reader's number nor a mail address", chalkline.Cut(name, 80))
		}
		reader, err = db.ReaderByEmail(ctx, email)
	}
	if chalkline.ErrorCode(err) == chalkline.CodeNotFound {
		return reader, invalid("nobody with the number or address %s reads here", chalkline.Cut(name, 80))
	}
	return reader, err
}

// explainPick prints what an item is worth to a reader: of a pick what was stored
// with it, else why it is none.
func explainPick(ctx context.Context, w io.Writer, units *jobs.Units, reader chalkline.Reader, card chalkline.Card) error {
	fmt.Fprintf(w, "\nFor %s\n", reader.Email)
	if card.Pick.ID != 0 {
		return printAccount(w, card, say.WhyPicked, say.PickedOn(card.Pick))
	}
	request, err := units.ToExplain(ctx, reader.ID, card.Item.ID)
	if err != nil {
		return err
	}
	pick, verdict := ranker.Explain(request, card.Item.ID)
	card.Pick = pick
	return printAccount(w, card, say.WhyNotPicked, verdict)
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
	if !line.Free.Words.IsZero() {
		tell(w, ", %s", line.Free.Words)
		if line.Free.URL != "" {
			fmt.Fprintf(w, " at %s", line.Free.URL)
		}
	}
	if line.URL != line.Text {
		fmt.Fprintf(w, " %s", line.URL)
	}
	fmt.Fprintln(w)
}
