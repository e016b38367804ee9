package scenario

import (
	"net/http"
	"strings"
	"time"

	"chalkline"
	"chalkline/crawler"
	"chalkline/crawler/fetch"
)

func getOf(address string) fetch.Request { return fetch.Request{URL: address} }

var identity = []Scenario{
	{"44 an item is the same when its title or link changes, and the edit is recorded", func(st *stage) {
		e := entryNo(1)
		s := st.site(respond(200, rss("", e)))
		id := st.add(s.url)
		st.crawl()
		e.title, e.link = "A better title", "https://blog.example/better"
		s.answers(respond(200, rss("", e)))
		r := st.next(id)
		items := st.items()
		st.check(r.Stored.Edited == 1 && len(items) == 1 && items[0].Title == e.title, "%+v, %d items", r.Stored, len(items))
		edits, err := st.store.Edits(st.ctx, items[0].ID)
		st.must(err)
		st.check(len(edits) == 2 && edits[0].At.Equal(st.clock()) && edits[0].Before == "Item 1", "recorded %+v", edits)
	}},
	{"45 an item without a guid has an identity, and a guid used twice gives two items and a warning", func(st *stage) {
		linked, bare := entryNo(1), entryNo(2)
		linked.guid, bare.guid, bare.link = "", "", ""
		s := st.site(respond(200, rss("", linked, bare)))
		id := st.add(s.url)
		st.crawl()
		linked.title = "Changed"
		s.answers(respond(200, rss("", linked, bare)))
		r := st.next(id)
		st.check(r.Stored == chalkline.Stored{Same: 1, Edited: 1}, "again: %+v", r.Stored)

		first := entry{"post", "Spelling on Fridays", "https://b.example/spelling", st.clock().Add(-20 * day).Format(time.RFC1123Z), "Weekly lists help little."}
		second := entry{"post", "Teaching fractions", "https://b.example/fractions", st.clock().Format(time.RFC1123Z), "Number lines before pizza slices."}
		s = st.site(respond(200, rss("", first)))
		id = st.add(s.url)
		st.crawl()
		s.answers(respond(200, rss("", second)))
		r = st.next(id)
		st.check(r.Stored.New == 1 && r.Stored.Reused == 1 && r.Stored.Edited == 0, "another article under the same guid: %+v", r.Stored)
		st.check(st.logged("used for other articles"), "no warning in the log")
		r = st.next(id)
		st.check(r.Stored == chalkline.Stored{Same: 1}, "once more: %+v", r.Stored)

		both := st.add(st.site(respond(200, rss("", first, second))).url)
		r = st.crawl()
		st.check(r.Stored.New == 2 && st.poll(both).Notice != "", "both at once: %+v, %q", r.Stored, st.poll(both).Notice)
	}},
	{"46 the same work or page in two sources is one story in both", func(st *stage) {
		a := entry{"a1", "Spaced practice in primary maths", "https://a.example/spaced?utm_source=feed", st.clock().Add(-day).Format(time.RFC1123Z), "A trial. doi:10.5555/spaced.1"}
		b := entry{"b7", "Spaced practice in primary maths", "https://a.example/spaced", st.clock().Add(-day).Format(time.RFC1123Z), "Seen elsewhere: a trial in primary schools."}
		other := entry{"c", "Something about seating plans", "https://c.example/seats", st.clock().Add(-day).Format(time.RFC1123Z), "Where children sit."}
		st.add(st.site(respond(200, rss("", a))).url)
		st.add(st.site(respond(200, rss("", b, other))).url)
		st.crawl()
		var ids []chalkline.ItemID
		titles := map[chalkline.ItemID]string{}
		for _, i := range st.items() {
			ids, titles[i.ID] = append(ids, i.ID), i.Title
		}
		st.check(len(ids) == 3, "%d items", len(ids))
		found, err := st.world.Appearances(st.ctx, st.store, ids)
		st.must(err)
		for id, title := range titles {
			want := 2
			if title == other.title {
				want = 1
			}
			st.check(found[id] == want, "%q appears %d times, want %d", title, found[id], want)
		}
	}},
	{"47 an item that left its feed is kept, and a deleted one never returns as new", func(st *stage) {
		s := st.site(respond(200, rss("", entryNo(1), entryNo(2))))
		id := st.add(s.url)
		st.crawl()
		s.answers(respond(200, rss("", entryNo(3))))
		st.next(id)
		st.check(len(st.items()) == 3, "%d items after two left", len(st.items()))
		st.must(st.store.DeleteItem(st.ctx, st.items()[0].ID))
		s.answers(respond(200, rss("", entryNo(1), entryNo(2), entryNo(3))))
		r := st.next(id)
		st.check(r.Stored.New == 0 && r.Stored.Buried == 1 && len(st.items()) == 2, "%+v, %d items", r.Stored, len(st.items()))
	}},
	{"48 absurd dates count as first seen and old items do not jump to the top", func(st *stage) {
		future, epoch, one, old := entryNo(1), entryNo(2), entryNo(3), entryNo(4)
		future.date = st.clock().AddDate(1, 0, 0).Format(time.RFC1123Z)
		epoch.date = "Thu, 01 Jan 1970 00:00:00 GMT"
		one.date = "Mon, 01 Jan 0001 00:00:00 GMT"
		old.date = "Wed, 04 Mar 2015 10:00:00 GMT"
		s := st.site(respond(200, rss("", future, epoch, one, old)))
		id := st.add(s.url)
		st.crawl()
		items := st.items()
		st.check(len(items) == 4, "%d items", len(items))
		for _, i := range items {
			if i.GUID == old.guid {
				st.check(i.Date().Year() == 2015, "the old item counts as of %v", i.Date())
				continue
			}
			st.check(i.Published.IsZero() && i.Date().Equal(i.FirstSeen), "%s counts as of %v", i.Title, i.Date())
		}
		st.pass(30 * day)
		future.title, old.title = "Edited", "Edited too"
		s.answers(respond(200, rss("", future, epoch, one, old)))
		st.next(id)
		for n, i := range st.items() {
			st.check(i.Date().Equal(items[n].Date()), "%s moved from %v to %v", i.Title, items[n].Date(), i.Date())
		}
	}},
}

