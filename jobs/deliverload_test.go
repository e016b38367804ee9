package jobs

import (
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net"
	netmail "net/mail"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"chalkline"
	"chalkline/digest/digesttest"
	"chalkline/digest/mail"
	"chalkline/store"
)

// Every reader of a mailing has perEdition of mailingItems items in the digest.
const (
	mailingItems = 300
	perEdition   = 5
)

// mailing makes a database at path with one waiting delivery for each of n
// readers.
func mailing(tb testing.TB, path string, n int) {
	tb.Helper()
	ctx := tb.Context()
	check := func(err error) {
		tb.Helper()
		if err != nil {
			tb.Fatal(err)
		}
	}
	db, err := store.Open(ctx, path)
	check(err)
	defer db.Close()
	items := mailingStock(tb, db)
	readers := make([]chalkline.Reader, n)
	chosen := make([]store.Chosen, n)
	for i := range readers {
		readers[i] = chalkline.Reader{Email: fmt.Sprintf("teacher%d@school.example", i), Schedule: chalkline.DefaultSchedule("UTC")}
		check(db.CreateReader(ctx, &readers[i]))
		chosen[i] = store.Chosen{Reader: readers[i].ID, Next: time.Now().Add(24 * time.Hour)}
		for k := range perEdition {
			item := items[(i*7+k*61)%len(items)]
			chosen[i].Picks = append(chosen[i].Picks, chalkline.Pick{ReaderID: readers[i].ID, ItemID: item.ID, StoryID: item.StoryID, Score: float64(k), Reason: chalkline.Textf("You follow Spacing"), At: time.Now()})
		}
	}
	_, err = db.SaveChosen(ctx, chosen, time.Now())
	check(err)
	picks := picksIn(tb, path)
	for _, r := range readers {
		e := chalkline.Edition{Subject: chalkline.Verbatim("5 picks: spacing in maths, a null result on homework"), At: time.Now(), Picks: picks[r.ID]}
		_, err := db.CreateEdition(ctx, &e, r, time.Now().Add(24*time.Hour))
		check(err)
	}
}

// mailingStock stores the items, judged.
func mailingStock(tb testing.TB, db *store.DB) []chalkline.Item {
	tb.Helper()
	source := chalkline.Source{Kind: chalkline.SourceFeed, Name: "Staff room", URL: "https://staffroom.example/feed", Genre: chalkline.GenreBlog}
	err := db.AddSource(tb.Context(), &source)
	cards := digesttest.Cards()
	batch := chalkline.Batch{Source: source.ID, Poll: chalkline.Poll{State: chalkline.PollOK}}
	for i := range mailingItems {
		c := cards[i%len(cards)]
		batch.Items = append(batch.Items, chalkline.Item{
			Key: fmt.Sprint(i), Title: fmt.Sprintf("%s, part %d", c.Item.Title, i), URL: fmt.Sprintf("https://staffroom.example/%d", i), Text: c.Item.Text, Published: time.Now(),
		})
	}
	if err == nil {
		_, err = db.StoreBatch(tb.Context(), batch)
	}
	if err != nil {
		tb.Fatal(err)
	}
	ids, err := db.ItemsToAppraise(tb.Context(), mailingItems)
	if err != nil {
		tb.Fatal(err)
	}
	items, err := db.Items(tb.Context(), ids)
	if err != nil {
		tb.Fatal(err)
	}
	results := make([]chalkline.Appraised, len(items))
	for i, item := range items {
		c := cards[i%len(cards)]
		a := c.Appraisal
		a.ItemID, a.At = item.ID, time.Now()
		results[i] = chalkline.Appraised{Appraisal: a, Topics: c.Topics, Changed: item.Changed}
	}
	if err := db.SaveAppraised(tb.Context(), results); err != nil {
		tb.Fatal(err)
	}
	return items
}

// picksIn are the picks of all readers, which nothing but a test asks for.
func picksIn(tb testing.TB, path string) map[chalkline.ReaderID][]chalkline.PickID {
	tb.Helper()
	driver := "sqlite"
	if strings.HasPrefix(path, "postgres") {
		driver = "pgx"
	}
	db, err := sql.Open(driver, path)
	if err != nil {
		tb.Fatal(err)
	}
	defer db.Close()
	rows, err := db.QueryContext(tb.Context(), `SELECT reader_id, id FROM picks ORDER BY id`)
	if err != nil {
		tb.Fatal(err)
	}
	defer rows.Close()
	picks := map[chalkline.ReaderID][]chalkline.PickID{}
	for rows.Next() {
		var reader chalkline.ReaderID
		var pick chalkline.PickID
		if err := rows.Scan(&reader, &pick); err != nil {
			tb.Fatal(err)
		}
		picks[reader] = append(picks[reader], pick)
	}
	if err := rows.Err(); err != nil {
		tb.Fatal(err)
	}
	return picks
}

// mailer is what sends a mailing.
func mailer(db *store.DB, addr string, now func() time.Time) (*Units, *mail.SMTP) {
	sender := &mail.SMTP{Addr: addr, TLS: mail.TLSNone, Hello: "chalk.example"}
	return &Units{
		DB: db, Mail: sender, Key: chalkline.Key{1}, From: "Chalkline <us@chalk.example>", Base: "https://chalk.example", Now: now, Log: discard,
	}, sender
}

