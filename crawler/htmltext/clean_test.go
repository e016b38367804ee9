package htmltext

import (
	"net/url"
	"strings"
	"testing"
)

func TestCleanKeepsWhatOnlyShows(t *testing.T) {
	t.Parallel()
	base, _ := url.Parse("https://school.example/posts/1/")
	for _, c := range []struct{ name, markup, want string }{
		{"plain text", "2 > 1", "2 > 1"},
		{"marks", "<p>a <b>b</b></p>", "<p>a <b>b</b></p>"},
		{"scripts", "a<script>alert(1)</script>b", "ab"},
		{"scripts in capitals", "a<SCRIPT SRC=x>b</SCRIPT >c", "ac"},
		{"an open script", "a<script>alert(1)", "a"},
		{"styles", "<style>p{}</style>a", "a"},
		{"frames lose themselves only", `<iframe src="x"><b>a</b></iframe>`, "<b>a</b>"},
		{"forms of code in attributes", `<img src="/a.png" onerror="alert(1)">`, `<img src="https://school.example/a.png">`},
		{"addresses that act", `<a href="javascript:alert(1)">a</a>`, "<a>a</a>"},
		{"addresses that act, hidden", `<a href=" java&#10;script:alert(1)">a</a>`, "<a>a</a>"},
		{"addresses of data", `<img src="data:image/svg+xml,x">`, "<img>"},
		{"relative addresses", `<a href="../2/">a</a>`, `<a href="https://school.example/posts/2/">a</a>`},
		{"comments", "a<!-- b -->c", "ac"},
		{"what only looks like a comment", "a<! b", "a&lt;! b"},
		{"a title outside of a drawing", "<title>a</title>b", "ab"},
		{"a drawing", `<svg><title>a <i>b</i></title></svg>`, `<svg><title>a <i>b</i></title></svg>`},
		{"styles that load", `<p style="color: red; background: url(x)">a</p>`, `<p style="color: red;">a</p>`},
		{"styles that leave their place", `<p style="position: fixed; margin: 99999px">a</p>`, "<p>a</p>"},
		{"quotes", `<p title="&quot;&gt;&lt;script&gt;">a</p>`, `<p title="&#34;&gt;&lt;script&gt;">a</p>`},
	} {
		if got := Clean(c.markup, base); got != c.want {
			t.Errorf("%s: Clean(%q) = %q, want %q", c.name, c.markup, got, c.want)
		}
	}
}

func TestElementsOfHTMLAreKnown(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"<p>a</p>": true, "a": true, "<br/>": true, "a < b": false, "<T> means": false, "<!-- x --><b>": true, "<": false,
	} {
		if got := Known(text); got != want {
			t.Errorf("Known(%q) = %v", text, got)
		}
	}
}

// FuzzClean holds that what is clean stays as it is, and that nothing acts in it.
func FuzzClean(f *testing.F) {
	for _, seed := range []string{
		"<p>a</p>", "<script>x</script>", "<!--<script>-->", "<svg><title><script>", "<a href='j&Tab;avascript:x'>",
		"<textarea></p><script>", "<! <a>", "<math><mi><style><img onerror=x>", "<noscript><p title='</noscript><script>'>",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, markup string) {
		clean := Clean(markup, nil)
		for _, bad := range []string{"<script", "<style", "<applet", "<iframe", "<object", "<embed", "<link", "<meta", "<base"} {
			if strings.Contains(strings.ToLower(clean), bad) {
				t.Errorf("Clean(%q) = %q", markup, clean)
			}
		}
		if again := Clean(clean, nil); again != clean {
			t.Errorf("Clean(%q) = %q, cleaned again %q", markup, clean, again)
		}
		Read(markup, nil)
		Line(markup)
	})
}
