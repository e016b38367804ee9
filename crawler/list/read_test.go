package list

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"chalkline"

	"github.com/google/go-cmp/cmp"
)

func TestReadTakesEveryKey(t *testing.T) {
	t.Parallel()
	got, err := Read("feeds.yaml", []byte(`
# a comment
sources:
  - name: Short
    url: https://short.example/feed   # another comment
  - name: "Everything: all keys"
    url: "https://every.example/list?a=1#top"
    site: http://every.example
    kind: page
    genre: organisation
    topics: [spacing, teacher-leadership]
    country: GB/NO
    language: nb
    unverified: true
    selectors:
      list: article.post
      title: h2
      link: h2 > a
      date: time
      author: .by
  - {name: Flow, url: http://flow.example/rss, topics: [], language: "", unverified: false}
`))
	if err != nil {
		t.Fatal(err)
	}
	want := []chalkline.Source{
		{Kind: "feed", Name: "Short", URL: "https://short.example/feed", Genre: "blog", Language: "en", Listed: true},
		{
			Kind: "page", Name: "Everything: all keys", URL: "https://every.example/list?a=1#top",
			SiteURL: "http://every.example", Genre: "organisation", Topics: []chalkline.TopicID{"spacing", "teacher-leadership"},
			Country: "GB/NO", Language: "nb", Unverified: true, Listed: true,
			Selectors: chalkline.Selectors{List: "article.post", Title: "h2", Link: "h2 > a", Date: "time", Author: ".by"},
		},
		{Kind: "feed", Name: "Flow", URL: "http://flow.example/rss", Genre: "blog", Listed: true},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestReadSaysWhatIsWrongAndWhere(t *testing.T) {
	t.Parallel()
	const good = "sources:\n  - name: A\n    url: https://a.example/feed\n"
	tests := []struct {
		name, data string
		want       []string // lines of the message without "feeds.yaml:"
	}{
		{"nothing at all", "", []string{`1:1: there is no "sources:" in this file`}},
		{"only comments", "# nothing\n", []string{`1:1: there is no "sources:" in this file`}},
		{"a list without its heading", "- name: A\n", []string{`1:1: the file should be a mapping of keys to values, not a list`}},
		{"another heading", "feeds: []\n", []string{`1:1: unknown key "feeds"; did you mean "sources"?`}},
		{"a heading that is far off", "x: 1\n", []string{`1:1: unknown key "x"; only "sources" belongs here`}},
		{"sources that are text", "sources: none\n", []string{`1:10: "sources" should be a list, not text`}},
		{"a source that is text", "sources:\n  - https://a.example\n", []string{`2:5: a source should be a mapping of keys to values, not text`}},
		{"a source that is empty", "sources:\n  -\n", []string{`2:5: a source should be a mapping of keys to values, not empty`}},
		{"no name", "sources:\n  - url: https://a.example\n", []string{`2:5: this source has no "name"`}},
		{"no url", "sources:\n  - name: A\n", []string{`2:5: this source has no "url"`}},
		{"a misspelt key", good + "    contry: GB\n", []string{`4:5: unknown key "contry"; did you mean "country"?`}},
		{"letters swapped", good + "    gerne: blog\n", []string{`4:5: unknown key "gerne"; did you mean "genre"?`}},
		{"another program's key", good + "    title: A\n", []string{`4:5: unknown key "title"; did you mean "name"?`}},
		{"a key that is near another program's", good + "    Site_URL: https://a.example\n", []string{`4:5: unknown key "Site_URL"; did you mean "site"?`}},
		{"a key that is nothing like", good + "    frequency: 1\n", []string{
			`4:5: unknown key "frequency"; use one of name, url, site, kind, genre, topics, country, language, unverified, selectors`,
		}},
		{"a key given twice", good + "    name: B\n", []string{`4:5: key "name" is given twice; also at line 2`}},
		{"a key that is a number", good + "    7: x\n", []string{`4:5: a key should be a word, not a number`}},
		{"a name that is a number", "sources:\n  - name: 74\n    url: https://a.example\n", []string{
			`2:11: "name" should be text, not a number; put it in quotes`,
		}},
		{"a name that is a list", "sources:\n  - name: [A]\n    url: https://a.example\n", []string{`2:11: "name" should be text, not a list`}},
		{"a name that is missing", "sources:\n  - name:\n    url: https://a.example\n", []string{`2:10: "name" should be text, not empty`}},
		{"a name that is blank", "sources:\n  - name: \" \"\n    url: https://a.example\n", []string{`2:11: "name" is empty`}},
		{"a name of two lines", "sources:\n  - name: \"A\\nB\"\n    url: https://a.example\n", []string{`2:11: "name" should be one line of plain text`}},
		{"a name without end", "sources:\n  - name: " + strings.Repeat("x", 201) + "\n    url: https://a.example\n", []string{
			`2:11: "name" is longer than 200 characters`,
		}},
		{"a scheme that is not the web's", "sources:\n  - name: A\n    url: ftp://a.example/feed\n", []string{
			`3:10: "url" should begin with https:// or http://, not ftp:`,
		}},
		{"no scheme", "sources:\n  - name: A\n    url: a.example/feed\n", []string{
			`3:10: "url" should begin with https:// or http://: a.example/feed`,
		}},
		{"no host", "sources:\n  - name: A\n    url: https:///feed\n", []string{`3:10: "url" has no host: https:///feed`}},
		{"a password", "sources:\n  - name: A\n    url: https://u:p@a.example\n", []string{`3:10: "url" should not hold a name or password`}},
		{"a space", "sources:\n  - name: A\n    url: https://a.example/b c\n", []string{`3:10: "url" is not an address: https://a.example/b c`}},
		{"a bad site", good + "    site: www.a.example\n", []string{`4:11: "site" should begin with https:// or http://: www.a.example`}},
		{"an unknown kind", good + "    kind: rss\n", []string{`4:11: unknown kind "rss"; use one of feed, page, crossref, eric`}},
		{"a misspelt kind", good + "    kind: cross-ref\n", []string{`4:11: unknown kind "cross-ref"; did you mean "crossref"?`}},
		{"an American genre", good + "    genre: organization\n", []string{`4:12: unknown genre "organization"; did you mean "organisation"?`}},
		{"topics that are text", good + "    topics: spacing\n", []string{`4:13: "topics" should be a list, not text`}},
		{"a topic in words", good + "    topics: [spacing, Retrieval Practice]\n", []string{
			`4:23: topic "Retrieval Practice" should be lower-case words joined by hyphens, as retrieval-practice`,
		}},
		{"a topic twice", good + "    topics:\n      - spacing\n      - spacing\n", []string{`6:9: topic "spacing" is given twice`}},
		{"the United Kingdom", good + "    country: UK\n", []string{`4:14: country "UK" should be its ISO code "GB"`}},
		{"a country in words", good + "    country: Norway\n", []string{
			`4:14: country "Norway" should be two capital letters, as GB, or several joined by a slash, as GB/US`,
		}},
		{"a language with its country", good + "    language: en-GB\n", []string{`4:15: language "en-GB" should be two small letters, as de`}},
		{"yes instead of true", good + "    unverified: yes\n", []string{`4:17: "unverified" should be true or false, not text`}},
		{"a page without selectors", good + "    kind: page\n", []string{`2:5: a source of kind page needs "selectors" with at least "list"`}},
		{"a feed with selectors", good + "    selectors: {list: li}\n", []string{
			`4:16: only a source of kind page has selectors; this one is of kind feed`,
		}},
		{"selectors without a list", good + "    kind: page\n    selectors:\n      title: h2\n", []string{
			`6:7: selectors need at least "list", which selects the element of each item`,
		}},
		{"a misspelt selector", good + "    kind: page\n    selectors:\n      list: li\n      titel: h2\n", []string{
			`7:7: unknown key "titel"; did you mean "title"?`,
		}},
		{"a URL twice", good + "  - name: B\n    url: http://www.a.example:80/feed/\n", []string{
			`5:10: duplicate url "http://www.a.example:80/feed/"; also at line 3`,
		}},
		{"an alias", good + "  - &b\n    name: B\n    url: https://b.example\n  - *b\n", []string{
			`4:5: a source should be a mapping of keys to values, not an anchor or alias; write it out`,
			`7:5: a source should be a mapping of keys to values, not an anchor or alias; write it out`,
		}},
		{"a second document", good + "---\nsources: []\n", []string{`5:1: a second document begins here; keep all sources in one, without ---`}},
		{"an open quote", "sources:\n  - name: 'A\n", []string{`2:11: this is not YAML: could not find end character of single-quoted text`}},
		{"a wrong indent", "sources:\n  - name: A\n   url: https://a.example\n", []string{`3:4: this is not YAML: value is not allowed in this context`}},
		{"brackets without end", strings.Repeat("[\n", 200), []string{`101:1: brackets are nested more than 100 deep`}},
		{"a line without end", "sources: " + strings.Repeat("x", 5000), []string{`1:1: the line has 5009 bytes; at most 4000 are read`}},
		{"a file without end", strings.Repeat("#\n", 3<<20), []string{`1:1: the file has 6291456 bytes; at most 4194304 are read`}},
		{
			"everything at once", "sources:\n  - title: A\n    url: gopher://a\n    genre: blogg\n  - name: B\n    url: https://b.example\n    topics: no\n",
			[]string{
				`2:5: unknown key "title"; did you mean "name"?`,
				`2:5: this source has no "name"`,
				`3:10: "url" should begin with https:// or http://, not gopher:`,
				`4:12: unknown genre "blogg"; did you mean "blog"?`,
				`7:13: "topics" should be a list, not text`,
			},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			sources, err := Read("feeds.yaml", []byte(tt.data))
			fault, ok := errors.AsType[*chalkline.Error](err)
			if !ok || fault.Code != chalkline.CodeInvalid || sources != nil {
				t.Fatalf("error %v of type %T with %d sources, want an invalid one with none", err, err, len(sources))
			}
			got := strings.Split(fault.Error(), "\n")
			for i, line := range got {
				got[i] = strings.TrimPrefix(line, "feeds.yaml:")
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestReadNamesAtMostTwentyProblems(t *testing.T) {
	t.Parallel()
	var data strings.Builder
	data.WriteString("sources:\n")
	for i := range 30 {
		_, _ = fmt.Fprintf(&data, "  - name: S%d\n    url: ftp://s%d.example\n", i, i)
	}
	_, err := Read("feeds.yaml", []byte(data.String()))
	if err == nil {
		t.Fatal("no error")
	}
	lines := strings.Split(err.Error(), "\n")
	if len(lines) != 21 || lines[0] != `feeds.yaml:3:10: "url" should begin with https:// or http://, not ftp:` ||
		lines[20] != "feeds.yaml: and 10 more" {
		t.Errorf("%d lines:\n%s", len(lines), err)
	}
}

func TestAnEmptyListIsGood(t *testing.T) {
	t.Parallel()
	for _, data := range []string{"sources: []\n", "sources:\n"} {
		if sources, err := Read("feeds.yaml", []byte(data)); err != nil || len(sources) != 0 {
			t.Errorf("%q: %d sources, %v", data, len(sources), err)
		}
	}
}
