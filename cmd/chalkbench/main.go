// Command chalkbench measures Chalkline: how well it judges, and how fast.
//
// Each command reads folders of labelled data that are no part of this
// repository, prints a table, and with --json one JSON object with the same
// figures:
//
//	chalkbench evidence --data DIR --json
//
// DIR is taken from CHALKLINE_CORPUS when --data is not given, else ../shared.
// Each command stands in its own file with a type that has a Run method; main
// only lists them.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/signal"

	"github.com/alecthomas/kong"
)

// commands lists the commands, one field each.
type commands struct {
	output

	Chaos         chaosCmd         `cmd:"" help:"Many processes on one database, killed one after the other."`
	Crawl         crawlCmd         `cmd:"" help:"Time, memory and losses of crawling many sources."`
	CrawlRound    crawlRoundCmd    `cmd:"" hidden:""`
	CrawlServer   crawlServerCmd   `cmd:"" hidden:""`
	Hostile       hostileCmd       `cmd:"" hidden:""`
	HostileServer hostileServerCmd `cmd:"" hidden:""`
	Evidence      evidenceCmd      `cmd:"" help:"Study designs and sample sizes found in abstracts."`
	Extract       extractCmd       `cmd:"" help:"Articles read from web pages."`
	Kinds         kindsCmd         `cmd:"" help:"Kinds of feed items, and what is graded."`
	Learn         learnCmd         `cmd:"" help:"Learn what words say about designs."`
	Long          longCmd          `cmd:"" help:"What grows while days pass."`
	Opml          opmlCmd          `cmd:"" help:"Lists of feeds, read and written."`
	Pages         pagesCmd         `cmd:"" help:"Every page of the site: time and size."`
	Parse         parseCmd         `cmd:"" help:"Feeds read as other readers read them, and what hostile ones cost."`
	Peers         peersCmd         `cmd:"" help:"The same sources crawled by this program and by another feed reader."`
	Pick          pickCmd          `cmd:"" help:"What a day's picks cost, and what comes of them in a month."`
	Robots        robotsCmd        `cmd:"" help:"What robots.txt allows, and what reading it costs."`
	Scale         scaleCmd         `cmd:"" help:"What a source, an item, a reader and a digest cost, and what more readers would take."`
	Serve         serveCmd         `cmd:"" help:"Pages and published feeds: answers a second, times, memory."`
	ServeServer   serveServerCmd   `cmd:"" hidden:""`
	Small         smallCmd         `cmd:"" help:"The program as it is shipped, on the smallest rented server."`
	Stories       storiesCmd       `cmd:"" help:"Which items are the same piece or study."`
	Taste         tasteCmd         `cmd:"" help:"How well feedback foretells what a reader will take."`
	Tiers         tiersCmd         `cmd:"" help:"Tiers of the Every Student Succeeds Act, and whether scores follow them."`
	Topics        topicsCmd        `cmd:"" help:"What feed items and records of ERIC are about."`
	TopicsLearn   topicsLearnCmd   `cmd:"" hidden:""`
}

// output is what every command takes: where the data is and how to print.
type output struct {
	Data string `default:"../shared" env:"CHALKLINE_CORPUS" help:"Folder with the labelled data." type:"path"`
	JSON bool   `help:"Print one JSON object."`

	to io.Writer
}

// print writes a report as JSON or by its table.
func (o output) print(report any, table func(io.Writer)) error {
	if !o.JSON {
		table(o.to)
		return nil
	}
	encoder := json.NewEncoder(o.to)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(report); err != nil {
		return fmt.Errorf("writing the figures: %w", err)
	}
	return nil
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	var c commands
	k := kong.Parse(&c, kong.Name("chalkbench"), kong.Description("Measures Chalkline on labelled data."), kong.UsageOnError())
	c.to = os.Stdout
	k.BindTo(ctx, (*context.Context)(nil))
	k.FatalIfErrorf(k.Run(c.output))
}
