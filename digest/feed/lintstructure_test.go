package feed_test

import (
	"encoding/xml"
	"slices"
	"strings"
)

// The elements that a core element may have, each once unless it is in many.
var (
	core = map[string][]string{
		"rss": {"channel"},
		"channel": {
			"title", "link", "description", "language", "copyright", "managingEditor", "webMaster", "pubDate", "lastBuildDate", "category",
			"generator", "docs", "cloud", "ttl", "image", "rating", "textInput", "textinput", "skipHours", "skipDays", "item", "items",
		},
		"item":        {"title", "link", "description", "author", "category", "comments", "enclosure", "guid", "pubDate", "source"},
		"atom:feed":   {"author", "category", "contributor", "generator", "icon", "id", "link", "logo", "rights", "subtitle", "title", "updated", "entry"},
		"atom:entry":  {"author", "category", "content", "contributor", "id", "link", "published", "rights", "source", "summary", "title", "updated"},
		"atom:author": {"name", "uri", "email"}, "atom:contributor": {"name", "uri", "email"},
		"atom:generator": {}, "atom:category": {}, "atom:id": {}, "atom:updated": {}, "atom:name": {},
		"title": {}, "link": {}, "guid": {}, "pubDate": {}, "category": {}, "source": {},
	}
	many = []string{
		"item", "category", "enclosure", "image", "atom:entry", "atom:author", "atom:contributor", "atom:category", "atom:link", "dc:creator", "dc:contributor",
	}
	// What can be said of an item or a channel twice, in words of RSS and of another.
	twice = map[string][][2]string{
		"item": {
			{"guid", "atom:id"}, {"pubDate", "atom:published"}, {"pubDate", "dc:date"}, {"author", "dc:creator"}, {"category", "dc:subject"},
		},
		"channel": {
			{"managingEditor", "dc:creator"}, {"pubDate", "dc:date"}, {"language", "dc:language"}, {"webMaster", "dc:publisher"}, {"copyright", "dc:rights"},
		},
	}
	attributes = map[string][]string{
		"rss": {"version"}, "guid": {"isPermaLink"}, "category": {"domain"}, "source": {"url"},
		"channel": {}, "item": {}, "title": {}, "link": {}, "description": {}, "pubDate": {}, "language": {}, "generator": {}, "lastBuildDate": {},
	}
)

