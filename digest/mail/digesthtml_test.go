package mail_test

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"chalkline"
	"chalkline/digest/digesttest"
	"chalkline/digest/mail"
	"chalkline/digest/say"
)

// htmlParts are the HTML parts that the templates make, with everything in them
// that they can show.
func htmlParts(t testing.TB) map[string]*html.Node {
	t.Helper()
	full := page()
	full.Edition.Away = chalkline.Break{From: "2026-10-26", Until: "2026-11-01"}
	full.Alerts = slices.Repeat(full.Alerts, 30)
	full.Groups = slices.Repeat(full.Groups, 5)
	graded := digesttest.Cards()[0]
	graded.Appraisal.Grade = chalkline.GradeA
	full.Cards = append(full.Cards, graded, digesttest.Retracted())
	parts := map[string]string{
		"digest":            digestOf(t, full).HTML,
		"digest in Spanish": digestOf(t, inSpanish(full)).HTML,
		"sign in":           mail.SignIn(say.English, "us@chalk.example", "https://chalk.example", "teacher@school.example", "https://chalk.example/enter/x", chalkline.LinkJoin).HTML,
	}
	roots := make(map[string]*html.Node, len(parts))
	for name, part := range parts {
		root, err := html.Parse(strings.NewReader(part))
		if err != nil {
			t.Fatal(err)
		}
		roots[name] = root
	}
	return roots
}

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func textOf(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// declaration is one property of a style.
type declaration struct{ property, value string }

func declarations(style string) []declaration {
	var list []declaration
	for part := range strings.SplitSeq(style, ";") {
		property, value, found := strings.Cut(part, ":")
		if found {
			list = append(list, declaration{strings.TrimSpace(property), strings.TrimSpace(value)})
		}
	}
	return list
}

// rule is a rule of the style sheet, all of which stand in one @media.
type rule struct {
	class string
	does  []declaration
}

var (
	mediaForm = regexp.MustCompile(`(?s)^\s*@media \(prefers-color-scheme: dark\) \{(.*)\}\s*$`)
	ruleForm  = regexp.MustCompile(`(?s)^\s*\.([a-z-]+) \{([^{}]*)\}`)
)

// darkRules reads the style sheet, and complains of whatever is no rule for a
// class in the dark.
func darkRules(t *testing.T, root *html.Node) []rule {
	t.Helper()
	var rules []rule
	for n := range root.Descendants() {
		if n.Type != html.ElementNode || n.Data != "style" {
			continue
		}
		whole := mediaForm.FindStringSubmatch(n.FirstChild.Data)
		if whole == nil {
			t.Fatalf("the style sheet is not one @media for the dark:\n%s", n.FirstChild.Data)
		}
		rest := whole[1]
		for strings.TrimSpace(rest) != "" {
			found := ruleForm.FindStringSubmatch(rest)
			if found == nil {
				t.Fatalf("not a rule of a class: %q", rest)
			}
			rules, rest = append(rules, rule{found[1], declarations(found[2])}), rest[len(found[0]):]
		}
	}
	return rules
}

func TestTheHTMLKeepsToWhatMailProgramsShow(t *testing.T) {
	t.Parallel()
	allowed := map[string][]string{
		"html": {"lang", "dir"}, "head": nil, "meta": {"charset", "name", "content"}, "title": nil, "style": nil,
		"body": {"class", "style"}, "table": {"role", "class", "width", "cellpadding", "cellspacing", "border", "style"}, "tbody": nil, "tr": nil,
		"td": {"align", "valign", "class", "width", "height", "style"}, "p": {"class", "style"}, "h1": {"style"}, "h2": {"style"}, "h3": {"style"},
		"strong": nil, "span": {"class", "lang", "style"}, "a": {"class", "href", "lang", "aria-label", "style"}, "br": nil,
	}
	for name, root := range htmlParts(t) {
		classes := map[string]bool{}
		for n := range root.Descendants() {
			if n.Type == html.CommentNode {
				t.Errorf("%s: a comment %q", name, n.Data)
			}
			if n.Type != html.ElementNode {
				continue
			}
			keys, known := allowed[n.Data]
			if !known {
				t.Errorf("%s: has <%s>", name, n.Data)
			}
			for _, a := range n.Attr {
				if !slices.Contains(keys, a.Key) {
					t.Errorf("%s: has <%s %s=%q>", name, n.Data, a.Key, a.Val)
				}
			}
			for class := range strings.FieldsSeq(attribute(n, "class")) {
				classes[class] = true
			}
			if n.Data == "table" && attribute(n, "role") != "presentation" {
				t.Errorf("%s: a layout table is announced as a table", name)
			}
			if href := attribute(n, "href"); n.Data == "a" && !strings.HasPrefix(href, "https://") && !strings.HasPrefix(href, "mailto:") {
				t.Errorf("%s: a link to %q", name, href)
			}
			if width, _ := strconv.Atoi(attribute(n, "width")); width > 640 {
				t.Errorf("%s: <%s> is %d px wide", name, n.Data, width)
			}
			for _, d := range declarations(attribute(n, "style")) {
				if strings.Contains(d.value, "important") || strings.Contains(d.value, "url(") || strings.Contains(d.value, "-") && strings.HasPrefix(d.property, "margin") {
					t.Errorf("%s: <%s> has %s:%s", name, n.Data, d.property, d.value)
				}
			}
		}
		for _, r := range darkRules(t, root) {
			for _, d := range r.does {
				if !strings.HasSuffix(d.value, " !important") { // Gmail wants the space
					t.Errorf("%s: .%s %s gives way to the inline style", name, r.class, d.property)
				}
			}
			delete(classes, r.class)
		}
		if name == "digest" && len(classes) > 0 {
			t.Errorf("%s: no rule for the classes %v", name, slices.Sorted(maps.Keys(classes)))
		}
	}
	for _, want := range []string{`<!DOCTYPE html>`, `<html lang="en"`, `content="light dark"`, `name="supported-color-schemes"`, "max-width:640px", `lang="de"`} {
		if m := digestOf(t, page()); !strings.Contains(m.HTML, want) || strings.Contains(m.HTML, "ZgotmplZ") {
			t.Errorf("lacks %s, or a style was refused", want)
		}
	}
}

func TestTheMailIsReadAloudInOrder(t *testing.T) {
	t.Parallel()
	p := page()
	m := digestOf(t, p)
	root, err := html.Parse(strings.NewReader(m.HTML))
	if err != nil {
		t.Fatal(err)
	}
	level, tops := 0, 0
	leads := map[string]string{} // what a link is called, and where it leads
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		if len(n.Data) == 2 && n.Data[0] == 'h' && n.Data != "hr" {
			to := int(n.Data[1] - '0')
			if to > level+1 {
				t.Errorf("heading <%s> %q after level %d", n.Data, textOf(n), level)
			}
			level = to
			if to == 1 {
				tops++
			}
		}
		if n.Data != "a" {
			continue
		}
		label, visible, href := attribute(n, "aria-label"), textOf(n), attribute(n, "href")
		called := cmp.Or(label, visible)
		if !strings.HasPrefix(called, visible) {
			t.Errorf("a link that reads %q is called %q", visible, called)
		}
		if before, known := leads[called]; known && before != href {
			t.Errorf("two links called %q lead to %s and %s", called, before, href)
		}
		if called == "" {
			t.Errorf("a link to %s has no name", href)
		}
		leads[called] = href
	}
	if tops != 1 {
		t.Errorf("%d headings of the first level", tops)
	}
}

