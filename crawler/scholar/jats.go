package scholar

import (
	"regexp"

	"chalkline/crawler/htmltext"
)

// jatsElement is an element of JATS or MathML, with or without the prefix of
// its namespace.
var jatsElement = regexp.MustCompile(`<(/?)(?:(?:jats|mml|m):)?([a-zA-Z][a-zA-Z-]*)((?:\s+xlink:href)?)`)

// asHTML are the elements of JATS that shape a text, and those of HTML that do
// the same. TeX, which only repeats a formula, is dropped.
var asHTML = map[string]string{
	"title":      "h4",
	"sec":        "section",
	"list-item":  "li",
	"tex-math":   "template",
	"annotation": "template",
	"ext-link":   "a",
}

// instruction is a processing instruction, which typesetters leave behind.
var instruction = regexp.MustCompile(`<\?[^>]*>`)

var abstractHeading = regexp.MustCompile(`(?i)^(?:(?:abstract|summary)[:.]?\s*\n\n)+`)

// abstract is the text of an abstract in JATS XML without the heading that only
// says what it is.
func abstract(markup string) (text string, links []string) {
	markup = instruction.ReplaceAllString(markup, "")
	markup = jatsElement.ReplaceAllStringFunc(markup, func(tag string) string {
		part := jatsElement.FindStringSubmatch(tag)
		name, href := part[2], part[3]
		if html, known := asHTML[name]; known {
			name = html
		}
		if href != "" {
			href = " href"
		}
		return "<" + part[1] + name + href
	})
	text, links = htmltext.Read(markup, nil)
	return abstractHeading.ReplaceAllString(text, ""), links
}

var (
	anyElement      = regexp.MustCompile(`</?[a-zA-Z][\w:-]*(?:\s[^<>]*)?/?>`)
	subtitleElement = regexp.MustCompile(`<subtitle>`)
)

// titleLine is the plain text of a title, in which Crossref keeps the small
// capitals and formulas of JATS, at times escaped once too often.
func titleLine(markup string) string {
	for range 2 {
		markup = subtitleElement.ReplaceAllString(markup, ": ")
		markup = htmltext.Line(anyElement.ReplaceAllString(markup, ""))
	}
	return markup
}
