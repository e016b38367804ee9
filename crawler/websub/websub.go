// Package websub lets hubs bring what is new in feeds, by the W3C's WebSub.
//
// A feed that announces a hub (Discover) is noted by Subscriber.Announced. When
// it is due, Subscriber.Renew asks the hub for it, and again when a tenth of the
// lease is left. The hub asks back, and later brings the feed, at an address
// that ends in a secret: Subscriber.ServeHTTP. What it brings is taken only with
// a signature made with a second secret, which only the hub was told.
//
// Nothing depends on a hub: a feed that is brought is still asked for, less
// often.
package websub

import (
	"bytes"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// discoverIn is how much of a feed is looked through for links, in bytes: they
// stand before the first item.
const discoverIn = 64 << 10

// Discover finds the hub that a feed announces and the name it has there, its
// topic, by the headers of the answer or else by the links of the feed itself.
// Both are "" when there is no hub.
func Discover(header http.Header, body []byte, base string) (hub, topic string) {
	links := headerLinks(header)
	if links["hub"] == "" {
		links = bodyLinks(body[:min(len(body), discoverIn)])
	}
	hub = absolute(base, links["hub"])
	if hub == "" {
		return "", ""
	}
	if topic = absolute(base, links["self"]); topic == "" {
		topic = base
	}
	return hub, topic
}

// headerLinks are the first hub and self of Link headers: <https://hub.example/>; rel="hub".
func headerLinks(header http.Header) map[string]string {
	found := map[string]string{}
	for _, line := range header.Values("Link") {
		for link := range strings.SplitSeq(line, ",") {
			target, parameters, _ := strings.Cut(link, ";")
			target = strings.TrimSpace(target)
			if !strings.HasPrefix(target, "<") || !strings.HasSuffix(target, ">") {
				continue
			}
			for parameter := range strings.SplitSeq(parameters, ";") {
				name, value, _ := strings.Cut(strings.TrimSpace(parameter), "=")
				if strings.EqualFold(name, "rel") {
					note(found, strings.Trim(value, `"`), target[1:len(target)-1])
				}
			}
		}
	}
	return found
}

// bodyLinks are the first hub and self among the link elements before the first
// item. Namespace prefixes are whatever they are.
func bodyLinks(body []byte) map[string]string {
	found := map[string]string{}
	tokens := html.NewTokenizer(bytes.NewReader(body))
	for {
		switch tokens.Next() {
		case html.ErrorToken:
			return found
		case html.StartTagToken, html.SelfClosingTagToken:
		default:
			continue
		}
		token := tokens.Token()
		name := token.Data
		if _, local, prefixed := strings.Cut(name, ":"); prefixed {
			name = local
		}
		switch name {
		case "item", "entry":
			return found
		case "link":
			var rel, href string
			for _, a := range token.Attr {
				switch a.Key {
				case "rel":
					rel = a.Val
				case "href":
					href = a.Val
				}
			}
			note(found, rel, href)
		}
	}
}

// note keeps a target under the relations hub and self, if it is the first.
func note(found map[string]string, rel, target string) {
	relations := strings.Fields(strings.ToLower(rel))
	for _, r := range []string{"hub", "self"} {
		if found[r] == "" && slices.Contains(relations, r) {
			found[r] = target
		}
	}
}

// absolute is a web address as seen from base, or "" for anything else.
func absolute(base, target string) string {
	if target == "" {
		return ""
	}
	at, err := url.Parse(base)
	if err != nil {
		return ""
	}
	u, err := at.Parse(strings.TrimSpace(target))
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return ""
	}
	return u.String()
}
