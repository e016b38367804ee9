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

func TestAProgramDoesWhatAReaderDoes(t *testing.T) {
	t.Parallel()
	g := newStudy(t, "0")
	ada := g.readers["Ada"]
	pickAll(t, g.db, ada.ID, g.filled, g.clock.now())
	p := g.program(ada.ID, true)
	item := func(key string) string { return fmt.Sprintf("/items/%d", g.filled.items[key]) }

	me := p.ask(200, "GET", "/me", "")
	if me["email"] != "ada@school.example" || part(me, "token")["writes"] != true {
		t.Errorf("the program asks for %v", me)
	}
	p.ask(200, "PUT", "/me/class", `{"phases": ["secondary", "primary", "primary"], "subjects": ["maths"], "country": "GB"}`)
	p.fails(400, "PUT", "/me/class", `{"phases": ["nursery"]}`, "nursery", "early years, primary")
	p.fails(400, "PUT", "/me/class", `{"subjects": ["spacing"]}`, "no subject")
	p.fails(400, "PUT", "/me/class", `{"country": "Britain"}`, "two letters")
	p.ask(200, "PUT", "/me/wants", `{"minutes": 12, "least": "C", "languages": ["en"], "weights": {"evidence": 1.5, "taste": 1}}`)
	p.fails(400, "PUT", "/me/wants", `{"minutes": 500}`, "1 to 120")
	p.ask(200, "PUT", "/me/schedule", `{"every": "days", "days": ["monday", "friday"], "hour": 6, "zone": "Europe/Berlin"}`)
	p.fails(400, "PUT", "/me/schedule", `{"every": "days", "days": ["mon"], "hour": 6, "zone": "Europe/Berlin"}`, "monday")
	p.fails(400, "PUT", "/me/schedule", `{}`, "daily, weekly")
	for field, sent := range map[string]string{"class": inJSON(me["class"]), "wants": inJSON(me["wants"]), "schedule": inJSON(me["schedule"])} {
		if got := inJSON(p.ask(200, "PUT", "/me/"+field, sent)); got != sent {
			t.Errorf("%s as it was read, sent back, becomes %s, was %s", field, got, sent)
		}
	}
	stored, err := g.db.Reader(t.Context(), ada.ID)
	ok(t, err)
	if stored.Wants.Minutes != 8 || len(stored.Class.Phases) != 0 || stored.Schedule != ada.Schedule || len(stored.Wants.Weights) != 0 {
		t.Errorf("what is stored then is %+v %+v %+v", stored.Wants, stored.Class, stored.Schedule)
	}

	if topics := data(p.ask(200, "GET", "/topics", "")); len(topics) < 20 {
		t.Errorf("%d topics", len(topics))
	}
	follows := `{"follows":[{"kind":"topic","value":"spacing"},{"kind":"query","value":"spaced quizzes","weight":0.5},{"kind":"author","value":"Ada  Okafor","mute":true},{"kind":"source","value":"1"}]}`
	p.ask(200, "PUT", "/follows", follows)
	if got := inJSON(p.ask(200, "GET", "/follows", "")); !strings.Contains(got, `"value":"Ada Okafor","weight":1`) {
		t.Errorf("follows are %s", got)
	}
	p.ask(200, "PUT", "/follows", inJSON(p.ask(200, "GET", "/follows", "")))
	for body, word := range map[string]string{
		`{}`: "missing", `{"follows":[{"kind":"topic","value":"spaceing"}]}`: "Did you mean spacing", `{"follows":[{"kind":"mood","value":"x"}]}`: "topic, query, author or source",
		`{"follows":[{"kind":"source","value":"999"}]}`: "follows[0]", `{"follows":[{"kind":"topic","value":"spacing"},{"kind":"topic","value":"spacing"}]}`: "twice",
		`{"follows":[{"kind":"topic","value":"spacing","weight":7}]}`: "at most 1", `{"follows":[{"kind":"topic","value":"spacing","wieght":1}]}`: "wieght",
	} {
		p.fails(400, "PUT", "/follows", body, word)
	}

	seen := map[any]bool{}
	for path := "/picks?limit=5"; path != ""; {
		some := p.ask(200, "GET", path, "")
		for _, card := range data(some) {
			seen[card["item"]] = true
		}
		path = ""
		if next, more := some["next"].(string); more {
			path = "/picks?limit=5&cursor=" + next
		}
	}
	picked, err := g.db.Cards(t.Context(), ada.ID, store.CardQuery{Limit: 100})
	ok(t, err)
	if len(seen) != len(picked) || len(picked) < 10 {
		t.Errorf("%d picks in parts, want %d", len(seen), len(picked))
	}
	for _, card := range data(p.ask(200, "GET", "/picks?grade=B&limit=100", "")) {
		if letter := part(card, "grade")["letter"]; letter != "A" && letter != "B" {
			t.Errorf("a pick of grade B or better has grade %v", letter)
		}
	}
	p.fails(400, "GET", "/picks?grade=Z", "", "grades A to E")
	p.fails(400, "GET", "/picks?limit=1000", "", "1 to 100")
	p.fails(400, "GET", "/picks?cursor=x", "", "cursor")
	p.fails(400, "GET", "/picks?garde=B", "", "garde")

	card := p.ask(200, "GET", item("quiz-trial"), "")
	if card["doi"] != "10.5555/chalk.1" || card["pick"] == nil {
		t.Errorf("the card is %v", card)
	}
	p.ask(200, "GET", item("hostile"), "")
	p.ask(200, "GET", item("retracted"), "")
	p.fails(404, "GET", "/items/999999", "", "no item")
	p.fails(404, "GET", "/items/+1", "")
	evidence := p.ask(200, "GET", item("quiz-trial")+"/evidence", "")
	if evidence["tier"] != 2.0 || length(evidence, "signals") < 9 || length(evidence, "effects") != 1 {
		t.Errorf("the evidence card is %v", evidence)
	}
	p.ask(200, "GET", item("quiz-post")+"/evidence", "")

	p.ask(204, "PUT", item("quiz-trial")+"/feedback/saved", "")
	p.ask(204, "PUT", item("phonics")+"/feedback/saved", "")
	p.ask(204, "PUT", item("quiz-trial")+"/feedback/useful", "")
	p.fails(400, "PUT", item("quiz-trial")+"/feedback/adored", "", "useful, not_for_me")
	p.fails(404, "PUT", "/items/999999/feedback/useful", "")
	if saved := data(p.ask(200, "GET", "/saved?limit=1", "")); len(saved) != 1 {
		t.Errorf("saved: %v", saved)
	}
	p.ask(204, "DELETE", item("phonics")+"/feedback/saved", "")
	if saved := data(p.ask(200, "GET", "/saved", "")); len(saved) != 1 || saved[0]["doi"] != "10.5555/chalk.1" {
		t.Errorf("saved: %v", saved)
	}

	found := p.ask(200, "GET", "/search?q=spaced+quizzes&grade=B&limit=1", "")
	if hits := data(found); len(hits) != 1 || hits[0]["snippet"] == "" || found["total"] == 0.0 {
		t.Errorf("found: %v", found)
	}
	p.fails(400, "GET", "/search?q=%22open", "", `parameter "q"`)
	p.fails(400, "GET", "/search?q=x&topic=nothing", "", `parameter "topic"`)

	p.fails(404, "GET", item("quiz-trial")+"/note", "", "no note")
	note := p.ask(200, "PUT", item("quiz-trial")+"/note", `{"text": "Try it."}`)
	p.fails(409, "PUT", item("quiz-trial")+"/note", `{"text": "Not this."}`, "changed elsewhere")
	note = p.ask(200, "PUT", item("quiz-trial")+"/note", fmt.Sprintf(`{"text": "Tried it.", "seen": %q}`, note["changed"]))
	if got := p.ask(200, "GET", item("quiz-trial")+"/note", ""); got["text"] != "Tried it." || got["changed"] != note["changed"] {
		t.Errorf("the note is %v", got)
	}
	p.ask(200, "PUT", item("phonics")+"/note", `{"text": "Ask Di."}`)
	if notes := data(p.ask(200, "GET", "/notes?limit=1", "")); len(notes) != 1 {
		t.Errorf("notes: %v", notes)
	}
	p.fails(400, "PUT", item("phonics")+"/note", `{"text": ""}`, "missing")
	p.fails(400, "PUT", item("phonics")+"/note", fmt.Sprintf(`{"text": %q}`, strings.Repeat("x", noteRunes+1)), "4001 characters")
	p.ask(204, "DELETE", item("phonics")+"/note", "")
	p.ask(204, "DELETE", item("phonics")+"/note", "")

	p.digests(ada)
	p.groups(g)

	rec := p.ask(200, "GET", "/record", "")
	if rec["pieces"] != 1.0 || length(rec, "led") < 2 {
		t.Errorf("the record is %v", rec)
	}
	p.fails(400, "GET", "/record?from=2026-02-30", "", "no date")
	if page := fmt.Sprint(p.ask(200, "GET", "/export", "")["page"]); !strings.HasPrefix(page, g.url) {
		t.Errorf("the export is at %s", page)
	}
	p.ask(200, "GET", "/sources.opml", "")
	has(t, p.send("GET", "/sources.opml", ""), `<opml version="2.0">`, "https://improving.example/feed")

	for path, methods := range p.file.Paths {
		for method, o := range methods {
			if _, done := p.asked.Load(o.ID); !done {
				t.Errorf("%s %s was never answered well", method, path)
			}
		}
	}
}

