package store_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"chalkline"
	"chalkline/store"
	"chalkline/store/fulldisk"
)

func TestABackupThatFindsNoRoomLeavesNothing(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"sqlite", "postgres"} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			disk := fulldisk.New(t, 1<<18)
			var db *store.DB
			if kind == "postgres" {
				db = openPostgres(t)
			} else {
				db = openSQLite(t)
			}
			s := chalkline.Source{Name: "S", URL: "https://s.example/feed"}
			if err := db.AddSource(t.Context(), &s); err != nil {
				t.Fatal(err)
			}
			var items []chalkline.Item
			for n := range 50 {
				items = append(items, chalkline.Item{Key: fmt.Sprint(n), Title: "T", Text: uneven(n)})
			}
			if _, err := db.StoreBatch(t.Context(), chalkline.Batch{Source: s.ID, Items: items}); err != nil {
				t.Fatal(err)
			}
			err := db.Backup(t.Context(), filepath.Join(disk, "backup"), nil)
			refused(t, "the backup", err, "there is no room for it on that disk; nothing was left behind")
			if left, err := os.ReadDir(disk); err != nil || len(left) > 0 {
				t.Errorf("left behind: %v (%v)", left, err)
			}
		})
	}
}

// uneven is a text of 20,000 characters that does not become smaller by packing.
func uneven(n int) string {
	var text strings.Builder
	for text.Len() < 20_000 {
		text.WriteString(chalkline.HashSecret(fmt.Sprint(n, text.Len())))
	}
	return text.String()
}

func TestABackupThatIsTooLargeToUnpackChangesNothing(t *testing.T) {
	t.Parallel()
	disk := fulldisk.New(t, 1<<18)
	_, lines := dumped(t)
	path := filepath.Join(t.TempDir(), "backup")
	if err := os.WriteFile(path, pack(t, bytes.NewReader(lines)), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := store.Unpack(t.Context(), path, filepath.Join(disk, "unpacked.db"), nil)
	refused(t, "unpacking", err, "there is no room for what is in the backup")
	if left, err := os.ReadDir(disk); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v (%v)", left, err)
	}
}

func TestAStoreOnAFullDiskStaysWholeAndGoesOn(t *testing.T) {
	t.Parallel()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		disk := fulldisk.New(t, 8<<20)
		staysWhole(t, open(t, filepath.Join(disk, "chalkline.db")), disk, "the disk is full")
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		disk, onDisk := fulldisk.Postgres(t, postgresURL(t), 16<<20)
		staysWhole(t, open(t, onDisk(postgresSchema(t))), disk, "the disk of the PostgreSQL server is full")
	})
}

// staysWhole has a store crawl and pick until its disk is full, and when there is room
// again.
func staysWhole(t *testing.T, db *store.DB, disk, says string) {
	t.Helper()
	ctx := t.Context()
	s := chalkline.Source{Name: "S", URL: "https://s.example/feed"}
	if err := db.AddSource(ctx, &s); err != nil {
		t.Fatal(err)
	}
	r := chalkline.Reader{Email: "ada@school.example", Schedule: chalkline.DefaultSchedule("UTC")}
	if err := db.CreateReader(ctx, &r); err != nil {
		t.Fatal(err)
	}
	// crawl and pick are what a crawl and a pick write.
	stored := 0
	bring := func(items int, text func(n int) string) error {
		batch := chalkline.Batch{Source: s.ID, Poll: chalkline.Poll{State: chalkline.PollOK}}
		for n := range items {
			batch.Items = append(batch.Items, chalkline.Item{Key: fmt.Sprint(stored, n), Title: "T", Text: text(stored + n)})
		}
		_, err := db.StoreBatch(ctx, batch)
		if err == nil {
			stored += items
		}
		return err
	}
	crawl := func() error { return bring(20, uneven) }
	judged := 0
	pick := func() error {
		due, err := db.ItemsToAppraise(ctx, 5)
		if err != nil {
			return err
		}
		var all []chalkline.Appraised
		for _, id := range due {
			item, err := db.Item(ctx, id)
			if err != nil {
				return err
			}
			all = append(all, chalkline.Appraised{
				Appraisal: chalkline.Appraisal{ItemID: id, Kind: chalkline.KindResearch, Grade: chalkline.GradeB},
				Features:  []byte(uneven(int(id))), Changed: item.Changed,
			})
		}
		if err := db.SaveAppraised(ctx, all); err != nil {
			return err
		}
		for _, id := range due {
			item, err := db.Item(ctx, id)
			if err != nil {
				return err
			}
			p := chalkline.Pick{ItemID: id, StoryID: item.StoryID, At: time.Now()}
			if _, err := db.SavePicks(ctx, r.ID, []chalkline.Pick{p}, time.Now(), time.Now().Add(time.Hour)); err != nil {
				return err
			}
		}
		judged += len(due)
		return nil
	}
	if err := bring(400, func(int) string { return "Short." }); err != nil { // more to judge than there is room for
		t.Fatal(err)
	}
	empty := fulldisk.Fill(t, disk)
	for what, work := range map[string]func() error{"crawl": crawl, "pick": pick} {
		var err error
		for range 1000 { // the log of the database may have some room left
			if err = work(); err != nil {
				break
			}
		}
		if err == nil || !strings.Contains(err.Error(), says+": free some space") || !store.Away(err) {
			t.Errorf("%s: %v, want a word on the disk", what, err)
		}
	}
	if err := db.TryWrite(ctx); db.Kind() == "postgres" && !store.Full(err) {
		t.Errorf("on the full disk a write that is only tried ends with %v", err)
	}
	if err := db.IntegrityCheck(ctx); err != nil {
		t.Errorf("on the full disk: %v", err)
	}
	counts, err := db.Counts(ctx)
	if err != nil || counts.Items != stored || counts.Picks < judged {
		t.Errorf("%d items and %d picks are there (%v), want %d and %d", counts.Items, counts.Picks, err, stored, judged)
	}
	empty()
	if err := db.TryWrite(ctx); err != nil {
		t.Errorf("with room again: %v", err)
	}
	if err := crawl(); err != nil {
		t.Errorf("with room again: %v", err)
	}
	if err := pick(); err != nil {
		t.Errorf("with room again: %v", err)
	}
	if err := db.IntegrityCheck(ctx); err != nil {
		t.Error(err)
	}
}
