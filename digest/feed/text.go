package feed

import (
	"html"
	"net/netip"
	"net/url"
	"strings"

	"golang.org/x/net/idna"
	"golang.org/x/text/language"

	"chalkline"
	"chalkline/digest/say"
)

// What the text of a feed may be long, in runes. Feed readers show one to three
// lines of a title.
const (
	titleRunes   = 300
	nameRunes    = 200
	summaryRunes = 1000
	noteRunes    = 2000
)

// longestURL is how many bytes a link may have. Longer ones do not work in all
// browsers and programs, so there is no link then.
const longestURL = 2000

// plain is text for the parts of a feed that hold no markup, in at most so many
// runes. Feed readers do not agree on whether a title in RSS is text or markup,
// so it reads the same both ways: entities are decoded, and what looks like a tag
// gets other brackets.
func plain(text string, limit int) string {
	text = say.Line(head(text, limit))
	if strings.IndexByte(text, '&') >= 0 {
		for decoded := html.UnescapeString(text); decoded != text; decoded = html.UnescapeString(text) {
			text = say.Line(decoded)
		}
		text = loosened(text)
	}
	return cut(bracketed(text), limit)
}

// cut cuts text that is on one line at a word, to so many runes.
func cut(text string, limit int) string {
	if len(text) <= limit {
		return text
	}
	return chalkline.Cut(text, limit)
}

// head is the start of a text, long enough for so many runes. The rest is never
// looked at. A rune that is cut through is dropped later on.
func head(text string, runes int) string { return text[:min(len(text), 8*runes)] }

// bracketed is text in which what looks like a tag stands in ‹ and ›.
func bracketed(text string) string {
	if !strings.Contains(text, "<") {
		return text
	}
	var b strings.Builder
	open := false
	for i, r := range text {
		switch {
		case r == '<' && i+1 < len(text) && startsTag(text[i+1]):
			open = true
			b.WriteRune('‹')
		case r == '>' && open:
			open = false
			b.WriteRune('›')
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// startsTag says whether a browser takes "<" before c for the start of a tag.
func startsTag(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '/' || c == '!' || c == '?'
}

// loosened is text in which a space keeps "&" from what would make an entity of
// it, though its semicolon is missing.
func loosened(text string) string {
	for from := 0; ; {
		i := strings.IndexByte(text[from:], '&')
		if i < 0 {
			return text
		}
		from += i + 1
		name := text[from:]
		if end := strings.IndexFunc(name, func(r rune) bool { return !isNameRune(r) }); end >= 0 {
			name = name[:end]
		}
		if strings.HasPrefix(text[from:], "#") || name != "" && html.UnescapeString("&"+name+";") != "&"+name+";" {
			text = text[:from] + " " + text[from:]
		}
	}
}

func isNameRune(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
}

// link is a URL that may be followed, in the letters that RFC 3986 allows, and ""
// for what is none. A name of a user in it goes: it only ever misleads.
func link(raw string) string {
	if len(raw) > longestURL {
		return ""
	}
	u, err := url.Parse(say.Line(raw))
	if err != nil || u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	host, ok := hostOf(u)
	if !ok {
		return ""
	}
	rest := u.RawPath
	if rest == "" {
		rest = u.EscapedPath()
	}
	if u.RawQuery != "" {
		rest += "?" + u.RawQuery
	}
	if u.Fragment != "" {
		rest += "#" + u.EscapedFragment()
	}
	return u.Scheme + "://" + host + encoded(rest)
}

// hostOf is the host of a URL as it is asked for in DNS, with its port.
func hostOf(u *url.URL) (string, bool) {
	name := strings.ToLower(u.Hostname())
	if strings.Contains(name, ":") {
		ip, err := netip.ParseAddr(name)
		if err != nil || ip.Zone() != "" {
			return "", false
		}
		name = "[" + name + "]"
	} else if strings.ContainsFunc(name, notOfHost) {
		var err error
		if name, err = idna.Lookup.ToASCII(name); err != nil || strings.ContainsFunc(name, notOfHost) {
			return "", false
		}
	}
	if port := u.Port(); port != "" {
		name += ":" + port
	}
	return name, name != ""
}

func notOfHost(r rune) bool { return !isNameRune(r) && r != '.' && r != '-' && r != '_' }

// encoded is the part of a URL after its host with every byte that may not stand
// there as it is in percent notation.
func encoded(rest string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	b.Grow(len(rest))
	for i := range len(rest) {
		c := rest[i]
		switch {
		case isNameRune(rune(c)), strings.IndexByte("-._~:/?#@!$&'()*+,;=", c) >= 0:
			b.WriteByte(c)
		case c == '%' && i+2 < len(rest) && isHex(rest[i+1]) && isHex(rest[i+2]):
			b.WriteByte(c)
		default:
			b.WriteByte('%')
			b.WriteByte(hex[c>>4])
			b.WriteByte(hex[c&15])
		}
	}
	return b.String()
}

func isHex(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
}

// languageOf is a language code that is known, in lower case, else "".
func languageOf(code string) string {
	if len(code) != 2 && len(code) != 3 {
		return ""
	}
	if base, err := language.ParseBase(code); err != nil || base.String() != strings.ToLower(code) {
		return ""
	}
	return strings.ToLower(code)
}
