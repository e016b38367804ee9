package meili

import (
	"strconv"
	"strings"
	"time"
	"unicode"

	"chalkline"
)

// filter is what a search is narrowed by, in the language of Meilisearch; "" for
// nothing. It says false when a value cannot be written in it, and then no item has
// that value.
func filter(s chalkline.Search) (string, bool) {
	var f conditions
	var grades []string
	for _, g := range s.Grades() {
		grades = append(grades, `"`+string(g)+`"`)
	}
	if s.Least != "" {
		f.add(`grade IN [` + strings.Join(grades, `, `) + `]`)
	}
	f.is("design", string(s.Design))
	f.is("topics", string(s.Topic))
	f.is("phases", string(s.Phase))
	f.is("kind", string(s.Kind))
	if s.Source != 0 {
		f.add(`source = ` + strconv.FormatInt(int64(s.Source), 10))
	}
	if s.From != 0 {
		f.add(`at >= ` + year(s.From))
	}
	if s.Until != 0 {
		f.add(`at < ` + year(s.Until+1))
	}
	if s.Open {
		f.add(`open = true`)
	}
	return strings.Join(f.all, ` AND `), !f.unwritable
}

// conditions are put together.
type conditions struct {
	all        []string
	unwritable bool
}

func (f *conditions) add(condition string) { f.all = append(f.all, condition) }

// is adds a condition on a value, unless that is "". In quotes a value means
// nothing but itself, as long as it has neither a quote nor a backslash.
func (f *conditions) is(field, value string) {
	if value == "" {
		return
	}
	if strings.ContainsFunc(value, func(r rune) bool {
		return r == '"' || r == '\\' || unicode.IsControl(r) || r == unicode.ReplacementChar
	}) {
		f.unwritable = true
	}
	f.add(field + ` = "` + value + `"`)
}

// year is the first moment of a year.
func year(y int) string {
	return strconv.FormatInt(time.Date(min(max(y, 1), 9999), 1, 1, 0, 0, 0, 0, time.UTC).UnixMicro(), 10)
}
