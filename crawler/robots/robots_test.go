package robots

import (
	"bufio"
	"encoding/json"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestAllowed(t *testing.T) {
	t.Parallel()
	const file = `# a comment
User-agent: Other
Disallow: /

User-agent: chalkline
User-agent: friend
Disallow: /private/
Allow: /private/open
Disallow: /*.pdf$
Disallow: /search?*q=
Disallow:

User-agent: *
Disallow: /tmp # and here one
Allow: /
`
	for _, c := range []struct {
		agent, path string
		want        bool
	}{
		{"Chalkline/1.2 (+https://x.example)", "/", true},
		{"Chalkline", "/private/x", false},
		{"Chalkline", "/private/open/x", true},
		{"Chalkline", "/a/b.pdf", false},
		{"Chalkline", "/a/b.pdf?x", true},
		{"Chalkline", "/search?a=1&q=2", false},
		{"Chalkline", "/tmp", true},
		{"Friend", "/private/", false},
		{"Other", "/x", false},
		{"Stranger", "/tmp/x", false},
		{"Stranger", "/x", true},
		{"Stranger", "/%74mp", false},
		{"Chalkliner", "/private/x", true},
	} {
		if got := Parse([]byte(file)).Allowed(c.agent, c.path); got != c.want {
			t.Errorf("%s %s: %v", c.agent, c.path, got)
		}
	}
}

func TestOddFilesAreUnderstood(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, file, path string
		want             bool
	}{
		{"nothing", "", "/x", true},
		{"a web page", "<!DOCTYPE html><p>Disallow: no", "/x", true},
		{"a byte order mark", "\xef\xbb\xbfUser-agent: *\nDisallow: /x", "/x", false},
		{"old line ends", "User-agent: *\rDisallow: /x\r", "/x", false},
		{"no colon", "User-agent *\nDisallow /x", "/x", false},
		{"misspelt", "useragent: *\ndisalow: /x", "/x", false},
		{"rules before any group", "Disallow: /\nUser-agent: *\nAllow: /", "/x", true},
		{"an empty rule", "User-agent: *\nDisallow:", "/x", true},
		{"a tie", "User-agent: *\nDisallow: /x\nAllow: /x", "/x", true},
		{"two groups for all", "User-agent: *\nDisallow: /x\nUser-agent: *\nDisallow: /y", "/y", false},
		{"bytes against percent signs", "User-agent: *\nDisallow: /ü", "/%c3%bc", false},
		{"the end in the middle", "User-agent: *\nDisallow: /a$b", "/a$b", false},
	} {
		if got := Parse([]byte(c.file)).Allowed("chalkline", c.path); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
	if None().Allowed("chalkline", "/") {
		t.Error("None allows something")
	}
}

func TestManyStarsTakeNoTime(t *testing.T) {
	t.Parallel()
	rules := Parse([]byte("User-agent: *\nDisallow: /" + strings.Repeat("*a", 1000) + "b$"))
	start := time.Now()
	rules.Allowed("chalkline", "/"+strings.Repeat("a", 100000))
	if took := time.Since(start); took > time.Second {
		t.Errorf("took %v", took)
	}
}

func TestAgreesWithTheCasesOfALargeCrawler(t *testing.T) {
	t.Parallel()
	root := os.Getenv("CHALKLINE_CORPUS")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared")
	}
	f, err := os.Open(filepath.Join(root, "corpus", "robots", "google-derived", "google_robotstxt_cases.jsonl"))
	if err != nil {
		t.Skip("skipped: no corpus")
	}
	defer func() { _ = f.Close() }()
	all, same := 0, 0
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		var c struct {
			Test    string `json:"test"`
			Robots  string `json:"robots_txt"`
			Agent   string `json:"user_agent"`
			URL     string `json:"url"`
			Allowed bool   `json:"allowed"`
		}
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		u, err := url.Parse(c.URL)
		if err != nil {
			continue
		}
		all++
		if got := Parse([]byte(c.Robots)).Allowed(c.Agent, u.RequestURI()); got == c.Allowed {
			same++
		} else {
			t.Logf("%s: %q %q %q: %v", c.Test, c.Robots[:min(len(c.Robots), 200)], c.Agent, c.URL, got)
		}
	}
	t.Logf("%d of %d agree", same, all)
	if same < all-6 {
		t.Errorf("%d of %d agree", same, all)
	}
}
