package feed_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"chalkline"
	"chalkline/digest/digesttest"
	"chalkline/digest/feed"
)

// nasty are texts that feeds were broken with.
var nasty = []string{
	"Quotes ]]> and <![CDATA[ nests",
	"A\x00B\x08C\x1bD\ufffeE\u0085F\u009cG\x7f",
	"caf\xe9 \xed\xa0\x80 open \xed\xbf\xbf \xf4\x90\x80\x80",
	`<script>alert("x")</script> & <b>bold</b> </title><item><title>`,
	"Tom &amp; Jerry &#x41; &amp;amp;lt;b&amp;amp;gt; &nbsp; alpha&omega AT&T &#xD800; &#0; &#x202e;",
	"abc \u202egnp.exe\u202c \u2066isolated\u2069 \u200fmarked",
	"one\r\n two\tthree\u2028four\u2029five\x0b\x0c",
	"<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>&e;",
	"jane@school.example (Jane)", "&<a &</b p < .05 > 3 <3", `"><img src=x onerror=alert(1)>`, "javascript:alert(1)",
	"\ufeffmark \U0001fffe \U0010ffff 📚👩🏽‍🏫 القراءة في الصف",
	"https://user:secret@evil.example:99/a b\"<>`{}|\\^[]?q=ü b%zz%41#frag ment",
}

// hostile is a feed in which everything that others wrote is text.
func hostile(text string) feed.Feed {
	f := sample()
	cards := digesttest.Cards()
	spoil := func(c *chalkline.Card) {
		c.Item.Title, c.Item.URL, c.Item.Text, c.Item.Venue, c.Item.Language, c.Item.DOI, c.Item.ERIC = text, text, text, text, text, text, text
		c.Item.Authors, c.Open, c.Source.Name, c.Source.URL = []string{text, "Ada " + text}, text, text, text
		c.Appraisal.Reason, c.Pick.Reason = chalkline.Verbatim(text), chalkline.Textf("%s", chalkline.Textf("you follow %s", text))
		c.AlsoAt = []chalkline.Appearance{{Source: text, URL: text, At: digesttest.Now}, {URL: "https://evil.example/" + text}}
		c.Topics = append(c.Topics, chalkline.TopicMatch{Topic: chalkline.TopicID(text)})
		c.Appraisal.Cautions = []chalkline.Caution{{Name: text, Text: chalkline.Textf("%s", text)}}
		for n := range c.Appraisal.Signals {
			c.Appraisal.Signals[n].Quote, c.Appraisal.Signals[n].Value = text, text
		}
		c.Appraisal.Effects = []chalkline.Effect{{Metric: chalkline.Metric(text), Value: .5, Inflated: text}}
		if c.Other != nil {
			c.Other.Title, c.Other.URL, c.Other.Source = text, text, text
		}
	}
	for n := range cards {
		spoil(&cards[n])
	}
	f.Title, f.Description, f.Cards = text, text, cards
	f.Label = func(id chalkline.TopicID) string { return string(id) }
	shared := cards[0]
	shared.Pick = chalkline.Pick{}
	f.Shared = []chalkline.SharedCard{{Card: shared, Share: chalkline.Share{ID: 9, ByName: text, Note: text, At: digesttest.Now}}}
	f.Digests = []feed.Digest{{Edition: chalkline.Edition{ID: 5, Number: 5, Subject: chalkline.Verbatim(text), At: digesttest.Now}, URL: text, Cards: cards}}
	return f
}

func TestHostileTextBreaksNothing(t *testing.T) {
	t.Parallel()
	texts := append([]string{"", " ", strings.Join(nasty, " "), strings.Repeat("<b>long &amp; ", 16_000), strings.Repeat("x", 200_000), strings.Repeat("\u202e", 70_000), strings.Repeat("&amp;", 40_000)}, nasty...)
	for _, text := range texts {
		f := hostile(text)
		for format := range formats {
			b := write(t, f, format)
			clean(t, format, b, f.Self.In("."+format))
			if len(b) > 400_000 {
				t.Errorf("%s of %.20q: %d bytes", format, text, len(b))
			}
			for _, e := range withGofeed(t, format, b).Entries {
				if e.Title == "" || utf8.RuneCountInString(e.Title) > 320 || strings.ContainsAny(e.Title, "\n\u202e\u2066") || e.Link == "" {
					t.Errorf("%s of %.20q: title %.400q, link %q", format, text, e.Title, e.Link)
				}
			}
		}
	}
}

func TestFeedsOfEveryKindAreClean(t *testing.T) {
	t.Parallel()
	for name, sampled := range samples {
		for format := range formats {
			t.Run(name+"."+format, func(t *testing.T) {
				t.Parallel()
				f := sampled()
				clean(t, format, write(t, f, format), f.Self.In("."+format))
			})
		}
	}
}

