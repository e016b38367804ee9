package stories_test

import (
	"slices"
	"strings"
	"testing"

	"chalkline"
	"chalkline/ranker/stories"

	"github.com/google/go-cmp/cmp"
)

func TestKeys(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		item chalkline.Item
		want []string
	}{
		{"an item without anything of its own has no key", chalkline.Item{Title: "Hello", URL: ""}, nil},
		{
			"a study is known by its DOI and ERIC number",
			chalkline.Item{DOI: "10.1000/ABC.1", ERIC: "EJ1234567"},
			[]string{"doi:10.1000/abc.1", "eric:EJ1234567"},
		},
		{
			"an address that has the DOI in it is the DOI",
			chalkline.Item{DOI: "10.1000/abc.1", URL: "https://journals.example.com/doi/full/10.1000/ABC.1?af=R"},
			[]string{"doi:10.1000/abc.1"},
		},
		{
			"so is a link through the resolver",
			chalkline.Item{URL: "http://dx.doi.org/10.1000/abc.1"},
			[]string{"doi:10.1000/abc.1"},
		},
		{
			"an ERIC page is its number",
			chalkline.Item{URL: "https://eric.ed.gov/?q=spacing&id=ej1234567"},
			[]string{"eric:EJ1234567"},
		},
		{
			"what is no DOI makes no key",
			chalkline.Item{DOI: "n/a"},
			nil,
		},
		{
			"a page is known by its address, not by its title",
			chalkline.Item{URL: "https://example.org/spaced-quizzes", Title: "Spaced quizzes raised scores in forty-two schools"},
			[]string{"url:https://example.org/spaced-quizzes"},
		},
		{
			"the front page of a site is no piece",
			chalkline.Item{URL: "https://www.example.org/?utm_source=feed"},
			nil,
		},
		{
			"a cross-post has the address of the original",
			chalkline.Item{
				URL:   "https://union.example.org/news/17",
				Text:  "Cross-posted with thanks from Ann's blog.\n\nLast year we tried something new.",
				Links: []string{"https://union.example.org/join", "https://ann.example.com/we-tried-something?utm_medium=rss"},
			},
			[]string{"url:https://union.example.org/news/17", "url:https://ann.example.com/we-tried-something"},
		},
		{
			"of several links the one that is made of the title is the original",
			chalkline.Item{
				URL:   "https://union.example.org/news/18",
				Title: "Five lessons from teaching fractions badly",
				Text:  "We look back at a hard term. This article was originally published by Ann.",
				Links: []string{"https://ann.example.com/2026/five-lessons-teaching-fractions-badly/", "https://numbers.example.net/report"},
			},
			[]string{"url:https://union.example.org/news/18", "url:https://ann.example.com/2026/five-lessons-teaching-fractions-badly"},
		},
		{
			"when several links can be meant, none is",
			chalkline.Item{
				URL: "https://union.example.org/news/19", Text: "This post first appeared elsewhere.",
				Links: []string{"https://ann.example.com/a", "https://bo.example.com/b"},
			},
			[]string{"url:https://union.example.org/news/19"},
		},
		{
			"a link alone makes no cross-post",
			chalkline.Item{URL: "https://a.example.org/1", Text: "A study of spacing.", Links: []string{"https://b.example.org/2"}},
			[]string{"url:https://a.example.org/1"},
		},
		{
			"nor do words about something else in the middle of a text",
			chalkline.Item{
				URL:   "https://a.example.org/1",
				Text:  strings.Repeat("Long before. ", 80) + "The novel originally appeared in parts. " + strings.Repeat("Long after. ", 80),
				Links: []string{"https://b.example.org/2"},
			},
			[]string{"url:https://a.example.org/1"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, stories.Keys(tt.item)); diff != "" {
				t.Errorf("keys (-want +got):\n%s", diff)
			}
		})
	}
}

// same says that two items become one story: by a key, or by what they say when
// they share a block.
func same(a, b chalkline.Item) bool {
	p, q := stories.Read(a), stories.Read(b)
	return intersect(stories.Keys(a), stories.Keys(b)) || intersect(p.Blocks(), q.Blocks()) && p.Same(q)
}

func intersect[T comparable](a, b []T) bool {
	return slices.ContainsFunc(a, func(x T) bool { return slices.Contains(b, x) })
}

