package main

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"chalkline"
	"chalkline/digest/mail"
	"chalkline/jobs"
	"chalkline/ranker/topics"
	"chalkline/store"
	"chalkline/web"
)

// TestThePageAndTheCommandLineSayTheSameOfAPick compares what an item's page shows
// its reader of the points with what explain --reader prints.
func TestThePageAndTheCommandLineSayTheSameOfAPick(t *testing.T) {
	t.Parallel()
	db, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "chalkline.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	units := &jobs.Units{DB: db, Topics: topics.Default(), Now: time.Now}
	site, err := web.New(web.Config{DB: db, Key: chalkline.NewKey(), Topics: topics.Default(), Search: db, Picks: units, Mail: &mail.Outbox{}, Base: "http://127.0.0.1:8080"})
	if err != nil {
		t.Fatal(err)
	}
	reader := chalkline.Reader{Email: "ada@school.example", Schedule: chalkline.DefaultSchedule("")}
	check(t, db.CreateReader(t.Context(), &reader))
	check(t, db.SetFollows(t.Context(), reader.ID, []chalkline.Follow{
		{Kind: chalkline.FollowSource, Value: "1", Weight: 1}, {Kind: chalkline.FollowSource, Value: "2", Mute: true},
	}))
	check(t, db.SetWants(t.Context(), reader.ID, chalkline.Wants{Least: chalkline.GradeB}))
	cookie := signedIn(t, db, site, reader.Email)

	graded := func(key string, grade chalkline.Grade, score int, direction chalkline.Direction) chalkline.ItemID {
		return stored(t, db, key, chalkline.Appraisal{
			Kind: chalkline.KindResearch, Design: chalkline.DesignRCT, Probability: .9, Score: score, Grade: grade, Reason: chalkline.Textf("Made up."),
			Signals: []chalkline.Signal{{Name: chalkline.SignalDirection, Value: string(direction), Origin: "text"}},
		})
	}
	items := map[string]chalkline.ItemID{
		"picked":       graded("Quizzes in forty schools", chalkline.GradeB, 70, chalkline.DirectionPositive),
		"muted":        graded("Homework in thirty schools", chalkline.GradeA, 80, chalkline.DirectionNull),
		"too weak":     graded("Cards in one school", chalkline.GradeD, 25, chalkline.DirectionPositive),
		"not followed": graded("Chess in ten schools", chalkline.GradeB, 65, chalkline.DirectionPositive),
		"not graded":   stored(t, db, "A study day", chalkline.Appraisal{Kind: chalkline.KindEvent, Reason: chalkline.Textf("An event.")}),
	}
	story := func(id chalkline.ItemID) chalkline.StoryID {
		item, err := db.Item(t.Context(), id)
		check(t, err)
		return item.StoryID
	}
	_, err = db.SavePicks(t.Context(), reader.ID, []chalkline.Pick{{
		ReaderID: reader.ID, ItemID: items["picked"], StoryID: story(items["picked"]), Score: 50.25, Outside: true, Other: items["muted"], At: time.Now(),
		Reason: chalkline.Textf("Outside your usual: quizzes"), Parts: []chalkline.Part{
			{Name: chalkline.PartEvidence, Value: 28, Why: chalkline.Textf("good evidence")},
			{Name: chalkline.PartTaste, Value: -1.75, Why: chalkline.Textf("unlike what you found useful")},
			{Name: chalkline.PartFreshness, Value: 24, Why: chalkline.Textf("new today")},
		},
	}}, time.Now(), time.Now())
	check(t, err)

	verdicts := map[string]string{
		"picked": "Picked on", "muted": "You mute the source", "too weak": "You asked for grade B or better", "not followed": "It matches nothing you follow.",
		"not graded": "It has no grade from A to E",
	}
	for name, id := range items {
		request := httptest.NewRequestWithContext(t.Context(), http.MethodGet, fmt.Sprintf("/items/%d?why=1", id), nil)
		request.AddCookie(cookie)
		answer := httptest.NewRecorder()
		site.ServeHTTP(answer, request)
		shown, whole := accountOf(t, answer.Body)

		card, err := db.Card(t.Context(), reader.ID, id)
		check(t, err)
		var out bytes.Buffer
		check(t, explainPick(t.Context(), &out, units, reader, card))
		printed := folded(out.String())
		if !strings.Contains(printed, verdicts[name]) {
			t.Errorf("%s: %q is not printed:\n%s", name, verdicts[name], out.String())
		}
		for _, text := range shown {
			if !strings.Contains(printed, text) {
				t.Errorf("%s: the page shows %q, which is not printed:\n%s", name, text, out.String())
			}
		}
		if len(shown) == 0 {
			t.Errorf("%s: the page shows nothing", name)
		}
		for line := range strings.Lines(strings.TrimPrefix(out.String(), "\nFor ada@school.example\n")) {
			for _, piece := range between.Split(line, -1) {
				if piece = folded(piece); !strings.Contains(whole, piece) {
					t.Errorf("%s: %q is printed, which the page does not show", name, piece)
				}
			}
		}
	}
}