// digests asks for digests and feeds.
func (p *program) digests(reader chalkline.Reader) {
	s := p.b.site
	t := s.t
	cards, err := s.db.Cards(t.Context(), reader.ID, store.CardQuery{Limit: 5})
	ok(t, err)
	s.printed(reader, chalkline.Edition{Subject: chalkline.Verbatim("The first one"), Alerts: []chalkline.PickID{cards[0].Pick.ID}})
	s.printed(reader, chalkline.Edition{Subject: chalkline.Verbatim("The second one"), Picks: []chalkline.PickID{cards[1].Pick.ID, cards[2].Pick.ID}, Since: s.clock.now().Add(-24 * time.Hour)})
	newest := p.ask(200, "GET", "/digests?limit=1", "")
	if list := data(newest); len(list) != 1 || list[0]["number"] != 2.0 || newest["next"] != "2" {
		t.Errorf("digests: %v", newest)
	}
	if list := data(p.ask(200, "GET", "/digests?cursor=2", "")); len(list) != 1 || list[0]["subject"] != "The first one" {
		t.Errorf("digests: %v", list)
	}
	if one := p.ask(200, "GET", "/digests/1", ""); length(one, "alert_cards") != 1 || length(one, "pick_cards") != 0 {
		t.Errorf("the digest is %v", one)
	}
	p.ask(200, "GET", "/digests/2", "")
	p.fails(404, "GET", "/digests/9", "", "no such digest")
	p.fails(404, "GET", "/digests/99999999999", "")

	added := p.ask(201, "POST", "/feeds", `{"name": "Phone"}`)
	urls := part(added, "urls")
	want(t, s.browser().get(fmt.Sprint(urls["rss"])), http.StatusOK)
	rotated := p.ask(201, "POST", fmt.Sprintf("/feeds/%v/rotate", added["id"]), "")
	want(t, s.browser().get(fmt.Sprint(urls["rss"])), http.StatusNotFound)
	if list := data(p.ask(200, "GET", "/feeds", "")); len(list) != 2 || list[1]["name"] != "Phone" {
		t.Errorf("feeds: %v", list)
	}
	p.ask(204, "DELETE", fmt.Sprintf("/feeds/%v", rotated["id"]), "")
	p.fails(404, "DELETE", fmt.Sprintf("/feeds/%v", rotated["id"]), "", "no such feed address")
	if list := data(s.program(reader.ID, false).ask(200, "GET", "/feeds", "")); list[0]["urls"] != nil {
		t.Errorf("a token that may only read sees %v", list[0]["urls"])
	}
}

