package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"chalkline"
	"chalkline/crawler"
)

type sourcesTryCmd struct {
	URL string `arg:"" name:"url" help:"Address of a feed or of a web page."`
}

// Run is the command.
func (c sourcesTryCmd) Run(ctx context.Context, std streams, s Settings) error {
	tester := crawler.Crawler{Client: s.fetcher(), Now: time.Now, Log: s.logger(std)}
	t, err := tester.Try(ctx, c.URL)
	if err != nil {
		return fmt.Errorf("%s: %w", c.URL, err)
	}
	if t.Feed != nil {
		fmt.Fprintf(std.out, "A feed: %s, %d items. Add it with\n\n  chalkline sources add %s\n\n", t.Feed.Title, len(t.Feed.Items), t.URL)
		if t.Feed.Comments {
			fmt.Fprintln(std.out, "It is a feed of comments; they are no items of their own, so look for the feed of the posts.")
		}
		printItems(std.out, t.Feed.Items)
		return nil
	}
	fmt.Fprintln(std.out, "A web page, not a feed.")
	printAddresses(std.out, "It announces", t.Announced)
	if len(t.Announced) == 0 {
		printAddresses(std.out, "It announces no feed. Sites like it often have one at", t.Guessed)
	}
	for i, p := range t.Proposals {
		fmt.Fprintf(std.out, "\nIt could be read as a list (%d of %d), with this in feeds.yaml:\n\n", i+1, len(t.Proposals))
		printSelectors(std.out, t.URL, p.Selectors)
		printItems(std.out, p.Items)
	}
	return nil
}

func printAddresses(w io.Writer, what string, addresses []string) {
	if len(addresses) == 0 {
		return
	}
	fmt.Fprintln(w, what+":")
	for _, a := range addresses {
		fmt.Fprintln(w, "  "+a)
	}
}

func printSelectors(w io.Writer, url string, sel chalkline.Selectors) {
	fmt.Fprintf(w, "  - name: %s\n    url: %s\n    kind: page\n    selectors:\n", chalkline.HostOf(url), url)
	for _, s := range []struct{ key, value string }{
		{"list", sel.List}, {"title", sel.Title}, {"link", sel.Link}, {"date", sel.Date}, {"author", sel.Author},
	} {
		if s.value != "" {
			fmt.Fprintf(w, "      %s: %q\n", s.key, s.value)
		}
	}
	fmt.Fprintln(w)
}

// printItems shows the first items.
func printItems(w io.Writer, items []chalkline.Item) {
	for _, item := range items[:min(5, len(items))] {
		date := "no date   "
		if !item.Published.IsZero() {
			date = item.Published.Format(time.DateOnly)
		}
		fmt.Fprintf(w, "  %s  %s\n              %s\n", date, chalkline.Cut(item.Title, 90), item.URL)
	}
}
