package main

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"chalkline"
)

// payloads are texts that acted in a page somewhere, or in a program that shows
// feeds or mail.
var payloads = []string{
	`<script>alert(1)</script>`, `<SCRIPT SRC=//evil.example/x.js></SCRIPT>`, `"><script>alert(1)</script>`, `'><svg onload=alert(1)>`,
	`<img src=x onerror=alert(1)>`, `<img src="javascript:alert(1)">`, `<svg/onload=alert(1)>`, `<svg><animate onbegin=alert(1) attributeName=x>`,
	`<iframe srcdoc="<script>alert(1)</script>">`, `<iframe src=javascript:alert(1)>`, `<object data=data:text/html,x>`, `<embed src=//evil.example>`,
	`<a href="javascript:alert(1)">x</a>`, `<a href=" &#x6a;avascript:alert(1)">x</a>`, `<form action=//evil.example><button>x`, `<base href=//evil.example/>`,
	`<meta http-equiv=refresh content="0;url=//evil.example">`, `<link rel=stylesheet href=//evil.example/x.css>`, `<style>@import '//evil.example'</style>`,
	`<math><mtext></mtext><mglyph><style><img src=x onerror=alert(1)>`, `<details open ontoggle=alert(1)>`, `<video><source onerror=alert(1)>`,
	`" onmouseover="alert(1)`, `' autofocus onfocus='alert(1)`, "` onclick=`alert(1)", `" style="background:url(//evil.example)`, `x" hx-get="//evil.example" hx-trigger="load`,
	`</title><script>alert(1)</script>`, `</textarea><script>alert(1)</script>`, `</style></script><script>alert(1)</script>`, `--><script>alert(1)</script><!--`,
	`]]><script>alert(1)</script><![CDATA[`, `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>&e;`, `<?xml-stylesheet href="//evil.example"?>`,
	`&lt;script&gt;alert(1)&lt;/script&gt;`, `&#60;script&#62;alert(1)&#60;/script&#62;`, `&amp;lt;img src=x onerror=alert(1)&amp;gt;`, "\u003cscript\u003ealert(1)",
	`{{printf "%s" .Key}} ${7*7} <%= 7*7 %> {{constructor.constructor('alert(1)')()}}`, `javascript:alert(1)`, `data:text/html;base64,PHNjcmlwdD4=`, `vbscript:msgbox(1)`,
	`[x](javascript:alert(1)) ![x](//evil.example/x.png)`, "\u202egpj.exe\u202c<b", "<\x00script>alert(1)</script>", "<scr\u00adipt>alert(1)</scr\u00adipt>", "\r\nSet-Cookie: planted=1\r\n\r\n<script>",
}

// planted is a text that stands wherever somebody else can write: as a source, an
// item, quotes and numbers of an appraisal, and in a group with its theme, notes,
// members and answers.
type planted struct {
	*daemon

	reader chalkline.Reader
	cookie string
	pages  []string // paths that show it
	shared []string // paths that show all that was planted
	feeds  []string
}

