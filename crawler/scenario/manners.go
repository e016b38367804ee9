package scenario

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"strings"
	"time"

	"chalkline"
	"chalkline/crawler/websub"
)

var manners = []Scenario{
	{"39 the user agent names version, address and contact, and nothing else is told", func(st *stage) {
		s := st.site(respond(200, one(), "Set-Cookie: seen=1; Path=/"))
		id := st.add(s.url + "/feed?b=2&a=1")
		st.crawl()
		st.next(id)
		for _, a := range s.requests() {
			st.check(a.header.Get("User-Agent") == userAgent, "User-Agent %q", a.header.Get("User-Agent"))
			st.check(a.path == "/feed?b=2&a=1", "asked for %s", a.path)
			for name := range a.header {
				switch name {
				case "User-Agent", "Accept", "Accept-Encoding", "If-None-Match", "If-Modified-Since":
				default:
					st.fail("%s: %q is told", name, a.header.Get(name))
				}
			}
		}
	}},
	{"40 robots.txt is asked for pages, not for feeds, kept a day, and feared when it cannot be had", func(st *stage) {
		robots := respond(200, "User-agent: *\nDisallow: /closed")
		s := st.site(nil)
		s.answers(func(w http.ResponseWriter, r *http.Request) {
			switch r.URL.Path {
			case "/robots.txt":
				robots(w, r)
			case "/closed/feed":
				respond(200, one())(w, r)
			default:
				respond(200, `<ul><li><a href="/a">An item</a></ul>`)(w, r)
			}
		})
		feed := st.add(s.url + "/closed/feed")
		st.crawl()
		st.check(s.paths() == "/closed/feed" && st.poll(feed).State == chalkline.PollOK, "for a feed: asked for %s", s.paths())
		list := chalkline.Selectors{List: "li"}
		page := st.addSource(chalkline.Source{Kind: chalkline.SourcePage, URL: s.url + "/list", Selectors: list})
		closed := st.addSource(chalkline.Source{Kind: chalkline.SourcePage, URL: s.url + "/closed/list", Selectors: list})
		st.crawl()
		st.check(s.paths() == "/closed/feed /robots.txt /list", "for pages: asked for %s", s.paths())
		st.check(st.poll(page).State == chalkline.PollOK && strings.Contains(st.poll(closed).Error, "robots.txt"), "%q, %q", st.poll(page).Error, st.poll(closed).Error)

		robots = respond(503, "")
		st.pass(25 * time.Hour)
		st.crawl()
		st.check(strings.Contains(st.poll(page).Error, "robots.txt"), "robots.txt in trouble: %q", st.poll(page).Error)
		robots = respond(404, "")
		st.pass(25 * time.Hour)
		st.crawl()
		st.check(st.poll(page).State == chalkline.PollOK && st.poll(closed).State == chalkline.PollOK, "no robots.txt: %q, %q", st.poll(page).Error, st.poll(closed).Error)
		count := strings.Count(s.paths(), "/robots.txt")
		st.check(count == 3, "robots.txt was asked for %d times in three days", count)
	}},
	{"41 no icons are asked for", func(st *stage) {
		s := st.site(nil)
		s.answers(respond(200, rss(`<image><url>`+s.url+`/logo.png</url></image><atom:icon>`+s.url+`/favicon.ico</atom:icon>`, entry{
			guid: "1", title: "t", link: s.url + "/1", text: "&lt;img src='" + s.url + "/picture.png'&gt;",
		})))
		id := st.add(s.url + "/feed")
		st.crawl()
		st.next(id)
		st.check(s.paths() == "/feed /feed", "asked for %s", s.paths())
	}},
	{"42 IPv4 and IPv6, and http stays http", func(st *stage) {
		for _, address := range []string{"127.0.0.1", "::1"} {
			s := st.siteAt(address, respond(200, one()))
			id := st.add(s.url + "/feed")
			st.crawl()
			p := st.poll(id)
			st.check(p.State == chalkline.PollOK && s.paths() == "/feed", "%s: %s %q", address, p.State, p.Error)
			st.check(strings.HasPrefix(st.source(id).URL, "http:"), "it became %s", st.source(id).URL)
		}
	}},
	{"43 a hub is asked, verified, believed with a signature only, and renewed in time", playHub},
}

