package store

import (
	"reflect"
	"testing"

	"chalkline"
)

func TestWordsThatAnEarlierVersionWroteCount(t *testing.T) {
	t.Parallel()
	counted := chalkline.Counted(3, "%s pick", "%s picks")
	for name, c := range map[string]struct {
		stored  chalkline.Text
		rewrite func(words string) string // what an earlier version makes of the words
		want    chalkline.Text
	}{
		"a text with parts is read as it was":    {stored: counted, want: counted},
		"and one that begins with a capital":     {stored: chalkline.Textf("picks").Upper(), want: chalkline.Textf("picks").Upper()},
		"one without parts is in its words":      {stored: chalkline.Textf("No mail."), want: chalkline.Textf("No mail.")},
		"none is none":                           {},
		"words written since are not its parts":  {counted, func(string) string { return "4 picks" }, chalkline.Text{Format: "4 picks"}},
		"words taken away since leave no parts":  {counted, func(string) string { return "" }, chalkline.Text{}},
		"words that look like parts are no text": {counted, func(string) string { return `["t","x %s","y"]` }, chalkline.Text{Format: `["t","x %s","y"]`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			words, err := inWords(&c.stored).Value()
			if err != nil {
				t.Fatal(err)
			}
			parts, err := inParts(&c.stored).Value()
			if err != nil {
				t.Fatal(err)
			}
			if c.rewrite != nil {
				words = c.rewrite(c.stored.English())
			}
			var got chalkline.Text
			if err := inWords(&got).Scan(words); err != nil {
				t.Fatal(err)
			}
			if err := inParts(&got).Scan(parts); err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(got, c.want) {
				t.Errorf("%q with %q is read as %#v, want %#v", words, parts, got, c.want)
			}
		})
	}
}
