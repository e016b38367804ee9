package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"chalkline"
	"chalkline/digest/feed"
	"chalkline/digest/mail"
	"chalkline/jobs"
	"chalkline/ranker/evidence"
	"chalkline/ranker/topics"
	"chalkline/store"
)

// corpusReport says how far the feeds of the corpus came: crawled, stored,
// appraised, picked, published.
type corpusReport struct {
	Sources       int            `json:"sources"`
	Answered      int            `json:"answered"` // read as feeds
	Failing       int            `json:"failing"`  // with a reason stored
	PeerEntries   int            `json:"peer_entries"`
	Stored        int            `json:"items_stored"`
	SameCount     int            `json:"sources_same_count"` // as many items as the peer found
	Fewer         []string       `json:"sources_fewer"`      // fewer than the peer: file, ours, theirs
	Grades        map[string]int `json:"grades"`
	WithTopics    int            `json:"items_with_topics"`
	Picks         int            `json:"picks"`
	FeedBytes     map[string]int `json:"feed_bytes"`
	DigestSubject string         `json:"digest_subject"`
	DigestBytes   int            `json:"digest_bytes"`
	Seconds       float64        `json:"seconds"`
	NewAgain      int            `json:"new_items_second_crawl"`
}

// corpusTopics are what the reader of the measure follows.
var corpusTopics = []chalkline.TopicID{"higher-ed", "maths", "edtech", "policy", "motivation"}

func (r corpusReport) table(w io.Writer) {
	fmt.Fprintf(w, "corpus  %d sources: %d read, %d failing with a reason; %d items stored (peer: %d entries), same count in %d sources; again: %d new\n",
		r.Sources, r.Answered, r.Failing, r.Stored, r.PeerEntries, r.SameCount, r.NewAgain)
	for _, line := range r.Fewer {
		fmt.Fprintf(w, "        fewer than the peer: %s\n", line)
	}
	fmt.Fprintf(w, "        grades %v, %d items with topics, %d picks, feeds %v bytes, digest %d bytes %q; %.1f s\n",
		r.Grades, r.WithTopics, r.Picks, r.FeedBytes, r.DigestBytes, r.DigestSubject, r.Seconds)
}

// crawlCorpus takes every feed of the corpus the whole way of an item.
func crawlCorpus(ctx context.Context, program, folder string) (r corpusReport, err error) {
	server, err := play(ctx, program, "--files", folder)
	if err != nil {
		return r, err
	}
	defer server.stop()
	work, err := os.MkdirTemp("", "chalkbench")
	if err != nil {
		return r, fmt.Errorf("making a folder: %w", err)
	}
	defer os.RemoveAll(work)
	b, err := newCrawlBench(ctx, filepath.Join(work, "corpus.db"), server)
	if err != nil {
		return r, err
	}
	defer b.db.Close()
	start := time.Now()
	if _, err := b.round(ctx); err != nil {
		return r, err
	}
	if err := r.count(ctx, b); err != nil {
		return r, err
	}
	if err := r.publish(ctx, b, filepath.Join(work, "outbox")); err != nil {
		return r, err
	}
	again, err := b.round(ctx)
	r.NewAgain, r.Seconds = again.ItemsStored-r.Stored, time.Since(start).Seconds()
	return r, err
}

// count compares what was stored with what the peer found.
func (r *corpusReport) count(ctx context.Context, b *crawlBench) error {
	sources, err := b.db.Sources(ctx)
	if err != nil {
		return err
	}
	stored, err := b.db.ItemCounts(ctx)
	if err != nil {
		return err
	}
	peer := map[string]playedSource{}
	for _, s := range b.server.sources {
		peer[s.URL] = s
	}
	r.Sources = len(sources)
	for _, s := range sources {
		ours, theirs := stored[s.ID], peer[s.URL].Items
		r.Stored += ours
		r.PeerEntries += theirs
		if s.Poll.State == chalkline.PollOK {
			r.Answered++
		} else {
			r.Failing++
		}
		if ours == theirs {
			r.SameCount++
		}
		if ours < theirs {
			r.Fewer = append(r.Fewer, fmt.Sprintf("%s: %d of %d %s", s.Name, ours, theirs, s.Poll.Error))
		}
	}
	slices.Sort(r.Fewer)
	return nil
}

