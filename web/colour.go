package web

import (
	"encoding/hex"
	"fmt"
	"math"
	"strings"

	"chalkline"
)

// readable is the least contrast of text with its ground, as WCAG 2.2 has it for
// level AA (1.4.3).
const readable = 4.5

// theme is what a colour of links and buttons stands on.
type theme struct {
	setting string
	when    string
	grounds []colour // of the page, of a panel, of a field
	towards colour   // where a colour gets more readable
	on      colour   // of text on a button
}

// The grounds are those of chalkline.css.
var (
	byDay = theme{
		setting: "colour", when: "on a light ground", towards: colour{0, 0, 0}, on: colour{255, 255, 255},
		grounds: []colour{{0xfb, 0xfa, 0xf5}, {0xf3, 0xf0, 0xe5}, {255, 255, 255}},
	}
	byNight = theme{
		setting: "colour-dark", when: "on a dark ground", towards: colour{255, 255, 255}, on: colour{0x10, 0x24, 0x1b},
		grounds: []colour{{0x14, 0x1c, 0x19}, {0x1c, 0x26, 0x22}, {0x1b, 0x25, 0x21}},
	}
)

// colour is red, green and blue.
type colour [3]uint8

// parseColour reads a colour as #1c5b45.
func parseColour(setting, written string) (colour, error) {
	var c colour
	digits, marked := strings.CutPrefix(written, "#")
	if raw, err := hex.DecodeString(digits); err == nil && len(raw) == len(c) && marked {
		copy(c[:], raw)
		return c, nil
	}
	return c, chalkline.Errorf(chalkline.CodeInvalid, "%s %q is no colour; it should look like #1c5b45", setting, chalkline.Cut(written, 20))
}

// String is the colour as #1c5b45.
func (c colour) String() string { return "#" + hex.EncodeToString(c[:]) }

// faint is the colour with that opacity, in CSS.
func (c colour) faint(opacity float64) string {
	return fmt.Sprintf("rgba(%d, %d, %d, %g)", c[0], c[1], c[2], opacity)
}

// luminance is the relative luminance of WCAG 2.2.
func (c colour) luminance() float64 {
	linear := func(v uint8) float64 {
		s := float64(v) / 255
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(c[0]) + 0.7152*linear(c[1]) + 0.0722*linear(c[2])
}

// contrast is the contrast ratio of WCAG 2.2, 1 to 21.
func contrast(a, b colour) float64 {
	bright, dark := a.luminance(), b.luminance()
	if bright < dark {
		bright, dark = dark, bright
	}
	return (bright + 0.05) / (dark + 0.05)
}

// mixed is the colour with that share of another.
func (c colour) mixed(other colour, share float64) colour {
	var m colour
	for i := range c {
		m[i] = uint8(math.Round(float64(c[i])*(1-share) + float64(other[i])*share))
	}
	return m
}

// least is the least contrast of a colour in the theme: with every ground it stands
// on, and with the text that stands on it.
func (t theme) least(c colour) float64 {
	worst := contrast(c, t.on)
	for _, ground := range t.grounds {
		worst = min(worst, contrast(c, ground))
	}
	return worst
}

// nearest is the colour itself where it can be read, else the first that can on the
// way towards black or white.
func (t theme) nearest(c colour) colour {
	for step := range 256 {
		if m := c.mixed(t.towards, float64(step)/255); t.least(m) >= readable {
			return m
		}
	}
	return t.towards
}

// read reads a colour for the theme.
func (t theme) read(written string) (colour, error) {
	c, err := parseColour(t.setting, written)
	if err != nil {
		return c, err
	}
	if least := t.least(c); least < readable {
		return c, chalkline.Errorf(chalkline.CodeInvalid, "%s %s cannot be read well %s: its contrast is %.1f and should be %.1f; the nearest that can is %s",
			t.setting, c, t.when, least, readable, t.nearest(c))
	}
	return c, nil
}

// sheet is the style sheet with the instance's colours; "" where they are ours. No
// colour can be read well on both a light and a dark ground, so there are two.
func (b Brand) sheet() (string, error) {
	if b.Colour == "" {
		if b.ColourDark != "" {
			return "", chalkline.Errorf(chalkline.CodeInvalid, "colour-dark goes with colour, which is not set")
		}
		return "", nil
	}
	day, err := byDay.read(b.Colour)
	if err != nil {
		return "", err
	}
	night := byNight.nearest(day)
	if b.ColourDark != "" {
		if night, err = byNight.read(b.ColourDark); err != nil {
			return "", err
		}
	}
	return ":root:not([data-theme=dark]) {\n" + byDay.rules(day) + "}\n" +
		"@media (prefers-color-scheme: dark) {\n:root:not([data-theme]) {\n" + byNight.rules(night) + "}\n}\n", nil
}

// rules set a colour wherever Pico and chalkline.css use one.
func (t theme) rules(c colour) string {
	strong := c.mixed(t.towards, 0.35)
	var b strings.Builder
	for _, rule := range [...]struct{ name, value string }{
		{"primary", c.String()},
		{"primary-hover", strong.String()},
		{"primary-underline", c.faint(0.45)},
		{"primary-hover-underline", strong.String()},
		{"primary-background", c.String()},
		{"primary-border", c.String()},
		{"primary-hover-background", strong.String()},
		{"primary-hover-border", strong.String()},
		{"primary-inverse", t.on.String()},
		{"primary-focus", c.faint(0.45)},
		{"form-element-active-border-color", c.String()},
		{"form-element-focus-color", c.String()},
	} {
		fmt.Fprintf(&b, "  --pico-%s: %s;\n", rule.name, rule.value)
	}
	return b.String()
}
