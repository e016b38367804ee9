package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"chalkline"
	"chalkline/digest/mail"
	"chalkline/store"
)

// post is a mail server in memory that answers with what it is told.
type post struct {
	answer error
	sent   []mail.Message
}

func (p *post) Send(_ context.Context, m mail.Message) error {
	if p.answer == nil {
		p.sent = append(p.sent, m)
	}
	return p.answer
}

// fixture is a store with one reader who has picks that no edition has printed.
type fixture struct {
	*Units
	reader chalkline.Reader
	post   *post
	now    time.Time
}

func newFixture(t *testing.T, picks int) *fixture {
	t.Helper()
	db, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "jobs.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	f := &fixture{post: &post{}, now: time.Date(2026, time.March, 1, 17, 0, 0, 0, time.UTC)}
	now := func() time.Time { return f.now }
	db.Now = now
	f.Units = &Units{DB: db, Mail: f.post, Key: chalkline.NewKey(), From: "us@chalk.example", Base: "https://chalk.example", Now: now, Log: discard}
	f.reader = chalkline.Reader{Email: "ada@school.example", Role: chalkline.RoleReader, Schedule: chalkline.DefaultSchedule("UTC"), DigestAt: f.now}
	ctx := t.Context()
	must(t, db.CreateReader(ctx, &f.reader))
	source := chalkline.Source{Kind: chalkline.SourceFeed, Name: "Staff room", URL: "https://staffroom.example/feed", Genre: chalkline.GenreBlog}
	must(t, db.AddSource(ctx, &source))
	batch := chalkline.Batch{Source: source.ID, Poll: chalkline.Poll{State: chalkline.PollOK}}
	for i := range picks {
		batch.Items = append(batch.Items, chalkline.Item{Key: fmt.Sprint(i), Title: fmt.Sprintf("Spaced quizzes, part %d", i), URL: fmt.Sprintf("https://staffroom.example/%d", i), Text: "We tried them."})
	}
	_, err = db.StoreBatch(ctx, batch)
	must(t, err)
	ids, err := db.ItemsToAppraise(ctx, 100)
	must(t, err)
	items, err := db.Items(ctx, ids)
	must(t, err)
	results := make([]chalkline.Appraised, len(items))
	for i, item := range items {
		results[i] = chalkline.Appraised{
			Appraisal: chalkline.Appraisal{ItemID: item.ID, Kind: chalkline.KindPractice, Design: chalkline.DesignPRAC, Score: 8, Grade: chalkline.GradeE, At: f.now},
			Changed:   item.Changed,
		}
	}
	must(t, db.SaveAppraised(ctx, results))
	candidates, err := db.Candidates(ctx, time.Time{})
	must(t, err)
	chosen := make([]chalkline.Pick, len(candidates))
	for i, c := range candidates {
		chosen[i] = chalkline.Pick{ReaderID: f.reader.ID, ItemID: c.Item.ID, StoryID: c.Item.StoryID, Score: float64(i), Reason: chalkline.Textf("You follow Spacing"), At: f.now}
	}
	_, err = db.SavePicks(ctx, f.reader.ID, chosen, f.now, f.now.Add(time.Hour))
	must(t, err)
	return f
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestDeliveryEndsInTheStateThatItsRefusalMeans(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name      string
		answer    error
		state     chalkline.DeliveryState
		mailStops bool
	}{
		{"accepted", nil, chalkline.DeliverySent, false},
		{"busy", &mail.Refused{Temporary: true, Reason: "452 too many"}, chalkline.DeliveryWaiting, false},
		{"no such mailbox", &mail.Refused{Address: true, Reason: "550 5.1.1 no such user"}, chalkline.DeliveryFailed, true},
		{"a message that the server will not have", &mail.Refused{Reason: "554 looks like spam"}, chalkline.DeliveryFailed, false},
		{"cut off after the message", &mail.Refused{Unsure: true, Reason: "connection lost"}, chalkline.DeliveryUnsure, false},
		{"a full disk under the outbox", errors.New("no space left"), chalkline.DeliveryWaiting, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			f := newFixture(t, 2)
			f.post.answer = tc.answer
			delivery, err := f.Compose(t.Context(), f.reader)
			must(t, err)
			d, err := f.Deliver(t.Context(), delivery)
			must(t, err)
			if d.State != tc.state || (d.Error == "") != (tc.answer == nil) {
				t.Errorf("settled as %s with error %q, want %s", d.State, d.Error, tc.state)
			}
			reader, err := f.DB.Reader(t.Context(), f.reader.ID)
			must(t, err)
			if (!reader.MailError.IsZero()) != tc.mailStops {
				t.Errorf("mail to the reader stopped: %q, want %v", reader.MailError.English(), tc.mailStops)
			}
		})
	}
}

