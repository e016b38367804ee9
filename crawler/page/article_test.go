package page

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"chalkline/crawler/htmltext"
)

func file(t testing.TB, name string) []byte {
	t.Helper()
	body, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return body
}

func TestAnArticleIsReadWithWhatItsPageSaysOfIt(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, file, address string
		want                Article
	}{
		{"a post, without what stands around it", "post.html", "https://chalk.example/homework-on-fridays/?from=mail", Article{
			Title: "What worked when we moved homework to Fridays",
			Text: "For one term all of Year 8 got homework on a Friday and nothing in the week. We counted what came back.\n\n" +
				"What we counted\n\nOf 212 pupils, 181 handed in the first piece, and 176 the last one. See the counts & the study that made us try.\n\n" +
				"Maths: once a fortnight\n\nReading: every week\n\nWe keep the Friday. Nobody asked for the old way back.",
			Links:       []string{"https://chalk.example/data.csv", "https://other.example/study"},
			Description: "A term of Friday homework, counted.", Authors: []string{"Ada Marsh"},
			Categories: []string{"Homework", "routines", "year 8"}, Venue: "The Chalk Corner", Language: "en",
			Published: time.Date(2026, 10, 5, 6, 30, 0, 0, time.UTC), Canonical: "https://chalk.example/homework-on-fridays/",
		}},
		{"a paper, by its citation", "paper.html", "https://trials.example/articles/42", Article{
			Title:       "Spaced practice in lower secondary mathematics",
			Text:        "Aim. We gave 60 classes spaced tasks. Marks rose by a fifth of a standard deviation.",
			Description: "Aim. We gave 60 classes spaced tasks.\n\nMarks rose by a fifth of a standard deviation.",
			Authors:     []string{"Ada Marsh", "Ola Lind"}, Categories: []string{"spacing", "mathematics"},
			Venue: "Journal of Made-up Trials", Language: "en", Published: time.Date(2026, 9, 14, 0, 0, 0, 0, time.UTC),
			DOI: "10.5555/jmt.2026.42", ERIC: "EJ1234567", OpenCopy: "https://trials.example/pdf/42.pdf",
		}},
		{"a page that scripts fill, by its linked data", "linked.html", "https://blatt.example/lesen/", Article{
			Title: "Lesen lernen", Description: "Wie Kinder lesen lernen.", Authors: []string{"Ola Lind"},
			Text: "Kinder lernen lesen, wenn ihnen jemand vorliest. Das zeigt ein Versuch mit 30 Klassen, den wir besucht haben. " +
				"Was dort geschah, lesen Sie hier.",
			Categories: []string{"Lesen", "Grundschule"}, Venue: "Schulblatt", Language: "de",
			Published: time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC),
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := ReadArticle(file(t, c.file), c.address)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// pageWith is a page with a head and a paragraph of text.
func pageWith(head, body string) string {
	return "<html><head>" + head + "</head><body>" + body + "<p>" + strings.Repeat("Pupils read and read. ", 20) + "</p></body></html>"
}

func TestTitles(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, head, body, want string }{
		{"the heading that the title names", "<title>Site: Why we read</title>", "<h1>Site</h1><h2>Why we read</h2>", "Why we read"},
		{"without the site", "<title>Why we read - Site</title><meta property=og:site_name content=Site>", "", "Why we read"},
		{"without a short ending", "<title>Why we read aloud to them | Site</title>", "", "Why we read aloud to them"},
		{"a dash of its own stays", "<title>Why we read - and why we will go on reading</title>", "", "Why we read - and why we will go on reading"},
		{"a quote that broke the attribute", `<meta property="og:title" content="Why teachers read "aloud"">`, "<h1>Why teachers read “aloud”</h1>", "Why teachers read “aloud”"},
		{"only a heading", "", "<h1>Why</h1>", "Why"},
		{"none", "", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := ReadArticle([]byte(pageWith(c.head, c.body)), "https://a.example/x")
			if err != nil || got.Title != c.want {
				t.Errorf("%q, %v, want %q", got.Title, err, c.want)
			}
		})
	}
}

func TestAuthors(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, head, body, want string }{
		{"several in one", `<meta name=author content="Ada Marsh and Ola Lind">`, "", "Ada Marsh|Ola Lind"},
		{"family first", `<meta name=citation_author content="Marsh, Ada"><meta name=citation_author content="Lind, Ola">`, "", "Ada Marsh|Ola Lind"},
		{"by semicolons", `<meta name=author content="Marsh, Ada; Lind, Ola">`, "", "Ada Marsh|Ola Lind"},
		{"without addresses", `<meta name=author content="Ada Marsh ada@a.example">`, "", "Ada Marsh"},
		{"no page of a network", `<meta property=article:author content="https://network.example/ada">`, `<a rel=author>Ada Marsh</a>`, "Ada Marsh"},
		{"no role", `<meta name=author content=admin>`, "", ""},
		{"a byline with a date", "", `<p class=byline>Written by Ada Marsh | 3 May 2026</p>`, "Ada Marsh"},
		{"not those of comments", "", `<div class=comments><b class=author>Reader</b></div>`, ""},
		{"a line under the title", "", `<h1>T</h1><div>By Ada Marsh</div>`, "Ada Marsh"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := ReadArticle([]byte(pageWith(c.head, c.body)), "https://a.example/x")
			if err != nil || strings.Join(got.Authors, "|") != c.want {
				t.Errorf("%q, %v, want %q", got.Authors, err, c.want)
			}
		})
	}
}

