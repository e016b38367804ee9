package crawler

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"chalkline"
)

func TestASampleIsWhatWouldBeStoredAndIsNot(t *testing.T) {
	t.Parallel()
	asked := 0
	b := newBench(t, func(w http.ResponseWriter, r *http.Request) {
		asked++
		if r.Header.Get("If-None-Match") != "" {
			t.Error("a sample is asked for with validators")
		}
		if r.URL.Path == "/broken" {
			http.Error(w, "no", http.StatusForbidden)
			return
		}
		_, _ = fmt.Fprint(w, feedOf("a", "b"))
	}, "/good", "/broken")
	good, broken := b.store.sources[1], b.store.sources[2]
	good.Poll.ETag = `"x"`
	items, err := b.Sample(t.Context(), good)
	if err != nil || len(items) != 2 {
		t.Fatalf("%d items, %v", len(items), err)
	}
	if b.store.batches != 0 || !b.store.poll(1).LastAt.IsZero() {
		t.Errorf("%d batches were stored, and the poll is %+v", b.store.batches, b.store.poll(1))
	}
	if _, err := b.Sample(t.Context(), broken); chalkline.ErrorCode(err) != chalkline.CodeInvalid || !strings.Contains(err.Error(), "403") {
		t.Errorf("a source that refuses: %v", err)
	}
	before := asked
	held, fresh := good, good
	held.Poll.HeldUntil = b.now.Add(time.Hour)
	fresh.Poll.LastAt = b.now.Add(-time.Minute)
	for name, source := range map[string]chalkline.Source{"held": held, "asked a minute ago": fresh} {
		if _, err := b.Sample(t.Context(), source); chalkline.ErrorCode(err) != chalkline.CodeInvalid || asked != before {
			t.Errorf("a source that is %s: %v, asked %d times", name, err, asked-before)
		}
	}
}

func TestTheOperatorsRestRaisesTheInterval(t *testing.T) {
	t.Parallel()
	b := newBench(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = fmt.Fprint(w, feedOf("a")) }, "/feed")
	b.store.change(func(s *chalkline.Source) bool {
		s.Rest = 6 * time.Hour
		return true
	})
	b.crawl(t)
	if got := b.store.poll(1).Interval; got != 6*time.Hour {
		t.Errorf("asked again after %v, want 6 h", got)
	}
}
