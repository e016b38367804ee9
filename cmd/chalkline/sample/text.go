package sample

import (
	"html"
	"regexp"
	"strings"
)

var linkForm = regexp.MustCompile(`\[([^\]]+)\]\(([^)\s]+)\)`)

// markup is an item's text as HTML that is well-formed XML too. href turns the
// target of a link into an address.
func markup(text string, href func(target string) string) string {
	var b strings.Builder
	for block := range strings.SplitSeq(strings.TrimSpace(text), "\n\n") {
		block = strings.TrimSpace(block)
		if heading, rest, _ := strings.Cut(block, "\n"); strings.HasPrefix(heading, "## ") {
			b.WriteString("<h3>" + inline(heading[3:], href) + "</h3>\n")
			block = strings.TrimSpace(rest)
		}
		switch {
		case block == "":
		case strings.HasPrefix(block, "- "):
			b.WriteString("<ul>\n")
			for entry := range strings.SplitSeq(block[2:], "\n- ") {
				b.WriteString("<li>" + inline(entry, href) + "</li>\n")
			}
			b.WriteString("</ul>\n")
		default:
			b.WriteString("<p>" + inline(block, href) + "</p>\n")
		}
	}
	return b.String()
}

func inline(text string, href func(target string) string) string {
	var b strings.Builder
	at := 0
	for _, m := range linkForm.FindAllStringSubmatchIndex(text, -1) {
		b.WriteString(html.EscapeString(text[at:m[0]]))
		b.WriteString(`<a href="` + html.EscapeString(href(text[m[4]:m[5]])) + `">`)
		b.WriteString(html.EscapeString(text[m[2]:m[3]]) + "</a>")
		at = m[1]
	}
	b.WriteString(html.EscapeString(text[at:]))
	return b.String()
}

// plain is an item's text without signs and links, on one line.
func plain(text string) string {
	text = linkForm.ReplaceAllString(text, "$1")
	text = strings.NewReplacer("\n## ", "\n", "\n- ", "\n").Replace("\n" + text)
	return strings.Join(strings.Fields(text), " ")
}
