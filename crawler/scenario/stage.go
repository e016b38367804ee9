package scenario

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"chalkline"
	"chalkline/crawler"
	"chalkline/crawler/fetch"
	"chalkline/crawler/schedule"
)

// stage is where one scenario is played.
type stage struct {
	ctx     context.Context
	world   World
	options fetch.Options // set before reopen to differ from what open sets
	store   Store
	broken  *breakable // between the crawler and the store
	crawler *crawler.Crawler
	names   *names
	log     lockedBuffer
	sites   []*site

	mu     sync.Mutex
	now    time.Time
	faults []error
}

const userAgent = "Chalkline/1.0 (+https://school.example; mailto:head@school.example)"

// open starts name service and crawler.
func (st *stage) open() {
	var err error
	st.names, err = serveNames()
	st.must(err)
	st.options = fetch.Options{
		UserAgent: userAgent, AllowPrivate: true, HostPause: -1, Timeout: 10 * time.Second, MaxBody: 1 << 20, Resolver: st.names.resolver(),
	}
	st.restart()
}

// restart ends the crawler and its store, and starts them anew from what is on
// disk.
func (st *stage) restart() {
	st.closeStore()
	var err error
	st.store, err = st.world.Open(st.ctx, filepath.Join(st.world.Folder, "scenario.db"), st.clock)
	st.must(err)
	st.broken = &breakable{Store: st.store}
	st.crawler = &crawler.Crawler{
		Store: st.broken, Client: fetch.New(st.options), Now: st.clock, Seed: 1,
		Log: slog.New(slog.NewTextHandler(&st.log, &slog.HandlerOptions{Level: slog.LevelInfo})),
	}
}

func (st *stage) closeStore() {
	if st.store == nil {
		return
	}
	st.crawler.Client.Close()
	if err := st.store.Close(); err != nil {
		st.fail("closing the store: %v", err)
	}
	st.store = nil
}

func (st *stage) close() {
	st.closeStore()
	for _, s := range st.sites {
		s.close()
	}
	if st.names != nil {
		st.names.close()
	}
}

func (st *stage) clock() time.Time {
	st.mu.Lock()
	defer st.mu.Unlock()
	return st.now
}

// pass turns the clock.
func (st *stage) pass(d time.Duration) {
	st.mu.Lock()
	defer st.mu.Unlock()
	st.now = st.now.Add(d)
}

// fail notes what did not hold.
func (st *stage) fail(format string, args ...any) {
	st.mu.Lock()
	defer st.mu.Unlock()
	st.faults = append(st.faults, fmt.Errorf(format, args...)) //nolint:err113 // for a person to read
}

// check notes what did not hold unless it did.
func (st *stage) check(holds bool, format string, args ...any) {
	if !holds {
		st.fail(format, args...)
	}
}

// must ends the scenario unless err is nil.
func (st *stage) must(err error) {
	if err != nil {
		st.fail("%w", err)
		panic(stop{})
	}
}

// add stores a feed with that address.
func (st *stage) add(url string) chalkline.SourceID {
	return st.addSource(chalkline.Source{Kind: chalkline.SourceFeed, URL: url})
}

func (st *stage) addSource(s chalkline.Source) chalkline.SourceID {
	s.Name, s.Genre = s.URL, chalkline.GenreBlog
	st.must(st.store.AddSource(st.ctx, &s))
	return s.ID
}

// crawl asks all that is due now.
func (st *stage) crawl() crawler.Report {
	var sum crawler.Report
	hosts, err := st.store.DueHosts(st.ctx, st.clock(), 1000)
	st.must(err)
	for _, host := range hosts {
		r, err := st.crawler.CrawlHost(st.ctx, host)
		st.must(err)
		sum.Asked += r.Asked
		sum.Failed += r.Failed
		sum.NotModified += r.NotModified
		sum.Stored.New += r.Stored.New
		sum.Stored.Edited += r.Stored.Edited
		sum.Stored.Same += r.Stored.Same
		sum.Stored.Buried += r.Stored.Buried
		sum.Stored.Reused += r.Stored.Reused
	}
	return sum
}

// next turns the clock to when a source is due, and asks.
func (st *stage) next(id chalkline.SourceID) crawler.Report {
	p := st.poll(id)
	due := p.NextAt
	if p.HeldUntil.After(due) {
		due = p.HeldUntil
	}
	if wait := due.Sub(st.clock()); wait > 0 {
		st.pass(wait)
	}
	return st.crawl()
}

func (st *stage) source(id chalkline.SourceID) chalkline.Source {
	s, err := st.store.Source(st.ctx, id)
	st.must(err)
	return s
}

func (st *stage) poll(id chalkline.SourceID) chalkline.Poll { return st.source(id).Poll }

// items are all items that are stored, by id.
func (st *stage) items() []chalkline.Item {
	ids, err := st.store.ItemsToAppraise(st.ctx, 100_000)
	st.must(err)
	slices.Sort(ids)
	items, err := st.store.Items(st.ctx, ids)
	st.must(err)
	return items
}

// wait is how long a source is left alone after it was asked, as a range: the
// interval, and that with the most jitter.
func (st *stage) waits(id chalkline.SourceID, want time.Duration) {
	p := st.poll(id)
	got := p.NextAt.Sub(p.LastAt)
	st.check(got >= want && got <= want+time.Duration(schedule.Jitter*float64(want)), "%s is left alone for %v, want %v", st.source(id).URL, got, want)
}

// logged says whether a line of the log has the words.
func (st *stage) logged(words string) bool { return bytes.Contains(st.log.bytes(), []byte(words)) }

// lockedBuffer is what is logged.
type lockedBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

// Write adds a line.
func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *lockedBuffer) bytes() []byte {
	b.mu.Lock()
	defer b.mu.Unlock()
	return bytes.Clone(b.buf.Bytes())
}

// breakable is a store that fails to store batches when it is told to.
type breakable struct {
	Store

	fail error
}

// StoreBatch stores a batch, or fails before anything is written.
func (b *breakable) StoreBatch(ctx context.Context, batch chalkline.Batch) (chalkline.Stored, error) {
	if b.fail != nil {
		return chalkline.Stored{}, b.fail
	}
	return b.Store.StoreBatch(ctx, batch)
}
