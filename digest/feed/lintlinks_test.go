package feed_test

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
)

var (
	uriText = regexp.MustCompile(`^(?:[a-zA-Z0-9\-._~:/?#\[\]@!$&'()*+,;=]|[^\x00-\x7f]|%[0-9a-fA-F]{2})*$`)
	small   = regexp.MustCompile(`%[0-9A-F]?[a-f]`)
	// Schemes that IANA has registered, of those that are seen in feeds.
	schemes = []string{"http", "https", "ftp", "mailto", "tag", "urn", "news", "cid", "data", "geo", "info", "nntp", "tel", "xmpp", "file", "im", "iris"}
	// Link relations that IANA has registered, of those that are seen in feeds.
	relations = []string{
		"alternate", "related", "self", "enclosure", "via", "current", "first", "hub", "last", "next", "next-archive", "payment", "prev-archive",
		"previous", "replies", "edit", "edit-media", "license", "service", "search", "canonical", "up", "collection", "item", "author",
	}
)

// linkRules are about addresses.
var linkRules = map[string]rule{
	"InvalidLink": func(d document) []*node {
		list := each(d, func(n *node) bool { href, ok := n.attr("href"); return ok && !isReference(href) }, "atom:link")
		list = append(list, each(d, func(n *node) bool {
			uri, ok := n.attr("uri")
			return ok && (!isReference(uri) || strings.Contains(uri, ":") && !isAbsolute(uri))
		}, "atom:generator")...)
		list = append(list, each(d, func(n *node) bool { return !isReference(n.text) }, "atom:uri", "atom:icon", "atom:logo")...)
		list = append(list, each(d, func(n *node) bool {
			return n.text != "" && !strings.Contains(n.text, ":") || !isReference(strings.TrimSpace(n.text)) && !isName(n.text)
		}, "atom:id")...)
		return append(list, each(d, func(n *node) bool { return n.in("channel", "item") && !isAbsolute(n.text) }, "link")...)
	},
	"InvalidFullLink": func(d document) []*node {
		list := each(d, func(n *node) bool { scheme, ok := n.attr("scheme"); return ok && !isAbsolute(scheme) }, "atom:category")
		list = append(list, each(d, func(n *node) bool { source, ok := n.attr("url"); return ok && !isAbsolute(source) }, "source")...)
		return append(list, each(d, func(n *node) bool { return n.text == "" }, "atom:id")...)
	},
	"SchemeNotIANARegistered": func(d document) []*node {
		strange := func(text string) bool {
			u, err := url.Parse(strings.TrimSpace(text))
			return err == nil && u.Scheme != "" && !slices.Contains(schemes, strings.ToLower(u.Scheme))
		}
		list := each(d, func(n *node) bool { return strange(n.text) }, "atom:id", "link")
		return append(list, each(d, func(n *node) bool { source, _ := n.attr("url"); return strange(source) }, "source")...)
	},
	"NonCanonicalURI": func(d document) []*node {
		return each(d, func(n *node) bool {
			u, err := url.Parse(n.text)
			if !strings.HasPrefix(strings.ToLower(n.text), "http") || err != nil && !strings.Contains(n.text, ":@") {
				return false
			}
			if err != nil {
				return true
			}
			return u.Path == "" || u.User != nil || strings.HasSuffix(u.Host, ":") || u.Port() == "80" || u.Host != strings.ToLower(u.Host) || small.MatchString(n.text)
		}, "atom:id")
	},
	"InvalidHttpGUID": func(d document) []*node {
		return each(d, func(n *node) bool { return isPermaLink(n) && !strings.Contains(n.text, ":") }, "guid")
	},
	"InvalidPermalink": func(d document) []*node {
		return each(d, func(n *node) bool {
			return isPermaLink(n) && strings.Contains(n.text, ":") && !strings.HasPrefix(n.text, "http")
		}, "guid")
	},
	"DuplicateAtomLink": func(d document) []*node {
		seen := make(map[*node][]string)
		return each(d, func(n *node) bool {
			kind, _ := n.attr("type")
			tongue, _ := n.attr("hreflang")
			key := kind + " " + tongue
			if rel(n) != "alternate" || n.parent == nil || n.parent.space == "" {
				return false
			}
			again := slices.Contains(seen[n.parent], key)
			seen[n.parent] = append(seen[n.parent], key)
			return again
		}, "atom:link")
	},
	"UnregisteredAtomLinkRel": func(d document) []*node {
		return each(d, func(n *node) bool { return !slices.Contains(relations, rel(n)) && rel(n) != "" && !isAbsolute(rel(n)) }, "atom:link")
	},
	"RelativeSelf": func(d document) []*node {
		return each(d, func(n *node) bool {
			href, _ := n.attr("href")
			return rel(n) == "self" && n.in("atom:feed", "channel") && base(d) == "" && !isAbsolute(href)
		}, "atom:link")
	},
	"SelfNotAtom": func(d document) []*node {
		return each(d, func(n *node) bool {
			kind, ok := n.attr("type")
			return rel(n) == "self" && n.in("atom:feed", "atom:entry") && ok && !strings.HasPrefix(kind, "application/atom+xml")
		}, "atom:link")
	},
	"SelfDoesntMatchLocation": func(d document) []*node {
		return each(d, func(n *node) bool {
			href, _ := n.attr("href")
			if from, err := url.Parse(base(d)); err == nil && base(d) != "" {
				if u, err := from.Parse(href); err == nil {
					href = u.String()
				}
			}
			return rel(n) == "self" && n.in("atom:feed", "channel") && d.location != "" && isAbsolute(href) && href != d.location
		}, "atom:link")
	},
}

// base is the address that the whole document says links in it start from.
func base(d document) string {
	for _, a := range d.root.attrs {
		if a.Name.Local == "base" {
			return a.Value
		}
	}
	return ""
}

// isReference says whether text can be the address of something, relative or not.
func isReference(text string) bool {
	_, err := url.Parse(text)
	return err == nil && uriText.MatchString(text)
}

func isAbsolute(text string) bool {
	u, err := url.Parse(strings.TrimSpace(text))
	return err == nil && u.Scheme != "" && (u.Host != "" || u.Opaque != "") && uriText.MatchString(strings.TrimSpace(text))
}

// isName says whether an id is of a scheme that has a rule of its own.
func isName(text string) bool {
	return strings.HasPrefix(text, "tag:") || strings.HasPrefix(text, "urn:") || strings.HasPrefix(text, "http")
}

func isPermaLink(n *node) bool {
	value, stated := n.attr("isPermaLink")
	return !stated || value == "true"
}
