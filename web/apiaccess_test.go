package web

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"chalkline"
)

// TestWhoMayAskWhat asks for everything as everybody. Each program has the wrong
// body or names what is not theirs wherever something would be changed, so that a
// row reads the same whoever asked before: 400 says that they might.
func TestWhoMayAskWhat(t *testing.T) {
	t.Parallel()
	g := newStudy(t, "0")
	pickAll(t, g.db, g.readers["Ada"].ID, g.filled, g.clock.now())
	_, eve := g.signIn("eve@school.example")
	share := g.forward(g.member, "quiz-trial", "Look.")
	theme := g.theme("Spacing", "Why?")
	number := theme[strings.LastIndexByte(theme, '/')+1:]
	id, _ := idOf(number)
	answer := chalkline.Answer{ThemeID: chalkline.ThemeID(id), By: g.readers["Bo"].ID, Text: "So."}
	ok(t, g.db.AddAnswer(t.Context(), g.id, &answer, ""))
	ada := g.readers["Ada"]
	g.printed(ada, chalkline.Edition{Subject: chalkline.Verbatim("One")})

	visitor := g.program(ada.ID, true)
	visitor.token = ""
	revoked := g.program(ada.ID, true)
	tokens, err := g.db.APITokens(t.Context(), ada.ID)
	ok(t, err)
	ok(t, g.db.RevokeAPIToken(t.Context(), ada.ID, tokens[len(tokens)-1].ID))
	everybody := []struct {
		name string
		*program
	}{
		{"no token", visitor},
		{"a revoked token", revoked},
		{"a stranger", g.program(eve.ID, true)},
		{"a member who reads", g.program(g.readers["Bo"].ID, false)},
		{"a member", g.program(g.readers["Bo"].ID, true)},
		{"a curator who reads", g.program(ada.ID, false)},
		{"a curator", g.program(ada.ID, true)},
	}
	group := fmt.Sprintf("/groups/%d", g.id)
	item := fmt.Sprintf("/items/%d", g.filled.items["survey"])
	rows := map[string][5]int{ // a stranger, a member who reads, a member, a curator who reads, a curator
		"GET /me":                            {200, 200, 200, 200, 200},
		"PUT /me/class":                      {400, 403, 400, 403, 400},
		"PUT /me/wants":                      {400, 403, 400, 403, 400},
		"PUT /me/schedule":                   {400, 403, 400, 403, 400},
		"GET /topics":                        {200, 200, 200, 200, 200},
		"GET /follows":                       {200, 200, 200, 200, 200},
		"PUT /follows":                       {400, 403, 400, 403, 400},
		"GET /picks":                         {200, 200, 200, 200, 200},
		"GET /saved":                         {200, 200, 200, 200, 200},
		"GET /search":                        {200, 200, 200, 200, 200},
		"GET " + item:                        {200, 200, 200, 200, 200},
		"GET " + item + "/evidence":          {200, 200, 200, 200, 200},
		"PUT " + item + "/feedback/adored":   {400, 403, 400, 403, 400},
		"DELETE " + item + "/feedback/saved": {204, 403, 204, 403, 204},
		"GET /notes":                         {200, 200, 200, 200, 200},
		"GET " + item + "/note":              {404, 404, 404, 404, 404},
		"PUT " + item + "/note":              {400, 403, 400, 403, 400},
		"DELETE " + item + "/note":           {204, 403, 204, 403, 204},
		"GET /digests":                       {200, 200, 200, 200, 200},
		"GET /digests/1":                     {404, 404, 404, 200, 200},
		"GET /feeds":                         {200, 200, 200, 200, 200},
		"POST /feeds":                        {400, 403, 400, 403, 400},
		"POST /feeds/999/rotate":             {404, 403, 404, 403, 404},
		"DELETE /feeds/999":                  {404, 403, 404, 403, 404},
		"GET /groups":                        {200, 200, 200, 200, 200},
		"GET " + group:                       {404, 200, 200, 200, 200},
		"GET " + group + "/shares":           {404, 200, 200, 200, 200},
		"POST " + group + "/shares":          {404, 403, 400, 403, 400},
		"GET " + group + "/undecided":        {404, 200, 200, 200, 200},
		fmt.Sprintf("POST %s/shares/%d", group, share.ID):         {404, 403, 403, 403, 400},
		"DELETE " + group + "/shares/999":                         {404, 403, 404, 403, 404},
		"GET " + group + "/themes":                                {404, 200, 200, 200, 200},
		"POST " + group + "/themes":                               {404, 403, 403, 403, 400},
		"GET " + group + "/themes/" + number:                      {404, 200, 200, 200, 200},
		"PUT " + group + "/themes/" + number:                      {404, 403, 403, 403, 400},
		"DELETE " + group + "/themes/" + number:                   {404, 403, 403, 403, 400},
		"GET " + group + "/themes/" + number + "/answers":         {404, 200, 200, 200, 200},
		"POST " + group + "/themes/" + number + "/answers":        {404, 403, 400, 403, 400},
		fmt.Sprintf("PUT %s/answers/%d", group, answer.ID):        {404, 403, 400, 403, 400},
		"DELETE " + group + "/answers/999":                        {404, 403, 404, 403, 404},
		fmt.Sprintf("PUT %s/answers/%d/hidden", group, answer.ID): {404, 403, 403, 403, 400},
		"GET /record":       {200, 200, 200, 200, 200},
		"GET /export":       {200, 200, 200, 200, 200},
		"GET /sources.opml": {200, 200, 200, 200, 200},
	}
	asked := map[string]bool{}
	for request, statuses := range rows {
		method, path, _ := strings.Cut(request, " ")
		_, id := visitor.operation(method, path)
		asked[id] = true
		for n, who := range everybody {
			status := http.StatusUnauthorized
			if n > 1 {
				status = statuses[n-2]
			}
			if a := who.send(method, path, `{"wrong": 1}`); a.status != status {
				t.Errorf("%s by %s: %d, want %d: %s", request, who.name, a.status, status, chalkline.Cut(a.body, 200))
			}
		}
	}
	for _, route := range (&server{}).apiRoutes() {
		if _, id := visitor.operation(route.method, route.path); !asked[id] {
			t.Errorf("nobody asked for %s %s", route.method, route.path)
		}
	}
	session := g.curator.get(apiBase + "/me")
	if session.status != http.StatusUnauthorized {
		t.Errorf("a cookie lets a program in: %d", session.status)
	}
	lacks(t, everybody[2].send("GET", group, ""), "Maths department")
}

func TestAPublicGroupAnswersProgramsOfOthersWithoutNames(t *testing.T) {
	t.Parallel()
	g := newStudy(t, "1")
	want(t, g.decide(g.forward(g.member, "quiz-trial", "Short and fair."), "approve"), http.StatusSeeOther)
	theme := g.theme("Spacing", "Why?")
	_, eve := g.signIn("eve@school.example")
	p := g.program(eve.ID, true)
	group := fmt.Sprintf("/groups/%d", g.id)
	if one := p.ask(200, "GET", group, ""); one["role"] != "" || one["feed"] == nil {
		t.Errorf("the group is %v", one)
	}
	shares := data(p.ask(200, "GET", group+"/shares", ""))
	if len(shares) != 1 || shares[0]["by"] != "" || shares[0]["mine"] != false || shares[0]["note"] != "Short and fair." {
		t.Errorf("shares: %v", shares)
	}
	p.ask(200, "GET", strings.Replace(theme, "?", "", 1), "")
	p.fails(403, "GET", theme+"/answers", "", "for members")
	p.fails(403, "POST", group+"/shares", fmt.Sprintf(`{"item": %d}`, g.filled.items["survey"]), "for members")
}
