package web

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"chalkline"
	"chalkline/digest/mail"
	"chalkline/ranker"
	"chalkline/ranker/topics"
	"chalkline/store"
)

// site is a whole instance on a real database file, as a browser meets it.
type site struct {
	t      *testing.T
	db     *store.DB
	file   string // of db
	key    chalkline.Key
	post   *postbox
	clock  *clock
	url    string
	log    *logbook
	server *Server
}

var (
	makeEmptyStore sync.Once
	emptyStoreFile []byte
)

// emptyStore is the file of a database with nothing in its tables. Making them takes
// a second under the race detector, and there are hundreds of sites.
func emptyStore(t *testing.T) []byte {
	t.Helper()
	makeEmptyStore.Do(func() {
		file := filepath.Join(t.TempDir(), "empty.db")
		db, err := store.Open(t.Context(), file)
		ok(t, err)
		ok(t, db.Close())
		emptyStoreFile, err = os.ReadFile(file)
		ok(t, err)
	})
	return emptyStoreFile
}

// newSite starts an instance; tune changes its Config before.
func newSite(t *testing.T, tune ...func(*Config)) *site {
	t.Helper()
	file := filepath.Join(t.TempDir(), "chalkline.db")
	ok(t, os.WriteFile(file, emptyStore(t), 0o600))
	db, err := store.Open(t.Context(), file)
	ok(t, err)
	t.Cleanup(func() { ok(t, db.Close()) })
	s := &site{t: t, db: db, file: file, key: chalkline.NewKey(), post: &postbox{}, clock: &clock{at: time.Now().UTC().Truncate(time.Second)}, log: &logbook{}}
	db.Now = s.clock.now
	server := httptest.NewUnstartedServer(nil)
	s.url = "http://" + server.Listener.Addr().String()
	c := Config{
		DB: db, Key: s.key, Topics: topics.Default(), Search: db, Picks: choosing{db, s.clock.now}, Mail: s.post, From: "chalkline@school.example",
		Base: s.url, Name: "Chalkline", OpenJoin: true, Now: s.clock.now, Version: "test",
		Log: slog.New(slog.NewTextHandler(s.log, nil)),
	}
	for _, f := range tune {
		f(&c)
	}
	if c.Base == strings.Replace(s.url, "127.0.0.1", "localhost", 1) { // for passkeys, which belong to a name
		s.url = c.Base
	}
	h, err := New(c)
	ok(t, err)
	s.server = h
	s.post.wait = func() { h.Wait(context.Background()) }
	server.Config.Handler = h
	server.Start()
	t.Cleanup(func() {
		server.Close()
		h.Wait(context.Background())
	})
	return s
}

// choosing reads what picks depend on from a real database.
type choosing struct {
	db  *store.DB
	now func() time.Time
}

func (c choosing) ToPick(ctx context.Context, reader chalkline.ReaderID) (ranker.Request, error) {
	now := c.now()
	r := ranker.Request{Now: now}
	found, err := c.db.ReadToPick(ctx, []chalkline.ReaderID{reader}, now.AddDate(0, 0, -14), func(chalkline.Schedule) time.Time { return now.AddDate(0, 0, -1) })
	if err != nil {
		return r, err
	}
	r.Reader, r.Follows = found[0].Reader, found[0].Follows
	r.Picked, r.Today, r.Spent = found[0].History.Stories, found[0].History.Today, found[0].History.Spent
	if r.Candidates, err = c.db.Candidates(ctx, now.AddDate(0, 0, -14)); err != nil {
		return r, err
	}
	var searches []string
	for _, f := range r.Follows {
		if f.Kind == chalkline.FollowQuery {
			searches = append(searches, f.Value)
		}
	}
	r.Matches, err = c.db.Matches(ctx, searches, now.AddDate(0, 0, -14), 1000)
	return r, err
}

func (c choosing) ToPreview(ctx context.Context, reader chalkline.ReaderID) (ranker.Request, error) {
	return c.ToPick(ctx, reader)
}

func (c choosing) ToExplain(ctx context.Context, reader chalkline.ReaderID, item chalkline.ItemID) (ranker.Request, error) {
	r, err := c.ToPick(ctx, reader)
	r.Candidates = slices.DeleteFunc(r.Candidates, func(c chalkline.Candidate) bool { return c.Item.ID != item })
	return r, err
}

// browser is somebody with cookies who does not follow redirects by themselves.
type browser struct {
	site   *site
	client *http.Client
}

