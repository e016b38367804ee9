package htmltext

import (
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func TestReadGivesParagraphs(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, markup, want string }{
		{"nothing", "", ""},
		{"plain words", "one  two\nthree", "one two three"},
		{"plain paragraphs", "one\n\n two", "one\n\ntwo"},
		{"entities without markup", "Q&amp;A &#8211; 5 &lt; 6", "Q&A – 5 < 6"},
		{"paragraphs", "<p>one</p><p>two</p>", "one\n\ntwo"},
		{"paragraphs nobody closed", "<p>one<p>two", "one\n\ntwo"},
		{"inline markup", "<b>bo</b>ld and <i>it</i>", "bold and it"},
		{"empty lines beside inline markup", "<b>one</b>\n\ntwo", "one\n\ntwo"},
		{"empty lines inside a paragraph", "<p>one\n\ntwo</p>", "one two"},
		{"a line break", "one<br>two", "one\ntwo"},
		{"two line breaks", "one<br /><br/>two", "one\n\ntwo"},
		{"a list", "<ul><li>one</li><li>two</li></ul>", "one\n\ntwo"},
		{"a table", "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"},
		{"preformatted", "<pre>a\nb\n\nc</pre>", "a\nb\n\nc"},
		{"scripts and styles", "a<script>x('<p>')</script><style>p{}</style> b", "a b"},
		{"what stands in for what is missing", "a<noscript>no</noscript><iframe>no</iframe><svg><text>no</text></svg> b", "a b"},
		{"skipped elements in each other", "a<svg><svg>no</svg>no</svg>b", "a b"},
		{"comments", "a<!-- no -->b", "ab"},
		{"invisible characters", "a\u200bb\u00adc\u202ed\ufeff", "abcd"},
		{"joiners of scripts and emoji", "क्\u200dष 👩\u200d🏫", "क्\u200dष 👩\u200d🏫"},
		{"broken UTF-8", "a\xffb", "ab"},
		{"an open tag at the end", "one <a href='x", "one"},
		{"a lone bracket", "5 < 6 and 7 > 3", "5 < 6 and 7 > 3"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got, _ := Read(c.markup, nil); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestReadGivesLinks(t *testing.T) {
	t.Parallel()
	base, err := url.Parse("https://a.example/posts/one/")
	if err != nil {
		t.Fatal(err)
	}
	_, links := Read(`<a href="two">x</a><a href="/three#part">x</a><A HREF='/three'>x</A><a href="//b.example/?q=1&amp;r=2">x</a>
		<a href="#top">x</a><a href="mailto:x@b.example">x</a><a href="javascript:x()">x</a><a>x</a><a href="http://[bad">x</a>
		<a href=" https://c.example/ ">x</a><script><a href="https://no.example/"></script>`, base)
	want := []string{
		"https://a.example/posts/one/two", "https://a.example/three", "https://b.example/?q=1&r=2", "https://c.example/",
	}
	if diff := cmp.Diff(want, links); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if _, links = Read(`<a href="/relative">x</a>`, nil); links != nil {
		t.Errorf("without a base: %q", links)
	}
}

func TestBothAreCapped(t *testing.T) {
	t.Parallel()
	text, links := Read(strings.Repeat(`<p>möchte <a href="https://a.example/`, 1)+"x\">x</a>"+strings.Repeat("möchte ", 40000), nil)
	if len(text) > MaxText || !utf8.ValidString(text) || len(links) != 1 {
		t.Errorf("%d bytes, %d links", len(text), len(links))
	}
	var many strings.Builder
	for i := range 300 {
		many.WriteString(`<a href="https://a.example/` + strings.Repeat("i", i) + `">x</a>`)
	}
	if _, links = Read(many.String(), nil); len(links) != MaxLinks {
		t.Errorf("%d links, want %d", len(links), MaxLinks)
	}
	if text = Plain(strings.Repeat("ö", MaxText)); len(text) > MaxText || !utf8.ValidString(text) {
		t.Errorf("one word of %d bytes", len(text))
	}
}

func TestLineIsOneLine(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, markup, want string }{
		{"markup", "The <em>best</em> of<br>both", "The best of both"},
		{"entities", "Q&amp;A &#8217;26", "Q&A ’26"},
		{"words in brackets", "What <T> and <table> mean", "What <T> and <table> mean"},
		{"markup with attributes", `safe<embed src="x"> title`, "safe title"},
		{"a script", `safe<script type="x">alert(1)</script> title`, "safe title"},
		{"line breaks", "one\r\ntwo\n\nthree", "one two three"},
		{"turned text", "abc\u202e321", "abc321"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := Line(c.markup); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
	if got := Line(strings.Repeat("ö", 1<<20)); len(got) > maxLine || !utf8.ValidString(got) {
		t.Errorf("%d bytes", len(got))
	}
}
