package store_test

import (
	"context"
	"testing"
	"time"

	"chalkline"
	"chalkline/store"
	"chalkline/store/netfault"
)

func TestNothingWaitsForeverForPostgres(t *testing.T) {
	t.Parallel()
	behind, way := netfault.Before(t, postgresSchema(t))
	db := open(t, behind)
	save := func(ctx context.Context) error {
		r := chalkline.Reader{Email: "ada@school.example", Schedule: chalkline.DefaultSchedule("UTC")}
		return db.CreateReader(ctx, &r)
	}
	read := func(ctx context.Context) error {
		_, err := db.Counts(ctx)
		return err
	}
	const short, long = 200 * time.Millisecond, time.Hour
	for name, c := range map[string]struct {
		breaks            func()
		patience, answers time.Duration
		limit             time.Duration // of the caller's; 0 for none
		do                func(context.Context) error
	}{
		"a read in a refused connection":                        {breaks: way.Refuse, patience: long, answers: long, do: read},
		"a read with no limit of its own":                       {breaks: way.Silence, patience: long, answers: short, do: read},
		"a read with a limit":                                   {breaks: way.Silence, patience: long, answers: long, limit: short, do: read},
		"a transaction with no limit of its own":                {breaks: way.Silence, patience: long, answers: short, do: save},
		"a transaction that nobody waits for any more":          {breaks: way.Silence, patience: short, answers: long, limit: short, do: save},
		"a transaction in a connection that breaks":             {breaks: func() { way.CutAfter(1) }, patience: long, answers: long, do: save},
		"a transaction that is cut before the server hears all": {breaks: func() { way.CutAt("INSERT") }, patience: long, answers: long, do: save},
	} {
		if err := read(t.Context()); err != nil { // there is a connection, and it was used just now
			t.Fatal(err)
		}
		db.Hurry(c.patience, c.answers)
		c.breaks()
		ctx, cancel := t.Context(), context.CancelFunc(func() {})
		if c.limit > 0 {
			ctx, cancel = context.WithTimeout(ctx, c.limit)
		}
		err := c.do(ctx)
		cancel()
		if !store.Away(err) {
			t.Errorf("%s: %v is not that the database is away", name, err)
		}
		way.Heal(t)
		way.Cut() // who was silent is gone
		for deadline := time.Now().Add(20 * time.Second); db.Ping(t.Context()) != nil; {
			if time.Now().After(deadline) {
				t.Fatalf("%s: the database is not found again", name)
			}
		}
	}
	if err := save(t.Context()); err != nil {
		t.Errorf("nothing of what broke off was done, and now: %v", err)
	}
	if counts, err := db.Counts(t.Context()); err != nil || counts.Readers != 1 {
		t.Errorf("%d readers, %v", counts.Readers, err)
	}
}

func TestConnectionsThatWentSilentAtRestAreReplaced(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("skipped: waits for a connection to be at rest")
	}
	behind, way := netfault.Before(t, postgresSchema(t))
	db := open(t, behind)
	if err := db.Ping(t.Context()); err != nil {
		t.Fatal(err)
	}
	way.Silence()
	time.Sleep(1100 * time.Millisecond)
	way.Heal(t)
	if _, err := db.Counts(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestAServerThatSaysNothingIsNotWaitedFor(t *testing.T) {
	t.Parallel()
	behind, way := netfault.Before(t, postgresSchema(t))
	way.Silence()
	db, err := store.Open(t.Context(), behind)
	if err == nil {
		_ = db.Close()
	}
	if chalkline.ErrorCode(err) != chalkline.CodeInvalid || !store.Away(err) {
		t.Errorf("got %v", err)
	}
}

func TestOtherErrorsAreNoMissingDatabase(t *testing.T) {
	t.Parallel()
	db := openSQLite(t)
	_, err := db.Reader(t.Context(), 7)
	for _, err := range []error{nil, err, context.Canceled} {
		if store.Away(err) {
			t.Errorf("%v means that the database is away", err)
		}
	}
}
