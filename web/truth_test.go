package web

import (
	"html/template"
	"strings"
	"testing"

	"chalkline"
)

func TestAnEmptyTextIsNoReasonToSayAnything(t *testing.T) {
	t.Parallel()
	const page = `{{if .Text}}if{{end}}{{with .Text}}with{{end}}{{if not .Text}}not{{end}}{{if or .Text .Other}}or{{end}}{{if and .Text true}}and{{end}}` +
		`{{range .List}}{{if .}}in{{end}}{{end}}{{if (not (or .Text))}}deep{{end}}{{with $x := .Text}}named{{end}}`
	for _, test := range []struct {
		text chalkline.Text
		want string
	}{
		{chalkline.Text{}, "notdeep"},
		{chalkline.Textf("a"), "ifwithorandinnamed"},
	} {
		parsed := template.Must(template.New("").Funcs(template.FuncMap{"shown": shown}).Parse(page))
		askShown(parsed)
		var out strings.Builder
		if err := parsed.Execute(&out, map[string]any{"Text": test.text, "Other": "", "List": []chalkline.Text{test.text}}); err != nil {
			t.Fatal(err)
		}
		if out.String() != test.want {
			t.Errorf("%+v: %q, want %q", test.text, out.String(), test.want)
		}
	}
}
