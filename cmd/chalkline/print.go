package main

import (
	"fmt"
	"io"
	"text/tabwriter"

	"chalkline"
	"chalkline/digest/say"
	"chalkline/ranker/evidence"
)

// printAppraisal prints an appraisal for a person: what the item's page shows of
// it, in the same words.
func printAppraisal(w io.Writer, a chalkline.Appraisal) error {
	sheet := say.SheetOf(a, evidence.Default(), chalkline.Class{})
	fmt.Fprintf(w, "%s", sheet.Label)
	if sheet.Score != "" {
		fmt.Fprintf(w, "  %s", sheet.Score)
	}
	fmt.Fprintf(w, "\n%s: %s\n", sheet.WhyLabel, sheet.Why)
	if sheet.Alert != "" {
		fmt.Fprintf(w, "%s\n", sheet.Alert)
	}
	for _, caution := range sheet.Cautions {
		fmt.Fprintf(w, "Careful: %s\n", caution)
	}
	if sheet.Tier.Badge != "" {
		fmt.Fprintf(w, "%s: %s\n", sheet.Tier.Badge, sheet.Tier.Why)
	}
	if sheet.Setting != "" {
		fmt.Fprintf(w, "For whom: %s\n", sheet.Setting)
	}
	if sheet.Found != "" {
		fmt.Fprintf(w, "Found: “%s”\n", sheet.Found)
	}
	printEffects(w, sheet)
	printFacts(w, sheet.Facts)
	printChanges(w, "Would raise it", sheet.Changes.Raise)
	printChanges(w, "Would lower it", sheet.Changes.Lower)
	return printSignals(w, sheet)
}

func printEffects(w io.Writer, sheet say.Sheet) {
	if sheet.NoEffect != "" {
		fmt.Fprintf(w, "\n%s\n", sheet.NoEffect)
	}
	for _, e := range sheet.Effects {
		fmt.Fprintf(w, "\nEffect: %s\n", e.Stated)
		for _, line := range [...]string{e.Size, e.Inflated, e.Zero, e.Usual, e.AsG, e.Formula} {
			if line != "" {
				fmt.Fprintf(w, "  %s\n", line)
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
			fmt.Fprintf(w, "%s: %s\n", f.Label, say.NotStated)
		}
		for _, v := range f.Values {
			fmt.Fprintf(w, "%s: %s\n", f.Label, v.Text)
			printReceipt(w, v.Quote, v.From)
		}
	}
}

// printReceipt prints the sentence, or the record, that something rests on.
func printReceipt(w io.Writer, quote, from string) {
	switch {
	case quote != "":
		fmt.Fprintf(w, "  “%s” %s\n", quote, from)
	case from != "":
		fmt.Fprintf(w, "  %s\n", from)
	}
}

func printChanges(w io.Writer, heading string, lines []string) {
	if len(lines) > 0 {
		fmt.Fprintf(w, "\n%s\n", heading)
	}
	for _, line := range lines {
		fmt.Fprintf(w, "  %s\n", line)
	}
}

func printSignals(w io.Writer, sheet say.Sheet) error {
	fmt.Fprintf(w, "\nEverything the grade was built from\n%s\n", sheet.Built)
	if len(sheet.Signals) == 0 {
		return nil
	}
	table := tabwriter.NewWriter(w, 2, 8, 2, ' ', 0)
	fmt.Fprintln(table, "Signal\tValue\tPoints\tQuote")
	for _, s := range sheet.Signals {
		quote := s.From
		if s.Quote != "" {
			quote = "“" + s.Quote + "”"
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", s.Name, s.Value, s.Points, quote)
	}
	return table.Flush()
}

// printAccount prints what an item is worth to a reader, as the reader's page of
// it shows it.
func printAccount(w io.Writer, card chalkline.Card, heading, verdict string) error {
	fmt.Fprintf(w, "%s\n%s\n", heading, verdict)
	if outside := say.Outside(card); outside != "" {
		fmt.Fprintf(w, "%s\n", outside)
	}
	if other, ok := say.OtherSide(card); ok {
		fmt.Fprintf(w, "The other side: %s (%s) %s.\n", other.Title, other.Grade, other.Found)
	}
	account := say.AccountOf(card.Pick)
	if len(account.Rows) == 0 {
		return nil
	}
	table := tabwriter.NewWriter(w, 2, 8, 2, ' ', 0)
	fmt.Fprintln(table, "Part\tWhy\tPoints")
	for _, row := range account.Rows {
		fmt.Fprintf(table, "%s\t%s\t%s\n", row.Label, row.Why, row.Points)
	}
	fmt.Fprintf(table, "Together\t\t%s\n", account.Sum)
	return table.Flush()
}
