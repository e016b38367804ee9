package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"chalkline/store/fulldisk"
)

// TestACrawlOnAFullDiskLosesNothing crawls onto a disk that is full, and again
// when there is room.
func TestACrawlOnAFullDiskLosesNothing(t *testing.T) {
	t.Parallel()
	const sources, room = 3, 12 << 20
	disk := fulldisk.New(t, room)
	feeds := startGrowingFeeds(t, sources)
	list := filepath.Join(t.TempDir(), "feeds.yaml")
	if err := os.WriteFile(list, []byte(feeds.yaml()), 0o600); err != nil {
		t.Fatal(err)
	}
	data := filepath.Join(disk, "data")
	file := filepath.Join(data, "chalkline.db")
	crawl := func() (string, bool) {
		return chalk(t, data, "crawl", "--allow-private", "--crossref", "off", "--eric", "off", "--feeds", list)
	}
	feeds.edition.Store(1)
	if out, ok := crawl(); !ok {
		t.Fatal(out)
	}
	feeds.edition.Store(300)
	allDue(t, file)
	empty := fulldisk.Fill(t, disk)
	out, ok := crawl()
	if ok || !strings.Contains(out, "the disk is full") {
		t.Errorf("on a full disk the crawl went well (%v) and said:\n%s", ok, out)
	}
	empty()
	db := openStore(t, file)
	if err := db.IntegrityCheck(t.Context()); err != nil {
		t.Error(err)
	}
	checkStored(t, file, 300)
	allDue(t, file)
	if out, ok := crawl(); !ok {
		t.Errorf("with room again: %s", out)
	}
	counts, err := db.ItemCounts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for id, n := range counts {
		if n != itemsOf(300) {
			t.Errorf("source %d has %d items, want %d", id, n, itemsOf(300))
		}
	}
}
