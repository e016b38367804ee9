package htmltext

import (
	"net/url"
	"regexp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Clean returns a piece of HTML without anything that acts: elements and
// attributes that are not known to be harmless, addresses that are not those of
// pages, files or mail, and styles that load something or leave their place.
// Relative addresses are resolved against base, and stay when base is nil.
// What Clean drops with all that it holds are scripts, styles and applets; of
// other unknown elements the inside stays.
//
// Items keep plain text only (see Read). Clean is for who compares or shows
// what a feed says.
func Clean(markup string, base *url.URL) string {
	if !strings.ContainsAny(markup, "<&") {
		return markup
	}
	c := cleaner{base: base}
	c.out.Grow(len(markup))
	z := html.NewTokenizer(strings.NewReader(literal(markup)))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return c.out.String()
		case html.TextToken:
			if c.dropping == 0 {
				c.out.WriteString(html.EscapeString(string(z.Text())))
			}
		case html.StartTagToken:
			c.tag(z, ">")
		case html.SelfClosingTagToken:
			c.tag(z, "/>")
		case html.EndTagToken:
			c.end(z)
		}
	}
}

// literal escapes each "<!" that starts neither a comment nor a document type:
// what follows is text that a browser would swallow.
func literal(markup string) string {
	if !strings.Contains(markup, "<!") {
		return markup
	}
	var out strings.Builder
	for {
		before, after, found := strings.Cut(markup, "<!")
		out.WriteString(before)
		if !found {
			return out.String()
		}
		doctype := len(after) >= 7 && strings.EqualFold(after[:7], "doctype") && strings.Contains(after[:min(len(after), maxStyle)], ">")
		if doctype || strings.HasPrefix(after, "--") {
			out.WriteString("<!")
		} else {
			out.WriteString("&lt;!")
		}
		markup = after
	}
}

// Known says whether all that looks like an element in a text is one of HTML.
func Known(text string) bool {
	for {
		at := strings.IndexByte(text, '<')
		if at < 0 || at+1 == len(text) {
			return at < 0
		}
		text = strings.TrimPrefix(text[at+1:], "/")
		end := strings.IndexAny(text, " \t\r\n/>")
		if end < 0 {
			return false
		}
		name := strings.ToLower(text[:end])
		if !strings.HasPrefix(name, "!--") && !harmless[name] && atom.Lookup([]byte(name)) == 0 {
			return false
		}
	}
}

type cleaner struct {
	out      strings.Builder
	base     *url.URL
	dropped  string
	dropping int // depth of elements named dropped
	foreign  int // depth of drawings and formulas
}

func (c *cleaner) tag(z *html.Tokenizer, end string) {
	raw, hasAttr := z.TagName()
	name := string(raw)
	if c.dropping > 0 {
		if name == c.dropped && end == ">" {
			c.dropping++
		}
		return
	}
	if dropped[name] {
		if end == ">" {
			c.dropped, c.dropping = name, 1
		}
		return
	}
	if (name == "svg" || name == "math") && end == ">" {
		c.foreign++
	}
	if c.foreign > 0 || name != "textarea" && name != "title" {
		z.NextIsNotRawText() // what stands in an element is looked at whatever becomes of it
	}
	if !c.keeps(name) {
		return
	}
	c.out.WriteByte('<')
	c.out.WriteString(name)
	for hasAttr {
		var key, value []byte
		key, value, hasAttr = z.TagAttr()
		if string(key) != "xmlns" || c.foreign > 0 {
			c.attr(string(key), string(value))
		}
	}
	c.out.WriteString(end)
}

func (c *cleaner) end(z *html.Tokenizer) {
	raw, _ := z.TagName()
	name := string(raw)
	switch {
	case c.dropping > 0:
		if name == c.dropped {
			c.dropping--
		}
	case c.keeps(name):
		c.out.WriteString("</" + name + ">")
	}
	if (name == "svg" || name == "math") && c.foreign > 0 {
		c.foreign--
	}
}

// keeps says whether an element stays. A title is one of a drawing: that of a
// page has no place in a piece of one.
func (c *cleaner) keeps(name string) bool {
	return harmless[name] && (name != "title" || c.foreign > 0)
}

func (c *cleaner) attr(name, value string) {
	switch {
	case !harmlessAttrs[name]:
		return
	case addresses[name] && value != "":
		value = c.address(value)
		if value == "" {
			return
		}
	case name == "style":
		if value = cleanStyle(value); value == "" {
			return
		}
	}
	c.out.WriteString(" " + name + `="` + html.EscapeString(value) + `"`)
}

// schemes are those of addresses that do nothing by themselves.
var schemes = map[string]bool{
	"http": true, "https": true, "mailto": true, "ftp": true, "tel": true, "news": true, "nntp": true, "geo": true,
	"irc": true, "xmpp": true, "magnet": true, "rtsp": true, "mms": true, "callto": true, "urn": true, "sms": true,
}

// address is an address resolved against base, "" when it is not harmless. One
// that cannot be read has no scheme that could be told, so it goes too.
func (c *cleaner) address(value string) string {
	value = strings.TrimSpace(value)
	u, err := url.Parse(value)
	if err != nil {
		return ""
	}
	if u.IsAbs() {
		if schemes[u.Scheme] {
			return value
		}
		return ""
	}
	if c.base == nil {
		return value
	}
	return c.base.ResolveReference(u).String()
}

var (
	styleLoads = regexp.MustCompile(`(?i)url\s*\(\s*[^\s)]+?\s*\)\s*`)
	styleShape = regexp.MustCompile(`^([:,;#%.\sa-zA-Z0-9!]|\w-\w|'[\s\w]+'|"[\s\w]+"|\([\d,\s]+\))*$`)
	styleValue = regexp.MustCompile(`^(#[0-9a-f]+|rgb\(\d+%?,\s*\d*%?,?\s*\d*%?\)?|\d{0,2}\.?\d{0,2}(cm|r?em|ex|in|mm|pc|pt|px|%|,|\))?)$`)
)

// maxStyle is the length of the longest style that is looked at, in bytes.
const maxStyle = 4 << 10

// cleanStyle keeps of a style what changes only how its element looks.
func cleanStyle(style string) string {
	if len(style) > maxStyle {
		return ""
	}
	style = styleLoads.ReplaceAllString(style, " ")
	if !styleShape.MatchString(style) {
		return ""
	}
	var kept []string
	for declaration := range strings.SplitSeq(style, ";") {
		property, value, found := strings.Cut(declaration, ":")
		property, value = strings.TrimSpace(property), strings.TrimLeft(value, " \t\r\n")
		lower := strings.ToLower(property)
		if found && value != "" && (properties[lower] || harmlessBox(lower, value)) {
			kept = append(kept, property+": "+value+";")
		}
	}
	return strings.Join(kept, " ")
}

// harmlessBox says whether a property of a box has only values that are
// keywords, colours or lengths.
func harmlessBox(property, value string) bool {
	family, _, _ := strings.Cut(property, "-")
	switch family {
	case "background", "border", "margin", "padding":
	default:
		return false
	}
	for word := range strings.FieldsSeq(strings.ToLower(value)) {
		if !keywords[word] && !styleValue.MatchString(word) {
			return false
		}
	}
	return true
}
