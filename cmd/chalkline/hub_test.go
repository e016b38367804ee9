package main

import (
	"context"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"chalkline"
	"chalkline/crawler"
	"chalkline/crawler/fetch"
	"chalkline/crawler/websub"
	"chalkline/store"
)

// second is another instance that reads our feeds: its crawler and what takes in
// what hubs bring.
type second struct {
	db      *store.DB
	crawler *crawler.Crawler
	hubs    *websub.Subscriber
	source  chalkline.Source
}

func newSecond(t *testing.T, feed string) *second {
	t.Helper()
	db, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "second.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	client := fetch.New(fetch.Options{AllowPrivate: true, HostPause: -1})
	t.Cleanup(client.Close)
	log := slog.New(slog.DiscardHandler)
	s := &second{db: db, crawler: &crawler.Crawler{Store: db, Client: client, Now: time.Now, Log: log}}
	door := httptest.NewUnstartedServer(nil)
	s.hubs = &websub.Subscriber{Store: db, Client: client, Base: "http://" + door.Listener.Addr().String() + "/websub", Push: s.crawler.Push, Now: time.Now, Log: log}
	s.crawler.Hubs = s.hubs
	door.Config.Handler = s.hubs
	door.Start()
	t.Cleanup(door.Close)
	s.source = chalkline.Source{Kind: chalkline.SourceFeed, Name: "The other instance", URL: feed, Genre: chalkline.GenreBlog}
	if err := db.AddSource(t.Context(), &s.source); err != nil {
		t.Fatal(err)
	}
	return s
}

// items counts what the second instance has.
func (s *second) items(t *testing.T) int {
	t.Helper()
	counts, err := s.db.Counts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return counts.Items
}

// pickOne makes a new pick of a reader here.
func pickOne(t *testing.T, db *store.DB, reader chalkline.ReaderID, n int) {
	t.Helper()
	ctx := t.Context()
	source := chalkline.Source{Kind: chalkline.SourceFeed, Name: "Staff room", URL: fmt.Sprintf("https://staffroom%d.example/feed", n), Genre: chalkline.GenreBlog}
	if err := db.AddSource(ctx, &source); err != nil {
		t.Fatal(err)
	}
	_, err := db.StoreBatch(ctx, chalkline.Batch{Source: source.ID, Poll: chalkline.Poll{State: chalkline.PollOK}, Items: []chalkline.Item{{
		Key: fmt.Sprint(n), Title: fmt.Sprintf("Spaced quizzes, part %d", n), URL: fmt.Sprintf("https://staffroom%d.example/quizzes", n), Text: "We tried them.", Published: time.Now(),
	}}})
	if err != nil {
		t.Fatal(err)
	}
	due, err := db.ItemsToAppraise(ctx, 10)
	if err != nil || len(due) != 1 {
		t.Fatalf("%d items, %v", len(due), err)
	}
	item, err := db.Item(ctx, due[0])
	if err != nil {
		t.Fatal(err)
	}
	err = db.SaveAppraised(ctx, []chalkline.Appraised{{Changed: item.Changed, Appraisal: chalkline.Appraisal{
		ItemID: item.ID, Kind: chalkline.KindPractice, Design: chalkline.DesignPRAC, Score: 8, Grade: chalkline.GradeE, Reason: chalkline.Textf("One teacher's account."), At: time.Now(),
	}}})
	if err != nil {
		t.Fatal(err)
	}
	_, err = db.SavePicks(ctx, reader, []chalkline.Pick{{ItemID: item.ID, Score: 1, Reason: chalkline.Textf("You follow Spacing"), At: time.Now()}}, time.Now(), time.Now().Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
}

// One instance reads a personal feed of another, and a pick that is new there is
// brought by the hub at once.
func TestAnInstanceIsBroughtThePicksOfAnother(t *testing.T) {
	t.Parallel()
	server := httptest.NewUnstartedServer(nil)
	base := "http://" + server.Listener.Addr().String()
	dir := t.TempDir()
	var log strings.Builder
	s := Settings{Data: dir, Listen: "127.0.0.1:0", BaseURL: base, MailFrom: "us@chalk.example", AllowPrivate: true, Crossref: "off", ERIC: "off", LogLevel: "debug", pause: -1}
	d, err := openDaemon(t.Context(), s, streams{err: &log})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	server.Config.Handler = d.handler()
	server.Start()
	t.Cleanup(server.Close)

	reader := chalkline.Reader{Email: "ada@school.example", Schedule: chalkline.DefaultSchedule("UTC")}
	if err := d.db.CreateReader(t.Context(), &reader); err != nil {
		t.Fatal(err)
	}
	token := d.units.Key.NewToken(reader.ID, "another instance")
	if err := d.db.CreateToken(t.Context(), &token); err != nil {
		t.Fatal(err)
	}
	pickOne(t, d.db, reader.ID, 1)
	secret := d.units.Key.FeedSecret(token)
	other := newSecond(t, base+"/feeds/"+secret+".atom")

	if _, err := other.crawler.CrawlHost(t.Context(), other.source.Host()); err != nil {
		t.Fatal(err)
	}
	if err := other.hubs.Renew(t.Context(), other.source.ID); err != nil {
		t.Fatal(err)
	}
	push(t, d) // the hub asks back
	sub, err := other.db.Subscription(t.Context(), other.source.ID)
	if err != nil || !sub.Active || sub.Until.Before(time.Now().Add(9*24*time.Hour)) || other.items(t) != 1 {
		t.Fatalf("after the hub asked back: %+v, %v, %d items", sub, err, other.items(t))
	}

	pickOne(t, d.db, reader.ID, 2)
	push(t, d)
	if n := other.items(t); n != 2 {
		t.Errorf("after one push the other instance has %d items, want 2", n)
	}

	if err := d.db.RevokeToken(t.Context(), reader.ID, token.ID); err != nil {
		t.Fatal(err)
	}
	time.Sleep(time.Millisecond)
	d.units.Now = func() time.Time { return time.Now().Add(time.Hour) } // past the pause after a push
	d.db.Now = d.units.Now
	push(t, d)
	if sub, err := other.db.Subscription(t.Context(), other.source.ID); err != nil || sub.Active {
		t.Errorf("after the address was revoked: %+v, %v", sub, err)
	}
	if strings.Contains(log.String(), secret) || strings.Contains(log.String(), sub.Secret) || strings.Contains(log.String(), sub.Token) {
		t.Errorf("the log holds a secret:\n%s", log.String())
	}
}

// push does what is due at the hub.
func push(t *testing.T, d *daemon) {
	t.Helper()
	for _, k := range d.units.Kinds() {
		if k.Name != "push" {
			continue
		}
		due, err := k.Due(t.Context(), d.units.Now(), 10)
		if err != nil {
			t.Fatal(err)
		}
		if err := k.Run(context.WithoutCancel(t.Context()), due); err != nil {
			t.Fatal(err)
		}
	}
}