// reading is about the pages of items, which are read where a feed says too
// little.
var reading = []Scenario{
	{"49 the page of an item is read once where the feed says too little and robots.txt allows", func(st *stage) {
		s := st.site(nil)
		long := strings.Repeat("A sentence that is long enough to be read. ", 40)
		short, closed := entryNo(1), entryNo(2)
		whole := entryNo(3)
		short.link, closed.link, whole.link = s.url+"/short", s.url+"/closed", s.url+"/whole"
		whole.text = long
		s.answers(byPath(map[string]http.HandlerFunc{
			"/feed": respond(200, rss("", short, closed, whole)), "/robots.txt": respond(200, "User-agent: *\nDisallow: /closed"),
			"/short": respond(200, "<html><body><article><h1>Item 1</h1><p>"+long+"</p></article></body></html>"), "/closed": respond(200, long), "/whole": respond(200, long),
		}))
		id := st.add(s.url + "/feed")
		st.crawl()
		readAll := func(c *crawler.Crawler) {
			for range 10 {
				due, err := st.store.ItemsToRead(st.ctx, st.clock(), 100)
				st.must(err)
				items, err := st.store.Items(st.ctx, due)
				st.must(err)
				for _, i := range items {
					st.must(c.ReadItem(st.ctx, i))
				}
				st.pass(minute)
			}
		}
		readAll(st.crawler)
		st.check(s.paths() == "/feed /robots.txt /short", "asked for %s", s.paths())
		items := st.items()
		st.check(strings.Contains(items[0].Text, strings.TrimSpace(long)) && items[0].Changed.Equal(items[0].FirstSeen), "the text has %d bytes", len(items[0].Text))
		r := st.next(id)
		st.check(r.Stored == chalkline.Stored{Same: 3}, "the feed again: %+v", r.Stored)
		readAll(st.crawler)
		st.check(strings.Count(s.paths(), "/short") == 1, "asked for %s", s.paths())
		st.pass(30 * day)
		readAll(st.crawler)
		st.check(!strings.Contains(s.paths(), "/closed") && !strings.Contains(s.paths(), "/whole"), "asked for %s", s.paths())
	}},
}
