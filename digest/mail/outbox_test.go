package mail_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"chalkline/digest/mail"
)

func TestOutboxWritesOneFileAMessage(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data", "outbox")
	box := mail.Outbox{Dir: dir}
	for range 2 {
		if err := box.Send(t.Context(), message()); err != nil {
			t.Fatal(err)
		}
	}
	names := filesIn(t, dir)
	if len(names) != 2 || !strings.HasPrefix(names[0], "000001-") || !strings.HasPrefix(names[1], "000002-") {
		t.Fatalf("files %q", names)
	}
	for _, name := range names {
		if !strings.HasSuffix(name, ".eml") || strings.Contains(name, "teacher") {
			t.Errorf("name %q: want .eml, and no address", name)
		}
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: mode %v, %v", name, info.Mode(), err)
		}
		got, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil || !bytes.Equal(got, rawOf(t, message())) {
			t.Errorf("%s does not hold the message: %v", name, err)
		}
	}
}

func TestOutboxLosesNothingWhenManySend(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			if err := (mail.Outbox{Dir: dir}).Send(t.Context(), message()); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if names := filesIn(t, dir); len(names) != 20 {
		t.Errorf("%d files, want 20: %q", len(names), names)
	}
}

func TestOutboxSaysWhyItCannotWrite(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	broken := message()
	broken.To = "nobody"
	for name, test := range map[string]struct {
		ctx       context.Context
		dir       string
		message   mail.Message
		temporary bool
	}{
		"the folder is a file":   {t.Context(), file, message(), true},
		"the daemon is stopping": {ended, t.TempDir(), message(), true},
		"the message is broken":  {t.Context(), t.TempDir(), broken, false},
	} {
		err := (mail.Outbox{Dir: test.dir}).Send(test.ctx, test.message)
		refused, ok := errors.AsType[*mail.Refused](err)
		if !ok || refused.Temporary != test.temporary || refused.Unsure {
			t.Errorf("%s: %#v", name, err)
		}
	}
}

// filesIn are the names in dir, sorted; there must be no half-written ones.
func filesIn(t *testing.T, dir string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		names = append(names, e.Name())
		if strings.HasPrefix(e.Name(), ".") {
			t.Errorf("left over: %s", e.Name())
		}
	}
	return names
}
