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
	"chalkline/digest/say"
)

var key = chalkline.Key{1, 2, 3}

func page() mail.Page {
	return mail.Page{
		From:     "Chalkline <digest@chalk.example>",
		Base:     "https://chalk.example",
		Key:      key,
		Reader:   digesttest.Reader(),
		Edition:  chalkline.Edition{ID: 12, ReaderID: 7, Number: 3, Subject: chalkline.Verbatim("Correction: Two minutes of doodling + 6 picks"), At: digesttest.Now},
		Delivery: 88,
		Alerts:   []chalkline.Card{digesttest.Retracted()}, Cards: digesttest.Cards(),
		Studies: map[chalkline.ItemID]say.WorkLine{1002: {
			Text: "Homework and attainment: 31 studies put together", Detail: "Journal of Invented Results, 2019", URL: "https://doi.org/10.5555/homework",
		}},
		Groups:      digesttest.Groups(),
		Unsubscribe: "https://chalk.example/unsubscribe/7.abc",
		Contact:     "library@school.example",
		Next:        digesttest.Now.AddDate(0, 0, 7),
	}
}

// inSpanish is a page of a reader who reads Spanish.
func inSpanish(p mail.Page) mail.Page {
	p.Reader.Language = say.Spanish.Tag
	p.Edition.Subject = chalkline.Textf("%s + %s", chalkline.Textf("Correction: %s", "dos minutos de garabatos"), chalkline.Counted(6, "%s pick", "%s picks"))
	return p
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
			if n.Data == "h2" || n.Data == "h3" {
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
	textLinks := regexp.MustCompile(`https?://\S+|\S+@\S+`).FindAllString(w.text, -1)
	if diff := cmp.Diff(strings.Split(strings.ReplaceAll(strings.Join(s.links, "\n"), "mailto:", ""), "\n"), textLinks); diff != "" {
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
	if len(s.titles) != 13 || s.titles[0] != "[R Retracted] Two minutes of doodling a day double reading speed" || s.titles[7] != "From Maths & more at Harbour Street" {
		t.Errorf("%d titles %q: want the correction, six picks, and two groups with a theme and three items", len(s.titles), s.titles)
	}
	for _, want := range []string{
		"Correction: “Two minutes of doodling a day double reading speed”. This has been retracted",
		"1 correction, 6 picks, news from 2 groups · At least 16 minutes", "Sunday 22 November 2026 · no. 3",
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
		"Why R: Retracted on 20 November 2026: the journal could not verify the data.",
		"C Some · second-hand", "The study it tells of: Homework and attainment: 31 studies put together (Journal of Invented Results, 2019)",
		"Also at: ", "Chalk & Talk (21 November)", "Journal of Invented Results · peer reviewed · 2026",
		"From Maths & more at Harbour Street", "Theme of November 2026 Does practice that is spread out last? We try it in one class each and",
		"– Where do we come back to old work already? – What would we have to drop?",
		"Put forward by Noor: “Read the table on page 3: what <they> measured is not what the title says.”",
		"Put forward by a member Full evidence card", "Retracted: please do not rely on this. Put forward by Ben Öztürk: “Is this still worth a try?”",
		"Something wrong with it? library@school.example",
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

func TestTheFirstLineIsWhatMattersMost(t *testing.T) {
	t.Parallel()
	event := digesttest.Cards()[4]
	fallen := digesttest.Retracted()
	fallen.Appraisal.Score = 99
	for name, tc := range map[string]struct {
		tune func(*mail.Page)
		want string
	}{
		"the correction":               {func(*mail.Page) {}, "Correction: “Two minutes of doodling a day double reading speed”. This has been retracted since we picked it for you."},
		"the strongest finding":        {func(p *mail.Page) { p.Alerts = nil }, "Strongest, B Good: “Pupils in quiz classes scored 0.12 SD higher (95% CI 0.03 to 0.21)"},
		"nothing that fell":            {func(p *mail.Page) { p.Alerts, p.Cards = nil, append(p.Cards, fallen) }, "Strongest, B Good: “Pupils"},
		"a title where nothing graded": {func(p *mail.Page) { p.Alerts, p.Cards = nil, []chalkline.Card{event} }, "Phonics study day, Leeds, 5 December Chalkline"},
		"what a group passes on":       {func(p *mail.Page) { p.Alerts, p.Cards = nil, nil }, "Maths & more at Harbour Street: Lautlesetandems im dritten Schuljahr"},
		"a group's theme": {func(p *mail.Page) {
			p.Alerts, p.Cards, p.Groups[0].Shared = nil, nil, nil
		}, "Maths & more at Harbour Street: Does practice that is spread out last?"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := page()
			slices.Reverse(p.Cards)
			tc.tune(&p)
			m := digestOf(t, p)
			if s := look(t, m.HTML); !strings.HasPrefix(s.text, tc.want) {
				t.Errorf("the HTML opens with %.120q", s.text)
			}
			if flat := strings.Join(strings.Fields(m.Text), " "); !strings.HasPrefix(flat, tc.want) {
				t.Errorf("the text opens with %.120q", flat)
			}
		})
	}
}

func TestTheFirstDigestAfterABreakSaysSo(t *testing.T) {
	t.Parallel()
	const want = "While you were away (Half term, 26 October to 1 November 2026): the best of what was picked for you in that time."
	p := page()
	p.Edition.Away = chalkline.Break{From: "2026-10-26", Until: "2026-11-01", Name: "Half\r\n term"}
	m := digestOf(t, p)
	if !strings.Contains(look(t, m.HTML).text, want) || !strings.Contains(strings.Join(strings.Fields(m.Text), " "), want) {
		t.Errorf("the digest after a break does not say so:\n%.900s", m.Text)
	}
	if strings.Contains(digestOf(t, page()).Text, "away") {
		t.Error("every digest speaks of a break")
	}
}

func TestACuratorHearsOfWhatWaits(t *testing.T) {
	t.Parallel()
	maths := chalkline.GroupWaiting{Group: chalkline.Group{ID: 5, Name: "Maths & more"}, Waiting: 1}
	leeds := chalkline.GroupWaiting{Group: chalkline.Group{ID: 6, Name: "Readers of Leeds"}, Waiting: 2}
	for name, test := range map[string]struct {
		waiting   []chalkline.GroupWaiting
		in        func(mail.Page) mail.Page
		want, url string
	}{
		"in a group":  {[]chalkline.GroupWaiting{maths}, nil, "1 item put forward in Maths & more waits for you to decide.", "https://chalk.example/groups/5"},
		"in several":  {[]chalkline.GroupWaiting{maths, leeds}, nil, "3 items put forward in your groups wait for you to decide.", "https://chalk.example/groups"},
		"in Spanish":  {[]chalkline.GroupWaiting{leeds}, inSpanish, "2 textos propuestos en Readers of Leeds esperan tu decisión.", "https://chalk.example/groups/6"},
		"and nothing": {nil, nil, "", ""},
	} {
		p := page()
		if test.in != nil {
			p = test.in(p)
		}
		p.Groups, p.Waiting = nil, test.waiting
		m := digestOf(t, p)
		s := look(t, m.HTML)
		if test.want == "" {
			if strings.Contains(m.Text, "decide") || strings.Contains(s.text, "decide") {
				t.Errorf("%s: something waits", name)
			}
			continue
		}
		if !strings.Contains(s.text, test.want) || !slices.Contains(s.links, test.url) || !strings.Contains(m.Text, test.want+"\n"+test.url+"\n") {
			t.Errorf("%s: the mail lacks %q:\n%s", name, test.want, m.Text[strings.LastIndex(m.Text, "---"):])
		}
	}
}

func TestAThemeThatIsNotNewIsShort(t *testing.T) {
	t.Parallel()
	p := page()
	p.Groups[0].Fresh = false
	m := digestOf(t, p)
	if strings.Contains(m.Text, "We try it in one class") || !strings.Contains(m.Text, "Does practice that is spread out last?\n\n  – Where do we") {
		t.Errorf("the theme is told as if it were new:\n%s", m.Text[strings.Index(m.Text, "From Maths"):])
	}
}

func TestWhoRunsItIsNamedByAnyAddressThatWorks(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{
		"library@school.example":        "mailto:library@school.example",
		"mailto:library@school.example": "mailto:library@school.example",
		"https://school.example/help":   "https://school.example/help",
		"javascript:alert(1)":           "",
		"ring the bell":                 "",
		"":                              "",
	} {
		p := page()
		p.Contact = given
		m := digestOf(t, p)
		links := look(t, m.HTML).links
		if last := links[len(links)-1]; want != "" && last != want || want == "" && (!strings.Contains(last, "unsubscribe") || strings.Contains(m.Text, "Something wrong")) {
			t.Errorf("%q: the last link is %q", given, last)
		}
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
	elsewhere.Key[0]++
	if m := digestOf(t, elsewhere); m.MessageID == first.MessageID {
		t.Error("two instances share a message id")
	}
	if !regexp.MustCompile(`^delivery-88\.[0-9a-z]{16}@chalk\.example$`).MatchString(first.MessageID) {
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

func TestSignInMailIsPlainAndShort(t *testing.T) {
	t.Parallel()
	for purpose, subject := range map[chalkline.LinkPurpose]string{
		chalkline.LinkJoin: "Confirm your address for Chalkline", chalkline.LinkSignIn: "Sign in to Chalkline",
	} {
		link := "https://chalk.example/enter/" + chalkline.NewSecret()
		m := mail.SignIn(say.English, "Chalkline <digest@chalk.example>", "https://chalk.example", "teacher@school.example", link, purpose)
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
	m := mail.SignIn(say.English, "digest@chalk.example", "https://chalk.example", "teacher@school.example", "https://chalk.example/enter/abc", chalkline.LinkSignIn)
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
