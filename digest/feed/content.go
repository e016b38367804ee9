package feed

import (
	"fmt"
	"html/template"
	"strings"

	"chalkline"
	"chalkline/digest/say"
)

// layout is the body of an entry: the card without its buttons, in elements that
// every feed reader keeps.
var layout = template.Must(template.New("entry").Parse(`<p><strong>{{.Grade}}</strong>{{with .Score}} · {{.}}{{end}} · {{.Minutes}}{{with .Outside}} · {{.}}{{end}}{{with .Free.Words}} · {{if $.Free.URL}}<a href="{{$.Free.URL}}">{{.}}</a>{{else}}{{.}}{{end}}{{end}}</p>
<p><strong>{{.WhyLabel}}:</strong> {{.Why}}</p>
{{range .Cautions}}<p><strong>Caution:</strong> {{.}}</p>
{{end}}{{with .Study}}<p><strong>Study:</strong> {{.}}</p>
{{end}}{{if .Quote}}<p><strong>Found:</strong></p>
<blockquote{{with .Language}} lang="{{.}}"{{end}}><p>“{{.Quote}}”</p></blockquote>
{{else if .NotFound}}<p><strong>Found:</strong> {{.NotFound}}</p>
{{end}}{{with .Effect}}<p><strong>Effect:</strong> {{.}}</p>
{{end}}{{with .Excerpt}}<p{{with $.Language}} lang="{{.}}"{{end}}>{{.}}</p>
{{end}}{{with .ForYou}}<p><strong>For you:</strong> {{.}}</p>
{{end}}{{with .Other}}<p><strong>The other side:</strong> <a href="{{$.OtherURL}}">{{.Title}}</a> ({{.Grade}}) {{.Found}}.</p>
{{end}}<p>{{.Place}}</p>
{{if .Also}}<p><strong>Also at:</strong> {{range $i, $a := .Also}}{{if $i}}, {{end}}{{if $a.URL}}<a href="{{$a.URL}}">{{$a.Label}}</a>{{else}}{{$a.Label}}{{end}}{{end}}{{with .More}} and {{.}} more{{end}}</p>
{{end}}<p><a href="{{.Card}}">Full evidence card</a></p>
`))

// excerptRunes is how much of the text stands in for a missing finding.
const excerptRunes = 280

// content is the body of an entry as HTML. Everything in it is escaped text.
func content(c chalkline.Card, home, card string) (string, error) {
	a := c.Appraisal
	quote, _ := say.Found(a)
	also, more := say.AlsoAt(c)
	view := struct {
		Grade, Score, Minutes, WhyLabel, Why, Study, Quote, NotFound, Effect, Excerpt, ForYou, Outside, Place, Card, Language string

		Other    *say.OtherWords // nil for none
		OtherURL string
		Free     say.Free
		Cautions []string
		Also     []say.Also
		More     int
	}{
		Grade: say.GradeLabel(a), Score: say.Score(a), Minutes: say.Minutes(c),
		WhyLabel: say.WhyLabel(a), Why: say.Why(a), Study: say.Study(a),
		Quote: quote, NotFound: say.NotFound(a), Effect: say.EffectNote(a), ForYou: say.ForYou(c), Outside: say.Outside(c), Place: say.Place(c),
		Card: card, Language: say.Line(c.Item.Language),
		Free: say.FreeToRead(c), Cautions: say.Cautions(a), Also: also, More: more,
	}
	if quote == "" {
		view.Excerpt = chalkline.Cut(say.Line(c.Item.Text), excerptRunes)
	}
	if other, ok := say.OtherSide(c); ok {
		view.Other, view.OtherURL = &other, fmt.Sprintf("%s/items/%d", home, other.ItemID)
	}
	var b strings.Builder
	if err := layout.Execute(&b, view); err != nil {
		return "", fmt.Errorf("write feed entry of item %d: %w", c.Item.ID, err)
	}
	return b.String(), nil
}

// summary is the entry in two sentences of plain text.
func summary(c chalkline.Card) string {
	text := say.GradeLabel(c.Appraisal) + ". " + say.Why(c.Appraisal)
	if quote, ok := say.Found(c.Appraisal); ok {
		text += " “" + quote + "”"
	}
	return text
}
