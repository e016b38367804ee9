package page

import (
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"chalkline"
	"chalkline/crawler/htmltext"
)

func FuzzList(f *testing.F) {
	f.Add("<ul><li><a href='/x'>y</a></ul>", "li", "a")
	f.Add("<base href='http://['><a href=//x>", "a", ":is(")
	f.Fuzz(func(t *testing.T, body, list, title string) {
		if len(list)+len(title) > 200 {
			return // selectors are the operator's own
		}
		items, _ := List([]byte(body), "https://a.example/", chalkline.Selectors{List: list, Title: title}, now)
		for _, item := range items {
			if !strings.HasPrefix(item.URL, "http") {
				t.Errorf("address %q", item.URL)
			}
		}
		Discover([]byte(body), "https://a.example/")
	})
}

// FuzzArticle holds what is true of any bytes: no panic, and an article that
// keeps to what the rest of Chalkline builds on.
func FuzzArticle(f *testing.F) {
	files, err := filepath.Glob("testdata/*.html")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range files {
		body := file(f, filepath.Base(name))
		f.Add(body, "https://a.example/2026/05/03/x")
		f.Add(body[:len(body)*2/3], "https://10.5555/read.7")
	}
	f.Add([]byte("\xff\xfe<\x00p\x00>\x00"), "")
	f.Add([]byte("<base href='http://['><link rel=canonical href='javascript:x'><title>\u202Ex&#8;</title><table><p><a href=//h>"), "http://a.example/")
	f.Add([]byte(`<script type=application/ld+json>[{"@id":"a","@type":"Article","isPartOf":{"@id":"a"},"author":{"@id":"a","name":[[]]}}]</script>`), "http://a.example/")
	f.Fuzz(func(t *testing.T, body []byte, address string) {
		a, err := ReadArticle(body, address)
		if err != nil {
			return
		}
		if len(a.Text) > htmltext.MaxText || !utf8.ValidString(a.Text) || strings.ContainsRune(a.Text, 0) {
			t.Errorf("text %q", a.Text)
		}
		if strings.ContainsAny(a.Title+strings.Join(a.Authors, "")+a.Venue, "\r\n\x00") || !utf8.ValidString(a.Title) {
			t.Errorf("title %q, authors %q, venue %q", a.Title, a.Authors, a.Venue)
		}
		for _, link := range append(a.Links, a.Canonical, a.OpenCopy) {
			if link != "" && !strings.HasPrefix(link, "http://") && !strings.HasPrefix(link, "https://") {
				t.Errorf("address %q", link)
			}
		}
		for _, p := range Propose(body, address, now) {
			if _, err := List(body, address, p.Selectors, now); err != nil {
				t.Errorf("proposed %+v: %v", p.Selectors, err)
			}
		}
		Discover(body, address)
		Guess(address)
	})
}
