package web

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
)

func TestAnInstanceShowsItsColourAndWhoRunsIt(t *testing.T) {
	t.Parallel()
	s := newSite(t, func(c *Config) {
		c.Name = "Picks of Example School"
		c.Brand = Brand{
			Colour: "#1d4e79",
			Imprint: "# Example School\n\nHigh Street 1 <b>Town</b>\n\n- [Write](mailto:library@school.example)\n- [Site](https://school.example/)\n- [No](javascript:alert(1))\n\n" +
				"![Our house](https://elsewhere.example/house.png)\n\n<script>alert(2)</script>",
			Privacy: "# Server room\n\nThe server stands in our library.",
		}
	})
	b := s.browser()
	front := b.get("/")
	has(t, front, "Picks of Example School", `href="/imprint"`)
	sheet := regexp.MustCompile(`/static/brand\.css\?v=[\w-]+`).FindString(front.body)
	css := b.get(sheet)
	want(t, css, http.StatusOK)
	has(t, css, "--pico-primary: #1d4e79;", "--pico-primary-inverse: #ffffff;", "prefers-color-scheme: dark")
	if got := css.header.Get("Content-Type"); got != "text/css; charset=utf-8" || !strings.Contains(css.header.Get("Cache-Control"), "immutable") {
		t.Errorf("the sheet is %s, %s", got, css.header.Get("Cache-Control"))
	}
	imprint := b.get("/imprint")
	want(t, imprint, http.StatusOK)
	has(t, imprint, "<h1>Who runs this</h1>", "<h2>Example School</h2>", "&lt;b&gt;Town&lt;/b&gt;", `href="mailto:library@school.example"`, `href="https://school.example/"`, "Our house")
	lacks(t, imprint, "<script", "javascript:", "<img", "elsewhere.example")
	privacy := b.get("/privacy")
	has(t, privacy, "From whoever runs this instance", "<h3>Server room</h3>", "in our library")
}

func TestAnInstanceWithoutABrandIsPlain(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	front := s.browser().get("/")
	lacks(t, front, "brand.css", `href="/imprint"`)
	want(t, s.browser().get("/imprint"), http.StatusNotFound)
	want(t, s.browser().get("/static/brand.css"), http.StatusNotFound)
	lacks(t, s.browser().get("/privacy"), "From whoever runs this instance")
}

func TestAnUnreadableColourIsRefusedAtTheStart(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	c := s.server.inside.Config
	c.Brand.Colour = "#ffee00"
	if _, err := New(c); err == nil || !strings.Contains(err.Error(), "nearest") {
		t.Errorf("a pale colour: %v", err)
	}
}
