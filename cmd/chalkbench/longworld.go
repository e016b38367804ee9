package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"chalkline"
	"chalkline/crawler"
	"chalkline/crawler/fetch"
	"chalkline/digest/mail"
	"chalkline/jobs"
	"chalkline/ranker/evidence"
	"chalkline/ranker/topics"
	"chalkline/store"
)

// liveUnits does all work of a daemon without a public address, as its clock db.Now
// says.
func liveUnits(db *store.DB, sender mail.Sender) *jobs.Units {
	quiet := slog.New(slog.DiscardHandler)
	return &jobs.Units{
		DB: db, Evidence: evidence.Default(), Topics: topics.Default(), Now: db.Now, Log: quiet, Mail: sender, Key: chalkline.NewKey(),
		From: "chalkline@school.example", Base: "https://chalkline.example", Contact: "https://chalkline.example",
		Crawler: &crawler.Crawler{
			Store: db, Now: db.Now, Log: quiet, Seed: 1,
			Client: fetch.New(fetch.Options{UserAgent: "chalkbench", AllowPrivate: true, HostPause: -1}), // the pause is time of the clock on the wall
		},
	}
}

// longWorld is an instance with a clock that is set.
type longWorld struct {
	*worker

	dir    string
	clock  setClock
	server *playing
	drain  func(context.Context) error // does all that is due
	queue  *longQueue                  // nil on SQLite
	mails  *counting
	random *rand.Rand
	many   int // readers
}

// counting is a sender that counts what it is given and forgets it.
type counting struct{ sent int }

// Send implements mail.Sender.
func (c *counting) Send(_ context.Context, m mail.Message) error {
	_, err := m.Bytes()
	c.sent++
	return err
}

func newLongWorld(ctx context.Context, c longCmd, start time.Time, server *playing) (w *longWorld, err error) {
	dir, err := os.MkdirTemp("", "chalkbench-long-")
	if err != nil {
		return nil, fmt.Errorf("making a folder: %w", err)
	}
	w = &longWorld{dir: dir, server: server, mails: &counting{}, random: rand.New(rand.NewPCG(3, 4)), many: c.Readers}
	database := filepath.Join(dir, "long.db")
	if c.Database != "" {
		if w.queue, err = newLongQueue(ctx, c.Database); err != nil {
			return nil, errors.Join(err, os.RemoveAll(dir))
		}
		database = w.queue.dsn
	}
	db, err := store.Open(ctx, database)
	if err != nil {
		w.queue.close()
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	w.worker = newWorker(db, start)
	w.clock.set(start)
	db.Now = w.clock.now
	for n, s := range server.sources {
		source := chalkline.Source{Kind: chalkline.SourceFeed, Name: sourceName(n, s), URL: s.URL, Genre: chalkline.GenreBlog, Language: "en"}
		if err := db.AddSource(ctx, &source); err != nil {
			return nil, errors.Join(err, w.close())
		}
	}
	m := pickStore{worker: w.worker}
	for _, topic := range topics.Default().Topics() {
		m.topics = append(m.topics, topic.ID)
	}
	if err := m.admit(ctx, c.Readers); err != nil {
		return nil, errors.Join(err, w.close())
	}
	w.clock.set(start.Add(time.Hour))
	u := liveUnits(db, w.mails)
	w.drain = jobs.NewRunner(u.Kinds(), db.Now, u.Log).Drain
	if w.queue != nil {
		if err := w.queue.start(ctx, u.Kinds(), db.Now); err != nil {
			return nil, errors.Join(err, w.close())
		}
		w.drain = w.queue.drain
	}
	for n := range c.Readers { // digests come in hours of their own
		s := chalkline.DefaultSchedule("UTC")
		s.Every, s.Hour = chalkline.EveryDay, 5+n%12
		if err := db.SetSchedule(ctx, chalkline.ReaderID(n+1), s, start.Add(time.Duration(n%12+2)*time.Hour)); err != nil {
			return nil, errors.Join(err, w.close())
		}
	}
	return w, nil
}

func (w *longWorld) close() error {
	w.queue.stop()
	err := errors.Join(w.db.Close(), os.RemoveAll(w.dir))
	w.queue.close()
	return err
}

// setClock is a clock that stands until it is set.
type setClock struct{ micros atomic.Int64 }

func (c *setClock) now() time.Time  { return time.UnixMicro(c.micros.Load()).UTC() }
func (c *setClock) set(t time.Time) { c.micros.Store(t.UnixMicro()) }

// hour lets an hour pass, does what is due and has readers say something.
func (w *longWorld) hour(ctx context.Context, hour int) error {
	w.clock.set(w.clock.now().Add(time.Hour))
	if err := w.server.publish(ctx, hour); err != nil {
		return err
	}
	if err := w.drain(ctx); err != nil {
		return err
	}
	kinds := []chalkline.FeedbackKind{chalkline.FeedbackUseful, chalkline.FeedbackNotForMe, chalkline.FeedbackSaved, chalkline.FeedbackHidden}
	for n := hour % 12; n < w.many; n += 12 { // each reader twice a day
		cards, err := w.db.Cards(ctx, chalkline.ReaderID(n+1), store.CardQuery{Limit: 5})
		if err != nil {
			return err
		}
		if len(cards) == 0 || w.random.IntN(2) == 0 {
			continue
		}
		card := cards[w.random.IntN(len(cards))]
		if err := w.db.AddFeedback(ctx, chalkline.ReaderID(n+1), card.Item.ID, kinds[w.random.IntN(len(kinds))]); err != nil {
			return err
		}
	}
	return nil
}