func TestTemporaryRefusalIsTriedAgainAndEnds(t *testing.T) {
	t.Parallel()
	f := newFixture(t, 1)
	f.post.answer = &mail.Refused{Temporary: true, Reason: "451 later"}
	delivery, err := f.Compose(t.Context(), f.reader)
	must(t, err)
	var last time.Duration
	for attempt := 1; attempt <= maxAttempts; attempt++ {
		d, err := f.Deliver(t.Context(), delivery)
		must(t, err)
		if attempt == maxAttempts {
			if d.State != chalkline.DeliveryFailed {
				t.Errorf("after %d attempts the delivery is %s, want failed", attempt, d.State)
			}
			break
		}
		pause := d.NextAt.Sub(f.now)
		if d.State != chalkline.DeliveryWaiting || pause <= last {
			t.Fatalf("attempt %d: %s, next in %v after %v, want waiting longer each time", attempt, d.State, pause, last)
		}
		if early, err := f.Deliver(t.Context(), delivery); err != nil || early.ID != 0 {
			t.Fatalf("a delivery that waits was sent early: %+v, %v", early, err)
		}
		last, f.now = pause, d.NextAt
	}
	if len(f.post.sent) != 0 {
		t.Errorf("%d messages went out", len(f.post.sent))
	}
}

// What changed while a mail was on its way, or waited to be tried again, holds.
func TestNobodyGetsADigestWhoHasHadEnough(t *testing.T) {
	t.Parallel()
	for name, enough := range map[string]func(*fixture) error{
		"switched the digest off": func(f *fixture) error {
			off := f.reader.Schedule
			off.Every = chalkline.Never
			return f.DB.SetSchedule(t.Context(), f.reader.ID, off, time.Time{})
		},
		"had stopped": func(f *fixture) error {
			return f.DB.SetMailError(t.Context(), f.reader.ID, chalkline.Verbatim("550 no such user"))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFixture(t, 2)
			delivery, err := f.Compose(t.Context(), f.reader)
			must(t, err)
			f.Mail = sendFunc(func(mail.Message) error {
				must(t, enough(f)) // too late for this attempt
				return &mail.Refused{Temporary: true, Reason: "451 later"}
			})
			d, err := f.Deliver(t.Context(), delivery)
			must(t, err)
			f.Mail, f.now = f.post, d.NextAt
			d, err = f.Deliver(t.Context(), delivery)
			must(t, err)
			if d.State != chalkline.DeliveryFailed || !strings.Contains(d.Error, name) || len(f.post.sent) != 0 {
				t.Errorf("%s (%s), and %d mails went out", d.State, d.Error, len(f.post.sent))
			}
		})
	}
}

func TestEditionsNeverPrintAPickTwiceAndNeverComeEmpty(t *testing.T) {
	t.Parallel()
	f := newFixture(t, 3)
	first, err := f.Compose(t.Context(), f.reader)
	must(t, err)
	if first == 0 {
		t.Fatal("no edition for a reader with picks")
	}
	f.now = f.now.AddDate(0, 0, 7)
	reader, err := f.DB.Reader(t.Context(), f.reader.ID)
	must(t, err)
	second, err := f.Compose(t.Context(), reader)
	must(t, err)
	if second != 0 {
		t.Error("a second edition was composed though nothing is new")
	}
	reader, err = f.DB.Reader(t.Context(), f.reader.ID)
	must(t, err)
	if !reader.DigestAt.After(f.now) {
		t.Errorf("the next digest is due at %v, which is not after %v", reader.DigestAt, f.now)
	}
}

func TestMessageOfADeliveryIsTheSameEveryTime(t *testing.T) {
	t.Parallel()
	f := newFixture(t, 3)
	id, err := f.Compose(t.Context(), f.reader)
	must(t, err)
	d, err := f.Deliver(t.Context(), id)
	must(t, err)
	first := f.post.sent[0]
	f.now = f.now.Add(time.Hour)
	again, err := f.Message(t.Context(), d)
	must(t, err)
	if first != again {
		t.Errorf("the message changed:\n%+v\n%+v", first, again)
	}
	if first.To != f.reader.Email || first.Unsubscribe == "" || first.MessageID == "" {
		t.Errorf("to %q, unsubscribe %q, id %q", first.To, first.Unsubscribe, first.MessageID)
	}
}

