package feed

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
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
	f.Fuzz(func(t *testing.T, body []byte, contentType string) {
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
