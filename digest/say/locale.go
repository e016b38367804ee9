package say

import (
	"embed"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
	"sync"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/collate"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
	"golang.org/x/text/number"

	"chalkline"
)

// translations are message files of go-i18n, several for a language: what is
// translated is named by its English.
//
//go:embed texts/*.json
var translations embed.FS

// Locale is a language that texts can be put into, with its way to write numbers
// and dates. It is a chalkline.Tongue, safe for use by several goroutines.
type Locale struct {
	Tag  string // BCP 47, as "es"
	Name string // in the language itself

	load    sync.Once
	texts   map[string]string
	plurals *i18n.Localizer // nil for English, which texts are written in
	group   string          // between thousands
	point   string          // before decimals
}

// The languages, each of them whole: a test looks for texts without a translation.
var (
	English = &Locale{Tag: "en", Name: "English"}
	Spanish = &Locale{Tag: "es", Name: "Español"}
)

// Locales are all languages, the one that texts are written in first.
var Locales = []*Locale{English, Spanish}

// In is the language with a tag, English when there is none like it.
func In(tag string) *Locale {
	for _, l := range Locales {
		if l.Tag == tag {
			return l
		}
	}
	return English
}

var matcher = func() language.Matcher {
	var tags []language.Tag
	for _, l := range Locales {
		tags = append(tags, language.MustParse(l.Tag))
	}
	return language.NewMatcher(tags)
}()

// Accepted is the language that fits a browser's Accept-Language best.
func Accepted(header string) *Locale {
	const longest = 200 // bytes; real ones have under 100
	wanted, _, err := language.ParseAcceptLanguage(chalkline.Cut(header, longest))
	if err != nil || len(wanted) == 0 {
		return English
	}
	_, n, confidence := matcher.Match(wanted...)
	if confidence == language.No {
		return English
	}
	return Locales[n]
}

// ready reads the translations when they are first asked for: who runs an
// instance in one language pays for no other.
func (l *Locale) ready() {
	l.load.Do(func() {
		tag := language.MustParse(l.Tag)
		sample := message.NewPrinter(tag).Sprint(number.Decimal(1234567.5))
		l.group, l.point = strings.Trim(sample[1:len(sample)-9], "0123456789"), sample[len(sample)-2:len(sample)-1]
		if l == English {
			return
		}
		l.texts = make(map[string]string)
		bundle := i18n.NewBundle(language.English)
		files, err := fs.Glob(translations, "texts/*."+l.Tag+".json")
		if err != nil || len(files) == 0 {
			panic(fmt.Sprintf("say: no translations for %s: %v", l.Tag, err)) // they are in the program
		}
		for _, file := range files {
			read, err := bundle.LoadMessageFileFS(translations, file)
			if err != nil {
				panic(fmt.Sprintf("say: %s: %v", file, err))
			}
			for _, m := range read.Messages {
				l.texts[m.ID] = m.Other
			}
		}
		l.plurals = i18n.NewLocalizer(bundle, l.Tag)
	})
}

// Format is the translation of a format, or the format itself.
func (l *Locale) Format(format string) string {
	if l == English {
		return format
	}
	l.ready()
	if text, ok := l.texts[format]; ok {
		return text
	}
	return format
}

// Plural is the translation of one or many that n takes.
func (l *Locale) Plural(n int, one, many string) string {
	if l == English {
		if n == 1 {
			return one
		}
		return many
	}
	l.ready()
	text, err := l.plurals.Localize(&i18n.LocalizeConfig{
		MessageID: many, PluralCount: n, DefaultMessage: &i18n.Message{ID: many, One: one, Other: many},
	})
	if err != nil { // a form that the translation leaves out
		return l.Format(many)
	}
	return text
}

// Number is n as it is written, with what stands between the thousands.
func (l *Locale) Number(n int) string {
	l.ready()
	digits := strconv.Itoa(n)
	for i := len(digits) - 3; i > 0 && digits[i-1] != '-'; i -= 3 {
		digits = digits[:i] + l.group + digits[i:]
	}
	return digits
}

// Decimal is d with the language's sign for the point.
func (l *Locale) Decimal(d chalkline.Decimal) string {
	l.ready()
	return strings.Replace(strconv.FormatFloat(d.Value, 'f', d.Digits, 64), ".", l.point, 1)
}

// Moment is m in the order of the language, with its names of months and days.
func (l *Locale) Moment(m chalkline.Moment) string {
	if l == English {
		return m.At.Format(m.Layout)
	}
	layout := l.Format(m.Layout)
	text := m.At.Format(layout)
	for _, part := range [...]struct{ layout, name, short string }{
		{"January", m.At.Month().String(), ""},
		{"Monday", m.At.Weekday().String(), ""},
		{"Jan", m.At.Month().String()[:3], "."},
		{"Mon", m.At.Weekday().String()[:3], "."},
	} {
		if strings.Contains(layout, part.layout) {
			text = strings.Replace(text, part.name, l.Format(part.name+part.short), 1)
			layout = strings.Replace(layout, part.layout, "", 1)
		}
	}
	return text
}

// T is a format in the language with args put in, as a chalkline.Text.
func (l *Locale) T(format string, args ...any) string {
	if len(args) == 0 {
		return l.Format(format)
	}
	return chalkline.Textf(format, args...).In(l)
}

// Words puts a format, or a text from Go, into the language, for templates:
//
//	{{t "Your picks"}} {{t "since %s" .Since}} {{t .Why}}
func (l *Locale) Words(words any, args ...any) (string, error) {
	switch words := words.(type) {
	case chalkline.Text:
		if len(args) > 0 {
			return "", fmt.Errorf("the text %q has its parts already", words.Format)
		}
		return words.In(l), nil
	case string:
		return l.T(words, args...), nil
	}
	return "", fmt.Errorf("%T is no text", words)
}

// Day is the layout of a day in full.
const Day = "2 January 2006"

// Order compares two texts as the language's dictionaries order them. What it
// returns is for one goroutine.
func (l *Locale) Order() func(a, b chalkline.Text) int {
	by := collate.New(language.MustParse(l.Tag))
	return func(a, b chalkline.Text) int { return by.CompareString(a.In(l), b.In(l)) }
}
