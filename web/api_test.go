package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"

	"chalkline"
	"chalkline/store"
)

// program is a program that asks the API, and holds each answer against the file
// that describes it.
type program struct {
	b     *browser
	file  *openAPI
	token string
	asked *sync.Map // operations that were answered well
}

// program is one of a reader's with a new token.
func (s *site) program(reader chalkline.ReaderID, writes bool) *program {
	s.t.Helper()
	file, err := readOpenAPI()
	ok(s.t, err)
	secret := apiSecret + chalkline.NewSecret()
	ok(s.t, s.db.CreateAPIToken(s.t.Context(), &store.APIToken{ReaderID: reader, Name: "Test", Writes: writes, Hash: chalkline.HashSecret(secret)}))
	return &program{b: s.browser(), file: file, token: secret, asked: &sync.Map{}}
}

// send asks without looking at the answer.
func (p *program) send(method, path, body string, header ...string) answer {
	p.b.site.t.Helper()
	header = append([]string{"Authorization", "Bearer " + p.token, "Content-Type", "application/json"}, header...)
	return p.b.do(method, apiBase+path, body, header...)
}

// ask asks, wants a status and an answer as it is described, and returns it.
func (p *program) ask(status int, method, path, body string) map[string]any {
	t := p.b.site.t
	t.Helper()
	a := p.send(method, path, body)
	want(t, a, status)
	o, id := p.operation(method, path)
	described, there := o.Responses[fmt.Sprint(status)]
	if there {
		p.asked.Store(id, true)
	} else {
		described = p.file.Components.Responses[refName(o.Responses["default"].Ref)]
	}
	s := described.Content["application/json"].Schema
	if s == nil {
		if status == http.StatusNoContent && a.body != "" {
			t.Errorf("%s %s: an answer without a body has %q", method, path, a.body)
		}
		return nil
	}
	for _, fault := range p.file.checkJSON(s, a.body) {
		t.Errorf("%s %s: %s", method, path, fault)
	}
	var object map[string]any
	ok(t, json.Unmarshal([]byte(a.body), &object))
	return object
}

// operation is what the file says of a request.
func (p *program) operation(method, path string) (operation, string) {
	path, _, _ = strings.Cut(path, "?")
	parts := strings.Split(path, "/")
	for template, methods := range p.file.Paths {
		named := strings.Split(template, "/")
		same := len(named) == len(parts)
		for n := 0; same && n < len(parts); n++ {
			same = named[n] == parts[n] || strings.HasPrefix(named[n], "{")
		}
		if o, there := methods[strings.ToLower(method)]; same && there {
			return o, o.ID
		}
	}
	p.b.site.t.Fatalf("openapi.yaml has no %s %s", method, path)
	return operation{}, ""
}

// fails asks for what does not work, and wants these words in the error.
func (p *program) fails(status int, method, path, body string, words ...string) {
	t := p.b.site.t
	t.Helper()
	e, _ := p.ask(status, method, path, body)["error"].(map[string]any)
	for _, word := range words {
		if text := fmt.Sprint(e["message"]); !strings.Contains(text, word) {
			t.Errorf("%s %s says %q, want %q", method, path, text, word)
		}
	}
	if e["code"] != apiCodes[status] {
		t.Errorf("%s %s: code %v with status %d", method, path, e["code"], status)
	}
}

// data is the list in an answer.
func data(object map[string]any) []map[string]any {
	var list []map[string]any
	all, _ := object["data"].([]any)
	for _, one := range all {
		item, _ := one.(map[string]any)
		list = append(list, item)
	}
	return list
}

// part is an object within another, and length how long a list within one is.
func part(object map[string]any, name string) map[string]any {
	inner, _ := object[name].(map[string]any)
	return inner
}

func length(object map[string]any, name string) int {
	list, _ := object[name].([]any)
	return len(list)
}

func inJSON(v any) string {
	text, _ := json.Marshal(v) // of what is made of strings and numbers
	return string(text)
}

