package main

import (
	"bytes"
	"cmp"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"chalkline/crawler/feed"
)

// feedBase is where those conformance files expect to be served from that have
// "http" in their names. The others were read from a disk, without an address.
const feedBase = "http://127.0.0.1:8097/"

// expectation is what a conformance file says that a reader finds in it.
type expectation struct {
	File       string            `json:"file"`
	Headers    map[string]string `json:"headers"`
	Assertions []assertion       `json:"assertions"`
}

type assertion struct {
	Path  []any  `json:"path"`
	Op    string `json:"op"`
	Value any    `json:"value"`
}

// conformance counts the assertions that are mapped and those that hold.
func (r *parseReport) conformance(folder string, complain func(string, ...any)) error {
	list, err := readLines[expectation](folder, func(name string) bool { return strings.HasPrefix(name, "feedparser") })
	if err != nil {
		return err
	}
	for _, e := range list {
		body, err := os.ReadFile(filepath.Join(folder, e.File))
		if err != nil {
			return fmt.Errorf("reading a conformance file: %w", err)
		}
		headers := make(http.Header)
		for name, value := range e.Headers {
			headers.Set(name, value)
		}
		address := ""
		if strings.Contains(e.File, "http") {
			address = feedBase + e.File
		}
		d, err := feed.Read(body, feed.Meta{
			URL:             address,
			ContentType:     headers.Get("Content-Type"),
			ContentLocation: headers.Get("Content-Location"),
			ContentLanguage: headers.Get("Content-Language"),
		})
		for _, a := range e.Assertions {
			field, mapped := a.field()
			if !mapped {
				continue
			}
			r.Assertions++
			have := field(&d)
			if a.holds(have) {
				r.Held++
				continue
			}
			complain("%s %v: %q, want %q (%v)", e.File, a.Path, fmt.Sprint(have), fmt.Sprint(a.Value), err)
		}
	}
	r.Share = share(r.Held, r.Assertions)
	return nil
}

// field finds what in a document an assertion speaks of; mapped is false when
// it speaks of nothing that counts.
func (a assertion) field() (read func(*feed.Document) any, mapped bool) {
	if a.Op != "==" || len(a.Path) < 2 {
		return nil, false
	}
	if a.Path[0] == "feed" {
		f, ok := feedFields[name(a.Path[1:])]
		return func(d *feed.Document) any { return f(d, number(a.Path[1:])) }, ok
	}
	n, isNumber := a.Path[1].(float64)
	if a.Path[0] != "entries" || !isNumber {
		return nil, false
	}
	f, ok := entryFields[name(a.Path[2:])]
	return func(d *feed.Document) any {
		if int(n) >= len(d.Entries) {
			return ""
		}
		return f(&d.Entries[int(n)], number(a.Path[2:]))
	}, ok
}

// name writes a path with N for each number.
func name(path []any) string {
	parts := make([]string, len(path))
	for i, p := range path {
		if text, ok := p.(string); ok {
			parts[i] = text
		} else {
			parts[i] = "N"
		}
	}
	return strings.Join(parts, ".")
}

// number is the number in a path, 0 when there is none.
func number(path []any) int {
	for _, p := range path {
		if n, ok := p.(float64); ok {
			return int(n)
		}
	}
	return 0
}

// at is a field of the nth of a list, zero when it is shorter.
func at[T, V any](list []T, n int, field func(T) V) V {
	if n >= len(list) {
		var zero V
		return zero
	}
	return field(list[n])
}

var feedFields = map[string]func(d *feed.Document, n int) any{
	"title":               func(d *feed.Document, _ int) any { return d.Title.Safe() },
	"title_detail.value":  func(d *feed.Document, _ int) any { return d.Title.Safe() },
	"link":                func(d *feed.Document, _ int) any { return d.Link },
	"links.N.href":        func(d *feed.Document, n int) any { return at(d.Links, n, href) },
	"id":                  func(d *feed.Document, _ int) any { return d.ID },
	"guid":                func(d *feed.Document, _ int) any { return d.ID },
	"summary":             func(d *feed.Document, _ int) any { return d.Subtitle.Safe() },
	"description":         func(d *feed.Document, _ int) any { return d.Subtitle.Safe() },
	"subtitle":            func(d *feed.Document, _ int) any { return d.Subtitle.Safe() },
	"tagline":             func(d *feed.Document, _ int) any { return d.Subtitle.Safe() },
	"info":                func(d *feed.Document, _ int) any { return d.Info.Safe() },
	"author":              func(d *feed.Document, _ int) any { return at(d.Authors, 0, feed.Person.String) },
	"author_detail.name":  func(d *feed.Document, _ int) any { return at(d.Authors, 0, personName) },
	"author_detail.email": func(d *feed.Document, _ int) any { return at(d.Authors, 0, personEmail) },
	"tags.N.term":         func(d *feed.Document, n int) any { return at(d.Tags, n, term) },
	"published_parsed":    func(d *feed.Document, _ int) any { return d.Published },
	"updated_parsed":      func(d *feed.Document, _ int) any { return orElse(d.Updated, d.Published) },
	"created_parsed":      func(d *feed.Document, _ int) any { return d.Created },
	"language":            func(d *feed.Document, _ int) any { return d.Language },
	"rights":              func(d *feed.Document, _ int) any { return d.Rights.Safe() },
	"copyright":           func(d *feed.Document, _ int) any { return d.Rights.Safe() },
	"content.N.value":     func(*feed.Document, int) any { return "" },
	"enclosures.N.href":   func(*feed.Document, int) any { return "" },
	"enclosures.N.type":   func(*feed.Document, int) any { return "" },
}

