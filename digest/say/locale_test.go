package say_test

import (
	"testing"
	"time"

	"chalkline"
	"chalkline/digest/say"
)

func TestNumbersAndDatesAreWrittenAsTheLanguageDoes(t *testing.T) {
	t.Parallel()
	day := time.Date(2026, 5, 3, 7, 30, 0, 0, time.UTC) // a Sunday
	for _, test := range []struct {
		text             chalkline.Text
		english, spanish string
	}{
		{chalkline.Textf("%s", chalkline.Moment{At: day, Layout: say.Day}), "3 May 2026", "3 de mayo de 2026"},
		{chalkline.Textf("%s", chalkline.Moment{At: day, Layout: "Monday 2 January"}), "Sunday 3 May", "domingo, 3 de mayo"},
		{chalkline.Textf("%s", chalkline.Moment{At: day, Layout: "2 Jan 2006 15:04"}), "3 May 2026 07:30", "3 may 2026, 07:30"},
		{chalkline.Textf("%s", chalkline.Moment{At: day, Layout: "Monday 15:04"}), "Sunday 07:30", "domingo 07:30"},
		{chalkline.Counted(1234567, "%s", "%s"), "1,234,567", "1.234.567"},
		{chalkline.Textf("%s", chalkline.Decimal{Value: -0.125, Digits: 2}), "-0.12", "-0,12"},
	} {
		if got := test.text.In(say.English); got != test.english {
			t.Errorf("English: %q, want %q", got, test.english)
		}
		if got := test.text.In(say.Spanish); got != test.spanish {
			t.Errorf("Spanish: %q, want %q", got, test.spanish)
		}
	}
}

func TestABrowsersLanguageIsFound(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]*say.Locale{
		"":                        say.English,
		"es":                      say.Spanish,
		"es-MX,es;q=0.9,en;q=0.8": say.Spanish,
		"en-GB,en;q=0.9,es;q=0.8": say.English,
		"ca,es;q=0.5":             say.Spanish,
		"de":                      say.English,
		"*":                       say.English,
		"not a header;;;":         say.English,
		"es;q=0.1,en;q=0.2":       say.English,
	} {
		if got := say.Accepted(header); got != want {
			t.Errorf("%q: %s, want %s", header, got.Tag, want.Tag)
		}
	}
}
