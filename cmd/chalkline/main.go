// Command chalkline reads education blogs, journals and feeds, judges how
// strong the evidence behind each item is, and publishes to each teacher a
// personal feed and a digest of the few items worth their minutes.
//
// Each command has files of its own; daemon.go wires the packages together.
// `chalkline --help` lists the commands, docs/operating.md explains them.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"reflect"
	"syscall"
	_ "time/tzdata" // a minimal container has no zone files

	"github.com/alecthomas/kong"
)

func main() {
	dropEmptyVariables()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	code := run(ctx, os.Args[1:], streams{in: os.Stdin, out: os.Stdout, err: os.Stderr})
	stop()
	os.Exit(code)
}

// streams are the standard streams of a command.
type streams struct {
	in  io.Reader
	out io.Writer
	err io.Writer
}

// cli is the command line: the settings, which every command shares, and the
// commands.
type cli struct {
	Config   string           `help:"Settings file (YAML). Default: chalkline.yaml in this folder, when it is there." placeholder:"FILE" type:"existingfile"`
	Version  kong.VersionFlag `name:"version" help:"Print the version."`
	Settings `embed:""`

	Serve           serveCmd           `cmd:"" help:"Run the daemon: crawl, appraise, pick, publish and send."`
	Demo            demoCmd            `cmd:"" help:"Run the daemon on a small sample web of its own, to look around."`
	Crawl           crawlCmd           `cmd:"" help:"Read the sources once, judge what is new, and stop."`
	Appraise        appraiseCmd        `cmd:"" help:"Judge a study by its DOI, a page, a text, or JSON lines."`
	Explain         explainCmd         `cmd:"" help:"Show how an item's grade came about."`
	Digest          digestCmd          `cmd:"" help:"Show a reader's next digest, or send it now."`
	Mail            mailCmd            `cmd:"" help:"Test the way of mail, and make the key that signs it."`
	Sources         sourcesCmd         `cmd:"" help:"List, check, add, import and export sources."`
	Topics          topicsCmd          `cmd:"" help:"List the topics, and show what a text is found to be about."`
	PolitenessCheck politenessCheckCmd `cmd:"" help:"Ask a feed twice and say how visits to it can be cheap."`
	Reindex         reindexCmd         `cmd:"" help:"Rebuild the search index and judge all items again."`
	Backup          backupCmd          `cmd:"" help:"Copy the database to a file, also while the daemon runs."`
	Restore         restoreCmd         `cmd:"" help:"Put a backup in the place of the database, or check one."`
	Move            moveCmd            `cmd:"" help:"Copy everything into another database, as from SQLite to PostgreSQL."`
	Doctor          doctorCmd          `cmd:"" help:"Check the installation and say what to do."`
	ShowVersion     versionCmd         `cmd:"" name:"version" help:"Print the version."`
}

// run is the whole program but for the process: it parses args, runs the
// command and returns the exit code.
func run(ctx context.Context, args []string, std streams) int {
	err := runCommand(ctx, args, std)
	switch {
	case err == nil, errors.Is(err, errHelp):
		return 0
	case errors.Is(err, context.Canceled) && ctx.Err() != nil:
		fmt.Fprintln(std.err, "chalkline: stopped")
		return 1
	}
	fmt.Fprintln(std.err, "chalkline:", err)
	return 1
}

// errHelp ends a run that only printed help.
var errHelp = errors.New("help was shown")

func runCommand(ctx context.Context, args []string, std streams) (err error) {
	var c cli
	parser, err := newParser(&c, std)
	if err != nil {
		return err
	}
	defer func() {
		// kong asks to exit after --help; nothing else in a command exits.
		if p := recover(); p != nil {
			if p != errHelp { //nolint:errorlint // a panic value, compared by identity
				panic(p)
			}
			err = errHelp
		}
	}()
	switch {
	case len(args) == 0:
		args = []string{"--help"}
	case args[0] == "help":
		args = append(args[1:len(args):len(args)], "--help")
	}
	tellWrongVariables(std.err, os.Environ(), parser.Model.Flags)
	kctx, err := parser.Parse(args)
	if err != nil {
		return withHelp(err)
	}
	if err := c.Settings.validate(); err != nil {
		return err
	}
	kctx.BindTo(ctx, (*context.Context)(nil))
	return kctx.Run(std, c.Settings)
}

func newParser(c *cli, std streams) (*kong.Kong, error) {
	return kong.New(c,
		kong.Name("chalkline"),
		kong.Description("From research to classroom, straight: finds, weighs and passes on education research."),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.Help(printHelp),
		kong.KindMapper(reflect.Int, kong.MapperFunc(wholeNumber)),
		kong.KindMapper(reflect.Int64, kong.MapperFunc(wholeNumber)),
		kong.Vars{"version": versionLine()},
		kong.Writers(std.out, std.err),
		kong.Exit(func(int) { panic(errHelp) }),
	)
}
