package feed_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// lintJSON is the complaints about a JSON Feed, by the words of its version 1.1.
func lintJSON(b []byte) []string {
	var f struct {
		Version  string `json:"version"`
		Title    string `json:"title"`
		Home     string `json:"home_page_url"`
		Self     string `json:"feed_url"`
		Next     string `json:"next_url"`
		Language string `json:"language"`
		Hubs     []struct{ Type, URL string }
		Authors  []struct{ Name string }
		Items    *[]map[string]any `json:"items"`
	}
	if err := json.Unmarshal(b, &f); err != nil {
		return []string{"not JSON: " + err.Error()}
	}
	var list []string
	complain := func(bad bool, format string, args ...any) {
		if bad {
			list = append(list, fmt.Sprintf(format, args...))
		}
	}
	complain(f.Version != "https://jsonfeed.org/version/1.1", "version %q", f.Version)
	complain(f.Title == "", "no title")
	complain(!isAbsolute(f.Home) || !isAbsolute(f.Self) || f.Next != "" && !isAbsolute(f.Next), "addresses %q, %q, %q", f.Home, f.Self, f.Next)
	complain(!isLanguage(f.Language), "language %q", f.Language)
	for _, hub := range f.Hubs {
		complain(hub.Type == "" || !isAbsolute(hub.URL), "hub %v", hub)
	}
	complain(f.Items == nil, "no items")
	if f.Items == nil {
		return list
	}
	seen := make(map[string]bool)
	for _, item := range *f.Items {
		text := func(key string) string { s, _ := item[key].(string); return s }
		id := text("id")
		complain(id == "" || seen[id], "id %q", id)
		seen[id] = true
		complain(text("content_html") == "" && text("content_text") == "", "%s: no content", id)
		complain(!isAbsolute(text("url")), "%s: url %q", id, text("url"))
		complain(text("language") != "" && !isLanguage(text("language")), "%s: language %q", id, text("language"))
		for _, key := range []string{"date_published", "date_modified"} {
			_, ok := isoDate(text(key))
			complain(!ok, "%s: %s %q", id, key, text(key))
		}
		authors, _ := item["authors"].([]any)
		complain(len(authors) == 0, "%s: no authors", id)
		for key, value := range item {
			_, isObject := value.(map[string]any)
			complain(isObject != strings.HasPrefix(key, "_"), "%s: %q is no field of ours", id, key)
			s, _ := value.(string)
			complain(strings.ContainsFunc(s, func(r rune) bool { return r < ' ' && r != '\n' || r >= 0x7f && r < 0xa0 || r == '\ufffd' }), "%s: control characters in %s", id, key)
		}
		tags, _ := item["tags"].([]any)
		complain(slices.Contains(tags, any("")), "%s: an empty tag", id)
		_, about := item["_evidence"].(map[string]any)
		complain(!about && !strings.Contains(id, ":edition/"), "%s: no evidence", id)
	}
	return list
}