// postOffice is a mail server in this process that keeps count.
type postOffice struct {
	addr   string
	answer func(to string, try int) (rcpt, data error) // nil to take everything

	mu       sync.Mutex
	tries    map[string]int
	letters  map[string]int // taken, by recipient
	ids      map[string]int // taken, by message id
	refused  map[string]error
	arriving chan struct{} // one value a letter, as long as there is room
}

func startPostOffice(tb testing.TB, answer func(to string, try int) (rcpt, data error)) *postOffice {
	tb.Helper()
	p := &postOffice{answer: answer, tries: map[string]int{}, letters: map[string]int{}, ids: map[string]int{}, refused: map[string]error{}, arriving: make(chan struct{}, 100_000)}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	p.addr = listener.Addr().String()
	server := smtp.NewServer(p)
	server.Domain = "mx.school.example"
	server.ReadTimeout, server.WriteTimeout = time.Minute, time.Minute
	server.ErrorLog = silent{}
	var served sync.WaitGroup
	served.Go(func() { _ = server.Serve(listener) })
	tb.Cleanup(func() {
		_ = server.Close()
		_ = listener.Close()
		served.Wait()
	})
	return p
}

type silent struct{}

func (silent) Printf(string, ...any) {}
func (silent) Println(...any)        {}

func (p *postOffice) NewSession(*smtp.Conn) (smtp.Session, error) {
	return &counter{postOffice: p}, nil
}

// counter takes the letters of one connection.
type counter struct {
	*postOffice

	to   string
	data error
}

func (c *counter) Reset()                               {}
func (c *counter) Logout() error                        { return nil }
func (c *counter) Mail(string, *smtp.MailOptions) error { return nil }

func (c *counter) Rcpt(to string, _ *smtp.RcptOptions) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.to, c.data = to, nil
	c.tries[to]++
	if c.answer == nil {
		return nil
	}
	var rcpt error
	rcpt, c.data = c.answer(to, c.tries[to])
	if refused, ok := errors.AsType[*smtp.SMTPError](rcpt); ok && refused.Code >= 500 {
		c.refused[to] = rcpt
	}
	return rcpt
}

func (c *counter) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err // cut off: there is no message
	}
	if c.data != nil {
		return c.data
	}
	letter, err := netmail.ReadMessage(strings.NewReader(string(raw)))
	if err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.letters[c.to]++
	c.ids[letter.Header.Get("Message-Id")]++
	select {
	case c.arriving <- struct{}{}:
	default:
	}
	return nil
}

// BenchmarkDeliver sends digests from a database in a file to a mail server in
// this process: one by one over a connection each, one by one over one
// connection, and as the daemon does.
func BenchmarkDeliver(b *testing.B) {
	const n = 2000
	for _, way := range []struct {
		name string
		send func(b *testing.B, u *Units, sender *mail.SMTP, due []chalkline.DeliveryID)
	}{
		{"one by one, a connection each", func(b *testing.B, u *Units, sender *mail.SMTP, due []chalkline.DeliveryID) {
			b.Helper()
			for _, id := range due {
				_, err := u.Deliver(b.Context(), id)
				if err := errors.Join(err, sender.Close()); err != nil {
					b.Fatal(err)
				}
			}
		}},
		{"one by one", func(b *testing.B, u *Units, _ *mail.SMTP, due []chalkline.DeliveryID) {
			b.Helper()
			for _, id := range due {
				if _, err := u.Deliver(b.Context(), id); err != nil {
					b.Fatal(err)
				}
			}
		}},
		{"as the daemon does", func(b *testing.B, u *Units, _ *mail.SMTP, _ []chalkline.DeliveryID) {
			b.Helper()
			if err := NewRunner([]Kind{u.deliveries()}, u.Now, discard).Drain(b.Context()); err != nil {
				b.Fatal(err)
			}
		}},
	} {
		b.Run(way.name, func(b *testing.B) {
			full := filepath.Join(b.TempDir(), "full.db")
			mailing(b, full, n)
			image, err := os.ReadFile(full)
			if err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				b.StopTimer()
				path := filepath.Join(b.TempDir(), "copy.db")
				if err := os.WriteFile(path, image, 0o600); err != nil {
					b.Fatal(err)
				}
				office := startPostOffice(b, nil)
				db, err := store.Open(b.Context(), path)
				if err != nil {
					b.Fatal(err)
				}
				u, sender := mailer(db, office.addr, time.Now)
				due, err := db.DueDeliveries(b.Context(), time.Now(), n)
				if err != nil {
					b.Fatal(err)
				}
				b.StartTimer()
				way.send(b, u, sender, due)
				b.StopTimer()
				if err := errors.Join(sender.Close(), db.Close(), os.Remove(path)); err != nil {
					b.Fatal(err)
				}
				if len(office.letters) != n {
					b.Fatalf("%d of %d letters arrived", len(office.letters), n)
				}
				b.StartTimer()
			}
			b.ReportMetric(float64(n*b.N)/b.Elapsed().Seconds(), "messages/s")
		})
	}
}
