package feed_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// different are cases that our lint is stricter about than the validator, and why.
var different = map[string]string{
	"rss20/data-types-datetime/everything.xml": "dates with nested comments and blanks are right by RFC 822, and never written by us",
}

// expectation is a case of the corpus: the class that a document must have, or
// must not.
type expectation struct {
	File    string `json:"file"`
	Expect  string `json:"expect"`
	MustNot bool   `json:"must_not"`
	Params  string `json:"params"`
}

// validatorCases are the cases of the feed validator, and the folder that their
// files are in.
func validatorCases(t *testing.T) (folder string, cases []expectation) {
	t.Helper()
	folder = os.Getenv("CHALKLINE_CORPUS")
	if folder == "" {
		folder = "../../../shared"
	}
	folder = filepath.Join(folder, "corpus", "feeds-conformance")
	list, err := os.ReadFile(filepath.Join(folder, "feedvalidator-expectations.jsonl"))
	if err != nil {
		t.Skip("skipped: no corpus")
	}
	for line := range bytes.Lines(list) {
		var want expectation
		if err := json.Unmarshal(line, &want); err != nil {
			t.Fatal(err)
		}
		cases = append(cases, want)
	}
	return folder, cases
}

func TestEveryClassOfTheFeedValidatorIsARuleOrSaysWhyNot(t *testing.T) {
	t.Parallel()
	why := make(map[string]int)
	for _, classes := range notOurs {
		for _, class := range classes {
			why[class]++
		}
	}
	_, cases := validatorCases(t)
	for _, want := range cases {
		if _, ours := rules[want.Expect]; ours != (why[want.Expect] == 0) || why[want.Expect] > 1 {
			t.Errorf("%s: a rule: %t, reasons for none: %d", want.Expect, ours, why[want.Expect])
		}
	}
}

func TestTheLintComplainsAsTheFeedValidatorDoes(t *testing.T) {
	t.Parallel()
	folder, cases := validatorCases(t)
	var tally struct{ hit, missed, right, wrong int }
	for _, want := range cases {
		b, err := os.ReadFile(filepath.Join(folder, want.File))
		if err != nil {
			t.Fatal(err)
		}
		d := readDocument(b, "http://www.feedvalidator.org/testcases/"+strings.TrimPrefix(want.File, "feedvalidator/"))
		if _, odd := different[strings.TrimPrefix(want.File, "feedvalidator/")]; odd || !want.like(d) {
			continue
		}
		found := lint(d)
		found = slices.DeleteFunc(found, func(c complaint) bool { return want.elsewhere(c) })
		has := slices.ContainsFunc(found, func(c complaint) bool { return c.class == want.Expect })
		switch _, ours := rules[want.Expect]; {
		case want.MustNot && (want.Expect == "Error" || want.Expect == "Warning"):
			if wrong := slices.DeleteFunc(found, func(c complaint) bool { return want.Expect == "Error" && slices.Contains(warnings, c.class) }); len(wrong) > 0 {
				tally.wrong++
				t.Errorf("%s: %v; the validator finds nothing", want.File, wrong)
			} else {
				tally.right++
			}
		case !ours:
		case want.MustNot && has:
			tally.wrong++
			t.Errorf("%s: complains of %s", want.File, want.Expect)
		case want.MustNot:
			tally.right++
		case has:
			tally.hit++
		default:
			tally.missed++
			t.Errorf("%s: does not complain of %s%s", want.File, want.Expect, want.Params)
		}
	}
	t.Logf("%d classes; flagged %d of %d that the validator flags, and %d of %d that it does not", len(rules),
		tally.hit, tally.hit+tally.missed, tally.wrong, tally.wrong+tally.right)
}

// warnings are the classes that the validator does not call errors.
var warnings = strings.Fields(`BadCharacters CharacterData ContainsEmail ContainsHTML ContainsRelRef ContainsUndeclaredHTML DeprecatedDTD DuplicateDescriptionSemantics
	DuplicateEntries DuplicateItemSemantics DuplicateSemantics HtmlFragment ImplausibleDate MisplacedItem MissingDCLanguage MissingGuid
	NeedDescriptionBeforeContent NonCanonicalURI NotHtml NotSufficientlyUnique ProblematicalRFC822Date RelativeSelf SchemeNotIANARegistered SecurityRisk
	SelfDoesntMatchLocation UnregisteredAtomLinkRel UseOfExtensionAttr`)

// The elements and attributes that feeds of ours have, and the elements they are in.
var (
	written = strings.Fields(`rss channel title link description language lastBuildDate generator item guid pubDate category source url domain isPermaLink
		atom:link content:encoded dc:creator dc:contributor dc:language dc:identifier fh:archive
		feed entry id updated subtitle summary content published author contributor name uri href rel type hreflang term scheme label xml:lang xmlns`)
	within = strings.Fields("root rss channel item source guid feed entry author contributor category link")
)

// like says whether a case is about a document like ours: a feed in RSS or Atom,
// and in it an element that our feeds have where they have it.
func (e expectation) like(d document) bool {
	if ext, ok := strings.CutPrefix(e.File, "feedvalidator/ext/"); ok && !strings.HasPrefix(ext, "fh/") || strings.HasPrefix(e.File, "feedvalidator/opensearch/") {
		return false
	}
	if d.root != nil && !d.rss() && !d.atom() && d.root.name != "feed" && !strings.HasSuffix(d.root.name, " feed") {
		return false
	}
	element, parent := e.param("element"), e.param("parent")
	switch {
	case strings.Contains(e.Params, "ext:admin") || strings.Contains(e.Params, "ext:cc"), bytes.Contains(d.raw, []byte("www.w3.org/1999/xhtml\"")) && e.Expect != "DuplicateDescriptionSemantics",
		bytes.Contains(d.raw, []byte(`type="xhtml"`)), e.Expect == "SecurityRisk" && bytes.Contains(d.raw, []byte("application/html")):
		return false
	case element == "author" && (parent == "item" || parent == "channel"), parent == "source" && d.atom():
		return false
	}
	return (element == "" || slices.Contains(written, element)) && (parent == "" || slices.Contains(within, parent))
}

// elsewhere says whether a complaint is about another element than a case that
// must not have it.
func (e expectation) elsewhere(c complaint) bool {
	element, parent := e.param("element"), e.param("parent")
	if !e.MustNot || element == "" || parent == "" || c.at == nil {
		return false
	}
	return strings.ReplaceAll(c.where(), "atom:", "") != parent+"/"+element
}

// param is one of the params of a case, which look as {parent:entry,element:id}.
func (e expectation) param(name string) string {
	for part := range strings.SplitSeq(strings.Trim(e.Params, "{}"), ",") {
		if value, ok := strings.CutPrefix(part, name+":"); ok {
			return value
		}
	}
	return ""
}
