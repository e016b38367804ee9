package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"time"

	"chalkline"
	"chalkline/ranker/evidence"
	"chalkline/store"
)

const (
	pickedFrom  = 14 * 24 * time.Hour // from when items are picked, as the daemon has it
	pickWeeks   = 10                  // of which the store has items
	pickSources = 250
)

// shape says how large a made-up store is.
type shape struct {
	items, readers int
	words          int      // of the text of an item; 40 when it is 0
	wide           bool     // a tenth of the items is about the first topic, and all have a word in common
	recent         bool     // the items end today, and not on a fixed day
	skewed         bool     // few topics have many followers, many have few
	sources        []string // addresses of its sources; made-up ones when there are none
}

// everywhere is the word that all items of a wide store have.
const everywhere = "pupils"

// pickStore is a made-up store of a large instance.
type pickStore struct {
	*worker
	shape

	dir    string
	topics []chalkline.TopicID
	random *rand.Rand
}

// newPickStore fills an empty database, a temporary SQLite file when none is
// named. The same shape gives the same store.
func newPickStore(ctx context.Context, database string, s shape) (m *pickStore, err error) {
	dir, err := os.MkdirTemp("", "chalkbench-")
	if err != nil {
		return nil, fmt.Errorf("making a folder: %w", err)
	}
	if database == "" {
		database = filepath.Join(dir, "pick.db")
	}
	db, err := store.Open(ctx, database)
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	start := time.Date(2026, time.January, 5, 6, 0, 0, 0, time.UTC)
	if s.recent {
		start = time.Now().UTC().Truncate(24*time.Hour).AddDate(0, 0, -7*pickWeeks-2)
	}
	m = &pickStore{worker: newWorker(db, start), shape: s, dir: dir, random: rand.New(rand.NewPCG(1, 2))}
	for _, topic := range m.units.Topics.Topics() {
		m.topics = append(m.topics, topic.ID)
	}
	var counts store.Counts
	if counts, err = db.Counts(ctx); err == nil && counts.Items+counts.Readers > 0 {
		err = fmt.Errorf("%w: %d items and %d readers are in it", errNotEmpty, counts.Items, counts.Readers)
	}
	if err == nil {
		err = m.fill(ctx)
	}
	if err == nil {
		m.now = start.Add(pickWeeks * 7 * 24 * time.Hour)
		err = m.admit(ctx, s.readers)
	}
	if err != nil {
		m.close()
		return nil, err
	}
	return m, nil
}

// errNotEmpty says that a database is not ours to fill.
var errNotEmpty = errors.New("the database is not empty; name one that was just made")

func (m *pickStore) close() {
	_ = m.db.Close() // the folder goes too
	_ = os.RemoveAll(m.dir)
}

// pickAll makes the picks that are due and says for how many readers.
func (m *pickStore) pickAll(ctx context.Context) (int, error) { return m.do(ctx, "pick") }

// fill stores items week by week, a poll a source and week, and what is found out
// about them.
func (m *pickStore) fill(ctx context.Context) error {
	sources := make([]chalkline.Source, cmp.Or(len(m.sources), pickSources))
	for n := range sources {
		sources[n] = chalkline.Source{Name: fmt.Sprintf("Source %d", n), URL: fmt.Sprintf("https://s%d.example/feed", n), Language: "en"}
		if m.sources != nil {
			sources[n].URL, sources[n].Kind = m.sources[n], chalkline.SourceFeed
		}
		if err := m.db.AddSource(ctx, &sources[n]); err != nil {
			return err
		}
	}
	start, left := m.now, m.items
	for week := range pickWeeks {
		for n, source := range sources {
			polls := (pickWeeks-week)*len(sources) - n
			share := left / polls
			left -= share
			m.now = start.Add(time.Duration(week)*7*24*time.Hour + time.Duration(n)*7*24*time.Hour/time.Duration(len(sources)))
			batch := chalkline.Batch{Source: source.ID, Poll: chalkline.Poll{State: chalkline.PollOK, NextAt: m.now.Add(time.Hour)}}
			for range share {
				batch.Items = append(batch.Items, m.item(n))
			}
			if _, err := m.db.StoreBatch(ctx, batch); err != nil {
				return err
			}
		}
	}
	return m.judge(ctx)
}

func (m *pickStore) words(n int) (text string) {
	for range n {
		text += fmt.Sprintf("word%d ", min(m.random.IntN(5000), m.random.IntN(5000)))
	}
	return text
}

func (m *pickStore) item(source int) chalkline.Item {
	id := m.random.Uint64()
	address := fmt.Sprintf("https://s%d.example/%x", source, id)
	title, text := m.words(9), m.words(cmp.Or(m.shape.words, 40))
	if m.wide {
		text += everywhere
	}
	return chalkline.Item{
		Key: address, URL: address, Title: title, Text: text, Authors: []string{fmt.Sprintf("Author %d", m.random.IntN(3000))},
		Published: m.now.Add(-time.Duration(m.random.IntN(48)) * time.Hour),
	}
}

