package web

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"chalkline"
)

// study is a group with its people, as tests of groups begin.
type study struct {
	*site

	path            string
	id              chalkline.GroupID
	curator, member *browser
	readers         map[string]chalkline.Reader
	filled          filled
}

// newStudy makes a group with a curator, Ada, and a member, Bo.
func newStudy(t *testing.T, public string, tune ...func(*Config)) *study {
	t.Helper()
	s := newSite(t, tune...)
	g := &study{site: s, filled: fill(t, s.db, s.clock.now()), readers: map[string]chalkline.Reader{}}
	g.curator, g.readers["Ada"] = s.signIn("ada@school.example")
	a := g.curator.submit("/groups", "name", "Maths department", "about", "For whoever teaches maths here.", "member", "Ada K.", "public", public)
	want(t, a, http.StatusSeeOther)
	g.path, _, _ = strings.Cut(a.place(), "?")
	groups, err := s.db.GroupsOf(t.Context(), g.readers["Ada"].ID)
	ok(t, err)
	g.id = groups[0].Group.ID
	g.member, g.readers["Bo"] = s.signIn("bo@school.example")
	g.letIn(g.member, "Bo L.")
	return g
}

// letIn lets somebody who is signed in into the group by a link.
func (g *study) letIn(b *browser, name string) {
	g.t.Helper()
	want(g.t, g.curator.submit(g.path+"/invitations", "uses", "1"), http.StatusSeeOther)
	link := invitationLink.FindString(g.curator.get(g.path + "/people").body)
	want(g.t, b.submit(link, "name", name), http.StatusSeeOther)
}

var invitationLink = regexp.MustCompile(`http://[^"]+/invitations/[A-Za-z0-9_-]+`)

// forward puts an item forward and returns its share.
func (g *study) forward(b *browser, key, note string) chalkline.Share {
	g.t.Helper()
	want(g.t, b.submit(fmt.Sprintf("/items/%d/put-forward", g.filled.items[key]), "group", fmt.Sprint(g.id), "note", note), http.StatusSeeOther)
	return g.share(key)
}

// share is the share of an item as it is now.
func (g *study) share(key string) chalkline.Share {
	g.t.Helper()
	ada, err := g.db.Member(g.t.Context(), g.id, g.readers["Ada"].ID)
	ok(g.t, err)
	waiting, err := g.db.Undecided(g.t.Context(), ada)
	ok(g.t, err)
	shared, err := g.db.Shared(g.t.Context(), g.id, 0, 100)
	ok(g.t, err)
	for _, s := range append(waiting, shared...) {
		if s.Share.ItemID == g.filled.items[key] {
			return s.Share
		}
	}
	g.t.Fatalf("%s is not shared", key)
	return chalkline.Share{}
}

func (g *study) decide(share chalkline.Share, do string, more ...string) answer {
	g.t.Helper()
	return g.curator.submit(fmt.Sprintf("%s/shares/%d", g.path, share.ID), append([]string{"do", do, "seen", stampOf(share.Changed)}, more...)...)
}

// theme sets a theme of this month with questions, and returns the path of its page.
func (g *study) theme(title string, questions ...string) string {
	g.t.Helper()
	pairs := []string{"month", string(chalkline.MonthOf(g.clock.now())), "title", title, "text", "What happens when pupils have to remember."}
	for n, q := range questions {
		pairs = append(pairs, fmt.Sprintf("question-%d", n+1), q)
	}
	a := g.curator.submit(g.path+"/theme", pairs...)
	want(g.t, a, http.StatusSeeOther)
	path, _, _ := strings.Cut(a.place(), "?")
	return path
}

