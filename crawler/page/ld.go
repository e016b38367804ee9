package page

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"

	"chalkline/crawler/htmltext"
)

// The caps of what is read of JSON-LD.
const (
	maxObjects = 2000
	maxDepthLD = 24
)

// ld is what a page says of its article in JSON-LD.
type ld struct {
	headline, description, body    string
	published, language, publisher string
	periodical                     string
	authors, ids, copies, keywords []string
}

// object is one JSON object.
type object = map[string]any

// reading gathers the objects of all scripts, since one may point at another.
type reading struct {
	objects []object
	byID    map[string]object
}

// linkedData reads the JSON-LD of a page.
func linkedData(doc *goquery.Document) ld {
	r := reading{byID: make(map[string]object)}
	for _, script := range doc.Find(`script[type]`).EachIter() {
		kind, _, _ := strings.Cut(strings.ToLower(script.AttrOr("type", "")), ";")
		if strings.TrimSpace(kind) != "application/ld+json" {
			continue
		}
		if value, ok := lenient(script.Text()); ok {
			r.gather(value, 0)
		}
	}
	return r.article()
}

// lenient reads JSON as pages have it: in comments, with line breaks in texts,
// with entities.
func lenient(text string) (any, bool) {
	text = strings.TrimSpace(text)
	for _, mark := range []string{"<!--", "//<![CDATA[", "<![CDATA["} {
		text = strings.TrimPrefix(text, mark)
	}
	for _, mark := range []string{"//-->", "-->", "//]]>", "]]>"} {
		text = strings.TrimSuffix(text, mark)
	}
	text = strings.TrimRight(strings.TrimSpace(text), ";")
	if len(text) > maxLD {
		return nil, false
	}
	plainer := strings.Map(func(c rune) rune {
		if c < ' ' {
			return ' '
		}
		return c
	}, text)
	for _, attempt := range []string{plainer, html.UnescapeString(plainer)} {
		var value any
		if err := json.Unmarshal([]byte(attempt), &value); err == nil {
			return value, true
		}
	}
	return nil, false
}

func (r *reading) gather(value any, depth int) {
	if depth > maxDepthLD || len(r.objects) >= maxObjects {
		return
	}
	switch v := value.(type) {
	case []any:
		for _, one := range v {
			r.gather(one, depth+1)
		}
	case object:
		r.objects = append(r.objects, v)
		if id, ok := v["@id"].(string); ok && len(v) > len(r.byID[id]) {
			r.byID[id] = v
		}
		// In the order of the keys, so that the same page reads the same.
		keys := make([]string, 0, len(v))
		for key := range v {
			keys = append(keys, key)
		}
		slices.Sort(keys)
		for _, key := range keys {
			switch v[key].(type) {
			case object, []any:
				r.gather(v[key], depth+1)
			}
		}
	}
}

// article is the first object that is an article, with what it lacks from an
// object for the page.
func (r *reading) article() ld {
	var found ld
	for _, want := range []func(string) bool{isArticle, isPage} {
		for _, o := range r.objects {
			if slices.ContainsFunc(texts(o["@type"]), want) {
				r.read(o, &found, want("Article"))
				break
			}
		}
	}
	return found
}

func isArticle(kind string) bool {
	return strings.HasSuffix(kind, "Article") || strings.HasSuffix(kind, "Posting") ||
		slices.Contains([]string{"Report", "Thesis", "PodcastEpisode", "Chapter", "CreativeWork", "Dataset", "Recipe", "VideoObject", "Course"}, kind)
}

func isPage(kind string) bool { return strings.HasSuffix(kind, "Page") }

func (r *reading) read(o object, into *ld, isArticle bool) {
	fill := func(at *string, values ...any) {
		for _, value := range values {
			if found := r.names(value, 0); *at == "" && len(found) > 0 {
				*at = found[0]
			}
		}
	}
	if into.published == "" {
		into.published = first(texts(o["datePublished"]), texts(o["dateCreated"]), texts(o["uploadDate"]))
	}
	if len(into.authors) == 0 {
		into.authors = r.names(either(o["author"], o["creator"]), 0)
	}
	fill(&into.language, o["inLanguage"])
	fill(&into.publisher, o["publisher"])
	if !isArticle {
		return
	}
	into.headline = htmltext.Line(first(texts(o["headline"]), texts(o["name"])))
	into.description = first(texts(o["abstract"]), texts(o["description"]))
	into.body = first(texts(o["articleBody"]))
	fill(&into.periodical, r.periodical(o, 0))
	for _, key := range []string{"@id", "identifier", "sameAs", "doi", "url"} {
		into.ids = append(into.ids, r.values(o[key])...)
	}
	for _, media := range append(list(o["encoding"]), list(o["associatedMedia"])...) {
		if m, ok := media.(object); ok {
			into.copies = append(into.copies, texts(m["contentUrl"])...)
		}
	}
	for _, words := range texts(o["keywords"]) {
		into.keywords = append(into.keywords, strings.Split(words, ",")...)
	}
}

// periodical is the journal that an article is part of.
func (r *reading) periodical(o object, depth int) any {
	if depth > 4 {
		return nil
	}
	for _, part := range list(o["isPartOf"]) {
		whole, ok := r.resolve(part)
		if !ok {
			continue
		}
		if slices.Contains(texts(whole["@type"]), "Periodical") {
			return whole
		}
		if found := r.periodical(whole, depth+1); found != nil {
			return found
		}
	}
	return nil
}

func (r *reading) resolve(value any) (object, bool) {
	o, ok := value.(object)
	if !ok {
		return nil, false
	}
	if id, isRef := o["@id"].(string); isRef {
		if whole, known := r.byID[id]; known {
			return whole, true
		}
	}
	return o, true
}

// names are the names of people or things, which are written as text, as
// objects or as lists of both.
func (r *reading) names(value any, depth int) []string {
	if depth > 4 {
		return nil
	}
	var names []string
	for _, one := range list(value) {
		if text, ok := one.(string); ok {
			names = append(names, text)
			continue
		}
		o, ok := r.resolve(one)
		if !ok {
			continue
		}
		if name := first(texts(o["name"])); name != "" {
			names = append(names, name)
			continue
		}
		if name := strings.TrimSpace(first(texts(o["givenName"])) + " " + first(texts(o["familyName"]))); name != "" {
			names = append(names, name)
			continue
		}
		names = append(names, r.names(o["name"], depth+1)...)
	}
	return names
}

// values are texts and the values of objects such as PropertyValue.
func (r *reading) values(value any) []string {
	found := texts(value)
	for _, one := range list(value) {
		if o, ok := one.(object); ok {
			found = append(found, texts(o["value"])...)
			found = append(found, texts(o["@id"])...)
		}
	}
	return found
}

func either(a, b any) any {
	if a != nil {
		return a
	}
	return b
}

func list(value any) []any {
	switch v := value.(type) {
	case nil:
		return nil
	case []any:
		return v
	}
	return []any{value}
}

func texts(value any) []string {
	var found []string
	for _, one := range list(value) {
		switch v := one.(type) {
		case string:
			if v = strings.TrimSpace(v); v != "" {
				found = append(found, v)
			}
		case object:
			if text, ok := v["@value"].(string); ok && text != "" {
				found = append(found, text)
			}
		}
	}
	return found
}

func first(lists ...[]string) string {
	for _, l := range lists {
		if len(l) > 0 {
			return l[0]
		}
	}
	return ""
}
