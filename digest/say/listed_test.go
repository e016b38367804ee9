package say_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/abadojack/whatlanggo"

	"chalkline"
)

// lists are the tables whose words are shown, each with a pattern of them.
var lists = map[string]*regexp.Regexp{
	"../../ranker/evidence/designs.yaml": regexp.MustCompile(`(?:plus|minus): *([^}\n]+)\}`),
	"../../ranker/evidence/myths.yaml":   regexp.MustCompile(`note: '((?:[^']|'')*)'`),
	"../../ranker/topics/topics.yaml":    regexp.MustCompile(`(?m)^    (?:label|group): (.+)$`),
	"../../ranker/evidence/usual.yaml":   regexp.MustCompile(`of: ([^,}\n]+)`),
}

// others are words that code puts together, and languages that are told by a
// code only.
var others = []string{
	"the study is small", "the test was made by the researchers", "the test was made by the developer",
	"the test was made by the researchers and the study is small", "the test was made by the developer and the study is small",
	"School account",
	"new", "ok", "failing", "gone", "paused", "silent", "removed", // how sources do
	"waiting", "claimed", "sent", "failed", "unsure", "hard", "soft", "complaint", // and deliveries
	"blog", "newsletter", "journal", "organisation", "news", "podcast", "database", "forum", // what sources are
	"paused the source", "resumed the source", "brought back the source", "took over the source", "removed the source", "changed the source",
	"added the source", "made an invitation link", "mailed an invitation", "withdrew an invitation", "made an operator of",
	"took the operator’s part from", "let mail go on to", "sent a sign-in link to",
	"Chinese", "Norwegian", "Persian", "Catalan", "Basque", "Icelandic", "Welsh", "Irish", "Galician",
}

// listed adds the texts that stand in tables.
func (f found) listed(t *testing.T) {
	t.Helper()
	for path, pattern := range lists {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		matches := pattern.FindAllStringSubmatch(string(data), -1)
		if len(matches) == 0 {
			t.Errorf("%s has no words", path)
		}
		for _, m := range matches {
			f.add(path, strings.ReplaceAll(m[1], "''", "'"), "")
		}
	}
	for _, d := range chalkline.Designs {
		f.add("design.go", d.Term(), "")
		f.add("design.go", d.Plain(), "")
		article := "a "
		if strings.ContainsAny(d.Term()[:1], "aeiou") {
			article = "an "
		}
		f.add("design.go", article+d.Term(), "")
	}
	for _, g := range chalkline.Grades {
		f.add("appraisal.go", g.Word(), "")
	}
	for _, p := range chalkline.Phases {
		f.add("reader.go", string(p), "")
	}
	for lang := whatlanggo.Afr; lang <= whatlanggo.Zul; lang++ {
		if name := lang.String(); lang.Iso6391() != "" && name != "Mandarin" && name != "Bokmal" && name != "Nynorsk" {
			f.add("languages", name, "")
		}
	}
	for _, text := range others {
		f.add("others", text, "")
	}
}
