package list

import (
	"strings"
	"testing"

	"chalkline"

	"github.com/google/go-cmp/cmp"
)

func body(outlines string) string {
	return `<?xml version="1.0"?><opml version="2.0"><head><title>x</title></head><body>` + outlines + `</body></opml>`
}

func TestReadOPMLFindsFeeds(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, data string
		want       []string // name|url|site|genre|language
	}{
		{
			"an outline with everything",
			body(`<outline type="rss" text="short" title="A &amp; B" xmlUrl="https://a.example/feed" htmlUrl="https://a.example" language="de-AT"/>`),
			[]string{"A & B|https://a.example/feed|https://a.example|blog|de"},
		},
		{
			"folders in folders",
			body(`<outline text="Reading"><outline text="Maths"><outline text="A" xmlUrl="http://a.example/"/></outline><outline text="B" xmlUrl="http://b.example/"/></outline>`),
			[]string{"A|http://a.example/||blog|", "B|http://b.example/||blog|"},
		},
		{
			"a folder named like a genre",
			body(`<outline text="Journal"><outline text="x"><outline text="A" xmlUrl="http://a.example/"/></outline></outline><outline text="B" xmlUrl="http://b.example/"/>`),
			[]string{"A|http://a.example/||journal|", "B|http://b.example/||blog|"},
		},
		{
			"a feed that is a folder too",
			body(`<outline text="A" xmlUrl="http://a.example/"><outline text="B" xmlUrl="http://b.example/"/></outline>`),
			[]string{"A|http://a.example/||blog|", "B|http://b.example/||blog|"},
		},
		{"names in any case", body(`<OUTLINE TEXT="A" XMLURL="http://a.example/"/>`), []string{"A|http://a.example/||blog|"}},
		{"white space", body("<outline text=' A\n B ' xmlUrl=' http://a.example/ '/>"), []string{"A B|http://a.example/||blog|"}},
		{"a name that is missing", body(`<outline xmlUrl="http://a.example/feed"/>`), []string{"a.example|http://a.example/feed||blog|"}},
		{"entities of HTML", body(`<outline text="caf&eacute; &#8212; &nbsp;x" xmlUrl="http://a.example/?a=1&amp;b=2"/>`), []string{"café — x|http://a.example/?a=1&b=2||blog|"}},
		{"a bare ampersand", body(`<outline text="A & B" xmlUrl="http://a.example/?a=1&b=2"/>`), []string{"A & B|http://a.example/?a=1&b=2||blog|"}},
		{"the feed: scheme", body(`<outline text="A" xmlUrl="feed://a.example/x"/><outline text="B" xmlUrl="feed:https://b.example/x"/>`), []string{"A|http://a.example/x||blog|", "B|https://b.example/x||blog|"}},
		{"no scheme", body(`<outline text="A" xmlUrl="a.example/x"/>`), []string{"A|http://a.example/x||blog|"}},
		{"the same feed twice", body(`<outline text="A" xmlUrl="http://a.example/x"/><outline text="B" xmlUrl="https://www.a.example/x/"/>`), []string{"A|http://a.example/x||blog|"}},
		{"what cannot be fetched", body(`<outline text="A" xmlUrl="javascript:alert(1)"/><outline text="B" xmlUrl="file:///etc/passwd"/><outline text="C" xmlUrl=""/><outline text="D" xmlUrl="http://u:p@d.example/"/>`), nil},
		{"a link that is no feed", body(`<outline type="link" text="A" url="http://a.example"/>`), nil},
		{"an element closed wrongly", `<opml><body><outline text="A" xmlUrl="http://a.example/"/></wrong>`, []string{"A|http://a.example/||blog|"}},
		{"a namespace", `<opml xmlns="http://opml.org/spec2"><body><outline text="A" xmlUrl="http://a.example/"/></body></opml>`, []string{"A|http://a.example/||blog|"}},
		{"two files in one", body(`<outline text="A" xmlUrl="http://a.example/"/>`) + body(`<outline text="B" xmlUrl="http://b.example/"/>`)[21:], []string{"A|http://a.example/||blog|", "B|http://b.example/||blog|"}},
		{"windows-1252 that says so", "<?xml version='1.0' encoding='windows-1252'?><opml><body><outline text='caf\xe9' xmlUrl='http://a.example/'/></body></opml>", []string{"café|http://a.example/||blog|"}},
		{"windows-1252 that says nothing", body("<outline text='caf\xe9' xmlUrl='http://a.example/'/>"), []string{"café|http://a.example/||blog|"}},
		{"a byte order mark", "\xef\xbb\xbf" + body(`<outline text="é" xmlUrl="http://a.example/"/>`), []string{"é|http://a.example/||blog|"}},
		{"UTF-16", utf16(body(`<outline text="é" xmlUrl="http://a.example/"/>`)), []string{"é|http://a.example/||blog|"}},
		{"a control character", body("<outline text='a\x01b' xmlUrl='http://a.example/'/>"), []string{"a b|http://a.example/||blog|"}},
		{"no outlines", body(""), nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			sources, _, err := ReadOPML(strings.NewReader(tt.data))
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, s := range sources {
				if s.Kind != chalkline.SourceFeed || s.Listed {
					t.Errorf("%s: kind %s, listed %t", s.Name, s.Kind, s.Listed)
				}
				got = append(got, strings.Join([]string{s.Name, s.URL, s.SiteURL, string(s.Genre), s.Language}, "|"))
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// utf16 is text of the Basic Multilingual Plane as little-endian UTF-16.
func utf16(text string) string {
	b := []byte{0xff, 0xfe}
	for _, c := range text {
		b = append(b, byte(c&0xff), byte(c>>8))
	}
	return string(b)
}

func TestReadOPMLRefusesWhatIsNoOPML(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, data, want string }{
		{"nothing", "", "this is not OPML: it has no <opml> element"},
		{"text", "hello", "this is not OPML: it has no <opml> element"},
		{"a feed", `<?xml version="1.0"?><rss version="2.0"><channel/></rss>`, "this is not OPML: it begins with <rss>"},
		{"a web page", "<!DOCTYPE html><html><body>", "this is not OPML: it begins with <html>"},
		{"cut off", "<opml><body>\n<outline text=\"A", "the OPML file is broken at line 2: XML syntax error on line 2: unexpected EOF"},
		{"an encoding nobody knows", `<?xml version="1.0" encoding="klingon"?><opml/>`, `the OPML file says it is in "klingon", which is not known: unsupported charset: "klingon"`},
		{"too many outlines", body(strings.Repeat("<outline/>", maxOutlines+1)), "the OPML file has more than 50000 outlines"},
		{"too large", strings.Repeat(" ", maxOPML+1), "the OPML file is larger than 16 MiB"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			sources, _, err := ReadOPML(strings.NewReader(tt.data))
			if chalkline.ErrorCode(err) != chalkline.CodeInvalid || sources != nil {
				t.Fatalf("%v with %d sources", err, len(sources))
			}
			if diff := cmp.Diff(tt.want, err.Error()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestWriteOPMLKeepsFeedsOnly(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	err := WriteOPML(&b, []chalkline.Source{
		{Kind: "feed", Name: "News <1>", URL: "https://n.example/?a&b", Genre: "news"},
		{Kind: "page", Name: "Page", URL: "https://p.example", Genre: "blog"},
		{Kind: "feed", Name: "Blog", URL: "https://b.example", SiteURL: "https://b.example/home", Language: "en"},
	})
	if err != nil {
		t.Fatal(err)
	}
	const want = `<?xml version="1.0" encoding="UTF-8"?>
<opml version="2.0">
  <head><title>Chalkline sources</title></head>
  <body>
    <outline text="blog">
      <outline type="rss" text="Blog" xmlUrl="https://b.example" htmlUrl="https://b.example/home" language="en"/>
    </outline>
    <outline text="news">
      <outline type="rss" text="News &lt;1&gt;" xmlUrl="https://n.example/?a&amp;b"/>
    </outline>
  </body>
</opml>
`
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Error(diff)
	}
}
