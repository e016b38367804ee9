package store_test

import (
	"fmt"
	"iter"
	"runtime"
	"testing"
	"time"

	"chalkline"
	"chalkline/store"
)

// BenchmarkReplaceNotices reads a list of 60,000 retractions into a store of
// 10,000 items and 3,000 works, each time first into empty tables and then
// again, and then with 100 entries changed.
func BenchmarkReplaceNotices(b *testing.B) {
	databases(b, func(b *testing.B, db *store.DB) {
		filled(b, db)
		const n = 60_000
		var first, again, changed time.Duration
		var peak uint64
		replace := func(total, concerns int) time.Duration {
			b.Helper()
			began := time.Now()
			list := chalkline.List{Location: fmt.Sprint(total)}
			if _, err := db.ReplaceNotices(b.Context(), list, manyNotices(total, concerns, &peak)); err != nil {
				b.Fatal(err)
			}
			return time.Since(began)
		}
		b.ResetTimer()
		for b.Loop() {
			first += replace(n, 0)
			again += replace(n, 0)
			changed += replace(n, 100)
			b.StopTimer()
			replace(1, 0)
			b.StartTimer()
		}
		b.ReportMetric(first.Seconds()/float64(b.N), "s-first/op")
		b.ReportMetric(again.Seconds()/float64(b.N), "s-again/op")
		b.ReportMetric(changed.Seconds()/float64(b.N), "s-100changed/op")
		b.ReportMetric(float64(peak)/(1<<20), "MB-heap-peak")
	})
}

// manyNotices are n notices, the last of which are concerns. They note the most
// memory that was in use on the way.
func manyNotices(n, concerns int, peak *uint64) iter.Seq2[chalkline.Notice, error] {
	at := time.Date(2020, 1, 2, 0, 0, 0, 0, time.UTC)
	return func(yield func(chalkline.Notice, error) bool) {
		for i := range n {
			notice := chalkline.Notice{
				DOI: fmt.Sprintf("10.1/%d", i), Standing: chalkline.StandingRetracted, NoticeDOI: fmt.Sprintf("10.2/notice.%d", i), At: at,
			}
			if i >= n-concerns {
				notice.Standing = chalkline.StandingConcern
			}
			if i%10_000 == 0 {
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				*peak = max(*peak, m.HeapInuse)
			}
			if !yield(notice, nil) {
				return
			}
		}
	}
}
