package feed_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// A lint of feeds with the classes of complaint of the W3C's feed validator that
// concern documents like ours. TestTheLintComplainsAsTheFeedValidatorDoes checks
// the lint itself.

// document is a feed as the lint sees it.
type document struct {
	root     *node
	raw      []byte
	location string // where it was fetched, "" when that is not known
	fault    error  // why it could not be read
	doctype  string
	ascii    bool // it says that it has no other letters
}

// node is an element. Names have the prefix that is usual for their namespace,
// so "dc:creator" is one whatever a document calls it, and those of RSS none.
type node struct {
	name     string
	space    string
	attrs    []xml.Attr
	text     string // all its character data
	children []*node
	parent   *node
}

// prefixes are those of the namespaces that feeds of ours use, and of XHTML.
var prefixes = map[string]string{
	"": "", "http://www.w3.org/2005/Atom": "atom", "http://purl.org/dc/elements/1.1/": "dc",
	"http://purl.org/rss/1.0/modules/content/": "content", "http://purl.org/syndication/history/1.0": "fh",
	"urn:uuid:3c2d5977-6b4e-429d-9b21-acdbc02cf329": "evidence", "http://www.w3.org/1999/xhtml": "xhtml",
}

// attr is an attribute without a namespace, and whether it is there.
func (n *node) attr(name string) (string, bool) {
	for _, a := range n.attrs {
		if a.Name.Space == "" && a.Name.Local == name {
			return a.Value, true
		}
	}
	return "", false
}

func (n *node) child(name string) *node {
	for _, c := range n.children {
		if c.name == name {
			return c
		}
	}
	return nil
}

func (n *node) in(parents ...string) bool {
	return n.parent != nil && slices.Contains(parents, n.parent.name)
}

// all are the elements with one of those names, or all of them.
func (d document) all(names ...string) []*node {
	var list []*node
	var walk func(n *node)
	walk = func(n *node) {
		if len(names) == 0 || slices.Contains(names, n.name) {
			list = append(list, n)
		}
		for _, c := range n.children {
			walk(c)
		}
	}
	if d.root != nil {
		walk(d.root)
	}
	return list
}

func (d document) atom() bool { return d.root != nil && d.root.name == "atom:feed" }
func (d document) rss() bool  { return d.root != nil && d.root.name == "rss" }

// second says whether a document is RSS of version 2.
func (d document) second() bool {
	if !d.rss() {
		return false
	}
	version, _ := d.root.attr("version")
	return strings.HasPrefix(version, "2")
}

// read makes a document of b. One that is not XML has a fault, and what could be
// read before it.
func readDocument(b []byte, location string) document {
	d := document{raw: b, location: location, ascii: bytes.Contains(b[:min(len(b), 100)], []byte(`encoding="us-ascii"`))}
	decoder := xml.NewDecoder(bytes.NewReader(b))
	decoder.CharsetReader = byteCharset
	decoder.Entity = xml.HTMLEntity
	if !bytes.Contains(b, []byte("<!DOCTYPE")) {
		decoder.Entity = nil
	}
	var at *node
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return d
		}
		if err != nil {
			d.fault = err
			return d
		}
		switch t := token.(type) {
		case xml.StartElement:
			n := &node{name: t.Name.Local, space: t.Name.Space, attrs: slices.Clone(t.Attr), parent: at}
			if prefix := prefixes[t.Name.Space]; prefix != "" {
				n.name = prefix + ":" + n.name
			} else if t.Name.Space != "" {
				n.name = t.Name.Space + " " + n.name
			}
			if at != nil {
				at.children = append(at.children, n)
			} else if d.root == nil {
				d.root = n
			}
			at = n
		case xml.EndElement:
			at = at.parent
		case xml.CharData:
			if at != nil {
				at.text += string(t)
			}
		case xml.Directive:
			d.doctype += string(t)
		}
	}
}

// byteCharset reads the encodings of one byte that old feeds declare.
func byteCharset(label string, r io.Reader) (io.Reader, error) {
	b, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	windows := []rune("€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ")
	var text strings.Builder
	for _, c := range b {
		switch {
		case c >= 0x80 && c < 0xa0 && strings.EqualFold(label, "windows-1252"):
			text.WriteRune(windows[c-0x80])
		default:
			text.WriteRune(rune(c))
		}
	}
	return strings.NewReader(text.String()), nil
}

// rule finds the elements that a class of complaint is about; nil stands for the
// document.
type rule func(d document) []*node

// rules are all rules by the class.
var rules = joined(documentRules, structureRules, valueRules, linkRules, textRules)

