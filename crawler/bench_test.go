package crawler

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
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
		if s.Host() == host && s.Poll.State != chalkline.PollGone && !s.Poll.NextAt.After(now) && !s.Poll.HeldUntil.After(now) {
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

func (m *memory) Source(_ context.Context, id chalkline.SourceID) (chalkline.Source, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	s, ok := m.sources[id]
	if !ok {
		return s, chalkline.Errorf(chalkline.CodeNotFound, "there is no source %d", id)
	}
	return s, nil
}

func (m *memory) Hosts(context.Context) ([]string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var hosts []string
	for _, s := range m.sources {
		hosts = append(hosts, s.Host())
	}
	return hosts, nil
}

// change changes the sources for which do says so.
func (m *memory) change(do func(s *chalkline.Source) bool) int {
	m.mu.Lock()
	defer m.mu.Unlock()
	changed := 0
	for id, s := range m.sources {
		if do(&s) {
			m.sources[id] = s
			changed++
		}
	}
	return changed
}

func (m *memory) ForcePoll(_ context.Context, now, after time.Time, only ...chalkline.SourceID) (int, error) {
	return m.change(func(s *chalkline.Source) bool {
		if !slices.Contains(only, s.ID) || s.Poll.LastAt.After(after) || s.Poll.HeldUntil.After(now) {
			return false
		}
		s.Poll.NextAt = now
		return true
	}), nil
}

func (m *memory) HoldHosts(_ context.Context, hosts []string, until time.Time, busy int) error {
	m.change(func(s *chalkline.Source) bool {
		if !slices.Contains(hosts, s.Host()) {
			return false
		}
		s.Poll.HeldUntil, s.Poll.NextAt, s.Poll.Busy = until, until, busy
		return true
	})
	return nil
}

func (m *memory) MoveSource(_ context.Context, id chalkline.SourceID, url string) (chalkline.SourceID, error) {
	m.change(func(s *chalkline.Source) bool {
		if s.ID != id {
			return false
		}
		s.URL, s.Poll.ETag, s.Poll.LastModified, s.Poll.Move = url, "", "", chalkline.Move{}
		return true
	})
	return id, nil
}

func (m *memory) SpreadOverdue(_ context.Context, before time.Time, at func(chalkline.SourceID, int) time.Time) (int, error) {
	overdue := func(s *chalkline.Source) bool { return !s.Poll.LastAt.IsZero() && !s.Poll.NextAt.After(before) }
	of := m.change(overdue)
	return m.change(func(s *chalkline.Source) bool {
		if !overdue(s) {
			return false
		}
		s.Poll.NextAt = at(s.ID, of)
		return true
	}), nil
}

// BeginRead lets every page be read: when one is due, the real store knows.
func (m *memory) BeginRead(context.Context, chalkline.ItemID, time.Time, time.Time) (bool, error) {
	return true, nil
}

func (m *memory) SaveRead(context.Context, chalkline.ItemID, chalkline.Item) error { return nil }

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
