package say

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"chalkline"
)

// Line is text on one line, fit for a header, a title or XML 1.0: white space
// is folded to single spaces, and control characters and bytes that are not
// UTF-8 are dropped.
func Line(text string) string {
	if isLine(text) {
		return text
	}
	return strings.Join(strings.Fields(clean(text)), " ")
}

// isLine says whether Line would leave text as it is, which is nearly always so.
func isLine(text string) bool {
	before := ' '
	for _, r := range text {
		switch {
		case r > ' ' && r < 0x7f: // nearly all of it
		case r == ' ' && before == ' ', r != ' ' && (breaks(r) || dropped(r) || unicode.IsSpace(r)):
			return false
		}
		before = r
	}
	return text == "" || before != ' '
}

// clean drops what XML 1.0 cannot hold and what a terminal or a mail program
// might act on.
func clean(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case breaks(r):
			return ' '
		case dropped(r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, ""))
}

func breaks(r rune) bool {
	return r == '\n' || r == '\t' || r == '\r' || r == '\u0085' || r == '\u2028' || r == '\u2029'
}

func dropped(r rune) bool {
	switch {
	case r < ' ' || r >= 0x7f && r < 0xa0 || r == utf8.RuneError || r >= 0xfffe && r <= 0xffff:
		return true
	case r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069: // would turn the text around it
		return true
	}
	return false
}

// Clean is t without what Line drops: some of what goes into a text comes from
// the internet.
func Clean(t chalkline.Text) chalkline.Text {
	if len(t.Args) == 0 {
		t.Format = Line(t.Format)
		return t
	}
	args, copied := t.Args, false
	for i, arg := range t.Args {
		var clean any
		switch arg := arg.(type) {
		case string:
			if isLine(arg) {
				continue
			}
			clean = Line(arg)
		case chalkline.Text:
			if isClean(arg) {
				continue
			}
			clean = Clean(arg)
		default:
			continue
		}
		if !copied {
			args, copied = slices.Clone(args), true
		}
		args[i] = clean
	}
	t.Args = args
	return t
}

// isClean says whether Clean would leave t as it is, which is nearly always so.
func isClean(t chalkline.Text) bool {
	if len(t.Args) == 0 {
		return isLine(t.Format)
	}
	for _, arg := range t.Args {
		switch arg := arg.(type) {
		case string:
			if !isLine(arg) {
				return false
			}
		case chalkline.Text:
			if !isClean(arg) {
				return false
			}
		}
	}
	return true
}

// Upper is text with a capital at its start.
func Upper(text string) string {
	if text == "" {
		return ""
	}
	r, size := utf8.DecodeRuneInString(text)
	return strings.ToUpper(string(r)) + text[size:]
}

// Quoted is text in the quotation marks of the language.
func Quoted(text string) chalkline.Text { return chalkline.Textf("“%s”", text) }