// shades are the colours in force at a place: of the text and of what it stands on.
type shades struct{ text, ground string }

// TestEveryTextHasContrast computes the contrast of each text with its ground in
// both palettes: 4.5 to 1 is what WCAG 2.1 asks for at level AA, 1.4.3.
func TestEveryTextHasContrast(t *testing.T) {
	t.Parallel()
	for name, root := range htmlParts(t) {
		dark := map[string][]declaration{}
		var order []string
		for _, r := range darkRules(t, root) {
			dark[r.class] = r.does
			order = append(order, r.class)
		}
		for palette, classes := range map[string][]string{"light": nil, "dark": order} {
			worst, least := "", math.Inf(1)
			var walk func(n *html.Node, in shades)
			walk = func(n *html.Node, in shades) {
				if n.Type == html.ElementNode {
					if n.Data == "head" {
						return
					}
					in = in.after(declarations(attribute(n, "style")))
					own := strings.Fields(attribute(n, "class"))
					for _, class := range classes { // the later rule wins
						if slices.Contains(own, class) {
							in = in.after(dark[class])
						}
					}
				}
				if n.Type == html.TextNode && strings.TrimSpace(n.Data) != "" {
					if c := contrast(t, in); c < least {
						worst, least = fmt.Sprintf("%q, %s on %s", strings.TrimSpace(n.Data), in.text, in.ground), c
					}
				}
				for child := range n.ChildNodes() {
					walk(child, in)
				}
			}
			walk(root, shades{})
			if least < 4.5 {
				t.Errorf("%s, %s: contrast %.2f of %s", name, palette, least, worst)
			}
			t.Logf("%s, %s: least contrast %.2f", name, palette, least)
		}
	}
}

func (s shades) after(list []declaration) shades {
	for _, d := range list {
		value := strings.TrimSuffix(d.value, " !important")
		switch d.property {
		case "color":
			s.text = value
		case "background-color":
			s.ground = value
		}
	}
	return s
}

// contrast is the contrast ratio of WCAG 2.1.
func contrast(t *testing.T, s shades) float64 {
	t.Helper()
	luminance := func(colour string) float64 {
		n, err := strconv.ParseUint(strings.TrimPrefix(colour, "#"), 16, 32)
		if err != nil || len(colour) != 7 {
			t.Fatalf("the colour %q is not #rrggbb", colour)
		}
		channel := func(v uint64) float64 {
			c := float64(v&0xff) / 255
			if c <= 0.04045 {
				return c / 12.92
			}
			return math.Pow((c+0.055)/1.055, 2.4)
		}
		return 0.2126*channel(n>>16) + 0.7152*channel(n>>8) + 0.0722*channel(n)
	}
	a, b := luminance(s.text), luminance(s.ground)
	return (max(a, b) + 0.05) / (min(a, b) + 0.05)
}
