package scenario

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"net/http"
	"time"

	"chalkline"
	"chalkline/crawler"
)

var validators = []Scenario{
	{"01 etag and last-modified returned as given", func(st *stage) {
		const etag, modified = `W/"a \\ ;,b"`, "Tue,  3 nov 2026 9:05 CET"
		s := st.site(respond(200, one(), "Etag: "+etag, "Last-Modified: "+modified))
		id := st.add(s.url)
		st.crawl()
		st.next(id)
		h := s.last().header
		st.check(h.Get("If-None-Match") == etag, "If-None-Match %q, want %q", h.Get("If-None-Match"), etag)
		st.check(h.Get("If-Modified-Since") == modified, "If-Modified-Since %q, want %q", h.Get("If-Modified-Since"), modified)
	}},
	{"02 only the validators that were sent are returned", func(st *stage) {
		for _, c := range []struct{ header, etag, modified string }{
			{"Etag: \"x\"", `"x"`, ""},
			{"Last-Modified: Sun, 01 Nov 2026 10:00:00 GMT", "", "Sun, 01 Nov 2026 10:00:00 GMT"},
			{"X-None: x", "", ""},
		} {
			s := st.site(respond(200, one(), c.header, "Date: Sun, 01 Nov 2026 10:00:00 GMT"))
			id := st.add(s.url)
			st.crawl()
			st.next(id)
			h := s.last().header
			st.check(len(h.Values("If-None-Match")) == len(nonEmpty(c.etag)) && h.Get("If-None-Match") == c.etag, "after %s: If-None-Match %q", c.header, h.Values("If-None-Match"))
			st.check(len(h.Values("If-Modified-Since")) == len(nonEmpty(c.modified)) && h.Get("If-Modified-Since") == c.modified, "after %s: If-Modified-Since %q", c.header, h.Values("If-Modified-Since"))
		}
	}},
	{"03 a new etag is stored though last-modified is the same", func(st *stage) {
		const modified = "Last-Modified: Sun, 01 Nov 2026 10:00:00 GMT"
		s := st.site(respond(200, one(), "Etag: \"1\"", modified))
		id := st.add(s.url)
		st.crawl()
		s.answers(respond(200, one(), "Etag: \"2\"", modified))
		st.next(id)
		st.check(st.poll(id).ETag == `"2"`, "stored %q", st.poll(id).ETag)
	}},
	{"04 validators that changed alone are stored and no items written", func(st *stage) {
		s := st.site(respond(200, one(), "Etag: \"1\"", "Last-Modified: a"))
		id := st.add(s.url)
		st.crawl()
		before := st.items()
		s.answers(respond(200, one(), "Etag: \"2\"", "Last-Modified: b"))
		r := st.next(id)
		p := st.poll(id)
		st.check(p.ETag == `"2"` && p.LastModified == "b", "stored %q and %q", p.ETag, p.LastModified)
		st.check(r.Stored == chalkline.Stored{Same: 1}, "wrote %+v", r.Stored)
		after := st.items()
		edits, err := st.store.Edits(st.ctx, after[0].ID)
		st.must(err)
		st.check(len(edits) == 0 && after[0].Changed.Equal(before[0].Changed), "the item counts as edited")
	}},
	{"05 a 304 replaces the validators that it brings and keeps the others", func(st *stage) {
		s := st.site(respond(200, one(), "Etag: \"1\"", "Last-Modified: a"))
		id := st.add(s.url)
		st.crawl()
		s.answers(respond(304, ""))
		st.next(id)
		p := st.poll(id)
		st.check(p.ETag == `"1"` && p.LastModified == "a", "without validators: stored %q and %q", p.ETag, p.LastModified)
		s.answers(respond(304, "", "Etag: \"2\""))
		st.next(id)
		p = st.poll(id)
		st.check(p.ETag == `"2"` && p.LastModified == "a" && p.State == chalkline.PollOK, "with a new ETag: stored %q and %q", p.ETag, p.LastModified)
	}},
	{"06 validators of an answer that cannot be read are not stored", func(st *stage) {
		s := st.site(respond(200, one(), "Etag: \"good\""))
		id := st.add(s.url)
		st.crawl()
		s.answers(respond(200, "<rss><channel><item", "Etag: \"bad\""))
		st.next(id)
		p := st.poll(id)
		st.check(p.ETag == `"good"` && p.State == chalkline.PollFailing, "stored %q in state %s", p.ETag, p.State)
		st.check(len(st.items()) == 1, "%d items are kept", len(st.items()))
	}},
	{"07 a database that fails stores no validators and the next poll brings all", func(st *stage) {
		s := st.site(conditional(`"1"`, rss("", entryNo(1), entryNo(2))))
		id := st.add(s.url)
		st.broken.fail = errors.New("the disk is full")
		_, err := st.crawler.CrawlHost(st.ctx, st.source(id).Host())
		st.check(err != nil, "the failure was not told")
		st.check(st.poll(id).ETag == "" && len(st.items()) == 0, "stored %q and %d items", st.poll(id).ETag, len(st.items()))
		st.broken.fail = nil
		st.next(id)
		st.check(len(st.items()) == 2 && s.last().header.Get("If-None-Match") == "", "%d items after the next poll", len(st.items()))
	}},
	{"08 killed between fetch and commit loses nothing", func(st *stage) {
		s := st.site(conditional(`"1"`, rss("", entryNo(1), entryNo(2))))
		id := st.add(s.url)
		st.broken.fail = context.Canceled // the process ends here
		_, err := st.crawler.CrawlHost(st.ctx, st.source(id).Host())
		st.check(err != nil, "the end was not told")
		st.restart()
		st.check(!st.due(id, st.clock().Add(14*minute)), "it is asked again within the floor")
		st.next(id)
		st.check(len(st.items()) == 2 && len(s.requests()) == 2, "%d items after %d requests", len(st.items()), len(s.requests()))
		st.next(id)
		st.check(len(st.items()) == 2, "%d items in the end", len(st.items()))
	}},
	{"09 a changed address drops the validators of the old one", func(st *stage) {
		s := st.site(byPath(map[string]http.HandlerFunc{
			"/old":    conditional(`"old"`, one()),
			"/new":    conditional(`"new"`, one()),
			"/moved":  redirect(301, "/target"),
			"/target": conditional(`"target"`, one()),
		}))
		person := st.add(s.url + "/old")
		st.crawl()
		source := st.source(person)
		source.URL = s.url + "/new"
		st.must(st.store.UpdateSource(st.ctx, source))
		st.pass(time.Hour)
		st.crawl()
		st.check(s.last().path == "/new" && s.last().header.Get("If-None-Match") == "", "asked for %s with %q", s.last().path, s.last().header.Get("If-None-Match"))

		moved := st.add(s.url + "/moved")
		st.crawl()
		for range 60 {
			if st.source(moved).URL == s.url+"/target" {
				break
			}
			st.next(moved)
		}
		st.check(st.source(moved).URL == s.url+"/target" && st.poll(moved).ETag == "", "at %s with %q", st.source(moved).URL, st.poll(moved).ETag)
	}},
	{"10 a forced refresh is whole and at most once in a day", func(st *stage) {
		s := st.site(conditional(`"1"`, one()))
		id := st.add(s.url)
		st.crawl()
		wish := func(w crawler.Wish) bool {
			r, err := st.crawler.Refresh(st.ctx, id, w)
			st.must(err)
			return r.Asked == 1
		}
		st.pass(20 * minute)
		st.check(wish(crawler.Wish{Whole: true}), "it was not refreshed")
		st.check(s.last().header.Get("If-None-Match") == "", "the refresh was conditional")
		st.pass(23 * time.Hour)
		st.check(!wish(crawler.Wish{Whole: true}), "it was fetched whole twice in a day")
		st.check(wish(crawler.Wish{Whole: true, Operator: true}), "the operator's word does not count")
		st.check(!wish(crawler.Wish{Whole: true, Operator: true}), "the operator broke the floor")
		st.pass(25 * time.Hour)
		st.check(wish(crawler.Wish{Whole: true}), "it was not refreshed a day later")
	}},
	{"11 an etag with a suffix for compression is returned as given", func(st *stage) {
		s := st.site(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("ETag", `"abc-gzip"`)
			w.Header().Set("Content-Encoding", "gzip")
			_, _ = w.Write(zipped([]byte(one())))
		})
		id := st.add(s.url)
		st.crawl()
		st.next(id)
		st.check(s.last().header.Get("If-None-Match") == `"abc-gzip"`, "returned %q", s.last().header.Get("If-None-Match"))
		st.check(len(st.items()) == 1, "%d items", len(st.items()))
	}},
}

// nonEmpty is a list of the texts that are not "".
func nonEmpty(texts ...string) []string {
	var out []string
	for _, t := range texts {
		if t != "" {
			out = append(out, t)
		}
	}
	return out
}

func zipped(data []byte) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = w.Write(data)
	_ = w.Close()
	return b.Bytes()
}
