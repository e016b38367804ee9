package jobs

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestAMaildirIsEmptiedOfReportsOnly(t *testing.T) {
	t.Parallel()
	f, m := returning(t)
	f.BounceBox = t.TempDir()
	kind := f.bounces()
	for _, part := range []string{"new", "cur", "tmp"} {
		must(t, os.Mkdir(filepath.Join(f.BounceBox, part), 0o700))
	}
	put := func(name, text string) {
		must(t, os.WriteFile(filepath.Join(f.BounceBox, name), []byte(text), 0o600))
	}
	put("new/1.letter", letter(m.MessageID))
	put("new/2.bounce", dsn(m.ReturnPath, "x@y.example", "5.1.1", "550 no such user"))
	put("cur/3.complaint:2,S", complaint(m.MessageID))
	put("tmp/4.half", dsn(m.ReturnPath, "x@y.example", "5.1.1", "550 half written"))
	put("new/.hidden", "x")
	must(t, os.Symlink("/etc/hostname", filepath.Join(f.BounceBox, "new/5.link")))
	look(t, kind, true)
	if why := f.mailError(t); !strings.Contains(why, "no such user") {
		t.Errorf("mail stopped because %q", why)
	}
	if got, want := namesIn(t, f.BounceBox), []string{"new/.hidden", "new/1.letter", "new/5.link", "tmp/4.half"}; !slices.Equal(got, want) {
		t.Errorf("left are %q, want %q", got, want)
	}
	look(t, kind, false) // the letter was seen
	must(t, os.Rename(filepath.Join(f.BounceBox, "new/1.letter"), filepath.Join(f.BounceBox, "cur/1.letter:2,S")))
	look(t, kind, false) // and somebody read it
	put("new/6.notice", awayNotice(m.ReturnPath))
	look(t, kind, true)
}

// look asks the kind for what is due and does it.
func look(t *testing.T, kind Kind, due bool) {
	t.Helper()
	keys, err := kind.Due(t.Context(), time.Time{}, 1)
	must(t, err)
	if (len(keys) > 0) != due {
		t.Errorf("due: %q, want %v", keys, due)
	}
	if len(keys) > 0 {
		must(t, kind.Run(t.Context(), keys))
	}
}

func namesIn(t *testing.T, dir string) []string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(dir, "*", "*"))
	must(t, err)
	hidden, err := filepath.Glob(filepath.Join(dir, "*", ".*"))
	must(t, err)
	paths = append(paths, hidden...)
	for n, path := range paths {
		paths[n], _ = filepath.Rel(dir, path)
	}
	slices.Sort(paths)
	return slices.Compact(paths)
}

func TestAnMboxIsEmptiedOfReportsOnly(t *testing.T) {
	t.Parallel()
	f, m := returning(t)
	f.BounceBox = filepath.Join(t.TempDir(), "mbox")
	kind := f.bounces()
	look(t, kind, false) // not there yet
	from := "From MAILER-DAEMON Tue Mar  3 07:02:11 2026\n"
	lf := func(text string) string { return strings.ReplaceAll(text, "\r\n", "\n") + "\n" }
	note := from + lf(letter(m.MessageID)) + "From my point of view: no.\n\n"
	second := from + "Subject: nothing\n\n>From here on\nFrom within a paragraph\n\n"
	must(t, os.WriteFile(f.BounceBox, []byte(
		from+lf(dsn(m.ReturnPath, "x@y.example", "5.2.2", "552 full"))+note+from+lf(complaint(m.MessageID))+second), 0o640))
	look(t, kind, true)
	if why := f.mailError(t); !strings.Contains(why, "complaint") {
		t.Errorf("mail stopped because %q", why)
	}
	left, err := os.ReadFile(f.BounceBox)
	must(t, err)
	if string(left) != note+second {
		t.Errorf("left is %q, want %q", left, note+second)
	}
	if info, err := os.Stat(f.BounceBox); err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("the file is now %v (%v)", info.Mode(), err)
	}
	if beside, err := filepath.Glob(f.BounceBox + ".*"); err != nil || len(beside) > 0 {
		t.Errorf("left beside it: %q (%v)", beside, err)
	}
	look(t, kind, false)
	must(t, os.WriteFile(f.BounceBox, []byte(from+lf(awayNotice(m.ReturnPath))), 0o600))
	look(t, kind, true)
	if left, err := os.ReadFile(f.BounceBox); err != nil || len(left) > 0 {
		t.Errorf("left is %q (%v)", left, err)
	}
}

