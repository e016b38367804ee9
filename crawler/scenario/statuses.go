package scenario

import (
	"fmt"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"chalkline"
)

const webPage = `<!DOCTYPE html><html><head><title>Blog</title><link rel="alternate" type="application/rss+xml" href="/real.xml"></head><body><p>Hello</p></body></html>`

// until asks a source until its address is as wanted, at most times often.
func (st *stage) until(id chalkline.SourceID, url string, times int) bool {
	for range times {
		if st.source(id).URL == url {
			return true
		}
		st.next(id)
	}
	return st.source(id).URL == url
}

var statuses = []Scenario{
	{"23 a permanent redirect seen for two days moves the source, with its history", func(st *stage) {
		for _, status := range []int{301, 308, 302, 307} {
			s := st.site(byPath(map[string]http.HandlerFunc{"/old": redirect(status, "/new"), "/new": respond(200, one())}))
			id := st.add(s.url + "/old")
			began := st.clock()
			st.crawl()
			st.next(id)
			st.check(st.source(id).URL == s.url+"/old", "%d: it was believed at once", status)
			moved := st.until(id, s.url+"/new", 80)
			if status == 302 || status == 307 {
				st.check(!moved && st.poll(id).State == chalkline.PollOK, "%d: it moved", status)
				continue
			}
			st.check(moved, "%d: it did not move", status)
			after := st.clock().Sub(began)
			st.check(after >= 48*time.Hour && after < 75*time.Hour, "%d: it moved after %v", status, after)
			source := st.source(id)
			st.check(source.MovedFrom == s.url+"/old" && st.logged("source moved"), "%d: the operator is not told", status)
			history, err := st.store.Moves(st.ctx)
			st.must(err)
			st.check(len(history) > 0 && history[len(history)-1].From == s.url+"/old", "%d: no history: %v", status, history)
			st.next(id)
			st.check(s.last().path == "/new", "%d: then it asked for %s", status, s.last().path)
		}

		s := st.site(byPath(map[string]http.HandlerFunc{"/old": redirect(301, "/new"), "/new": respond(200, rss("", entryNo(1), entryNo(2)))}))
		kept := st.add(s.url + "/new")
		st.crawl()
		old := st.add(s.url + "/old")
		before := len(st.items())
		for range 80 {
			if _, err := st.store.Source(st.ctx, old); chalkline.ErrorCode(err) == chalkline.CodeNotFound {
				break
			}
			st.next(old)
		}
		_, err := st.store.Source(st.ctx, old)
		st.check(chalkline.ErrorCode(err) == chalkline.CodeNotFound, "two sources are left of one")
		st.check(st.source(kept).MovedFrom == s.url+"/old", "the one that is kept does not say so")
		lost := len(st.items()) - before - 2
		st.check(lost == 0, "%d items too many after the merge", lost)
		for _, item := range st.items() {
			st.check(item.SourceID != old, "item %d was left behind", item.ID)
		}
		flapping := 0
		f := st.site(nil)
		f.answers(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path != "/flap" {
				respond(200, one())(w, r)
				return
			}
			flapping++
			redirect(301, fmt.Sprintf("/%d", flapping%2))(w, r)
		})
		id := st.add(f.url + "/flap")
		st.check(!st.until(id, f.url+"/0", 40) && st.source(id).URL == f.url+"/flap", "it moved to where it was not sent each time")
	}},
	{"24 a chain with a temporary part and the way from https to http are not permanent", func(st *stage) {
		s := st.site(byPath(map[string]http.HandlerFunc{
			"/a": redirect(302, "/b"), "/b": redirect(301, "/feed"), "/feed": respond(200, one()),
		}))
		id := st.add(s.url + "/a")
		st.check(!st.until(id, s.url+"/feed", 60) && st.source(id).URL == s.url+"/a", "a chain of 302 and 301 was believed")

		secure := st.secureSite(redirect(301, s.url+"/feed"))
		id = st.add(secure.url + "/feed")
		st.check(!st.until(id, s.url+"/feed", 60) && strings.HasPrefix(st.source(id).URL, "https:"), "it went from https to http")
		st.check(st.poll(id).State == chalkline.PollOK, "the secure source: %s", st.poll(id).Error)
	}},
	{"25 a redirect to a web page on another host is not adopted", func(st *stage) {
		parked := st.site(respond(200, webPage))
		s := st.site(redirect(301, parked.at("parking.example", "/")))
		id := st.add(s.url + "/feed")
		for range 30 {
			st.next(id)
		}
		p := st.poll(id)
		st.check(st.source(id).URL == s.url+"/feed" && p.State == chalkline.PollFailing, "at %s, %s", st.source(id).URL, p.State)
		st.check(strings.Contains(p.Error, "parking.example") && strings.Contains(p.Error, "web page"), "the error says %q", p.Error)
	}},
	{"26 a source that is gone is not asked until its address changes, and followers are told", func(st *stage) {
		s := st.site(byPath(map[string]http.HandlerFunc{"/old": respond(410, ""), "/new": respond(200, one())}))
		id := st.add(s.url + "/old")
		r := chalkline.Reader{Email: "r@school.example", Schedule: chalkline.DefaultSchedule("UTC")}
		st.must(st.store.CreateReader(st.ctx, &r))
		st.must(st.store.SetFollows(st.ctx, r.ID, []chalkline.Follow{{Kind: chalkline.FollowSource, Value: fmt.Sprint(id), Weight: 1}}))
		st.crawl()
		st.pass(365 * day)
		st.crawl()
		st.check(st.poll(id).State == chalkline.PollGone && len(s.requests()) == 1, "%s after %d requests", st.poll(id).State, len(s.requests()))
		gone, err := st.store.FollowedGone(st.ctx, r.ID)
		st.must(err)
		st.check(len(gone) == 1 && strings.Contains(gone[0].Poll.Error, "410"), "the follower is told of %d", len(gone))
		source := st.source(id)
		source.URL = s.url + "/new"
		st.must(st.store.UpdateSource(st.ctx, source))
		st.crawl()
		st.check(st.poll(id).State == chalkline.PollOK, "at its new address it is %s", st.poll(id).State)
	}},
	{"27 404, no such host and bad certificates back off to a monthly probe and never end", func(st *stage) {
		st.names.set("nowhere.example", netip.Addr{})
		notFound := st.site(respond(404, ""))
		secure := st.secureSite(respond(200, one()))
		st.options.RootCAs = nil // nobody knows who signed it
		st.restart()
		for address, words := range map[string]string{
			notFound.url: "404", notFound.at("nowhere.example", "/"): "no host named", secure.url: "certificate",
		} {
			id := st.add(address)
			st.crawl()
			first := st.poll(id).Interval
			longest := first
			for range 20 {
				st.next(id)
				p := st.poll(id)
				st.check(p.Interval >= longest, "%s: every %v after every %v", address, p.Interval, longest)
				longest = p.Interval
			}
			p := st.poll(id)
			st.check(first == time.Hour && longest == 30*day && p.Failures >= 20, "%s: from %v to %v in %d failures", address, first, longest, p.Failures)
			st.check(p.State == chalkline.PollFailing && strings.Contains(p.Error, words), "%s: %s, %q", address, p.State, p.Error)
		}
	}},
	{"28 a refusal has its own message and a challenge page is named", func(st *stage) {
		for _, c := range []struct {
			status int
			body   string
			words  string
		}{
			{401, "", "does not let Chalkline read this (401)"},
			{403, "", "does not let Chalkline read this (403)"},
			{403, "<html><title>Just a moment...</title>", "prove that they are human"},
			{503, "<html><script src='/cdn-cgi/challenge-platform/x.js'>", "prove that they are human"},
			{200, "<html><title>Just a moment...</title>", "prove that they are human"},
		} {
			id := st.add(st.site(respond(c.status, c.body)).url)
			st.crawl()
			p := st.poll(id)
			st.check(strings.Contains(p.Error, c.words) && p.Failures == 1, "%d %q: %q", c.status, c.body, p.Error)
			st.waits(id, time.Hour)
		}
	}},
	{"29 a web page in place of a feed is looked through for one, which is proposed", func(st *stage) {
		s := st.site(byPath(map[string]http.HandlerFunc{"/": respond(200, webPage), "/real.xml": respond(200, one())}))
		id := st.add(s.url + "/")
		st.crawl()
		p := st.poll(id)
		st.check(p.State == chalkline.PollFailing && strings.Contains(p.Error, "not a feed"), "%s, %q", p.State, p.Error)
		st.check(p.Proposal == s.url+"/real.xml", "proposed %q", p.Proposal)
		st.next(id)
		st.check(s.paths() == "/ /" && st.source(id).URL == s.url+"/", "asked for %s", s.paths())
		source := st.source(id)
		source.URL = p.Proposal
		st.must(st.store.UpdateSource(st.ctx, source))
		st.crawl()
		st.check(st.poll(id).State == chalkline.PollOK && st.poll(id).Proposal == "", "taken: %+v", st.poll(id))
	}},
	{"30 an empty answer is an error and the items are kept", func(st *stage) {
		s := st.site(respond(200, one()))
		id := st.add(s.url)
		st.crawl()
		s.answers(respond(200, ""))
		st.next(id)
		p := st.poll(id)
		st.check(p.State == chalkline.PollFailing && strings.Contains(p.Error, "nothing at all") && len(st.items()) == 1, "%q, %d items", p.Error, len(st.items()))
	}},
	{"31 other good statuses and wrong content types are read by their bytes", func(st *stage) {
		for _, c := range []struct {
			status int
			body   string
			kind   string
			ok     bool
		}{
			{206, one(), "application/rss+xml", true},
			{204, "", "", false},
			{200, one(), "text/html", true},
			{200, one(), "image/png", true},
			{200, `{"version":"https://jsonfeed.org/version/1.1","title":"J","items":[{"id":"1","url":"https://j.example/1","content_text":"t"}]}`, "text/plain", true},
			{200, webPage, "application/rss+xml", false},
		} {
			id := st.add(st.site(respond(c.status, c.body, "Content-Type: "+c.kind, "Etag: \"x\"")).url)
			before := len(st.items())
			st.crawl()
			p := st.poll(id)
			st.check((p.State == chalkline.PollOK) == c.ok, "%d as %q: %s %q", c.status, c.kind, p.State, p.Error)
			st.check((len(st.items()) > before) == c.ok, "%d as %q: %d items", c.status, c.kind, len(st.items())-before)
			st.check(c.status != 206 || p.ETag == "", "the validator of a part is stored")
		}
		s := st.site(nil)
		s.answers(func(w http.ResponseWriter, _ *http.Request) {
			w.Header()["Content-Type"] = nil
			_, _ = w.Write([]byte(one()))
		})
		id := st.add(s.url)
		st.crawl()
		st.check(st.poll(id).State == chalkline.PollOK, "no content type: %q", st.poll(id).Error)
	}},
}
