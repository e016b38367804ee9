package search_test

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"chalkline"
	"chalkline/search"
)

// stub is an index that finds one item, or fails, after a while.
type stub struct {
	item  chalkline.ItemID
	takes time.Duration
	fails error
	asked int
}

func (s *stub) Search(ctx context.Context, _ chalkline.Search) (chalkline.Found, error) {
	s.asked++
	select {
	case <-time.After(s.takes):
	case <-ctx.Done():
		return chalkline.Found{}, ctx.Err()
	}
	if s.fails != nil {
		return chalkline.Found{}, s.fails
	}
	return chalkline.Found{Hits: []chalkline.Hit{{Item: s.item}}, Total: 1}, nil
}

func newFallback() (f *search.Fallback, first, second *stub) {
	first, second = &stub{item: 1}, &stub{item: 2}
	return &search.Fallback{
		First: first, Second: second, Wait: 2 * time.Second, Pause: 15 * time.Second, Now: time.Now, Log: slog.New(slog.DiscardHandler),
	}, first, second
}

// answered says which index answered, whether the reader was told so, and how long
// it took.
func answered(t *testing.T, f *search.Fallback) (item chalkline.ItemID, told bool, took time.Duration) {
	t.Helper()
	start := time.Now()
	found, err := f.Search(t.Context(), chalkline.Search{Words: "fractions"})
	if err != nil {
		t.Fatal(err)
	}
	return found.Hits[0].Item, found.Notice.Format != "", time.Since(start)
}

func TestTheFirstIndexAnswersWhileItIsThere(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f, first, second := newFallback()
		first.takes = time.Second
		if item, told, took := answered(t, f); item != 1 || told || took != time.Second || second.asked != 0 {
			t.Errorf("index %d answered, told %v, after %s; the second was asked %d times", item, told, took, second.asked)
		}
	})
}

func TestTheSecondAnswersWhereTheFirstIsDownOrSlow(t *testing.T) {
	t.Parallel()
	for name, first := range map[string]stub{
		"down": {fails: errors.New("connection refused")},
		"slow": {takes: time.Hour},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				f, one, _ := newFallback()
				*one = first
				if item, told, took := answered(t, f); item != 2 || !told || took > 2*time.Second {
					t.Errorf("index %d answered, told %v, after %s", item, told, took)
				}
				for range 3 { // the first is left alone
					if item, told, took := answered(t, f); item != 2 || !told || took != 0 {
						t.Errorf("index %d answered, told %v, after %s", item, told, took)
					}
				}
				if one.asked != 1 {
					t.Errorf("the first was asked %d times, want once", one.asked)
				}
				time.Sleep(15 * time.Second)
				answered(t, f)
				answered(t, f)
				if one.asked != 2 {
					t.Errorf("after a pause the first was asked %d times in all, want 2", one.asked)
				}
				*one = stub{item: 1}
				time.Sleep(15 * time.Second)
				for range 2 {
					if item, told, _ := answered(t, f); item != 1 || told {
						t.Errorf("when the first is back, %d answers and told is %v", item, told)
					}
				}
			})
		})
	}
}

func TestASearchThatTheFirstIsNotForIsNoFault(t *testing.T) {
	t.Parallel()
	f, first, _ := newFallback()
	first.fails = search.ErrUnfit
	for range 2 {
		if item, told, _ := answered(t, f); item != 2 || told {
			t.Errorf("index %d answered, told %v; want the second without a word", item, told)
		}
	}
	if first.asked != 2 {
		t.Errorf("the first was asked %d times, want 2", first.asked)
	}
}

func TestWhoGoesAwayIsNoFaultOfTheIndex(t *testing.T) {
	t.Parallel()
	f, first, second := newFallback()
	first.takes = time.Hour
	gone, stop := context.WithCancel(t.Context())
	stop()
	if _, err := f.Search(gone, chalkline.Search{Words: "fractions"}); !errors.Is(err, context.Canceled) || second.asked != 0 {
		t.Errorf("after the reader went: %v, the second was asked %d times", err, second.asked)
	}
	first.takes = 0
	if item, told, _ := answered(t, f); item != 1 || told {
		t.Errorf("index %d answers the next, told %v", item, told)
	}
}
