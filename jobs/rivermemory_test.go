package jobs_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"chalkline"
	"chalkline/digest/mail"
	"chalkline/jobs"
	"chalkline/store"
)

// nowhere is a mail server that is not there.
type nowhere struct{ asked atomic.Int64 }

func (n *nowhere) Send(context.Context, mail.Message) error {
	n.asked.Add(1)
	return &mail.Refused{Temporary: true, NoServer: true, Reason: "nothing listens there"}
}

// TestWhatKindsRememberIsReadAndWrittenInTurn has a leader look for work while the same
// work is done; what is wrong the race detector tells.
func TestWhatKindsRememberIsReadAndWrittenInTurn(t *testing.T) {
	t.Parallel()
	dsn := postgresSchema(t)
	db, err := store.Open(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	reader := chalkline.Reader{Email: "ada@school.example", Schedule: chalkline.DefaultSchedule(""), DigestAt: time.Now().UTC().Truncate(time.Microsecond)}
	if err := db.CreateReader(t.Context(), &reader); err != nil {
		t.Fatal(err)
	}
	edition := chalkline.Edition{}
	if _, err := db.CreateEdition(t.Context(), &edition, reader, time.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	box := t.TempDir()
	for _, folder := range []string{"new", "cur"} {
		if err := os.Mkdir(filepath.Join(box, folder), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	for n := range 100 {
		if err := os.WriteFile(filepath.Join(box, "new", fmt.Sprint(n)), []byte("Subject: Lunch\r\n\r\nAt noon?\r\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	server := &nowhere{}
	u := &jobs.Units{DB: db, Mail: server, Key: chalkline.NewKey(), From: "us@chalk.example", Base: "https://chalk.example", BounceBox: box, Now: time.Now, Log: discard}
	var kinds []jobs.Kind
	for _, k := range u.Kinds() {
		switch k.Name {
		case "bounces", "deliver", "learn", "sweep":
			k.Every = time.Millisecond
			kinds = append(kinds, k)
		}
	}
	r := openRiver(t, dsn, kinds)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { defer close(ended); r.Run(ctx) }()
	waitFor(t, "a mail is tried", func() bool { return server.asked.Load() > 0 })
	time.Sleep(100 * time.Millisecond)
	stop()
	<-ended
}