func TestWhatIsPutForwardIsDecidedOn(t *testing.T) {
	t.Parallel()
	g := newStudy(t, "0")
	item := g.filled.items["quiz-trial"]
	form := fmt.Sprintf("/items/%d/put-forward", item)
	pickAll(t, g.db, g.readers["Bo"].ID, g.filled, g.clock.now())
	has(t, g.member.get("/picks"), form+"?back=%2Fpicks", "Put forward to Maths department<", "Put forward with a note<")
	a := g.member.get(form + "?back=/picks")
	has(t, a, "To the group <strong>Maths department</strong>", `value="/picks"`)
	lacks(t, a, "Approve it at once")

	long := strings.Repeat("x", chalkline.NoteRunes+1)
	a = g.member.submit(form, "group", fmt.Sprint(g.id), "note", long)
	want(t, a, http.StatusBadRequest)
	has(t, a, long, "501 characters", `aria-describedby="note-problem"`)
	a = g.member.submit(form, "group", fmt.Sprint(g.id), "note", "Look <b>here</b>.", "back", "/picks", "approve", "1")
	want(t, a, http.StatusSeeOther)
	if want := fmt.Sprintf("/picks?said=put-forward#item-%d", item); a.place() != want {
		t.Errorf("putting forward leads to %s, want %s", a.place(), want)
	}
	a = g.member.submit(form, "group", fmt.Sprint(g.id))
	want(t, a, http.StatusConflict)
	has(t, a, "Bo L. put this forward already; it waits for a curator.")

	share := g.share("quiz-trial")
	has(t, g.curator.get(g.path+"/people"), `, 1 item to decide on</span>`)
	lacks(t, g.member.get(g.path+"/people"), "to decide on")
	has(t, g.curator.get(g.path), "To decide", "Look &lt;b&gt;here&lt;/b&gt;.", "Approve")
	has(t, g.member.get(g.path), "What you put forward", "Take it back")
	a = g.decide(share, "decline", "reason", long)
	want(t, a, http.StatusBadRequest)
	has(t, a, long, "501 characters")
	want(t, g.decide(share, "approve"), http.StatusSeeOther)
	a = g.decide(share, "decline", "reason", "Had it.")
	want(t, a, http.StatusConflict)
	has(t, a, "Somebody else has decided on this meanwhile")
	want(t, g.decide(g.share("quiz-trial"), "pin"), http.StatusSeeOther)
	has(t, g.member.get(g.path), "Pinned")
	want(t, g.decide(g.share("quiz-trial"), "adore"), http.StatusBadRequest)

	declined := g.forward(g.member, "homework-null", "And this.")
	want(t, g.decide(declined, "decline", "reason", "We read it in May."), http.StatusSeeOther)
	has(t, g.member.get(g.path), "A curator declined this.", "We read it in May.")
	lacks(t, g.curator.get(g.path), "We read it in May.")
	want(t, g.curator.submit(fmt.Sprintf("/items/%d/put-forward", g.filled.items["styles"]), "group", fmt.Sprint(g.id), "approve", "1"), http.StatusSeeOther)
	if s := g.share("styles"); s.State != chalkline.ShareApproved {
		t.Errorf("what a curator approves at once is %s", s.State)
	}
}

func TestInvitations(t *testing.T) {
	t.Parallel()
	g := newStudy(t, "0")
	want(t, g.curator.submit(g.path+"/invitations", "email", "no address"), http.StatusBadRequest)
	want(t, g.curator.submit(g.path+"/invitations", "email", "New@School.example"), http.StatusSeeOther)
	mailed := g.post.newest(t, "new@school.example", invitationInMail)
	stranger := g.browser()
	a := stranger.get(mailed)
	want(t, a, http.StatusOK)
	has(t, a, "Maths department", "Mail me a link")
	lacks(t, a, "Ada K.<", "ada@", "new@school.example")

	wrong := g.post.count()
	want(t, stranger.submit(mailed+"/enter", "email", "other@school.example"), http.StatusOK)
	if g.post.count() != wrong {
		t.Error("an invitation for one address mails a link to another")
	}
	want(t, stranger.submit(mailed+"/enter", "email", "nonsense"), http.StatusBadRequest)
	want(t, stranger.submit(mailed+"/enter", "email", "new@school.example", "zone", "Europe/London"), http.StatusOK)
	entry := g.post.newest(t, "new@school.example", entryInMail)
	a = stranger.submit(entry)
	want(t, a, http.StatusSeeOther)
	if !strings.HasSuffix(mailed, a.place()) || a.place() == "" {
		t.Errorf("who was invited comes in at %q", a.place())
	}
	outsider, _ := g.signIn("third@school.example")
	has(t, outsider.get(mailed), "mailed to another address")
	want(t, outsider.submit(mailed, "name", "Eve"), http.StatusForbidden)
	a = stranger.submit(mailed)
	want(t, a, http.StatusBadRequest)
	has(t, a, "Your name is missing.")
	want(t, stranger.submit(mailed, "name", "Cy"), http.StatusSeeOther)
	has(t, stranger.get(g.path), "Maths department")
	want(t, stranger.get(mailed), http.StatusSeeOther)
	a = outsider.get(mailed)
	want(t, a, http.StatusGone)
	has(t, a, "This invitation was used up", "ask whoever gave it to you")

	want(t, g.curator.submit(g.path+"/invitations", "uses", "0"), http.StatusSeeOther)
	people := g.curator.get(g.path + "/people")
	link := invitationLink.FindString(people.body)
	withdraw := regexp.MustCompile(`/groups/\d+/invitations/\d+/withdraw`).FindString(people.body)
	lacks(t, g.member.get(g.path+"/people"), "/invitations/")
	want(t, outsider.get(link), http.StatusOK)
	want(t, g.curator.submit(withdraw), http.StatusSeeOther)
	a = outsider.submit(link, "name", "Eve")
	want(t, a, http.StatusGone)
	has(t, a, "This invitation was withdrawn")

	want(t, g.curator.submit(g.path+"/invitations", "uses", "5"), http.StatusSeeOther)
	link = invitationLink.FindString(g.curator.get(g.path + "/people").body)
	g.clock.forward(chalkline.InvitationLife)
	a = g.browser().get(link)
	want(t, a, http.StatusGone)
	has(t, a, "This invitation has expired", "two weeks")
}

