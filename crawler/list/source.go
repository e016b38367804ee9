package list

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"chalkline"

	"github.com/goccy/go-yaml/ast"
)

var (
	topicForm    = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	countryForm  = regexp.MustCompile(`^[A-Z]{2}(/[A-Z]{2})*$`)
	languageForm = regexp.MustCompile(`^[a-z]{2}$`)
)

// defaults of keys that a source leaves out.
const (
	defaultKind     = chalkline.SourceFeed
	defaultGenre    = chalkline.GenreBlog
	defaultLanguage = "en"
)

var kinds = []chalkline.SourceKind{
	chalkline.SourceFeed, chalkline.SourcePage, chalkline.SourceCrossref, chalkline.SourceERIC,
}

// source reads one entry of the list; false when anything is wrong with it.
func (r *reader) source(n ast.Node) (chalkline.Source, bool) {
	before := len(r.list)
	s := chalkline.Source{Kind: defaultKind, Genre: defaultGenre, Language: defaultLanguage, Listed: true}
	nodes := map[string]ast.Node{}
	for key, value := range r.pairs(n, "a source", sourceKeys) {
		nodes[key] = value
		switch key {
		case "name":
			s.Name = r.line(value, key, maxName)
		case "url":
			s.URL = r.url(value, key)
		case "site":
			s.SiteURL = r.url(value, key)
		case "kind":
			s.Kind = oneOf(r, value, key, kinds)
		case "genre":
			s.Genre = oneOf(r, value, key, chalkline.Genres)
		case "topics":
			s.Topics = r.topics(value)
		case "country":
			s.Country = r.country(value)
		case "language":
			s.Language = r.language(value)
		case "unverified":
			s.Unverified = r.yes(value, key)
		case "selectors":
			s.Selectors = r.selectors(value)
		}
	}
	if _, ok := n.(*ast.MappingNode); ok {
		r.whole(n, s, nodes)
	}
	return s, len(r.list) == before
}

// whole checks what can only be seen from the source as a whole.
func (r *reader) whole(n ast.Node, s chalkline.Source, nodes map[string]ast.Node) {
	for _, key := range []string{"name", "url"} {
		if nodes[key] == nil {
			r.at(n, "this source has no %q", key)
		}
	}
	switch selectors := nodes["selectors"]; {
	case s.Kind == chalkline.SourcePage && selectors == nil:
		r.at(n, `a source of kind page needs "selectors" with at least "list"`)
	case s.Kind != chalkline.SourcePage && s.Kind != "" && selectors != nil:
		r.at(selectors, "only a source of kind page has selectors; this one is of kind %s", s.Kind)
	case selectors != nil && s.Selectors.List == "" && isMapping(selectors):
		r.at(selectors, `selectors need at least "list", which selects the element of each item`)
	}
	if s.URL == "" {
		return
	}
	same := sameURL(s.URL)
	line, _ := position(nodes["url"])
	if first, twice := r.seen[same]; twice {
		r.at(nodes["url"], "duplicate url %q; also at line %d", chalkline.Cut(s.URL, 120), first)
		return
	}
	r.seen[same] = line
}

func isMapping(n ast.Node) bool {
	_, ok := n.(*ast.MappingNode)
	return ok
}

// line reads text of one line, not empty, at most limit runes.
func (r *reader) line(n ast.Node, key string, limit int) string {
	value, ok := text(n)
	value = strings.TrimSpace(value)
	switch {
	case !ok && isScalar(n):
		r.at(n, "%q should be text, not %s; put it in quotes", key, describe(n))
	case !ok:
		r.at(n, "%q should be text, not %s", key, describe(n))
	case value == "":
		r.at(n, "%q is empty", key)
	case !utf8.ValidString(value) || strings.ContainsFunc(value, isControl):
		r.at(n, "%q should be one line of plain text", key)
	case utf8.RuneCountInString(value) > limit:
		r.at(n, "%q is longer than %d characters", key, limit)
	default:
		return value
	}
	return ""
}

