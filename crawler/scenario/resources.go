package scenario

import (
	"context"
	"fmt"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"chalkline"
	"chalkline/crawler/fetch"
)

var resources = []Scenario{
	{"32 an answer over the cap is an error and no more than the cap is read", func(st *stage) {
		const limit = 1 << 20
		var sent atomic.Int64
		s := st.site(func(w http.ResponseWriter, _ *http.Request) {
			chunk := []byte(strings.Repeat("x", 64<<10))
			for range 60 << 20 / len(chunk) {
				n, err := w.Write(chunk)
				sent.Add(int64(n))
				if err != nil {
					return
				}
			}
		})
		id := st.add(s.url)
		st.crawl()
		p := st.poll(id)
		st.check(p.State == chalkline.PollFailing && strings.Contains(p.Error, "larger"), "%s, %q", p.State, p.Error)
		st.waits(id, time.Hour)
		st.next(id)
		st.waits(id, 2*time.Hour)
		st.crawler.Client.Close()
		// What the system itself may hold of two answers that nobody reads on:
		// Linux lets a receiver's buffer grow to 6 MB and a sender's to 4 MB.
		const underway = 2 * (6 + 4 + 2) << 20
		st.check(sent.Load() < 2*limit+underway, "%d bytes were taken in two answers", sent.Load())
	}},
	{"33 a gzip bomb is cut off by its decoded size", func(st *stage) {
		bomb := zipped([]byte(strings.Repeat("<item/>", 60<<20/7)))
		s := st.site(respond(200, string(bomb), "Content-Encoding: gzip"))
		id := st.add(s.url)
		st.crawl()
		p := st.poll(id)
		st.check(len(bomb) < 1<<20 && strings.Contains(p.Error, "larger"), "%d bytes: %q", len(bomb), p.Error)
		twice := st.add(st.site(respond(200, string(zipped(bomb)), "Content-Encoding: gzip, gzip")).url)
		st.crawl()
		st.check(strings.Contains(st.poll(twice).Error, "larger"), "packed twice: %q", st.poll(twice).Error)
	}},
	{"34 a slow drip ends at the deadline and frees the worker", func(st *stage) {
		st.options.Timeout = 300 * time.Millisecond
		st.restart()
		s := st.site(func(w http.ResponseWriter, r *http.Request) {
			flusher := http.NewResponseController(w)
			for {
				_, err := w.Write([]byte("<"))
				_ = flusher.Flush()
				if err != nil || r.Context().Err() != nil {
					return
				}
				time.Sleep(20 * time.Millisecond)
			}
		})
		id := st.add(s.url)
		began := time.Now()
		st.crawl()
		took := time.Since(began)
		st.check(took < 10*time.Second, "it took %v", took)
		st.check(strings.Contains(st.poll(id).Error, "too long"), "%q", st.poll(id).Error)
		st.waits(id, time.Hour)
	}},
	{"35 hostile documents cost time in line with their size", func(st *stage) {
		st.options.MaxBody = 64 << 20
		st.restart()
		for name, document := range hostile {
			var took [2]time.Duration
			for i, size := range []int{1, 4} {
				id := st.add(st.site(respond(200, document(size))).url)
				began := time.Now()
				st.crawl()
				took[i] = time.Since(began)
				p := st.poll(id)
				st.check(p.State == chalkline.PollOK || p.Error != "", "%s: %s without a reason", name, p.State)
			}
			st.check(took[1] < 10*took[0]+2*time.Second, "%s: %v, and %v for four times the size", name, took[0], took[1])
		}
	}},
	{"36 private addresses are refused when they are dialled, unless allowed", func(st *stage) {
		open := st.site(respond(200, one()))
		st.options.AllowPrivate = false
		st.restart()
		id := st.add(open.url)
		named := st.add(open.at("inside.example", "/"))
		st.crawl()
		for _, closed := range []chalkline.SourceID{id, named} {
			st.check(strings.Contains(st.poll(closed).Error, "private network"), "%s: %q", st.source(closed).URL, st.poll(closed).Error)
		}
		st.check(len(open.requests()) == 0, "%d requests went to a private address", len(open.requests()))

		st.options.Allow = []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}
		st.restart()
		st.next(id)
		st.check(st.poll(id).State == chalkline.PollOK, "allowed: %q", st.poll(id).Error)
		for _, target := range []string{
			"127.0.0.2", "10.0.0.1", "192.168.1.1", "169.254.169.254", "[fd00::1]", "[::1]", "[::ffff:10.0.0.1]", "0.0.0.0",
		} {
			from := st.add(st.site(redirect(302, "http://"+target+"/latest/meta-data")).url)
			st.crawl()
			st.check(strings.Contains(st.poll(from).Error, "private network"), "to %s: %q", target, st.poll(from).Error)
		}
		rebound := st.site(respond(200, one(), "Connection: close"))
		id = st.add(rebound.at("rebinding.example", "/"))
		st.crawl()
		st.check(st.poll(id).State == chalkline.PollOK, "before: %q", st.poll(id).Error)
		st.names.set("rebinding.example", netip.MustParseAddr("169.254.169.254"))
		st.next(id)
		st.check(strings.Contains(st.poll(id).Error, "private network"), "a name that moved inside: %q", st.poll(id).Error)
	}},
	{"37 two connections a host at most, a second between requests, connections reused", func(st *stage) {
		var now, most atomic.Int32
		s := st.site(func(w http.ResponseWriter, r *http.Request) {
			most.Store(max(most.Load(), now.Add(1)))
			time.Sleep(50 * time.Millisecond)
			now.Add(-1)
			respond(200, one())(w, r)
		})
		var group sync.WaitGroup
		for range 8 {
			group.Go(func() {
				_, err := st.crawler.Client.Get(st.ctx, fetch.Request{URL: s.url})
				st.check(err == nil, "asking: %v", err)
			})
		}
		group.Wait()
		st.check(most.Load() <= 2, "%d connections at a time", most.Load())

		st.options.HostPause = 0 // the default
		st.restart()
		s = st.site(respond(200, one()))
		for n := range 3 {
			st.add(fmt.Sprintf("%s/%d", s.url, n))
		}
		began := time.Now()
		st.crawl()
		for n, a := range s.requests() {
			st.check(a.real.Sub(began) >= time.Duration(n)*time.Second, "request %d came after %v", n+1, a.real.Sub(began))
			st.check(a.remote == s.requests()[0].remote, "request %d opened a connection of its own", n+1)
		}
		st.check(len(s.requests()) == 3, "%d requests", len(s.requests()))
	}},
	{"38 a shutdown while fetching ends within five seconds and writes nothing", func(st *stage) {
		ctx, cancel := context.WithCancel(st.ctx)
		s := st.site(nil)
		s.answers(func(w http.ResponseWriter, r *http.Request) {
			_, _ = w.Write([]byte(one()[:100]))
			_ = http.NewResponseController(w).Flush()
			cancel()
			<-r.Context().Done()
		})
		id := st.add(s.url)
		began := time.Now()
		_, err := st.crawler.CrawlHost(ctx, st.source(id).Host())
		st.check(err != nil, "the end was not told")
		st.check(time.Since(began) < 5*time.Second, "it took %v", time.Since(began))
		p := st.poll(id)
		st.check(p.State == chalkline.PollNew && p.Failures == 0 && len(st.items()) == 0, "written: %+v", p)
		s.answers(respond(200, one()))
		st.next(id)
		st.check(len(st.items()) == 1, "%d items afterwards", len(st.items()))
	}},
}