func TestTitlesAreTheSameTextForAllPrograms(t *testing.T) {
	t.Parallel()
	for title, want := range map[string]string{
		"Quotes ]]> and <![CDATA[ nests":            "Quotes ]]> and ‹![CDATA[ nests",
		`<script>alert("x")</script> & <b>bold</b>`: `‹script›alert("x")‹/script› & ‹b›bold‹/b›`,
		"Tom &amp; Jerry &amp;amp; the &#x41; team": "Tom & Jerry & the A team",
		"&lt;b&gt;bold&lt;/b&gt;":                   "‹b›bold‹/b›",
		"Fish&chips, AT&T and alpha&omega":          "Fish&chips, AT&T and alpha& omega",
		"The effect was small (p < .05, d > .1) <3": "The effect was small (p < .05, d > .1) <3",
		"A\x00B\x08C\x1bD\ufffeE\u0085F":            "ABCDE F",
		"caf\xe9 open \xed\xa0\x80":                 "caf open",
		"Reading 📚👩🏽‍🏫 aloud":                       "Reading 📚👩🏽‍🏫 aloud",
		"القراءة في الصف":                           "القراءة في الصف",
		"abc \u202egnp.exe &#x202e; \u2066x\u2069":  "abc gnp.exe x",
		"one\r\n two\tthree":                        "one two three",
		"\u202e":                                    "Untitled, from Journal of Invented Results",
		strings.Repeat("Very long ", 20_000):        strings.TrimSpace(strings.Repeat("Very long ", 29)) + " Very…",
	} {
		f := sample()
		f.Cards = f.Cards[1:2]
		f.Cards[0].Item.Title = title
		for format := range formats {
			if got := withGofeed(t, format, write(t, f, format)).Entries[0].Title; got != want {
				t.Errorf("%s of %.60q: %q, want %q", format, title, got, want)
			}
		}
	}
}

func TestLinksAreAddressesOrNone(t *testing.T) {
	t.Parallel()
	const card = "https://chalk.example/items/1001"
	for url, want := range map[string]string{
		"https://journal.example/a?b=1&c=2#d":                  "https://journal.example/a?b=1&c=2#d",
		"http://journal.example/a b/ü?q=ü&r=a b#ü":             "http://journal.example/a%20b/%C3%BC?q=%C3%BC&r=a%20b#%C3%BC",
		"https://user:secret@journal.example/a":                "https://journal.example/a",
		"https://Schule.EXAMPLE/A":                             "https://schule.example/A",
		"https://bücher.example/a":                             "https://xn--bcher-kva.example/a",
		"http://[2001:db8::1]:8000/a":                          "http://[2001:db8::1]:8000/a",
		"https://journal.example/100%/[x]":                     card,
		"https://journal.example/a%2Fb/[x]{y}|":                "https://journal.example/a%2Fb/%5Bx%5D%7By%7D%7C",
		"https://journal.example/\n\u202eabc":                  "https://journal.example/%20abc",
		"javascript:alert(1)":                                  card,
		"data:text/html,x":                                     card,
		"//journal.example/a":                                  card,
		"https://":                                             card,
		"https://a,b/":                                         card,
		"https://journal.example/" + strings.Repeat("a", 3000): card,
	} {
		f := sample()
		f.Cards = f.Cards[1:2]
		f.Cards[0].Item.URL = url
		for format := range formats {
			if got := withGofeed(t, format, write(t, f, format)).Entries[0].Link; got != want {
				t.Errorf("%s of %.60q: %q, want %q", format, url, got, want)
			}
		}
	}
}

func TestAnyTextMakesACleanFeed(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		text := rapid.String().Draw(rt, "text") + string(rapid.SliceOf(rapid.Byte()).Draw(rt, "bytes")) +
			rapid.StringMatching(`(<[a-z/!]+>?|&[a-z#x0-9]+;?|[ @.]){0,5}`).Draw(rt, "markup")
		f := hostile(text)
		for format := range formats {
			b := write(t, f, format)
			clean(t, format, b, f.Self.In("."+format))
			if t.Failed() {
				rt.Fatalf("%s of %q", format, text)
			}
			if again := write(t, f, format); !bytes.Equal(b, again) {
				rt.Fatalf("%s: two runs differ", format)
			}
		}
	})
}

func FuzzFeeds(fuzz *testing.F) {
	for _, text := range nasty {
		fuzz.Add(text)
	}
	fuzz.Fuzz(func(t *testing.T, text string) {
		f := hostile(text)
		for format := range formats {
			b := write(t, f, format)
			if format == "json" && !json.Valid(b) {
				t.Fatalf("not JSON:\n%s", b)
			}
			clean(t, format, b, f.Self.In("."+format))
		}
	})
}
