package search

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"chalkline"
)

// Fallback asks a first index and, when that is down or slow, a second one that is
// always there; the reader is told so. After a failure the first is left alone for a pause, so that only
// one search waits for it and not each.
type Fallback struct {
	First, Second Searcher
	Wait          time.Duration // how long the first may take
	Pause         time.Duration // how long it is left alone after a failure
	Now           func() time.Time
	Log           *slog.Logger

	mu    sync.Mutex
	down  bool
	again time.Time // when to ask the first again, if it is down
}

// Search implements Searcher.
func (f *Fallback) Search(ctx context.Context, search chalkline.Search) (chalkline.Found, error) {
	if f.turn() {
		asked, cancel := context.WithTimeout(ctx, f.Wait)
		found, err := f.First.Search(asked, search)
		cancel()
		switch {
		case err == nil:
			f.answered()
			return found, nil
		case errors.Is(err, ErrUnfit):
			return f.Second.Search(ctx, search)
		case ctx.Err() != nil: // whoever asked has gone
			return chalkline.Found{}, ctx.Err()
		}
		f.failed(err)
	}
	found, err := f.Second.Search(ctx, search)
	found.Notice = chalkline.Textf("Typing mistakes are not forgiven just now: the larger index does not answer.")
	return found, err
}

// turn says whether to ask the first now. While it is down one search asks after
// each pause, and the others do not wait for what becomes of it.
func (f *Fallback) turn() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	now := f.Now()
	if !f.down {
		return true
	}
	if now.Before(f.again) {
		return false
	}
	f.again = now.Add(f.Pause)
	return true
}

func (f *Fallback) answered() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.down {
		f.Log.Info("the larger index answers searches again")
	}
	f.down = false
}

func (f *Fallback) failed(err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if !f.down {
		f.Log.Warn("the larger index does not answer searches, the database does", "error", err)
	}
	f.down, f.again = true, f.Now().Add(f.Pause)
}
