package web

import (
	"encoding/csv"
	"net/http"
	"strings"
	"testing"
	"time"

	"chalkline"
	"chalkline/store"
)

// recorded is a site with a reader who said something.
func recorded(t *testing.T) (*study, filled) {
	t.Helper()
	g := newStudy(t, "0")
	me := g.readers["Ada"].ID
	ok(t, g.db.AddFeedback(t.Context(), me, g.filled.items["quiz-trial"], chalkline.FeedbackUseful))
	ok(t, g.db.SaveNote(t.Context(), me, &store.Note{ItemID: g.filled.items["quiz-trial"], Text: "=1+1\n- try with *Year 8*"}))
	ok(t, g.db.AddFeedback(t.Context(), me, g.filled.items["hostile"], chalkline.FeedbackSaved))
	ok(t, g.db.AddFeedback(t.Context(), me, g.filled.items["styles"], chalkline.FeedbackHidden))
	g.forward(g.curator, "homework-null", "Read this.")
	g.theme("Spacing", "Why?")
	today := chalkline.DayOf(g.clock.now())
	ok(t, g.db.AddMeeting(t.Context(), &chalkline.Meeting{GroupID: g.id, Day: today, Host: me}))
	ok(t, g.db.AddMeeting(t.Context(), &chalkline.Meeting{GroupID: g.id, Day: today.Add(40), Host: me}))
	return g, g.filled
}

func TestARecordHasWhatWasSaidAndLed(t *testing.T) {
	t.Parallel()
	g, _ := recorded(t)
	a := g.curator.get("/record")
	want(t, a, http.StatusOK)
	has(t, a, "3 pieces, 3 min of reading.", "Spaced maths quizzes raised", "Useful, noted", "=1&#43;1", "Put forward", "10.5555/chalk.1", "Retrieval practice",
		"Set the theme “Spacing”", "Hosted a meeting", "Put forward “Large review of homework", chalkline.MonthOf(g.clock.now()).String(), "&lt;script&gt;")
	lacks(t, a, "learning style", "<script>alert")
	has(t, g.member.get("/record"), "Nothing on record in this time.")
	if n := strings.Count(a.body, "Hosted a meeting"); n != 1 {
		t.Errorf("%d meetings were led, want the one that was", n)
	}

	a = g.curator.get("/record?from=2001-01-01&until=2001-12-31")
	has(t, a, "Nothing on record in this time.", `value="2001-12-31"`)
	for query, problem := range map[string]string{
		"from=soon": "is no date", "from=2026-03-02&until=2026-03-01": "The last day comes before the first.", "until=1066-10-14": "between the years 2000 and 2199",
	} {
		a = g.curator.get("/record?" + query)
		want(t, a, http.StatusBadRequest)
		has(t, a, problem, "aria-invalid")
		want(t, g.curator.get("/record.csv?"+query), http.StatusBadRequest)
	}
}

func TestARecordAsATable(t *testing.T) {
	t.Parallel()
	g, _ := recorded(t)
	a := g.curator.get("/record.csv")
	want(t, a, http.StatusOK)
	if kind := a.header.Get("Content-Type"); kind != "text/csv; charset=utf-8; header=present" {
		t.Errorf("the type is %s", kind)
	}
	if name := a.header.Get("Content-Disposition"); !strings.Contains(name, `.csv"`) {
		t.Errorf("the file is called %s", name)
	}
	if strings.HasPrefix(a.body, "\ufeff") || !strings.HasPrefix(a.body, "kind,date,month,title,") || strings.Count(a.body, "\n") != strings.Count(a.body, "\r\n") {
		t.Errorf("it begins with %q", chalkline.Cut(a.body, 60))
	}
	rows, err := csv.NewReader(strings.NewReader(a.body)).ReadAll()
	ok(t, err)
	kinds := map[string]int{}
	for _, row := range rows[1:] {
		kinds[row[0]]++
		for n, cell := range row {
			if cell != "" && strings.ContainsRune("=+-@", rune(cell[0])) {
				t.Errorf("the column %s has the formula %q", rows[0][n], cell)
			}
		}
	}
	if kinds["piece"] != 3 || kinds["share"] != 1 || kinds["theme"] != 1 || kinds["meeting"] != 1 {
		t.Errorf("the table has %v", kinds)
	}
	has(t, a, "'=1+1", "B Good", "10.5555/chalk.1", "Maths department")
}

func TestARecordAsAText(t *testing.T) {
	t.Parallel()
	g, _ := recorded(t)
	a := g.curator.get("/record.md")
	want(t, a, http.StatusOK)
	has(t, a, "# Record: ", "| Month | Pieces | Minutes | Led |", " | 3 | 3 |", `[Spaced maths quizzes raised end-of-year scores in 42 schools](<https://read.example/quiz-trial>)`,
		`  > \=1+1`, `  > \- try with \*Year 8\*`, `\<script\>`, "Hosted a meeting, Maths department")
	lacks(t, a, "<script>")
}

func TestTextInMarkdownIsText(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"plain, with (brackets) and a dash - here":    "plain, with (brackets) and a dash - here",
		"*bold* _it_ `code` [a](b) <b> a|b ~x~ &amp;": "\\*bold\\* \\_it\\_ \\`code\\` \\[a\\](b) \\<b\\> a\\|b \\~x\\~ \\&amp;",
		"1. first": `1\. first`, "# head": `\# head`, "+ plus": `\+ plus`, "=": `\=`, "": "",
	} {
		if got := onMarkdownLine(text); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
}

func TestATextInACellIsNoFormula(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{"=A1": "'=A1", "+1": "'+1", "-1": "'-1", "@x": "'@x", "\tx": "'\tx", "a=b": "a=b", "": "", "é": "é"} {
		if got := inCell(text); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
}

func TestTheMonthOfARecordIsTheReaders(t *testing.T) {
	t.Parallel()
	zone, err := time.LoadLocation("Pacific/Auckland")
	ok(t, err)
	rec := record{zone: zone, Read: []store.Recorded{{At: time.Date(2026, 2, 28, 20, 0, 0, 0, time.UTC), Minutes: 70}, {At: time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC), Minutes: 5}}}
	months := rec.months()
	if len(months) != 2 || months[0] != (recordMonth{Month: "2026-03", Pieces: 1, Minutes: 70}) {
		t.Errorf("the months are %+v", months)
	}
	if got := inHours(rec.Minutes()).English(); got != "1 h 15 min" {
		t.Errorf("in all it is %s", got)
	}
}
