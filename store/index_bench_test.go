package store_test

import (
	"context"
	"testing"
	"time"

	"chalkline"
	"chalkline/store"
)

// BenchmarkDocuments reads 10,000 documents for an index, 500 at a time.
func BenchmarkDocuments(b *testing.B) {
	databases(b, func(b *testing.B, db *store.DB) {
		filled(b, db)
		b.ReportAllocs()
		read := 0
		for b.Loop() {
			for after := chalkline.ItemID(0); ; {
				docs, err := db.DocumentsAfter(b.Context(), after, 500)
				if err != nil {
					b.Fatal(err)
				}
				if len(docs) == 0 {
					break
				}
				read += len(docs)
				after = docs[len(docs)-1].Item
			}
		}
		b.ReportMetric(float64(read)/b.Elapsed().Seconds(), "documents/s")
	})
}

// BenchmarkFollowedIndex stores 100 polls of 20 new items each, without an index
// and with one that has changes noted for it, in turns: a store slows down as it
// grows.
func BenchmarkFollowedIndex(b *testing.B) {
	databases(b, func(b *testing.B, db *store.DB) {
		all := batches(b, db, 100, 600)
		var took [2]time.Duration
		storeRound := func(followed int) {
			set := db.UnfollowIndex
			if followed == 1 {
				set = func(ctx context.Context) error { _, err := db.FollowIndex(ctx); return err }
			}
			if err := set(b.Context()); err != nil {
				b.Fatal(err)
			}
			took[followed] += storeAll(b, db, all)
			for _, batch := range all { // new ones for the next round
				for n := range batch.Items {
					batch.Items[n].Key += "'"
				}
			}
		}
		for b.Loop() {
			for _, followed := range []int{0, 1, 1, 0} {
				storeRound(followed)
			}
		}
		items := float64(b.N) * 2 * 100 * 20
		b.ReportMetric(float64(took[0].Microseconds())/items, "us-without/item")
		b.ReportMetric(float64(took[1].Microseconds())/items, "us-with/item")
	})
}
