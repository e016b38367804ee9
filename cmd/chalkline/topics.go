package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"

	"chalkline"
	"chalkline/ranker/topics"
)

type topicsCmd struct {
	List  topicsListCmd  `cmd:"" help:"List the topics that readers can follow."`
	Test  topicsTestCmd  `cmd:"" help:"Show what a text is found to be about, and why."`
	Check topicsCheckCmd `cmd:"" help:"Check a list of topics for the setting topics."`
}

type topicsListCmd struct{}

// Run is the command.
func (topicsListCmd) Run(std streams, s Settings) error {
	known, err := s.topicList()
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(std.out, 2, 8, 2, ' ', 0)
	fmt.Fprintln(table, "ID\tGROUP\tTOPIC")
	for _, topic := range known.Topics() {
		fmt.Fprintf(table, "%s\t%s\t%s\n", topic.ID, topic.Group, topic.Label)
	}
	return table.Flush()
}

type topicsTestCmd struct {
	What string `arg:"" optional:"" help:"A text, a file, or - for standard input, which is also read when nothing is named."`
}

// Help explains the command by example.
func (topicsTestCmd) Help() string {
	return `
Examples:

  chalkline topics test "Spaced retrieval practice in Year 9"
  chalkline topics test draft.txt               a text below its title, a saved page
  chalkline topics test --topics mine.yaml -    with a list of your own

Each topic stands with its weight, from 0 to 1, and the words that counted, by where they stand. From .50 an item is about a topic, unless only weak words speak for it; what came near is listed below. A weight is made of the words of topics.yaml, of what other words of the text usually go with, and of how the topic compares with the strongest. The source's usual topics, an author's categories and the descriptors of ERIC count too, but a text has none.

Nothing is stored and nothing leaves this machine.`
}

// Run is the command.
func (c topicsTestCmd) Run(ctx context.Context, std streams, s Settings) error {
	known, err := s.topicList()
	if err != nil {
		return err
	}
	item, err := c.item(std)
	if err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	found := known.Explain(item, chalkline.Source{})
	chosen, near := make([]topics.Finding, 0, topics.Most), make([]topics.Finding, 0, mostNear)
	for _, f := range found {
		switch {
		case f.Chosen:
			chosen = append(chosen, f)
		case f.Weight >= nearWeight && len(near) < mostNear:
			near = append(near, f)
		}
	}
	if len(chosen) == 0 {
		fmt.Fprintln(std.out, "About none of the topics.")
	}
	printFindings(std.out, known, chosen)
	if len(near) > 0 {
		fmt.Fprintln(std.out, "\nNear, but not enough:")
		printFindings(std.out, known, near)
	}
	printFacets(std.out, known.Facets(item, known.Match(item, chalkline.Source{})))
	return nil
}

const (
	nearWeight = 0.2 // of a topic that is shown as near
	mostNear   = 5
)

// item is the text that is meant: a file when there is one of that name, else
// the words themselves.
func (c topicsTestCmd) item(std streams) (chalkline.Item, error) {
	in, name := std.in, "standard input"
	if c.What != "" && c.What != "-" {
		info, err := os.Stat(c.What)
		switch {
		case err == nil && info.IsDir():
			return chalkline.Item{}, invalid("%s is a folder; name a file in it, or put the text in quotation marks", c.What)
		case err == nil:
			file, err := os.Open(c.What)
			if err != nil {
				return chalkline.Item{}, invalid("cannot read %s: %v", c.What, cause(err))
			}
			defer func() { _ = file.Close() }() // it was only read
			in, name = file, c.What
		case filepath.Ext(c.What) != "" && !strings.Contains(c.What, " ") || !errors.Is(err, fs.ErrNotExist) && !strings.Contains(c.What, " "):
			return chalkline.Item{}, invalid("cannot read %s: %v", c.What, cause(err))
		default:
			return chalkline.Item{Title: c.What}, nil
		}
	}
	data, err := io.ReadAll(io.LimitReader(in, maxDocument+1))
	if err != nil {
		return chalkline.Item{}, fmt.Errorf("reading %s: %w", name, err)
	}
	item, _, err := itemFrom(name, data)
	return item, err
}

func printFindings(w io.Writer, known *topics.List, found []topics.Finding) {
	for _, f := range found {
		topic, _ := known.Topic(f.Topic)
		fmt.Fprintf(w, "%.2f  %s (%s)\n", f.Weight, topic.Label, topic.ID)
		for _, line := range wordLines(f.Words) {
			fmt.Fprintf(w, "      %s\n", line)
		}
	}
}

// wordLines are the words that counted, a line a place, each once with how often it
// stands there.
func wordLines(words []topics.Word) []string {
	var lines []string
	for _, place := range []string{"title", "beginning", "text", "category"} {
		var order []string
		times := map[string]int{}
		for _, w := range words {
			text := strings.ToLower(chalkline.Cut(w.Text, 60))
			if w.Place != place {
				continue
			}
			if times[text] == 0 {
				order = append(order, text)
			}
			times[text]++
		}
		for n, text := range order {
			if times[text] > 1 {
				order[n] = fmt.Sprintf("%s (%d times)", text, times[text])
			}
		}
		if len(order) > 0 {
			lines = append(lines, place+": "+strings.Join(order, ", "))
		}
	}
	return lines
}

func printFacets(w io.Writer, f topics.Facets) {
	var lines []string
	for _, p := range f.Phases {
		lines = append(lines, fmt.Sprintf("Phase: %s, by %q", p.Value, p.Quote))
	}
	if f.Country.Value != "" {
		lines = append(lines, fmt.Sprintf("Country: %s, by %q", f.Country.Value, f.Country.Quote))
	}
	if len(lines) > 0 {
		fmt.Fprintf(w, "\n%s\n", strings.Join(lines, "\n"))
	}
}

type topicsCheckCmd struct {
	File string `arg:"" help:"The list, as topics.yaml is written."`
}

// Run is the command.
func (c topicsCheckCmd) Run(std streams) error {
	data, err := os.ReadFile(c.File)
	if err != nil {
		return invalid("cannot read %s: %v", c.File, cause(err))
	}
	known, err := topics.Read(c.File, data)
	if err != nil {
		return err
	}
	var gone []string
	for _, topic := range topics.Default().Topics() {
		if _, ok := known.Topic(topic.ID); !ok {
			gone = append(gone, string(topic.ID))
		}
	}
	fmt.Fprintf(std.out, "%d topics, no mistakes\n", len(known.Topics()))
	if len(gone) > 0 {
		slices.Sort(gone)
		fmt.Fprintf(std.out, "Not on it, though readers or feeds.yaml may name them: %s\n", strings.Join(gone, ", "))
	}
	return nil
}
