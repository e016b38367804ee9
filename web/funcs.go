package web

import (
	"html/template"
	"strings"
	"time"

	"chalkline"
	"chalkline/digest/say"
)

// funcs are what templates may call.
func funcs(assets *static) template.FuncMap {
	return template.FuncMap{
		"asset":      assets.url,
		"iso":        iso,
		"badge":      newBadge,
		"design":     chalkline.Design.Plain,
		"term":       chalkline.Design.Term,
		"cut":        chalkline.Cut,
		"host":       chalkline.HostOf,
		"line":       say.Line,
		"grades":     func() []chalkline.Grade { return chalkline.Grades },
		"count":      count,
		"upper":      say.Upper,
		"receipt":    newReceipt,
		"field":      fieldWords,
		"wish":       newWishButton,
		"ago":        lasting,
		"complained": func(why chalkline.Text) bool { return chalkline.Reader{MailError: why}.Complained() },
		"filter":     newFilter,
		"weekday":    weekdayName,
	}
}

// instant is t to the minute.
func instant(t time.Time) chalkline.Text {
	if t.IsZero() {
		return chalkline.Textf("never")
	}
	return chalkline.Textf("%s UTC", chalkline.Moment{At: t.UTC(), Layout: "2 Jan 2006 15:04"})
}

// weekdayName is a day of the week as an entry of a list.
func weekdayName(d time.Weekday) chalkline.Text { return chalkline.Textf(d.String()).Upper() }

// iso is t for the datetime attribute.
func iso(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// count is n with its noun: "1 source", "2,100 sources".
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return say.Number(n).English() + " " + many
}

// badge is a grade as a letter in a shape and a word.
type badge struct {
	Letter string
	Word   chalkline.Text
	Class  string         // a, b, c, d, e, r or none
	Spoken chalkline.Text // for those who hear the page
}

// newBadge is the badge of a grade.
func newBadge(g chalkline.Grade) badge {
	b := badge{Letter: say.Letter(g), Word: say.Word(g), Class: strings.ToLower(string(g))}
	b.Spoken = chalkline.Textf("Grade %s: %s", b.Letter, b.Word)
	if g == chalkline.GradeNone {
		b.Class, b.Spoken = "none", b.Word
	}
	return b
}
