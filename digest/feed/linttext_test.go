package feed_test

import (
	"encoding/xml"
	"html"
	"regexp"
	"slices"
	"strings"

	nethtml "golang.org/x/net/html"
)

var (
	htmlTag    = regexp.MustCompile(`</?([a-zA-Z][a-zA-Z0-9]*)(?:[^a-zA-Z0-9<>-][^<>]*)?>`)
	htmlEntity = regexp.MustCompile(`&(#?[a-zA-Z0-9]+)`)
	address    = regexp.MustCompile(`[\w.+-]+@[\w-]+\.[\w.-]+`)
	unfinished = regexp.MustCompile(`<[a-zA-Z/][^<>]*$`)
	ampTag     = regexp.MustCompile(`&<[a-zA-Z/]`)
	// The elements of HTML, as far as they were ever in feeds.
	elements = strings.Fields(`a abbr acronym address applet area article aside audio b base basefont bdo big blink blockquote body br button canvas caption
		center cite code col colgroup dd del details dfn dir div dl dt em embed fieldset figcaption figure font footer form frame frameset h1 h2 h3
		h4 h5 h6 head header hr html i iframe img input ins isindex kbd label legend li link map mark menu meta nav noframes noscript object ol optgroup
		option p param plaintext pre q rb rbc rp rt rtc ruby s samp script section select small source span strike strong style sub summary sup
		table tbody td textarea tfoot th thead time title tr tt u ul var video wbr xmp`)
	// Those that no entry needs and that can do something.
	risky = strings.Fields(`applet base body embed form frame frameset head html iframe input link meta noscript object param script style title`)
)

// textRules are about text, with markup and without.
var textRules = map[string]rule{
	"BadCharacters": func(d document) []*node {
		bad := func(text string) bool {
			return strings.ContainsFunc(text, func(r rune) bool { return r >= 0x80 && r < 0xa0 || r == '\ufffd' })
		}
		return each(d, func(n *node) bool {
			return bad(n.text) || slices.ContainsFunc(n.attrs, func(a xml.Attr) bool { return bad(a.Value) })
		})
	},
	"ContainsHTML": func(d document) []*node {
		list := each(d, func(n *node) bool { return n.in("item", "channel", "image", "textInput") && looksLikeHTML(n.text) }, "title", "category", "author", "source")
		list = append(list, each(d, func(n *node) bool { return n.in("channel") && looksLikeHTML(n.text) }, "description")...)
		list = append(list, each(d, func(n *node) bool { return looksLikeHTML(n.text) }, "atom:name", "dc:creator", "dc:contributor")...)
		list = append(list, each(d, func(n *node) bool { label, _ := n.attr("label"); return looksLikeHTML(label) }, "atom:category")...)
		return append(list, each(d, func(n *node) bool { title, _ := n.attr("title"); return looksLikeHTML(title) }, "atom:link")...)
	},
	"ContainsUndeclaredHTML": func(d document) []*node {
		return each(d, func(n *node) bool {
			kind, ok := n.attr("type")
			return (!ok || kind == "text" || kind == "text/plain") && n.in("atom:feed", "atom:entry") && looksLikeHTML(n.text)
		}, "atom:title", "atom:subtitle", "atom:summary", "atom:rights", "atom:content")
	},
	"CharacterData": func(d document) []*node {
		return each(d, func(n *node) bool { return n.in("item", "channel") && ampTag.MatchString(n.text) }, "title")
	},
	"ContainsEmail": func(d document) []*node {
		return each(d, func(n *node) bool { return address.MatchString(n.text) }, "atom:name")
	},
	"SecurityRisk": func(d document) []*node {
		return each(d, func(n *node) bool {
			return hasMarkup(n) && (strings.Contains(n.text, "<?") || anyTag(n.text, func(t nethtml.Token) bool {
				return slices.Contains(risky, t.Data) || slices.ContainsFunc(t.Attr, func(a nethtml.Attribute) bool {
					return strings.HasPrefix(a.Key, "on") || strings.HasPrefix(strings.TrimSpace(strings.ToLower(a.Val)), "javascript:")
				})
			}))
		})
	},
	"NotHtml": func(d document) []*node {
		return each(d, func(n *node) bool {
			return declaredHTML(n) && (unfinished.MatchString(strings.TrimSpace(n.text)) ||
				anyTag(n.text, func(t nethtml.Token) bool { return !slices.Contains(elements, t.Data) }))
		})
	},
	"HtmlFragment": func(d document) []*node {
		return each(d, func(n *node) bool {
			kind, _ := n.attr("type")
			_, elsewhere := n.attr("src")
			return !elsewhere && (kind == "text/html" || kind == "application/xhtml+xml")
		}, "atom:content")
	},
	"ContainsRelRef": func(d document) []*node {
		return each(d, func(n *node) bool {
			return hasMarkup(n) && anyTag(n.text, func(t nethtml.Token) bool {
				return slices.ContainsFunc(t.Attr, func(a nethtml.Attribute) bool {
					return (a.Key == "href" || a.Key == "src") && !isAbsolute(a.Val)
				})
			})
		})
	},
	"NotEscaped": func(d document) []*node {
		return each(d, func(n *node) bool { return declaredHTML(n) && len(n.children) > 0 })
	},
}

// hasMarkup says whether a program that reads the element takes its text for HTML.
func hasMarkup(n *node) bool {
	return n.name == "content:encoded" || n.name == "description" && n.in("item") || declaredHTML(n)
}

func declaredHTML(n *node) bool {
	kind, _ := n.attr("type")
	return (kind == "html" || kind == "text/html") && slices.Contains([]string{"atom:title", "atom:subtitle", "atom:summary", "atom:rights", "atom:content"}, n.name)
}

// looksLikeHTML says whether text has a tag or an entity of HTML in it.
func looksLikeHTML(text string) bool {
	for _, m := range htmlTag.FindAllStringSubmatch(text, -1) {
		if slices.Contains(elements, strings.ToLower(m[1])) {
			return true
		}
	}
	for _, m := range htmlEntity.FindAllStringSubmatch(text, -1) {
		if strings.HasPrefix(m[1], "#") || html.UnescapeString("&"+m[1]+";") != "&"+m[1]+";" {
			return true
		}
	}
	return strings.Contains(text, "&#")
}

// anyTag says whether a tag of a piece of HTML is bad.
func anyTag(text string, bad func(t nethtml.Token) bool) bool {
	z := nethtml.NewTokenizer(strings.NewReader(text))
	for {
		switch z.Next() {
		case nethtml.ErrorToken:
			return false
		case nethtml.StartTagToken, nethtml.SelfClosingTagToken:
			if bad(z.Token()) {
				return true
			}
		}
	}
}
