package page

import (
	"strings"
	"testing"
	"time"

	"chalkline"
)

func TestProposeFindsTheListWithDatesFirst(t *testing.T) {
	t.Parallel()
	got := Propose(file(t, "list.html"), "https://a.example/reports", now)
	if len(got) == 0 {
		t.Fatal("nothing proposed")
	}
	want := chalkline.Selectors{List: "div.card", Title: "h3", Link: "h3 a[href]", Date: "time", Author: ".byline"}
	if got[0].Selectors != want {
		t.Errorf("%+v, want %+v", got[0].Selectors, want)
	}
	if len(got[0].Items) != 4 {
		t.Fatalf("%d items", len(got[0].Items))
	}
	first := got[0].Items[0]
	if first.Title != "Tutoring in small groups, two years on" || first.URL != "https://a.example/reports/tutoring" ||
		!first.Published.Equal(time.Date(2026, 11, 3, 0, 0, 0, 0, time.UTC)) || len(first.Authors) != 1 {
		t.Errorf("%+v", first)
	}
}

func TestProposeReadsListsInManyForms(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, item, list string }{
		{"a plain list", `<li><a href="/#">A title that is long enough #</a> 2 May 2026</li>`, "ul > li"},
		{"links with everything inside", `<a class="teaser" href="/#"><h3>A title that is long enough #</h3><time datetime="2026-05-02"></time></a>`, "a.teaser"},
		{"rows", `<tr class="row odd"><td>02.05.2026</td><td><a href="/#">A title that is long enough #</a></td></tr>`, "tr"},
		{"classes that change", `<article class="post post-# first"><h2><a href="/#">A title that is long enough #</a></h2></article>`, "article.post"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var page strings.Builder
			page.WriteString("<ul><table>")
			if !strings.HasPrefix(c.item, "<tr") {
				page.Reset()
				page.WriteString("<ul>")
			}
			for _, n := range []string{"1", "2", "3", "4"} {
				page.WriteString(strings.ReplaceAll(c.item, "#", n))
			}
			got := Propose([]byte(page.String()), "https://a.example/", now)
			if len(got) == 0 || !strings.HasSuffix(got[0].Selectors.List, c.list) || len(got[0].Items) != 4 {
				t.Errorf("%+v, want the list %q", got, c.list)
			}
		})
	}
}

func TestProposeFindsNothingWhereNothingIs(t *testing.T) {
	t.Parallel()
	for name, page := range map[string]string{
		"an article": string(file(t, "post.html")),
		"a menu":     `<ul><li><a href="/a">Home</a><li><a href="/b">About</a><li><a href="/c">News</a></ul>`,
		"one link":   strings.Repeat(`<p class=x><a href="/same">The same long link again</a></p>`, 5),
		"nothing":    "",
	} {
		if got := Propose([]byte(page), "https://a.example/", now); len(got) > 0 {
			t.Errorf("%s: %+v", name, got)
		}
	}
}
