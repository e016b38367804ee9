package storetest

import (
	"fmt"
	"time"

	"chalkline"
	"chalkline/store"
)

// roomy are caps that nothing here reaches.
var roomy = store.ListenerCaps{Feed: 100, Host: 100, Total: 100}

// tokenOf stores a feed token of a reader.
func (e *env) tokenOf(reader chalkline.ReaderID) chalkline.Token {
	e.Helper()
	token := chalkline.NewKey().NewToken(reader, "My feed")
	e.ok(e.CreateToken(e.ctx, &token))
	return token
}

// wish is a request to subscribe.
func wish(secret string) store.Asked {
	return store.Asked{Mode: store.AskedSubscribe, Secret: secret, Lease: 24 * time.Hour}
}

// dueListener is the one listener that is due, claimed.
func (e *env) dueListener() store.Listener {
	e.Helper()
	due := must[[]store.ListenerID](e)(e.ListenersDue(e.ctx, e.clock(), 10))
	if len(due) != 1 {
		e.Fatalf("%d listeners are due, want 1", len(due))
	}
	l, mine, err := e.ClaimListener(e.ctx, due[0], e.clock().Add(time.Minute))
	e.ok(err)
	if !mine {
		e.Fatal("a listener that is due cannot be claimed")
	}
	return l
}

// noneDue wants no listener to be due.
func (e *env) noneDue(when string) {
	e.Helper()
	if due := must[[]store.ListenerID](e)(e.ListenersDue(e.ctx, e.clock(), 10)); len(due) != 0 {
		e.Errorf("%s: %d listeners are due, want none", when, len(due))
	}
}

// listening is a listener that has confirmed.
func (e *env) listening(feed store.FeedRef, callback string) store.Listener {
	e.Helper()
	e.ok(e.AskListener(e.ctx, feed, callback, wish("key"), "v1", roomy))
	l := e.dueListener()
	l.Secret, l.Until, l.Asked.Mode, l.NextAt = l.Asked.Secret, e.clock().Add(l.Asked.Lease), "", e.clock()
	e.ok(e.SettleListener(e.ctx, l))
	e.noneDue("after the confirmation")
	return l
}

