package feed

import (
	_ "embed"
	"fmt"
	"html"
	"strings"
	"text/template"
	"time"

	"chalkline"
	"chalkline/digest/say"
)

//go:embed templates/feed.xsl
var sheet string

// Style is the style sheet with which browsers make a page of RSS and Atom, for
// feeds in a language.
func Style(in *say.Locale) ([]byte, error) {
	t, err := template.New("feed.xsl").Funcs(template.FuncMap{
		"lang":   func() string { return in.Tag },
		"t":      func(text string, parts ...xsl) xsl { return put(in.Format(text), parts) },
		"n":      func(expression, one, many string) xsl { return counted(in, expression, one, many) },
		"value":  valueOf,
		"format": formatAt,
		"months": func() []styledMonth { return styledMonths(in) },
	}).Parse(sheet)
	if err != nil {
		return nil, fmt.Errorf("read the style sheet of feeds: %w", err)
	}
	var b strings.Builder
	if err := t.Execute(&b, nil); err != nil {
		return nil, fmt.Errorf("write the style sheet of feeds in %s: %w", in.Name, err)
	}
	return []byte(b.String()), nil
}

// xsl is a part of the style sheet that is markup already.
type xsl string

// put is a text as it stands in the style sheet, with parts in it.
func put(text string, parts []xsl) xsl {
	text = html.EscapeString(text)
	if len(parts) == 0 {
		return xsl(text)
	}
	args := make([]any, len(parts))
	for i, p := range parts {
		args[i] = p
	}
	return xsl(fmt.Sprintf(text, args...))
}

// valueOf is what an expression stands for when a feed is shown.
func valueOf(expression string) xsl { return xsl(`<xsl:value-of select="` + expression + `"/>`) }

// counted is a text with a number in it that is known when a feed is shown: in the
// form for one thing, else in that for two.
func counted(in *say.Locale, expression, one, many string) xsl {
	count := []xsl{valueOf(expression)}
	return `<xsl:choose><xsl:when test="` + xsl(expression) + ` = 1">` + put(in.Plural(1, one, many), count) +
		`</xsl:when><xsl:otherwise>` + put(in.Plural(2, one, many), count) + `</xsl:otherwise></xsl:choose>`
}

// formatAt is a link to the feed in another format.
func formatAt(n int) xsl {
	return xsl(fmt.Sprintf(`<xsl:call-template name="format"><xsl:with-param name="link" select="$others[%d]"/></xsl:call-template>`, n))
}

// styledMonth is a month with the way in which a day of it is written.
type styledMonth struct {
	Name, Number string // as RSS and Atom have it: Nov and 11
	Day          xsl
}

// styledMonths write a day with $number and $year.
func styledMonths(in *say.Locale) []styledMonth {
	months := make([]styledMonth, 0, 12)
	for m := time.January; m <= time.December; m++ {
		day := html.EscapeString(in.Moment(chalkline.Moment{At: time.Date(2006, m, 2, 0, 0, 0, 0, time.UTC), Layout: "2 Jan 2006"}))
		day = strings.NewReplacer("2006", string(valueOf("$year")), "2", string(valueOf("$number"))).Replace(day)
		months = append(months, styledMonth{Name: m.String()[:3], Number: fmt.Sprintf("%02d", int(m)), Day: xsl(day)})
	}
	return months
}
