package chalkline

import (
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"
)

// Text is words for people, put into somebody's language only when they are
// shown. It has no String method on purpose: who shows a Text has to say in
// which language.
type Text struct {
	// Format is English with the verbs of fmt, and the name by which its
	// translations are found. A format without letters, as "%s · %s", has none.
	Format string
	// One takes the place of Format when Args[0] is the int 1; "" when nothing is counted.
	One string
	// Capital says that the first letter is put in upper case.
	Capital bool
	// Args go into the verbs: Texts, Decimals and Moments, which the language has
	// its say in, strings, which are left as they are, and ints.
	Args []any
}

// Decimal is a number with so many digits behind the point. Its verb is %s.
type Decimal struct {
	Value  float64
	Digits int
}

// Moment is a time in a layout of package time, as "2 January 2006", in which
// names of months and days are written out. Its verb is %s.
type Moment struct {
	At     time.Time
	Layout string
}

// A Tongue puts formats into a language.
type Tongue interface {
	// Format is a translation, or the format itself where there is none.
	Format(format string) string
	// Plural is the translation of one or many that n takes.
	Plural(n int, one, many string) string
	// Number is n as it is written, with what stands between the thousands.
	Number(n int) string
	// Decimal is d with the language's sign for the point.
	Decimal(d Decimal) string
	// Moment is m with the language's names and order.
	Moment(m Moment) string
}

// Textf is a Text of a format and what goes into it.
func Textf(format string, args ...any) Text {
	return Text{Format: format, Args: args}
}

// Counted is a Text with a number of things in it. The first verb of both
// formats is a %s for n, the others are for args: Counted(3, "%s school", "%s schools").
func Counted(n int, one, many string, args ...any) Text {
	return Text{Format: many, One: one, Args: append([]any{n}, args...)}
}

// Verbatim is a Text that is the same in all languages, such as a name.
func Verbatim(text string) Text {
	if text == "" {
		return Text{}
	}
	return Text{Format: "%s", Args: []any{text}}
}

// Joined puts texts behind each other, without those that are empty.
func Joined(separator string, texts ...Text) Text {
	n, only := 0, Text{}
	for _, t := range texts {
		if !t.IsZero() {
			n, only = n+1, t
		}
	}
	if n < 2 {
		return only
	}
	separator = strings.ReplaceAll(separator, "%", "%%")
	var format strings.Builder
	format.Grow(n * (len(separator) + len("%s")))
	args := make([]any, 0, n)
	for _, t := range texts {
		if t.IsZero() {
			continue
		}
		if len(args) > 0 {
			format.WriteString(separator)
		}
		format.WriteString("%s")
		if t.Format == "%s" && t.One == "" && !t.Capital && len(t.Args) == 1 {
			args = append(args, t.Args[0])
		} else {
			args = append(args, t)
		}
	}
	return Text{Format: format.String(), Args: args}
}

// Listed puts texts behind each other as a sentence does: "a, b and c".
func Listed(texts ...Text) Text {
	last := len(texts) - 1
	if last < 1 {
		return Joined("", texts...)
	}
	return Textf("%s and %s", Joined(", ", texts[:last]...), texts[last])
}

// Upper is t with a capital at its start.
func (t Text) Upper() Text {
	t.Capital = true
	return t
}

// IsZero says whether t is empty.
func (t Text) IsZero() bool { return t.Format == "" }

// In is t in a language. In a counted text the number is grouped.
func (t Text) In(tongue Tongue) string {
	if !t.Capital {
		if len(t.Args) == 0 {
			return tongue.Format(t.Format)
		}
		if text, ok := t.Args[0].(string); ok && t.Format == "%s" {
			return text
		}
	}
	room, _ := rooms.Get().(*[]byte)
	words := t.appendIn((*room)[:0], tongue)
	text := string(words)
	if *room = words; cap(words) <= largestRoom {
		rooms.Put(room)
	}
	return text
}

// rooms are where texts are put together.
var rooms = sync.Pool{New: func() any { return new([]byte) }}

// largestRoom is how many bytes are kept for the next text.
const largestRoom = 4096

