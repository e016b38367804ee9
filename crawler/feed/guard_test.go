package feed

import (
	"errors"
	"runtime"
	"strings"
	"testing"
	"time"
)

// parseTime is how long a document takes to parse: the least of a few times
// when the first one is long, as it is on a machine with other things to do.
func parseTime(body []byte) time.Duration {
	least := time.Hour
	for range 4 {
		start := time.Now()
		_, _ = Parse(body, Meta{URL: "https://feed.example/", Now: now})
		if least = min(least, time.Since(start)); least < slowness*100*time.Millisecond {
			break
		}
	}
	return least
}

func TestHostileDocumentsCostLittle(t *testing.T) {
	in := func(inside string) string {
		return `<rss xmlns:x="http://x.example/"><channel><item><title>t</title>` + inside + "</item></channel></rss>"
	}
	many := func(n int, s string) string { return strings.Repeat(s, n) }
	for _, c := range []struct {
		name, body string
		refused    bool
	}{
		{"40,000 CDATA runs in an unknown element", in("<x:y>" + many(40000, "<![CDATA[abcdefgh]]>") + "</x:y>"), false},
		{"40,000 CDATA runs in a description", in("<description>" + many(40000, "<![CDATA[abcdefgh]]>") + "</description>"), false},
		{"40,000 comments in an unknown element", in("<x:y>" + many(40000, "abcdefgh<!---->") + "</x:y>"), false},
		{"100,000 children in an unknown element", in("<x:y>" + many(100000, "abcdefgh<x:z/>") + "</x:y>"), false},
		{"100,000 children of markup", in("<description>" + many(100000, "abcdefgh<b>x</b>") + "</description>"), false},
		{"200,000 deep", in(many(200000, "<x:y>")), true},
		{"200,000 deep and closed", in(many(200000, "<x:y>") + many(200000, "</x:y>")), true},
		{"200,000 items deep", "<rss>" + many(200000, "<item>"), true},
		{"200,000 deep in HTML", in("<description><![CDATA[" + many(200000, "<div>") + "]]></description>"), false},
		{"20,000 name spaces over 20,000 elements", "<rss " + many(20000, `xmlns:abcd="e" `) + "><channel>" + many(20000, "<item/>") + "</channel></rss>", false},
		{"50,000 elements that declare one", in(many(50000, `<a xmlns:b="c"/>`)), false},
		{"entities in entities", `<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>` + in("<description>&b;</description>"), false},
		{"one long entity 100,000 times", `<!DOCTYPE rss [<!ENTITY a "` + many(10000, "a") + `">]>` + in("<description>"+many(100000, "&a;")+"</description>"), false},
		{"an attribute of 10 MB", in(`<x:y z="` + many(10<<20, "a") + `"/>`), false},
		{"a million attributes", in(`<x:y ` + many(1000000, `a="b" `) + `/>`), false},
		{"7 MB of text", in("<description>" + many(1<<20, "lorem ") + "</description>"), false},
		{"an open comment", in("<!--" + many(1<<20, "<a ")), false},
		{"an open quote", in(`<a b="` + many(1<<20, "<a ")), false},
		{"a million tags that never end", in(many(1<<20, "<a ")), false},
		{"100,000 different elements that never end", in(many(100, "<p>") + many(10000, "<br>")), false},
		{"a million ends without a start", in(many(1<<20, "</a>")), false},
		{"300,000 ampersands", in("<title>" + many(300000, "&") + "</title>"), false},
		{"100,000 links", in(many(100000, `<link href="/x"/>`)), false},
		{"100,000 items that never end", "<rss>" + many(100000, "<item></x>"), false},
		{"unclosed fields before each item", "<rss><channel>" + many(5000, "<description>"+many(20, "<b>x</b>")+"<item></item>") + "</channel></rss>", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, err := Parse([]byte(c.body), Meta{URL: "https://feed.example/", Now: now})
			runtime.ReadMemStats(&after)
			if took := parseTime([]byte(c.body)); took > slowness*time.Second {
				t.Errorf("took %v", took)
			}
			if spent, fair := int(after.TotalAlloc-before.TotalAlloc), 16<<20+12*len(c.body); spent > fair {
				t.Errorf("allocated %d MB, want at most %d", spent>>20, fair>>20)
			}
			if c.refused && !errors.Is(err, ErrHostile) {
				t.Errorf("got %v, want it refused as hostile", err)
			}
		})
	}
}