// playHub plays a feed with a hub.
func playHub(st *stage) {
	feed := st.site(nil)
	var form url.Values
	hub := st.site(func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		form = r.PostForm
		w.WriteHeader(http.StatusAccepted)
	})
	s := &websub.Subscriber{Store: st.store, Client: st.crawler.Client, Push: st.crawler.Push, Now: st.clock, Log: st.crawler.Log}
	callback := st.site(s.ServeHTTP)
	s.Base = callback.url + "/websub"
	st.crawler.Hubs = s
	feed.answers(respond(200, rss(`<atom:link rel="hub" href="`+hub.url+`/"/><atom:link rel="self" href="`+feed.url+`/feed"/>`, entryNo(0))))
	id := st.add(feed.url + "/feed")
	st.crawl()
	st.check(st.poll(id).Interval == time.Hour, "without a hub every %v", st.poll(id).Interval)

	renew := func() bool {
		due, err := st.store.SubscriptionsDue(st.ctx, st.clock(), 10)
		st.must(err)
		for _, source := range due {
			st.must(s.Renew(st.ctx, source))
		}
		return len(due) == 1
	}
	st.check(renew() && form.Get("hub.mode") == "subscribe" && form.Get("hub.topic") == feed.url+"/feed" && len(form.Get("hub.secret")) >= 20, "the hub was asked %v", form)
	ask := func(change func(url.Values)) (int, string) {
		q := url.Values{"hub.mode": {"subscribe"}, "hub.topic": {form.Get("hub.topic")}, "hub.challenge": {"c-h"}, "hub.lease_seconds": {"864000"}}
		change(q)
		r, err := st.crawler.Client.Get(st.ctx, getOf(form.Get("hub.callback")+"?"+q.Encode()))
		st.must(err)
		return r.Status, string(r.Body)
	}
	status, _ := ask(func(q url.Values) { q.Set("hub.topic", "https://other.example/") })
	st.check(status == 404 && st.poll(id).PushUntil.IsZero(), "another topic was confirmed: %d", status)
	status, body := ask(func(url.Values) {})
	st.check(status == 200 && body == "c-h", "the challenge was answered with %d %q", status, body)
	lease := 10 * day
	until := st.clock().Add(lease)
	st.check(st.poll(id).PushUntil.Equal(until), "the lease ends %v, want %v", st.poll(id).PushUntil, until)
	status, _ = ask(func(url.Values) {})
	st.check(status == 200, "a hub that asks twice, as some do, was answered with %d", status)

	push := func(n int, secret string) {
		data := rss("", entryNo(n))
		mac := hmac.New(sha256.New, []byte(secret))
		_, _ = mac.Write([]byte(data))
		request, err := http.NewRequestWithContext(st.ctx, http.MethodPost, form.Get("hub.callback"), strings.NewReader(data))
		st.must(err)
		request.Header.Set("X-Hub-Signature", "sha256="+hex.EncodeToString(mac.Sum(nil)))
		request.Header.Set("Content-Type", "application/rss+xml")
		r, err := new(http.Transport).RoundTrip(request)
		st.must(err)
		st.check(r.StatusCode/100 == 2, "a push was answered with %d", r.StatusCode)
		_ = r.Body.Close()
	}
	push(7, "guessed")
	st.check(len(st.items()) == 1, "a push with a wrong signature was stored")
	before := st.poll(id)
	push(8, form.Get("hub.secret"))
	st.check(len(st.items()) == 2, "a good push was not stored")
	st.check(st.poll(id).NextAt.Equal(before.NextAt) && st.poll(id).ETag == before.ETag, "a push changed the poll")

	st.next(id)
	st.check(st.poll(id).Interval == 12*time.Hour, "with a hub every %v, want 12h", st.poll(id).Interval)
	st.pass(until.Add(-lease/10 - minute).Sub(st.clock()))
	st.check(!renew(), "the lease was renewed too soon")
	st.pass(minute)
	form = nil
	st.check(renew() && form.Get("hub.mode") == "subscribe", "the lease was not renewed with a tenth left")
	st.check(!renew(), "the hub was asked twice at once")
	for base, usable := range map[string]bool{
		"https://news.school.example": true, "http://news.school.example": false, "https://localhost": false, "https://192.168.1.2": false, "": false,
	} {
		st.check(websub.Usable(base) == usable, "%q: usable %v", base, !usable)
	}
}