// publish appraises everything, picks for one reader, and writes their feed and
// digest.
func (r *corpusReport) publish(ctx context.Context, b *crawlBench, outbox string) error {
	u := b.units
	u.Evidence, u.Topics, u.Key = evidence.Default(), topics.Default(), chalkline.NewKey()
	u.Mail, u.From, u.Base = mail.Outbox{Dir: outbox}, "chalkline@bench.example", "https://bench.example"
	reader := chalkline.Reader{Email: "teacher@bench.example", Role: chalkline.RoleReader, Schedule: chalkline.DefaultSchedule("UTC")}
	if err := b.db.CreateReader(ctx, &reader); err != nil {
		return err
	}
	follows := make([]chalkline.Follow, len(corpusTopics))
	for i, topic := range corpusTopics {
		follows[i] = chalkline.Follow{Kind: chalkline.FollowTopic, Value: string(topic), Weight: 1}
	}
	if err := b.db.SetFollows(ctx, reader.ID, follows); err != nil {
		return err
	}
	kinds := slices.DeleteFunc(u.Kinds(), func(k jobs.Kind) bool { return k.Name != "appraise" && k.Name != "pick" })
	if err := jobs.NewRunner(kinds, b.now, u.Log).Drain(ctx); err != nil {
		return err
	}
	counts, err := b.db.Counts(ctx)
	if err != nil {
		return err
	}
	r.Grades = gradeCounts(counts.ByGrade)
	if r.WithTopics, err = withTopics(ctx, b); err != nil {
		return err
	}
	cards, err := b.db.Cards(ctx, reader.ID, store.CardQuery{Limit: 50})
	if err != nil {
		return err
	}
	r.Picks = len(cards)
	if err := r.writeFeeds(cards); err != nil {
		return err
	}
	return r.writeDigest(ctx, u, reader)
}

func withTopics(ctx context.Context, b *crawlBench) (int, error) {
	candidates, err := b.db.Candidates(ctx, time.Time{})
	n := 0
	for _, c := range candidates {
		if len(c.Topics) > 0 {
			n++
		}
	}
	return n, err
}

func (r *corpusReport) writeFeeds(cards []chalkline.Card) error {
	f := feed.Feed{Title: "Bench", Self: feed.Address{Base: "https://bench.example/feeds/x"}, Home: "https://bench.example", Cards: cards}
	r.FeedBytes = map[string]int{}
	for name, write := range map[string]func() ([]byte, error){"rss": f.RSS, "atom": f.Atom, "json": f.JSON} {
		data, err := write()
		if err != nil {
			return fmt.Errorf("writing the %s feed: %w", name, err)
		}
		if name == "json" && !json.Valid(data) || name != "json" && !bytes.HasPrefix(data, []byte("<?xml")) {
			return fmt.Errorf("the %s feed is not what it says", name)
		}
		r.FeedBytes[name] = len(data)
	}
	return nil
}

func (r *corpusReport) writeDigest(ctx context.Context, u *jobs.Units, reader chalkline.Reader) error {
	delivery, err := u.Compose(ctx, reader)
	if err != nil {
		return err
	}
	if delivery == 0 {
		return errors.New("the reader's digest would be empty")
	}
	sent, err := u.Deliver(ctx, delivery)
	if err != nil {
		return err
	}
	m, err := u.Message(ctx, sent)
	if err != nil {
		return err
	}
	data, err := m.Bytes()
	r.DigestSubject, r.DigestBytes = m.Subject, len(data)
	return err
}