// structureRules are about which elements there are, and where.
var structureRules = map[string]rule{
	"UndefinedElement": func(d document) []*node {
		return each(d, func(n *node) bool {
			if n.parent == nil {
				return !slices.Contains([]string{"rss", "atom:feed", "atom:entry"}, n.name) && n.name != "feed" && !strings.HasSuffix(n.name, " feed")
			}
			known, ok := core[n.parent.name]
			local, isAtom := strings.CutPrefix(n.name, "atom:")
			sameCore := isAtom == strings.HasPrefix(n.parent.name, "atom:") && (isAtom || n.space == "")
			return ok && sameCore && !slices.Contains(known, local)
		})
	},
	"UnexpectedAttribute": func(d document) []*node {
		return each(d, func(n *node) bool {
			known, ok := attributes[n.name]
			return ok && slices.ContainsFunc(n.attrs, func(a xml.Attr) bool {
				return a.Name.Space == "" && a.Name.Local != "xmlns" && !slices.Contains(known, a.Name.Local)
			})
		})
	},
	"UseOfExtensionAttr": func(d document) []*node {
		return each(d, func(n *node) bool {
			return slices.ContainsFunc(n.attrs, func(a xml.Attr) bool {
				return a.Name.Space != "" && a.Name.Space != "xmlns" && a.Name.Space != "xml" && a.Name.Space != "http://www.w3.org/XML/1998/namespace"
			})
		}, "rss", "channel", "item", "title", "link", "description", "guid", "category", "source")
	},
	"DuplicateElement": func(d document) []*node {
		return each(d, func(n *node) bool {
			if n.parent == nil || core[n.parent.name] == nil || slices.Contains(many, n.name) || n.space != "" && prefixes[n.space] == "" || strings.HasPrefix(n.name, "evidence:") {
				return false
			}
			if n.parent.name == "item" && strings.HasPrefix(n.name, "dc:") { // may be said several times
				return false
			}
			return n.parent.child(n.name) != n
		})
	},
	"DuplicateEntries":       func(d document) []*node { return repeated(d, "atom:id", "atom:entry") },
	"DuplicateValue":         func(d document) []*node { return repeated(d, "guid", "item") },
	"DuplicateItemSemantics": func(d document) []*node { return saidTwice(d, "item") },
	"DuplicateSemantics":     func(d document) []*node { return saidTwice(d, "channel") },
	"DuplicateDescriptionSemantics": func(d document) []*node {
		return each(d, func(n *node) bool {
			content := n.child("atom:content")
			if content != nil {
				if _, elsewhere := content.attr("src"); elsewhere {
					content = nil
				}
			}
			return n.child("description") != nil && (n.child("xhtml:body") != nil || content != nil)
		}, "item")
	},
	"NeedDescriptionBeforeContent": func(d document) []*node {
		return each(d, func(n *node) bool {
			description := slices.Index(n.parent.children, n.parent.child("description"))
			return description < 0 || description > slices.Index(n.parent.children, n)
		}, "content:encoded")
	},
	"MisplacedItem": func(d document) []*node {
		return each(d, func(n *node) bool {
			after := n.parent.children[slices.Index(n.parent.children, n)+1:]
			return n.in("channel") && slices.ContainsFunc(after, func(c *node) bool { return c.name != "item" && c.space == "" })
		}, "item")
	},
	"ItemMustContainTitleOrDescription": func(d document) []*node {
		return each(d, func(n *node) bool { return n.child("title") == nil && n.child("description") == nil }, "item")
	},
	"MissingTitle":       func(d document) []*node { return without(d, "title", "channel") },
	"MissingLink":        func(d document) []*node { return without(d, "link", "channel") },
	"MissingDescription": func(d document) []*node { return without(d, "description", "channel") },
	"MissingGuid": func(d document) []*node {
		return each(d, func(n *node) bool { return d.second() && n.child("guid") == nil }, "item")
	},
	"MissingDCLanguage": func(d document) []*node {
		return each(d, func(n *node) bool {
			return d.second() && n.child("language") == nil && n.child("dc:language") == nil && !slices.ContainsFunc(append(n.parent.attrs, n.attrs...), isLang)
		}, "channel")
	},
	"MissingElement": func(d document) []*node {
		var list []*node
		list = append(list, without(d, "atom:name", "atom:author", "atom:contributor")...)
		for _, name := range []string{"atom:id", "atom:title", "atom:updated"} {
			list = append(list, without(d, name, "atom:feed", "atom:entry")...)
		}
		return append(list, each(d, func(n *node) bool {
			source := n.child("atom:source")
			return n.child("atom:author") == nil && (n.parent == nil || n.parent.child("atom:author") == nil) && (source == nil || source.child("atom:author") == nil)
		}, "atom:entry")...)
	},
	"MissingAttribute": func(d document) []*node {
		return slices.Concat(lacks(d, "version", "rss"), lacks(d, "term", "atom:category"), lacks(d, "url", "source"))
	},
	"MissingHref": func(d document) []*node { return lacks(d, "href", "atom:link") },
	"MissingCurrentInArchive": func(d document) []*node {
		return each(d, func(n *node) bool {
			return !slices.ContainsFunc(n.parent.children, func(c *node) bool { return rel(c) == "current" })
		}, "fh:archive")
	},
	"FeedHistoryRelInEntry": func(d document) []*node {
		return each(d, func(n *node) bool {
			return n.in("atom:entry", "item") && slices.Contains([]string{"first", "last", "next", "previous", "prev-archive", "next-archive", "current"}, rel(n))
		}, "atom:link")
	},
	"NotBlank": func(d document) []*node {
		blank := func(n *node) bool { return strings.TrimSpace(n.text) == "" && len(n.children) == 0 }
		list := each(d, blank, "atom:title", "atom:generator", "atom:name", "dc:creator", "generator")
		list = append(list, each(d, func(n *node) bool { return n.in("channel", "item") && blank(n) }, "title")...)
		return append(list, each(d, func(n *node) bool { term, ok := n.attr("term"); return ok && term == "" }, "atom:category")...)
	},
	"AttrNotBlank": func(d document) []*node {
		return each(d, func(n *node) bool {
			return slices.ContainsFunc(n.attrs, func(a xml.Attr) bool {
				return a.Value == "" && a.Name.Space == "" && (a.Name.Local == "type" || a.Name.Local == "rel" && n.name == "atom:link")
			})
		})
	},
}

func isLang(a xml.Attr) bool {
	return a.Name.Local == "lang" && (a.Name.Space == "xml" || strings.HasPrefix(a.Name.Space, "http://www.w3.org/XML/"))
}

// rel is what a link is to the feed or entry, "" for what is no link.
func rel(n *node) string {
	if n.name != "atom:link" {
		return ""
	}
	if value, ok := n.attr("rel"); ok {
		return value
	}
	return "alternate"
}

func without(d document, child string, names ...string) []*node {
	return each(d, func(n *node) bool { return n.child(child) == nil }, names...)
}

func lacks(d document, attr string, name string) []*node {
	return each(d, func(n *node) bool { _, ok := n.attr(attr); return !ok }, name)
}

func repeated(d document, name, parent string) []*node {
	seen := make(map[string]bool)
	return each(d, func(n *node) bool {
		again := n.in(parent) && seen[n.text]
		if n.in(parent) {
			seen[n.text] = true
		}
		return again
	}, name)
}

func saidTwice(d document, name string) []*node {
	return each(d, func(n *node) bool {
		return slices.ContainsFunc(twice[name], func(pair [2]string) bool { return n.child(pair[0]) != nil && n.child(pair[1]) != nil })
	}, name)
}
