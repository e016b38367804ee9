package jobs

import (
	"bytes"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"chalkline"
	"chalkline/ranker/evidence"
	"chalkline/ranker/topics"
	"chalkline/store"
	"chalkline/store/fulldisk"
)

func TestAFullDiskIsSaidOnceABatch(t *testing.T) {
	t.Parallel()
	disk := fulldisk.New(t, 8<<20)
	db, err := store.Open(t.Context(), filepath.Join(disk, "chalkline.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	s := chalkline.Source{Name: "S", URL: "https://s.example/feed"}
	if err := db.AddSource(t.Context(), &s); err != nil {
		t.Fatal(err)
	}
	const items, batch = 300, 100
	b := chalkline.Batch{Source: s.ID, Poll: chalkline.Poll{State: chalkline.PollOK}}
	for n := range items {
		b.Items = append(b.Items, chalkline.Item{Key: fmt.Sprint(n), Title: fmt.Sprintf("On homework in school %d", n), Text: "A survey of 40 teachers."})
	}
	if _, err := db.StoreBatch(t.Context(), b); err != nil {
		t.Fatal(err)
	}
	empty := fulldisk.Fill(t, disk)
	now := time.Now()
	var log bytes.Buffer
	u := &Units{DB: db, Evidence: evidence.Default(), Topics: topics.Default(), Now: func() time.Time { return now }, Log: discard}
	k := Kind{Name: "appraise", Due: ids(u.toAppraise), Run: u.appraise, Batch: batch}
	r := NewRunner([]Kind{k}, u.Now, slog.New(slog.NewTextHandler(&log, nil)))
	err = r.Drain(t.Context())
	if err == nil || !strings.Contains(err.Error(), "the disk is full") {
		t.Errorf("on a full disk: %v", err)
	}
	if lines := strings.Count(log.String(), "\n"); lines < 1 || lines > items/batch {
		t.Errorf("%d lines, want one for each of %d batches at most:\n%s", lines, items/batch, chalkline.Cut(log.String(), 2000))
	}
	empty()
	now = now.Add(longestPause)
	if err := r.Drain(t.Context()); err != nil {
		t.Errorf("with room again: %v", err)
	}
	if counts, err := db.Counts(t.Context()); err != nil || counts.Due != 0 {
		t.Errorf("%d items are left to judge, %v", counts.Due, err)
	}
}
