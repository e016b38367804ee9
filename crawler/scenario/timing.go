package scenario

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"chalkline"
	"chalkline/crawler"
	"chalkline/crawler/schedule"
)

var timing = []Scenario{
	{"12 never two requests within the floor, also across restarts", func(st *stage) {
		s := st.site(respond(500, ""))
		st.add(s.url + "/a")
		st.add(s.url + "/b")
		for tick := range 24 * 12 {
			st.crawl()
			st.pass(5 * minute)
			if tick%3 == 0 {
				st.restart()
			}
			if tick == 100 {
				s.answers(respond(200, one()))
			}
		}
		last := map[string]time.Time{}
		for _, a := range s.requests() {
			if before, ok := last[a.path]; ok && a.at.Sub(before) < schedule.Floor {
				st.fail("%s was asked again after %v", a.path, a.at.Sub(before))
			}
			last[a.path] = a.at
		}
		st.check(len(last) == 2, "%d of 2 addresses were asked", len(last))
	}},
	{"13 a restart with 500 overdue sources is no burst", func(st *stage) {
		s := st.site(conditional(`"1"`, one()))
		for n := range 500 {
			st.add(s.at(fmt.Sprintf("s%d.blogs.example", n), "/feed"))
		}
		first := st.crawl()
		st.check(first.Asked == 500 && first.Failed == 0, "first: %+v", first)
		st.pass(10 * day)
		st.restart()
		n, err := st.crawler.SpreadOverdue(st.ctx)
		st.must(err)
		st.check(n == 500, "%d sources were spread", n)
		began, most, all := st.clock(), 0, 0
		for all < 500 && st.clock().Sub(began) < 2*time.Hour {
			asked := st.crawl().Asked
			most, all = max(most, asked), all+asked
			st.pass(minute)
		}
		st.check(all == 500 && most <= 50, "%d of 500 asked, at most %d in a minute", all, most)
		again, err := st.crawler.SpreadOverdue(st.ctx)
		st.must(err)
		st.check(again == 0, "%d were spread twice", again)
	}},
	{"14 one request for all readers", func(st *stage) {
		s := st.site(respond(200, one()))
		id := st.add(s.url)
		for n := range 60 {
			r := chalkline.Reader{Email: fmt.Sprintf("r%d@school.example", n), Schedule: chalkline.DefaultSchedule("UTC")}
			st.must(st.store.CreateReader(st.ctx, &r))
			st.must(st.store.SetFollows(st.ctx, r.ID, []chalkline.Follow{{Kind: chalkline.FollowSource, Value: fmt.Sprint(id), Weight: 1}}))
		}
		st.crawl()
		st.crawl()
		st.check(len(s.requests()) == 1, "%d requests", len(s.requests()))
	}},
	{"15 who publishes more is not asked less, who is silent not more, nobody below the floor", func(st *stage) {
		now := st.clock()
		for _, rhythm := range []time.Duration{0, minute, time.Hour, 6 * time.Hour, day, 30 * day} {
			last := time.Duration(0)
			for silent := time.Duration(0); silent < 500*day; silent += 7 * time.Hour {
				_, interval := schedule.Next(schedule.Input{Rhythm: rhythm, Latest: now.Add(-silent)}, now)
				st.check(interval >= schedule.Default, "every %v", interval)
				st.check(interval >= last, "every %v after %v of silence, every %v before", interval, silent, last)
				last = interval
				_, often := schedule.Next(schedule.Input{Rhythm: rhythm / 2, Latest: now.Add(-silent)}, now)
				st.check(often <= interval, "every %v with an item each %v, every %v with one each %v", often, rhythm/2, interval, rhythm)
			}
		}
		intervals := map[time.Duration]time.Duration{}
		for _, every := range []time.Duration{time.Hour, 12 * time.Hour, 7 * day} {
			var entries []entry
			for n := range 10 {
				e := entryNo(n)
				e.date = now.Add(-time.Duration(n) * every).Format(time.RFC1123Z)
				entries = append(entries, e)
			}
			id := st.add(st.site(respond(200, rss("", entries...))).url)
			st.crawl()
			intervals[every] = st.poll(id).Interval
		}
		st.check(intervals[time.Hour] <= intervals[12*time.Hour] && intervals[12*time.Hour] <= intervals[7*day], "intervals %v", intervals)
	}},
	{"16 jitter is small, never early and the same for the same seed", func(st *stage) {
		s := st.site(respond(500, ""))
		var waits []time.Duration
		for n := range 20 {
			id := st.add(fmt.Sprintf("%s/%d", s.url, n))
			st.crawl()
			p := st.poll(id)
			wait := p.NextAt.Sub(p.LastAt)
			st.check(wait >= p.Interval && float64(wait) <= 1.1*float64(p.Interval), "waits %v at an interval of %v", wait, p.Interval)
			again, _ := schedule.Next(schedule.Input{Outcome: schedule.Failed, Failures: 1, Seed: uint64(n)}, st.clock())
			same, _ := schedule.Next(schedule.Input{Outcome: schedule.Failed, Failures: 1, Seed: uint64(n)}, st.clock())
			st.check(again.Equal(same), "the same seed gives %v and %v", again, same)
			waits = append(waits, wait)
		}
		different := map[time.Duration]bool{}
		for _, w := range waits {
			different[w] = true
		}
		st.check(len(different) > 15, "20 sources have %d different waits", len(different))
	}},
	{"17 retry-after is honoured in all forms up to seven days", func(st *stage) {
		later := st.clock().Add(5 * time.Hour)
		for _, c := range []struct {
			value string
			want  time.Duration
		}{
			{"18000", 5 * time.Hour},
			{later.Format(http.TimeFormat), 5 * time.Hour},
			{later.Format("Monday, 02-Jan-06 15:04:05 GMT"), 5 * time.Hour},
			{later.Format(time.ANSIC), 5 * time.Hour},
			{"-18000", time.Hour},
			{st.clock().Add(-day).Format(http.TimeFormat), time.Hour},
			{"nonsense", time.Hour},
			{"315360000", 7 * day},
			{st.clock().AddDate(10, 0, 0).Format(http.TimeFormat), 7 * day},
		} {
			s := st.site(respond(503, "", "Retry-After: "+c.value))
			id := st.add(s.url)
			st.crawl()
			st.waits(id, c.want)
		}
		st.check(st.logged("it asks to be left alone for"), "a wait that was cut is not in the log")
	}},
	{"18 a 429 holds the host and a 503 the address, longer each time", func(st *stage) {
		s := st.site(byPath(map[string]http.HandlerFunc{"/a": respond(429, ""), "/b": respond(200, one()), "/c": respond(200, one())}))
		later := st.add(s.url + "/c")
		st.crawl()
		a, b := st.add(s.url+"/a"), st.add(s.url+"/b")
		st.crawl()
		st.check(!st.due(b, st.clock().Add(119*minute)) && !st.due(later, st.clock().Add(119*minute)), "others on the host are asked in spite of a 429")
		p := st.poll(a)
		st.check(p.Failures == 0 && p.State == chalkline.PollNew && p.Error == "", "it counts against the feed: %+v", p)
		st.waits(a, 2*time.Hour)
		st.next(a)
		st.waits(a, 4*time.Hour)
		n, err := st.store.ForcePoll(st.ctx, st.clock(), st.clock())
		st.must(err)
		st.check(n == 0, "a person can break the hold of %d sources", n)

		t := st.site(byPath(map[string]http.HandlerFunc{"/a": respond(503, ""), "/b": respond(200, one())}))
		a, b = st.add(t.url+"/a"), st.add(t.url+"/b")
		st.crawl()
		st.check(st.poll(b).State == chalkline.PollOK, "a 503 held the other address of its host")
		st.waits(a, time.Hour)
		st.next(a)
		st.waits(a, 2*time.Hour)
	}},
	{"19 a 429 of a subdomain holds the whole domain where the operator wants that", func(st *stage) {
		s := st.site(respond(200, one()))
		busy := st.site(respond(429, "", "Retry-After: 36000"))
		for _, whole := range []bool{false, true} {
			st.crawler.HoldDomains = whole
			domain := fmt.Sprintf("school%v.co.uk", whole)
			asked, sister := st.add(busy.at("a."+domain, "/")), st.add(s.at("b."+domain, "/"))
			neighbour := st.add(s.at(fmt.Sprintf("other%v.co.uk", whole), "/"))
			_, err := st.crawler.CrawlHost(st.ctx, st.source(asked).Host())
			st.must(err)
			st.check(st.due(sister, st.clock()) != whole, "whole domains %v: the sister is due %v", whole, !whole)
			st.check(st.due(neighbour, st.clock()), "another domain is held")
		}
	}},
	{"20 what the publisher says raises the interval, also after a 304, in bounds", func(st *stage) {
		for _, c := range []struct {
			name, header, channel string
			want                  time.Duration
		}{
			{"max-age", "Cache-Control: public, max-age=18000", "", 5 * time.Hour},
			{"Expires", "Expires: in five hours", "", 5 * time.Hour},
			{"ttl", "X-None: x", "<ttl>300</ttl>", 5 * time.Hour},
			{"sy:updatePeriod", "X-None: x", "<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>", 6 * time.Hour},
			{"a year", "Cache-Control: max-age=31536000", "", day},
			{"a minute", "Cache-Control: max-age=60", "", time.Hour},
		} {
			e := entryNo(0)
			e.date = st.clock().Format(time.RFC1123Z)
			c.header = strings.Replace(c.header, "in five hours", st.clock().Add(5*time.Hour).Format(http.TimeFormat), 1)
			s := st.site(conditional(`"1"`, rss(c.channel, e), c.header, "Date: "+st.clock().Format(http.TimeFormat)))
			id := st.add(s.url)
			st.crawl()
			st.check(st.poll(id).Interval == c.want, "%s: every %v, want %v", c.name, st.poll(id).Interval, c.want)
			if c.name == "Expires" {
				continue // is over by then
			}
			st.next(id)
			st.check(st.poll(id).HTTPStatus == 304 && st.poll(id).Interval >= c.want, "%s after a 304: every %v, want %v", c.name, st.poll(id).Interval, c.want)
		}
		old := entryNo(0)
		old.date = st.clock().Add(-60 * day).Format(time.RFC1123Z)
		id := st.add(st.site(respond(200, rss("", old), "Cache-Control: max-age=31536000")).url)
		st.crawl()
		st.check(st.poll(id).Interval == 3*day, "silent for long and fresh for a year: every %v", st.poll(id).Interval)

		var skip strings.Builder
		for hour := range 24 {
			if at := st.clock().Add(time.Hour).Hour(); hour == at || hour == (at+1)%24 {
				fmt.Fprintf(&skip, "<hour>%d</hour>", hour)
			}
		}
		s := st.site(conditional(`"1"`, rss("<skipHours>"+skip.String()+"</skipHours>", entryNo(0))))
		id = st.add(s.url)
		st.crawl()
		hours := st.poll(id).Hints.SkipHours
		for range 12 {
			at := st.poll(id).NextAt
			for _, hour := range hours {
				st.check(at.Hour() != hour, "it is asked at %v though hour %d is to be skipped", at, hour)
			}
			st.next(id)
		}
		st.check(len(hours) == 2, "hours to be skipped: %v", hours)
		tomorrow := st.clock().Add(time.Hour).Weekday()
		id = st.add(st.site(respond(200, rss("<skipDays><day>"+tomorrow.String()+"</day></skipDays>", entryNo(0)))).url)
		st.crawl()
		next := st.poll(id).NextAt
		st.check(next.Weekday() != tomorrow || next.Sub(st.clock()) >= 23*time.Hour, "it is asked on a %v", next.Weekday())
	}},
	{"21 a poll that ends after a tick is not a period late", func(st *stage) {
		const tick = 5 * time.Second
		s := st.site(nil)
		s.answers(func(w http.ResponseWriter, r *http.Request) {
			st.pass(tick + time.Second) // it takes longer than a tick
			respond(200, rss("", entryNo(0)))(w, r)
		})
		id := st.add(s.url)
		due := st.clock()
		for range 10 {
			for !st.due(id, st.clock()) {
				st.pass(tick)
			}
			late := st.clock().Sub(due)
			st.check(late <= tick+time.Second, "it is asked %v late", late)
			before := st.clock()
			st.crawl()
			p := st.poll(id)
			due = p.NextAt
			st.check(due.Sub(before) <= p.Interval*11/10, "its next check is %v after it was asked, at an interval of %v", due.Sub(before), p.Interval)
		}
	}},
	{"22 a manual refresh within the floor is answered from the store", func(st *stage) {
		s := st.site(respond(200, one()))
		id := st.add(s.url)
		st.crawl()
		st.pass(10 * minute)
		r, err := st.crawler.Refresh(st.ctx, id, crawler.Wish{})
		st.must(err)
		st.check(r.Asked == 0 && len(s.requests()) == 1, "it was asked within the floor")
		st.check(r.NextAt.Equal(st.poll(id).NextAt) && r.Source.Poll.State == chalkline.PollOK, "told %v, next is %v", r.NextAt, st.poll(id).NextAt)
		st.pass(6 * minute)
		r, err = st.crawler.Refresh(st.ctx, id, crawler.Wish{})
		st.must(err)
		st.check(r.Asked == 1 && len(s.requests()) == 2, "it was not asked after the floor")
	}},
}
