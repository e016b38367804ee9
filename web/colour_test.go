package web

import (
	"strings"
	"testing"

	"chalkline"
)

func TestContrastIsThatOfWCAG(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b string
		want float64
	}{
		{"#000000", "#ffffff", 21},
		{"#777777", "#ffffff", 4.48}, // the usual example of a grey that just fails
		{"#767676", "#ffffff", 4.54}, // and of one that just passes
		{"#123456", "#123456", 1},
	} {
		a, err := parseColour("a", c.a)
		ok(t, err)
		b, err := parseColour("b", c.b)
		ok(t, err)
		if got := contrast(a, b); got < c.want-0.01 || got > c.want+0.01 {
			t.Errorf("contrast of %s and %s is %.2f, want %.2f", c.a, c.b, got, c.want)
		}
	}
}

func TestAColourThatCannotBeReadIsRefusedWithTheNearestThatCan(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, day, night, wrong string }{
		{"none", "", "", ""},
		{"dark blue", "#1d4e79", "", ""},
		{"black", "#000000", "", ""},
		{"both", "#7a1f5c", "#f0a6d4", ""},
		{"capitals", "#1D4E79", "", ""},
		{"yellow by day", "#ffcc00", "", "colour #ffcc00 cannot be read well on a light ground"},
		{"dark by night", "#1d4e79", "#1d4e79", "colour-dark #1d4e79 cannot be read well on a dark ground"},
		{"no mark", "1d4e79", "", "it should look like #1c5b45"},
		{"three digits", "#fff", "", "it should look like #1c5b45"},
		{"a name", "teal", "", "it should look like #1c5b45"},
		{"markup", "#123456;}</style>", "", "it should look like #1c5b45"},
		{"night alone", "", "#8fd6b4", "goes with colour"},
	} {
		err := Brand{Colour: c.day, ColourDark: c.night}.Validate()
		if c.wrong == "" {
			if err != nil {
				t.Errorf("%s: %v", c.name, err)
			}
			continue
		}
		if chalkline.ErrorCode(err) != chalkline.CodeInvalid || !strings.Contains(err.Error(), c.wrong) {
			t.Errorf("%s: %v, want %q", c.name, err, c.wrong)
			continue
		}
		_, nearest, found := strings.Cut(err.Error(), "the nearest that can is ")
		switch {
		case !found:
		case strings.HasPrefix(c.wrong, "colour-dark"):
			ok(t, Brand{Colour: c.day, ColourDark: nearest}.Validate())
		default:
			ok(t, Brand{Colour: nearest}.Validate())
		}
	}
}

// Whatever the colour by day, the one that is made of it for the night can be read.
func TestTheColourByNightCanBeRead(t *testing.T) {
	t.Parallel()
	for _, c := range []colour{{}, {0x1c, 0x5b, 0x45}, {0x7a, 0, 0}, {0, 0, 0x90}, {0x55, 0x55, 0}, {255, 255, 255}} {
		for _, theme := range []theme{byDay, byNight} {
			if n := theme.nearest(c); theme.least(n) < readable {
				t.Errorf("%s %s becomes %s, which has contrast %.2f", c, theme.when, n, theme.least(n))
			}
		}
	}
	if kept := byDay.nearest(colour{0x1c, 0x5b, 0x45}); kept != (colour{0x1c, 0x5b, 0x45}) {
		t.Errorf("a colour that can be read becomes %s", kept)
	}
}