func joined(tables ...map[string]rule) map[string]rule {
	all := make(map[string]rule)
	for _, table := range tables {
		for class, r := range table {
			all[class] = r
		}
	}
	return all
}

// complaint is one thing that is wrong.
type complaint struct {
	class string
	at    *node // nil for the document
}

func (c complaint) String() string {
	if c.at == nil {
		return c.class
	}
	return c.class + " in " + c.where() + ": " + c.at.text[:min(len(c.at.text), 80)]
}

// where is the element and its parent, as "item/title".
func (c complaint) where() string {
	if c.at == nil || c.at.parent == nil {
		return ""
	}
	return c.at.parent.name + "/" + c.at.name
}

// lint is the complaints about a document.
func lint(d document) []complaint {
	var list []complaint
	for class, r := range rules {
		for _, n := range r(d) {
			list = append(list, complaint{class, n})
		}
	}
	return list
}

// faulty is the document as a complaint when bad is true.
func faulty(bad bool) []*node {
	if bad {
		return []*node{nil}
	}
	return nil
}

// each collects the elements with one of those names that are bad.
func each(d document, bad func(n *node) bool, names ...string) []*node {
	return slices.DeleteFunc(d.all(names...), func(n *node) bool { return !bad(n) })
}

var version = regexp.MustCompile(`^<\?xml[^>]*version=["']([^"']*)`)

// documentRules are about the document as XML.
var documentRules = map[string]rule{
	"SAXError": func(d document) []*node {
		return faulty(d.fault != nil || len(each(d, func(n *node) bool {
			return undeclared(n.space) || slices.ContainsFunc(n.attrs, func(a xml.Attr) bool { return a.Name.Space != "xmlns" && undeclared(a.Name.Space) })
		})) > 0)
	},
	"UnicodeError": func(d document) []*node {
		return faulty(!bytes.Contains(bytes.ToLower(d.raw[:min(len(d.raw), 100)]), []byte("encoding")) && !utf8.Valid(d.raw) ||
			d.fault != nil && strings.Contains(d.fault.Error(), "invalid UTF-8") || d.ascii && bytes.ContainsFunc(d.raw, func(r rune) bool { return r >= 0x80 }))
	},
	"BadXmlVersion": func(d document) []*node {
		m := version.FindSubmatch(d.raw)
		return faulty(m != nil && string(m[1]) != "1.0")
	},
	"ContainsSystemEntity": func(d document) []*node {
		return faulty(strings.Contains(d.doctype, "<!ENTITY") && strings.Contains(d.doctype, "SYSTEM"))
	},
	"DeprecatedDTD":    func(d document) []*node { return faulty(strings.Contains(d.doctype, "rss-0.91.dtd")) },
	"MissingNamespace": func(d document) []*node { return faulty(d.root != nil && d.root.name == "feed") },
	"InvalidNamespace": func(d document) []*node {
		return faulty(d.root != nil && strings.HasSuffix(d.root.name, " feed") && d.root.space != oldAtom)
	},
	"ObsoleteNamespace": func(d document) []*node { return faulty(d.root != nil && d.root.space == oldAtom) },
	"UndeterminableVocabulary": func(d document) []*node {
		return each(d, func(n *node) bool {
			return n.space == "" && n.parent != nil && n.parent.space == "http://www.w3.org/2005/Atom"
		})
	},
	"ReservedPrefix": func(d document) []*node {
		return each(d, func(n *node) bool {
			return slices.ContainsFunc(n.attrs, func(a xml.Attr) bool {
				usual, known := prefixes[a.Value]
				return a.Name.Space == "xmlns" && known && usual != a.Name.Local || a.Name.Space == "xmlns" && !known && reserved[a.Name.Local]
			})
		}, "rss", "atom:feed")
	},
}

const oldAtom = "http://purl.org/atom/ns#"

// reserved are the prefixes that stand for one namespace only.
var reserved = map[string]bool{"atom": true, "dc": true, "content": true, "fh": true, "evidence": true}

// undeclared says whether a namespace is a prefix that nobody declared.
func undeclared(space string) bool {
	return space != "" && prefixes[space] == "" && !strings.ContainsAny(space, ":/.") && space != "xml"
}

// clean fails for every complaint about a feed in a format.
func clean(t testing.TB, format string, b []byte, location string) {
	t.Helper()
	if format == "json" {
		for _, complaint := range lintJSON(b) {
			t.Errorf("json: %s", complaint)
		}
		return
	}
	d := readDocument(b, location)
	if d.fault != nil {
		t.Fatalf("%s: %v", format, d.fault)
	}
	for _, complaint := range lint(d) {
		t.Errorf("%s: %v", format, complaint)
	}
}
