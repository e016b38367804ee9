package feed_test

import (
	"encoding/xml"
	"net/mail"
	"regexp"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/language"

	"chalkline/digest/digesttest"
)

var (
	rfc822  = regexp.MustCompile(`^(?:(Mon|Tue|Wed|Thu|Fri|Sat|Sun), )?\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d(?::\d\d)? (?:UT|GMT|[ECMP][SD]T|[+-]\d\d(?:00|15|30|45))$`)
	nearly  = regexp.MustCompile(`^(?:[A-Z][a-z]{2}, ?)?\d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d(?::\d\d)? (?:[A-IK-Z]|UT|GMT|[ECMP][SD]T|[+-]\d{4})$`)
	comment = regexp.MustCompile(`\s*\([^)]*\)`)
	tagURI  = regexp.MustCompile(`^tag:(?:[a-zA-Z0-9._-]+@)?[a-zA-Z0-9.-]+,\d{4}(?:-\d\d(?:-\d\d)?)?:[0-9a-zA-Z\-._~!$&'()*+,;=:@/?%]*(?:#[0-9a-zA-Z\-._~!$&'()*+,;=:@/?%]*)?$`)
	urn     = regexp.MustCompile(`(?i)^urn:[a-z0-9][a-z0-9-]{1,31}:([a-z0-9()+,.:=@;$_!*'/?#%-])+$`)
	mime    = regexp.MustCompile(`^[a-zA-Z0-9!#$&^_.+-]+/[a-zA-Z0-9!#$&^_.+-]+(?:\s*;.*)?$`)
	rfc3339 = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$`)
)

// valueRules are about dates, ids, languages and types.
var valueRules = map[string]rule{
	"InvalidRFC3339Date": func(d document) []*node {
		return each(d, func(n *node) bool { _, ok := isoDate(n.text); return !ok }, "atom:updated", "atom:published")
	},
	"InvalidRFC2822Date": func(d document) []*node {
		return each(d, func(n *node) bool { return !mailDate(n.text) && !almostMailDate(n.text) }, "pubDate", "lastBuildDate")
	},
	"ProblematicalRFC822Date": func(d document) []*node {
		return each(d, func(n *node) bool { return !mailDate(n.text) && almostMailDate(n.text) }, "pubDate", "lastBuildDate")
	},
	"ImplausibleDate": func(d document) []*node {
		return each(d, func(n *node) bool {
			at, ok := isoDate(n.text)
			if n.space == "" {
				var err error
				at, err = mail.ParseDate(n.text)
				ok = err == nil
			}
			return ok && (at.Year() < 1970 || at.After(digesttest.Now.AddDate(1, 0, 0)))
		}, "atom:updated", "atom:published", "pubDate", "lastBuildDate")
	},
	"UnexpectedWhitespace": func(d document) []*node {
		return each(d, func(n *node) bool { return n.text != strings.TrimSpace(n.text) }, "atom:id", "atom:updated", "atom:published", "atom:uri", "atom:icon")
	},
	"InvalidTAG": func(d document) []*node {
		bad := func(text string) bool { return strings.HasPrefix(text, "tag:") && !tagURI.MatchString(text) }
		return each(d, func(n *node) bool {
			return n.name == "atom:id" && bad(n.text) || slices.ContainsFunc(n.attrs, func(a xml.Attr) bool { return a.Name.Space == "xmlns" && bad(a.Value) })
		})
	},
	"InvalidURN": func(d document) []*node {
		return each(d, func(n *node) bool {
			return strings.HasPrefix(strings.ToLower(n.text), "urn:") && !urn.MatchString(n.text)
		}, "atom:id")
	},
	"InvalidLanguage": func(d document) []*node {
		return each(d, func(n *node) bool {
			if (n.name == "language" || n.name == "dc:language") && !isLanguage(n.text) {
				return true
			}
			return slices.ContainsFunc(n.attrs, func(a xml.Attr) bool {
				return (isLang(a) && a.Value != "" || a.Name.Space == "" && a.Name.Local == "hreflang") && !isLanguage(a.Value)
			})
		})
	},
	"InvalidMIMEType": func(d document) []*node {
		list := each(d, func(n *node) bool { kind, ok := n.attr("type"); return ok && !mime.MatchString(kind) }, "atom:link")
		return append(list, each(d, func(n *node) bool {
			kind, ok := n.attr("type")
			_, elsewhere := n.attr("src")
			ours := slices.Contains([]string{"text", "html", "xhtml"}, kind)
			return ok && !mime.MatchString(kind) && (!ours || elsewhere)
		}, "atom:content", "atom:title", "atom:subtitle", "atom:summary", "atom:rights")...)
	},
	"InvalidTextType": func(d document) []*node {
		return each(d, func(n *node) bool {
			kind, ok := n.attr("type")
			return ok && mime.MatchString(kind)
		}, "atom:title", "atom:subtitle", "atom:summary", "atom:rights")
	},
	"InvalidBooleanAttribute": func(d document) []*node {
		return each(d, func(n *node) bool {
			value, ok := n.attr("isPermaLink")
			return ok && value != "true" && value != "false"
		}, "guid")
	},
	"NotSufficientlyUnique": func(d document) []*node {
		return each(d, func(n *node) bool {
			return len(n.text) > 0 && len(n.text) < 10 && strings.Trim(n.text, "0123456789") == ""
		}, "guid")
	},
}

func isoDate(text string) (time.Time, bool) {
	at, err := time.Parse(time.RFC3339, text)
	return at, err == nil && rfc3339.MatchString(text)
}

// mailDate says whether a date is one that every program reads.
func mailDate(text string) bool {
	m := rfc822.FindStringSubmatch(text)
	if m == nil {
		return false
	}
	at, err := mail.ParseDate(text)
	return err == nil && (m[1] == "" || at.Weekday().String()[:3] == m[1])
}

// almostMailDate says whether a date is written as RFC 822 allows, and nobody
// expects.
func almostMailDate(text string) bool {
	bare := comment.ReplaceAllString(text, "")
	if !nearly.MatchString(bare) {
		return false
	}
	at, err := mail.ParseDate(strings.Replace(bare, ",", ", ", 1))
	return bare != text || err != nil && !rfc822.MatchString(bare) || err == nil && at.Weekday().String()[:3] == bare[:3] || bare[0] < 'A'
}

func isLanguage(text string) bool {
	if strings.Contains(text, "_") || len(text) > 0 && strings.IndexByte(text+"-", '-') > 3 {
		return false
	}
	_, err := language.Parse(text)
	return err == nil
}
