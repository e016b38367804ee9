package web

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"chalkline/digest/say"
)

// TestEveryPageIsWhollyInTheReadersLanguage reads every page in Spanish and looks
// for texts of the catalogue that were left in English.
func TestEveryPageIsWhollyInTheReadersLanguage(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	readers, err := h.db.Readers(t.Context())
	ok(t, err)
	for _, reader := range readers {
		ok(t, h.db.SetLanguage(t.Context(), reader.ID, say.Spanish.Tag))
	}
	left := englishOnly(t)
	seen := 0
	h.eachPage(func(name, path string, p person) {
		a := p.get(path, "Accept-Language", "es", "Accept", "text/html", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "document")
		if !strings.Contains(a.body, `<html lang="es"`) {
			t.Errorf("%s: not in Spanish", name)
			return
		}
		seen++
		for _, text := range textsOfPage(a.body) {
			for part := range strings.SplitSeq(text, " · ") {
				if key := left(strings.TrimSpace(part)); key != "" && !slices.Contains(typedInEnglish, part) {
					t.Errorf("%s: %q is in English", name, part)
				}
			}
		}
	})
	if seen < 40 {
		t.Errorf("only %d pages were read", seen)
	}
}

// typedInEnglish are texts of the house that are stored as they were written, or
// that stand for no language.
var typedInEnglish = []string{"My feed", "name@school.org", "4 picks: spaced maths quizzes, large review of homework and 2 more", "for 7 days"}

// englishOnly finds the text of the catalogue that words are of, "" for none.
func englishOnly(t *testing.T) func(words string) string {
	t.Helper()
	files, err := filepath.Glob("../digest/say/texts/*.es.json")
	ok(t, err)
	whole := map[string]bool{}
	var formats []*regexp.Regexp
	verbs := regexp.MustCompile(`%(?:\[\d+\])?[a-z]`)
	for _, file := range files {
		data, err := os.ReadFile(file)
		ok(t, err)
		var texts map[string]json.RawMessage
		ok(t, json.Unmarshal(data, &texts))
		for _, key := range slices.Sorted(maps.Keys(texts)) {
			var translation string
			same := json.Unmarshal(texts[key], &translation) == nil && translation == key
			letters := strings.Join(regexp.MustCompile(`[a-zA-Z]+`).FindAllString(verbs.ReplaceAllString(key, " "), -1), " ")
			switch {
			case same || len(letters) < 4 || strings.Contains(key, "2006"):
			case !strings.Contains(key, "%"):
				whole[strings.NewReplacer("[", "", "]", "").Replace(key)] = true
			case len(letters) >= 8:
				pattern := verbs.ReplaceAllString(regexp.QuoteMeta(key), `.+?`)
				formats = append(formats, regexp.MustCompile(`^`+strings.NewReplacer(`\[`, "", `\]`, "").Replace(pattern)+`$`))
			}
		}
	}
	return func(words string) string {
		if whole[words] {
			return words
		}
		for _, format := range formats {
			if format.MatchString(words) {
				return format.String()
			}
		}
		return ""
	}
}

// textsOfPage are the texts of a page that people read or hear, without those that
// the page marks as being in another language.
func textsOfPage(page string) []string {
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		return nil
	}
	var texts []string
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.ElementNode {
			if slices.Contains([]string{"script", "style", "code", "pre", "textarea"}, n.Data) {
				return
			}
			for _, a := range n.Attr {
				if a.Key == "lang" && a.Val != say.Spanish.Tag {
					return
				}
				if heardAttributes[a.Key] {
					texts = append(texts, a.Val)
				}
			}
		}
		if n.Type == html.TextNode {
			texts = append(texts, strings.Join(strings.Fields(n.Data), " "))
		}
		for child := range n.ChildNodes() {
			walk(child)
		}
	}
	walk(root)
	return texts
}
