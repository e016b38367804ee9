package jobs

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"sync/atomic"
	"testing"
	"time"

	"chalkline"
	"chalkline/digest/mail"
	"chalkline/store"
	"chalkline/store/netfault"
)

// TestAMailIsSentOnceWhereverTheWayBreaks has the way to a mail server break at each
// stage of a mail, heal, and the mail tried again.
func TestAMailIsSentOnceWhereverTheWayBreaks(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		at     string
		breaks func(*netfault.Proxy)
		out    string // whether the mail is: yes, no, or nobody can tell
	}{
		{"before a connection", (*netfault.Proxy).Refuse, "no"},
		{"before the greeting", func(p *netfault.Proxy) { p.CutAfter(1) }, "no"},
		{"the hello", func(p *netfault.Proxy) { p.CutAnswer("EHLO") }, "no"},
		{"the sender", func(p *netfault.Proxy) { p.CutAnswer("MAIL FROM") }, "no"},
		{"the recipient", func(p *netfault.Proxy) { p.CutAnswer("RCPT TO") }, "no"},
		{"the leave to write", func(p *netfault.Proxy) { p.CutAnswer("DATA\r\n") }, "no"},
		{"within the message", func(p *netfault.Proxy) { p.CutAt("Message-ID:") }, "nobody can tell"},
		{"after the message, before the answer", func(p *netfault.Proxy) { p.CutAnswer("\r\n.\r\n") }, "yes"},
		{"a server that says nothing", (*netfault.Proxy).Silence, "no"},
		{"a server slower than the time-out", func(p *netfault.Proxy) { p.Slow(600 * time.Millisecond) }, "no"},
	} {
		t.Run(c.at, func(t *testing.T) {
			t.Parallel()
			office := startPostOffice(t, nil)
			way := netfault.New(t, office.addr)
			f := newFixture(t, 2)
			server := &mail.SMTP{Addr: way.Addr, TLS: mail.TLSNone, Hello: "chalk.example", Timeout: 400 * time.Millisecond}
			t.Cleanup(func() { _ = server.Close() })
			f.Mail = server
			id, err := f.Compose(t.Context(), f.reader)
			must(t, err)
			c.breaks(way)
			began := time.Now()
			d, err := f.Deliver(t.Context(), id)
			must(t, err)
			took := time.Since(began).Round(time.Millisecond)
			want := chalkline.DeliveryWaiting
			if c.out == "yes" || c.out != "no" && d.State == chalkline.DeliveryUnsure {
				want = chalkline.DeliveryUnsure
			}
			if d.State != want || d.Error == "" || took > 10*server.Timeout {
				t.Errorf("after %v it is %s: %q", took, d.State, d.Error)
			}
			way.Heal(t)
			f.now = f.now.Add(time.Hour)
			due, err := f.DB.DueDeliveries(t.Context(), f.now, 10)
			must(t, err)
			for _, id := range due {
				server.Timeout = 10 * time.Second // the machine may be busy
				d, err = f.Deliver(t.Context(), id)
				must(t, err)
			}
			if want == chalkline.DeliveryWaiting && d.State != chalkline.DeliverySent {
				t.Errorf("tried again, it is %s: %q", d.State, d.Error)
			}
			letters := 1
			if c.out != "yes" && want == chalkline.DeliveryUnsure {
				letters = 0
			}
			office.mu.Lock()
			defer office.mu.Unlock()
			if got := office.letters[f.reader.Email]; got != letters {
				t.Errorf("%d mails arrived, want %d", got, letters)
			}
		})
	}
}

// ownSchema makes an empty schema of PostgreSQL that lasts for the test.
func ownSchema(t *testing.T) string {
	t.Helper()
	server := os.Getenv("CHALKLINE_TEST_POSTGRES")
	if server == "" {
		t.Skip("skipped: no PostgreSQL")
	}
	schema := fmt.Sprintf("jobs_away_%d", os.Getpid())
	admin, err := sql.Open("pgx", server)
	must(t, err)
	_, err = admin.ExecContext(t.Context(), `CREATE SCHEMA `+schema)
	must(t, err)
	t.Cleanup(func() {
		_, err := admin.ExecContext(context.Background(), `DROP SCHEMA `+schema+` CASCADE`)
		must(t, errors.Join(err, admin.Close()))
	})
	u, err := url.Parse(server)
	must(t, err)
	q := u.Query()
	q.Set("search_path", schema)
	u.RawQuery = q.Encode()
	return u.String()
}

// TestWhatIsOutIsWrittenDownWhenTheDatabaseIsBack starts PostgreSQL anew, as it were,
// while mails are on their way.
func TestWhatIsOutIsWrittenDownWhenTheDatabaseIsBack(t *testing.T) {
	t.Parallel()
	const n = 2*flight + 1
	direct := ownSchema(t)
	mailing(t, direct, n)
	db, err := store.Open(t.Context(), direct)
	must(t, err)
	t.Cleanup(func() { _ = db.Close() })
	address, way := netfault.Before(t, direct)
	far, err := store.Open(t.Context(), address)
	must(t, err)
	t.Cleanup(func() { _ = far.Close() })
	var later atomic.Int64
	far.Now = func() time.Time { return time.Now().Add(time.Duration(later.Load())) }
	u, _ := mailer(far, "", far.Now)
	sent := make(chan string, 100)
	u.Mail = sendFunc(func(m mail.Message) error {
		if len(sent) == 0 {
			way.Refuse()
			time.AfterFunc(700*time.Millisecond, func() { way.Heal(t) })
		}
		sent <- m.To
		return nil
	})
	deliver := u.deliveries()
	for range 2 {
		for {
			due, err := deliver.Due(t.Context(), far.Now(), n)
			must(t, err)
			if len(due) == 0 {
				break
			}
			_ = deliver.Run(t.Context(), due) // what could not be claimed is found again
		}
		later.Add(int64(time.Hour)) // what could not be written is tried again
	}
	all, err := db.Deliveries(t.Context(), 100)
	must(t, err)
	for _, d := range all {
		if d.State != chalkline.DeliverySent {
			t.Errorf("delivery %d is %s", d.ID, d.State)
		}
	}
	close(sent)
	times := map[string]int{}
	for to := range sent {
		times[to]++
		if times[to] > 1 {
			t.Errorf("%s got two", to)
		}
	}
	if len(times) != n {
		t.Errorf("%d mails for %d deliveries", len(times), n)
	}
}