func TestDeliveryIsClaimedOnce(t *testing.T) {
	t.Parallel()
	f := newFixture(t, 1)
	delivery, err := f.Compose(t.Context(), f.reader)
	must(t, err)
	// A process that dies here leaves the claim open.
	if _, mine, err := f.DB.ClaimDelivery(t.Context(), delivery); err != nil || !mine {
		t.Fatalf("claim: %v, %v", mine, err)
	}
	if d, err := f.Deliver(t.Context(), delivery); err != nil || d.ID != 0 {
		t.Errorf("a claimed delivery was taken again: %+v, %v", d, err)
	}
	f.now = f.now.Add(time.Minute)
	n, err := f.DB.CloseStaleClaims(t.Context(), f.now)
	must(t, err)
	if n != 1 || len(f.post.sent) != 0 {
		t.Errorf("%d claims reported and %d messages sent, want 1 and none", n, len(f.post.sent))
	}
}

func TestNextPicksComeAnHourBeforeTheDigest(t *testing.T) {
	t.Parallel()
	daily := func(hour int, zone string) chalkline.Schedule {
		return chalkline.Schedule{Every: chalkline.EveryDay, Hour: hour, Zone: zone}
	}
	const monday = "2026-03-02T12:00:00Z"
	for _, tc := range []struct {
		name     string
		schedule chalkline.Schedule
		after    string
		want     string
	}{
		{"daily at seven", daily(7, "UTC"), monday, "2026-03-03T06:00:00Z"},
		{"weekly: every day all the same", chalkline.Schedule{Every: chalkline.EveryWeek, Weekday: time.Sunday, Hour: 17, Zone: "UTC"}, monday, "2026-03-02T16:00:00Z"},
		{"at midnight: the evening before", daily(0, "UTC"), monday, "2026-03-02T23:00:00Z"},
		{"within the hour before: the next day", daily(13, "UTC"), monday, "2026-03-03T12:00:00Z"},
		{"the clocks skip the hour before", daily(3, "Europe/Berlin"), "2026-03-28T12:00:00Z", "2026-03-29T00:00:00Z"},
		{"the clocks show the hour before twice", daily(3, "Europe/Berlin"), "2026-10-24T12:00:00Z", "2026-10-25T01:00:00Z"},
		{"no digest: early in the morning", chalkline.Schedule{Every: chalkline.Never, Zone: "Europe/Berlin"}, monday, "2026-03-03T04:00:00Z"},
		{"a zone that is gone counts as UTC", chalkline.Schedule{Every: chalkline.Never, Zone: "Mars/Base"}, monday, "2026-03-03T05:00:00Z"},
	} {
		after, err := time.Parse(time.RFC3339, tc.after)
		must(t, err)
		if got := NextPicks(tc.schedule, after).UTC().Format(time.RFC3339); got != tc.want {
			t.Errorf("%s: %s, want %s", tc.name, got, tc.want)
		}
	}
}

func TestADayBeginsAtMidnightWhereTheReaderIs(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ name, zone, now, want string }{
		{"east of Greenwich", "Asia/Tokyo", "2026-03-02T20:00:00Z", "2026-03-02T15:00:00Z"},
		{"the clocks jump over midnight", "America/Santiago", "2026-09-06T15:00:00Z", "2026-09-06T04:00:00Z"},
		{"the clocks change later that day", "Europe/Berlin", "2026-03-29T12:00:00Z", "2026-03-28T23:00:00Z"},
		{"a zone that is gone counts as UTC", "Mars/Base", "2026-03-02T20:00:00Z", "2026-03-02T00:00:00Z"},
	} {
		now, err := time.Parse(time.RFC3339, tc.now)
		must(t, err)
		if got := startOfDay(chalkline.Schedule{Zone: tc.zone}, now).UTC().Format(time.RFC3339); got != tc.want {
			t.Errorf("%s: %s, want %s", tc.name, got, tc.want)
		}
	}
}

func TestTheLogHasNoAddressOfMailThatFails(t *testing.T) {
	t.Parallel()
	f := newFixture(t, 2)
	var log strings.Builder
	f.Log = slog.New(slog.NewTextHandler(&log, nil))
	f.post.answer = &mail.Refused{Address: true, Reason: "the mail server refused the recipient: 550 5.1.1 <ada@school.example>: no such user"}
	delivery, err := f.Compose(t.Context(), f.reader)
	must(t, err)
	_, err = f.Deliver(t.Context(), delivery)
	must(t, err)
	_, err = f.Returned(t.Context(), "us@chalk.example", strings.NewReader(dsn("us@chalk.example", mail.MessageID(f.Key, f.From, delivery), "5.1.1", "550 5.1.1 <ada@school.example>: no such user")))
	must(t, err)
	if text := log.String(); strings.Contains(text, "ada@") || !strings.Contains(text, "digest not sent") || !strings.Contains(text, "digest came back") {
		t.Errorf("the log says %s", text)
	}
}
