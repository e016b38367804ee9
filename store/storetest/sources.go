package storetest

import (
	"fmt"
	"time"

	"chalkline"
	"chalkline/store"
)

var sourceTests = []test{
	{"a source is kept whole", func(e *env) {
		s := chalkline.Source{
			Kind: chalkline.SourcePage, Name: "Page", URL: "https://Page.example:8443/news", SiteURL: "https://page.example",
			Genre: chalkline.GenreOrganisation, Topics: []chalkline.TopicID{"feedback", "phonics"}, Country: "GB/IE", Language: "en",
			Listed: true, Unverified: true, Paused: true, Selectors: chalkline.Selectors{List: "li", Title: "h2"},
		}
		e.ok(e.AddSource(e.ctx, &s))
		s.Poll.State = chalkline.PollNew
		e.same(must[chalkline.Source](e)(e.Source(e.ctx, s.ID)), s)
	}},
	{"two sources cannot have one URL", func(e *env) {
		s := e.source()
		other := chalkline.Source{Name: "Other", URL: s.URL}
		e.code(chalkline.CodeConflict, e.AddSource(e.ctx, &other))
		second := e.source()
		second.URL = s.URL
		e.code(chalkline.CodeConflict, e.UpdateSource(e.ctx, second))
	}},
	{"an unknown source is not found", func(e *env) {
		_, err := e.Source(e.ctx, 99)
		e.code(chalkline.CodeNotFound, err)
		e.code(chalkline.CodeNotFound, e.UpdateSource(e.ctx, chalkline.Source{ID: 99, URL: "https://x.example"}))
		_, err = e.StoreBatch(e.ctx, chalkline.Batch{Source: 99})
		e.code(chalkline.CodeNotFound, err)
	}},
	{"sources are found by their ids", func(e *env) {
		one, _, three := e.source(), e.source(), e.source()
		found := must[map[chalkline.SourceID]chalkline.Source](e)(e.SourcesByID(e.ctx, []chalkline.SourceID{three.ID, 99, one.ID}))
		e.same(found, map[chalkline.SourceID]chalkline.Source{one.ID: one, three.ID: three})
	}},
	{"sources are listed by name", func(e *env) {
		for _, name := range []string{"beta", "Alpha", "Gamma"} {
			e.ok(e.AddSource(e.ctx, &chalkline.Source{Name: name, URL: "https://" + name + ".example"}))
		}
		var names []string
		for _, s := range must[[]chalkline.Source](e)(e.Sources(e.ctx)) {
			names = append(names, s.Name)
		}
		e.same(names, []string{"Alpha", "beta", "Gamma"})
	}},
	{"an update keeps the poll", func(e *env) {
		s := e.polled()
		s.Name, s.Poll = "New name", chalkline.Poll{ETag: "not stored"}
		e.ok(e.UpdateSource(e.ctx, s))
		got := must[chalkline.Source](e)(e.Source(e.ctx, s.ID))
		e.same([]any{got.Name, got.Poll.ETag, got.Poll.State}, []any{"New name", `W/"1"`, chalkline.PollFailing})
	}},
	{"a changed URL drops validators and error and is due at once", func(e *env) {
		s := e.polled()
		s.URL = "https://elsewhere.example/feed"
		e.ok(e.UpdateSource(e.ctx, s))
		got := must[chalkline.Source](e)(e.Source(e.ctx, s.ID)).Poll
		e.same(got, chalkline.Poll{State: chalkline.PollNew, OKAt: s.Poll.OKAt, LastAt: s.Poll.LastAt, Interval: time.Hour})
		e.same(must[[]chalkline.Moved](e)(e.Moves(e.ctx)), []chalkline.Moved{{Source: s.ID, From: "https://s1.example/feed", To: s.URL, At: e.clock()}})
		e.same(must[[]string](e)(e.DueHosts(e.ctx, e.clock(), 10)), []string{"elsewhere.example"})
	}},
	{"items are counted by source", func(e *env) {
		a, b := e.source(), e.source()
		e.source()
		e.store(a.ID, e.newItem(), e.newItem())
		e.store(b.ID, e.newItem())
		e.same(must[map[chalkline.SourceID]int](e)(e.ItemCounts(e.ctx)), map[chalkline.SourceID]int{a.ID: 2, b.ID: 1})
	}},
	{"the host that is overdue longest comes first", func(e *env) {
		for _, s := range []struct {
			url    string
			due    time.Duration
			paused bool
			state  chalkline.PollState
		}{
			{url: "https://a.example/1", due: -time.Hour},
			{url: "https://b.example/1", due: -2 * time.Hour},
			{url: "https://b.example/2", due: time.Minute},
			{url: "https://a.example/2", due: -3 * time.Hour},
			{url: "https://later.example/", due: time.Second},
			{url: "https://paused.example/", due: -time.Hour, paused: true},
			{url: "https://gone.example/", due: -time.Hour, state: chalkline.PollGone},
			{url: "https://now.example/", due: 0},
		} {
			e.ok(e.AddSource(e.ctx, &chalkline.Source{
				Name: s.url, URL: s.url, Paused: s.paused, Poll: chalkline.Poll{State: s.state, NextAt: e.clock().Add(s.due)},
			}))
		}
		e.same(must[[]string](e)(e.DueHosts(e.ctx, e.clock(), 10)), []string{"a.example", "b.example", "now.example"})
		e.same(must[[]string](e)(e.DueHosts(e.ctx, e.clock(), 1)), []string{"a.example"})
		var urls []string
		for _, s := range must[[]chalkline.Source](e)(e.DueSources(e.ctx, "a.example", e.clock())) {
			urls = append(urls, s.URL)
		}
		e.same(urls, []string{"https://a.example/2", "https://a.example/1"})
		e.same(len(must[[]chalkline.Source](e)(e.DueSources(e.ctx, "b.example", e.clock()))), 1)
	}},
	{"one poll is begun once and its next check is stored first", func(e *env) {
		s := e.source()
		now, next := e.clock(), e.clock().Add(time.Hour)
		e.same(race(e, 20, func() (bool, error) { return e.BeginPoll(e.ctx, s.ID, now, next) }), 1)
		got := must[chalkline.Source](e)(e.Source(e.ctx, s.ID)).Poll
		e.same([]time.Time{got.NextAt, got.LastAt}, []time.Time{next, now})
		e.same(must[[]string](e)(e.DueHosts(e.ctx, now, 10)), nil)
		e.same(must[bool](e)(e.BeginPoll(e.ctx, s.ID, next, next.Add(time.Hour))), true)
	}},
	{"a source that was paused meanwhile is not polled", func(e *env) {
		s := e.source()
		s.Paused = true
		e.ok(e.UpdateSource(e.ctx, s))
		e.same(must[bool](e)(e.BeginPoll(e.ctx, s.ID, e.clock(), e.clock().Add(time.Hour))), false)
	}},
	{"a forced poll makes all due that are neither paused nor gone", func(e *env) {
		s := e.source()
		e.same(must[bool](e)(e.BeginPoll(e.ctx, s.ID, e.clock(), e.clock().Add(day))), true)
		e.ok(e.AddSource(e.ctx, &chalkline.Source{Name: "P", URL: "https://p.example", Paused: true}))
		e.ok(e.AddSource(e.ctx, &chalkline.Source{Name: "G", URL: "https://g.example", Poll: chalkline.Poll{State: chalkline.PollGone}}))
		e.same(must[[]string](e)(e.DueHosts(e.ctx, e.clock(), 10)), nil)
		e.same(must[int](e)(e.ForcePoll(e.ctx, e.clock(), e.clock())), 1)
		e.same(must[[]string](e)(e.DueHosts(e.ctx, e.clock(), 10)), []string{s.Host()})
	}},
	{"a forced poll leaves alone who was asked lately or asked for a pause", func(e *env) {
		asked := e.pass(time.Hour)
		lately := e.source()
		e.same(must[bool](e)(e.BeginPoll(e.ctx, lately.ID, asked, asked.Add(day))), true)
		busy := e.source()
		must[chalkline.Stored](e)(e.StoreBatch(e.ctx, chalkline.Batch{Source: busy.ID, Poll: chalkline.Poll{
			State: chalkline.PollFailing, NextAt: asked.Add(day), HeldUntil: asked.Add(day),
		}}))
		e.same(must[int](e)(e.ForcePoll(e.ctx, asked, asked.Add(-time.Second))), 0)
		e.same(must[int](e)(e.ForcePoll(e.ctx, asked, asked, busy.ID)), 0)
		e.same(must[int](e)(e.ForcePoll(e.ctx, asked, asked)), 1)
		e.same(must[[]string](e)(e.DueHosts(e.ctx, asked, 10)), []string{lately.Host()})
	}},
	{"a host is held with all its sources, also with one that is added meanwhile", func(e *env) {
		var held []chalkline.SourceID
		add := func(url string) chalkline.Source {
			s := chalkline.Source{Name: url, URL: url}
			e.ok(e.AddSource(e.ctx, &s))
			return s
		}
		until := e.clock().Add(time.Hour)
		held = append(held, add("https://h.example/1").ID, add("https://h.example/2").ID)
		other := add("https://o.example/1")
		e.same(must[[]string](e)(e.Hosts(e.ctx)), []string{"h.example", "o.example"})
		e.ok(e.HoldHosts(e.ctx, []string{"h.example"}, until, 2))
		held = append(held, add("https://h.example/3").ID)
		e.same(must[[]string](e)(e.DueHosts(e.ctx, e.clock(), 10)), []string{other.Host()})
		e.same(must[int](e)(e.ForcePoll(e.ctx, e.clock(), e.clock(), held...)), 0)
		e.ok(e.HoldHosts(e.ctx, []string{"h.example"}, e.clock(), 1)) // nothing is ever shortened
		got := must[chalkline.Source](e)(e.Source(e.ctx, held[0])).Poll
		e.same([]any{got.HeldUntil, got.NextAt, got.Busy}, []any{until, until, 2})
		e.same(len(must[[]string](e)(e.DueHosts(e.ctx, until, 10))), 2)
	}},
	{"sources are held, claimed and forced at once, and nothing fails", func(e *env) {
		var hosts []string
		var some []chalkline.SourceID
		for range 12 {
			s := e.source()
			hosts, some = append(hosts, s.Host()), append(some, s.ID)
		}
		now := e.clock()
		race(e, 8, func() (bool, error) {
			if err := e.HoldHosts(e.ctx, hosts, now, 1); err != nil {
				return false, err
			}
			if _, err := e.BeginPoll(e.ctx, some[0], now, now); err != nil {
				return false, err
			}
			_, err := e.ForcePoll(e.ctx, now, now, some...)
			return true, err
		})
		e.same(len(must[[]string](e)(e.DueHosts(e.ctx, now, 20))), 12)
	}},
	{"what is overdue is spread, but not what was never asked", func(e *env) {
		asked, fresh, later := e.source(), e.source(), e.source()
		e.same(must[bool](e)(e.BeginPoll(e.ctx, asked.ID, e.clock(), e.clock().Add(time.Minute))), true)
		now := e.pass(time.Hour)
		e.same(must[bool](e)(e.BeginPoll(e.ctx, later.ID, now, now.Add(time.Hour))), true)
		at := now.Add(5 * time.Minute)
		n := must[int](e)(e.SpreadOverdue(e.ctx, now, func(id chalkline.SourceID, of int) time.Time {
			e.same([]any{id, of}, []any{asked.ID, 1})
			return at
		}))
		e.same(n, 1)
		e.same(must[chalkline.Source](e)(e.Source(e.ctx, asked.ID)).Poll.NextAt, at)
		e.same(must[[]string](e)(e.DueHosts(e.ctx, now, 10)), []string{fresh.Host()})
	}},
	{"a reader is told which of their sources are gone", func(e *env) {
		r, s := e.reader(), e.source()
		gone := chalkline.Source{Name: "G", URL: "https://g.example", Poll: chalkline.Poll{State: chalkline.PollGone}}
		e.ok(e.AddSource(e.ctx, &gone))
		e.same(len(must[[]chalkline.Source](e)(e.FollowedGone(e.ctx, r.ID))), 0)
		e.ok(e.SetFollows(e.ctx, r.ID, []chalkline.Follow{
			{Kind: chalkline.FollowSource, Value: fmt.Sprint(gone.ID), Weight: 1}, {Kind: chalkline.FollowSource, Value: fmt.Sprint(s.ID), Weight: 1},
		}))
		found := must[[]chalkline.Source](e)(e.FollowedGone(e.ctx, r.ID))
		e.same([]any{len(found), found[0].ID}, []any{1, gone.ID})
	}},
	{"a hub's push stores items and leaves the poll alone", func(e *env) {
		s := e.polled()
		was := must[chalkline.Source](e)(e.Source(e.ctx, s.ID)).Poll
		e.same(must[chalkline.Stored](e)(e.StoreBatch(e.ctx, chalkline.Batch{Source: s.ID, Items: []chalkline.Item{e.newItem()}, Pushed: true})),
			chalkline.Stored{New: 1})
		was.ItemAt, was.Arrivals = e.clock(), []time.Time{e.clock()}
		e.same(must[chalkline.Source](e)(e.Source(e.ctx, s.ID)).Poll, was)
	}},
	{"a subscription is kept whole, and its lease is the source's while it is active", func(e *env) {
		s := e.source()
		until := e.clock().Add(10 * day)
		u := chalkline.Subscription{Source: s.ID, Hub: "https://hub.example", Topic: s.URL, Token: "token", Secret: "secret", NextAt: e.clock(), Tries: 1}
		e.ok(e.SaveSubscription(e.ctx, u))
		e.same(must[chalkline.Subscription](e)(e.Subscription(e.ctx, s.ID)), u)
		e.same(must[[]chalkline.SourceID](e)(e.SubscriptionsDue(e.ctx, e.clock(), 10)), []chalkline.SourceID{s.ID})
		u.Active, u.Until, u.NextAt = true, until, until.Add(-day)
		e.ok(e.SaveSubscription(e.ctx, u))
		e.same(must[chalkline.Subscription](e)(e.SubscriptionByToken(e.ctx, "token")), u)
		e.same(must[chalkline.Source](e)(e.Source(e.ctx, s.ID)).Poll.PushUntil, until)
		e.same(len(must[[]chalkline.SourceID](e)(e.SubscriptionsDue(e.ctx, e.clock(), 10))), 0)
		e.ok(e.DropSubscription(e.ctx, s.ID))
		_, err := e.Subscription(e.ctx, s.ID)
		e.code(chalkline.CodeNotFound, err)
		_, err = e.SubscriptionByToken(e.ctx, "token")
		e.code(chalkline.CodeNotFound, err)
		e.same(must[chalkline.Source](e)(e.Source(e.ctx, s.ID)).Poll.PushUntil, time.Time{})
		e.code(chalkline.CodeNotFound, e.SaveSubscription(e.ctx, chalkline.Subscription{Source: 99, Token: "t"}))
	}},
	{"the times of the latest arrivals are kept", func(e *env) {
		s := e.source()
		var want []time.Time
		for range 14 {
			want = append(want, e.pass(24*time.Hour))
			e.store(s.ID, e.newItem())
		}
		e.same(must[chalkline.Source](e)(e.Source(e.ctx, s.ID)).Poll.Arrivals, want[2:])
	}},
	{"a source that answers is no longer unverified", func(e *env) {
		s := chalkline.Source{Name: "U", URL: "https://u.example", Unverified: true}
		e.ok(e.AddSource(e.ctx, &s))
		must[chalkline.Stored](e)(e.StoreBatch(e.ctx, chalkline.Batch{Source: s.ID, Poll: chalkline.Poll{State: chalkline.PollFailing}}))
		e.same(must[chalkline.Source](e)(e.Source(e.ctx, s.ID)).Unverified, true)
		e.store(s.ID)
		e.same(must[chalkline.Source](e)(e.Source(e.ctx, s.ID)).Unverified, false)
	}},

	{"the list adds its sources once", func(e *env) {
		list := []chalkline.Source{listed("a"), listed("b"), listed("a")}
		e.same(must[store.SyncReport](e)(e.SyncSources(e.ctx, list)), store.SyncReport{Added: 2})
		e.same(must[store.SyncReport](e)(e.SyncSources(e.ctx, list)), store.SyncReport{})
		for _, s := range must[[]chalkline.Source](e)(e.Sources(e.ctx)) {
			e.same(s.Listed, true)
		}
	}},
	{"a changed entry of the list changes the description and keeps the poll", func(e *env) {
		must[store.SyncReport](e)(e.SyncSources(e.ctx, []chalkline.Source{listed("a")}))
		was := must[[]chalkline.Source](e)(e.Sources(e.ctx))[0]
		e.store(was.ID, e.newItem())
		entry := listed("a")
		entry.Name, entry.Genre, entry.Topics = "Renamed", chalkline.GenreJournal, []chalkline.TopicID{"phonics"}
		e.same(must[store.SyncReport](e)(e.SyncSources(e.ctx, []chalkline.Source{entry})), store.SyncReport{Changed: 1})
		got := must[chalkline.Source](e)(e.Source(e.ctx, was.ID))
		e.same([]any{got.Name, got.Genre, got.Topics, got.Poll.State},
			[]any{"Renamed", chalkline.GenreJournal, entry.Topics, chalkline.PollOK})
	}},
	{"a source that moved is still the one that the list names by its old address", func(e *env) {
		list := []chalkline.Source{listed("a")}
		must[store.SyncReport](e)(e.SyncSources(e.ctx, list))
		s := must[[]chalkline.Source](e)(e.Sources(e.ctx))[0]
		must[chalkline.SourceID](e)(e.MoveSource(e.ctx, s.ID, "https://new.example/feed"))
		e.same(must[store.SyncReport](e)(e.SyncSources(e.ctx, list)), store.SyncReport{})
		list[0].Name = "Renamed"
		e.same(must[store.SyncReport](e)(e.SyncSources(e.ctx, list)), store.SyncReport{Changed: 1})
		got := must[[]chalkline.Source](e)(e.Sources(e.ctx))
		e.same([]any{len(got), got[0].URL, got[0].Name}, []any{1, "https://new.example/feed", "Renamed"})
		list[0].URL = "https://new.example/feed"
		e.same(must[store.SyncReport](e)(e.SyncSources(e.ctx, list)), store.SyncReport{})
		e.same(must[store.SyncReport](e)(e.SyncSources(e.ctx, nil)), store.SyncReport{Retired: 1})
	}},
	{"a source that became part of another stays away though the list names both", func(e *env) {
		for _, list := range [][]chalkline.Source{{listed("old"), listed("new")}, {listed("new"), listed("older")}} {
			must[store.SyncReport](e)(e.SyncSources(e.ctx, list))
			gone, kept := list[0], list[1]
			if kept.Name != "new" {
				gone, kept = kept, gone
			}
			byURL := map[string]chalkline.SourceID{}
			for _, s := range must[[]chalkline.Source](e)(e.Sources(e.ctx)) {
				byURL[s.URL] = s.ID
			}
			must[chalkline.SourceID](e)(e.MoveSource(e.ctx, byURL[gone.URL], kept.URL))
			e.same(must[store.SyncReport](e)(e.SyncSources(e.ctx, list)), store.SyncReport{})
			left := must[[]chalkline.Source](e)(e.Sources(e.ctx))
			e.same([]any{len(left), left[0].ID, left[0].Name, left[0].Paused}, []any{1, byURL[kept.URL], "new", false})
		}
	}},
	{"a source that left the list is paused and wakes up when it comes back", func(e *env) {
		both := []chalkline.Source{listed("a"), listed("b")}
		must[store.SyncReport](e)(e.SyncSources(e.ctx, both))
		e.same(must[store.SyncReport](e)(e.SyncSources(e.ctx, both[:1])), store.SyncReport{Retired: 1})
		b := must[[]chalkline.Source](e)(e.Sources(e.ctx))[1]
		e.same([]bool{b.Listed, b.Paused}, []bool{false, true})
		e.same(must[store.SyncReport](e)(e.SyncSources(e.ctx, both[:1])), store.SyncReport{})
		e.same(must[store.SyncReport](e)(e.SyncSources(e.ctx, both)), store.SyncReport{Changed: 1})
		b = must[chalkline.Source](e)(e.Source(e.ctx, b.ID))
		e.same([]bool{b.Listed, b.Paused}, []bool{true, false})
	}},
	{"what the operator paused stays paused", func(e *env) {
		list := []chalkline.Source{listed("a")}
		must[store.SyncReport](e)(e.SyncSources(e.ctx, list))
		s := must[[]chalkline.Source](e)(e.Sources(e.ctx))[0]
		s.Paused = true
		e.ok(e.UpdateSource(e.ctx, s))
		e.same(must[store.SyncReport](e)(e.SyncSources(e.ctx, list)), store.SyncReport{})
		e.same(must[store.SyncReport](e)(e.SyncSources(e.ctx, nil)), store.SyncReport{Retired: 1})
		must[store.SyncReport](e)(e.SyncSources(e.ctx, list))
		e.same(must[chalkline.Source](e)(e.Source(e.ctx, s.ID)).Paused, true)
	}},
	{"what the operator added or took over is left alone", func(e *env) {
		own := listed("own")
		e.ok(e.AddSource(e.ctx, &own))
		entry := listed("own")
		entry.Name = "As the list calls it"
		e.same(must[store.SyncReport](e)(e.SyncSources(e.ctx, []chalkline.Source{entry, listed("b")})), store.SyncReport{Added: 1})
		e.same(must[store.SyncReport](e)(e.SyncSources(e.ctx, nil)), store.SyncReport{Retired: 1})
		e.same(must[chalkline.Source](e)(e.Source(e.ctx, own.ID)).Name, "own")

		b := must[[]chalkline.Source](e)(e.Sources(e.ctx))[0]
		b.Paused, b.Name = false, "Mine now"
		e.ok(e.UpdateSource(e.ctx, b))
		e.same(must[store.SyncReport](e)(e.SyncSources(e.ctx, []chalkline.Source{listed("b")})), store.SyncReport{})
		e.same(must[chalkline.Source](e)(e.Source(e.ctx, b.ID)).Name, "Mine now")
	}},
}

// listed is an entry of the list.
func listed(name string) chalkline.Source {
	return chalkline.Source{Kind: chalkline.SourceFeed, Name: name, URL: "https://" + name + ".example/feed", Genre: chalkline.GenreBlog}
}

// polled is a source whose last poll failed.
func (e *env) polled() chalkline.Source {
	e.Helper()
	s := e.source()
	now := e.clock()
	_, err := e.StoreBatch(e.ctx, chalkline.Batch{Source: s.ID, Poll: chalkline.Poll{
		State: chalkline.PollFailing, ETag: `W/"1"`, LastModified: "Sat, 14 Mar 2026 08:00:00 GMT", NextAt: now.Add(time.Hour), LastAt: now,
		OKAt: now.Add(-time.Hour), Interval: time.Hour, Failures: 3, HTTPStatus: 503, Error: "The server is busy.",
	}})
	e.ok(err)
	return must[chalkline.Source](e)(e.Source(e.ctx, s.ID))
}
