package page

import (
	"strings"
	"testing"
)

// longPage is a post of some 60 KB in a page of some 200 KB, as news sites have them.
func longPage(b *testing.B) []byte {
	b.Helper()
	page := string(file(b, "post.html"))
	paragraph := `<p>Teachers who <a href="/q">quiz</a> often see <em>more</em> of what pupils forget &amp; keep, and they say so. </p>`
	menu := `<div class="menu-item"><a href="/topic/one">A topic of the site</a><span class="icon"></span></div>`
	page = strings.Replace(page, "<h2>What we counted</h2>", strings.Repeat(paragraph, 500)+"<h2>What we counted</h2>", 1)
	return []byte(strings.Replace(page, "<footer>", strings.Repeat(menu, 1400)+"<footer>", 1))
}

func BenchmarkReadArticle(b *testing.B) {
	body := longPage(b)
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ReadArticle(body, "https://chalk.example/homework-on-fridays/"); err != nil {
			b.Fatal(err)
		}
	}
}