func (s *site) browser() *browser {
	jar, err := cookiejar.New(nil)
	ok(s.t, err)
	return &browser{site: s, client: &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// answer is what came back.
type answer struct {
	status int
	header http.Header
	body   string
}

// place is where a redirect leads.
func (a answer) place() string { return a.header.Get("Location") }

func (b *browser) do(method, path, body string, header ...string) answer {
	b.site.t.Helper()
	if strings.HasPrefix(path, "/") {
		path = b.site.url + path
	}
	r, err := http.NewRequestWithContext(b.site.t.Context(), method, path, strings.NewReader(body))
	ok(b.site.t, err)
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	response, err := b.client.Do(r)
	ok(b.site.t, err)
	defer func() { ok(b.site.t, response.Body.Close()) }()
	data, err := io.ReadAll(response.Body)
	ok(b.site.t, err)
	return answer{status: response.StatusCode, header: response.Header, body: string(data)}
}

func (b *browser) get(path string, header ...string) answer {
	b.site.t.Helper()
	return b.do(http.MethodGet, path, "", header...)
}

// submit sends a form as a browser does from the site's own page.
func (b *browser) submit(path string, pairs ...string) answer {
	b.site.t.Helper()
	form := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	return b.do(http.MethodPost, path, form.Encode(), "Sec-Fetch-Site", "same-origin", "Origin", b.site.url)
}

// signIn makes a reader and signs them in through a mailed link.
func (s *site) signIn(email string) (*browser, chalkline.Reader) {
	s.t.Helper()
	b := s.browser()
	want(s.t, b.submit("/join", "email", email, "zone", "Europe/London"), http.StatusOK)
	want(s.t, b.submit(s.post.link(s.t, email)), http.StatusSeeOther)
	reader, err := s.db.ReaderByEmail(s.t.Context(), email)
	ok(s.t, err)
	return b, reader
}

// operator makes the operator through a set-up link.
func (s *site) operator(email string) *browser {
	s.t.Helper()
	b := s.browser()
	want(s.t, b.submit("/setup/"+s.setupSecret(), "email", email), http.StatusSeeOther)
	return b
}

// setupSecret stores a set-up link, as the program does when it starts.
func (s *site) setupSecret() string {
	s.t.Helper()
	secret, now := chalkline.NewSecret(), s.clock.now()
	ok(s.t, s.db.CreateLink(s.t.Context(), chalkline.Link{
		Hash: chalkline.HashSecret(secret), Purpose: chalkline.LinkSetUp, CreatedAt: now, ExpiresAt: now.Add(time.Hour),
	}))
	return secret
}

// postbox catches mail.
type postbox struct {
	wait func() // for mails under way

	mu   sync.Mutex
	hold chan struct{} // nothing is sent before it is closed, if there is one
	sent []mail.Message
	fail error
}

func (p *postbox) Send(_ context.Context, m mail.Message) error {
	p.mu.Lock()
	hold := p.hold
	p.mu.Unlock()
	if hold != nil {
		<-hold
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.fail != nil {
		return p.fail
	}
	p.sent = append(p.sent, m)
	return nil
}

// holdUp lets nothing be sent before release is called.
func (p *postbox) holdUp() (release func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	hold := make(chan struct{})
	p.hold = hold
	return func() { close(hold) }
}

func (p *postbox) count() int {
	p.wait()
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.sent)
}

var linkInMail = regexp.MustCompile(`https?://\S+/enter/[A-Za-z0-9_-]+`)

// link is the link in the newest mail to an address.
func (p *postbox) link(t *testing.T, to string) string {
	t.Helper()
	p.wait()
	p.mu.Lock()
	defer p.mu.Unlock()
	for i := len(p.sent) - 1; i >= 0; i-- {
		if p.sent[i].To == to {
			if link := linkInMail.FindString(p.sent[i].Text); link != "" {
				return link
			}
		}
	}
	t.Fatalf("no mail with a link to %s", to)
	return ""
}

// clock is a time that tests move on.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) forward(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// logbook keeps what was logged.
type logbook struct {
	mu   sync.Mutex
	text strings.Builder
}

func (l *logbook) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(b)
}

func (l *logbook) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func want(t *testing.T, a answer, status int) {
	t.Helper()
	if a.status != status {
		t.Fatalf("status %d, want %d; it leads to %q and says: %s", a.status, status, a.place(), chalkline.Cut(a.body, 900))
	}
}

// has wants all the texts on the page.
func has(t *testing.T, a answer, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(a.body, text) {
			t.Errorf("the page lacks %q", text)
		}
	}
}

// lacks wants none of the texts on the page.
func lacks(t *testing.T, a answer, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if strings.Contains(a.body, text) {
			t.Errorf("the page has %q", text)
		}
	}
}

// finding is a search that finds the same whatever is looked for.
type finding struct{ ids []chalkline.ItemID }

func (f *finding) Search(context.Context, chalkline.Search) (chalkline.Found, error) {
	found := chalkline.Found{Total: len(f.ids)}
	for _, id := range f.ids {
		found.Hits = append(found.Hits, chalkline.Hit{Item: id})
	}
	return found, nil
}

// panicking is a search that breaks.
type panicking struct{}

func (panicking) Search(context.Context, chalkline.Search) (chalkline.Found, error) { panic("kaboom") }
