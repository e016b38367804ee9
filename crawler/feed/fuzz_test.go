package feed

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"chalkline/crawler/htmltext"
)

// FuzzParse holds what is true of any bytes: no panic, and items that keep to
// what the rest of Chalkline builds on.
func FuzzParse(f *testing.F) {
	files, err := filepath.Glob("testdata/*.*")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		body, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(body, "text/xml; charset=utf-8")
		f.Add(body[:len(body)*2/3], "")
	}
	f.Add([]byte("\xff\xfe<\x00r\x00s\x00s\x00>\x00"), "")
	f.Add([]byte("<rss><channel><item><link>javascript:alert(1)</link><title>\u202Ex&#8;</title></item></channel></rss>"), "a/b; charset=big5")
	f.Add([]byte(`<feed><entry><id/><link href="//h/p"/><content type="html">&lt;a href="x">y</content></entry></feed>`), "")
	f.Add([]byte(`<CHANNEL xml:base="x"><ITEM HREF="y"><ABSTRACT>z</ABSTRACT></ITEM></CHANNEL>`), "")
	f.Add([]byte(`<!DOCTYPE r [<!ENTITY e "v">]><feed xml:lang="en_GB"><entry><title mode="base64">PGI+</title><id>&e;</id></entry></feed>`), "")
	f.Fuzz(func(t *testing.T, body []byte, contentType string) {
		if d, err := Read(body, Meta{URL: "https://feed.example/", ContentType: contentType}); err == nil {
			for _, e := range d.Entries {
				if safe := strings.ToLower(e.Summary.Safe()); e.Summary.HTML && strings.Contains(safe, "<script") {
					t.Errorf("summary %q", safe)
				}
			}
		}
		parsed, err := Parse(body, Meta{URL: "https://feed.example/", ContentType: contentType, Now: now})
		if err != nil {
			return
		}
		keys := make(map[string]bool)
		for _, item := range parsed.Items {
			if item.Key == "" || keys[item.Key] {
				t.Errorf("key %q is empty or not unique", item.Key)
			}
			keys[item.Key] = true
			if item.URL != "" && !strings.HasPrefix(item.URL, "http://") && !strings.HasPrefix(item.URL, "https://") {
				t.Errorf("address %q", item.URL)
			}
			if strings.ContainsAny(item.Title, "\r\n\x00") || !utf8.ValidString(item.Title) {
				t.Errorf("title %q", item.Title)
			}
			if len(item.Text) > htmltext.MaxText || !utf8.ValidString(item.Text) || strings.ContainsRune(item.Text, 0) {
				t.Errorf("text %q", item.Text)
			}
			if item.Published.After(now) {
				t.Errorf("published %v", item.Published)
			}
		}
	})
}

// FuzzParseDate holds that a date is one that can be written again, and that
// the form of the standard reads back as it was.
func FuzzParseDate(f *testing.F) {
	for text := range dateTexts {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		at := parseDate(text)
		if at.IsZero() {
			return
		}
		if at.Location() != time.UTC {
			t.Errorf("parseDate(%q) is in %v", text, at.Location())
		}
		if at.Year() < 1 || at.Year() > 9999 {
			return
		}
		if again := parseDate(at.Format(time.RFC3339Nano)); !again.Equal(at) {
			t.Errorf("parseDate(%q) = %v, written and read again %v", text, at, again)
		}
	})
}