// plant plants a text, as number n of those in d.
func (d *daemon) plant(t *testing.T, n int, text string) planted {
	t.Helper()
	ctx := t.Context()
	p := planted{daemon: d, reader: chalkline.Reader{Email: fmt.Sprintf("ada%d@school.example", n), Schedule: chalkline.DefaultSchedule("Europe/London"), Role: chalkline.RoleOperator}}
	check(t, d.db.CreateReader(ctx, &p.reader))
	source := chalkline.Source{
		Kind: chalkline.SourceFeed, Name: text, URL: fmt.Sprintf("https://evil%d.example/feed?%s", n, url.QueryEscape(text)), SiteURL: text, Genre: chalkline.GenreBlog,
		Country: text, Language: text, Topics: []chalkline.TopicID{"spacing"},
	}
	check(t, d.db.AddSource(ctx, &source))
	_, err := d.db.StoreBatch(ctx, chalkline.Batch{Source: source.ID, Poll: chalkline.Poll{State: chalkline.PollOK, Error: text}, Items: []chalkline.Item{{
		Key: "one", GUID: text, URL: text, Title: text, Text: text + " Pupils took quizzes. " + text, Authors: []string{text, "Ada " + text}, Categories: []string{text},
		Venue: text, DOI: text, ERIC: text, Language: text, Links: []string{text}, Published: time.Now().Add(-time.Hour),
	}}})
	check(t, err)
	items, err := d.db.ItemsToAppraise(ctx, 1)
	check(t, err)
	found, err := d.db.Items(ctx, items)
	check(t, err)
	check(t, d.db.SaveAppraised(ctx, []chalkline.Appraised{{
		Changed: found[0].Changed,
		Topics:  []chalkline.TopicMatch{{Topic: "spacing", Weight: .9}},
		Appraisal: chalkline.Appraisal{
			ItemID: items[0], At: time.Now(), Kind: chalkline.KindResearch, Design: chalkline.DesignRCT, Grade: chalkline.GradeB, Score: 70, Margin: 8,
			Signals: []chalkline.Signal{
				{Name: chalkline.SignalParticipants, Value: text, Quote: text, Origin: text},
				{Name: chalkline.SignalFinding, Value: text, Quote: text, Origin: "text"},
				{Name: chalkline.SignalCountry, Value: text, Origin: "text"},
				{Name: chalkline.SignalPhase, Value: text, Origin: "text"},
			},
			Effects: []chalkline.Effect{{Metric: chalkline.Metric(text), Value: .2, Size: text, Inflated: text, Origin: text, Quote: text}},
		},
	}}))
	check(t, d.db.SetFollows(ctx, p.reader.ID, []chalkline.Follow{
		{Kind: chalkline.FollowTopic, Value: "spacing", Weight: 1}, {Kind: chalkline.FollowAuthor, Value: text, Weight: 1}, {Kind: chalkline.FollowQuery, Value: text, Weight: 1},
	}))
	_, err = d.db.SavePicks(ctx, p.reader.ID, []chalkline.Pick{{ReaderID: p.reader.ID, ItemID: items[0], Score: 70, At: time.Now()}}, time.Now(), time.Now().Add(time.Hour))
	check(t, err)
	check(t, d.db.AddFeedback(ctx, p.reader.ID, items[0], chalkline.FeedbackSaved))
	token := d.units.Key.NewToken(p.reader.ID, text)
	check(t, d.db.CreateToken(ctx, &token))
	group := chalkline.Group{Name: text, About: text, Public: true, FeedSeed: chalkline.NewSecret()}
	check(t, d.db.CreateGroup(ctx, &group, chalkline.HashSecret(d.units.Key.GroupFeedSecret(group.FeedSeed)), p.reader.ID, text))
	check(t, d.db.PutForward(ctx, &chalkline.Share{GroupID: group.ID, ItemID: items[0], By: p.reader.ID, Note: text, State: chalkline.ShareApproved}))
	theme := chalkline.Theme{GroupID: group.ID, Month: chalkline.MonthOf(time.Now()), Title: text, Text: text, Questions: []string{text}, By: p.reader.ID}
	check(t, d.db.SaveTheme(ctx, &theme, []int{0}))
	check(t, d.db.AddAnswer(ctx, group.ID, &chalkline.Answer{ThemeID: theme.ID, Question: 1, By: p.reader.ID, Text: text}, ""))
	p.cookie = signedIn(t, d.db, d.handler(), p.reader.Email).String()
	item, at := fmt.Sprintf("/items/%d", items[0]), fmt.Sprintf("/groups/%d", group.ID)
	p.pages = []string{
		"/picks", "/saved", "/history", "/record", item, "/search?q=" + url.QueryEscape(text), "/topics", "/settings", "/groups", at, at + "/brief", at + "/settings",
		fmt.Sprintf("%s/themes/%d", at, theme.ID), "/digests", fmt.Sprintf("/operator/sources/%d", source.ID),
		"/join?said=" + url.QueryEscape(text), "/no/" + url.PathEscape(text),
	}
	p.shared = []string{"/", "/search?q=quizzes", "/topics/spacing", "/operator", "/operator/sources", "/operator/readers", "/account", "/neighbours"}
	secret := "/feeds/" + d.units.Key.FeedSecret(token)
	for _, form := range []string{".rss", ".atom", ".json"} {
		p.feeds = append(p.feeds, secret+form, at+"/feed"+form)
		p.shared = append(p.shared, "/topics/spacing"+form)
	}
	return p
}

