package mail_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"chalkline"
	"chalkline/digest/digesttest"
	"chalkline/digest/mail"
)

func page() mail.Page {
	return mail.Page{
		From:     "Chalkline <digest@chalk.example>",
		Base:     "https://chalk.example",
		Reader:   digesttest.Reader(),
		Edition:  chalkline.Edition{ID: 12, ReaderID: 7, Number: 3, Subject: "Correction: Two minutes of doodling + 6 picks", At: digesttest.Now},
		Delivery: 88,
		Alerts:   []chalkline.Card{digesttest.Retracted()}, Cards: digesttest.Cards(),
		Unsubscribe: "https://chalk.example/unsubscribe/7.abc",
		Next:        digesttest.Now.AddDate(0, 0, 7),
	}
}

func digestOf(t testing.TB, p mail.Page) mail.Message {
	t.Helper()
	m, err := mail.Digest(p)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// seen is what an HTML part holds: its elements by name, its links in their
// order, its titles, and its text on one line.
type seen struct {
	elements map[string]int
	links    []string
	titles   []string
	text     string
}

func look(t testing.TB, document string) seen {
	t.Helper()
	root, err := html.Parse(strings.NewReader(document))
	if err != nil {
		t.Fatal(err)
	}
	s := seen{elements: map[string]int{}}
	var text strings.Builder
	for n := range root.Descendants() {
		switch {
		case n.Type == html.TextNode && n.Parent.Data != "style" && n.Parent.Data != "title":
			text.WriteString(n.Data + " ")
		case n.Type == html.ElementNode:
			s.elements[n.Data]++
			for _, a := range n.Attr {
				if n.Data == "a" && a.Key == "href" {
					s.links = append(s.links, a.Val)
				}
				if strings.HasPrefix(a.Key, "on") || a.Key == "background" || a.Key == "srcset" {
					t.Errorf("<%s %s=%q>", n.Data, a.Key, a.Val)
				}
				if n.Data == "table" && a.Key == "role" && a.Val == "presentation" {
					s.elements["table as layout"]++
				}
			}
			if n.Data == "h2" {
				var title strings.Builder
				for d := range n.Descendants() {
					if d.Type == html.TextNode {
						title.WriteString(d.Data)
					}
				}
				s.titles = append(s.titles, title.String())
			}
		}
	}
	s.text = strings.Join(strings.Fields(text.String()), " ")
	return s
}

func TestBothPartsSayTheSameInTheSameOrder(t *testing.T) {
	t.Parallel()
	m := digestOf(t, page())
	w := read(t, rawOf(t, m))
	if w.text != m.Text || w.html != m.HTML {
		t.Error("the parts do not arrive as they were written")
	}
	s := look(t, w.html)
	textLinks := regexp.MustCompile(`https?://\S+`).FindAllString(w.text, -1)
	if diff := cmp.Diff(s.links, textLinks); diff != "" {
		t.Errorf("links (-html +text):\n%s", diff)
	}
	flat := strings.Join(strings.Fields(w.text), " ")
	at := 0
	for _, title := range s.titles {
		i := strings.Index(flat[at:], title)
		if i < 0 {
			t.Fatalf("%q is not in the text after what precedes it", title)
		}
		at += i
	}
	if len(s.titles) != 7 || s.titles[0] != "[R Retracted] Two minutes of doodling a day double reading speed" {
		t.Errorf("titles %q: want the correction and six picks", s.titles)
	}
	for _, want := range []string{
		"1 correction, 6 picks · At least 16 minutes", "Sunday 22 November 2026 · no. 3",
		"Why B: Schools were assigned at random (1,375 pupils), independent test; built by the same team. 71 ± 8",
		"Study: Schools or classes were assigned at random (cluster-randomised trial) · 1,375 people in 42 schools · on primary pupils in Ireland · ESSA tier 2",
		"Effect: Medium for a school programme (Kraft 2020); likely inflated: the test was made by the researchers",
		"“Pupils in quiz classes scored 0.12 SD higher (95% CI 0.03 to 0.21) at the end of the year.”",
		"For you: You follow spacing · primary · like three you found useful",
		"The other side: Quizzes in 60 schools & what became of them (A Strong) found no difference.",
		"3 min · outside your usual", "For you: Outside your usual: homework",
		"6 min · free to read", "3 min · free to read",
		"Caution: Leans on learning styles, which reviews do not support.",
		"Sample size: not stated", "Found: No result is stated in the text we have.",
		"This has been retracted since we picked it for you.",
		"You're all caught up. At least 16 minutes. The next one comes on Sunday 29 November at 17:00 if there is something in it.",
		"You get this because you asked Chalkline at chalk.example for a digest on Sundays at 17:00 (Europe/London).",
	} {
		if !strings.Contains(flat, want) {
			t.Errorf("the text lacks %q", want)
		}
		if !strings.Contains(s.text, want) {
			t.Errorf("the HTML lacks %q", want)
		}
	}
	for line := range strings.Lines(w.text) {
		if n := len([]rune(strings.TrimRight(line, "\n"))); n > 72 && !strings.Contains(line, "://") {
			t.Errorf("line of %d: %q", n, line)
		}
	}
}

func TestTheHTMLKeepsToWhatMailProgramsShow(t *testing.T) {
	t.Parallel()
	m := digestOf(t, page())
	s := look(t, m.HTML)
	allowed := strings.Fields("html head meta title style body div table tbody tr td p h1 h2 strong span a br")
	for name := range s.elements {
		if name != "table as layout" && !slices.Contains(allowed, name) {
			t.Errorf("has <%s>", name)
		}
	}
	if s.elements["table"] != s.elements["table as layout"] {
		t.Error("a layout table is announced as a table")
	}
	for _, want := range []string{`<html lang="en"`, `name="color-scheme"`, "prefers-color-scheme: dark", "max-width:640px", `lang="de"`} {
		if !strings.Contains(m.HTML, want) {
			t.Errorf("lacks %s", want)
		}
	}
	if strings.Contains(m.HTML, "ZgotmplZ") || strings.Contains(m.HTML, "url(") {
		t.Error("a style was refused or loads something")
	}
}

func TestPreheaderIsTheStrongestFinding(t *testing.T) {
	t.Parallel()
	p := page()
	slices.Reverse(p.Cards)
	s := look(t, digestOf(t, p).HTML)
	if !strings.HasPrefix(s.text, "“Pupils in quiz classes scored 0.12 SD higher") {
		t.Errorf("opens with %.80q", s.text)
	}
	p.Cards = nil
	if s := look(t, digestOf(t, p).HTML); !strings.HasPrefix(s.text, "This has been retracted") {
		t.Errorf("with corrections only it opens with %.80q", s.text)
	}
}

func TestARepeatIsRecognisedByItsMessageID(t *testing.T) {
	t.Parallel()
	first, again := digestOf(t, page()), digestOf(t, page())
	if first != again {
		t.Error("the same page makes two different messages")
	}
	other := page()
	other.Delivery++
	if m := digestOf(t, other); m.MessageID == first.MessageID {
		t.Error("two deliveries share a message id")
	}
	elsewhere := page()
	elsewhere.Base = "https://other.example"
	if m := digestOf(t, elsewhere); m.MessageID == first.MessageID {
		t.Error("two instances share a message id")
	}
	if !regexp.MustCompile(`^delivery-88\.[0-9a-f]{16}@chalk\.example$`).MatchString(first.MessageID) {
		t.Errorf("message id %q", first.MessageID)
	}
}

func TestTheLastDigestSaysSo(t *testing.T) {
	t.Parallel()
	p := page()
	p.Next, p.Unsubscribe = time.Time{}, ""
	m := digestOf(t, p)
	if !strings.Contains(m.Text, "No further digest is planned.") || !strings.Contains(m.Text, "Leave: https://chalk.example/settings") {
		t.Errorf("ends:\n%s", m.Text[len(m.Text)-400:])
	}
}

func TestHostileTextStaysTextAndTheMailStaysSmall(t *testing.T) {
	t.Parallel()
	evil := strings.Repeat(`<script>alert(1)</script>" style="x:expression(1)" ]]> {{.}} `+"\r\nBcc: x\x00\x1b[31m &amp; 👩🏽‍🏫 \u202e", 40)
	p := page()
	p.Edition.Subject = evil
	p.Cards = append(p.Cards, p.Cards[0])
	for i := range p.Cards {
		c := &p.Cards[i]
		c.Item.Title, c.Item.Venue, c.Item.Language, c.Source.Name, c.Pick.Reason = evil, evil, `en" onload="x`, evil, evil
		c.Item.URL = "javascript:alert(1)"
		c.Appraisal.Reason = evil
		c.Appraisal.Cautions = []chalkline.Caution{{Text: "A caution comes from our own list."}}
		c.Appraisal.Signals = []chalkline.Signal{{Name: chalkline.SignalFinding, Quote: evil}}
	}
	m := digestOf(t, p)
	s := look(t, read(t, rawOf(t, m)).html)
	if s.elements["script"] > 0 || slices.ContainsFunc(s.links, func(l string) bool { return strings.HasPrefix(l, "javascript") }) {
		t.Errorf("markup got through: %v %v", s.elements, s.links)
	}
	if len(m.HTML) > 90_000 {
		t.Errorf("%d bytes of HTML: mail programs would cut it", len(m.HTML))
	}
	if strings.ContainsAny(m.Text, "\x00\x1b\r") || strings.Contains(m.Text, "javascript:") {
		t.Error("control characters or a script in the text")
	}
}

func TestSignInMailIsPlainAndShort(t *testing.T) {
	t.Parallel()
	for purpose, subject := range map[chalkline.LinkPurpose]string{
		chalkline.LinkJoin: "Confirm your address for Chalkline", chalkline.LinkSignIn: "Sign in to Chalkline",
	} {
		link := "https://chalk.example/enter/" + chalkline.NewSecret()
		m := mail.SignIn("Chalkline <digest@chalk.example>", "https://chalk.example", "teacher@school.example", link, purpose)
		w := read(t, rawOf(t, m))
		s := look(t, w.html)
		if m.Subject != subject || m.To != "teacher@school.example" || len(s.links) != 1 || s.links[0] != link {
			t.Errorf("%s: subject %q, to %q, links %v", purpose, m.Subject, m.To, s.links)
		}
		flat := strings.Join(strings.Fields(w.text), " ")
		for _, want := range []string{"\n" + link + "\n", "once and for 15 minutes", "press the button", "never asks for one", "If it was not you"} {
			if !strings.Contains(w.text, want) && !strings.Contains(flat, want) {
				t.Errorf("%s: the text lacks %q:\n%s", purpose, want, w.text)
			}
		}
		if _, has := w.header["List-Unsubscribe"]; has || len(w.text) > 900 {
			t.Errorf("%s: headers %v, %d bytes", purpose, w.header, len(w.text))
		}
	}
}

func BenchmarkDigest(b *testing.B) {
	p := page()
	b.ReportAllocs()
	for b.Loop() {
		raw := rawOf(b, digestOf(b, p))
		b.SetBytes(int64(len(raw)))
	}
}

func ExampleSignIn() {
	m := mail.SignIn("digest@chalk.example", "https://chalk.example", "teacher@school.example", "https://chalk.example/enter/abc", chalkline.LinkSignIn)
	fmt.Print(m.Text)
	// Output:
	// Somebody, we hope you, asked to sign in to Chalkline at chalk.example
	// with this address.
	//
	// To sign in, open this page and press the button:
	//
	// https://chalk.example/enter/abc
	//
	// The link works once and for 15 minutes. If it was not you, do nothing:
	// nobody gets in without it.
	//
	// Chalkline has no passwords and never asks for one. It does not track you
	// and gives your address to nobody.
}