func TestAddressesOfOnePage(t *testing.T) {
	t.Parallel()
	tests := []struct {
		a, b string
		same bool
	}{
		{"http://www.example.org/post/", "https://example.org/post", true},
		{"https://Example.org:443/a//b/../c", "https://example.org/a/c", true},
		{"https://example.org/post?utm_source=x&utm_campaign=y&id=3", "https://example.org/post?id=3", true},
		{"https://example.org/post?fbclid=1&gclid=2&mc_cid=3&mc_eid=4", "https://example.org/post", true},
		{"https://example.org/post?b=2&a=1", "https://example.org/post?a=1&b=2", true},
		{"https://example.org/post/index.html#comments", "https://example.org/post", true},
		{"https://blog.example.org/post?source=rss----abc---4", "https://blog.example.org/post", true},
		{"https://youtu.be/dQx4?si=abc", "https://www.youtube.com/watch?v=dQx4&t=31s", true},
		{"https://m.youtube.com/watch?v=dQx4&feature=share", "https://www.youtube.com/embed/dQx4", true},
		{"https://www.youtube.com/watch?v=dQx4", "https://www.youtube.com/watch?v=zzzz", false},
		{"https://example.org/?p=12", "https://example.org/?p=13", false},
		{"https://example.org/post?id=3", "https://example.org/post?id=4", false},
		{"https://example.org/changes#v1", "https://example.org/changes#v2", false},
		{"https://example.org/", "https://example.org", false},
		{"https://example.org/blog/", "https://example.org/blog", false},
		{"https://example.org/category/news/policy/", "https://example.org/category/news/policy/", false},
		{"https://example.org/2026/03/", "https://example.org/2026/03/", false},
		{"https://example.org/2026/03/post", "https://example.org/2026/03/post/", true},
		{"https://example.org/blog/post", "http://example.org/blog/post", true},
		{"https://a.example.org/post", "https://b.example.org/post", false},
		{"mailto:ann@example.org", "mailto:ann@example.org", false},
		{"https://[broken", "https://[broken", false},
	}
	for _, tt := range tests {
		t.Run(tt.a+" and "+tt.b, func(t *testing.T) {
			t.Parallel()
			if got := same(chalkline.Item{URL: tt.a}, chalkline.Item{URL: tt.b}); got != tt.same {
				t.Errorf("the same page: %v, want %v", got, tt.same)
			}
		})
	}
}

func TestTitlesOfOnePiece(t *testing.T) {
	t.Parallel()
	const title = "What forty-two schools learned from quizzing every Friday"
	tests := []struct {
		a, b  string
		venue string
		same  bool
	}{
		{title, "WHAT FORTY TWO SCHOOLS LEARNED FROM QUIZZING EVERY FRIDAY.", "", true},
		{title, title + " (cross-post from Ann's blog)", "", true},
		{title, "Cross-posted: " + title, "", true},
		{title, "[Guest post] " + title, "", true},
		{title, "Guest post by Ann Lee: " + title, "", true},
		{title, title + " | The Example Post", "", true},
		{title, title + " - The Example Post", "The Example Post", true},
		{title, title + " – originally published in The Example Post", "", true},
		{title, "New study: " + title, "", true},
		{title, title + " - and what they did not", "The Example Post", false},
		{title, title + ", part 2", "", false},
		{"Don’t ask whether homework works & ask for whom", "Don't ask whether homework works and ask for whom", "", true},

		// What comes again and again under one title.
		{"Weekly links", "Weekly links", "", false},
		{"Weekly round-up of links for busy teachers everywhere", "Weekly round-up of links for busy teachers everywhere", "", false},
		{"Editorial board and publication information", "Editorial board and publication information", "", false},
		{"Monday 2 March 2026 to Friday 6 March 2026", "Monday 2 March 2026 to Friday 6 March 2026", "", false},
		{"Students share their work at the undergraduate research symposium", "Students share their work at the undergraduate research symposium", "", false},
		{"Applications are now open for the teacher fellowship", "Applications are now open for the teacher fellowship", "", false},
		{"Book review: The hidden lives of learners", "Book review: The hidden lives of learners", "", false},
		{"Introduction to the special issue on reading fluency", "Introduction to the special issue on reading fluency", "", false},
		{"What we did this week in school", "What we did this week in school", "", false},
		{"Teaching fractions", "Teaching fractions", "", false},
		{"A systematic review of homework in primary schools", "A systematic review of homework in primary schools", "", true},
		{"Teachers’ responses to written feedback in mathematics", "Teachers' responses to written feedback in mathematics", "", true},
	}
	for _, tt := range tests {
		t.Run(tt.a+" and "+tt.b, func(t *testing.T) {
			t.Parallel()
			if got := same(chalkline.Item{Title: tt.a, Venue: tt.venue}, chalkline.Item{Title: tt.b, Venue: tt.venue}); got != tt.same {
				t.Errorf("the same piece: %v, want %v", got, tt.same)
			}
		})
	}
}

// FuzzKeys looks for input that makes Keys panic, repeat itself or give another
// key for an address that is in normal form already.
func FuzzKeys(f *testing.F) {
	f.Add("https://www.example.org/a?utm_source=b#c", "Cross-posted: A title of more than five words | Site", "Site", "Originally published there.", "https://b.example.org/x", "10.1000/1")
	f.Add("http://[::1]:80/%zz?%", "(", "", "crosspost", "https://youtu.be//", "doi:10.1/")
	f.Add("https://youtu.be/%2f", " | | | ", "|", "", "http://a/./..//?=&&", "")
	f.Fuzz(func(t *testing.T, url, title, venue, text, link, doi string) {
		keys := stories.Keys(chalkline.Item{URL: url, Title: title, Venue: venue, Text: text, Links: []string{link}, DOI: doi})
		for i, key := range keys {
			kind, value, ok := strings.Cut(key, ":")
			if !ok || value == "" || strings.ContainsAny(value, "\r\n\t") {
				t.Errorf("bad key %q", key)
			}
			if slices.Contains(keys[:i], key) {
				t.Errorf("key %q twice", key)
			}
			if kind != "url" {
				continue
			}
			if again := stories.Keys(chalkline.Item{URL: value}); !slices.Contains(again, key) {
				t.Errorf("the address of %q gives %q", key, again)
			}
		}
	})
}