var (
	invitationInMail = regexp.MustCompile(`http://\S+/invitations/[A-Za-z0-9_-]+`)
	entryInMail      = regexp.MustCompile(`http://\S+/enter/[A-Za-z0-9_-]+\?invitation=[A-Za-z0-9_-]+`)
)

// newest is what a pattern finds in the newest mail to an address that has it.
func (p *postbox) newest(t *testing.T, to string, pattern *regexp.Regexp) string {
	t.Helper()
	p.wait()
	p.mu.Lock()
	defer p.mu.Unlock()
	for n := len(p.sent) - 1; n >= 0; n-- {
		if found := pattern.FindString(p.sent[n].Text); p.sent[n].To == to && found != "" {
			return found
		}
	}
	t.Fatalf("no mail to %s has %s", to, pattern)
	return ""
}

func TestAClosedInstanceInvitesItsReadersOnly(t *testing.T) {
	t.Parallel()
	g := newStudy(t, "0")
	g.signIn("here@school.example")
	s := &server{Config: Config{DB: g.db, Mail: g.post, Key: g.key, Base: g.url, Now: g.clock.now}, limits: newLimits()}
	group, err := g.db.Group(t.Context(), g.id)
	ok(t, err)
	for email, mails := range map[string]int{"here@school.example": 1, "stranger@school.example": 0} {
		before := g.post.count()
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "/", http.NoBody)
		ok(t, err)
		ok(t, s.mailInvitation(r, inGroup{Group: group, Member: chalkline.Member{Name: "Ada"}}, g.key.NewInvitation(g.id, email, 1, g.clock.now())))
		if got := g.post.count() - before; got != mails {
			t.Errorf("%s gets %d mails, want %d", email, got, mails)
		}
	}
}