func TestABodyIsReadWithCare(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	_, reader := s.signIn("ada@school.example")
	p := s.program(reader.ID, true)
	for body, word := range map[string]string{
		`{"name": "x", "title": "y"}`: `no field \"title\"`, `{"name": 3}`: `\"name\" is of the wrong type: number`, ``: "empty", `{"name": `: "no JSON", `{}{}`: "more after",
		`[]`: `\"body\" is of the wrong type: array`,
	} {
		a := p.send("POST", "/feeds", body)
		want(t, a, http.StatusBadRequest)
		has(t, a, word, `"code":"invalid"`)
	}
	a := p.send("POST", "/feeds", `{"name": "`+strings.Repeat("x", bodyLimit)+`"}`)
	want(t, a, http.StatusRequestEntityTooLarge)
	has(t, a, "too_large", "64 KB")
	a = p.send("POST", "/feeds", "name=x", "Content-Type", "application/x-www-form-urlencoded")
	want(t, a, http.StatusUnsupportedMediaType)
	has(t, a, "not_json")
	tokens, err := s.db.Tokens(t.Context(), reader.ID)
	ok(t, err)
	if len(tokens) != 1 {
		t.Errorf("there are %d feed addresses, want the first alone", len(tokens))
	}
}

func TestTheAPISpeaksJSONAlways(t *testing.T) {
	t.Parallel()
	s := newSite(t, func(c *Config) { c.Search = panicking{} })
	_, reader := s.signIn("ada@school.example")
	p := s.program(reader.ID, true)
	for request, status := range map[string]int{
		"GET /nothing": 404, "GET /": 404, "PATCH /me": 405, "DELETE /picks": 405, "GET /search?q=x": 500, "GET /items/x": 404, "GET /groups/7": 404,
	} {
		method, path, _ := strings.Cut(request, " ")
		a := p.send(method, path, "")
		want(t, a, status)
		var e apiError
		if err := json.Unmarshal([]byte(a.body), &e); err != nil || e.Error.Code != apiCodes[status] || e.Error.Message == "" {
			t.Errorf("%s: %q", request, a.body)
		}
		if kind := a.header.Get("Content-Type"); kind != "application/json; charset=utf-8" {
			t.Errorf("%s: type %s", request, kind)
		}
	}
	a := p.send("POST", "/feeds", `{}`, "Origin", "https://evil.example", "Sec-Fetch-Site", "cross-site")
	want(t, a, http.StatusForbidden)
	has(t, a, `"code":"denied"`)
	a = p.send("OPTIONS", "/picks", "", "Origin", "https://evil.example", "Access-Control-Request-Method", "GET")
	if allow := a.header.Get("Access-Control-Allow-Origin"); a.status == http.StatusOK || allow != "" {
		t.Errorf("another site's page may ask: %d, %q", a.status, allow)
	}
}

func TestWhatHasNotChangedIsNotSentAgain(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	f := fill(t, s.db, s.clock.now())
	_, reader := s.signIn("ada@school.example")
	pickAll(t, s.db, reader.ID, f, s.clock.now())
	p := s.program(reader.ID, true)
	for _, path := range []string{"/me", "/picks", "/topics", "/sources.opml", fmt.Sprintf("/items/%d/evidence", f.items["quiz-trial"])} {
		a := p.send("GET", path, "")
		etag := a.header.Get("ETag")
		again := p.send("GET", path, "", "If-None-Match", etag)
		if a.status != http.StatusOK || again.status != http.StatusNotModified || again.body != "" || a.header.Get("Vary") != "Authorization, Accept-Language" {
			t.Errorf("%s: %d with %s, then %d", path, a.status, etag, again.status)
		}
	}
	etag := p.send("GET", "/picks", "").header.Get("ETag")
	p.ask(204, "PUT", fmt.Sprintf("/items/%d/feedback/useful", f.items["quiz-trial"]), "")
	want(t, p.send("GET", "/picks", "", "If-None-Match", etag), http.StatusOK)
}

