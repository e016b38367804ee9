package mail_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"chalkline"
	"chalkline/digest/digesttest"
	"chalkline/digest/mail"
	"chalkline/digest/say"
)

// sevenOf is the page with seven picks, its full load of corrections and groups,
// and each text of each set by fill.
func sevenOf(fill func(*chalkline.Card)) mail.Page {
	p := page()
	for i := range 7 {
		c := digesttest.Cards()[0]
		c.Item.ID = chalkline.ItemID(2000 + i)
		fill(&c)
		if i == 0 {
			p.Cards = nil
		}
		p.Cards = append(p.Cards, c)
	}
	return p
}

// longest fills a card with texts that are as long as they come, and is long
// itself.
func longest(long, address string) func(*chalkline.Card) {
	return func(c *chalkline.Card) {
		c.Item.Title, c.Item.Venue, c.Source.Name = long, long, long
		c.Pick.Reason, c.Appraisal.Reason = chalkline.Verbatim(long), chalkline.Verbatim(long)
		c.Item.Language = long
		c.Item.URL, c.Open = address, address+"/open"
		c.Other = &chalkline.OtherSide{ItemID: 9, Title: long, Source: long, URL: address, Grade: chalkline.GradeA}
		c.Appraisal.Signals = []chalkline.Signal{
			{Name: chalkline.SignalFinding, Quote: long}, {Name: chalkline.SignalParticipants, Value: long}, {Name: chalkline.SignalPhase, Value: long}, {Name: chalkline.SignalCountry, Value: long},
		}
		c.Appraisal.Effects = []chalkline.Effect{{Metric: chalkline.Metric(long), Size: long, Inflated: long}}
		c.AlsoAt, c.Appraisal.Cautions = nil, nil
		for range 30 {
			c.AlsoAt = append(c.AlsoAt, chalkline.Appearance{Source: long, URL: address, At: digesttest.Now})
			c.Appraisal.Cautions = append(c.Appraisal.Cautions, chalkline.Caution{Text: chalkline.Verbatim(long)})
		}
	}
}

func longGroups(long string) []chalkline.GroupNews {
	var groups []chalkline.GroupNews
	for range 30 {
		g := digesttest.Groups()[0]
		g.Group.Name, g.Theme.Title, g.Theme.Text, g.Theme.Questions = long, long, long, slices.Repeat([]string{long}, 20)
		shared := g.Shared[0]
		shared.Share.ByName, shared.Share.Note, shared.Card.Item.Title = long, long, long
		g.Shared = slices.Repeat([]chalkline.SharedCard{shared}, 20)
		groups = append(groups, g)
	}
	return groups
}

const evil = `<script>alert(1)</script>" style="x:expression(1)" ]]> {{.}} ` + "\r\nBcc: x\x00\x1b[31m \u202egnp.exe\u202c \u2066 \u2028&amp; 👩🏽‍🏫 ' \" < > & "

func TestTheMailStaysSmallWhateverIsInIt(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"long titles":         strings.Repeat("Spaced practice in primary mathematics ", 12),
		"hostile text":        strings.Repeat(evil, 1500), // of 200 KB and more
		"one word":            strings.Repeat("x", 200_000),
		"all to be escaped":   strings.Repeat(`"`, 200_000),
		"letters of 4 bytes":  strings.Repeat("👩🏽‍🏫", 12_000),
		"of another script":   strings.Repeat("间隔练习", 20_000),
		"from right to left":  strings.Repeat("תרגול מרווח ", 10_000),
		"white space":         strings.Repeat(" \n\t\u2028", 50_000) + "end",
		"nothing but control": strings.Repeat("\x00\u202e", 60_000),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			begin := text[:min(len(text), 2000)]
			p := sevenOf(longest(strings.ToValidUTF8(begin, ""), "https://journal.example/"+strings.Repeat("&a=b", 300)))
			for i := range p.Cards {
				p.Cards[i].Item.Title = text
			}
			p.Groups, p.Contact, p.Edition.Subject = longGroups(begin), text, chalkline.Verbatim(text)
			p.Edition.Away = chalkline.Break{From: "2026-10-26", Until: "2026-11-01", Name: text}
			p.Alerts = nil
			for range 40 {
				p.Alerts = append(p.Alerts, p.Cards[0])
			}
			for _, c := range p.Cards {
				p.Studies[c.Item.ID] = say.WorkLine{Text: text, Detail: text, URL: "https://doi.org/10.5555/x"}
			}
			m := digestOf(t, p)
			if len(m.HTML) > 90_000 {
				t.Errorf("%d bytes of HTML: mail programs would cut it", len(m.HTML))
			}
			w := read(t, rawOf(t, m))
			s := look(t, w.html)
			if s.elements["script"] > 0 || strings.Contains(w.html, "ZgotmplZ") {
				t.Errorf("markup got through: %v", s.elements)
			}
			for _, part := range []string{w.text, s.text, w.header.Get("Subject")} {
				if i := strings.IndexFunc(strings.ReplaceAll(part, "\n", " "), turnsOrControls); i >= 0 {
					t.Errorf("%q got through", part[i:min(len(part), i+40)])
				}
			}
			if _, has := w.header["Bcc"]; has || len(w.header) != 11 {
				t.Errorf("headers %v", w.header)
			}
			for line := range strings.Lines(w.text) {
				if n := len([]rune(strings.TrimRight(line, "\n"))); n > 72 && !strings.Contains(line, "://") {
					t.Errorf("line of %d: %q", n, line)
				}
			}
			if !strings.Contains(s.text, " more corrections") || !strings.Contains(s.text, "25 more groups") || !strings.Contains(s.text, " more on the group's page") {
				t.Error("what is left out is not counted")
			}
			if s.links[len(s.links)-1] != p.Unsubscribe {
				t.Errorf("the mail ends with %q", s.links[len(s.links)-1])
			}
		})
	}
}

