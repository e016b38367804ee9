package main

import (
	"context"
	"fmt"
	"time"

	"chalkline"
	"chalkline/crawler/fetch"
	"chalkline/crawler/lists"
	"chalkline/store"
)

// lists are the lists about works that are set, by name; each has the name of
// its setting.
func (s *Settings) lists() map[chalkline.ListName]string {
	return map[chalkline.ListName]string{
		chalkline.ListRetractions:  s.Retractions,
		chalkline.ListReplications: s.Replications,
	}
}

// listTime is how long a list may take on its way.
const listTime = 15 * time.Minute

// listReader keeps a download in the data folder while it is read.
func (s *Settings) listReader() lists.Reader {
	options := s.fetching()
	options.MaxBody, options.Timeout = lists.MaxBytes, listTime
	return lists.Reader{Client: fetch.New(options), Dir: s.Data}
}

// checkLists refuses a file that does not look like its list, which is how a
// mistyped path is seen. One that was read before is only warned of: a list that
// is gone for a night does not keep the daemon from starting. An address is
// asked later.
func (d *daemon) checkLists(ctx context.Context) error {
	for name, location := range d.settings.lists() {
		err := checkFile(name, location)
		if err == nil {
			continue
		}
		was, dbErr := d.db.List(ctx, name)
		if dbErr != nil && chalkline.ErrorCode(dbErr) != chalkline.CodeNotFound {
			return dbErr
		}
		if needed(was, location) {
			return invalid("the setting %s: %w", name, err)
		}
		d.log.Warn("a list cannot be read, what it said before holds", "list", string(name), "read", was.ReadAt, "error", err)
	}
	return nil
}

// checkFile says what is wrong with the file that a list is set to.
func checkFile(name chalkline.ListName, location string) error {
	if location == "" || lists.Remote(location) {
		return nil
	}
	return lists.Check(name, location)
}

// needed says that the daemon does not start without the file at location.
func needed(was chalkline.List, location string) bool {
	return was.ReadAt.IsZero() || was.Location != location
}

// staleAfter is when the doctor asks why a list was not looked at.
const staleAfter = 72 * time.Hour

// checkLists says of each list when it was read, and what is amiss with it.
func (s *Settings) checkLists(ctx context.Context, db *store.DB, now time.Time) []finding {
	var findings []finding
	for _, name := range []chalkline.ListName{chalkline.ListRetractions, chalkline.ListReplications} {
		location := s.lists()[name]
		l, err := db.List(ctx, name)
		f := finding{what: string(name)}
		if err != nil && chalkline.ErrorCode(err) != chalkline.CodeNotFound {
			f.bad, f.detail = true, err.Error()
		} else {
			f.detail, f.advice = sayList(l, location, string(name), now)
			if fault := checkFile(name, location); fault != nil {
				f.bad, f.advice = needed(l, location), fault.Error()
			}
		}
		findings = append(findings, f)
	}
	return findings
}

// sayList says how a list is doing that is set to location, and what to do.
func sayList(l chalkline.List, location, setting string, now time.Time) (detail, advice string) {
	read := "never read"
	if !l.ReadAt.IsZero() {
		read = fmt.Sprintf("%d works, read %s from %s", l.Entries, l.ReadAt.Format(time.DateOnly), l.Location)
	}
	switch {
	case location == "" && l.ReadAt.IsZero():
		return "no list is set", ""
	case location == "":
		return read, "the list is not set any more: what it said stays, and is not looked at again; name it with --" + setting
	case l.Error != "":
		return read + fmt.Sprintf("; the last look, %s, failed", l.CheckedAt.Format(time.DateOnly)), l.Error
	case l.ReadAt.IsZero():
		return "not read yet from " + location, "it is read when chalkline serve has run for a minute"
	case now.Sub(l.CheckedAt) > staleAfter:
		return read + ", last looked at " + l.CheckedAt.Format(time.DateOnly), "it is looked at daily while chalkline serve runs"
	case l.Location != location:
		return read, "it is now set to " + location + ", which is read when chalkline serve has run for a minute"
	}
	return read, ""
}
