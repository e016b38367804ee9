package web

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"chalkline"
	"chalkline/store"
)

func TestAFeedIsOnlySentWhenItChanged(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	f := fill(t, s.db, s.clock.now())
	_, reader := s.signIn("feeds@school.example")
	pickAll(t, s.db, reader.ID, f, s.clock.now())
	tokens, err := s.db.Tokens(t.Context(), reader.ID)
	ok(t, err)
	b, feed := s.browser(), "/feeds/"+s.key.FeedSecret(tokens[0])

	for extension, kind := range map[string]string{
		".rss": "application/rss+xml; charset=utf-8", ".atom": "application/atom+xml; charset=utf-8", ".json": "application/feed+json; charset=utf-8",
	} {
		a := b.get(feed + extension)
		want(t, a, http.StatusOK)
		has(t, a, "Spaced maths quizzes")
		h := a.header
		for name, value := range map[string]string{
			"Content-Type": kind, "Cache-Control": "private, max-age=900", "X-Robots-Tag": "noindex", "Referrer-Policy": "no-referrer",
		} {
			if h.Get(name) != value {
				t.Errorf("%s: %s is %q, want %q", extension, name, h.Get(name), value)
			}
		}
		etag, modified := h.Get("ETag"), h.Get("Last-Modified")
		want(t, b.get(feed+extension, "If-None-Match", `"other", `+etag), http.StatusNotModified)
		want(t, b.get(feed+extension, "If-None-Match", strings.TrimPrefix(etag, "W/")), http.StatusNotModified)
		want(t, b.get(feed+extension, "If-None-Match", `"other"`, "If-Modified-Since", modified), http.StatusOK)
		want(t, b.get(feed+extension, "If-Modified-Since", modified), http.StatusNotModified)
		want(t, b.get(feed+extension, "If-Modified-Since", "Mon, 02 Jan 2006 15:04:05 GMT"), http.StatusOK)
		want(t, b.get(feed+extension, "If-Modified-Since", "yesterday"), http.StatusOK)
		want(t, b.do(http.MethodHead, feed+extension, ""), http.StatusOK)
		if a := b.do(http.MethodHead, feed+extension, ""); a.body != "" || a.header.Get("ETag") != etag {
			t.Errorf("%s: HEAD differs from GET", extension)
		}
	}
}

func TestAFeedWithoutPicksIsStillAFeed(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	_, reader := s.signIn("early@school.example")
	tokens, err := s.db.Tokens(t.Context(), reader.ID)
	ok(t, err)
	for _, extension := range []string{".rss", ".atom", ".json"} {
		a := s.browser().get("/feeds/" + s.key.FeedSecret(tokens[0]) + extension)
		want(t, a, http.StatusOK)
		if a.header.Get("Last-Modified") != tokens[0].CreatedAt.Format(http.TimeFormat) {
			t.Errorf("%s: changed %s", extension, a.header.Get("Last-Modified"))
		}
	}
}

func TestARetractionChangesTheFeed(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	f := fill(t, s.db, s.clock.now())
	_, reader := s.signIn("alert@school.example")
	pickAll(t, s.db, reader.ID, f, s.clock.now())
	tokens, err := s.db.Tokens(t.Context(), reader.ID)
	ok(t, err)
	feed, b := "/feeds/"+s.key.FeedSecret(tokens[0])+".rss", s.browser()
	etag := b.get(feed).header.Get("ETag")

	s.clock.forward(time.Hour)
	item, err := s.db.Item(t.Context(), f.items["feedback"])
	ok(t, err)
	ok(t, s.db.SaveAppraised(t.Context(), []chalkline.Appraised{{
		Appraisal: chalkline.Appraisal{
			ItemID: item.ID, Kind: chalkline.KindResearch, Design: chalkline.DesignRCT, Grade: chalkline.GradeR, Reason: chalkline.Verbatim("retracted"),
			Signals: []chalkline.Signal{{Name: chalkline.SignalStanding, Value: "retracted", Origin: "crossref", Offset: -1}}, Model: 1, At: s.clock.now(),
		},
		StoryKeys: []string{"url:https://read.example/feedback"}, Changed: item.Changed,
	}}))
	want(t, b.get(feed, "If-None-Match", etag), http.StatusOK)
}

func TestARetractionOfAnOldPickReturnsToTheFeed(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	_, reader := s.signIn("long@school.example")
	tokens, err := s.db.Tokens(t.Context(), reader.ID)
	ok(t, err)
	feed, b := "/feeds/"+s.key.FeedSecret(tokens[0])+".rss", s.browser()

	source := chalkline.Source{Kind: chalkline.SourceFeed, Name: "Daily Trials", URL: "https://daily.example/feed", Genre: chalkline.GenreBlog}
	ok(t, s.db.AddSource(t.Context(), &source))
	batch := chalkline.Batch{Source: source.ID, Poll: chalkline.Poll{State: chalkline.PollOK}}
	for i := range 2*store.ArchivePicks + 2 {
		batch.Items = append(batch.Items, chalkline.Item{Key: fmt.Sprint(i), Title: fmt.Sprintf("Trial number %02d.", i), URL: fmt.Sprintf("https://daily.example/%d", i)})
	}
	_, err = s.db.StoreBatch(t.Context(), batch)
	ok(t, err)
	ids, err := s.db.ItemsToAppraise(t.Context(), 100)
	ok(t, err)
	items, err := s.db.Items(t.Context(), ids)
	ok(t, err)
	judge := func(i chalkline.Item, grade chalkline.Grade, signals ...chalkline.Signal) {
		t.Helper()
		ok(t, s.db.SaveAppraised(t.Context(), []chalkline.Appraised{{
			Appraisal: chalkline.Appraisal{ItemID: i.ID, Kind: chalkline.KindResearch, Design: chalkline.DesignRCT, Grade: grade, Model: 1, At: s.clock.now(), Signals: signals},
			StoryKeys: []string{"url:" + i.URL}, Changed: i.Changed,
		}}))
	}
	f := filled{}
	for _, i := range items {
		judge(i, chalkline.GradeB)
		f.all = append(f.all, i.ID)
	}
	pickAll(t, s.db, reader.ID, f, s.clock.now()) // the first of them is the newest
	oldest := items[len(items)-1]
	lacks(t, b.get(feed), oldest.Title, items[len(items)-2].Title)

	s.clock.forward(time.Hour)
	judge(oldest, chalkline.GradeR, chalkline.Signal{Name: chalkline.SignalStanding, Value: "retracted", Origin: "crossref", Offset: -1})
	a := b.get(feed)
	has(t, a, oldest.Title, items[0].Title)
	lacks(t, a, items[len(items)-2].Title)
	has(t, b.get(feed+"?grade=A"), oldest.Title) // corrections reach those who left its grade out
	s.clock.forward(feedRevised + time.Hour)
	lacks(t, b.get(feed), oldest.Title)
}
