package jobs

import (
	"context"
	"net/url"
	"testing"
	"time"

	"chalkline"
	"chalkline/search"
	"chalkline/store/netfault"
)

// TestSearchAndIndexOutliveTheWayToMeilisearch has the way to the larger index break
// in every way. A search is answered by the database within its deadline and says
// so; what changes meanwhile is in the index afterwards.
func TestSearchAndIndexOutliveTheWayToMeilisearch(t *testing.T) {
	t.Parallel()
	const deadline = 300 * time.Millisecond
	f := newIndexFixture(t, "", "")
	u, err := url.Parse(f.server.URL)
	must(t, err)
	way := netfault.New(t, u.Host)
	f.config.URL = "http://" + way.Addr
	f.point(t, f.config)
	f.fractions(5)
	f.update(t)
	now := time.Now()
	readers := &search.Fallback{
		First: f.Units.Index, Second: f.DB, Wait: deadline, Pause: time.Minute, Now: func() time.Time { return now }, Log: discard,
	}
	ask := func() (total int, told bool, took time.Duration) {
		began := time.Now()
		found, err := readers.Search(t.Context(), chalkline.Search{Words: "fractions", Limit: 10})
		must(t, err)
		return found.Total, !found.Notice.IsZero(), time.Since(began)
	}
	items := 5
	for _, c := range []struct {
		name string
		is   func()
	}{
		{"down", way.Refuse},
		{"slow", func() { way.Slow(2 * deadline) }},
		{"cut within an answer", func() { way.CutAfter(20) }},
		{"silent", way.Silence},
	} {
		c.is()
		total, told, took := ask()
		if total != items || !told || took > 10*deadline { // the machine may be busy
			t.Errorf("%s: %d found, told so: %v, after %v", c.name, total, told, took)
		}
		f.fractions(2)
		items += 2
		if c.name != "slow" { // which takes its time, and gets there
			ctx, cancel := context.WithTimeout(t.Context(), deadline)
			if _, err := f.UpdateIndex(ctx, func(int) {}); err == nil {
				t.Errorf("%s: the index was told all the same", c.name)
			}
			cancel()
		}
		way.Heal(t)
		f.update(t)
		now = now.Add(2 * time.Minute)
		if total, told, _ := ask(); total != items || told || f.count(t) != items {
			t.Errorf("%s: afterwards %d of %d found in %d, told so: %v", c.name, total, items, f.count(t), told)
		}
	}
}
