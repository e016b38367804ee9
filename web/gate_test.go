package web

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"chalkline"
	"chalkline/crawler"
	"chalkline/crawler/fetch"
	"chalkline/digest/mail"
	"chalkline/store"
)

// person is somebody whom the gate sends over the site.
type person struct {
	name   string
	reader chalkline.Reader // the zero value is a visitor
	*browser
}

// The people of the gate, in the order in which tables name them.
const (
	visitor = iota
	owner   // a reader of whom there is something of everything
	other   // a reader of whom there is nothing
	member
	curator
	operator
)

// house is a site on which every page has something to show.
type house struct {
	*study
	people []person
	is     map[string]string // what stands for the words in braces in a request
}

// newHouse fills a site.
func newHouse(t *testing.T) *house {
	t.Helper()
	school := newIssuer(t)
	h := &house{study: newStudy(t, "0", func(c *Config) {
		c.Base = strings.Replace(c.Base, "127.0.0.1", "localhost", 1)
		school.now = c.Now
		c.School = School{Issuer: school.url, ClientID: schoolClient, ClientSecret: schoolSecret, Name: "School account"}
		c.Brand.Imprint = "# Example School\n\nHigh Street 1"
		c.Sources = &crawler.Crawler{Client: fetch.New(fetch.Options{UserAgent: "test", AllowPrivate: true, HostPause: time.Millisecond}), Now: time.Now, Log: c.Log}
		c.FreeDisk = func() (int64, error) { return 40 << 30, nil }
		c.Troubles = func() []chalkline.Trouble {
			return []chalkline.Trouble{{Kind: "resolve", Key: strings.Repeat("10.1234/long", 12), Failures: 2, Error: "resolve: no answer", At: c.Now(), Again: c.Now()}}
		}
	})}
	head := h.operator("head@school.example")
	rea, own := h.signIn("rea@school.example")
	oz, alien := h.signIn("oz@school.example")
	chief, err := h.db.ReaderByEmail(t.Context(), "head@school.example")
	ok(t, err)
	h.people = []person{
		{"a visitor", chalkline.Reader{}, h.browser()},
		{"their reader", own, rea},
		{"another reader", alien, oz},
		{"a member", h.readers["Bo"], h.member},
		{"a curator", h.readers["Ada"], h.curator},
		{"the operator", chief, head},
	}
	h.is = map[string]string{
		"item": fmt.Sprint(h.filled.items["quiz-trial"]), "group": fmt.Sprint(h.id), "source": "1", "setup": h.setupSecret(), "stop": h.stopOf(own),
	}
	ok(t, h.db.AddVisits(t.Context(), store.Visits{Host: "a-very-long-host-name.of-a-school-district.example", Asked: 1200, NotModified: 1100, Bytes: 5 << 20}))
	h.fillTopic("spacing", spacingStudies)
	h.furnishReader(own)
	h.furnishAccount(own, rea)
	h.furnishGroup()
	h.furnishOperator(head)
	return h
}

