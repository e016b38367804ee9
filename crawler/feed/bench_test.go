package feed

import (
	"fmt"
	"strings"
	"testing"
)

// twenty is a feed of twenty posts of some 3 KB each, as blogs have them.
func twenty() []byte {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" ` +
		`xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Bench</title><link>https://bench.example/</link><language>en</language>`)
	paragraph := `<p>Teachers who <a href="https://bench.example/q">quiz</a> often see <em>more</em> of what pupils forget &amp; keep. </p>`
	for i := range 20 {
		fmt.Fprintf(&b, `<item><title>Post number %d</title><link>https://bench.example/%d/</link><guid isPermaLink="false">https://bench.example/?p=%d</guid>`+
			`<dc:creator><![CDATA[Ada Marsh]]></dc:creator><category>Teaching</category><pubDate>Mon, 16 Nov 2026 %02d:00:00 +0000</pubDate>`+
			`<description>Teachers who quiz often.</description><content:encoded><![CDATA[%s]]></content:encoded></item>`,
			i, i, i, i, strings.Repeat(paragraph, 28))
	}
	b.WriteString("</channel></rss>")
	return []byte(b.String())
}

func BenchmarkParseTwentyItems(b *testing.B) {
	body := twenty()
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Parse(body, Meta{URL: "https://bench.example/feed", Now: now}); err != nil {
			b.Fatal(err)
		}
	}
}
