package web

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"chalkline"
	"chalkline/ranker/topics"
	"chalkline/store"
)

// BenchmarkPicksPages measures the pages of a reader who has 3,000 picks on a
// store of 100,000 items, at the server and with the session.
func BenchmarkPicksPages(b *testing.B) {
	fine := func(err error) {
		b.Helper()
		if err != nil {
			b.Fatal(err)
		}
	}
	ctx := b.Context()
	db, err := store.Open(ctx, filepath.Join(b.TempDir(), "large.db"))
	fine(err)
	defer func() { fine(db.Close()) }()
	source := chalkline.Source{Name: "Journal", URL: "https://j.example/feed", Genre: chalkline.GenreJournal}
	fine(db.AddSource(ctx, &source))
	text := strings.Repeat("Pupils who were asked to recall what they had learned did better a month later. ", 20)
	reader := chalkline.Reader{Email: "a@b.example", Schedule: chalkline.DefaultSchedule("Europe/London")}
	fine(db.CreateReader(ctx, &reader))
	fine(db.SetFollows(ctx, reader.ID, []chalkline.Follow{{Kind: chalkline.FollowTopic, Value: "spacing", Weight: 1}, {Kind: chalkline.FollowTopic, Value: "retrieval-practice", Weight: 1}}))
	for n := range 100 {
		batch := chalkline.Batch{Source: source.ID, Poll: chalkline.Poll{State: chalkline.PollOK}}
		for m := range 1000 {
			key := fmt.Sprintf("%d-%d", n, m)
			batch.Items = append(batch.Items, chalkline.Item{Key: key, URL: "https://j.example/" + key, Title: "Trial " + key, Text: text})
		}
		_, err := db.StoreBatch(ctx, batch)
		fine(err)
		due, err := db.ItemsToAppraise(ctx, 1000)
		fine(err)
		var list []chalkline.Appraised
		var picks []chalkline.Pick
		items, err := db.Items(ctx, due)
		fine(err)
		for m, i := range items {
			list = append(list, chalkline.Appraised{
				Appraisal: chalkline.Appraisal{ItemID: i.ID, Kind: chalkline.KindResearch, Design: chalkline.DesignRCT, Grade: chalkline.GradeB, Score: 65, Reason: chalkline.Verbatim("A trial.")},
				Topics:    []chalkline.TopicMatch{{Topic: "spacing", Weight: 1}, {Topic: "phonics", Weight: 0.5}}, StoryKeys: []string{"url:" + i.URL}, Changed: i.Changed,
			})
			if m < 30 {
				picks = append(picks, chalkline.Pick{ItemID: i.ID, Reason: chalkline.Verbatim("You follow Spacing"), At: time.Now().Add(time.Duration(n-100) * 24 * time.Hour)})
			}
		}
		fine(db.SaveAppraised(ctx, list))
		_, err = db.SavePicks(ctx, reader.ID, picks, time.Now(), time.Now().Add(time.Hour))
		fine(err)
		for _, p := range picks[:10] {
			fine(db.AddFeedback(ctx, reader.ID, p.ItemID, chalkline.FeedbackSaved))
		}
	}
	h, err := New(Config{
		DB: db, Key: chalkline.NewKey(), Topics: topics.Default(), Search: db, Picks: choosing{db, time.Now}, Mail: &postbox{}, From: "a@b.example",
		Base: "http://chalkline.example", Log: slog.New(slog.DiscardHandler),
	})
	fine(err)
	secret := chalkline.NewSecret()
	fine(db.CreateLink(ctx, chalkline.Link{Hash: chalkline.HashSecret(secret), Purpose: chalkline.LinkSignIn, Email: reader.Email, CreatedAt: time.Now(), ExpiresAt: time.Now().Add(time.Hour)}))
	enter := httptest.NewRequest(http.MethodPost, "/enter/"+secret, nil)
	entered := httptest.NewRecorder()
	h.ServeHTTP(entered, enter)
	cookies := entered.Result().Cookies()
	if len(cookies) == 0 {
		b.Fatalf("entering answers %d", entered.Code)
	}
	for _, path := range []string{"/picks", "/picks?what=trials&minutes=5", "/saved", "/history", "/history?q=recall"} {
		b.Run(path, func(b *testing.B) {
			size := 0
			for b.Loop() {
				r := httptest.NewRequest(http.MethodGet, path, nil)
				r.AddCookie(cookies[0])
				w := httptest.NewRecorder()
				h.ServeHTTP(w, r)
				if w.Code != http.StatusOK {
					b.Fatalf("status %d", w.Code)
				}
				size = w.Body.Len()
			}
			b.ReportMetric(float64(size), "bytes")
		})
	}
}
