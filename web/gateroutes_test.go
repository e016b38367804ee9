package web

import (
	"database/sql"
	"fmt"
	"hash/fnv"
	"net/http"
	"net/http/httptest"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// routesOf are the patterns of a mux. It does not tell them, so they are read from
// where it looks for conflicts.
func routesOf(t *testing.T, mux *http.ServeMux) []string {
	t.Helper()
	index := reflect.ValueOf(mux).Elem().FieldByName("index")
	found := map[string]bool{}
	note := func(patterns reflect.Value) {
		for i := range patterns.Len() {
			found[patterns.Index(i).Elem().FieldByName("str").String()] = true
		}
	}
	note(index.FieldByName("multis"))
	for _, key := range index.FieldByName("segments").MapKeys() {
		note(index.FieldByName("segments").MapIndex(key))
	}
	var out []string
	for pattern := range found {
		out = append(out, pattern)
	}
	slices.Sort(out)
	return out
}

// mux is the site's routes without what is around them.
func (s *site) mux() *http.ServeMux {
	s.t.Helper()
	mux := http.NewServeMux()
	ok(s.t, s.server.inside.routes(mux))
	return mux
}

func TestTheGateKnowsEveryRoute(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	mux := h.mux()
	asked := map[string]bool{}
	for _, a := range asks {
		method, path, _ := h.request(a.request)
		_, pattern := mux.Handler(httptest.NewRequest(method, path, http.NoBody))
		asked[pattern] = true
	}
	routes := routesOf(t, mux)
	if len(routes) < 100 {
		t.Fatalf("the site has %d routes only", len(routes))
	}
	for _, pattern := range routes {
		// Of the API another table knows every route: TestWhoMayAskWhat.
		if !asked[pattern] && !strings.Contains(pattern, " "+apiBase+"/") {
			t.Errorf("the table of the gate lacks %s", pattern)
		}
	}
}

func TestEveryRouteIsForWhomItIsFor(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for _, reading := range []bool{true, false} {
		for _, a := range asks {
			method, path, form := h.request(a.request)
			if (method == http.MethodGet) != reading {
				continue
			}
			for n, p := range h.people {
				if !reading {
					h.enter(p)
				}
				got := p.asks(method, path, form)
				if outcome(got) != a.may[n] {
					t.Errorf("%s %s by %s: status %d, which leads to %q; want %c", method, path, p.name, got.status, got.place(), a.may[n])
				}
				if isPage := got.status == http.StatusOK && aPage(got); reading && a.may[n] == '+' && isPage && len(a.as) == 0 {
					t.Errorf("%s answers %s with a page, which the table does not say", a.request, p.name)
				}
				if aPage(got) {
					for _, fault := range faultsIn(got.body) {
						t.Errorf("%s for %s: %s", a.request, p.name, fault)
					}
				}
			}
		}
	}
}

// In a house there is an operator already, so that nobody sees the page on which they
// set up the site.
func TestThePageOfSetUpIsSound(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	a := s.browser().get("/setup/" + s.setupSecret())
	want(t, a, http.StatusOK)
	for _, fault := range faultsIn(a.body) {
		t.Error(fault)
	}
}

// outcome is what became of a request, as the table writes it.
func outcome(a answer) byte {
	switch {
	case a.status >= 500:
		return '!'
	case a.status == http.StatusSeeOther && strings.HasPrefix(a.place(), "/join?"+saidParam+"="+string(saidSignIn)):
		return 's'
	case a.status == http.StatusForbidden:
		return 'd'
	case a.status == http.StatusNotFound:
		return 'n'
	}
	return '+'
}

// aPage says whether an answer is a page.
func aPage(a answer) bool {
	return a.status/100 != 3 && strings.HasPrefix(a.header.Get("Content-Type"), "text/html")
}

// Nothing of a form that another site sends is done, whatever the route.
func TestNoRouteTakesAFormFromAnotherSite(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	before := h.state()
	for _, a := range asks {
		method, path, form := h.request(a.request)
		if method == http.MethodGet || strings.HasPrefix(path, "/unsubscribe/") { // which mail programs send
			continue
		}
		for _, p := range h.people {
			for _, header := range [][]string{{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"}, {"Origin", "https://evil.example"}} {
				if got := p.do(method, path, form, header...); got.status != http.StatusForbidden {
					t.Errorf("%s %s by %s with %v: %d, want 403", method, path, p.name, header, got.status)
				}
			}
		}
	}
	h.same(before)
}

func TestReadingAnyPageChangesNothing(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	program := h.program(h.people[curator].reader.ID, true)
	want(t, program.send(http.MethodGet, "/me", ""), http.StatusOK) // notes the day that the token was used
	before := h.state()
	for _, a := range asks {
		method, path, form := h.request(a.request)
		for _, p := range h.people {
			if method == http.MethodGet {
				p.asks(method, path, "")
				p.asks(http.MethodHead, path, "")
			} else { // what a form sends, in an address
				p.asks(http.MethodGet, path+"?"+form, "")
			}
		}
	}
	number := regexp.MustCompile(`\{[a-z]+\}`)
	for _, pattern := range routesOf(t, h.mux()) {
		if method, path, _ := strings.Cut(pattern, " "); method == http.MethodGet && strings.HasPrefix(path, apiBase+"/") {
			program.send(method, number.ReplaceAllString(strings.TrimPrefix(path, apiBase), "1"), "")
		}
	}
	h.same(before)
	for _, link := range []string{"/enter/{entry}", "/address/{address}", "/invitations/{invitation}", "/invited/{invited}"} {
		_, path, _ := h.request("GET " + link)
		want(t, h.browser().get(path), http.StatusOK)
	}
}

// state is a fingerprint of every table but that of the sessions, by its name.
func (h *house) state() map[string]string {
	h.t.Helper()
	h.post.wait()
	db, err := sql.Open("sqlite", "file:"+h.file+"?mode=ro")
	ok(h.t, err)
	defer func() { ok(h.t, db.Close()) }()
	out := map[string]string{}
	for _, name := range column(h.t, db, `SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'sessions' ORDER BY name`) {
		columns := column(h.t, db, `SELECT name FROM pragma_table_info('`+name+`')`)
		for i, c := range columns {
			columns[i] = `quote("` + c + `")`
		}
		sum := fnv.New64a()
		rows := column(h.t, db, `SELECT `+strings.Join(columns, "||','||")+` FROM "`+name+`" ORDER BY 1`)
		for _, row := range rows {
			_, _ = sum.Write([]byte(row + "\n"))
		}
		out[name] = fmt.Sprintf("%d rows, %x", len(rows), sum.Sum64())
	}
	if len(out) < 20 {
		h.t.Fatalf("the database has %d tables only", len(out))
	}
	return out
}

// same compares what is stored with what was.
func (h *house) same(before map[string]string) {
	h.t.Helper()
	for name, now := range h.state() {
		if before[name] != now {
			h.t.Errorf("the table %s had %s and has %s", name, before[name], now)
		}
	}
}

// column is what a query finds that asks for one column.
func column(t *testing.T, db *sql.DB, query string) []string {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), query)
	ok(t, err)
	defer func() { ok(t, rows.Close()) }()
	var out []string
	for rows.Next() {
		var value sql.NullString
		ok(t, rows.Scan(&value))
		out = append(out, value.String)
	}
	ok(t, rows.Err())
	return out
}