// judge stores made-up judgements of all items: two in three are about one to
// three topics, strong evidence is rare.
func (m *pickStore) judge(ctx context.Context) error {
	kinds := []chalkline.Kind{chalkline.KindResearch, chalkline.KindResearch, chalkline.KindNews, chalkline.KindPractice, chalkline.KindOpinion, chalkline.KindEvent}
	ways := []chalkline.Direction{"", "", chalkline.DirectionPositive, chalkline.DirectionPositive, chalkline.DirectionNull, chalkline.DirectionMixed}
	for {
		due, err := m.db.ItemsToAppraise(ctx, 500)
		if err != nil || len(due) == 0 {
			return err
		}
		items, err := m.db.Items(ctx, due)
		if err != nil {
			return err
		}
		list := make([]chalkline.Appraised, 0, len(items))
		for _, item := range items {
			a := chalkline.Appraisal{ItemID: item.ID, Kind: kinds[m.random.IntN(len(kinds))], Reason: chalkline.Textf("Made up."), Model: evidence.Version, At: m.now}
			if a.Kind.Graded() {
				a.Score = 1 + min(m.random.IntN(95), m.random.IntN(95))
				a.Grade = chalkline.GradeFor(a.Score)
				a.Signals = []chalkline.Signal{{Name: chalkline.SignalDirection, Value: string(ways[m.random.IntN(len(ways))])}}
			}
			list = append(list, chalkline.Appraised{
				Appraisal: a, Topics: m.matches(item.ID), For: chalkline.Class{Phases: chalkline.Phases[m.random.IntN(4):][:1]},
				StoryKeys: []string{"url:" + item.URL}, Changed: item.Changed,
			})
		}
		if err := m.db.SaveAppraised(ctx, list); err != nil {
			return err
		}
	}
}

func (m *pickStore) matches(item chalkline.ItemID) (list []chalkline.TopicMatch) {
	if m.wide && item%10 == 0 {
		return []chalkline.TopicMatch{{Topic: m.topics[0], Weight: 1, Quote: "word"}}
	}
	first := m.random.IntN(len(m.topics))
	for n := range m.random.IntN(4) * m.random.IntN(2) {
		list = append(list, chalkline.TopicMatch{Topic: m.topics[(first+7*n)%len(m.topics)], Weight: 0.5 + m.random.Float64()/2, Quote: "word"})
	}
	return list
}

// admit stores readers whose picks are due.
func (m *pickStore) admit(ctx context.Context, readers int) error {
	for n := range readers {
		reader, follows := m.reader(n)
		reader.ID = 0
		if err := m.db.CreateReader(ctx, &reader); err != nil {
			return err
		}
		if err := m.db.SetFollows(ctx, reader.ID, follows); err != nil {
			return err
		}
	}
	m.now = m.now.Add(time.Hour)
	return nil
}

// reader is the reader of that number: with 3 to 12 topics, one in five with a
// source, an author and a saved search too, one in fifty with nothing.
func (m *pickStore) reader(n int) (chalkline.Reader, []chalkline.Follow) {
	random := rand.New(rand.NewPCG(7, uint64(n)))
	r := chalkline.Reader{
		ID: chalkline.ReaderID(n + 1), Email: fmt.Sprintf("reader%d@school.example", n), Schedule: chalkline.DefaultSchedule("UTC"),
		Class: chalkline.Class{Phases: chalkline.Phases[random.IntN(4):][:1], Country: "GB"},
		Wants: chalkline.Wants{Minutes: []int{0, 5, 15, 30}[random.IntN(4)], Languages: []string{"en"}},
	}
	if random.IntN(50) == 0 {
		return r, nil
	}
	var follows []chalkline.Follow
	wanted := random.Perm(len(m.topics))[:3+random.IntN(10)]
	if m.skewed {
		wanted = skewed(random, len(m.topics), len(wanted))
	}
	for _, topic := range wanted {
		follows = append(follows, chalkline.Follow{Kind: chalkline.FollowTopic, Value: string(m.topics[topic]), Weight: 1, Mute: random.IntN(12) == 0})
	}
	if random.IntN(5) == 0 {
		follows = append(
			follows,
			chalkline.Follow{Kind: chalkline.FollowSource, Value: fmt.Sprint(1 + random.IntN(pickSources)), Weight: 1},
			chalkline.Follow{Kind: chalkline.FollowAuthor, Value: fmt.Sprintf("Author %d", random.IntN(3000)), Weight: 1},
			chalkline.Follow{Kind: chalkline.FollowQuery, Value: fmt.Sprintf("word%d", random.IntN(200)), Weight: 1},
		)
	}
	return r, follows
}

// skewed are so many different numbers below n, of which low ones are likelier: as
// in a distribution of Zipf with the exponent 1.2.
func skewed(random *rand.Rand, n, many int) []int {
	zipf := rand.NewZipf(random, 1.2, 4, uint64(n-1))
	var out []int
	for len(out) < many {
		if k := int(zipf.Uint64()); !slices.Contains(out, k) {
			out = append(out, k)
		}
	}
	return out
}
