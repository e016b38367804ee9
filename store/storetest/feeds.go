package storetest

import (
	"fmt"
	"slices"
	"time"

	"chalkline"
	"chalkline/store"
)

// picked stores so many picks of a reader, each a minute after the last, and
// returns their items, oldest first.
func (e *env) picked(reader chalkline.ReaderID, picks int) (items []chalkline.ItemID) {
	e.Helper()
	s := e.source()
	var batch []chalkline.Item
	for range picks {
		batch = append(batch, e.newItem())
	}
	e.store(s.ID, batch...)
	due := e.due()
	stored := must[[]chalkline.Item](e)(e.Items(e.ctx, due))
	var list []chalkline.Appraised
	for _, item := range stored {
		list = append(list, graded(item, chalkline.GradeB, 65))
	}
	e.ok(e.SaveAppraised(e.ctx, list))
	var chosen []chalkline.Pick
	for n, item := range must[[]chalkline.Item](e)(e.Items(e.ctx, due)) {
		chosen = append(chosen, chalkline.Pick{ItemID: item.ID, StoryID: item.StoryID, At: e.clock().Add(time.Duration(n) * time.Minute)})
		items = append(items, item.ID)
	}
	e.same(must[int](e)(e.SavePicks(e.ctx, reader, chosen, e.clock(), e.clock())), picks)
	e.pass(time.Duration(picks) * time.Minute)
	return items
}

// part reads a part of a reader's feed.
func (e *env) part(reader chalkline.ReaderID, q store.FeedQuery) store.FeedPart {
	e.Helper()
	return must[store.FeedPart](e)(e.FeedPart(e.ctx, reader, q))
}

// walked are the items of a feed, newest first, from what is new and every archive
// that is found by going back from there.
func (e *env) walked(reader chalkline.ReaderID, q store.FeedQuery) (items []chalkline.ItemID) {
	e.Helper()
	for {
		part := e.part(reader, q)
		items = append(items, ids(part.Cards)...)
		if part.Prev == 0 {
			return items
		}
		q.Archive = part.Prev
	}
}

