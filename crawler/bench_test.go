package crawler

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"chalkline"
	"chalkline/crawler/fetch"
)

// memory is a Store in memory that keeps the promises of one: a poll is claimed
// once, a batch is stored whole or not at all.
type memory struct {
	mu      sync.Mutex
	sources map[chalkline.SourceID]chalkline.Source
	items   map[chalkline.SourceID]map[string]chalkline.Item
	fail    error // what StoreBatch fails with
	batches int
}

func (m *memory) DueSources(_ context.Context, host string, now time.Time) ([]chalkline.Source, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var due []chalkline.Source
	for id := chalkline.SourceID(1); int(id) <= len(m.sources); id++ {
		s := m.sources[id]
		if s.Host() == host && s.Poll.State != chalkline.PollGone && !s.Poll.NextAt.After(now) {
			due = append(due, s)
		}
	}
	return due, nil
}

func (m *memory) BeginPoll(_ context.Context, id chalkline.SourceID, now, next time.Time) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	s := m.sources[id]
	if s.Poll.NextAt.After(now) {
		return false, nil
	}
	s.Poll.NextAt, s.Poll.LastAt = next, now
	m.sources[id] = s
	return true, nil
}

func (m *memory) StoreBatch(ctx context.Context, b chalkline.Batch) (chalkline.Stored, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.batches++
	if err := errors.Join(ctx.Err(), m.fail); err != nil {
		return chalkline.Stored{}, err
	}
	s := m.sources[b.Source]
	s.Poll = b.Poll
	m.sources[b.Source] = s
	var stored chalkline.Stored
	for _, item := range b.Items {
		known, ok := m.items[b.Source][item.Key]
		switch {
		case !ok:
			stored.New++
		case known.Title != item.Title || known.Text != item.Text:
			stored.Edited++
		default:
			stored.Same++
		}
		if m.items[b.Source] == nil {
			m.items[b.Source] = make(map[string]chalkline.Item)
		}
		m.items[b.Source][item.Key] = item
	}
	return stored, nil
}

func (m *memory) poll(id chalkline.SourceID) chalkline.Poll {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.sources[id].Poll
}

// bench is a crawler, its store, a server to crawl and a clock to turn.
type bench struct {
	*Crawler
	store *memory
	url   string
	host  string
	now   time.Time
}

// newBench serves handler and adds a source for each path, of the kind that
// its query names, or else a feed.
func newBench(t *testing.T, handler http.HandlerFunc, paths ...string) *bench {
	t.Helper()
	server := httptest.NewServer(handler)
	client := fetch.New(fetch.Options{UserAgent: "Chalkline/test", AllowPrivate: true, HostPause: -1, Timeout: 2 * time.Second, MaxBody: 1 << 20})
	t.Cleanup(func() {
		client.Close()
		server.Close()
	})
	b := &bench{url: server.URL, host: chalkline.HostOf(server.URL), now: start}
	b.store = &memory{
		sources: make(map[chalkline.SourceID]chalkline.Source),
		items:   make(map[chalkline.SourceID]map[string]chalkline.Item),
	}
	b.Crawler = &Crawler{Store: b.store, Client: client, Now: func() time.Time { return b.now }, Log: slog.New(slog.DiscardHandler)}
	for i, path := range paths {
		b.add(chalkline.Source{ID: chalkline.SourceID(i + 1), Kind: chalkline.SourceFeed, URL: server.URL + path})
	}
	return b
}

func (b *bench) add(s chalkline.Source) {
	s.Poll.State = chalkline.PollNew
	b.store.sources[s.ID] = s
}

// crawl crawls the host once; each time a month later, so that all is due.
func (b *bench) crawl(t *testing.T) Report {
	t.Helper()
	b.now = b.now.Add(31 * 24 * time.Hour)
	report, err := b.CrawlHost(t.Context(), b.host)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func feedOf(titles ...string) string {
	var b strings.Builder
	b.WriteString("<rss version='2.0'><channel><title>c</title>")
	for _, title := range titles {
		fmt.Fprintf(&b, "<item><guid>%[1]s</guid><title>%[1]s</title><link>/%[1]s</link></item>", title)
	}
	return b.String() + "</channel></rss>"
}
