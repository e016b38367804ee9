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

func TestOnlyOperatorsSeeTheirPages(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	fill(t, s.db, s.clock.now())
	reader, who := s.signIn("reader@school.example")
	_, gone := s.signIn("gone@school.example")
	people := []*browser{s.browser(), reader, s.operator("head@school.example")}
	invite := chalkline.NewKey().NewInvitation(0, "", 1, s.clock.now())
	ok(t, s.db.CreateInvite(t.Context(), &invite))
	path := fmt.Sprintf("/operator/readers/%d", who.ID)
	for _, c := range []struct {
		request  string
		operator int
	}{
		{"GET /operator", 200},
		{"GET /operator/sources", 200},
		{"GET /operator/sources?state=failing", 200},
		{"GET /operator/sources?state=odd", 404},
		{"GET /operator/sources?page=x", 404},
		{"GET /operator/sources?page=2", 200},
		{"GET /operator/sources/add", 200},
		{"POST /operator/sources/add", 400},
		{"GET /operator/sources/1", 200},
		{"GET /operator/sources/x", 404},
		{"GET /operator/sources/999", 404},
		{"POST /operator/sources/1", 409},
		{"POST /operator/sources/999", 404},
		{"POST /operator/sources/1/try", 200},
		{"POST /operator/sources/999/try", 404},
		{"POST /operator/sources/1/state", 400},
		{"POST /operator/sources/1/state?do=pause", 400},
		{"POST /operator/sources/999/state", 404},
		{"GET /operator/sources/1/remove", 200},
		{"GET /operator/sources/999/remove", 404},
		{"POST /operator/sources/999/remove", 404},
		{"POST /operator/sources/1/remove", 303},
		{"GET /operator/readers", 200},
		{"GET /operator/readers?after=x", 404},
		{"GET " + path, 200},
		{"GET /operator/readers/999", 404},
		{"GET /operator/readers/x", 404},
		{"POST " + path, 400},
		{"POST /operator/readers/999", 404},
		{"GET " + path + "/remove", 200},
		{"GET /operator/readers/999/remove", 404},
		{"POST /operator/readers/999/remove", 404},
		{fmt.Sprintf("POST /operator/readers/%d/remove", gone.ID), 303},
		{"GET /operator/invitations", 200},
		{"POST /operator/invitations", 400},
		{"POST /operator/invitations/x/withdraw", 404},
		{"POST /operator/invitations/999/withdraw", 404},
		{fmt.Sprintf("POST /operator/invitations/%d/withdraw", invite.ID), 303},
		{"GET /operator/log", 200},
		{"GET /operator/log?before=x", 404},
		{"POST /operator", 405},
		{"POST /operator/log", 405},
	} {
		method, path, _ := strings.Cut(c.request, " ")
		statuses := [3]int{303, 404, c.operator}
		if c.operator == 405 {
			statuses = [3]int{405, 405, 405}
		}
		for i, b := range people {
			a := b.do(method, path, "", "Sec-Fetch-Site", "same-origin")
			if a.status != statuses[i] {
				t.Errorf("%s by %s: %d, want %d", c.request, [3]string{"a visitor", "a reader", "the operator"}[i], a.status, statuses[i])
			}
		}
		if method == http.MethodPost {
			if a := people[2].do(method, path, "", "Sec-Fetch-Site", "cross-site"); a.status != http.StatusForbidden && c.operator != 405 {
				t.Errorf("%s from another site: %d, want 403", c.request, a.status)
			}
		}
	}
}

func TestTheOperatorSeesHowItIsDoing(t *testing.T) {
	t.Parallel()
	s := newSite(t, func(c *Config) {
		c.Troubles = func() []chalkline.Trouble {
			return []chalkline.Trouble{{Kind: "crawl", Key: "slow.example", Failures: 3, Error: "crawl [slow.example]: <b>database</b> is locked", At: c.Now(), Again: c.Now().Add(time.Minute)}}
		}
		c.FreeDisk = func() (int64, error) { return 512 << 20, nil }
	})
	fill(t, s.db, s.clock.now())
	b := s.operator("head@school.example")
	_, reader := s.signIn("reader@school.example")
	edition := chalkline.Edition{Subject: chalkline.Verbatim("Five picks"), At: s.clock.now()}
	delivery, err := s.db.CreateEdition(t.Context(), &edition, reader, s.clock.now().Add(7*24*time.Hour))
	ok(t, err)
	claimed, _, err := s.db.ClaimDelivery(t.Context(), delivery)
	ok(t, err)
	claimed.State, claimed.Error, claimed.SettledAt = chalkline.DeliveryFailed, "550 no such <mailbox>", s.clock.now()
	_, _, err = s.db.TurnDeliveries(t.Context(), []chalkline.Delivery{claimed}, nil)
	ok(t, err)
	s.clock.forward(2 * time.Hour)
	a := b.get("/operator")
	want(t, a, http.StatusOK)
	has(t, a, "Sources <strong>3</strong>", "Failing <strong>1</strong>", "Version test, SQLite", "550 no such &lt;mailbox&gt;",
		"Sources to ask", "Items to judge", `<strong class="late">2 h</strong>`, "&lt;b&gt;database&lt;/b&gt; is locked", "3 failures in a row",
		"512.0 MB of its disk", "which is little", s.clock.now().Format("January 2006"), `href="/neighbours"`)
	lacks(t, a, "<b>database", "Five picks")
}