var feedTests = []test{
	{"going back from what is new meets every pick once, however many there are", func(e *env) {
		for _, picks := range []int{0, 1, 24, 25, 26, 49, 50, 51, 74, 75, 113, 250, 500} {
			r := e.reader()
			items := e.picked(r.ID, picks)
			slices.Reverse(items)
			if got := e.walked(r.ID, store.FeedQuery{}); !slices.Equal(got, items) {
				e.Errorf("of %d picks, going back meets %d: %v", picks, len(got), got)
			}
			first := e.part(r.ID, store.FeedQuery{})
			if n := len(first.Cards); n < min(picks, store.ArchivePicks) || n >= 2*store.ArchivePicks {
				e.Errorf("of %d picks, %d are new", picks, n)
			}
			if last := picks / store.ArchivePicks; first.Prev > last {
				e.Errorf("of %d picks, what is new leads to archive %d, which is not complete", picks, first.Prev)
			}
			_, err := e.FeedPart(e.ctx, r.ID, store.FeedQuery{Archive: picks/store.ArchivePicks + 1})
			e.code(chalkline.CodeNotFound, err)
		}
	}},
	{"an archive stays as it is when more is picked, and leads on when the next is complete", func(e *env) {
		r := e.reader()
		items := e.picked(r.ID, store.ArchivePicks+3)
		before := e.part(r.ID, store.FeedQuery{Archive: 1})
		slices.Reverse(items[:store.ArchivePicks])
		e.same(ids(before.Cards), items[:store.ArchivePicks])
		e.same([]int{before.Prev, before.Next}, []int{0, 0})
		e.picked(r.ID, store.ArchivePicks)
		after := e.part(r.ID, store.FeedQuery{Archive: 1})
		e.same(after.Cards, before.Cards)
		e.same(after.Next, 2)
	}},
	{"what is hidden leaves its archive, and nothing moves up", func(e *env) {
		r := e.reader()
		items := e.picked(r.ID, 3*store.ArchivePicks)
		for _, n := range []int{0, 30, 74} {
			e.ok(e.AddFeedback(e.ctx, r.ID, items[n], chalkline.FeedbackHidden))
		}
		e.same(len(e.part(r.ID, store.FeedQuery{Archive: 1}).Cards), store.ArchivePicks-1)
		e.same(ids(e.part(r.ID, store.FeedQuery{Archive: 3}).Cards)[0], items[73])
		want := slices.Delete(slices.Delete(slices.Delete(slices.Clone(items), 74, 75), 30, 31), 0, 1)
		slices.Reverse(want)
		e.same(e.walked(r.ID, store.FeedQuery{}), want)
	}},
	{"grades and topics choose among the picks, and what was retracted comes along", func(e *env) {
		s, r := e.source(), e.reader()
		want := map[string][]chalkline.ItemID{}
		var list []chalkline.Appraised
		for n := range 120 {
			item := e.stored(s.ID, nil)
			grade := []chalkline.Grade{chalkline.GradeA, chalkline.GradeB, chalkline.GradeC, chalkline.GradeE, chalkline.GradeNone}[n%5]
			a := graded(item, grade, 50)
			topic := chalkline.TopicID([]string{"phonics", "homework", "spacing"}[n%3])
			a.Topics = []chalkline.TopicMatch{{Topic: topic, Weight: 1}}
			if n == 8 {
				a.Appraisal.Grade = chalkline.GradeR
				a.Appraisal.Signals = []chalkline.Signal{{Name: chalkline.SignalStanding, Value: "retracted"}}
			}
			list = append(list, a)
			good := n%5 < 2 || n == 8
			for name, in := range map[string]bool{
				"all": true, "good": good, "phonics": topic == "phonics", "good on homework or spacing": good && topic != "phonics",
			} {
				if in {
					want[name] = append(want[name], item.ID)
				}
			}
		}
		e.ok(e.SaveAppraised(e.ctx, list))
		for _, a := range list {
			e.pass(time.Minute)
			e.pick(r.ID, must[chalkline.Item](e)(e.Item(e.ctx, a.Appraisal.ItemID)), 1)
		}
		good := []chalkline.Grade{chalkline.GradeA, chalkline.GradeB}
		for name, q := range map[string]store.FeedQuery{
			"all": {}, "good": {Grades: good}, "phonics": {Topics: []chalkline.TopicID{"phonics"}},
			"good on homework or spacing": {Grades: good, Topics: []chalkline.TopicID{"homework", "spacing"}},
		} {
			slices.Reverse(want[name])
			if got := e.walked(r.ID, q); !slices.Equal(got, want[name]) {
				e.Errorf("%s: %v, want %v", name, got, want[name])
			}
		}
	}},
	{"archives without anything that is wanted are passed over", func(e *env) {
		r := e.reader()
		s := e.source()
		item := e.stored(s.ID, nil)
		e.ok(e.SaveAppraised(e.ctx, []chalkline.Appraised{graded(item, chalkline.GradeA, 90)}))
		e.pick(r.ID, must[chalkline.Item](e)(e.Item(e.ctx, item.ID)), 1)
		e.pass(time.Minute)
		e.picked(r.ID, 4*store.ArchivePicks)
		strong := []chalkline.Grade{chalkline.GradeA}
		e.same(ids(e.part(r.ID, store.FeedQuery{Grades: strong}).Cards), []chalkline.ItemID{item.ID})
		e.same(e.part(r.ID, store.FeedQuery{Grades: strong, Archive: 4}).Prev, 1)
	}},
	{"older picks that fell stand with the newest for a while", func(e *env) {
		r := e.reader()
		items := e.picked(r.ID, 2*store.ArchivePicks)
		oldest := must[chalkline.Item](e)(e.Item(e.ctx, items[0]))
		fell := e.pass(time.Hour)
		a := graded(oldest, chalkline.GradeR, 0)
		a.Appraisal.Signals = []chalkline.Signal{{Name: chalkline.SignalStanding, Value: "retracted"}}
		e.ok(e.SaveAppraised(e.ctx, []chalkline.Appraised{a}))
		newest := func(since time.Time, topics ...chalkline.TopicID) []chalkline.ItemID {
			return ids(e.part(r.ID, store.FeedQuery{Revised: since, Topics: topics}).Cards)
		}
		got := newest(fell)
		e.same(len(got), store.ArchivePicks+1)
		e.same(got[store.ArchivePicks], oldest.ID)
		e.same(len(newest(fell.Add(time.Hour))), store.ArchivePicks)
		e.same(len(newest(fell, "phonics")), 0)
	}},
	{"others' picks are in nobody else's feed", func(e *env) {
		a, b := e.reader(), e.reader()
		e.picked(a.ID, 30)
		items := e.picked(b.ID, 30)
		slices.Reverse(items)
		e.same(e.walked(b.ID, store.FeedQuery{}), items)
	}},
	{"a token leads to its feed and the time of its last change, until it is revoked", func(e *env) {
		r := e.reader()
		token := chalkline.Token{ReaderID: r.ID, Seed: "s", Hash: "feed token"}
		e.ok(e.CreateToken(e.ctx, &token))
		found, state, err := e.FeedToken(e.ctx, token.Hash)
		e.ok(err)
		e.same(found, chalkline.Token{ID: token.ID, ReaderID: r.ID, Hash: token.Hash, CreatedAt: token.CreatedAt})
		e.same(state, store.FeedState{})
		e.ok(e.SetLanguage(e.ctx, r.ID, "es"))
		changed := e.pass(time.Hour)
		e.pick(r.ID, e.appraised(e.source().ID), 1)
		_, state, err = e.FeedToken(e.ctx, token.Hash)
		e.ok(err)
		e.same(state, store.FeedState{Version: changed, Language: "es"})
		e.ok(e.RevokeToken(e.ctx, r.ID, token.ID))
		_, _, err = e.FeedToken(e.ctx, token.Hash)
		e.code(chalkline.CodeNotFound, err)
	}},
	{"editions are found by their numbers", func(e *env) {
		r := e.reader()
		number, at, err := e.LastEdition(e.ctx, r.ID)
		e.ok(err)
		e.same(number, 0)
		e.same(at.IsZero(), true)
		for n := range 4 {
			now := e.pass(time.Hour)
			r = must[chalkline.Reader](e)(e.Reader(e.ctx, r.ID))
			edition := chalkline.Edition{Subject: chalkline.Verbatim(fmt.Sprint(n + 1))}
			must[chalkline.DeliveryID](e)(e.CreateEdition(e.ctx, &edition, r, now.Add(time.Hour)))
		}
		number, at, err = e.LastEdition(e.ctx, r.ID)
		e.ok(err)
		e.same(number, 4)
		e.same(at, e.clock())
		var subjects []string
		for _, edition := range must[[]chalkline.Edition](e)(e.EditionsFrom(e.ctx, r.ID, 2, 3)) {
			subjects = append(subjects, edition.Subject.English())
		}
		e.same(subjects, []string{"3", "2"})
	}},
	{"a topic's newest graded items are found, a story once, by who had it first", func(e *env) {
		s := e.source()
		add := func(topic chalkline.TopicID, grade chalkline.Grade, key string) chalkline.ItemID {
			item := e.stored(s.ID, nil)
			a := graded(item, grade, 50)
			a.Topics, a.StoryKeys, a.Appraisal.At = []chalkline.TopicMatch{{Topic: topic, Weight: 1}}, []string{key}, e.clock()
			e.ok(e.SaveAppraised(e.ctx, []chalkline.Appraised{a}))
			return item.ID
		}
		first := add("phonics", chalkline.GradeB, "a")
		add("homework", chalkline.GradeA, "b")
		add("phonics", chalkline.GradeNone, "c")
		weak := add("phonics", chalkline.GradeD, "d")
		add("phonics", chalkline.GradeA, "a") // the same piece elsewhere
		retracted := add("phonics", chalkline.GradeR, "e")
		newest := func(limit int, grades ...chalkline.Grade) (items []chalkline.ItemID) {
			for _, n := range must[[]store.OnTopic](e)(e.NewestOnTopic(e.ctx, "phonics", grades, limit)) {
				e.same(n.Appraised, e.clock())
				items = append(items, n.Item)
			}
			return items
		}
		e.same(newest(10), []chalkline.ItemID{retracted, weak, first})
		e.same(newest(2), []chalkline.ItemID{retracted, weak})
		e.same(newest(10, chalkline.GradeA, chalkline.GradeB), []chalkline.ItemID{retracted, first})
	}},
}