// groups asks for what a group has, as its curator.
func (p *program) groups(g *study) {
	t := g.t
	member := g.program(g.readers["Bo"].ID, true)
	member.asked = p.asked
	path := fmt.Sprintf("/groups/%d", g.id)
	if list := data(p.ask(200, "GET", "/groups", "")); len(list) != 1 || list[0]["role"] != "curator" || list[0]["members"] != 2.0 {
		t.Errorf("groups: %v", list)
	}
	waiting := member.ask(201, "POST", path+"/shares", fmt.Sprintf(`{"item": %d, "note": "Look.\r\nHere."}`, g.filled.items["homework-null"]))
	if waiting["state"] != "waiting" || waiting["note"] != "Look.\nHere." || waiting["mine"] != true {
		t.Errorf("put forward: %v", waiting)
	}
	member.fails(409, "POST", path+"/shares", fmt.Sprintf(`{"item": %d}`, g.filled.items["homework-null"]), "already")
	member.fails(404, "POST", path+"/shares", `{"item": 999999}`)
	member.fails(403, "POST", path+"/shares", fmt.Sprintf(`{"item": %d, "approve": true}`, g.filled.items["survey"]), "curators")
	p.ask(201, "POST", path+"/shares", fmt.Sprintf(`{"item": %d, "approve": true}`, g.filled.items["quiz-trial"]))
	if list := data(p.ask(200, "GET", path+"/undecided", "")); len(list) != 1 || list[0]["by"] != "Bo L." || part(list[0], "card")["feedback"] == nil {
		t.Errorf("undecided: %v", list)
	}
	share := fmt.Sprintf("%s/shares/%v", path, waiting["id"])
	p.fails(409, "POST", share, `{"do": "approve", "seen": "2026-01-01T00:00:00Z"}`, "Somebody else", "meanwhile")
	p.fails(400, "POST", share, fmt.Sprintf(`{"do": "adore", "seen": %q}`, waiting["changed"]), "approve, decline")
	approved := p.ask(200, "POST", share, fmt.Sprintf(`{"do": "approve", "seen": %q}`, waiting["changed"]))
	pinned := p.ask(200, "POST", share, fmt.Sprintf(`{"do": "pin", "seen": %q}`, approved["changed"]))
	if list := data(p.ask(200, "GET", path+"/shares?limit=1", "")); len(list) != 1 || list[0]["id"] != pinned["id"] {
		t.Errorf("shares: %v", list)
	}
	if list := data(p.ask(200, "GET", path+"/shares?limit=1&cursor=1", "")); len(list) != 1 || list[0]["mine"] != true {
		t.Errorf("shares: %v", list)
	}
	member.ask(204, "DELETE", share, "")
	member.fails(404, "DELETE", share, "")

	month := string(chalkline.MonthOf(g.clock.now()))
	theme := p.ask(201, "POST", path+"/themes", fmt.Sprintf(`{"month": %q, "title": " Spacing ", "questions": [{"text": "What?"}, {"text": "When?"}]}`, month))
	p.fails(409, "POST", path+"/themes", fmt.Sprintf(`{"month": %q, "title": "Another"}`, month), "already")
	p.fails(400, "POST", path+"/themes", `{"month": "2026-13", "title": "Another"}`, "no month")
	p.fails(400, "POST", path+"/themes", fmt.Sprintf(`{"month": %q, "title": "x", "questions": [{"text":"a"},{"text":"b"},{"text":"c"},{"text":"d"},{"text":"e"},{"text":"f"},{"text":"g"}]}`, month), "6 questions")
	one := fmt.Sprintf("%s/themes/%v", path, theme["id"])
	first := member.ask(201, "POST", one+"/answers", `{"question": 2, "text": "Never."}`)
	sent := fmt.Sprintf(`{"month": %q, "title": "Spacing, again", "questions": [{"number": 2, "text": "When, then?"}], "seen": %q}`, month, theme["changed"])
	p.ask(200, "PUT", one, sent)
	p.fails(409, "PUT", one, sent, "meanwhile")
	p.fails(400, "PUT", one, strings.Replace(sent, `"text": "When`, `"number": 2, "text": "x"}, {"number": 2, "text": "When`, 1), "number of a question")
	if answers := data(p.ask(200, "GET", one+"/answers", "")); len(answers) != 1 || answers[0]["question"] != 1.0 || answers[0]["mine"] != false {
		t.Errorf("answers: %v", answers)
	}
	if themes := data(p.ask(200, "GET", path+"/themes", "")); len(themes) != 1 || themes[0]["title"] != "Spacing, again" {
		t.Errorf("themes: %v", themes)
	}
	p.ask(200, "GET", one, "")
	if group := p.ask(200, "GET", path, ""); group["theme"] == nil || group["feed"] == nil {
		t.Errorf("the group is %v", group)
	}
	answer := fmt.Sprintf("%s/answers/%v", path, first["id"])
	g.clock.forward(time.Minute)
	if changed := member.ask(200, "PUT", answer, `{"text": "In summer."}`); changed["text"] != "In summer." || changed["changed"] == changed["at"] {
		t.Errorf("the answer is %v", changed)
	}
	p.fails(404, "PUT", answer, `{"text": "Mine."}`)
	p.ask(204, "PUT", answer+"/hidden", `{"hidden": true}`)
	p.fails(400, "PUT", answer+"/hidden", `{}`, "hidden")
	member.fails(409, "POST", one+"/answers", `{"question": 5, "text": "To nothing."}`)
	member.ask(204, "DELETE", answer, "")

	version, _ := p.ask(200, "GET", one, "")["changed"].(string)
	removed := func(answers int) string { return fmt.Sprintf("%s?seen=%s&answers=%d", one, version, answers) }
	p.fails(400, "DELETE", one+"?answers=0", "", "changed")
	p.fails(400, "DELETE", one+"?seen="+version, "", "how many answers")
	p.fails(409, "DELETE", removed(1), "", "meanwhile")
	member.fails(403, "DELETE", removed(0), "")
	p.ask(204, "DELETE", removed(0), "")
	p.fails(404, "DELETE", removed(0), "")
	p.ask(201, "POST", path+"/themes", fmt.Sprintf(`{"month": %q, "title": "Another"}`, month))
}
