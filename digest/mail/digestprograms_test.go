package mail_test

import (
	"cmp"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// programs are the mail programs that must show the mail as it is meant, but for
// what is accepted below.
var programs = regexp.MustCompile(`^(gmail/.*|apple-mail/.*|yahoo/.*|outlook/outlook-com|outlook/windows)$`)

// accepted is what some of those programs do not have, and what their readers see
// instead. All else that one of them lacks must not be in a mail.
var accepted = []struct {
	feature, programs string
	instead           string
}{
	{"css-at-media-prefers-color-scheme", `gmail/.*|yahoo/.*|outlook/windows`, "the light colours, or the program's own dark ones"},
	{"html-meta-color-scheme", `gmail/.*|yahoo/.*|apple-mail/ios|outlook/.*`, "the same"},
	{"css-at-media", `gmail/mobile-webmail|outlook/windows`, "the same: the dark colours are all that is in @media"},
	{"html-style", `gmail/mobile-webmail`, "the same: the dark colours are all that is in the style sheet"},
	{"css-selector-class", `gmail/mobile-webmail`, "the same"},
	{"html-body", `yahoo/(ios|android)`, "the ground of the table that fills the body"},
	{"html-doctype", `yahoo/android|outlook/windows`, "the same page: all sizes are given, none depends on the box model"},
	{"html-aria-label", `yahoo/.*`, "the same; who listens hears the link without the title, after the heading with it"},
	{"css-border-radius", `outlook/windows`, "a square badge and square buttons"},
	{"css-table-layout", `outlook/windows`, "the same, but that a very long word widens the mail"},
	{"css-word-wrap", `outlook/windows`, "the same, but that a very long word widens the mail"},
}

// The features that an element, an attribute, a property and a value stand for in
// the list of Can I email; "" for what it does not list because all programs have
// it.
var (
	elementFeature = map[string]string{
		"html": "", "head": "", "title": "", "meta": "", "a": "", "br": "", "body": "html-body", "style": "html-style", "table": "html-table", "tbody": "html-table",
		"tr": "html-table", "td": "html-table", "p": "html-p", "h1": "html-h1-h6", "h2": "html-h1-h6", "h3": "html-h1-h6", "strong": "html-strong", "span": "html-span",
	}
	attributeFeature = map[string]string{
		"style": "", "href": "", "border": "", "charset": "", "name": "", "content": "", "class": "css-selector-class", "lang": "html-lang", "dir": "html-dir",
		"role": "html-role", "width": "html-width", "height": "html-height", "align": "html-align", "valign": "html-valign", "cellpadding": "html-cellpadding", "cellspacing": "html-cellspacing",
		"aria-label": "html-aria-label",
	}
	propertyFeature = map[string]string{
		"color": "", "background-color": "css-background-color", "border": "css-border", "border-left": "css-border", "border-bottom": "css-border", "border-top": "css-border",
		"border-color": "css-border", "border-radius": "css-border-radius", "display": "css-display", "font-family": "css-font", "font-size": "css-font-size", "font-style": "css-font",
		"font-weight": "css-font-weight", "line-height": "css-line-height", "margin": "css-margin", "max-width": "css-max-width", "padding": "css-padding",
		"table-layout": "css-table-layout", "text-align": "css-text-align", "text-decoration": "css-text-decoration", "width": "css-width", "word-wrap": "css-word-wrap",
	}
	valueFeature = map[string]string{"px": "css-unit-px", "%": "css-unit-percent", "!important": "css-important"}
	valueForm    = regexp.MustCompile(`^(-?[0-9.]+(px|%|[a-z]*)|#[0-9a-f]{6}|[a-z-]+|'[A-Za-z ]+'|[A-Z][A-Za-z]+|!important)$`)
)

// features are the features that the mails use, each with a place where.
func features(t *testing.T) map[string]string {
	t.Helper()
	used := map[string]string{"html-doctype": "<!DOCTYPE html>", "css-at-media": "the style sheet", "css-at-media-prefers-color-scheme": "the style sheet"}
	note := func(table map[string]string, key, where string) {
		feature, known := table[key]
		if !known {
			t.Errorf("%s of %s is in no table", key, where)
		}
		if feature != "" {
			used[feature] = where
		}
	}
	style := func(list []declaration, where string) {
		for _, d := range list {
			note(propertyFeature, d.property, where)
			for _, word := range regexp.MustCompile(`'[^']*'|[^\s,]+`).FindAllString(d.value, -1) {
				form := valueForm.FindStringSubmatch(word)
				if form == nil {
					t.Errorf("%s:%s of %s has a value that was not thought of: %q", d.property, d.value, where, word)
				} else if key := cmp.Or(form[2], word); valueFeature[key] != "" || form[2] != "" {
					note(valueFeature, key, where)
				}
			}
		}
	}
	for name, root := range htmlParts(t) {
		for _, r := range darkRules(t, root) {
			style(r.does, name+", ."+r.class)
		}
		for n := range root.Descendants() {
			if n.Type != html.ElementNode {
				continue
			}
			where := name + ", <" + n.Data + ">"
			note(elementFeature, n.Data, where)
			for _, a := range n.Attr {
				note(attributeFeature, a.Key, where)
			}
			style(declarations(attribute(n, "style")), where)
			if strings.HasPrefix(attribute(n, "href"), "mailto:") {
				used["html-mailto-links"] = where
			}
			if n.Data == "meta" && attribute(n, "name") == "color-scheme" {
				used["html-meta-color-scheme"] = where
			}
		}
	}
	return used
}

func TestMailProgramsHaveWhatTheMailUses(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile(filepath.Join(cmp.Or(os.Getenv("CHALKLINE_CORPUS"), "../../../shared"), "corpus", "email", "caniemail-latest.json"))
	if err != nil {
		t.Skip("skipped: no corpus")
	}
	var list []struct {
		Slug   string
		Latest map[string]string // y, a (almost), n or u by program
	}
	if err := json.Unmarshal(raw, &list); err != nil {
		t.Fatal(err)
	}
	known := make(map[string]map[string]string, len(list))
	for _, f := range list {
		known[f.Slug] = f.Latest
	}
	needed := make(map[int]bool)
	used := features(t)
	for _, feature := range slices.Sorted(maps.Keys(used)) {
		support, listed := known[feature]
		if !listed {
			t.Errorf("%s (%s) is not on the list", feature, used[feature])
		}
		for program, answer := range support {
			if answer != "n" || !programs.MatchString(program) {
				continue
			}
			i := slices.IndexFunc(accepted, func(a struct{ feature, programs, instead string }) bool {
				return a.feature == feature && regexp.MustCompile("^("+a.programs+")$").MatchString(program)
			})
			if i < 0 {
				t.Errorf("%s has no %s, which %s uses", program, feature, used[feature])
			}
			needed[i] = true
		}
	}
	for i, a := range accepted {
		if !needed[i] {
			t.Errorf("no program lacks %s any more: it need not be accepted", a.feature)
		}
	}
	t.Logf("%d features, %d accepted not to be everywhere", len(used), len(accepted))
}
