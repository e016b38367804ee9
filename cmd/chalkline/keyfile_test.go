package main

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"chalkline"
)

func TestKeyIsMadeOnceAndKeptPrivate(t *testing.T) {
	t.Parallel()
	s := Settings{Data: t.TempDir()}
	const processes = 8
	keys := make([]chalkline.Key, processes)
	var starts sync.WaitGroup
	for i := range processes {
		starts.Go(func() {
			key, err := s.key()
			if err != nil {
				t.Error(err)
			}
			keys[i] = key
		})
	}
	starts.Wait()
	for _, key := range keys {
		if key != keys[0] || key == (chalkline.Key{}) {
			t.Fatalf("processes that start at once have different keys")
		}
	}
	info, err := os.Stat(filepath.Join(s.Data, "secret.key"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the key is %v, %v; want mode 600", info, err)
	}
	if left, _ := filepath.Glob(filepath.Join(s.Data, ".*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestKeyFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	key := chalkline.NewKey()
	good, damaged := filepath.Join(dir, "good"), filepath.Join(dir, "damaged")
	for path, text := range map[string]string{good: key.String() + "\n", damaged: "0123"} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, tc := range []struct {
		name, path, want string // want is part of the message; "" when the key is read
	}{
		{"a key given by name", good, ""},
		{"no key where one was named", filepath.Join(dir, "missing"), "openssl rand -hex 32"},
		{"half a key", damaged, "64 hexadecimal digits"},
		{"a folder", dir, "cannot read the instance key"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			s := Settings{Data: filepath.Join(dir, "data"), KeyFile: tc.path}
			got, err := s.key()
			switch {
			case tc.want == "" && (err != nil || got != key):
				t.Errorf("got another key or %v", err)
			case tc.want != "" && (err == nil || !strings.Contains(err.Error(), tc.want)):
				t.Errorf("error %v, want %q", err, tc.want)
			}
		})
	}
}

func TestDatabaseIsShownWithoutItsPassword(t *testing.T) {
	t.Parallel()
	for database, want := range map[string]string{
		"postgres://chalkline:geheim@db.example:5432/picks?sslmode=require": "postgres://db.example:5432/picks",
		"postgresql://db.example/picks?user=chalkline&password=geheim":      "postgresql://db.example/picks",
		"postgres://chalkline:ge%zzheim@db.example/picks":                   "on PostgreSQL",
		"/var/lib/chalkline/chalkline.db":                                   "/var/lib/chalkline/chalkline.db",
	} {
		if got := (&Settings{Database: database}).databaseShown(); got != want {
			t.Errorf("%s is shown as %s, want %s", database, got, want)
		}
	}
}
