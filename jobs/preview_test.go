package jobs

import (
	"errors"
	"sync"
	"testing"
	"time"

	"chalkline"
	"chalkline/ranker"
)

func TestAPreviewUsesWhatWasReadWithinTheMinute(t *testing.T) {
	t.Parallel()
	var p preview
	now := time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)
	reads := 0
	ask := func() int {
		t.Helper()
		r, err := p.of(now, func() (ranker.Request, error) {
			reads++
			return ranker.Request{Now: now, Candidates: make([]chalkline.Candidate, reads)}, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return len(r.Candidates)
	}
	for _, step := range []struct {
		after time.Duration
		reads int
	}{{0, 1}, {30 * time.Second, 1}, {29 * time.Second, 1}, {time.Second, 2}, {-time.Hour, 3}} {
		now = now.Add(step.after)
		if got := ask(); got != step.reads {
			t.Errorf("after %v: candidates of read %d, want %d", step.after, got, step.reads)
		}
	}
	p.forget(nil)
	p.forget(p.batch)
	if p.batch != nil {
		t.Error("what was kept is not let go of")
	}
	failed := errors.New("no")
	if _, err := p.of(now, func() (ranker.Request, error) { return ranker.Request{}, failed }); !errors.Is(err, failed) || p.batch != nil {
		t.Errorf("a failed read gave %v and kept %v", err, p.batch)
	}
}

func TestPreviewsAtOnceReadOnce(t *testing.T) {
	t.Parallel()
	var p preview
	now := time.Now()
	reads := 0
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			_, err := p.of(now, func() (ranker.Request, error) { reads++; return ranker.Request{Now: now}, nil })
			if err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if reads != 1 {
		t.Errorf("%d reads, want 1", reads)
	}
}