// counted is the number of things that t counts, if it counts any.
func (t Text) counted() (n int, ok bool) {
	if t.One != "" && len(t.Args) > 0 {
		n, ok = t.Args[0].(int)
	}
	return n, ok
}

// appendIn is dst with t in a language behind it.
func (t Text) appendIn(dst []byte, tongue Tongue) []byte {
	var format string
	if n, counts := t.counted(); counts {
		format = tongue.Plural(n, t.One, t.Format)
	} else {
		format = tongue.Format(t.Format)
	}
	start := len(dst)
	if len(t.Args) == 0 {
		dst = append(dst, format...)
	} else if plain, ok := t.appendPlain(dst, format, tongue); ok {
		dst = plain
	} else {
		dst = fmt.Appendf(dst, format, t.args(tongue)...)
	}
	if t.Capital {
		dst = capital(dst, start)
	}
	return dst
}

// appendPlain is appendIn for a format that has no verbs but %s and %d, as nearly
// all have. It says whether that is so.
func (t Text) appendPlain(dst []byte, format string, tongue Tongue) ([]byte, bool) {
	for next := 0; ; next++ {
		before, verb, found := strings.Cut(format, "%")
		dst = append(dst, before...)
		if !found {
			return dst, true
		}
		if strings.HasPrefix(verb, "%") {
			dst, format = append(dst, '%'), verb[1:]
			next--
			continue
		}
		if len(verb) > 2 && verb[0] == '[' && verb[2] == ']' {
			next, verb = int(verb[1])-'1', verb[3:]
		}
		if verb == "" || next < 0 || next >= len(t.Args) {
			return dst, false
		}
		var ok bool
		if dst, ok = t.appendArg(dst, next, verb[0], tongue); !ok {
			return dst, false
		}
		format = verb[1:]
	}
}

// appendArg is dst with an argument behind it, in the way of a verb; false when
// they do not go together.
func (t Text) appendArg(dst []byte, n int, verb byte, tongue Tongue) ([]byte, bool) {
	switch arg := t.Args[n].(type) {
	case int:
		if _, counts := t.counted(); n == 0 && counts && verb == 's' {
			return append(dst, tongue.Number(arg)...), true
		}
		return strconv.AppendInt(dst, int64(arg), 10), verb == 'd'
	case string:
		return append(dst, arg...), verb == 's'
	case Text:
		return arg.appendIn(dst, tongue), verb == 's'
	case Decimal:
		return append(dst, tongue.Decimal(arg)...), verb == 's'
	case Moment:
		return append(dst, tongue.Moment(arg)...), verb == 's'
	}
	return dst, false
}

// args are t's arguments as fmt takes them.
func (t Text) args(tongue Tongue) []any {
	args := make([]any, len(t.Args))
	for i, arg := range t.Args {
		switch arg := arg.(type) {
		case Text:
			args[i] = string(arg.appendIn(nil, tongue))
		case Decimal:
			args[i] = tongue.Decimal(arg)
		case Moment:
			args[i] = tongue.Moment(arg)
		default:
			args[i] = arg
		}
	}
	if n, counts := t.counted(); counts {
		args[0] = tongue.Number(n)
	}
	return args
}

// English is t in English, for logs, commands and tests.
func (t Text) English() string { return t.In(english{}) }

// english is the language that texts are written in.
type english struct{}

func (english) Format(format string) string { return format }

func (english) Plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

func (english) Number(n int) string {
	digits := strconv.Itoa(n)
	for i := len(digits) - 3; i > 0 && digits[i-1] != '-'; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

func (english) Decimal(d Decimal) string { return strconv.FormatFloat(d.Value, 'f', d.Digits, 64) }

func (english) Moment(m Moment) string { return m.At.Format(m.Layout) }

// capital puts the letter at start of text in upper case.
func capital(text []byte, start int) []byte {
	first, size := utf8.DecodeRune(text[start:])
	upper := unicode.ToUpper(first)
	if first == utf8.RuneError || upper == first {
		return text
	}
	if utf8.RuneLen(upper) == size {
		utf8.EncodeRune(text[start:], upper)
		return text
	}
	rest := string(text[start+size:])
	return append(utf8.AppendRune(text[:start], upper), rest...)
}
