package storetest

import (
	"time"

	"chalkline"
	"chalkline/store"
)

var pickTests = []test{
	{"a new reader's picks are due at once, then when it was said", func(e *env) {
		a, b := e.reader(), e.reader()
		due := func() []chalkline.ReaderID {
			return must[[]chalkline.ReaderID](e)(e.ReadersToPick(e.ctx, e.clock(), 10))
		}
		e.same(due(), []chalkline.ReaderID{a.ID, b.ID})
		must[int](e)(e.SavePicks(e.ctx, a.ID, nil, e.clock(), e.clock().Add(time.Hour)))
		e.same(due(), []chalkline.ReaderID{b.ID})
		e.pass(time.Hour)
		e.same(due(), []chalkline.ReaderID{b.ID, a.ID})
	}},
	{"candidates are appraised items on the topic, without their texts", func(e *env) {
		s := e.source()
		old := e.appraised(s.ID)
		since := e.pass(time.Hour)
		long := ""
		for range 500 {
			long += "word "
		}
		item := e.stored(s.ID, func(i *chalkline.Item) { i.Text, i.Links = long, []string{"https://l.example"} })
		a := graded(item, chalkline.GradeA, 80)
		a.Topics = []chalkline.TopicMatch{{Topic: "second", Weight: 0.2, Quote: "q"}, {Topic: "first", Weight: 0.9}}
		a.Appraisal.Signals = []chalkline.Signal{{Name: "design"}, {Name: chalkline.SignalDirection, Value: "null"}}
		a.For = chalkline.Class{Phases: []chalkline.Phase{chalkline.PhasePrimary}, Country: "GB"}
		a.Features = []byte{1, 0, 255}
		event := graded(e.stored(s.ID, nil), chalkline.GradeNone, 0)
		retracted := graded(e.stored(s.ID, nil), chalkline.GradeR, 0)
		off := graded(e.stored(s.ID, nil), chalkline.GradeNone, 0)
		off.Appraisal.Kind = chalkline.KindOffTopic
		e.stored(s.ID, nil) // not appraised
		e.ok(e.SaveAppraised(e.ctx, []chalkline.Appraised{a, event, retracted, off}))

		item = must[chalkline.Item](e)(e.Item(e.ctx, item.ID))
		want := chalkline.Candidate{Minutes: item.Minutes(), SourceName: s.Name, SourceLanguage: s.Language}
		want.For, want.Direction, want.Features, want.Monthly = a.For, chalkline.DirectionNull, a.Features, 6
		want.Item = chalkline.Item{
			ID: item.ID, SourceID: item.SourceID, StoryID: item.StoryID, URL: item.URL, Title: item.Title, Authors: item.Authors, Language: item.Language,
			Published: item.Published, FirstSeen: item.FirstSeen,
		}
		judged := must[chalkline.Appraisal](e)(e.Appraisal(e.ctx, item.ID))
		want.Appraisal = chalkline.Appraisal{
			ItemID: item.ID, Kind: judged.Kind, Score: judged.Score, Grade: judged.Grade, SecondHand: judged.SecondHand, At: judged.At,
		}
		want.Topics = []chalkline.TopicMatch{{Topic: "first", Weight: 0.9}, {Topic: "second", Weight: 0.2, Quote: "q"}}
		e.same(must[[]chalkline.Candidate](e)(e.Candidates(e.ctx, since)), []chalkline.Candidate{want})
		e.same(must[[]chalkline.Candidate](e)(e.CandidatesByItem(e.ctx, []chalkline.ItemID{99, item.ID})), []chalkline.Candidate{want})
		e.same(want.Minutes, 3)
		all := must[[]chalkline.Candidate](e)(e.Candidates(e.ctx, time.Time{}))
		e.same([]chalkline.ItemID{all[0].Item.ID, all[1].Item.ID}, []chalkline.ItemID{old.ID, item.ID})
	}},
	{"a reader gets a story once", func(e *env) {
		s, r := e.source(), e.reader()
		a, b, c := e.appraised(s.ID, "k"), e.appraised(s.ID, "k"), e.appraised(s.ID)
		picks := []chalkline.Pick{
			{ItemID: a.ID, StoryID: a.StoryID, Score: 2, At: start},
			{ItemID: b.ID, StoryID: b.StoryID, Score: 3, At: start},
			{ItemID: c.ID, StoryID: c.StoryID, Score: 1, At: start},
			{ItemID: 999, StoryID: 999, At: start},
		}
		e.same(must[int](e)(e.SavePicks(e.ctx, r.ID, picks, e.clock(), start)), 2)
		e.same(must[int](e)(e.SavePicks(e.ctx, r.ID, picks, e.clock(), start)), 0)
		e.same(ids(e.cards(r.ID)), []chalkline.ItemID{c.ID, a.ID})
		e.same(must[int](e)(e.SavePicks(e.ctx, e.reader().ID, picks, e.clock(), start)), 2) // others' picks are theirs
	}},
	{"a pick chosen before its story was joined to one picked already is left out", func(e *env) {
		s, r := e.source(), e.reader()
		a, b := e.appraised(s.ID, "a"), e.appraised(s.ID, "b")
		e.pick(r.ID, a, 1)
		e.appraised(s.ID, "a", "b")
		e.same(must[int](e)(e.SavePicks(e.ctx, r.ID, []chalkline.Pick{{ItemID: b.ID, StoryID: b.StoryID}}, e.clock(), start)), 0)
	}},
	{"two workers pick a story once", func(e *env) {
		r, item := e.reader(), e.appraised(e.source().ID)
		picks := []chalkline.Pick{{ItemID: item.ID, StoryID: item.StoryID, At: start}}
		e.same(race(e, 10, func() (bool, error) {
			n, err := e.SavePicks(e.ctx, r.ID, picks, e.clock(), start)
			return n > 0, err
		}), 1)
	}},
	{"a reader as of their last picks has the history before them, of the stories asked for", func(e *env) {
		r, a, b := e.reader(), e.source(), e.source()
		items, at, err := e.LastPicks(e.ctx, r.ID)
		e.ok(err)
		e.same(items, []chalkline.ItemID(nil))
		e.same(at, time.Time{})
		yesterday, other := e.appraised(a.ID), e.appraised(a.ID)
		e.pick(r.ID, yesterday, 1)
		e.pick(r.ID, other, 1)
		today := e.pass(24 * time.Hour)
		for _, s := range []chalkline.SourceID{a.ID, b.ID} {
			e.pick(r.ID, e.appraised(s), 1)
		}
		e.pass(time.Hour)
		last := []chalkline.Item{e.appraised(b.ID), e.appraised(a.ID)}
		for _, item := range last {
			e.pick(r.ID, item, 1)
		}
		items, at, err = e.LastPicks(e.ctx, r.ID)
		e.ok(err)
		e.same(items, []chalkline.ItemID{last[0].ID, last[1].ID})
		e.same(at, e.clock())
		got := must[store.ReaderToPick](e)(e.ReaderAsOf(e.ctx, r.ID, []chalkline.StoryID{yesterday.StoryID, last[0].StoryID}, at,
			func(chalkline.Schedule) time.Time { return today }))
		e.same(got.Email, r.Email)
		e.same(got.History, store.History{
			Stories: map[chalkline.StoryID]bool{yesterday.StoryID: true}, Today: map[chalkline.SourceID]int{a.ID: 1, b.ID: 1}, Spent: 2,
		})
		_, err = e.ReaderAsOf(e.ctx, 99, nil, at, func(chalkline.Schedule) time.Time { return today })
		e.code(chalkline.CodeNotFound, err)
	}},
	{"an item is crowded out by graded ones that came after it", func(e *env) {
		s := e.source()
		item := e.appraised(s.ID)
		e.stored(s.ID, nil)
		e.pass(time.Minute)
		crowded := func(newest int) bool { return must[bool](e)(e.Crowded(e.ctx, item, newest)) }
		e.same(crowded(1), false)
		e.appraised(s.ID)
		e.same(crowded(1), true)
		e.same(crowded(2), false)
		e.appraised(s.ID)
		e.same(crowded(2), true)
	}},
	{"a source's month counts what appeared in it, not what was found in it", func(e *env) {
		a, b := e.source(), e.source()
		e.stored(b.ID, nil)
		e.pass(31 * day)
		for _, published := range []time.Time{{}, e.clock().Add(-time.Hour), e.clock().Add(-31 * day)} {
			e.stored(a.ID, func(i *chalkline.Item) { i.Published = published })
		}
		e.settle()
		e.appraised(b.ID)
		monthly := map[chalkline.SourceID]int{}
		for _, c := range must[[]chalkline.Candidate](e)(e.Candidates(e.ctx, time.Time{})) {
			monthly[c.Item.SourceID] = c.Monthly
		}
		e.same(monthly, map[chalkline.SourceID]int{a.ID: 2, b.ID: 1})
	}},
	{"many readers are read at once with all that their picks depend on", func(e *env) {
		s, a, b := e.source(), e.reader(), e.reader()
		old := e.appraised(s.ID, "old")
		gone := e.appraised(s.ID)
		e.pick(a.ID, old, 1)
		e.pick(a.ID, gone, 1)
		since := e.pass(2 * day)
		e.appraised(s.ID, "old") // seen again
		yesterday := e.appraised(s.ID)
		e.pick(a.ID, yesterday, 1)
		today := e.pass(day)
		e.pick(b.ID, yesterday, 1)
		follows := []chalkline.Follow{{Kind: chalkline.FollowTopic, Value: "t", Weight: 1}, {Kind: chalkline.FollowQuery, Value: "q", Mute: true}}
		e.ok(e.SetFollows(e.ctx, b.ID, follows))

		got := must[[]store.ReaderToPick](e)(e.ReadToPick(e.ctx, []chalkline.ReaderID{b.ID, 99, a.ID}, since, func(chalkline.Schedule) time.Time { return today }))
		e.same(got, []store.ReaderToPick{
			{
				Reader: must[chalkline.Reader](e)(e.Reader(e.ctx, b.ID)), Follows: follows, SaidAt: today,
				History: store.History{Stories: map[chalkline.StoryID]bool{yesterday.StoryID: true}, Today: map[chalkline.SourceID]int{s.ID: 1}, Spent: 1},
			},
			{
				Reader:  must[chalkline.Reader](e)(e.Reader(e.ctx, a.ID)),
				History: store.History{Stories: map[chalkline.StoryID]bool{old.StoryID: true, yesterday.StoryID: true}, Today: map[chalkline.SourceID]int{}},
			},
		})
	}},
	{"picks of many readers are stored at once without those who left", func(e *env) {
		a, b, item := e.reader(), e.reader(), e.appraised(e.source().ID)
		picks := []chalkline.Pick{{ItemID: item.ID, StoryID: item.StoryID}}
		next := e.clock().Add(time.Hour)
		e.same(must[int](e)(e.SaveChosen(e.ctx, []store.Chosen{{Reader: a.ID, Picks: picks, Next: next}, {Reader: 99, Picks: picks}, {Reader: b.ID, Next: next}}, e.clock())), 1)
		e.same([]int{len(e.cards(a.ID)), len(e.cards(b.ID))}, []int{1, 0})
		e.same(must[[]chalkline.ReaderID](e)(e.ReadersToPick(e.ctx, e.clock(), 10)), nil)
	}},
	{"what speaks against a topic comes strongest first", func(e *env) {
		s := e.source()
		var published time.Time
		found := func(direction chalkline.Direction, grade chalkline.Grade, score int, topics ...chalkline.TopicID) chalkline.ItemID {
			a := graded(e.stored(s.ID, func(i *chalkline.Item) { i.Published = published }), grade, score)
			a.Appraisal.Signals = []chalkline.Signal{{Name: chalkline.SignalDirection, Value: string(direction)}}
			for _, t := range topics {
				a.Topics = append(a.Topics, chalkline.TopicMatch{Topic: t, Weight: 0.5})
			}
			e.ok(e.SaveAppraised(e.ctx, []chalkline.Appraised{a}))
			return a.Appraisal.ItemID
		}
		found(chalkline.DirectionNull, chalkline.GradeA, 99, "t") // too old
		since := e.pass(time.Hour)
		published = since.Add(-time.Minute)
		found(chalkline.DirectionNull, chalkline.GradeA, 98, "t") // too old, and only found late
		published = time.Time{}
		some := found(chalkline.DirectionMixed, chalkline.GradeC, 45, "t", "u")
		found(chalkline.DirectionNegative, chalkline.GradeC, 40, "t") // one too many
		strong := found(chalkline.DirectionNull, chalkline.GradeA, 80, "t")
		found(chalkline.DirectionPositive, chalkline.GradeA, 90, "t")
		found(chalkline.DirectionUnknown, chalkline.GradeA, 90, "t")
		found(chalkline.DirectionNull, chalkline.GradeD, 30, "t")
		found(chalkline.DirectionNull, chalkline.GradeR, 0, "t")
		found("sideways", chalkline.GradeA, 90, "t")
		got := map[chalkline.TopicID][]chalkline.ItemID{}
		for topic, candidates := range must[map[chalkline.TopicID][]chalkline.Candidate](e)(e.Against(e.ctx, since, 2)) {
			for _, c := range candidates {
				got[topic] = append(got[topic], c.Item.ID)
			}
		}
		e.same(got, map[chalkline.TopicID][]chalkline.ItemID{"t": {strong, some}, "u": {some}})
	}},
	{"the version of a feed is that of its newest pick", func(e *env) {
		r := e.reader()
		e.same(must[time.Time](e)(e.FeedVersion(e.ctx, r.ID)), time.Time{})
		e.pick(r.ID, e.appraised(e.source().ID), 1)
		e.same(must[time.Time](e)(e.FeedVersion(e.ctx, r.ID)), start)
		later := e.pass(time.Minute)
		e.pick(r.ID, e.appraised(e.source().ID), 1)
		e.same(must[time.Time](e)(e.FeedVersion(e.ctx, r.ID)), later)
	}},
	{"picks of an unknown reader are refused", func(e *env) {
		_, err := e.SavePicks(e.ctx, 99, nil, e.clock(), start)
		e.code(chalkline.CodeNotFound, err)
	}},
	{"a deleted item leaves its readers' feeds", func(e *env) {
		r, item := e.reader(), e.appraised(e.source().ID)
		e.pick(r.ID, item, 1)
		e.ok(e.DeleteItem(e.ctx, item.ID))
		e.same(len(e.cards(r.ID)), 0)
	}},
}