func TestDaysOfPublication(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, head, body, address, want string }{
		{"stated", `<meta name=dcterms.date content=2026-05-03>`, "", "", "2026-05-03"},
		{"stated as digits", `<meta name=pubdate content=20260503>`, "", "", "2026-05-03"},
		{"marked", "", `<time datetime="2026-05-03T10:00:00Z">today</time>`, "", "2026-05-03"},
		{"in the address", "", "", "https://a.example/2026/05/03/x", "2026-05-03"},
		{"in words", "", `<span class=date>May 3rd, 2026</span>`, "", "2026-05-03"},
		{"in German", "", `<span class=date>3. März 2026, 10 Uhr</span>`, "", "2026-03-03"},
		{"in Spanish", "", `<span class=date>3 de mayo de 2026</span>`, "", "2026-05-03"},
		{"by dots", "", `<span class=date>03.05.2026</span>`, "", "2026-05-03"},
		{"day before month", "", `<span class=date>03/05/2026</span>`, "", "2026-05-03"},
		{"unless it cannot be", "", `<span class=date>05/31/2026</span>`, "", "2026-05-31"},
		{"under the title", "", `<h1>T</h1><div>3 May 2026</div>`, "", "2026-05-03"},
		{"no such day", `<meta name=date content=2026-02-31>`, "", "", ""},
		{"no such year", `<meta name=date content=1970-01-01>`, "", "", ""},
		{"not that of a comment", "", `<div class=comment><time datetime=2026-05-03></time></div>`, "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := ReadArticle([]byte(pageWith(c.head, c.body)), c.address)
			day := ""
			if !got.Published.IsZero() {
				day = got.Published.Format(time.DateOnly)
			}
			if err != nil || day != c.want {
				t.Errorf("%q, %v, want %q", day, err, c.want)
			}
		})
	}
}

func TestCharsetsOfPages(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, body, want string }{
		{"by its declaration", "<meta charset=koi8-r><title>\xc1\xc2</title>", "аб"},
		{"as pages declared it once", `<META http-equiv=Content-Type content="text/html; charset=iso-8859-1"><title>caf` + "\xe9</title>", "café"},
		{"without a word", "<title>\x93caf\xe9\x94</title>", "“café”"},
		{"UTF-8 declared as something else", "<meta charset=windows-1252><title>café</title>", "café"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := ReadArticle([]byte(c.body), "https://a.example/")
			if err != nil || got.Title != c.want {
				t.Errorf("%q, %v, want %q", got.Title, err, c.want)
			}
		})
	}
}

func TestHostilePagesCostLittle(t *testing.T) {
	t.Parallel()
	bold := &strings.Builder{}
	for i := range 400 {
		bold.WriteString("<b id=" + strings.Repeat("x", i%40+1) + string(rune('a'+i%26)) + ">")
	}
	for name, body := range map[string]string{
		"deep":                   strings.Repeat("<div>", 200_000) + "x",
		"deep lists":             strings.Repeat("<ul><li>", 100_000),
		"ten megabytes of words": "<p>" + strings.Repeat("word and word. ", 700_000),
		"many paragraphs":        strings.Repeat("<p>x", 1_000_000),
		"formatting that opens again in each paragraph": bold.String() + strings.Repeat("<p>x", 300_000),
		"a long attribute":   `<a href="` + strings.Repeat("a", 10<<20) + `">x</a>`,
		"an open comment":    "<!--" + strings.Repeat("<p>", 1_000_000),
		"deep linked data":   `<script type="application/ld+json">` + strings.Repeat("[", 200_000),
		"many facts":         strings.Repeat(`<meta name=author content="Ada Marsh">`, 100_000),
		"tables without end": strings.Repeat("<table><tr><td>", 50_000),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := ReadArticle([]byte(body), "https://a.example/")
			if err == nil && len(got.Text) > htmltext.MaxText {
				t.Errorf("%d bytes of text", len(got.Text))
			}
			Propose([]byte(body), "https://a.example/", now)
			Discover([]byte(body), "https://a.example/")
		})
	}
}

func TestAPageThatCannotBeReadIsAnError(t *testing.T) {
	t.Parallel()
	if _, err := ReadArticle([]byte("<p>x"), "https://a.example/%zz"); err == nil {
		t.Error("no error for an address that is none")
	}
	if _, err := ReadArticle([]byte(strings.Repeat("<div>", 1000)), "https://a.example/"); err == nil {
		t.Error("no error for elements a thousand deep")
	}
}

func TestTheAbstractOfAPageStandsInForATextThatItHides(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		article Article
		want    string
	}{
		"a whole text":  {Article{Text: "We asked 412 teachers.", Description: "A survey."}, "We asked 412 teachers."},
		"behind a wall": {Article{Text: "Sign in.", Description: "We asked 412 teachers."}, "We asked 412 teachers."},
	} {
		if got := tt.article.Item().Text; got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}
