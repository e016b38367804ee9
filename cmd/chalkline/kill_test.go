package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"chalkline/store"
)

// growingFeeds plays sources that each gain one item with every edition, and
// whose ETag names the edition.
type growingFeeds struct {
	edition atomic.Int64
	sources []string
	asked   chan struct{} // one value a request
}

// itemsOf is how many items a source has in an edition.
func itemsOf(edition int64) int { return 5 + int(edition) }

func startGrowingFeeds(t *testing.T, n int) *growingFeeds {
	t.Helper()
	g := &growingFeeds{asked: make(chan struct{}, 10_000)}
	server := &http.Server{ReadHeaderTimeout: time.Second, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		g.asked <- struct{}{}
		edition := g.edition.Load()
		etag := fmt.Sprintf("%q", fmt.Sprint(edition))
		w.Header().Set("ETag", etag)
		if r.Header.Get("If-None-Match") == etag {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		fmt.Fprint(w, `<rss version="2.0"><channel><title>Growing</title>`)
		for i := range itemsOf(edition) {
			fmt.Fprintf(w, `<item><guid isPermaLink="false">%d</guid><title>Item %d of %s</title><description>Text of item %d.</description></item>`, i, i, r.Host, i)
		}
		fmt.Fprint(w, `</channel></rss>`)
	})}
	t.Cleanup(func() { _ = server.Close() })
	for i := range n {
		l, err := net.Listen("tcp", fmt.Sprintf("127.8.0.%d:0", i+1))
		if err != nil {
			t.Skipf("this system has one loopback address only: %v", err)
		}
		g.sources = append(g.sources, "http://"+l.Addr().String()+"/feed")
		go func() { _ = server.Serve(l) }()
	}
	return g
}

func (g *growingFeeds) yaml() string {
	var b strings.Builder
	b.WriteString("sources:\n")
	for i, url := range g.sources {
		fmt.Fprintf(&b, "  - name: Source %d\n    url: %s\n", i, url)
	}
	return b.String()
}

// TestKilledCrawlLosesNothing kills the program at 50 random moments of a crawl
// while the sources grow. At every such moment the validators stored for a
// source must stand for items that are all stored, and in the end every item is
// there exactly once.
func TestKilledCrawlLosesNothing(t *testing.T) {
	t.Parallel()
	const sources = 12
	kills := 50
	if testing.Short() {
		kills = 5
		t.Logf("only %d kills, for -short", kills)
	}
	feeds := startGrowingFeeds(t, sources)
	dir := t.TempDir()
	list := filepath.Join(dir, "feeds.yaml")
	if err := os.WriteFile(list, []byte(feeds.yaml()), 0o600); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "data", "chalkline.db")
	crawl := func(ctx context.Context) *exec.Cmd {
		cmd := exec.CommandContext(ctx, program(t), "crawl", "--allow-private", "--crossref", "off", "--eric", "off", "--feeds", list, "--data", filepath.Join(dir, "data"))
		cmd.Args[0] = "chalkline"
		cmd.Path = program(t)
		return cmd
	}
	midway := 0
	for range kills {
		feeds.edition.Add(1)
		allDue(t, path)
		cmd := crawl(t.Context())
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		for range 1 + rand.IntN(sources) {
			select {
			case <-feeds.asked:
			case <-time.After(time.Minute):
				t.Fatal("the crawl asks nothing")
			}
		}
		time.Sleep(time.Duration(rand.Int64N(int64(20 * time.Millisecond))))
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		for len(feeds.asked) > 0 {
			<-feeds.asked
		}
		if checkStored(t, path, feeds.edition.Load()) {
			midway++
		}
	}
	t.Logf("of %d kills %d fell between storing the first and the last source", kills, midway)
	if midway == 0 {
		t.Error("no kill fell into the middle of a crawl, so nothing was shown")
	}
	allDue(t, path)
	if out, err := crawl(t.Context()).CombinedOutput(); err != nil {
		t.Fatalf("crawl after the kills: %v\n%s", err, out)
	}
	edition := feeds.edition.Load()
	db := openStore(t, path)
	counts, err := db.ItemCounts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for id, n := range counts {
		if n != itemsOf(edition) {
			t.Errorf("source %d has %d items in the end, want %d", id, n, itemsOf(edition))
		}
	}
	if len(counts) != sources {
		t.Errorf("%d sources have items, want %d", len(counts), sources)
	}
}

// allDue makes every source due, however lately it was asked.
func allDue(t *testing.T, path string) {
	t.Helper()
	if _, err := os.Stat(path); err != nil {
		return // the first crawl makes it
	}
	db := openStore(t, path)
	if _, err := db.ForcePoll(t.Context(), time.Now(), time.Now()); err != nil {
		t.Fatal(err)
	}
	_ = db.Close() // as it is closed when nobody looks into it
}

// checkStored compares validators with items and says whether the kill left
// some sources read and others not.
func checkStored(t *testing.T, path string, edition int64) (midway bool) {
	t.Helper()
	db := openStore(t, path)
	defer db.Close()
	all, err := db.Sources(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	counts, err := db.ItemCounts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	read := 0
	for _, s := range all {
		if s.Poll.ETag == "" {
			if counts[s.ID] != 0 {
				t.Errorf("source %d has %d items but no validator", s.ID, counts[s.ID])
			}
			continue
		}
		var stored int64
		if _, err := fmt.Sscanf(s.Poll.ETag, `"%d"`, &stored); err != nil {
			t.Fatalf("validator %q: %v", s.Poll.ETag, err)
		}
		if counts[s.ID] != itemsOf(stored) {
			t.Errorf("source %d: validator of edition %d with %d items, want %d", s.ID, stored, counts[s.ID], itemsOf(stored))
		}
		if stored == edition {
			read++
		}
	}
	return read > 0 && read < len(all)
}

func openStore(t *testing.T, path string) *store.DB {
	t.Helper()
	db, err := store.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}