// turnsOrControls says whether r may turn the text around it, or act on a
// terminal.
func turnsOrControls(r rune) bool {
	return r < ' ' || r >= 0x7f && r < 0xa0 || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069
}

func TestOnlyWhatIsTooLongIsShortened(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("The reviewers found no difference. ", 9)
	p := sevenOf(func(c *chalkline.Card) { c.Appraisal.Reason = chalkline.Verbatim(long) })
	if m := digestOf(t, p); !strings.Contains(look(t, m.HTML).text, strings.TrimSpace(long)) {
		t.Errorf("a reason of %d letters is cut in a mail of %d bytes", len(long), len(m.HTML))
	}
	p = sevenOf(longest(strings.Repeat(`"quoted" `, 200), "https://journal.example/"+strings.Repeat("x", 1500)))
	for i := range p.Cards {
		p.Cards[i].Item.Title = "Quizzes in 42 schools"
	}
	m := digestOf(t, p)
	if len(m.HTML) > 90_000 || strings.Count(m.Text, "] Quizzes in 42 schools\n") != 7 {
		t.Errorf("short titles do not stay whole beside long texts, in %d bytes:\n%.600s", len(m.HTML), m.Text)
	}
}

func TestNoAddressOfASourceCanRunOrTrack(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"javascript:alert(1)", "data:text/html,x", "//evil.example", "https://", "", "file:///etc/passwd", "https://journal.example/" + strings.Repeat("x", 5000)} {
		p := sevenOf(func(c *chalkline.Card) {
			c.Item.URL, c.Open = address, address
			c.AlsoAt = []chalkline.Appearance{{Source: "Elsewhere", URL: address}}
		})
		p.Studies[2000] = say.WorkLine{Text: "A study", URL: address}
		m := digestOf(t, p)
		s := look(t, m.HTML)
		if !slices.Contains(s.links, "https://chalk.example/items/2000") || slices.Contains(s.links, address) || strings.Contains(m.Text, "5555") {
			t.Errorf("%.40q: links %.200q", address, s.links)
		}
	}
}

// TestAllLinksGoToThePieceOrToUs states that nobody counts clicks: a link leads to
// the address that the source gave, or to a page of the instance.
func TestAllLinksGoToThePieceOrToUs(t *testing.T) {
	t.Parallel()
	p := page()
	given := []string{"https://doi.org/10.5555/homework", "mailto:library@school.example", p.Unsubscribe}
	for _, c := range slices.Concat(p.Alerts, p.Cards) {
		given = append(given, c.Item.URL, c.Open)
		for _, a := range c.AlsoAt {
			given = append(given, a.URL)
		}
	}
	for _, g := range p.Groups {
		for _, s := range g.Shared {
			given = append(given, s.Card.Item.URL)
		}
	}
	ours := regexp.MustCompile(`^https://chalk\.example/(items/\d+|word/[0-9-]+\.[\w-]{43}/(useful|not_for_me|saved)|groups/\d+|topics|settings#holidays)$`)
	m := digestOf(t, p)
	for _, l := range look(t, m.HTML).links {
		if !slices.Contains(given, l) && !ours.MatchString(l) {
			t.Errorf("a link leads to %s", l)
		}
	}
	if s := look(t, m.HTML); s.elements["img"]+s.elements["link"]+s.elements["iframe"] > 0 || strings.Contains(m.HTML, "url(") || strings.Contains(m.HTML, "background=") {
		t.Error("the mail loads something")
	}
}

func TestEveryPickCanBeAnsweredFromTheMail(t *testing.T) {
	t.Parallel()
	p := page()
	m := digestOf(t, p)
	for _, c := range p.Cards {
		token := mail.WordToken(key, p.Reader.ID, c.Item.ID, p.Edition.At)
		for _, kind := range []string{"useful", "not_for_me", "saved"} {
			if link := fmt.Sprintf("https://chalk.example/word/%s/%s", token, kind); !strings.Contains(m.HTML, link) || !strings.Contains(m.Text, link) {
				t.Errorf("item %d cannot be called %s", c.Item.ID, kind)
			}
		}
	}
}
