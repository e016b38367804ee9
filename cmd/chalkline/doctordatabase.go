package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"chalkline"
	"chalkline/store"
)

// checkStore looks at the database and at what is in it.
func checkStore(ctx context.Context, s Settings) []finding {
	f := finding{what: "database", detail: "none yet at " + s.database()}
	if s.exists() != nil {
		f.advice = "it is made at the first start of chalkline serve"
		return []finding{f}
	}
	db, err := store.Open(ctx, s.database())
	if err != nil {
		f.bad, f.detail = true, err.Error()
		return []finding{f}
	}
	defer db.Close()
	counts, countErr := db.Counts(ctx)
	schema, schemaErr := db.SchemaVersion(ctx)
	if err := errors.Join(countErr, schemaErr, db.IntegrityCheck(ctx)); err != nil {
		f.bad, f.detail, f.advice = true, err.Error(), "restore the last backup with chalkline restore"
		return []finding{f}
	}
	f.detail = fmt.Sprintf("%s, schema %d, sound: %d items, %d readers", db.Kind(), schema, counts.Items, counts.Readers)
	clock := finding{what: "clock", detail: time.Now().UTC().Format("2006-01-02 15:04 UTC")}
	if err := checkClock(ctx, db, time.Now()); err != nil {
		clock.bad, clock.advice = true, err.Error()
	}
	findings := []finding{
		f, checkServing(ctx, s, db), checkKeyFile(ctx, s, db), clock, checkSources(counts), checkBacklogs(ctx, db), checkDeliveries(ctx, db),
		checkReturns(ctx, s, db),
	}
	return slices.Concat(findings, s.checkIndex(ctx, db), s.checkLists(ctx, db, time.Now()))
}

// What a database needs, and when its log is long.
const (
	leastPostgres = 15
	fewLeft       = 20       // PostgreSQL: connections that nobody has; one process takes up to 16, with its queue 25
	longLog       = 64 << 20 // SQLite writes its log back at 4 MB, unless somebody reads all the time
)

// checkServing looks at the database program itself: its version, rights and room.
func checkServing(ctx context.Context, s Settings, db *store.DB) finding {
	e, err := db.Examine(ctx)
	f := finding{what: "storage", detail: fmt.Sprintf("%s, texts as %s", e.Version, e.Encoding)}
	if err != nil {
		f.bad, f.detail = true, err.Error()
		return f
	}
	if e.Most > 0 {
		f.detail += fmt.Sprintf(", %d of %d connections in use", e.InUse, e.Most)
		if err := db.TryWrite(ctx); err != nil { // SQLite's disk is looked at itself
			f.bad, f.detail, f.advice = true, err.Error(), "nothing is stored until that is mended; pages go on as far as they only read"
			return f
		}
		return judgePostgres(f, e)
	}
	f.detail += fmt.Sprintf(", %.1f MB of last writes", float64(e.LogBytes)/(1<<20))
	var open []string
	for _, end := range []string{"", "-wal", "-shm"} {
		if info, err := os.Stat(s.database() + end); err == nil && info.Mode().Perm()&0o077 != 0 {
			open = append(open, s.database()+end)
		}
	}
	switch {
	case len(open) > 0:
		f.advice = "others on this machine can read it, and it holds addresses: chmod 600 " + strings.Join(open, " ")
	case e.LogBytes > longLog:
		f.advice = "the last writes are long in coming into the file: stop whatever else has it open, and start chalkline serve anew"
	}
	return f
}

func judgePostgres(f finding, e store.Examination) finding {
	switch {
	case e.Major < leastPostgres:
		f.bad, f.advice = true, fmt.Sprintf("use PostgreSQL %d or newer", leastPostgres)
	case e.Encoding != "UTF8":
		f.bad, f.advice = true, "texts of other scripts would be refused: make the database anew with createdb --encoding UTF8 --template template0"
	case !e.MayCreate:
		f.bad, f.advice = true, "this user may not make tables, which a new version needs: GRANT CREATE, USAGE ON SCHEMA public TO its role"
	case e.Most-e.InUse < fewLeft:
		f.advice = "few connections are left: raise max_connections, or have others use fewer"
	}
	return f
}

func checkSources(counts store.Counts) finding {
	f := finding{what: "crawling", detail: fmt.Sprintf("%d of %d sources failing, %d items to judge", counts.Failing, counts.Sources, counts.Due)}
	if counts.Failing > 0 {
		f.advice = "chalkline sources list --failing says why"
	}
	return f
}

// lateWork is when work that is due is late while a daemon runs: failed units are
// tried again after an hour at most.
const lateWork = 2 * time.Hour

// checkBacklogs says whether work is being done.
func checkBacklogs(ctx context.Context, db *store.DB) finding {
	f := finding{what: "work", detail: "nothing is late"}
	backlogs, err := db.Backlogs(ctx)
	if err != nil {
		f.bad, f.detail = true, err.Error()
		return f
	}
	var late []string
	for _, b := range backlogs {
		if waited := time.Since(b.Since); b.Due > 0 && !b.Since.IsZero() && waited > lateWork {
			late = append(late, fmt.Sprintf("%s (%d, for %s)", b.Kind, b.Due, waited.Round(time.Hour)))
		}
	}
	if len(late) > 0 {
		f.detail = "late: " + strings.Join(late, ", ")
		f.advice = "if chalkline serve has run meanwhile, its log and the operator's page say what failed"
	}
	return f
}

func checkDeliveries(ctx context.Context, db *store.DB) finding {
	f := finding{what: "deliveries", detail: "none failed lately"}
	recent, err := db.Deliveries(ctx, 100)
	if err != nil {
		f.bad, f.detail = true, err.Error()
		return f
	}
	troubled := slices.DeleteFunc(slices.Clone(recent), func(d chalkline.Delivery) bool {
		return d.State != chalkline.DeliveryFailed && d.State != chalkline.DeliveryUnsure
	})
	if len(troubled) > 0 {
		f.detail = fmt.Sprintf("%d of the last %d failed or may not have arrived", len(troubled), len(recent))
		f.advice = "the last: " + troubled[0].Error // the newest comes first
	}
	return f
}
