package fetch

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

func TestRequestsToAHostAreKeptApart(t *testing.T) {
	t.Parallel()
	const pause = 60 * time.Millisecond
	var mu sync.Mutex
	var times []time.Time
	client, url := serve(t, Options{HostPause: pause}, func(http.ResponseWriter, *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		times = append(times, time.Now())
	})
	var group sync.WaitGroup
	begin := time.Now()
	for range 4 {
		group.Go(func() {
			if _, err := client.Get(t.Context(), Request{URL: url}); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	for i, at := range times { // a request may arrive late on a busy machine, but none early
		if after := at.Sub(begin); after < time.Duration(i)*pause {
			t.Errorf("request %d was there after %v", i+1, after)
		}
	}
}

func TestFewConnectionsAtATime(t *testing.T) {
	t.Parallel()
	var busy, most atomic.Int32
	client, url := serve(t, Options{PerHost: 2}, func(http.ResponseWriter, *http.Request) {
		if n := busy.Add(1); n > most.Load() {
			most.Store(n)
		}
		time.Sleep(20 * time.Millisecond)
		busy.Add(-1)
	})
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			if _, err := client.Get(t.Context(), Request{URL: url}); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if most.Load() > 2 {
		t.Errorf("%d at a time", most.Load())
	}
}

func TestACancelledRequestReturnsAtOnce(t *testing.T) {
	t.Parallel()
	client, url := serve(t, Options{HostPause: time.Hour}, func(http.ResponseWriter, *http.Request) {})
	if _, err := client.Get(t.Context(), Request{URL: url}); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if _, err := client.Get(ctx, Request{URL: url}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
}

func TestHostsAtRestAreForgotten(t *testing.T) {
	t.Parallel()
	g := newGate(time.Nanosecond, 2)
	for i := range 10 * sweepAt {
		release, err := g.enter(t.Context(), fmt.Sprintf("host%d.example", i))
		if err != nil {
			t.Fatal(err)
		}
		release()
	}
	if len(g.hosts) > sweepAt {
		t.Errorf("%d hosts are remembered", len(g.hosts))
	}
}

func BenchmarkGet(b *testing.B) {
	body := []byte(strings.Repeat("<item/>", 10000))
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(body) }))
	client := New(Options{AllowPrivate: true, HostPause: -1})
	defer server.Close()
	defer client.Close()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := client.Get(b.Context(), Request{URL: server.URL}); err != nil {
			b.Fatal(err)
		}
	}
}

func TestLargeAnswersHaveRoomForFewAtATime(t *testing.T) {
	t.Parallel()
	client, url := serve(t, Options{PerHost: 8, Timeout: 300 * time.Millisecond}, func(w http.ResponseWriter, r *http.Request) {
		size := 2 * smallBody
		if r.URL.Path == "/small" {
			size = 10
		}
		_, _ = w.Write(make([]byte, size))
	})
	var held []*Response
	for range largeBodies {
		r, err := client.Get(t.Context(), Request{URL: url, Hold: true})
		if err != nil || len(r.Body) != 2*smallBody {
			t.Fatal(err)
		}
		held = append(held, r)
	}
	if _, err := client.Get(t.Context(), Request{URL: url}); !errors.Is(err, ErrTooSlow) {
		t.Errorf("one too many: %v", err)
	}
	if _, err := client.Get(t.Context(), Request{URL: url + "/small"}); err != nil {
		t.Errorf("a small one: %v", err)
	}
	for _, r := range held {
		r.Release()
		r.Release()
	}
	for range 2 * largeBodies { // without Hold there is nothing to give back
		if _, err := client.Get(t.Context(), Request{URL: url}); err != nil {
			t.Errorf("with room: %v", err)
		}
	}
}