// parts are the sorts of elements, attributes and schemes of addresses in a page or a
// mail.
func parts(t *testing.T, text []byte) map[string]bool {
	t.Helper()
	root, err := html.Parse(bytes.NewReader(text))
	check(t, err)
	found := map[string]bool{}
	for n := range root.Descendants() {
		if n.Type == html.CommentNode && strings.ContainsAny(n.Data, "<>") {
			found["a comment with markup"] = true
		}
		if n.Type != html.ElementNode {
			continue
		}
		found["<"+n.Data+">"] = true
		for _, a := range n.Attr {
			found[a.Key+" of <"+n.Data+">"] = true
			if slices.Contains([]string{"href", "src", "action", "formaction", "srcdoc", "data", "poster", "cite", "xlink:href"}, a.Key) && n.Data != "meta" {
				found[schemeOf(a.Val)+" in "+a.Key+" of <"+n.Data+">"] = true
			}
		}
	}
	return found
}

// schemeOf is how a browser would take an address.
func schemeOf(address string) string {
	bare := strings.Map(func(r rune) rune {
		if r <= ' ' {
			return -1
		}
		return r
	}, strings.ToLower(address))
	if strings.HasPrefix(bare, "//") {
		return "an address of another site"
	}
	for _, scheme := range []string{"javascript:", "data:", "vbscript:", "file:", "blob:"} {
		if strings.HasPrefix(bare, scheme) {
			return scheme
		}
	}
	return "usual"
}

// richElements are those of a feed whose text programs take for HTML, or may.
var richElements = []string{"title", "description", "encoded", "summary", "content", "subtitle", "rights", "copyright"}

// elements are the names of elements and attributes of a feed in XML, without the
// text in them.
func elements(t *testing.T, text []byte) map[string]bool {
	t.Helper()
	found, within := map[string]bool{}, ""
	for d := xml.NewDecoder(bytes.NewReader(text)); ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return found
		}
		if err != nil {
			t.Errorf("a feed is no XML: %v", err)
			return found
		}
		switch e := token.(type) {
		case xml.StartElement:
			within = e.Name.Local
			found["<"+e.Name.Local+">"] = true
			for _, a := range e.Attr {
				found[a.Name.Local+" of <"+e.Name.Local+">"] = true
				if slices.Contains([]string{"href", "url", "src"}, a.Name.Local) {
					found[schemeOf(a.Value)] = true
				}
			}
		case xml.CharData:
			if slices.Contains(richElements, within) {
				maps.Copy(found, inFeed(t, string(e)))
			}
		case xml.Directive:
			found["a directive"] = true
		}
	}
}

// inFeed is the markup that a text of a feed has for programs that take it for HTML.
func inFeed(t *testing.T, text string) map[string]bool {
	t.Helper()
	found := parts(t, []byte(text))
	for _, usual := range []string{"<html>", "<head>", "<body>"} {
		delete(found, usual)
	}
	return found
}

