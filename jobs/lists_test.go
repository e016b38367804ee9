package jobs

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"chalkline"
	"chalkline/crawler/lists"
	"chalkline/store"
)

// listFixture is a store, a list of retractions in a file, and a clock.
type listFixture struct {
	*Units
	path string
	now  time.Time
}

func newListFixture(t *testing.T) *listFixture {
	t.Helper()
	db, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "jobs.db"))
	must(t, err)
	t.Cleanup(func() { _ = db.Close() })
	f := &listFixture{path: filepath.Join(t.TempDir(), "retractions.csv"), now: time.Date(2026, time.March, 1, 17, 0, 0, 0, time.UTC)}
	now := func() time.Time { return f.now }
	db.Now = now
	f.Units = &Units{DB: db, Now: now, Log: discard, ListReader: lists.Reader{Dir: t.TempDir()}, Lists: map[chalkline.ListName]string{chalkline.ListRetractions: f.path}}
	return f
}

func (f *listFixture) write(t *testing.T, rows ...string) {
	t.Helper()
	must(t, os.WriteFile(f.path, []byte("doi,retractionwatch\n"+strings.Join(rows, "\n")+"\n"), 0o600))
}

// look does what is due now and returns which lists that were.
func (f *listFixture) look(t *testing.T, kind Kind) []string {
	t.Helper()
	due, err := kind.Due(t.Context(), f.now, 10)
	must(t, err)
	if len(due) > 0 {
		must(t, kind.Run(t.Context(), due))
	}
	return due
}

func (f *listFixture) asRead(t *testing.T) chalkline.List {
	t.Helper()
	l, err := f.DB.List(t.Context(), chalkline.ListRetractions)
	must(t, err)
	return l
}

func TestAListIsLookedAtDailyAndReadWhenItIsNew(t *testing.T) {
	t.Parallel()
	f := newListFixture(t)
	f.write(t, "10.5555/a,Retraction", "10.5555/b,Correction")
	kind := f.list()
	start := f.now
	for _, step := range []struct {
		name    string
		after   time.Duration // since the start
		due     bool
		entries int
		read    time.Duration // since the start
	}{
		{"never read", 0, true, 2, 0},
		{"just read", time.Minute, false, 2, 0},
		{"a day later, unchanged", 24 * time.Hour, true, 2, 0},
		{"just looked at", 25 * time.Hour, false, 2, 0},
		{"two days later, changed", 48 * time.Hour, true, 3, 48 * time.Hour},
	} {
		f.now = start.Add(step.after)
		if step.name == "two days later, changed" {
			f.write(t, "10.5555/a,Retraction", "10.5555/b,Correction", "10.5555/c,Expression of concern")
		}
		due := f.look(t, kind)
		l := f.asRead(t)
		if step.due != slices.Equal(due, []string{"retractions"}) || l.Entries != step.entries || !l.ReadAt.Equal(start.Add(step.read)) || l.Error != "" {
			t.Errorf("%s: due %v, %+v", step.name, due, l)
		}
	}
}

func TestALookThatFailsIsNotedAndChangesNothing(t *testing.T) {
	t.Parallel()
	f := newListFixture(t)
	f.write(t, "10.5555/a,Retraction", "10.5555/b,Correction")
	kind := f.list()
	f.look(t, kind)
	read := f.asRead(t)

	f.now = f.now.Add(24 * time.Hour)
	f.write(t, "10.5555/a,Retraction", "10.5555/b,Corr")
	f.look(t, kind)
	l := f.asRead(t)
	if !strings.Contains(l.Error, f.path+`:3: expected Retraction`) || l.Entries != 2 || l.Sum != read.Sum || !l.ReadAt.Equal(read.ReadAt) || !l.CheckedAt.Equal(f.now) {
		t.Errorf("%+v, before %+v", l, read)
	}
	f.now = f.now.Add(listRetry - time.Minute)
	if due := f.look(t, kind); len(due) > 0 {
		t.Errorf("looked at again too soon: %v", due)
	}
	f.now = f.now.Add(time.Minute)
	must(t, os.Remove(f.path))
	if due := f.look(t, kind); len(due) != 1 {
		t.Error("not looked at again after the pause")
	}
	if l := f.asRead(t); !strings.Contains(l.Error, "no such file") || l.Entries != 2 {
		t.Errorf("%+v", l)
	}
}

func TestAListThatMovedIsLookedAtAtOnceAndThenNowAndAgain(t *testing.T) {
	t.Parallel()
	f := newListFixture(t)
	f.write(t, "10.5555/a,Retraction", "10.5555/b,Correction", "10.5555/c,Correction")
	f.look(t, f.list())
	f.Lists[chalkline.ListRetractions] = f.path + ".new"
	f.now = f.now.Add(time.Minute)
	kind := f.list() // as after a new start
	if due := f.look(t, kind); len(due) != 1 || f.asRead(t).Error == "" {
		t.Errorf("due %v, %+v", due, f.asRead(t))
	}
	f.path += ".new"
	f.write(t, "10.5555/a,Retraction") // much shorter than the one it takes the place of
	f.now = f.now.Add(time.Minute)
	if due := f.look(t, kind); len(due) > 0 {
		t.Errorf("looked at again at once: %v", due)
	}
	f.now = f.now.Add(listRetry)
	f.look(t, kind)
	if l := f.asRead(t); l.Error != "" || l.Entries != 1 || l.Location != f.path {
		t.Errorf("%+v", l)
	}
}

func TestWithoutAPlaceNoListIsDueAndNothingIsForgotten(t *testing.T) {
	t.Parallel()
	f := newListFixture(t)
	f.write(t, "10.5555/a,Retraction")
	f.look(t, f.list())
	f.Lists = nil
	f.now = f.now.AddDate(0, 1, 0)
	if due := f.look(t, f.list()); len(due) > 0 {
		t.Errorf("due %v", due)
	}
	if l := f.asRead(t); l.Entries != 1 {
		t.Errorf("%+v", l)
	}
}
