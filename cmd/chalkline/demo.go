package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"sync"
	"time"

	"github.com/mmcdole/gofeed"

	"chalkline"
	"chalkline/cmd/chalkline/sample"
	"chalkline/crawler/list"
	"chalkline/digest"
	"chalkline/digest/feed"
	"chalkline/store"
)

type demoCmd struct {
	Once         bool   `help:"Do everything once, print a summary and stop."`
	SampleListen string `default:"127.0.0.1:8081" placeholder:"HOST:PORT" help:"Where the sample web is served. Its sources are known by this address."`
}

// demoEmail is the reader of the demo, demoTopics what they follow.
const demoEmail = "teacher@demo.example"

var demoTopics = []chalkline.TopicID{
	"retrieval-practice", "spacing", "feedback", "teacher-leadership", "professional-learning-communities", "maths",
}

// Run is the command.
func (c demoCmd) Run(ctx context.Context, std streams, s Settings) error {
	if s.Data == "chalkline-data" {
		s.Data = "chalkline-demo" // never mix sample items into a real instance
	}
	if s.LogLevel == "info" {
		s.LogLevel = "error" // the summary says it all
	}
	s.AllowPrivate = true
	s.Crossref, s.ERIC, s.OpenAlexKey = "http://"+c.SampleListen+sample.CrossrefPath, "off", ""
	s.Retractions, s.Replications = "", "" // they know nothing of made-up works
	s.pause = -1                           // the sample web is our own
	web, err := serveSample(ctx, c.SampleListen, std)
	if err != nil {
		return err
	}
	defer web.stop()
	sources, err := list.Read("sample feeds.yaml", sample.Feeds(atAddress(c.SampleListen)))
	if err != nil {
		return err
	}
	d, err := openDaemon(ctx, s, std)
	if err != nil {
		return err
	}
	defer d.Close()
	before, err := d.db.Counts(ctx)
	if err != nil {
		return err
	}
	reader, err := d.readSample(ctx, sources)
	if err != nil {
		return err
	}
	if err := d.showSample(ctx, std.out, reader, before); err != nil {
		return err
	}
	if c.Once {
		return nil
	}
	listener, err := listen(ctx, s.Listen, "--listen")
	if err != nil {
		return err
	}
	link, err := d.signInLink(ctx, demoEmail)
	if err != nil {
		_ = listener.Close()
		return err
	}
	fmt.Fprintf(std.out, "\nOpen %s to look around as %s (the link works once, for 15 minutes).\nPress Ctrl-C to stop.\n", link, demoEmail)
	return d.serve(ctx, listener)
}

// readSample takes the sample sources the whole way: crawl, appraise, pick for
// the demo's reader, compose and deliver.
func (d *daemon) readSample(ctx context.Context, sources []chalkline.Source) (chalkline.Reader, error) {
	reader, err := d.demoReader(ctx)
	if err != nil {
		return reader, err
	}
	if err := d.prepare(ctx, sources); err != nil {
		return reader, err
	}
	if _, err := d.db.ForcePoll(ctx, time.Now(), time.Now()); err != nil {
		return reader, err
	}
	if err := d.runner.Drain(ctx); err != nil {
		return reader, err
	}
	delivery, err := d.units.Compose(ctx, reader)
	if err != nil || delivery == 0 {
		return reader, err
	}
	_, err = d.units.Deliver(ctx, delivery)
	return reader, err
}

// demoReader is the demo's reader, made at the first start.
func (d *daemon) demoReader(ctx context.Context) (chalkline.Reader, error) {
	reader, err := d.db.ReaderByEmail(ctx, demoEmail)
	if chalkline.ErrorCode(err) != chalkline.CodeNotFound {
		return reader, err
	}
	reader = chalkline.Reader{Email: demoEmail, Role: chalkline.RoleOperator, Schedule: chalkline.DefaultSchedule("UTC")}
	reader.DigestAt = digest.Next(reader.Schedule, nil, time.Now())
	if err := d.db.CreateReader(ctx, &reader); err != nil {
		return reader, err
	}
	token := d.units.Key.NewToken(reader.ID, "My feed")
	if err := d.db.CreateToken(ctx, &token); err != nil {
		return reader, err
	}
	follows := make([]chalkline.Follow, len(demoTopics))
	for i, topic := range demoTopics {
		follows[i] = chalkline.Follow{Kind: chalkline.FollowTopic, Value: string(topic), Weight: 1}
	}
	return reader, d.db.SetFollows(ctx, reader.ID, follows)
}

