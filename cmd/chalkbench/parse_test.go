package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// run runs a command on the corpus and reads its figures.
func run[T any](t *testing.T, command interface{ Run(output) error }, folder string) T {
	t.Helper()
	root := os.Getenv("CHALKLINE_CORPUS")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared")
	}
	if _, err := os.Stat(filepath.Join(root, "corpus", folder)); err != nil {
		t.Skip("skipped: no corpus")
	}
	var text strings.Builder
	if err := command.Run(output{Data: root, JSON: true, to: &text}); err != nil {
		t.Fatal(err)
	}
	var report T
	if err := json.Unmarshal([]byte(text.String()), &report); err != nil {
		t.Fatal(err)
	}
	return report
}

func TestFeedsAreReadAsOtherReadersReadThem(t *testing.T) {
	t.Parallel()
	r := run[parseReport](t, parseCmd{}, "feeds-conformance")
	// A little under what was measured.
	if r.Assertions < 900 || r.Share < 0.98 {
		t.Errorf("%d of %d assertions hold", r.Held, r.Assertions)
	}
	if r.Panics > 0 {
		t.Errorf("%d files made the parser panic", r.Panics)
	}
	if o := r.Oracle; o.Entries < 3000 || o.Title < 0.999 || o.Link < 0.999 || o.Date < 0.99 {
		t.Errorf("agreement on real feeds: %+v", o)
	}
}

func TestRobotsAreObeyed(t *testing.T) {
	t.Parallel()
	r := run[robotsReport](t, robotsCmd{}, "robots")
	if r.Held < r.Cases-2 || r.Panics > 0 || r.Files < 500 {
		t.Errorf("%+v", r)
	}
}

func TestListsComeBackAsTheyWent(t *testing.T) {
	t.Parallel()
	r := run[opmlReport](t, opmlCmd{}, "opml")
	if r.Held < r.Files || r.Feeds < 900 {
		t.Errorf("%+v", r)
	}
}

func TestMarkupIsComparedByWhatItMeans(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		one, other string
		same       bool
	}{
		{"<b>a &amp; b</b>", "<B>a  & b</b>", true},
		{`<img src="a" alt="b"/>`, `<img alt="b" src="a">`, true},
		{"2 > 1", "2 &gt; 1", true},
		{"<b>a</b>", "a", false},
	} {
		if same := normalHTML(c.one) == normalHTML(c.other); same != c.same {
			t.Errorf("%q and %q: same is %v", c.one, c.other, same)
		}
	}
}

func TestAddressesAreComparedInTheirNormalForm(t *testing.T) {
	t.Parallel()
	for one, other := range map[string]string{
		"HTTP://S.example/a/":   "http://s.example/a",
		"/a":                    feedBase + "a",
		"https://s.example/a b": "https://s.example/a%20b",
	} {
		if normalURL(one) != normalURL(other) {
			t.Errorf("%q and %q differ", one, other)
		}
	}
}
