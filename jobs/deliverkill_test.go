package jobs

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"chalkline"
	"chalkline/store"
)

// moody answers by lot, and the same each time the test runs: of all recipients
// one in twenty is unknown, and of all tries one in ten is put off at the
// recipient and one in twenty at the message.
func moody(to string, try int) (rcpt, data error) {
	h := fnv.New64a()
	fmt.Fprint(h, to)
	if lot := rand.New(rand.NewPCG(h.Sum64(), 0)); lot.IntN(20) == 0 {
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such teacher"}, nil
	}
	busy := &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 3, 0}, Message: "come back later"}
	switch lot := rand.New(rand.NewPCG(h.Sum64(), uint64(try))).IntN(20); {
	case lot < 2:
		return busy, nil
	case lot < 3:
		return nil, busy
	}
	return nil, nil
}

// The process that TestKilledSenderSendsNothingTwice kills reads these.
const (
	envDatabase = "CHALKLINE_TEST_DELIVER_DATABASE"
	envServer   = "CHALKLINE_TEST_DELIVER_SERVER"
	envStart    = "CHALKLINE_TEST_DELIVER_START" // hours that its clock is ahead
)

// TestDeliveringProcess is that process, and nothing otherwise. It sends what is
// due, lets its clock jump over each wait, and ends when nothing waits any more.
func TestDeliveringProcess(t *testing.T) { //nolint:paralleltest // a process of its own
	path := os.Getenv(envDatabase)
	if path == "" {
		return
	}
	ahead, err := strconv.Atoi(os.Getenv(envStart))
	must(t, err)
	var mu sync.Mutex
	jumped := time.Duration(ahead) * time.Hour
	now := func() time.Time {
		mu.Lock()
		defer mu.Unlock()
		return time.Now().Add(jumped)
	}
	db, err := store.Open(t.Context(), path)
	must(t, err)
	defer db.Close()
	db.Now = now
	_, err = db.CloseStaleClaims(t.Context(), now()) // as the daemon does when it starts
	must(t, err)
	u, sender := mailer(db, os.Getenv(envServer), now)
	defer sender.Close()
	for {
		must(t, NewRunner([]Kind{u.deliveries()}, now, discard).Drain(t.Context()))
		later, err := db.DueDeliveries(t.Context(), now().Add(1000*time.Hour), 1)
		must(t, err)
		if len(later) == 0 {
			return
		}
		mu.Lock()
		jumped += time.Hour
		mu.Unlock()
	}
}

// TestKilledSenderSendsNothingTwice kills the sending process at random moments
// while a moody server answers it. In the end every delivery was sent, refused
// for good, or is unsure because a kill cut it off; and nobody has two.
func TestKilledSenderSendsNothingTwice(t *testing.T) {
	t.Parallel()
	deliveries, kills := 10_000, 20
	if testing.Short() || underRace {
		deliveries, kills = 300, 5
		t.Logf("only %d deliveries and %d kills, for -short or the race detector", deliveries, kills)
	}
	path := filepath.Join(t.TempDir(), "chalkline.db")
	began := time.Now()
	mailing(t, path, deliveries)
	t.Logf("%d deliveries made in %v", deliveries, time.Since(began).Round(time.Millisecond))
	office := startPostOffice(t, moody)
	lot := rand.New(rand.NewPCG(2026, 11))

	var sending time.Duration
	start := func(run int) (process *exec.Cmd, output *strings.Builder) {
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
		t.Cleanup(cancel)
		process = exec.CommandContext(ctx, os.Args[0], "-test.run=^TestDeliveringProcess$", "-test.count=1")
		// A clock that starts a thousand hours on finds all that waits due, and so
		// does not depend on how far the last process jumped.
		process.Env = append(os.Environ(), envDatabase+"="+path, envServer+"="+office.addr, envStart+"="+strconv.Itoa(run*1000))
		output = &strings.Builder{}
		process.Stdout, process.Stderr = output, output
		must(t, process.Start())
		return process, output
	}
	for run := range kills {
		process, output := start(run)
		began := time.Now()
		for range 1 + lot.IntN(deliveries*3/2/(kills+1)) { // three quarters of all letters, about, before the last kill
			select {
			case <-office.arriving:
			case <-time.After(time.Minute):
				t.Fatalf("run %d sends nothing:\n%s", run, output)
			}
		}
		time.Sleep(time.Duration(lot.Int64N(int64(3 * time.Millisecond))))
		must(t, process.Process.Kill())
		err := process.Wait()
		if exit, ok := errors.AsType[*exec.ExitError](err); !ok || exit.Exited() {
			t.Fatalf("run %d ended by itself, before it was killed: %v", run, err)
		}
		sending += time.Since(began)
		for len(office.arriving) > 0 {
			<-office.arriving
		}
	}
	process, output := start(kills)
	began = time.Now()
	if err := process.Wait(); err != nil {
		t.Fatalf("the last run failed: %v\n%s", err, output)
	}
	sending += time.Since(began)
	checkPost(t, path, office, deliveries, kills)
	t.Logf("%d letters in %v with %d kills: %.0f messages/s", len(office.letters), sending.Round(time.Millisecond), kills, float64(len(office.letters))/sending.Seconds())
}

// checkPost compares what the database says with what the server has.
func checkPost(t *testing.T, path string, office *postOffice, deliveries, kills int) {
	t.Helper()
	db, err := store.Open(t.Context(), path)
	must(t, err)
	defer db.Close()
	all, err := db.Deliveries(t.Context(), 2*deliveries)
	must(t, err)
	office.mu.Lock()
	defer office.mu.Unlock()
	if len(all) != deliveries {
		t.Fatalf("%d deliveries, want %d", len(all), deliveries)
	}
	states := map[chalkline.DeliveryState]int{}
	arrived := 0 // of those that are unsure
	for _, d := range all {
		states[d.State]++
		letters := office.letters[d.Address]
		refused := office.refused[d.Address] != nil
		switch d.State {
		case chalkline.DeliverySent:
			if letters != 1 {
				t.Errorf("delivery %d is sent, and the server has %d letters", d.ID, letters)
			}
		case chalkline.DeliveryFailed:
			if letters != 0 || !refused || !strings.Contains(d.Error, "550 5.1.1 no such teacher") {
				t.Errorf("delivery %d failed with %q; the server has %d letters and refused it: %v", d.ID, d.Error, letters, refused)
			}
		case chalkline.DeliveryUnsure:
			arrived += letters
			if letters > 1 {
				t.Errorf("delivery %d is unsure, and the server has %d letters", d.ID, letters)
			}
		default:
			t.Errorf("delivery %d ended as %s", d.ID, d.State)
		}
	}
	if len(office.letters) != states[chalkline.DeliverySent]+arrived {
		t.Errorf("the server has letters to %d people; %d are sent and %d of the unsure arrived", len(office.letters), states[chalkline.DeliverySent], arrived)
	}
	for id, n := range office.ids {
		if n != 1 {
			t.Errorf("%d letters have the id %s", n, id)
		}
	}
	if unsure := states[chalkline.DeliveryUnsure]; unsure > kills*flight || unsure == 0 {
		t.Errorf("%d deliveries are unsure, want 1 to %d: %d kills with %d under way", unsure, kills*flight, kills, flight)
	}
	t.Logf("sent %d, refused for good %d, unsure %d (%d of them arrived)", states[chalkline.DeliverySent], states[chalkline.DeliveryFailed], states[chalkline.DeliveryUnsure], arrived)
}