// signedIn is the cookie of a reader who is signed in.
func signedIn(t *testing.T, db *store.DB, site http.Handler, email string) *http.Cookie {
	t.Helper()
	secret := chalkline.NewSecret()
	check(t, db.CreateLink(t.Context(), chalkline.Link{
		Hash: chalkline.HashSecret(secret), Purpose: chalkline.LinkSignIn, Email: email, CreatedAt: time.Now(), ExpiresAt: time.Now().Add(time.Hour),
	}))
	request := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/enter/"+secret, nil)
	request.Header.Set("Sec-Fetch-Site", "same-origin")
	answer := httptest.NewRecorder()
	site.ServeHTTP(answer, request)
	result := answer.Result()
	check(t, result.Body.Close())
	if len(result.Cookies()) == 0 {
		t.Fatalf("signing in: status %d, no cookie", result.StatusCode)
	}
	return result.Cookies()[0]
}

// accountOf are the texts of a page that tell of points, and all its text on one
// line.
func accountOf(t *testing.T, page *bytes.Buffer) (shown []string, whole string) {
	t.Helper()
	root, err := html.Parse(page)
	check(t, err)
	var all []string
	var walk func(n *html.Node, within bool)
	walk = func(n *html.Node, within bool) {
		if text := folded(n.Data); n.Type == html.TextNode && text != "" {
			all = append(all, text)
			if within {
				shown = append(shown, text)
			}
		}
		switch attribute(n, "class") {
		case "account":
			within = true
		case "note":
			within = false // what a page says around it
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c, within)
		}
	}
	walk(root, false)
	return shown, strings.Join(all, " ")
}

func TestAReaderIsNamedByAddressOrNumber(t *testing.T) {
	t.Parallel()
	db, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "chalkline.db"))
	check(t, err)
	defer db.Close()
	reader := chalkline.Reader{Email: "ada@school.example", Schedule: chalkline.DefaultSchedule("")}
	check(t, db.CreateReader(t.Context(), &reader))
	for name, says := range map[string]string{
		"ada@school.example": "", " Ada@School.example": "", fmt.Sprint(int64(reader.ID)): "",
		"bo@school.example": "nobody with the number or address bo@school.example reads here",
		"77":                "nobody with the number or address 77 reads here",
		"-1":                "nobody with the number or address -1 reads here",
		"ada":               "neither a reader's number nor a mail address",
		"":                  "neither a reader's number nor a mail address",
	} {
		got, err := readerNamed(t.Context(), db, name)
		switch {
		case says == "" && (err != nil || got.ID != reader.ID):
			t.Errorf("%q: reader %d, %v", name, got.ID, err)
		case says != "" && (err == nil || !strings.Contains(err.Error(), says)):
			t.Errorf("%q: %v, want %q", name, err, says)
		}
	}
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