func isControl(c rune) bool { return c < ' ' || c >= 0x7f && c < 0xa0 || c == 0x2028 || c == 0x2029 }

func isScalar(n ast.Node) bool {
	switch n.(type) {
	case *ast.BoolNode, *ast.IntegerNode, *ast.FloatNode, *ast.InfinityNode, *ast.NanNode:
		return true
	}
	return false
}

// url reads an absolute http or https address.
func (r *reader) url(n ast.Node, key string) string {
	value := r.line(n, key, maxURL)
	if value == "" {
		return ""
	}
	if fault := urlFault(value); fault != "" {
		r.at(n, "%q %s", key, fault)
		return ""
	}
	return value
}

// urlFault says what is wrong with an address, "" when nothing is.
func urlFault(raw string) string {
	shown := chalkline.Cut(raw, 120)
	u, err := url.Parse(raw)
	switch {
	case len(raw) > maxURL:
		return "is too long for an address"
	case err != nil || strings.ContainsAny(raw, " \t"):
		return "is not an address: " + shown
	case u.Scheme == "":
		return "should begin with https:// or http://: " + shown
	case u.Scheme != "http" && u.Scheme != "https":
		return "should begin with https:// or http://, not " + u.Scheme + ":"
	case u.Hostname() == "":
		return "has no host: " + shown
	case u.User != nil:
		return "should not hold a name or password"
	}
	return ""
}

// oneOf reads one of a few words.
func oneOf[T ~string](r *reader, n ast.Node, key string, allowed []T) T {
	value := r.line(n, key, maxName)
	if value == "" || slices.Contains(allowed, T(value)) {
		return T(value)
	}
	words := make(keys, 0, len(allowed))
	for _, a := range allowed {
		words = append(words, string(a))
	}
	r.at(n, "unknown %s %q%s", key, chalkline.Cut(value, 40), words.hint(value))
	return ""
}

func (r *reader) topics(n ast.Node) []chalkline.TopicID {
	var topics []chalkline.TopicID
	for _, entry := range r.entries(n, "topics") {
		value := r.line(entry, "topics", maxName)
		topic := chalkline.TopicID(value)
		switch {
		case value == "":
		case !topicForm.MatchString(value):
			r.at(entry, "topic %q should be lower-case words joined by hyphens, as retrieval-practice", chalkline.Cut(value, 40))
		case slices.Contains(topics, topic):
			r.at(entry, "topic %q is given twice", value)
		default:
			topics = append(topics, topic)
		}
	}
	return topics
}

func (r *reader) country(n ast.Node) string {
	value := r.line(n, "country", maxName)
	switch {
	case value == "":
	case slices.Contains(strings.Split(value, "/"), "UK"):
		r.at(n, `country "UK" should be its ISO code "GB"`)
	case !countryForm.MatchString(value):
		r.at(n, "country %q should be two capital letters, as GB, or several joined by a slash, as GB/US", chalkline.Cut(value, 40))
	}
	return value
}

// language reads a two-letter code; "" says that it varies or is not known.
func (r *reader) language(n ast.Node) string {
	if value, ok := text(n); ok && value == "" {
		return ""
	}
	value := r.line(n, "language", maxName)
	if value != "" && !languageForm.MatchString(value) {
		r.at(n, "language %q should be two small letters, as de", chalkline.Cut(value, 40))
	}
	return value
}

func (r *reader) yes(n ast.Node, key string) bool {
	if b, ok := n.(*ast.BoolNode); ok {
		return b.Value
	}
	r.at(n, "%q should be true or false, not %s", key, describe(n))
	return false
}

func (r *reader) selectors(n ast.Node) chalkline.Selectors {
	var s chalkline.Selectors
	fields := map[string]*string{"list": &s.List, "title": &s.Title, "link": &s.Link, "date": &s.Date, "author": &s.Author}
	for key, value := range r.pairs(n, `"selectors"`, selectorKeys) {
		*fields[key] = r.line(value, key, maxName)
	}
	return s
}