// hostile makes documents that cost naive parsers dearly, of a size each.
var hostile = map[string]func(size int) string{
	"runs of CDATA": func(size int) string {
		return rss("", entry{guid: "1", title: "t", text: strings.Repeat("<![CDATA[x]]>", 40_000*size)})
	},
	"deep nesting": func(size int) string {
		return "<rss><channel><item>" + strings.Repeat("<a>", 200_000*size) + strings.Repeat("</a>", 200_000*size) + "</item></channel></rss>"
	},
	"deep nesting of HTML": func(size int) string {
		return rss("", entry{guid: "1", title: "t", text: "<![CDATA[" + strings.Repeat("<div>", 50_000*size) + "x]]>"})
	},
	"entities of entities": func(size int) string {
		var dtd strings.Builder
		dtd.WriteString(`<!DOCTYPE rss [<!ENTITY a0 "` + strings.Repeat("ha", size) + `">`)
		for n := range 40 {
			fmt.Fprintf(&dtd, `<!ENTITY a%d "&a%d;&a%d;&a%d;">`, n+1, n, n, n)
		}
		return dtd.String() + `]><rss version="2.0"><channel><item><guid>1</guid><title>&a40;</title></item></channel></rss>`
	},
	"a long attribute": func(size int) string {
		return `<rss version="2.0"><channel><item><guid x="` + strings.Repeat("a", 10<<20*size/4) + `">1</guid><title>t</title></item></channel></rss>`
	},
	"many attributes": func(size int) string {
		var b strings.Builder
		for n := range 20_000 * size {
			fmt.Fprintf(&b, ` a%d="1"`, n)
		}
		return `<rss version="2.0"><channel><item` + b.String() + `><guid>1</guid><title>t</title></item></channel></rss>`
	},
}
