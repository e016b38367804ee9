package storetest

import (
	"iter"
	"slices"
	"time"

	"chalkline"
	"chalkline/store"
)

// featured stores an item whose features are these.
func (e *env) featured(source chalkline.SourceID, features ...byte) chalkline.Item {
	e.Helper()
	item := e.stored(source, nil)
	a := graded(item, chalkline.GradeB, 65)
	a.Features = features
	e.ok(e.SaveAppraised(e.ctx, []chalkline.Appraised{a}))
	return item
}

// every is all that a sequence gives.
func every[T any](e *env, seq iter.Seq2[T, error]) []T {
	e.Helper()
	var out []T
	for v, err := range seq {
		e.ok(err)
		out = append(out, v)
	}
	return out
}

// said are the examples of a reader.
func (e *env) said(reader chalkline.ReaderID) []store.Example {
	e.Helper()
	return must[[]store.Example](e)(e.Examples(e.ctx, reader, 100))
}

// saidAt is when a reader last said something that taste is learned from.
func (e *env) saidAt(reader chalkline.ReaderID) time.Time {
	e.Helper()
	return must[[]store.ReaderToPick](e)(e.ReadToPick(e.ctx, []chalkline.ReaderID{reader}, start,
		func(chalkline.Schedule) time.Time { return start }))[0].SaidAt
}