// signInLink makes a link that signs a reader in, as a mail would carry it.
func (d *daemon) signInLink(ctx context.Context, email string) (string, error) {
	secret, now := chalkline.NewSecret(), time.Now()
	err := d.db.CreateLink(ctx, chalkline.Link{
		Hash: chalkline.HashSecret(secret), Purpose: chalkline.LinkSignIn, Email: email,
		CreatedAt: now, ExpiresAt: now.Add(chalkline.LinkLife),
	})
	return d.settings.BaseURL + "/enter/" + secret, err
}

// showSample prints what came of it.
func (d *daemon) showSample(ctx context.Context, w io.Writer, reader chalkline.Reader, before store.Counts) error {
	if err := d.summary(ctx, w, before.Items); err != nil {
		return err
	}
	cards, err := d.db.Cards(ctx, reader.ID, store.CardQuery{Limit: 50})
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "\nPicks for %s:\n", reader.Email)
	for _, card := range cards {
		fmt.Fprintf(w, "  %s %3d  %s\n          %s\n", card.Appraisal.Grade, card.Appraisal.Score, chalkline.Cut(card.Item.Title, 90), card.Pick.Reason.English())
	}
	if err := d.checkFeed(ctx, w, reader, cards); err != nil {
		return err
	}
	mails, err := filepath.Glob(filepath.Join(d.settings.outbox(), "*.eml"))
	if err != nil {
		return fmt.Errorf("looking for mails: %w", err)
	}
	for _, name := range mails {
		fmt.Fprintf(w, "Digest   %s\n", name)
	}
	return nil
}

// checkFeed reads the reader's feed back in all three formats, as a reader app
// would.
func (d *daemon) checkFeed(ctx context.Context, w io.Writer, reader chalkline.Reader, cards []chalkline.Card) error {
	tokens, err := d.db.Tokens(ctx, reader.ID)
	if err != nil {
		return err
	}
	if len(tokens) == 0 { // ended with a former key
		token := d.units.Key.NewToken(reader.ID, "My feed")
		if err := d.db.CreateToken(ctx, &token); err != nil {
			return err
		}
		tokens = append(tokens, token)
	}
	self := d.settings.BaseURL + "/feeds/" + d.units.Key.FeedSecret(tokens[0])
	f := feed.Feed{Title: d.settings.Name, Self: feed.Address{Base: self}, Home: d.settings.BaseURL, Cards: cards}
	fmt.Fprintln(w)
	for _, format := range []struct {
		name  string
		write func() ([]byte, error)
	}{{"rss", f.RSS}, {"atom", f.Atom}, {"json", f.JSON}} {
		data, err := format.write()
		if err != nil {
			return fmt.Errorf("writing the %s feed: %w", format.name, err)
		}
		parsed, err := gofeed.NewParser().Parse(bytes.NewReader(data))
		if err != nil {
			return fmt.Errorf("reading the %s feed back: %w", format.name, err)
		}
		if len(parsed.Items) != len(cards) {
			return fmt.Errorf("the %s feed has %d entries, want %d", format.name, len(parsed.Items), len(cards))
		}
		fmt.Fprintf(w, "Feed     %s.%s (%d entries, reads back well)\n", self, format.name, len(parsed.Items))
	}
	return nil
}

// atAddress puts all sites of the sample web at one address.
func atAddress(address string) func(site int) string {
	return func(int) string { return "http://" + address }
}

// sampleWeb is the sample web while it is served.
type sampleWeb struct {
	server *http.Server
	done   sync.WaitGroup
}

func serveSample(ctx context.Context, address string, std streams) (*sampleWeb, error) {
	if _, _, err := net.SplitHostPort(address); err != nil {
		return nil, invalid("sample-listen %q is not HOST:PORT, as 127.0.0.1:8081", address)
	}
	listener, err := listen(ctx, address, "--sample-listen")
	if err != nil {
		return nil, err
	}
	w := &sampleWeb{server: &http.Server{Handler: sample.Handler(time.Now(), atAddress(address)), ReadHeaderTimeout: 10 * time.Second}}
	w.done.Go(func() {
		if err := w.server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			fmt.Fprintln(std.err, "chalkline: the sample web stopped:", err)
		}
	})
	return w, nil
}

func (w *sampleWeb) stop() {
	_ = w.server.Close()
	w.done.Wait()
}
