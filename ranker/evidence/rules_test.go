package evidence

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"chalkline"
)

func TestEmbeddedRulesAreSound(t *testing.T) {
	t.Parallel()
	m, err := load()
	if err != nil {
		t.Fatal(err)
	}
	for design, rule := range m.rules.Designs {
		if rule.Base < 1 || rule.Base > 100 {
			t.Errorf("%s has base %d, which is no score", design, rule.Base)
		}
	}
}

func TestBrokenRulesAreNamed(t *testing.T) {
	t.Parallel()
	sound := func() (d designFile, c cueFile, k kindFile, y mythFile) {
		for name, into := range map[string]any{"designs.yaml": &d, "cues.yaml": &c, "kinds.yaml": &k, "myths.yaml": &y} {
			if err := decode(name, into); err != nil {
				t.Fatal(err)
			}
		}
		return d, c, k, y
	}
	for _, tt := range []struct {
		name   string
		broken func(*designFile, *cueFile, *mythFile)
		want   string
	}{
		{"a design without a base", func(d *designFile, _ *cueFile, _ *mythFile) { delete(d.Designs, chalkline.DesignRCT) }, "design RCT has no base"},
		{"a design that is none", func(d *designFile, _ *cueFile, _ *mythFile) { d.Designs["XYZ"] = designRule{1, "x"} }, `"XYZ" is no design`},
		{"an adjustment without words", func(d *designFile, _ *cueFile, _ *mythFile) { d.Adjustments["thesis"] = adjustment{Points: -3} }, "adjustment thesis needs points, and words"},
		{"an adjustment that code asks for", func(d *designFile, _ *cueFile, _ *mythFile) { delete(d.Adjustments, "size_tiny") }, "adjustment size_tiny is missing"},
		{"a vote for nothing", func(_ *designFile, c *cueFile, _ *mythFile) { c.Cues[0].Votes = map[string]float64{"RTC": 1} }, `votes for "RTC"`},
		{"an expression with a slip", func(_ *designFile, c *cueFile, _ *mythFile) { c.Cues[0].Match = "(" }, "missing closing )"},
		{"a term that is not there", func(_ *designFile, c *cueFile, _ *mythFile) { c.Cues[0].Match = "<nobody>" }, "there is no term <nobody>"},
		{"a cue in no part", func(_ *designFile, c *cueFile, _ *mythFile) { c.Cues[0].In = "footer" }, `in "footer" is none of`},
		{"a cue twice", func(_ *designFile, c *cueFile, _ *mythFile) { c.Cues[1].ID = c.Cues[0].ID }, "is there twice"},
		{"points that are not defined", func(_ *designFile, c *cueFile, _ *mythFile) { c.Facts[0].Points = "luck" }, `no adjustment "luck"`},
		{"a myth without cues", func(_ *designFile, _ *cueFile, y *mythFile) { y.Myths[0].Cues = nil }, "needs an id, a note and cues"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			d, c, k, y := sound()
			tt.broken(&d, &c, &y)
			if _, err := compile(d, c, recordFile{}, k, y); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want an error with %q", err, tt.want)
			}
		})
	}
}

func TestSentences(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, text string
		want       []string
	}{
		{"full stops", "One ends. Two ends! Three?", []string{"One ends.", "Two ends!", "Three?"}},
		{"abbreviations and initials", "Doe et al. Found it, e.g. In J. Smith's class.", []string{"Doe et al. Found it, e.g. In J. Smith's class."}},
		{"decimals", "It was 0.12 SD. Small.", []string{"It was 0.12 SD.", "Small."}},
		{"wrapped lines go on", "A line that was\nwrapped. A\n\nB", []string{"A line that was\nwrapped.", "A", "B"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, s := range sentences("", tt.text) {
				got = append(got, tt.text[s.start:s.end])
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("sentences differ (-want +got):\n%s", diff)
			}
		})
	}
}

func TestBoilerplateIsNotRead(t *testing.T) {
	t.Parallel()
	r := Default().read(Document{Item: chalkline.Item{
		Text: "Pupils drew maps. [ABSTRACT FROM AUTHOR] Copyright of Maps is the property of a publisher. Schools were randomly assigned.",
	}})
	if len(r.sentences) != 1 || r.votes[string(chalkline.DesignRCT)] > 0 {
		t.Errorf("read %d sentences, votes %v", len(r.sentences), r.votes)
	}
}

// A pattern split into phrases and branches must match what it matches whole.
func TestSplitPatternsMatchAsWhole(t *testing.T) {
	t.Parallel()
	p := newPatterns()
	id, err := p.add(`\bannounces?\b|\b(?:red|green)(?: \w+)? (?:apple|pear)s?\b|^why\b|p ?< ?\.0\d|gr[ae]y`)
	if err != nil {
		t.Fatal(err)
	}
	p.seal()
	for text, want := range map[string]bool{
		"it announces": true, "unannounced": false, "announce": true, "a red ripe apple": true, "a red ripe apples": true, "a redapple": false,
		"red and pear": true, "why so": true, "so why": false, "p < .05": true, "p < .5": false, "greyhound": true, "": false,
	} {
		if got := p.matches(p.scan(text), text, id); got != want {
			t.Errorf("%q: got %v, want %v", text, got, want)
		}
	}
}

func TestNumbers(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{
		"1,375 pupils": 1375, "twenty-eight": 28, "two hundred and fifty-five": 255, "one thousand and two": 1002, "9-12": 0, "4.5": 0, "6th": 0, "hundred": 0, "forty, two": 40,
	} {
		if got, _ := numberAt(words(text), 0); got != want {
			t.Errorf("%q: got %d, want %d", text, got, want)
		}
	}
}
