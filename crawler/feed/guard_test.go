package feed

import (
	"errors"
	"runtime"
	"strings"
	"testing"
	"time"
)

func TestHostileDocumentsCostLittle(t *testing.T) {
	in := func(inside string) string {
		return `<rss xmlns:x="http://x.example/"><channel><item><title>t</title>` + inside + "</item></channel></rss>"
	}
	many := func(n int, s string) string { return strings.Repeat(s, n) }
	for _, c := range []struct {
		name, body string
		refused    bool
	}{
		{"40,000 CDATA runs in an unknown element", in("<x:y>" + many(40000, "<![CDATA[abcdefgh]]>") + "</x:y>"), true},
		{"40,000 CDATA runs in a description", in("<description>" + many(40000, "<![CDATA[abcdefgh]]>") + "</description>"), true},
		{"40,000 comments in an unknown element", in("<x:y>" + many(40000, "abcdefgh<!---->") + "</x:y>"), true},
		{"100,000 children in an unknown element", in("<x:y>" + many(100000, "abcdefgh<x:z/>") + "</x:y>"), true},
		{"200,000 deep", in(many(200000, "<x:y>")), true},
		{"200,000 deep in HTML", in("<description><![CDATA[" + many(200000, "<div>") + "]]></description>"), false},
		{"20,000 name spaces over 20,000 elements", "<rss " + many(20000, `xmlns:abcd="e" `) + "><channel>" + many(20000, "<item/>") + "</channel></rss>", true},
		{"entities in entities", `<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>` + in("<description>&b;</description>"), false},
		{"an attribute of 7 MB", in(`<x:y z="` + many(7<<20, "a") + `"/>`), false},
		{"7 MB of text", in("<description>" + many(1<<20, "lorem ") + "</description>"), false},
		{"an open comment", in("<!--" + many(1<<20, "<a ")), false},
		{"a million tags that never end", in(many(1<<20, "<a ")), false},
		{"a million ends without a start", in(many(1<<20, "</a>")), false},
		{"50,000 ampersands", in("<title>" + many(50000, "&") + "</title>"), false},
	} {
		t.Run(c.name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, err := Parse([]byte(c.body), Meta{URL: "https://feed.example/", Now: now})
			runtime.ReadMemStats(&after)
			if took := parseTime([]byte(c.body)); took > 2*slowness*time.Second {
				t.Errorf("took %v", took)
			}
			if spent := after.TotalAlloc - before.TotalAlloc; spent > 600<<20 {
				t.Errorf("allocated %d MB", spent>>20)
			}
			if c.refused && !errors.Is(err, ErrHostile) {
				t.Errorf("got %v, want it refused as hostile", err)
			}
		})
	}
}
