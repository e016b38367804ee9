package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"chalkline"
	"chalkline/store"
)

// checkZones says that the time zones are there: a digest leaves at a reader's hour.
func checkZones() error {
	for _, name := range []string{"Europe/London", "America/New_York", "Asia/Kolkata"} {
		if _, err := time.LoadLocation(name); err != nil {
			return invalid("the data of time zones is missing (%v), so digests would leave at a wrong hour: install your system's package tzdata, or unset ZONEINFO", err)
		}
	}
	return nil
}

// clockSlack is how far the clocks of two machines on one database may be apart.
const clockSlack = 10 * time.Minute

// checkClock says that the clock was set back: what is due would stay undone until it
// has caught up.
func checkClock(ctx context.Context, db *store.DB, now time.Time) error {
	last, err := db.LastAsked(ctx)
	if err != nil || !last.After(now.Add(clockSlack)) {
		return err
	}
	const layout = "2006-01-02 15:04"
	return invalid("the clock says %s, but a source was asked at %s: set the clock right (timedatectl set-ntp true); if it is right now and was ahead then, chalkline doctor --take-clock lets the database take it",
		now.UTC().Format(layout), last.UTC().Format(layout))
}

// checkMachine looks at what the machine has to offer: the data folder, its disk,
// time zones.
func checkMachine(s Settings) []finding {
	zones := finding{what: "time zones", detail: "known"}
	if err := checkZones(); err != nil {
		zones.bad, zones.detail, zones.advice = true, "not known", err.Error()
	}
	return []finding{checkFolder(s), checkDisk(s), zones}
}

func checkFolder(s Settings) finding {
	f := finding{what: "folder", detail: s.Data}
	probe := filepath.Join(s.Data, ".doctor")
	info, err := os.Stat(s.Data)
	if os.IsNotExist(err) {
		f.advice = "it is made at the first start of chalkline serve"
		return f
	}
	if err := os.WriteFile(probe, []byte("x"), 0o600); err != nil {
		f.bad, f.advice = true, fmt.Sprintf("nothing can be written there (%v)", cause(err))
		if errors.Is(err, fs.ErrPermission) {
			f.advice = "this user cannot write there: change its owner or choose another with --data"
		}
		return f
	}
	_ = os.Remove(probe)
	if err == nil && info.Mode().Perm()&0o077 != 0 {
		f.advice = "others on this machine can look into it, and it holds addresses: chmod 700 it"
	}
	return f
}

// Free disk under which there is something to do, and under which nothing works for
// long.
const (
	littleDisk = 1 << 30
	noDisk     = 100 << 20
)

func checkDisk(s Settings) finding {
	f := finding{what: "disk", detail: "that of the database server"}
	free := s.freeDisk()
	if free == nil {
		return f
	}
	if _, err := os.Stat(s.Data); err != nil {
		f.detail = "not known before the data folder is there"
		return f
	}
	bytes, err := free()
	if err != nil {
		f.detail, f.advice = "not known", err.Error()
		return f
	}
	f.detail = fmt.Sprintf("%.1f GB free", float64(bytes)/(1<<30))
	switch {
	case bytes < noDisk:
		f.bad, f.advice = true, "the disk of the data folder is full: free some space, or move the folder and name it with --data"
	case bytes < littleDisk:
		f.advice = "make room soon: the database stops taking anything when the disk is full"
	}
	return f
}

// checkKeyFile looks at the instance key, and whether it is the database's.
func checkKeyFile(ctx context.Context, s Settings, db *store.DB) finding {
	path := s.keyFile()
	f := finding{what: "key", detail: path}
	info, err := os.Stat(path)
	if os.IsNotExist(err) {
		f.advice = "it is made at the first start of chalkline serve"
		if err := s.missKey(ctx, db); err != nil {
			f.bad, f.advice = true, err.Error()
		}
		return f
	}
	text, err := os.ReadFile(path)
	if err != nil {
		f.bad, f.advice = true, fmt.Sprintf("it cannot be read (%v): change its owner to the user that runs Chalkline", cause(err))
		return f
	}
	key, err := chalkline.ParseKey(string(text))
	if err != nil {
		f.bad, f.advice = true, fmt.Sprintf("it is damaged (%v): put the file back from a backup", err)
		return f
	}
	if err := s.checkKey(ctx, db, key); err != nil {
		f.bad, f.advice = true, err.Error()
		return f
	}
	if info.Mode().Perm()&0o077 != 0 {
		f.advice = "others on this machine can read it: chmod 600 " + path
	}
	return f
}
