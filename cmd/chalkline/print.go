package main

import (
	"fmt"
	"io"
	"text/tabwriter"

	"chalkline"
	"chalkline/digest/say"
	"chalkline/ranker/evidence"
)

// tell prints in English: what the command line says is not translated.
func tell(w io.Writer, format string, args ...any) {
	fmt.Fprint(w, chalkline.Textf(format, args...).English())
}

// printAppraisal prints an appraisal for a person: what the item's page shows of
// it, in the same words.
func printAppraisal(w io.Writer, a chalkline.Appraisal) error {
	sheet := say.SheetOf(a, evidence.Default(), chalkline.Class{})
	tell(w, "%s", sheet.Label)
	if sheet.Score != "" {
		tell(w, "  %s", sheet.Score)
	}
	tell(w, "\n%s: %s\n", sheet.WhyLabel, sheet.Why)
	if !sheet.Alert.IsZero() {
		tell(w, "%s\n", sheet.Alert)
	}
	for _, caution := range sheet.Cautions {
		tell(w, "Caution: %s\n", caution)
	}
	if !sheet.Tier.Badge.IsZero() {
		tell(w, "%s: %s\n", sheet.Tier.Badge, sheet.Tier.Why)
	}
	if !sheet.Setting.IsZero() {
		tell(w, "For whom: %s\n", sheet.Setting)
	}
	if sheet.Found != "" {
		tell(w, "Found: “%s”\n", sheet.Found)
	}
	printEffects(w, sheet)
	printFacts(w, sheet.Facts)
	printChanges(w, "Would raise it", sheet.Changes.Raise)
	printChanges(w, "Would lower it", sheet.Changes.Lower)
	return printSignals(w, sheet)
}

func printEffects(w io.Writer, sheet say.Sheet) {
	if !sheet.NoEffect.IsZero() {
		tell(w, "\n%s\n", sheet.NoEffect)
	}
	for _, e := range sheet.Effects {
		tell(w, "\nEffect: %s\n", e.Stated)
		for _, line := range [...]chalkline.Text{e.Size, e.Inflated, e.Zero, e.Usual, e.AsG, e.Formula} {
			if !line.IsZero() {
				tell(w, "  %s\n", line)
			}
		}
		printReceipt(w, e.Quote, e.From)
	}
}

func printFacts(w io.Writer, facts []say.Fact) {
	if len(facts) > 0 {
		fmt.Fprintln(w)
	}
	for _, f := range facts {
		if len(f.Values) == 0 {
			tell(w, "%s: %s\n", f.Label, say.NotStated)
		}
		for _, v := range f.Values {
			tell(w, "%s: %s\n", f.Label, v.Text)
			printReceipt(w, v.Quote, v.From)
		}
	}
}

// printReceipt prints the sentence, or the record, that something rests on.
func printReceipt(w io.Writer, quote string, from chalkline.Text) {
	switch {
	case quote != "":
		tell(w, "  “%s” %s\n", quote, from)
	case !from.IsZero():
		tell(w, "  %s\n", from)
	}
}

func printChanges(w io.Writer, heading string, lines []chalkline.Text) {
	if len(lines) > 0 {
		tell(w, "\n%s\n", heading)
	}
	for _, line := range lines {
		tell(w, "  %s\n", line)
	}
}

func printSignals(w io.Writer, sheet say.Sheet) error {
	tell(w, "\nEverything the grade was built from\n%s\n", sheet.Built)
	if len(sheet.Signals) == 0 {
		return nil
	}
	table := tabwriter.NewWriter(w, 2, 8, 2, ' ', 0)
	fmt.Fprintln(table, "Signal\tValue\tPoints\tQuote")
	for _, s := range sheet.Signals {
		quote := s.From.English()
		if s.Quote != "" {
			quote = "“" + s.Quote + "”"
		}
		tell(table, "%s\t%s\t%s\t%s\n", s.Name, s.Value, s.Points, quote)
	}
	return table.Flush()
}

// printAccount prints what an item is worth to a reader, as the reader's page of
// it shows it.
func printAccount(w io.Writer, card chalkline.Card, heading, verdict chalkline.Text) error {
	tell(w, "%s\n%s\n", heading, verdict)
	if outside := say.Outside(card); !outside.IsZero() {
		tell(w, "%s\n", outside)
	}
	if other, ok := say.OtherSide(card); ok {
		tell(w, "The other side: %s (%s) %s.\n", other.Title, other.Grade, other.Found)
	}
	account := say.AccountOf(card.Pick)
	if len(account.Rows) == 0 {
		return nil
	}
	table := tabwriter.NewWriter(w, 2, 8, 2, ' ', 0)
	fmt.Fprintln(table, "What counts\tWhy\tPoints")
	for _, row := range account.Rows {
		tell(table, "%s\t%s\t%s\n", row.Label, row.Why, row.Points)
	}
	tell(table, "Together\t\t%s\n", account.Sum)
	return table.Flush()
}
