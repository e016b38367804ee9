package scholar

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"chalkline/crawler/fetch"
)

// answered is an answer with these headers, named and given in turn.
func answered(status int, headers ...string) *fetch.Response {
	r := &fetch.Response{Status: status, Header: http.Header{}}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return r
}

// run makes n requests of a second each as fast as the pace allows, and tells
// how long that took and how many were on their way at once.
func run(t *testing.T, p *pace, n int) (took time.Duration, most int) {
	t.Helper()
	start, running := time.Now(), 0
	var mu sync.Mutex
	var group sync.WaitGroup
	for range n {
		group.Go(func() {
			release, err := p.enter(t.Context())
			if err != nil {
				t.Error(err)
				return
			}
			defer release()
			mu.Lock()
			running++
			most = max(most, running)
			mu.Unlock()
			time.Sleep(time.Second)
			mu.Lock()
			running--
			mu.Unlock()
		})
	}
	group.Wait()
	return time.Since(start), most
}

func TestPaceKeepsToThePool(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name    string
		pool    rate
		answers []*fetch.Response
		took    time.Duration // of 6 requests of a second each
		atOnce  int
	}{
		{"polite", politePool, nil, 2200 * time.Millisecond, 3},
		{"public", publicPool, nil, 6 * time.Second, 1},
		{"told to be slower", politePool, []*fetch.Response{answered(200, "X-Rate-Limit-Limit", "1", "X-Rate-Limit-Interval", "2s")}, 11 * time.Second, 1},
		{"told to be one at a time", politePool, []*fetch.Response{answered(200, "X-Concurrency-Limit", "1")}, 6 * time.Second, 1},
		{"told that it may be faster", politePool, []*fetch.Response{answered(200, "X-Rate-Limit-Limit", "500", "X-Rate-Limit-Interval", "1s", "X-Concurrency-Limit", "50")}, 2200 * time.Millisecond, 3},
		{"told to be slower, then as before", politePool, []*fetch.Response{
			answered(200, "X-Rate-Limit-Limit", "1", "X-Rate-Limit-Interval", "9s", "X-Concurrency-Limit", "1"),
			answered(200, "X-Rate-Limit-Limit", "10", "X-Rate-Limit-Interval", "1s", "X-Concurrency-Limit", "3"),
		}, 2200 * time.Millisecond, 3},
		{"told nonsense", politePool, []*fetch.Response{answered(200, "X-Rate-Limit-Limit", "-3", "X-Rate-Limit-Interval", "soon", "X-Concurrency-Limit", "0")}, 2200 * time.Millisecond, 3},
		{"told to wait a year between two", politePool, []*fetch.Response{answered(200, "X-Rate-Limit-Limit", "1", "X-Rate-Limit-Interval", "8760h")}, 5*time.Minute + time.Second, 1},
		{"told to wait a little", politePool, []*fetch.Response{answered(429, "Retry-After", "4")}, 6200 * time.Millisecond, 3},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				p := newPace(tt.pool)
				for _, a := range tt.answers {
					p.learn(a, time.Now())
				}
				if took, most := run(t, p, 6); took != tt.took || most != tt.atOnce {
					t.Errorf("took %v with %d at once, want %v with %d", took, most, tt.took, tt.atOnce)
				}
			})
		})
	}
}

func TestPaceLeavesAServiceAlone(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name    string
		answers []*fetch.Response
		held    time.Duration
	}{
		{"for as long as it asks", []*fetch.Response{answered(429, "Retry-After", "120")}, 2 * time.Minute},
		{"also when it is down for a while", []*fetch.Response{answered(503, "Retry-After", "120")}, 2 * time.Minute},
		{"a minute when it does not say", []*fetch.Response{answered(429)}, time.Minute},
		{"longer each time", []*fetch.Response{answered(429), answered(429), answered(429)}, 4 * time.Minute},
		{"as at first after a good answer", []*fetch.Response{answered(429), answered(429), answered(200), answered(429)}, time.Minute},
		{"a day at most", []*fetch.Response{answered(429, "Retry-After", "99999999")}, 24 * time.Hour},
		{"not because it failed", []*fetch.Response{answered(500), answered(503)}, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				p := newPace(politePool)
				for _, a := range tt.answers {
					p.learn(a, time.Now())
				}
				start := time.Now()
				_, err := p.enter(t.Context())
				if _, held := errors.AsType[*Held](err); held != (tt.held > 0) || time.Since(start) != 0 {
					t.Errorf("%v after %v", err, time.Since(start))
				}
				time.Sleep(tt.held)
				if _, err := p.enter(t.Context()); err != nil {
					t.Errorf("after %v: %v", tt.held, err)
				}
			})
		})
	}
}

func TestPaceLetsGoOfWhoeverGivesUp(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := newPace(publicPool)
		release, err := p.enter(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		if _, err := p.enter(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("waited, and got %v", err)
		}
		release()
		if _, err := p.enter(t.Context()); err != nil {
			t.Error(err)
		}
	})
}
