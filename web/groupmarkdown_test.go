package web

import "testing"

func TestALittleMarkdown(t *testing.T) {
	t.Parallel()
	const rel = `rel="nofollow noopener noreferrer"`
	for written, want := range map[string]string{
		"One.\n\nTwo.":                        "<p>One.</p>\n<p>Two.</p>\n",
		"a\nb":                                "<p>a<br>\nb</p>\n",
		"*leans* and **bold**":                "<p><em>leans</em> and <strong>bold</strong></p>\n",
		"- a\n- b":                            "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n",
		"1. a\n2. b":                          "<ol>\n<li>a</li>\n<li>b</li>\n</ol>\n",
		"[x](https://example.org)":            `<p><a href="https://example.org" ` + rel + `>x</a></p>` + "\n",
		"[x](https://example.org \"title\")":  `<p><a href="https://example.org" ` + rel + `>x</a></p>` + "\n",
		"see https://example.org/a now":       `<p>see <a href="https://example.org/a" ` + rel + `>https://example.org/a</a> now</p>` + "\n",
		"<https://example.org>":               `<p><a href="https://example.org" ` + rel + `>https://example.org</a></p>` + "\n",
		"[x](javascript:alert(1))":            "<p>x</p>\n",
		"[*x*](data:text/html,hi)":            "<p><em>x</em></p>\n",
		"[x](/leave)":                         "<p>x</p>\n",
		"[x](//evil.example)":                 "<p>x</p>\n",
		"<javascript:alert(1)>":               "<p>javascript:alert(1)</p>\n",
		"me@school.example":                   "<p>me@school.example</p>\n",
		"![x](https://example.org/count.png)": "<p>x</p>\n",
		"<b>x</b>":                            "<p>&lt;b&gt;x&lt;/b&gt;</p>\n",
		"<script>alert(1)</script>":           "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n",
		"<!-- x -->":                          "<p>&lt;!-- x --&gt;</p>\n",
		"# x":                                 "<p># x</p>\n",
		"`x` & \"y\"":                         "<p>`x` &amp; &quot;y&quot;</p>\n",
		"> x":                                 "<p>&gt; x</p>\n",
		"<div onclick=x>\n\ny":                "<p>&lt;div onclick=x&gt;</p>\n<p>y</p>\n",
		"[x](https://e.org \"><script>\")":    `<p><a href="https://e.org" ` + rel + `>x</a></p>` + "\n",
		"[x](https://e.org/\"onclick=\"y)":    `<p><a href="https://e.org/%22onclick=%22y" ` + rel + `>x</a></p>` + "\n",
		"":                                    "",
	} {
		if got := string(markdown(written)); got != want {
			t.Errorf("%q is\n%q, want\n%q", written, got, want)
		}
	}
}
