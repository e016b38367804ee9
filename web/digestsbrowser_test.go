package web

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"chalkline"
	"chalkline/store"
)

// withDigests is a reader with everything that the pages of digests show.
func (s *site) withDigests() (*browser, chalkline.Reader) {
	s.t.Helper()
	ctx := s.t.Context()
	f := fill(s.t, s.db, s.clock.now())
	b, reader := s.signIn("digests@school.example")
	pickAll(s.t, s.db, reader.ID, f, s.clock.now())
	cards, err := s.db.Cards(ctx, reader.ID, store.CardQuery{Limit: 50})
	ok(s.t, err)
	e := chalkline.Edition{Subject: chalkline.Verbatim("While you were away, 4 picks: spaced maths quizzes, large review of homework and 2 more"), Away: chalkline.Break{From: "2026-10-19", Until: "2026-10-30"}}
	for _, c := range cards {
		if c.Appraisal.Grade == chalkline.GradeR {
			e.Alerts = append(e.Alerts, c.Pick.ID)
		} else if len(e.Picks) < 4 {
			e.Picks = append(e.Picks, c.Pick.ID)
		}
	}
	s.printed(reader, chalkline.Edition{Subject: chalkline.Verbatim("The first one")})
	s.printed(reader, e)
	s.printed(reader, chalkline.Edition{Subject: chalkline.Verbatim("3 picks: sleep, phonics, feedback that pupils act on")})
	today := chalkline.DayOf(s.clock.now())
	own := []chalkline.Break{{From: today, Until: today.Add(3), Name: "Field trip"}, {From: today.Add(30), Until: today.Add(45), Name: "A name that somebody wrote at length, for want of a shorter"}}
	ok(s.t, s.db.SetBreaks(ctx, reader.ID, own, s.clock.now().Add(4*24*time.Hour)))
	ok(s.t, s.db.SetCalendar(ctx, reader.ID, "https://schools.of-a-very-long-name.example/calendars/holidays/2026-2027/all.ics?key=0123456789abcdef", s.clock.now().Add(4*24*time.Hour)))
	reader = s.reload(reader)
	c, err := s.db.CalendarOf(ctx, reader)
	ok(s.t, err)
	c.Name, c.CheckedAt, c.ReadAt, c.Error = "Harbour Schools", s.clock.now(), s.clock.now().Add(-48*time.Hour), chalkline.Textf("there is nothing at this address (status %d)", 404)
	for n := range 8 {
		c.Off = append(c.Off, chalkline.Break{From: today.Add(40 * (n + 1)), Until: today.Add(40*(n+1) + 2*n), Name: fmt.Sprintf("Holiday %d", n+1)})
	}
	ok(s.t, s.db.SaveCalendar(ctx, c))
	return b, reader
}

// digestPages are the pages of digests, by what they are called.
func (s *site) digestPages(r chalkline.Reader) map[string]string {
	return map[string]string{"settings": "/settings", "digests": "/digests", "digest": "/digests/2", "unsubscribe": s.stopOf(r)}
}

func TestPagesOfDigestsInABrowser(t *testing.T) {
	t.Parallel()
	allocator := chromium(t)
	s := newSite(t)
	_, reader := s.withDigests()
	schedule := reader.Schedule
	schedule.Every = chalkline.EveryDay
	ok(t, s.db.SetSchedule(t.Context(), reader.ID, schedule, s.clock.now().Add(time.Hour)))
	for _, width := range []int64{360, 1280} {
		t.Run(fmt.Sprintf("%d px wide", width), func(t *testing.T) {
			t.Parallel()
			ctx, cancel := chromedp.NewContext(allocator)
			defer cancel()
			s.enterIn(t, ctx, reader)
			ok(t, chromedp.Do(ctx, chromedp.EmulateViewport(width, 780)))
			said := listen(t, ctx)
			for name, path := range s.digestPages(reader) {
				_, err := chromedp.RunResponse(ctx, chromedp.Navigate(s.url+path))
				ok(t, err)
				for what, script := range map[string]string{
					"is wider than the screen": widerThanTheScreen,
					"has what has no name":     unnamed,
				} {
					got, err := chromedp.Run(ctx, chromedp.Evaluate[string](script))
					ok(t, err)
					if got != "" {
						t.Errorf("%s at %d px %s: %s", name, width, what, got)
					}
				}
			}
			if text := said(); text != "" {
				t.Errorf("the console at %d px says %s", width, text)
			}
		})
	}
}

// enterIn signs a reader in within a browser.
func (s *site) enterIn(t *testing.T, ctx context.Context, reader chalkline.Reader) { //nolint:revive // t comes first in tests
	t.Helper()
	secret, now := chalkline.NewSecret(), s.clock.now()
	ok(t, s.db.CreateLink(ctx, chalkline.Link{
		Hash: chalkline.HashSecret(secret), Purpose: chalkline.LinkSignIn, Email: reader.Email, CreatedAt: now, ExpiresAt: now.Add(time.Hour),
	}))
	_, err := chromedp.RunResponse(ctx, chromedp.Navigate(s.url+"/enter/"+secret))
	ok(t, err)
	_, err = chromedp.RunResponse(ctx, chromedp.Click(`main form button`))
	ok(t, err)
}
