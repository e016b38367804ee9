package evidence

import (
	"regexp"
	"regexp/syntax"
	"strings"
	"testing"
)

// texts in which an expression may match at a start, an end, in a word or nowhere.
var tryOut = []string{
	"", "two pupils met one teacher", "the twofold aim", "fourteen pupils, nineteen teachers", "we met a class", "pre-test and post-test",
	"12 pupils", "at 12 pupils", "a (smith, 2001) study", "é two pupils", "two", "seven pupils and twoé pupils", "pupils: two small groups met on monday",
}

func TestAnExpressionMatchesTheSameWhereItIsTriedAtItsHeads(t *testing.T) {
	t.Parallel()
	for _, source := range []string{
		`\b(?:two|four|\d+) pupils`, `\b(?:at )?\d{1,2} pupils\b`, `\b(?:one|two|\w+teen) (?:\w+ )?(?:pupils|groups)`, `\btwo\b`, `\bp(?:re|ost)-?tests?\b`,
		`\b(?:we|they) (?:\w+ )?(?:met|meet) (?:one |a )`, `\b\([a-z]+, \d+\)`, `\bgroups met on monday$`, `\b(?:sev|tw)\w+\b pupils`,
	} {
		p := newPatterns()
		number, err := p.add(source)
		if err != nil {
			t.Fatal(err)
		}
		p.seal()
		for _, text := range tryOut {
			if got, want := p.matches(p.scan(text), text, number), regexp.MustCompile(source).MatchString(text); got != want {
				t.Errorf("%s in %q: %v, want %v", source, text, got, want)
			}
		}
	}
}

func TestHeadsAreOnlyGivenWhereEveryMatchBeginsWithOne(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]string{
		`\b(?:two\w*|twofold) aims`:    "two", // what begins with one head needs no other
		`\b(?:at )?[12] pupils`:        "1 pupils 2 pupils at 1 pupils at 2 pupils",
		`\b(?:two|\w+teen) pupils`:     "",
		`\w+ pupils`:                   "",
		`\b(?:^two|four) pupils`:       "",
		`\b(?i:two) pupils`:            "",
		`\b(?:éa|two) pupils`:          "",
		`\b(?:two|four)(?: \w+)* days`: "four two",
	} {
		tree, err := syntax.Parse(source, syntax.Perl)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(headsOf(tree), " "); got != want {
			t.Errorf("%s: %q, want %q", source, got, want)
		}
	}
}