var hubTests = []test{
	{"what is asked for counts once it is confirmed", func(e *env) {
		feed := store.FeedRef{Topic: "spacing", Form: ".atom"}
		e.ok(e.AskListener(e.ctx, feed, "https://aggregator.example/in?id=1", wish("key"), "v1", roomy))
		l := e.dueListener()
		e.same(l.Feed, feed)
		e.same(l.Asked, store.Asked{Mode: store.AskedSubscribe, Secret: "key", Lease: 24 * time.Hour, At: e.clock()})
		if !l.Until.IsZero() || l.Secret != "" || l.Callback != "https://aggregator.example/in?id=1" {
			e.Errorf("before the confirmation: %+v", l)
		}
		e.noneDue("while it is claimed")
	}},
	{"one caller claims a listener", func(e *env) {
		e.ok(e.AskListener(e.ctx, store.FeedRef{Topic: "spacing"}, "https://a.example/", wish(""), "v1", roomy))
		due := must[[]store.ListenerID](e)(e.ListenersDue(e.ctx, e.clock(), 10))
		if won := race(e, 8, func() (bool, error) {
			_, mine, err := e.ClaimListener(e.ctx, due[0], e.clock().Add(time.Minute))
			return mine, err
		}); won != 1 {
			e.Errorf("%d claimed it", won)
		}
		e.pass(time.Minute)
		e.dueListener() // whoever claimed it is gone
	}},
	{"a listener is due when the feed of the reader has a new version", func(e *env) {
		reader, source := e.reader(), e.source()
		token := e.tokenOf(reader.ID)
		l := e.listening(store.FeedRef{Token: token.ID, Form: ".rss"}, "https://a.example/")
		e.pass(time.Hour)
		e.pick(e.reader().ID, e.appraised(source.ID), 1)
		e.noneDue("after a pick of somebody else")
		e.pick(reader.ID, e.appraised(source.ID), 1)
		again := e.dueListener()
		e.same(again.Changed, must[time.Time](e)(e.FeedVersion(e.ctx, reader.ID)))
		e.same(again.Feed, l.Feed)
		again.Pushed, again.NextAt = again.Changed, e.clock()
		e.ok(e.SettleListener(e.ctx, again))
		e.noneDue("after it was brought")
		item := e.appraised(source.ID)
		e.pick(reader.ID, item, 1)
		later := e.dueListener()
		later.Tries, later.FailedAt, later.NextAt = 3, e.clock(), e.clock().Add(time.Hour)
		e.ok(e.SettleListener(e.ctx, later))
		e.noneDue("while it is put off")
		e.pass(time.Hour)
		e.same(e.dueListener().Tries, 3)
	}},
	{"a listener to a revoked address is due and knows that it is gone", func(e *env) {
		reader := e.reader()
		token := e.tokenOf(reader.ID)
		e.listening(store.FeedRef{Token: token.ID, Form: ".rss"}, "https://a.example/")
		e.ok(e.RevokeToken(e.ctx, reader.ID, token.ID))
		l := e.dueListener()
		if !l.Gone {
			e.Error("it does not know")
		}
		if back := must[chalkline.Token](e)(e.TokenByID(e.ctx, token.ID)); back.Seed != token.Seed || back.RevokedAt.IsZero() {
			e.Errorf("the revoked token is %+v", back)
		}
		e.ok(e.EndListener(e.ctx, l))
		e.pass(time.Hour)
		e.noneDue("after the end")
	}},
	{"a reader who leaves leaves no listener", func(e *env) {
		reader := e.reader()
		token := e.tokenOf(reader.ID)
		e.listening(store.FeedRef{Token: token.ID, Form: ".rss"}, "https://a.example/")
		e.ok(e.DeleteReader(e.ctx, reader.ID))
		e.pass(30 * 24 * time.Hour)
		e.noneDue("after the reader left")
		_, err := e.TokenByID(e.ctx, token.ID)
		e.code(chalkline.CodeNotFound, err)
	}},
	{"the version of a public feed is noted for its listeners", func(e *env) {
		spacing := e.listening(store.FeedRef{Topic: "spacing", Form: ".rss"}, "https://a.example/")
		group := e.listening(store.FeedRef{Group: 7, Hash: "1a2b", Form: ".json"}, "https://b.example/")
		heard := must[[]store.FeedRef](e)(e.FeedsHeard(e.ctx))
		e.same(heard, []store.FeedRef{{Group: 7, Hash: "1a2b"}, {Topic: "spacing"}})
		e.ok(e.NoteFeed(e.ctx, store.FeedRef{Topic: "spacing"}, "v1", false))
		e.noneDue("without a change")
		e.ok(e.NoteFeed(e.ctx, store.FeedRef{Topic: "spacing"}, "v2", false))
		l := e.dueListener()
		e.same(l.ID, spacing.ID)
		l.Pushed, l.NextAt = l.Changed, e.clock()
		e.ok(e.SettleListener(e.ctx, l))
		e.ok(e.NoteFeed(e.ctx, store.FeedRef{Topic: "spacing"}, "v2", false))
		e.noneDue("after it was brought")
		e.ok(e.NoteFeed(e.ctx, store.FeedRef{Group: 7}, "", true))
		e.noneDue("when another address of the group is gone")
		e.ok(e.NoteFeed(e.ctx, store.FeedRef{Group: 7, Hash: "1a2b"}, "", true))
		if l := e.dueListener(); l.ID != group.ID || !l.Gone {
			e.Errorf("due: %+v", l)
		}
	}},
	{"a lease that is over makes a listener due", func(e *env) {
		e.listening(store.FeedRef{Topic: "spacing", Form: ".rss"}, "https://a.example/")
		e.pass(24*time.Hour - time.Second)
		e.noneDue("within the lease")
		e.pass(time.Second)
		e.dueListener()
	}},
	{"what is asked for meanwhile is not undone by settling or ending", func(e *env) {
		feed := store.FeedRef{Topic: "spacing", Form: ".rss"}
		for _, finish := range []func(l store.Listener) error{
			func(l store.Listener) error { l.Asked.Mode = ""; return e.SettleListener(e.ctx, l) },
			func(l store.Listener) error { return e.EndListener(e.ctx, l) },
		} {
			e.pass(time.Hour)
			e.ok(e.AskListener(e.ctx, feed, "https://a.example/", wish("one"), "v1", roomy))
			l := e.dueListener()
			e.ok(e.AskListener(e.ctx, feed, "https://a.example/", wish("two"), "v1", roomy))
			e.ok(finish(l))
			e.pass(time.Microsecond)
			e.same(e.dueListener().Asked.Secret, "two")
		}
	}},
	{"asking again leaves the subscription as it is", func(e *env) {
		feed := store.FeedRef{Topic: "spacing", Form: ".rss"}
		was := e.listening(feed, "https://a.example/")
		e.pass(time.Hour)
		e.ok(e.AskListener(e.ctx, feed, "https://a.example/", wish("other"), "v1", store.ListenerCaps{}))
		l := e.dueListener()
		e.same([]any{l.ID, l.Secret, l.Until, l.Pushed}, []any{was.ID, "key", was.Until, was.Pushed})
		e.ok(e.AskListener(e.ctx, feed, "https://a.example/", store.Asked{Mode: store.AskedUnsubscribe}, "v1", store.ListenerCaps{}))
		e.same(e.dueListener().Asked.Mode, store.AskedUnsubscribe)
		err := e.AskListener(e.ctx, feed, "https://nobody.example/", store.Asked{Mode: store.AskedUnsubscribe}, "v1", roomy)
		e.code(chalkline.CodeNotFound, err)
	}},
	{"there are at most so many listeners of a feed, at a host and in all", func(e *env) {
		for n, c := range []struct {
			caps store.ListenerCaps
			ask  func(n int) (store.FeedRef, string)
		}{
			{store.ListenerCaps{Feed: 3, Host: 99, Total: 99}, func(n int) (store.FeedRef, string) {
				return store.FeedRef{Topic: "a", Form: []string{".rss", ".atom"}[n%2]}, fmt.Sprintf("https://a%d.example/", n)
			}},
			{store.ListenerCaps{Feed: 99, Host: 3, Total: 99}, func(n int) (store.FeedRef, string) {
				return store.FeedRef{Topic: chalkline.TopicID(fmt.Sprint("b", n))}, "https://host.example/"
			}},
			{store.ListenerCaps{Feed: 99, Host: 99, Total: 9}, func(n int) (store.FeedRef, string) {
				return store.FeedRef{Topic: chalkline.TopicID(fmt.Sprint("c", n))}, fmt.Sprintf("https://c%d.example/", n)
			}},
		} {
			for i := range 4 {
				feed, callback := c.ask(i)
				err := e.AskListener(e.ctx, feed, callback, wish(""), "v1", c.caps)
				if want := i == 3; (chalkline.ErrorCode(err) == chalkline.CodeConflict) != want {
					e.Errorf("caps %d, listener %d: %v", n, i+1, err)
				}
			}
		}
	}},
	{"one listener of each host is due at a time", func(e *env) {
		for n := range 3 {
			feed := store.FeedRef{Topic: chalkline.TopicID(fmt.Sprint("t", n))}
			e.ok(e.AskListener(e.ctx, feed, "https://slow.example/", wish(""), "v1", roomy))
			e.ok(e.AskListener(e.ctx, feed, fmt.Sprintf("https://h%d.example/", n), wish(""), "v1", roomy))
		}
		if due := must[[]store.ListenerID](e)(e.ListenersDue(e.ctx, e.clock(), 10)); len(due) != 4 {
			e.Errorf("%d are due, want 4", len(due))
		}
	}},
}