func TestThemesAndAnswers(t *testing.T) {
	t.Parallel()
	g := newStudy(t, "0")
	a := g.curator.submit(g.path+"/theme", "month", "2026-13", "title", strings.Repeat("t", 81), "question-1", strings.Repeat("q", 201))
	want(t, a, http.StatusBadRequest)
	has(t, a, "is no month", "81 characters; 80 is the most", "201 characters", strings.Repeat("t", 81))
	theme := g.theme("Spacing", "What do we repeat?", "When do we stop?")
	has(t, g.member.get(g.path), "Spacing", "What do we repeat?", "Be the first to answer")

	long := strings.Repeat("a", chalkline.AnswerRunes+1)
	a = g.member.submit(theme+"/answers", "question", "1", "text", long)
	want(t, a, http.StatusBadRequest)
	has(t, a, long, "4001 characters", `<details class="answer-form" open>`)
	want(t, g.member.submit(theme+"/answers", "question", "7", "text", "To nothing."), http.StatusConflict)
	a = g.member.submit(theme+"/answers", "question", "2", "text", "Never. See [this](https://example.org) and <script>alert(1)</script>")
	want(t, a, http.StatusSeeOther)
	if want := theme + "?said=answered#question-2"; a.place() != want {
		t.Errorf("an answer leads to %s, want %s", a.place(), want)
	}
	a = g.curator.get(theme)
	has(t, a, "<strong>Bo L.</strong>", `<a href="https://example.org" rel="nofollow noopener noreferrer">this</a>`, "&lt;script&gt;", "Hide it")
	lacks(t, a, "<script>", "Change or delete")
	path := regexp.MustCompile(`/groups/\d+/answers/\d+`).FindString(g.member.get(theme).body)
	want(t, g.member.submit(path, "do", "save", "text", ""), http.StatusBadRequest)
	g.clock.forward(time.Minute)
	want(t, g.member.submit(path, "do", "save", "text", "Only in summer."), http.StatusSeeOther)
	number := theme[strings.LastIndexByte(theme, '/')+1:]
	want(t, g.curator.submit(path+"/hide", "do", "hide", "theme", number), http.StatusSeeOther)
	third, _ := g.signIn("third@school.example")
	g.letIn(third, "Di")
	lacks(t, third.get(theme), "Only in summer.")
	has(t, g.member.get(theme), "Only in summer.", "Hidden by a curator")
	want(t, g.curator.submit(path+"/hide", "do", "show", "theme", number), http.StatusSeeOther)
	has(t, third.get(theme), "Only in summer.", "changed since")

	form := g.curator.get(theme + "/change").body
	seen := regexp.MustCompile(`name="seen" value="([^"]+)"`).FindStringSubmatch(form)[1]
	month := string(chalkline.MonthOf(g.clock.now()))
	change := []string{"seen", seen, "month", month, "title", "Spacing, again", "question-1", "When do we stop, and why?", "was-1", "2"}
	want(t, g.curator.submit(theme+"/change", change...), http.StatusSeeOther)
	want(t, g.member.submit(theme+"/answers", "question", "2", "asked", "When do we stop, and why?", "text", "Asked second, answered first."), http.StatusSeeOther)
	a = g.member.submit(theme+"/answers", "question", "1", "asked", "What do we repeat?", "text", "Too late.")
	want(t, a, http.StatusConflict)
	has(t, a, "The question was changed meanwhile", "Too late.")
	a = g.curator.submit(theme+"/change", append(change, "text", "My words")...)
	want(t, a, http.StatusConflict)
	has(t, a, "Somebody else has changed this theme meanwhile", "How it is now", "My words")
	has(t, third.get(theme), "When do we stop, and why?", "Only in summer.")
	want(t, g.curator.submit(g.path+"/theme", "month", month, "title", "Another"), http.StatusConflict)
	want(t, g.member.submit(path, "do", "delete"), http.StatusSeeOther)
	lacks(t, g.curator.get(theme), "Only in summer.")
	has(t, g.member.get(g.path+"/themes"), "This month", "Spacing, again")
}

func TestACuratorTakesAThemeBack(t *testing.T) {
	t.Parallel()
	g := newStudy(t, "0")
	theme := g.theme("Spacing", "What do we repeat?", "When do we stop?")
	want(t, g.member.submit(theme+"/answers", "question", "1", "text", "Times tables."), http.StatusSeeOther)
	has(t, g.curator.get(theme+"/change"), theme+"/remove")
	seen := func() []string {
		page := g.curator.get(theme + "/remove").body
		var pairs []string
		for _, field := range regexp.MustCompile(`name="(seen|answers)" value="([^"]+)"`).FindAllStringSubmatch(page, -1) {
			pairs = append(pairs, field[1], field[2])
		}
		return pairs
	}
	has(t, g.curator.get(theme+"/remove"), "Take back “Spacing”?", "2 questions", "1 answer or note", "What was put forward stays.")

	before := seen()
	want(t, g.member.submit(theme+"/answers", "question", "0", "text", "A note that came late."), http.StatusSeeOther)
	a := g.curator.submit(theme+"/remove", before...)
	want(t, a, http.StatusConflict)
	has(t, a, "Somebody has changed this theme or what stands under it meanwhile", "2 answers and notes")
	want(t, g.curator.submit(theme+"/remove"), http.StatusConflict)
	a = g.curator.submit(theme+"/remove", seen()...)
	want(t, a, http.StatusSeeOther)
	a = g.curator.get(a.place())
	has(t, a, "The theme is deleted, with all that stood under it.", "There was none yet.")
	want(t, g.curator.get(theme), http.StatusNotFound)
	want(t, g.curator.get(theme+"/remove"), http.StatusNotFound)
	has(t, g.member.get(g.path), "No theme yet")
}

