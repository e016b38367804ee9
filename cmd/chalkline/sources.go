package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"text/tabwriter"
	"time"

	"chalkline"
	"chalkline/crawler/feed"
	"chalkline/crawler/fetch"
	"chalkline/crawler/list"
)

type sourcesCmd struct {
	List    sourcesListCmd    `cmd:"" help:"List all sources with how they are doing."`
	Check   sourcesCheckCmd   `cmd:"" help:"Check the list of sources, and with --fetch whether each answers with a feed."`
	Try     sourcesTryCmd     `cmd:"" help:"Look what could be read at an address, and store nothing."`
	Add     sourcesAddCmd     `cmd:"" help:"Add a source."`
	Edit    sourcesEditCmd    `cmd:"" help:"Change a source's address or name, pause it or resume it."`
	Refresh sourcesRefreshCmd `cmd:"" help:"Ask one source now."`
	Import  sourcesImportCmd  `cmd:"" help:"Add all feeds of an OPML file."`
	Export  sourcesExportCmd  `cmd:"" help:"Write all sources as OPML or YAML."`
}

type sourcesListCmd struct {
	Failing bool `help:"Only those that are failing or gone."`
}

// Run is the command.
func (c sourcesListCmd) Run(ctx context.Context, std streams, s Settings) error {
	db, err := s.openExisting(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	sources, err := db.Sources(ctx)
	if err != nil {
		return err
	}
	items, err := db.ItemCounts(ctx)
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(std.out, 2, 8, 2, ' ', 0)
	fmt.Fprintln(table, "ID\tSTATE\tITEMS\tNAME\tNEXT\tERROR")
	for _, source := range sources {
		p := source.Poll
		if !source.RemovedAt.IsZero() {
			continue
		}
		if c.Failing && p.State != chalkline.PollFailing && p.State != chalkline.PollGone {
			continue
		}
		state := string(p.State)
		if source.Paused {
			state = "paused"
		}
		fmt.Fprintf(table, "%d\t%s\t%d\t%s\t%s\t%s\n", source.ID, state, items[source.ID], chalkline.Cut(source.Name, 44), until(p.NextAt, time.Now()), p.Error)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	for _, source := range sources {
		if source.RemovedAt.IsZero() {
			printNotices(std.out, source)
		}
	}
	return nil
}

// printNotices prints what the operator should know of a source beside its state.
func printNotices(w io.Writer, s chalkline.Source) {
	notes := make([]string, 0, 4)
	if s.Poll.Proposal != "" {
		notes = append(notes, "its page announces a feed at "+s.Poll.Proposal)
	}
	if s.Poll.Move.URL != "" {
		notes = append(notes, "it says it has moved to "+s.Poll.Move.URL+"; that is believed when it says so for two days")
	}
	if s.MovedFrom != "" {
		notes = append(notes, "it moved here from "+s.MovedFrom+" on "+s.MovedAt.Format("2 January 2006"))
	}
	if s.Poll.HeldUntil.After(time.Now()) {
		notes = append(notes, "left alone until "+s.Poll.HeldUntil.Format("2 January 15:04 MST")+", as it asked")
	}
	if s.Poll.Notice != "" {
		notes = append(notes, s.Poll.Notice)
	}
	for _, note := range notes {
		fmt.Fprintf(w, "%d: %s\n", s.ID, note)
	}
}

// until says when, from now, in a word or two.
func until(t, now time.Time) string {
	switch d := t.Sub(now); {
	case t.IsZero(), d <= 0:
		return "due"
	case d < time.Hour:
		return fmt.Sprintf("in %d min", int(d.Minutes())+1)
	case d < 48*time.Hour:
		return fmt.Sprintf("in %d h", int(d.Hours()))
	default:
		return fmt.Sprintf("in %d days", int(d.Hours()/24))
	}
}

type sourcesCheckCmd struct {
	Fetch bool `help:"Ask each source once, politely, and store nothing."`
}

// Run is the command.
func (c sourcesCheckCmd) Run(ctx context.Context, std streams, s Settings) error {
	sources, err := s.sourceList()
	if err != nil {
		return err
	}
	unverified := 0
	for _, source := range sources {
		if source.Unverified {
			unverified++
		}
	}
	fmt.Fprintf(std.out, "Sources in the list: %d, without mistakes. Unverified, as their address was never seen to answer: %d.\n", len(sources), unverified)
	if !c.Fetch {
		for _, source := range sources {
			if source.Unverified {
				fmt.Fprintf(std.out, "unverified  %s  %s\n", source.URL, source.Name)
			}
		}
		fmt.Fprintln(std.out, "Add --fetch to ask each of them.")
		return nil
	}
	return c.fetchAll(ctx, std, s, sources)
}

// fetchAll asks the sources one after another; pacing is the client's.
func (sourcesCheckCmd) fetchAll(ctx context.Context, std streams, s Settings, sources []chalkline.Source) error {
	client := s.fetcher()
	progress := newProgress(std.err, len(sources), "sources")
	failed := 0
	for _, source := range sources {
		if err := ctx.Err(); err != nil {
			return err
		}
		found, err := tryFeed(ctx, client, source)
		_ = progress.Add(1)
		mark := ""
		if source.Unverified {
			mark = " (unverified)"
		}
		if err != nil {
			failed++
			fmt.Fprintf(std.out, "fail  %s%s: %s\n", source.URL, mark, err.Error())
			continue
		}
		fmt.Fprintf(std.out, "ok    %s%s: %d items\n", source.URL, mark, found)
	}
	_ = progress.Finish()
	if failed > 0 {
		return invalid("%d of %d sources did not answer with a feed", failed, len(sources))
	}
	return nil
}

// tryFeed asks a source once and counts the items it answers with.
func tryFeed(ctx context.Context, client *fetch.Client, source chalkline.Source) (int, error) {
	if source.Kind != chalkline.SourceFeed {
		return 0, invalid("only feeds can be tried; this source is of kind %s", source.Kind)
	}
	response, err := client.Get(ctx, fetch.Request{URL: source.URL})
	if err != nil {
		return 0, err
	}
	parsed, err := feed.Parse(response.Body, feed.Meta{URL: response.URL, ContentType: response.Header.Get("Content-Type"), Now: time.Now()})
	return len(parsed.Items), err
}

type sourcesAddCmd struct {
	URL   string   `arg:"" name:"url" help:"Address of the feed."`
	Title string   `help:"What to call it. Default: its host."`
	Site  string   `help:"Address of the site, for people."`
	Genre string   `default:"blog" help:"blog, newsletter, journal, organisation, news, podcast, database or forum."`
	About []string `placeholder:"TOPIC" help:"Topics it usually writes about, by id."`
}

// Run is the command.
func (c sourcesAddCmd) Run(ctx context.Context, std streams, s Settings) error {
	if err := checkSourceURL(c.URL); err != nil {
		return err
	}
	name := c.Title
	if name == "" {
		name = chalkline.HostOf(c.URL)
	}
	wanted := chalkline.Source{Kind: chalkline.SourceFeed, Name: name, URL: c.URL, SiteURL: c.Site, Genre: chalkline.Genre(c.Genre)}
	for _, topic := range c.About {
		wanted.Topics = append(wanted.Topics, chalkline.TopicID(topic))
	}
	checked, err := list.Own([]chalkline.Source{wanted})
	if err != nil {
		return err
	}
	known, err := s.topicList()
	if err != nil {
		return err
	}
	if err := checkTopics("--about", checked, known); err != nil {
		return err
	}
	db, err := s.open(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	if err := db.AddSource(ctx, &checked[0]); err != nil {
		return err
	}
	fmt.Fprintf(std.out, "Added %s as source %d; it is read at the next crawl.\n", checked[0].URL, checked[0].ID)
	return nil
}

// checkSourceURL refuses what is no address, before it is held to the rules of the
// list of sources.
func checkSourceURL(address string) error {
	if isWeb(address) {
		return nil
	}
	return invalid("%q is no address of a feed; it should look like https://blog.example.org/feed.xml", address)
}

type sourcesImportCmd struct {
	File string `arg:"" help:"OPML file."`
}

// Run is the command.
func (c sourcesImportCmd) Run(ctx context.Context, std streams, s Settings) error {
	f, err := os.Open(c.File)
	if err != nil {
		return invalid("cannot read %s: %v", c.File, cause(err))
	}
	defer f.Close()
	sources, refused, err := list.ReadOPML(f)
	if err != nil {
		return fmt.Errorf("%s: %w", c.File, err)
	}
	if len(sources) == 0 {
		return invalid("%s holds no feed: in OPML each is an <outline> with an xmlUrl that begins with http:// or https://", c.File)
	}
	db, err := s.open(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	added, known := 0, 0
	for _, source := range sources {
		err := db.AddSource(ctx, &source)
		switch {
		case chalkline.ErrorCode(err) == chalkline.CodeConflict:
			known++
		case err != nil:
			return err
		default:
			added++
		}
	}
	fmt.Fprintf(std.out, "Sources added: %d. There already: %d.\n", added, known)
	for _, address := range refused {
		fmt.Fprintf(std.err, "left out, for it is no address of http:// or https://: %q\n", chalkline.Cut(address, 200))
	}
	return nil
}

type sourcesExportCmd struct {
	File   string `arg:"" optional:"" help:"Where to write it; standard output when left out."`
	Format string `enum:"opml,yaml" default:"opml" help:"opml or yaml."`
}

// Run is the command.
func (c sourcesExportCmd) Run(ctx context.Context, std streams, s Settings) (err error) {
	db, err := s.openExisting(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	sources, err := db.Sources(ctx)
	if err != nil {
		return err
	}
	sources = slices.DeleteFunc(sources, func(s chalkline.Source) bool { return !s.RemovedAt.IsZero() })
	out := std.out
	if c.File != "" {
		f, err := os.OpenFile(c.File, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644) //nolint:gosec // a list of public addresses, made to be passed on
		if errors.Is(err, fs.ErrExist) {
			return invalid("%s is there already and is not overwritten; name another file", c.File)
		}
		if err != nil {
			return invalid("cannot write %s: %v", c.File, cause(err))
		}
		defer func() { err = errors.Join(err, f.Close()) }()
		out = f
	}
	return writeSources(out, c.Format, sources)
}

func writeSources(w io.Writer, format string, sources []chalkline.Source) error {
	if format == "yaml" {
		return list.WriteYAML(w, sources)
	}
	return list.WriteOPML(w, sources)
}