func TestAProgramThatAsksTooOftenIsToldSo(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	_, reader := s.signIn("ada@school.example")
	p, other := s.program(reader.ID, false), s.program(reader.ID, false)
	var a answer
	for range apiPerToken + 1 {
		a = p.send("GET", "/export", "")
	}
	want(t, a, http.StatusTooManyRequests)
	has(t, a, "too_often")
	if a.header.Get("Retry-After") == "" {
		t.Error("it is not said when to go on")
	}
	want(t, other.send("GET", "/export", ""), http.StatusOK)
}

var secretOnPage = regexp.MustCompile(`value="(chl_[A-Za-z0-9_-]{43})"`)

func TestTokensAreMadeAndRevoked(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b, reader := s.signIn("ada@school.example")
	has(t, b.get("/settings"), `href="/settings/api"`)
	has(t, b.get("/settings/api"), "You have none.")
	a := b.submit("/settings/api", "name", " ", "scope", "read")
	want(t, a, http.StatusBadRequest)
	has(t, a, "A name is missing.")
	a = b.submit("/settings/api", "name", "My <script>", "scope", "read")
	want(t, a, http.StatusOK)
	has(t, a, "shown this once", "My &lt;script&gt;", "never used")
	secret := secretOnPage.FindStringSubmatch(a.body)
	if secret == nil {
		t.Fatal("the page has no token")
	}
	lacks(t, b.get("/settings/api"), secret[1])
	p := s.program(reader.ID, false)
	p.token = secret[1]
	p.ask(200, "GET", "/me", "")
	p.fails(403, "PUT", "/me/class", `{}`, "may only read")
	tokens, err := s.db.APITokens(t.Context(), reader.ID)
	ok(t, err)
	if strings.Contains(fmt.Sprint(tokens), secret[1]) || tokens[0].UsedOn != chalkline.DayOf(s.clock.now().UTC()) {
		t.Errorf("what is stored is %+v", tokens)
	}
	has(t, b.get("/settings/api"), "last used on")
	revoke := fmt.Sprintf("/settings/api/%d/revoke", tokens[0].ID)
	other, _ := s.signIn("bo@school.example")
	want(t, other.submit(revoke), http.StatusNotFound)
	want(t, b.submit(revoke), http.StatusSeeOther)
	want(t, b.submit(revoke), http.StatusNotFound)
	a = p.send("GET", "/me", "")
	want(t, a, http.StatusUnauthorized)
	has(t, a, "unauthorized")
	if a.header.Get("WWW-Authenticate") == "" {
		t.Error("it is not said how to sign in")
	}
	if strings.Contains(s.log.String(), "chl_") {
		t.Error("a token is in the log")
	}
	want(t, b.do(http.MethodPost, "/settings/api", "name=x", "Sec-Fetch-Site", "cross-site"), http.StatusForbidden)
	for range store.MostAPITokens {
		a = b.submit("/settings/api", "name", "One more", "scope", "write")
	}
	want(t, a, http.StatusBadRequest)
	has(t, a, "as many tokens as there can be")
}

func TestThePageAboutTheAPI(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	a := s.browser().get("/api")
	want(t, a, http.StatusOK)
	has(t, a, "/api/v1/picks", "Needs a token that may write.", s.url+"/api/v1/picks?limit=5", "too_often", "retrieval-practice")
	if size := len(a.body); size > 100<<10 {
		t.Errorf("the page has %d KB", size>>10)
	}
	a = s.browser().get("/api/openapi.yaml")
	want(t, a, http.StatusOK)
	has(t, a, "openapi: 3.1.0")
	want(t, s.browser().get("/sources.opml"), http.StatusSeeOther)
	b, _ := s.signIn("ada@school.example")
	has(t, b.get("/sources.opml"), "<opml")
}