func TestTheMonthOfAThemeIsThatOfWhoReads(t *testing.T) {
	t.Parallel()
	g := newStudy(t, "1")
	g.clock.forward(time.Date(2026, 12, 1, 3, 0, 0, 0, time.UTC).Sub(g.clock.now()))
	late := chalkline.DefaultSchedule("America/Chicago") // where it is 30 November
	ok(t, g.db.SetSchedule(t.Context(), g.readers["Bo"].ID, late, time.Time{}))
	want(t, g.curator.submit(g.path+"/theme", "month", "2026-11", "title", "Spacing"), http.StatusSeeOther)
	want(t, g.curator.submit(g.path+"/theme", "month", "2026-12", "title", "Feedback"), http.StatusSeeOther)
	for who, test := range map[string]struct {
		b          *browser
		now, other string
	}{
		"the curator, in Europe":    {g.curator, "Feedback", "Spacing"},
		"the member, in America":    {g.member, "Spacing", "Feedback"},
		"a visitor, as the curator": {g.browser(), "Feedback", "Spacing"},
	} {
		a := test.b.get(g.path)
		has(t, a, `<h2 id="theme">`+test.now)
		lacks(t, a, `<h2 id="theme">`+test.other)
		if t.Failed() {
			t.Fatalf("as %s", who)
		}
	}
	ok(t, g.db.SetSchedule(t.Context(), g.readers["Ada"].ID, late, time.Time{}))
	a := g.browser().get(g.path)
	has(t, a, `<h2 id="theme">Spacing`)
	lacks(t, g.browser().get(g.path+"/themes"), "Feedback")
	has(t, g.member.get(g.path+"/themes"), "To come", "Feedback")
}

func TestAGroupsFeed(t *testing.T) {
	t.Parallel()
	for _, public := range []bool{true, false} {
		g := newStudy(t, map[bool]string{true: "1", false: "0"}[public])
		want(t, g.decide(g.forward(g.member, "quiz-trial", "Short and fair."), "approve"), http.StatusSeeOther)
		address := regexp.MustCompile(`value="(http[^"]+)\.rss"`).FindStringSubmatch(g.member.get(g.path).body)[1]
		if public != strings.HasSuffix(address, g.path+"/feed") {
			t.Errorf("public %v: the feed is at %s", public, address)
		}
		for _, extension := range extensions {
			a := g.browser().get(address + extension)
			want(t, a, http.StatusOK)
			has(t, a, "Maths department", "Spaced maths quizzes", "Short and fair.")
			if strings.Contains(a.body, "Bo L.") == public {
				t.Errorf("public %v: the %s feed names who put it forward: %v", public, extension, !public)
			}
			tab := g.browser().get(address+extension, "Sec-Fetch-Mode", "navigate")
			has(t, tab, "Spaced maths quizzes", "Copy one of these addresses")
			lacks(t, tab, "Nothing yet.", "whoever has it sees your picks")
			if strings.Contains(tab.body, "Keep it in the group.") == public {
				t.Errorf("public %v: a person is told that the address is secret: %v", public, !public)
			}
			again := g.browser().get(address+extension, "If-None-Match", a.header.Get("ETag"))
			want(t, again, http.StatusNotModified)
			g.clock.forward(time.Second)
			other := g.forward(g.member, "styles", "Careful with this one.")
			want(t, g.decide(other, "approve"), http.StatusSeeOther)
			has(t, g.browser().get(address+extension, "If-None-Match", a.header.Get("ETag")), "Careful with this one.")
			g.clock.forward(time.Second)
			want(t, g.member.submit(fmt.Sprintf("%s/shares/%d/withdraw", g.path, other.ID)), http.StatusSeeOther)
			lacks(t, g.browser().get(address+extension), "Careful with this one.")
		}
		if !public {
			want(t, g.curator.submit(g.path+"/feed"), http.StatusSeeOther)
			want(t, g.browser().get(address+".rss"), http.StatusNotFound)
		}
	}
}

