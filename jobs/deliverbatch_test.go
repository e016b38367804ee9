package jobs

import (
	"context"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"chalkline"
	"chalkline/digest/mail"
	"chalkline/store"
)

// crowd is a store with n readers who each wait for a digest, and a mail server
// that does what send says.
type crowd struct {
	*Units

	due []string
}

type sendFunc func(mail.Message) error

func (f sendFunc) Send(_ context.Context, m mail.Message) error { return f(m) }

func newCrowd(t *testing.T, n int, send sendFunc) *crowd {
	t.Helper()
	path := filepath.Join(t.TempDir(), "jobs.db")
	mailing(t, path, n)
	db, err := store.Open(t.Context(), path)
	must(t, err)
	t.Cleanup(func() { _ = db.Close() })
	c := &crowd{}
	c.Units, _ = mailer(db, "", time.Now)
	c.Mail = send
	c.due, err = ids(db.DueDeliveries)(t.Context(), time.Now(), n)
	must(t, err)
	return c
}

// states counts the deliveries in each state.
func (c *crowd) states(t *testing.T) map[chalkline.DeliveryState]int {
	t.Helper()
	all, err := c.DB.Deliveries(t.Context(), 1000)
	must(t, err)
	states := map[chalkline.DeliveryState]int{}
	for _, d := range all {
		states[d.State]++
	}
	return states
}

func TestABatchIsSentAFewAtATime(t *testing.T) {
	t.Parallel()
	var c *crowd
	var under, most atomic.Int64
	seen := sync.Map{}
	c = newCrowd(t, 3*flight+1, func(m mail.Message) error {
		most.Store(max(most.Load(), under.Add(1)))
		defer under.Add(-1)
		if _, twice := seen.LoadOrStore(m.To, true); twice {
			t.Errorf("%s has two", m.To)
		}
		if claimed := c.states(t)[chalkline.DeliveryClaimed]; claimed > flight {
			t.Errorf("%d deliveries are claimed at once, want at most %d", claimed, flight)
		}
		return nil
	})
	must(t, c.deliveries().Run(t.Context(), c.due))
	if got := c.states(t)[chalkline.DeliverySent]; got != len(c.due) || most.Load() > flight {
		t.Errorf("%d of %d are sent, up to %d at once", got, len(c.due), most.Load())
	}
}

func TestWithoutAMailServerTheRestWaitsUntried(t *testing.T) {
	t.Parallel()
	c := newCrowd(t, 3*flight, func(mail.Message) error {
		return &mail.Refused{Temporary: true, NoServer: true, Reason: "nothing listens at 127.0.0.1:25"}
	})
	now := time.Now()
	c.Now = func() time.Time { return now }
	kind := c.deliveries()
	must(t, kind.Run(t.Context(), c.due))
	all, err := c.DB.Deliveries(t.Context(), 100)
	must(t, err)
	tried := 0
	for _, d := range all {
		tried += d.Attempts
		if d.State != chalkline.DeliveryWaiting {
			t.Errorf("delivery %d is %s", d.ID, d.State)
		}
	}
	if tried != flight {
		t.Errorf("%d were tried, want %d", tried, flight)
	}
	if found, err := kind.Due(t.Context(), now.Add(serverPause-time.Second), 100); err != nil || len(found) != 0 {
		t.Errorf("%d are due while the mail server is left alone, %v", len(found), err)
	}
	if found, err := kind.Due(t.Context(), now.Add(serverPause), 100); err != nil || len(found) != 2*flight {
		t.Errorf("%d are due after the pause, %v; want %d", len(found), err, 2*flight)
	}
}

func TestAPanicLosesNoOtherMail(t *testing.T) {
	t.Parallel()
	var n atomic.Int64
	c := newCrowd(t, flight+1, func(mail.Message) error {
		if n.Add(1) == 2 {
			panic("a mistake of ours")
		}
		return nil
	})
	must(t, c.deliveries().Run(t.Context(), c.due))
	// Nobody can say how far it came, so it must not be repeated.
	if got := c.states(t); got[chalkline.DeliverySent] != flight || got[chalkline.DeliveryUnsure] != 1 {
		t.Errorf("states %v", got)
	}
}

func TestWhatWasSentIsSettledBeforeThePause(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	c := newCrowd(t, 2, func(mail.Message) error { return nil })
	c.Pace = 24 * time.Hour
	ended := make(chan error)
	go func() { ended <- c.deliveries().Run(ctx, c.due) }()
	for c.states(t)[chalkline.DeliverySent] == 0 { // for a day, if it is settled after the pause only
		select {
		case err := <-ended:
			t.Fatalf("it ended before anything was sent: %v", err)
		case <-time.After(10 * time.Millisecond):
		}
	}
	stop()
	must(t, <-ended)
	if got := c.states(t); got[chalkline.DeliverySent] != 1 || got[chalkline.DeliveryWaiting] != 1 {
		t.Errorf("states %v, want one sent and one waiting", got)
	}
}

func TestPaceSpacesDigestsAndAStopDoesNotWaitForIt(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	var sent []time.Time
	c := newCrowd(t, 5, func(mail.Message) error {
		if sent = append(sent, time.Now()); len(sent) == 3 {
			stop()
		}
		return nil
	})
	c.Pace = 30 * time.Millisecond
	began := time.Now()
	must(t, c.deliveries().Run(ctx, c.due))
	if len(sent) != 3 || sent[2].Sub(began) < 2*c.Pace {
		t.Errorf("%d sent at %v after %v, want 3 with about %v between them", len(sent), sent, began, c.Pace)
	}
	if got := c.states(t); got[chalkline.DeliverySent] != 3 || got[chalkline.DeliveryWaiting] != 2 {
		t.Errorf("states %v, want the rest waiting", got)
	}
}