var tasteTests = []test{
	{"a taste is learned from what a reader said, newest first", func(e *env) {
		s, r := e.source(), e.reader()
		a, b, bare := e.featured(s.ID, 1, 2), e.featured(s.ID, 1, 3), e.stored(s.ID, nil)
		e.ok(e.AddFeedback(e.ctx, r.ID, a.ID, chalkline.FeedbackSaved))
		later := e.pass(time.Hour)
		e.ok(e.AddFeedback(e.ctx, r.ID, b.ID, chalkline.FeedbackNotForMe))
		e.ok(e.AddFeedback(e.ctx, r.ID, bare.ID, chalkline.FeedbackUseful))
		e.ok(e.AddFeedback(e.ctx, e.reader().ID, a.ID, chalkline.FeedbackHidden)) // somebody else's
		want := []store.Example{
			{ItemID: bare.ID, Kind: chalkline.FeedbackUseful, At: later},
			{ItemID: b.ID, Kind: chalkline.FeedbackNotForMe, At: later, Features: []byte{1, 3}},
			{ItemID: a.ID, Kind: chalkline.FeedbackSaved, At: start, Features: []byte{1, 2}},
		}
		e.same(e.said(r.ID), want)
		e.same(must[[]store.Example](e)(e.Examples(e.ctx, r.ID, 1)), want[:1])
		e.same(must[map[chalkline.ItemID][]byte](e)(e.Features(e.ctx, []chalkline.ItemID{a.ID, bare.ID, 99})), map[chalkline.ItemID][]byte{a.ID: {1, 2}})
	}},
	{"a taste is out of date after every word, follow or wish, and not otherwise", func(e *env) {
		s, r, other := e.source(), e.reader(), e.reader()
		item, deleted := e.featured(s.ID, 1), e.featured(s.ID, 1)
		e.same(e.saidAt(r.ID), time.Time{})
		last := time.Time{}
		for _, step := range []struct {
			name string
			do   func() error
			news bool
		}{
			{"useful", func() error { return e.AddFeedback(e.ctx, r.ID, item.ID, chalkline.FeedbackUseful) }, true},
			{"useful again, at the same moment", func() error { return e.AddFeedback(e.ctx, r.ID, item.ID, chalkline.FeedbackUseful) }, true},
			{"hidden", func() error { return e.AddFeedback(e.ctx, r.ID, deleted.ID, chalkline.FeedbackHidden) }, true},
			{"taken back", func() error { return e.RemoveFeedback(e.ctx, r.ID, item.ID, chalkline.FeedbackUseful) }, true},
			{"follows", func() error { return e.SetFollows(e.ctx, r.ID, nil) }, true},
			{"wants", func() error { return e.SetWants(e.ctx, r.ID, chalkline.Wants{Alone: true}) }, true},
			{"an item deleted", func() error { return e.DeleteItem(e.ctx, deleted.ID) }, true},
			{"another reader", func() error { return e.AddFeedback(e.ctx, other.ID, item.ID, chalkline.FeedbackUseful) }, false},
			{"a class", func() error { return e.SetClass(e.ctx, r.ID, chalkline.Class{Country: "GB"}) }, false},
			{"picks", func() error {
				_, err := e.SavePicks(e.ctx, r.ID, []chalkline.Pick{{ItemID: item.ID}}, e.clock(), e.clock())
				return err
			}, false},
			{"an item not spoken of deleted", func() error { return e.DeleteItem(e.ctx, e.featured(s.ID, 1).ID) }, false},
		} {
			e.ok(step.do())
			now := e.saidAt(r.ID)
			if now.After(last) != step.news || now.Before(last) {
				e.Errorf("%s: %v after %v, news: %v", step.name, now, last, step.news)
			}
			last = now
		}
	}},
	{"a taste is kept as it was learned and replaced by the next", func(e *env) {
		r := e.reader()
		e.same(must[store.Taste](e)(e.Taste(e.ctx, r.ID)), store.Taste{})
		for _, taste := range []store.Taste{
			{Reader: r.ID, Space: 3, SaidAt: start, Data: []byte{1, 0, 255}},
			{Reader: r.ID, Space: 1 << 40, SaidAt: start.Add(time.Microsecond)},
		} {
			e.ok(e.SaveTastes(e.ctx, []store.Taste{{Reader: 99}, taste}))
			e.same(must[store.Taste](e)(e.Taste(e.ctx, r.ID)), taste)
			e.same(must[map[chalkline.ReaderID]store.Taste](e)(e.Tastes(e.ctx, []chalkline.ReaderID{99, r.ID})), map[chalkline.ReaderID]store.Taste{r.ID: taste})
		}
		e.ok(e.SaveTastes(e.ctx, nil))
	}},
	{"there is one space, the newest, and its number grows", func(e *env) {
		e.same(must[store.Space](e)(e.Space(e.ctx)), store.Space{})
		e.same(must[int64](e)(e.SpaceID(e.ctx)), int64(0))
		for n := range 3 {
			s := store.Space{At: e.pass(time.Hour), Items: n, Data: []byte{1, byte(n)}}
			was := must[int64](e)(e.SpaceID(e.ctx))
			e.ok(e.SaveSpace(e.ctx, &s))
			if s.ID <= was {
				e.Errorf("space %d after %d", s.ID, was)
			}
			e.same(must[store.Space](e)(e.Space(e.ctx)), s)
			e.same(must[int64](e)(e.SpaceID(e.ctx)), s.ID)
		}
	}},
	{"features are sampled from the newest items of one version that are on the topic", func(e *env) {
		s := e.source()
		e.featured(s.ID, 1, 1)
		e.featured(s.ID, 2, 9) // another version
		e.featured(s.ID, 1, 2)
		off := graded(e.stored(s.ID, nil), chalkline.GradeNone, 0)
		off.Appraisal.Kind, off.Features = chalkline.KindOffTopic, []byte{1, 9}
		e.ok(e.SaveAppraised(e.ctx, []chalkline.Appraised{off}))
		e.appraised(s.ID) // has none
		e.featured(s.ID, 1, 3)
		e.same(every(e, e.SampleFeatures(e.ctx, 1, 10)), [][]byte{{1, 3}, {1, 2}, {1, 1}})
		e.same(every(e, e.SampleFeatures(e.ctx, 1, 2)), [][]byte{{1, 3}, {1, 2}})
		for _, err := range e.SampleFeatures(e.ctx, 1, 10) {
			e.ok(err)
			break // leaves nothing open
		}
		e.same(must[int](e)(e.CountFeatures(e.ctx, 1, 10)), 4)
		e.same(must[int](e)(e.CountFeatures(e.ctx, 1, 2)), 2)
		e.same(must[int](e)(e.CountFeatures(e.ctx, 3, 10)), 0)
	}},
	{"features follow their item", func(e *env) {
		s := e.source()
		item := e.featured(s.ID, 1, 2)
		of := func() []byte {
			return must[map[chalkline.ItemID][]byte](e)(e.Features(e.ctx, []chalkline.ItemID{item.ID}))[item.ID]
		}
		a := graded(item, chalkline.GradeB, 65)
		for _, want := range [][]byte{{1, 2}, {1, 3}, {2, 3}, nil, {2, 4}} {
			a.Features = want
			e.ok(e.SaveAppraised(e.ctx, []chalkline.Appraised{a}))
			e.same(of(), want)
		}
		e.ok(e.DeleteItem(e.ctx, item.ID))
		e.same(of(), nil)
		e.same(every(e, e.SampleFeatures(e.ctx, 2, 10)), nil)
	}},
	{"items become due whose features are of another version, some at a time and the newest first", func(e *env) {
		s := e.source()
		oldest, older, item := e.featured(s.ID, 1), e.featured(s.ID, 3), e.featured(s.ID, 1)
		e.featured(s.ID, 2)
		e.appraised(s.ID) // has none and needs none
		renew := func() int { return must[int](e)(e.RenewFeatures(e.ctx, 2, 2)) }
		e.same(renew(), 2)
		e.same(e.due(), []chalkline.ItemID{older.ID, item.ID})
		e.same(renew(), 1) // what is due already is left alone
		e.same(e.due(), []chalkline.ItemID{oldest.ID, older.ID, item.ID})
		e.same(renew(), 0)
		e.same(must[chalkline.Item](e)(e.Item(e.ctx, item.ID)).Changed, item.Changed) // it is no edit
	}},
	{"libraries are what readers want again, without their names and without those who stay alone", func(e *env) {
		s := e.source()
		var items []chalkline.ItemID
		for range 3 {
			items = append(items, e.featured(s.ID, 1).ID)
		}
		for _, r := range []struct {
			wants chalkline.Wants
			said  []chalkline.FeedbackKind // of items, in turn
		}{
			{chalkline.Wants{Minutes: 9}, []chalkline.FeedbackKind{"saved", "useful", "saved"}},
			{chalkline.Wants{Alone: true}, []chalkline.FeedbackKind{"saved", "useful", "saved"}},
			{chalkline.Wants{}, []chalkline.FeedbackKind{"hidden", "not_for_me"}},
			{chalkline.Wants{}, []chalkline.FeedbackKind{"hidden", "useful"}},
			{chalkline.Wants{}, nil},
		} {
			reader := e.reader()
			e.ok(e.SetWants(e.ctx, reader.ID, r.wants))
			for n, kind := range r.said {
				e.pass(time.Minute)
				e.ok(e.AddFeedback(e.ctx, reader.ID, items[n], kind))
			}
			if len(r.said) == 3 {
				e.ok(e.AddFeedback(e.ctx, reader.ID, items[2], chalkline.FeedbackUseful)) // saved as well
			}
		}
		newest := slices.Clone(items)
		slices.Reverse(newest)
		e.same(every(e, e.Libraries(e.ctx, 10)), [][]chalkline.ItemID{newest, {items[1]}})
		e.same(every(e, e.Libraries(e.ctx, 1)), [][]chalkline.ItemID{{items[2]}, {items[1]}})
	}},
}