func TestTheRota(t *testing.T) {
	t.Parallel()
	g := newStudy(t, "0")
	day := func(n int) string { return string(chalkline.DayOf(g.clock.now().AddDate(0, 0, n))) }
	for _, wrong := range []string{"soon", day(-1), day(1000), ""} {
		want(t, g.curator.submit(g.path+"/rota", "day", wrong), http.StatusBadRequest)
	}
	want(t, g.curator.submit(g.path+"/rota", "day", day(7)), http.StatusSeeOther)
	want(t, g.curator.submit(g.path+"/rota", "day", day(7)), http.StatusConflict)
	want(t, g.curator.submit(g.path+"/rota", "day", day(14), "host", fmt.Sprint(g.readers["Ada"].ID)), http.StatusSeeOther)
	dates := regexp.MustCompile(`/groups/\d+/rota/\d+`).FindAllString(g.curator.get(g.path+"/rota").body, -1)
	first, second := dates[0], dates[len(dates)-1]
	number := func(path string) string { return path[strings.LastIndexByte(path, '/')+1:] }
	has(t, g.member.get(g.path), "Nobody hosts it yet.")
	want(t, g.member.submit(first, "do", "host"), http.StatusSeeOther)
	want(t, g.curator.submit(first, "do", "host"), http.StatusConflict)
	has(t, g.member.get(g.path), "Bo L. hosts.")
	want(t, g.member.submit(first, "do", "offer", "for", number(second)), http.StatusSeeOther)
	has(t, g.curator.get(g.path+"/rota"), "would rather have", "Agree to swap")
	want(t, g.curator.submit(first, "do", "agree"), http.StatusSeeOther)
	has(t, g.member.get(g.path), "Ada K. hosts.")
	want(t, g.member.submit(second, "do", "give"), http.StatusSeeOther)
	want(t, g.member.submit(second, "do", "remove"), http.StatusForbidden)
	want(t, g.curator.submit(second, "do", "set", "was", "0", "host", fmt.Sprint(g.readers["Bo"].ID)), http.StatusSeeOther)
	want(t, g.curator.submit(second, "do", "remove"), http.StatusSeeOther)
	want(t, g.member.submit(second, "do", "host"), http.StatusNotFound)
}

func TestLeavingAndHandingOver(t *testing.T) {
	t.Parallel()
	g := newStudy(t, "0")
	a := g.curator.submit(g.path + "/leave")
	want(t, a, http.StatusConflict)
	has(t, a, "would have no curator", g.path+"/close")
	bo := fmt.Sprintf("%s/members/%d", g.path, g.readers["Bo"].ID)
	ada := fmt.Sprintf("%s/members/%d", g.path, g.readers["Ada"].ID)
	want(t, g.curator.submit(ada, "do", "member"), http.StatusConflict)
	want(t, g.curator.submit(bo, "do", "adore"), http.StatusBadRequest)
	want(t, g.curator.submit(bo, "do", "curator"), http.StatusSeeOther)
	want(t, g.curator.submit(g.path+"/leave"), http.StatusSeeOther)
	want(t, g.curator.get(g.path), http.StatusNotFound)
	want(t, g.member.submit(g.path+"/name", "name", "Bo B."), http.StatusSeeOther)
	has(t, g.member.get(g.path+"/people"), "Bo B.")
	_, seen, _ := strings.Cut(g.member.get(g.path+"/settings").body, `name="seen" value="`)
	seen, _, _ = strings.Cut(seen, `"`)
	want(t, g.member.submit(g.path+"/settings", "name", "Numbers", "public", "1", "seen", seen), http.StatusSeeOther)
	stale := g.member.submit(g.path+"/settings", "name", "Letters", "seen", seen)
	want(t, stale, http.StatusConflict)
	has(t, stale, "Another curator has changed the group", `value="Letters"`)
	has(t, g.browser().get(g.path), "Numbers")
	want(t, g.member.submit(g.path+"/close"), http.StatusSeeOther)
	want(t, g.member.get(g.path), http.StatusNotFound)
}

func TestWhatIsTypedIntoAGroupFormIsKept(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b, _ := s.signIn("ada@school.example")
	name, about := strings.Repeat("n", chalkline.NameRunes+1), strings.Repeat("a", chalkline.AboutRunes+1)
	a := b.submit("/groups", "name", name, "about", about, "public", "1")
	want(t, a, http.StatusBadRequest)
	has(t, a, name, about, "81 characters; 80 is the most", "1001 characters", "Your name is missing.", `aria-describedby="name-problem"`, `value="1" checked`)
}