func TestALongMboxIsReadInPieces(t *testing.T) {
	t.Parallel()
	var text, want strings.Builder
	for n := range 3*mailboxBatch + 10 {
		one := fmt.Sprintf("From x\nSubject: %d\n\nbody\n\n", n)
		text.WriteString(one)
		if n%3 != 0 {
			want.WriteString(one)
		}
	}
	path := filepath.Join(t.TempDir(), "mbox")
	must(t, os.WriteFile(path, []byte(text.String()), 0o600))
	taken := 0
	box := &mailbox{path: path, log: discard, now: time.Now, take: func(_ context.Context, r io.Reader) (bool, error) {
		taken++
		var n int
		_, err := fmt.Fscanf(r, "From x\nSubject: %d\n", &n)
		return n%3 == 0, err
	}}
	looks := 0
	for ; box.changed() && looks < 10; looks++ {
		must(t, box.read(t.Context()))
	}
	left, err := os.ReadFile(path)
	must(t, err)
	if taken != 3*mailboxBatch+10 || looks != 4 || string(left) != want.String() {
		t.Errorf("%d mails in %d looks, %d bytes left, want %d", taken, looks, len(left), want.Len())
	}
}

func TestAFailureLeavesAnMboxAsItIsFromThereOn(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "mbox")
	must(t, os.WriteFile(path, []byte("From a\n1\n\nFrom a\n2\n\nFrom a\n3\n"), 0o600))
	broken := errors.New("the database is away")
	calls := 0
	box := &mailbox{path: path, log: discard, now: time.Now, take: func(context.Context, io.Reader) (bool, error) {
		if calls++; calls == 2 {
			return false, broken
		}
		return true, nil
	}}
	if err := box.read(t.Context()); !errors.Is(err, broken) {
		t.Fatalf("got %v", err)
	}
	if left, _ := os.ReadFile(path); string(left) != "From a\n2\n\nFrom a\n3\n" {
		t.Errorf("left is %q", left)
	}
	if !box.changed() {
		t.Error("what is left is not due")
	}
	must(t, box.read(t.Context()))
	if left, _ := os.ReadFile(path); len(left) > 0 {
		t.Errorf("left is %q", left)
	}
}

func TestALockedMboxIsLeftAlone(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "mbox")
	must(t, os.WriteFile(path, []byte("From a\n1\n"), 0o600))
	must(t, os.WriteFile(path+".lock", nil, 0o600))
	now := time.Now()
	box := &mailbox{path: path, log: discard, now: func() time.Time { return now }, take: func(context.Context, io.Reader) (bool, error) { return true, nil }}
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	if err := box.read(ctx); err == nil {
		t.Error("a locked mailbox was read")
	}
	if left, _ := os.ReadFile(path); len(left) == 0 {
		t.Error("a locked mailbox was emptied")
	}
	now = now.Add(lockStale + time.Second) // whoever locked it is gone
	must(t, box.read(t.Context()))
	if _, err := os.Stat(path + ".lock"); err == nil {
		t.Error("the lock is still there")
	}
}

func TestAnMboxWhoseTidyingWasCutOffIsLeftAlone(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "mbox")
	must(t, os.WriteFile(path, []byte("From a\n1\n"), 0o600))
	must(t, os.WriteFile(path+".before", []byte("From a\n0\n\nFrom a\n1\n"), 0o600))
	box := &mailbox{path: path, log: discard, now: time.Now, take: func(context.Context, io.Reader) (bool, error) { return true, nil }}
	if err := box.read(t.Context()); err == nil || !strings.Contains(err.Error(), "cut off") {
		t.Errorf("got %v", err)
	}
}

func TestAMailboxThatIsNoneIsSaid(t *testing.T) {
	t.Parallel()
	for name, path := range map[string]string{"a folder without new and cur": t.TempDir(), "a device": "/dev/null"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			box := &mailbox{path: path, log: discard, now: time.Now}
			if err := box.read(t.Context()); err == nil {
				t.Error("it was read")
			}
		})
	}
}
