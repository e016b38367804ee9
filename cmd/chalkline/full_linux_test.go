package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestACrawlOnAFullDiskLosesNothing crawls onto a disk that is full, and again
// when there is room.
func TestACrawlOnAFullDiskLosesNothing(t *testing.T) {
	t.Parallel()
	const sources, room = 3, 12 << 20
	disk := t.TempDir()
	if err := syscall.Mount("tmpfs", disk, "tmpfs", 0, fmt.Sprintf("size=%d", room)); err != nil {
		t.Skip("needs root to mount a small disk")
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(disk, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
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
	ballast := filepath.Join(disk, "ballast")
	fill(t, ballast)
	out, ok := crawl()
	if ok || !strings.Contains(out, "the disk is full") {
		t.Errorf("on a full disk the crawl went well (%v) and said:\n%s", ok, out)
	}
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
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

// fill writes a file until the disk is full.
func fill(t *testing.T, path string) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for size := 1 << 16; size > 0; size /= 2 {
		for err = nil; err == nil; {
			_, err = f.Write(make([]byte, size))
		}
	}
}