// furnishReader gives a reader picks, and whatever comes of them.
func (h *house) furnishReader(reader chalkline.Reader) {
	t, ctx, now := h.t, h.t.Context(), h.clock.now()
	t.Helper()
	item := h.filled.items
	pickAll(t, h.db, reader.ID, h.filled, now)
	ok(t, h.db.SetFollows(ctx, reader.ID, []chalkline.Follow{
		{Kind: chalkline.FollowTopic, Value: "retrieval-practice", Weight: 1},
		{Kind: chalkline.FollowTopic, Value: "spacing", Weight: .4},
		{Kind: chalkline.FollowQuery, Value: "fractions", Weight: 1},
		{Kind: chalkline.FollowAuthor, Value: "Ada Okafor", Weight: 1},
		{Kind: chalkline.FollowSource, Value: "1", Weight: 1, Mute: true},
	}))
	for key, kind := range map[string]chalkline.FeedbackKind{
		"quiz-trial": chalkline.FeedbackUseful, "homework-null": chalkline.FeedbackSaved, "styles": chalkline.FeedbackNotForMe, "survey": chalkline.FeedbackHidden,
	} {
		ok(t, h.db.AddFeedback(ctx, reader.ID, item[key], kind))
	}
	for _, key := range []string{"homework-null", "phonics"} {
		ok(t, h.db.SaveNote(ctx, reader.ID, &store.Note{ItemID: item[key], Text: "Try it with <Year 8>.\n- on Monday"}))
	}
	cards, err := h.db.Cards(ctx, reader.ID, store.CardQuery{Limit: 50})
	ok(t, err)
	edition := chalkline.Edition{Subject: chalkline.Verbatim("4 picks: spaced maths quizzes, large review of homework and 2 more"), Away: chalkline.Break{From: "2026-10-19", Until: "2026-10-30"}}
	for _, c := range cards {
		if c.Appraisal.Grade == chalkline.GradeR {
			edition.Alerts = append(edition.Alerts, c.Pick.ID)
		} else if len(edition.Picks) < 4 {
			edition.Picks = append(edition.Picks, c.Pick.ID)
		}
	}
	h.printed(reader, edition)
	today := chalkline.DayOf(now)
	ok(t, h.db.SetBreaks(ctx, reader.ID, []chalkline.Break{{From: today, Until: today.Add(3), Name: "Field trip"}}, now.Add(96*time.Hour)))
	ok(t, h.db.SetCalendar(ctx, reader.ID, "https://schools.of-a-very-long-name.example/calendars/holidays/2026-2027/all.ics?key=0123456789abcdef", now.Add(96*time.Hour)))
	calendar, err := h.db.CalendarOf(ctx, h.reload(reader))
	ok(t, err)
	calendar.Name, calendar.CheckedAt, calendar.Error = "Harbour Schools", now, chalkline.Textf("there is nothing at this address (status %d)", 404)
	calendar.Off = []chalkline.Break{{From: today.Add(40), Until: today.Add(45), Name: "Half term"}}
	ok(t, h.db.SaveCalendar(ctx, calendar))
	h.is["word"] = mail.WordToken(h.key, reader.ID, item["quiz-trial"], now)
}

// furnishAccount gives a reader's account all that it can have.
func (h *house) furnishAccount(reader chalkline.Reader, b *browser) {
	t, ctx := h.t, h.t.Context()
	t.Helper()
	phone := h.again(reader.Email, "Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0")
	want(t, phone.get("/picks"), http.StatusOK)
	passkey := store.Passkey{ReaderID: reader.ID, Credential: "Y3JlZA", Handle: "aGFuZGxl", Name: "A phone", Data: "{}"}
	ok(t, h.db.AddPasskey(ctx, &passkey))
	ok(t, h.db.AddIdentity(ctx, reader.ID, "https://accounts.school.example", "rea"))
	accounts, err := h.db.Identities(ctx, reader.ID)
	ok(t, err)
	want(t, b.submit("/account/address", "email", "rea@home.example"), http.StatusSeeOther)
	h.is["device"], h.is["passkey"], h.is["identity"] = chalkline.HashSecret(phone.cookie()), fmt.Sprint(passkey.ID), fmt.Sprint(accounts[0].ID)
	h.is["address"] = lastOf(h.post.addressLink(t, "rea@home.example"))
	want(t, b.submit("/settings/feeds"), http.StatusSeeOther)
	feeds, err := h.db.Tokens(ctx, reader.ID)
	ok(t, err)
	h.is["feed"], h.is["old feed"], h.is["secret feed"] = fmt.Sprint(feeds[0].ID), fmt.Sprint(feeds[1].ID), h.key.FeedSecret(feeds[0])
	h.program(reader.ID, true)
	programs, err := h.db.APITokens(ctx, reader.ID)
	ok(t, err)
	h.is["program"] = fmt.Sprint(programs[0].ID)
	want(t, h.browser().submit("/join", "email", "new@school.example"), http.StatusOK)
	h.is["entry"] = lastOf(h.post.link(t, "new@school.example"))
}