func TestSourcesAreWatchedAndChanged(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	fill(t, s.db, s.clock.now())
	ctx := t.Context()
	listed := chalkline.Source{Kind: chalkline.SourceFeed, Name: "Of the list", URL: "https://listed.example/feed", Genre: chalkline.GenreBlog, Listed: true}
	_, err := s.db.SyncSources(ctx, []chalkline.Source{listed})
	ok(t, err)
	b := s.operator("head@school.example")

	all := b.get("/operator/sources")
	has(t, all, "Classroom Weekly", "The server answered 503", "Improving Lessons", "Of the list", "asked never", "next now")
	if strings.Index(all.body, "Classroom Weekly") > strings.Index(all.body, "Improving Lessons") {
		t.Error("what fails does not stand on top")
	}
	failing := b.get("/operator/sources?state=failing")
	has(t, failing, "Classroom Weekly")
	lacks(t, failing, "Improving Lessons")

	source, err := s.db.SourceByURL(ctx, listed.URL)
	ok(t, err)
	path := fmt.Sprintf("/operator/sources/%d", source.ID)
	page := b.get(path)
	has(t, page, "From the list of sources", "Make it my own")
	lacks(t, page, `name="topic"`)
	own := func() chalkline.Source {
		t.Helper()
		source, err := s.db.Source(ctx, source.ID)
		ok(t, err)
		return source
	}
	// What the list says of it is not changed by a form that was made up.
	want(t, b.submit(path, "seen", seenSource(own()), "name", "Mine", "url", listed.URL, "rest", "6"), http.StatusSeeOther)
	if got := own(); got.Name != "Of the list" || got.Rest != 6*time.Hour || !got.Listed {
		t.Errorf("a listed source became %+v", got)
	}
	want(t, b.submit(path+"/state", "do", "own"), http.StatusSeeOther)
	stale := seenSource(own())
	want(t, b.submit(path, "seen", stale, "name", "Mine", "genre", "journal", "topic", "spacing", "topic", "made-up", "url", "https://listed.example/atom", "rest", "24"), http.StatusSeeOther)
	got := own()
	if got.Name != "Mine" || got.Genre != chalkline.GenreJournal || len(got.Topics) != 1 || got.URL != "https://listed.example/atom" || got.Rest != 24*time.Hour {
		t.Errorf("the source became %+v", got)
	}
	_, err = s.db.SyncSources(ctx, []chalkline.Source{listed}) // the next start
	ok(t, err)
	if got := own(); got.Name != "Mine" || got.Paused || got.Listed {
		t.Errorf("after the next start it is %+v", got)
	}

	a := b.submit(path, "seen", stale, "name", "Too late <b>", "genre", "blog", "url", got.URL)
	want(t, a, http.StatusConflict)
	has(t, a, "Somebody changed this source", "Too late &lt;b&gt;")
	a = b.submit(path, "seen", seenSource(own()), "name", " ", "genre", "odd", "url", "ftp://x.example")
	want(t, a, http.StatusBadRequest)
	has(t, a, "Its name is missing.", "Please choose what it is.", "not ftp:", `value="ftp://x.example"`)
	a = b.submit(path, "seen", seenSource(own()), "name", "Mine", "genre", "blog", "url", "https://weekly.example/atom")
	want(t, a, http.StatusConflict)
	has(t, a, "There is a source with the address https://weekly.example/atom already.")

	want(t, b.submit(path+"/state", "do", "pause"), http.StatusSeeOther)
	has(t, b.get("/operator/sources?state=paused"), "Mine")
	want(t, b.submit(path+"/state", "do", "resume"), http.StatusSeeOther)
	if own().Paused {
		t.Error("a source that was resumed is paused")
	}
	has(t, b.get("/operator/sources/1/remove"), "What stays: its")
	want(t, b.submit("/operator/sources/1/remove"), http.StatusSeeOther)
	lacks(t, b.get("/operator/sources"), "Improving Lessons")
	has(t, b.get("/operator/sources?state=removed"), "Improving Lessons")
	removed, err := s.db.SourcesIn(ctx, store.RemovedSource, 0, 9)
	ok(t, err)
	if len(removed) != 1 || removed[0].Items == 0 {
		t.Errorf("removed are %+v", removed)
	}
	want(t, b.submit("/operator/sources/1/state", "do", "resume"), http.StatusSeeOther)
	has(t, b.get("/operator/sources"), "Improving Lessons")
	has(t, b.get("/operator/log"), "Paused the source <strong>Mine</strong>", "Took over the source <strong>Of the list</strong>",
		"Removed the source <strong>Improving Lessons</strong>", "Brought back the source", "head@school.example")
}

func TestManySourcesComeOnSeveralPages(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for n := range sourcesShown + 5 {
		ok(t, s.db.AddSource(t.Context(), &chalkline.Source{Kind: chalkline.SourceFeed, Name: fmt.Sprintf("Source %03d", n), URL: fmt.Sprintf("https://s%d.example/", n)}))
	}
	b := s.operator("head@school.example")
	first := b.get("/operator/sources")
	has(t, first, "Source 099", `href="/operator/sources?page=2" rel="next"`)
	lacks(t, first, "Source 100")
	second := b.get("/operator/sources?page=2")
	has(t, second, "Source 100", "Source 104", `href="/operator/sources" rel="prev"`)
	lacks(t, second, "Source 099", `rel="next"`)
	if size := len(first.body); size > 100<<10 {
		t.Errorf("a full page has %d KB", size>>10)
	}
}