// strings are the texts of a feed in JSON.
func jsonTexts(t *testing.T, text []byte) (found map[string]bool) {
	t.Helper()
	found = map[string]bool{}
	var document any
	if err := json.Unmarshal(text, &document); err != nil {
		t.Errorf("a feed is no JSON: %v", err)
		return found
	}
	var walk func(key string, v any)
	walk = func(key string, v any) {
		switch v := v.(type) {
		case map[string]any:
			for k, inner := range v {
				walk(k, inner)
			}
		case []any:
			for _, inner := range v {
				walk(key, inner)
			}
		case string:
			if key == "content_html" {
				maps.Copy(found, inFeed(t, v))
			}
			if strings.HasSuffix(key, "url") || key == "id" {
				found[schemeOf(v)] = true
			}
		}
	}
	walk("", document)
	return found
}

// places are where a text comes out, with what markup.
type places map[string]map[string]bool

func (p places) add(where string, found map[string]bool) {
	if p[where] == nil {
		p[where] = map[string]bool{}
	}
	maps.Copy(p[where], found)
}

// visit adds what some paths show.
func (p planted) visit(t *testing.T, all places, paths []string) {
	t.Helper()
	h := p.handler()
	for _, path := range paths {
		w := reply(h, http.MethodGet, path, "Cookie", p.cookie)
		if w.Code >= 500 || len(w.Result().Cookies()) > 1 || w.Header().Get("planted") != "" {
			t.Errorf("%.60s: %d", path, w.Code)
		}
		switch kind := w.Header().Get("Content-Type"); {
		case strings.Contains(kind, "json"):
			all.add("feeds in JSON", jsonTexts(t, w.Body.Bytes()))
		case strings.Contains(kind, "xml"):
			all.add("feeds", elements(t, w.Body.Bytes()))
		default:
			all.add("pages", parts(t, w.Body.Bytes()))
		}
	}
}

// sent adds what a digest shows.
func (p planted) sent(t *testing.T, all places) {
	t.Helper()
	delivery, err := p.units.Compose(t.Context(), p.reader)
	check(t, err)
	claimed, mine, err := p.db.ClaimDelivery(t.Context(), delivery)
	if err != nil || !mine {
		t.Fatal("no digest was composed", err)
	}
	m, err := p.units.Message(t.Context(), claimed)
	check(t, err)
	raw, err := m.Bytes()
	check(t, err)
	if head, _, _ := strings.Cut(string(raw), "\r\n\r\n"); strings.Contains(strings.ToLower(head), "\nset-cookie:") {
		t.Errorf("the mail has another header:\n%s", head)
	}
	all.add("mails", parts(t, []byte(m.HTML)))
}

// TestNoTextOfOthersBecomesMarkup plants texts that act elsewhere wherever somebody
// else can write, and compares what comes out with what comes out of plain words: no
// other element or attribute, and no other sort of address.
func TestNoTextOfOthersBecomesMarkup(t *testing.T) {
	t.Parallel()
	ours := places{}
	show := func(t *testing.T, texts []string, each func(text string, found places)) {
		t.Helper()
		d, _ := newDaemon(t, func(s *Settings) { s.BaseURL, s.LogLevel = "https://picks.example", "error" })
		var last planted
		for n, text := range texts {
			last = d.plant(t, n, text)
			found := places{}
			last.visit(t, found, slices.Concat(last.pages, last.feeds))
			last.sent(t, found)
			each(text, found)
		}
		found := places{}
		last.visit(t, found, last.shared)
		each("all", found)
	}
	show(t, []string{"Plain words", "https://plain.example/words", "Pupils took 7*7 quizzes and 7*7 more, and scored 0.2 SD higher in all of them.", `Plain "words`}, func(_ string, found places) {
		for where, usual := range found {
			ours.add(where, usual)
		}
	})
	texts := append(slices.Clone(payloads), strings.Join(payloads, " "))
	if testing.Short() {
		texts = payloads[:8]
	}
	show(t, texts, func(text string, found places) {
		if len(found["pages"]) < 10 {
			t.Errorf("%.40q: the pages are empty", text)
		}
		for where, all := range found {
			for _, part := range slices.Sorted(maps.Keys(all)) {
				if !ours[where][part] {
					t.Errorf("%.40q: %s have %s", text, where, part)
				}
			}
		}
	})
}
