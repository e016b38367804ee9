package feed

import "strings"

// markup writes HTML in elements that every feed reader keeps. Only raw takes
// markup, and only ours; everything else is escaped. Attributes stand in double
// quotes.
type markup struct{ strings.Builder }

func (h *markup) raw(markup string) *markup {
	h.WriteString(markup)
	return h
}

func (h *markup) text(text string) *markup {
	from := 0
	for i := range len(text) {
		var entity string
		switch text[i] {
		case '&':
			entity = "&amp;"
		case '<':
			entity = "&lt;"
		case '>':
			entity = "&gt;"
		case '"':
			entity = "&quot;"
		default:
			continue
		}
		h.WriteString(text[from:i])
		h.WriteString(entity)
		from = i + 1
	}
	h.WriteString(text[from:])
	return h
}

// anchor is text that leads somewhere, or just text when url is "".
func (h *markup) anchor(url, text string) *markup {
	if url == "" {
		return h.text(text)
	}
	return h.raw(`<a href="`).text(url).raw(`">`).text(text).raw("</a>")
}

// paragraph writes nothing when there is no text.
func (h *markup) paragraph(text string) {
	if text != "" {
		h.raw("<p>").text(text).raw("</p>\n")
	}
}

// labelled is a paragraph after a label. It writes nothing when there is no text.
func (h *markup) labelled(label, text string) {
	if text != "" {
		h.raw("<p><strong>").text(label).raw(":</strong> ").text(text).raw("</p>\n")
	}
}

// in is an opening tag, with the language of what is in it.
func (h *markup) in(element, language string) *markup {
	h.raw("<" + element)
	if language != "" {
		h.raw(` lang="`).text(language).raw(`"`)
	}
	return h.raw(">")
}