// furnishGroup gives the group a theme, shares, an answer, a meeting and an invitation.
func (h *house) furnishGroup() {
	t := h.t
	t.Helper()
	theme := h.theme("Spacing", "What do we repeat, and when?", "Who sets the quizzes?")
	pickAll(t, h.db, h.readers["Ada"].ID, h.filled, h.clock.now())
	approved := h.forward(h.member, "quiz-trial", "Short, and close to what we do.")
	want(t, h.decide(approved, "approve"), http.StatusSeeOther)
	waiting := h.forward(h.member, "homework-null", "And this.")
	want(t, h.member.submit(theme+"/answers", "question", "1", "text", "The *times tables*."), http.StatusSeeOther)
	day := chalkline.DayOf(h.clock.now().AddDate(0, 0, 9))
	want(t, h.curator.submit(h.path+"/rota", "day", string(day)), http.StatusSeeOther)
	want(t, h.curator.submit(h.path+"/feed"), http.StatusSeeOther)
	want(t, h.curator.submit(h.path+"/invitations", "uses", "0"), http.StatusSeeOther)
	link := invitationLink.FindString(h.curator.get(h.path + "/people").body)
	h.is["theme"], h.is["share"], h.is["invitation"], h.is["bo"] = lastOf(theme), fmt.Sprint(waiting.ID), lastOf(link), fmt.Sprint(h.readers["Bo"].ID)
}

// furnishOperator makes an invitation and a reader who is to be removed.
func (h *house) furnishOperator(b *browser) {
	t := h.t
	t.Helper()
	h.is["invited"] = lastOf(b.invitation("uses", "30", "days", "7"))
	gone := chalkline.Reader{Email: "a-teacher-with-a-very-long-name@a-school-with-a-long-name.example", Schedule: chalkline.DefaultSchedule("")}
	ok(t, h.db.CreateReader(t.Context(), &gone))
	ok(t, h.db.SetMailError(t.Context(), gone.ID, chalkline.Verbatim("550 5.1.1 <a-teacher-with-a-very-long-name@a-school-with-a-long-name.example>: Recipient address rejected")))
	h.is["gone"] = fmt.Sprint(gone.ID)
}

// lastOf is the last part of an address.
func lastOf(address string) string { return address[strings.LastIndexByte(address, '/')+1:] }

// request is the method and the path of a request of the table, with the form that
// it sends after a space, if it sends one.
func (h *house) request(text string) (method, path, form string) {
	h.t.Helper()
	for word, value := range h.is {
		text = strings.ReplaceAll(text, "{"+word+"}", value)
	}
	if strings.ContainsAny(text, "{}") {
		h.t.Fatalf("the gate does not know what stands for %s", text)
	}
	method, path, _ = strings.Cut(text, " ")
	path, form, _ = strings.Cut(path, " ")
	return method, path, form
}

// asks sends a request as a browser does from the site's own pages.
func (p person) asks(method, path, form string) answer {
	return p.do(method, path, form, "Sec-Fetch-Site", "same-origin", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "document", "Accept", "text/html,application/xhtml+xml,*/*;q=0.8")
}

// enter signs somebody in who is not any more.
func (h *house) enter(p person) {
	h.t.Helper()
	if p.reader.ID == 0 || p.get("/account").status == http.StatusOK {
		return
	}
	secret, now := chalkline.NewSecret(), h.clock.now()
	ok(h.t, h.db.CreateLink(h.t.Context(), chalkline.Link{
		Hash: chalkline.HashSecret(secret), Purpose: chalkline.LinkSignIn, Email: p.reader.Email, CreatedAt: now, ExpiresAt: now.Add(time.Hour),
	}))
	want(h.t, p.submit("/enter/"+secret), http.StatusSeeOther)
}

// tab opens a tab of an open browser in which somebody is signed in, apart from all others.
func (h *house) tab(t *testing.T, parent context.Context, p person) (tab context.Context) { //nolint:revive // t comes first in tests
	t.Helper()
	tab, cancel := chromedp.NewContext(parent, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	if p.reader.ID != 0 {
		h.enterIn(t, tab, p.reader)
	}
	return tab
}
