package storetest

import (
	"context"
	"path/filepath"

	"chalkline"
	"chalkline/store"
)

var wholeTests = []test{
	{"a store answers, is sound and knows its version", func(e *env) {
		e.ok(e.Ping(e.ctx))
		e.ok(e.IntegrityCheck(e.ctx))
		if v := must[int64](e)(e.SchemaVersion(e.ctx)); v < 1 {
			e.Errorf("the schema has version %d", v)
		}
	}},
	{"everything is counted", func(e *env) {
		s, r := e.source(), e.reader()
		item := e.stored(s.ID, func(i *chalkline.Item) { i.DOI = "10.1/x" })
		other := e.stored(s.ID, nil)
		e.stored(s.ID, nil)
		e.ok(e.SaveAppraised(e.ctx, []chalkline.Appraised{graded(item, chalkline.GradeA, 80), graded(other, chalkline.GradeNone, 0)}))
		e.pick(r.ID, item, 1)
		e.delivery()
		e.polled()
		e.same(must[store.Counts](e)(e.Counts(e.ctx)), store.Counts{
			Sources: 2, Items: 3, Stories: 2, Works: 1, Readers: 2, Picks: 1, Editions: 1, Deliveries: 1, Due: 1, Failing: 1,
			ByGrade: map[chalkline.Grade]int{chalkline.GradeA: 1, chalkline.GradeNone: 1},
		})
		sources, items, err := e.Extent(e.ctx)
		e.ok(err)
		e.same([]int{sources, items}, []int{2, 3})
	}},
	{"visits to hosts are counted for a month", func(e *env) {
		add := func(host string, asked, same, bytes int) {
			e.ok(e.AddVisits(e.ctx, store.Visits{Host: host, Asked: asked, NotModified: same, Failed: 1, Bytes: int64(bytes)}))
		}
		add("old.example", 9, 9, 9)
		e.pass(31 * day)
		add("a.example", 2, 1, 100)
		add("b.example", 5, 0, 7)
		e.pass(day)
		add("a.example", 4, 4, 0)
		e.ok(e.AddVisits(e.ctx, store.Visits{Host: "a.example", Denied: 3}))
		e.same(must[[]store.Visits](e)(e.Neighbours(e.ctx)), []store.Visits{
			{Host: "a.example", Asked: 6, NotModified: 5, Failed: 2, Denied: 3, Bytes: 100},
			{Host: "b.example", Asked: 5, Failed: 1, Bytes: 7},
		})
	}},
	{"a cancelled request changes nothing", func(e *env) {
		ctx, cancel := context.WithCancel(e.ctx)
		cancel()
		if err := e.CreateReader(ctx, &chalkline.Reader{Email: "a@b.example"}); err == nil {
			e.Error("a reader was created for a cancelled request")
		}
		e.same(len(must[[]chalkline.Reader](e)(e.Readers(e.ctx))), 0)
	}},
	{"a backup is a store with everything in it", func(e *env) {
		folder := e.TempDir()
		path := filepath.Join(folder, "backup")
		e.ok(e.Backup(e.ctx, path, nil))
		e.code(chalkline.CodeConflict, e.Backup(e.ctx, path, nil))
		item := e.stored(e.source().ID, nil) // after the first backup
		second, file := filepath.Join(folder, "second"), filepath.Join(folder, "unpacked.db")
		e.ok(e.Backup(e.ctx, second, nil))
		info := must[store.BackupInfo](e)(store.VerifyBackup(e.ctx, second, nil))
		e.same(info.Rows("items"), int64(1))
		e.same(must[store.BackupInfo](e)(store.Unpack(e.ctx, second, file, nil)), info)
		db := must[*store.DB](e)(store.Open(e.ctx, file))
		defer func() { e.ok(db.Close()) }()
		e.ok(db.IntegrityCheck(e.ctx))
		e.same(must[chalkline.Item](e)(db.Item(e.ctx, item.ID)), item)
		e.code(chalkline.CodeInvalid, e.Backup(e.ctx, filepath.Join(folder, "no", "folder.db"), nil))
	}},
}
