package main

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"chalkline"
	"chalkline/digest/mail"
	"chalkline/jobs"
	"chalkline/ranker/evidence"
	"chalkline/ranker/topics"
	"chalkline/store"
	"chalkline/web"
)

// lesson is an item about retrieval practice in a subject, mostly in words of that
// subject; it is the same each time.
func lesson(n int, subject string) chalkline.Item {
	rng := rand.New(rand.NewPCG(uint64(n), 7))
	var text strings.Builder
	text.WriteString("Retrieval practice helps the pupils of our school to learn. ")
	for range 30 {
		fmt.Fprintf(&text, "%sword%d word%d ", subject, rng.IntN(10), rng.IntN(9000))
	}
	return chalkline.Item{
		Key: fmt.Sprint(subject, n), URL: fmt.Sprintf("https://read.example/%s/%d", subject, n), Title: fmt.Sprintf("Retrieval practice in %s, lesson %d", subject, n), Text: text.String(),
	}
}

// TestNotForMeChangesTheNextPicks presses the button on the pages of past items of
// a subject, and lets the program pick among new ones.
func TestNotForMeChangesTheNextPicks(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("judges hundreds of items")
	}
	ctx, now := t.Context(), time.Now().UTC().Truncate(time.Second).AddDate(0, 0, -30) // browsers and cookies know the real time only
	fine := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	db, err := store.Open(ctx, filepath.Join(t.TempDir(), "chalkline.db"))
	fine(err)
	t.Cleanup(func() { _ = db.Close() })
	db.Now = func() time.Time { return now }
	quiet := slog.New(slog.DiscardHandler)
	units := &jobs.Units{DB: db, Evidence: evidence.Default(), Topics: topics.Default(), Now: db.Now, Log: quiet}
	work := func() {
		t.Helper()
		kinds := slices.DeleteFunc(units.Kinds(), func(k jobs.Kind) bool { return !slices.Contains([]string{"appraise", "learn", "pick"}, k.Name) })
		fine(jobs.NewRunner(kinds, db.Now, quiet).Drain(ctx))
	}
	arrive := func(items ...chalkline.Item) {
		t.Helper()
		for n, item := range items {
			source := chalkline.Source{Name: fmt.Sprint("Blog ", item.Key), URL: fmt.Sprintf("https://b.example/%s/%d/%d", item.Key, n, now.Unix()), Genre: chalkline.GenreBlog}
			fine(db.AddSource(ctx, &source))
			item.Published = now
			_, err := db.StoreBatch(ctx, chalkline.Batch{Source: source.ID, Poll: chalkline.Poll{State: chalkline.PollOK}, Items: []chalkline.Item{item}})
			fine(err)
		}
	}
	for n := range 510 {
		subject := fmt.Sprint("subject", n%40)
		switch n % 40 {
		case 0:
			subject = "algebra"
		case 1:
			subject = "poetry"
		}
		arrive(lesson(n, subject))
	}
	var past []chalkline.ItemID // of algebra
	due, err := db.ItemsToAppraise(ctx, 1000)
	fine(err)
	items, err := db.Items(ctx, due)
	fine(err)
	for _, item := range items {
		if strings.Contains(item.Title, "algebra") && len(past) < 12 {
			past = append(past, item.ID)
		}
	}
	work()

	now = now.AddDate(0, 0, 30)
	server := httptest.NewUnstartedServer(nil)
	base := "http://" + server.Listener.Addr().String()
	site, err := web.New(web.Config{
		DB: db, Key: chalkline.NewKey(), Topics: topics.Default(), Search: db, Picks: units, Mail: nobody{}, From: "us@school.example", Base: base, Now: db.Now, Log: quiet,
	})
	fine(err)
	server.Config.Handler = site
	server.Start()
	t.Cleanup(server.Close)

	// next are the subjects that the next picks of a reader have, after they pressed
	// "not for me" on past items of some subject.
	next := func(email string, dislikes []chalkline.ItemID) (of map[string]int) {
		t.Helper()
		reader := chalkline.Reader{Email: email, Schedule: chalkline.DefaultSchedule("UTC")}
		fine(db.CreateReader(ctx, &reader))
		fine(db.SetFollows(ctx, reader.ID, []chalkline.Follow{{Kind: chalkline.FollowTopic, Value: "retrieval-practice", Weight: 1}}))
		secret := chalkline.NewSecret()
		fine(db.CreateLink(ctx, chalkline.Link{Hash: chalkline.HashSecret(secret), Purpose: chalkline.LinkSignIn, Email: email, CreatedAt: now, ExpiresAt: now.Add(time.Hour)}))
		jar, err := cookiejar.New(nil)
		fine(err)
		client := &http.Client{Jar: jar}
		press := func(path string, form url.Values) {
			t.Helper()
			response, err := client.PostForm(base+path, form)
			fine(err)
			fine(response.Body.Close())
			if response.StatusCode != http.StatusOK {
				t.Fatalf("%s answers %d", path, response.StatusCode)
			}
		}
		press("/enter/"+secret, nil)
		for _, item := range dislikes {
			press(fmt.Sprintf("/items/%d/feedback", item), url.Values{"kind": {"not_for_me"}})
		}
		work()
		of = map[string]int{}
		cards, err := db.Cards(ctx, reader.ID, store.CardQuery{})
		fine(err)
		for _, c := range cards {
			_, rest, _ := strings.Cut(c.Item.Title, " in ")
			subject, _, _ := strings.Cut(rest, ",")
			of[subject]++
		}
		return of
	}
	for n := range 6 {
		arrive(lesson(1000+n, "algebra"))
	}
	for n := range 6 {
		arrive(lesson(2000+n, "poetry"))
	}
	now = now.Add(time.Hour)
	if of := next("silent@school.example", nil); of["algebra"] == 0 {
		t.Errorf("who said nothing gets %v, want some algebra too", of)
	}
	if of := next("speaking@school.example", past); of["algebra"] != 0 || of["poetry"] == 0 {
		t.Errorf("who does not want algebra gets %v", of)
	}
}

// nobody is whom no mail is sent to.
type nobody struct{}

// Send implements mail.Sender.
func (nobody) Send(context.Context, mail.Message) error { return nil }