var entryFields = map[string]func(e *feed.Entry, n int) any{
	"title":               func(e *feed.Entry, _ int) any { return e.Title.Safe() },
	"title_detail.value":  func(e *feed.Entry, _ int) any { return e.Title.Safe() },
	"link":                func(e *feed.Entry, _ int) any { return e.Link },
	"links.N.href":        func(e *feed.Entry, n int) any { return at(e.Links, n, href) },
	"id":                  func(e *feed.Entry, _ int) any { return e.ID },
	"guid":                func(e *feed.Entry, _ int) any { return e.ID },
	"summary":             func(e *feed.Entry, _ int) any { return e.Summary.Safe() },
	"description":         func(e *feed.Entry, _ int) any { return e.Summary.Safe() },
	"content.N.value":     func(e *feed.Entry, n int) any { return at(e.Contents, n, feed.Text.Safe) },
	"subtitle":            func(e *feed.Entry, _ int) any { return e.Summary.Safe() },
	"tagline":             func(e *feed.Entry, _ int) any { return e.Summary.Safe() },
	"info":                func(*feed.Entry, int) any { return "" },
	"author":              func(e *feed.Entry, _ int) any { return at(e.Authors, 0, feed.Person.String) },
	"author_detail.name":  func(e *feed.Entry, _ int) any { return at(e.Authors, 0, personName) },
	"author_detail.email": func(e *feed.Entry, _ int) any { return at(e.Authors, 0, personEmail) },
	"tags.N.term":         func(e *feed.Entry, n int) any { return at(e.Tags, n, term) },
	"enclosures.N.href":   func(e *feed.Entry, n int) any { return at(e.Enclosures(), n, href) },
	"enclosures.N.type": func(e *feed.Entry, n int) any {
		return at(e.Enclosures(), n, func(l feed.Link) string { return l.Type })
	},
	"published_parsed": func(e *feed.Entry, _ int) any { return e.Published },
	"updated_parsed":   func(e *feed.Entry, _ int) any { return orElse(e.Updated, e.Published) },
	"created_parsed":   func(e *feed.Entry, _ int) any { return e.Created },
	"rights":           func(e *feed.Entry, _ int) any { return e.Rights.Safe() },
	"copyright":        func(e *feed.Entry, _ int) any { return e.Rights.Safe() },
}

// orElse is the date that the other parser gives for "updated": that of the
// publication where nothing changed since.
func orElse(updated, published time.Time) time.Time {
	if updated.IsZero() {
		return published
	}
	return updated
}

func term(t feed.Tag) string           { return t.Term }
func href(l feed.Link) string          { return l.Href }
func personName(p feed.Person) string  { return p.Name }
func personEmail(p feed.Person) string { return p.Email }

// holds compares what was found with what is expected: times to the second,
// text after the normal form of HTML.
func (a assertion) holds(have any) bool {
	switch want := a.Value.(type) {
	case string:
		text, ok := have.(string)
		return ok && normalHTML(text) == normalHTML(want)
	case []any:
		moment, ok := have.(time.Time)
		return ok && len(want) >= 6 && fields(moment.UTC()) == fmt.Sprint(want[:6])
	case nil:
		return have == ""
	}
	return false
}

// fields writes a time as the first six numbers of the expectations.
func fields(t time.Time) string {
	return fmt.Sprint([]int{t.Year(), int(t.Month()), t.Day(), t.Hour(), t.Minute(), t.Second()})
}

// normalHTML parses HTML, writes it again with the attributes of each element
// in order, and folds white space.
func normalHTML(text string) string {
	nodes, err := html.ParseFragment(strings.NewReader(text), &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body})
	if err != nil {
		return text
	}
	var out bytes.Buffer
	for _, node := range nodes {
		for n := range node.Descendants() {
			sortAttributes(n)
		}
		sortAttributes(node)
		if err := html.Render(&out, node); err != nil {
			return text
		}
	}
	return strings.Join(strings.Fields(out.String()), " ")
}

func sortAttributes(n *html.Node) {
	slices.SortFunc(n.Attr, func(a, b html.Attribute) int { return cmp.Compare(a.Key, b.Key) })
}
