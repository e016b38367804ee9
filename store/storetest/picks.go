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
		want := chalkline.Candidate{Item: item, Minutes: item.Minutes(), Source: must[chalkline.Source](e)(e.Source(e.ctx, s.ID))}
		want.For, want.Direction, want.Features, want.Monthly = a.For, chalkline.DirectionNull, a.Features, 6
		want.Item.Text, want.Item.Links = "", nil
		want.Appraisal = must[chalkline.Appraisal](e)(e.Appraisal(e.ctx, item.ID))
		want.Appraisal.Signals = nil
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
	{"the history knows all stories and today's sources", func(e *env) {
		r, a, b := e.reader(), e.source(), e.source()
		yesterday := e.appraised(a.ID)
		e.pick(r.ID, yesterday, 1)
		today := e.pass(24 * time.Hour)
		var stories []chalkline.StoryID
		for _, s := range []chalkline.SourceID{a.ID, b.ID, b.ID} {
			item := e.appraised(s)
			e.pick(r.ID, item, 1)
			stories = append(stories, item.StoryID)
		}
		e.same(must[store.History](e)(e.PickHistory(e.ctx, r.ID, today)), store.History{
			Stories: map[chalkline.StoryID]bool{yesterday.StoryID: true, stories[0]: true, stories[1]: true, stories[2]: true},
			Today:   map[chalkline.SourceID]int{a.ID: 1, b.ID: 2},
			Spent:   3,
		})
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
			monthly[c.Source.ID] = c.Monthly
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

// cards are all cards of a reader.
func (e *env) cards(reader chalkline.ReaderID) []chalkline.Card {
	e.Helper()
	return must[[]chalkline.Card](e)(e.Cards(e.ctx, reader, store.CardQuery{Limit: 100}))
}

// named is what a card has of a source.
func named(s chalkline.Source) chalkline.Source {
	return chalkline.Source{
		ID: s.ID, Kind: s.Kind, Name: s.Name, URL: s.URL, SiteURL: s.SiteURL, Genre: s.Genre, Country: s.Country, Language: s.Language,
	}
}

var cardTests = []test{
	{"a card has all that is shown", func(e *env) {
		blog, journal := e.source(), e.source()
		first := e.appraised(journal.ID, "k")
		e.pass(time.Hour)
		item := e.stored(blog.ID, nil)
		e.pass(time.Hour)
		last := e.appraised(journal.ID, "k")
		a := graded(item, chalkline.GradeA, 80)
		a.StoryKeys = []string{"k"}
		a.Topics = []chalkline.TopicMatch{{Topic: "t", Weight: 0.5, Quote: "q"}}
		a.Appraisal.Signals = []chalkline.Signal{{Name: "design", Value: "RCT"}}
		a.Appraisal.Cautions = []chalkline.Caution{{Name: "c", Text: chalkline.Textf("t")}}
		e.ok(e.SaveAppraised(e.ctx, []chalkline.Appraised{a}))
		item = must[chalkline.Item](e)(e.Item(e.ctx, item.ID))
		r := e.reader()
		pick := chalkline.Pick{
			ItemID: item.ID, StoryID: item.StoryID, Score: 4.25, Reason: chalkline.Textf("Because of %d.", 7), At: e.clock(),
			Parts: []chalkline.Part{{Name: "evidence", Value: 4, Why: chalkline.Textf("strong")}, {Name: "topic", Value: 0.25, Why: chalkline.Textf("t %s", "x").Upper()}},
		}
		must[int](e)(e.SavePicks(e.ctx, r.ID, []chalkline.Pick{pick}, e.clock(), e.clock()))
		e.ok(e.AddFeedback(e.ctx, r.ID, item.ID, chalkline.FeedbackUseful))

		got := e.cards(r.ID)[0]
		pick.ID, pick.ReaderID = got.Pick.ID, r.ID
		item.Links = nil
		e.same(got, chalkline.Card{
			Pick: pick, Item: item, Source: named(must[chalkline.Source](e)(e.Source(e.ctx, blog.ID))),
			Appraisal: must[chalkline.Appraisal](e)(e.Appraisal(e.ctx, item.ID)), Topics: a.Topics, Minutes: item.Minutes(),
			AlsoAt: []chalkline.Appearance{
				{ItemID: last.ID, Source: journal.Name, URL: last.URL, At: last.Published},
				{ItemID: first.ID, Source: journal.Name, URL: first.URL, At: first.Published},
			},
			Feedback: []chalkline.FeedbackKind{chalkline.FeedbackUseful},
		})
		e.same(must[chalkline.Card](e)(e.Card(e.ctx, r.ID, item.ID)), got)
		e.same(must[[]chalkline.Card](e)(e.CardsByPick(e.ctx, r.ID, []chalkline.PickID{pick.ID})), []chalkline.Card{got})
	}},
	{"a pick outside the usual has the other side until that is gone or judged otherwise", func(e *env) {
		s, r := e.source(), e.reader()
		null := func() chalkline.Appraised {
			a := graded(e.stored(s.ID, nil), chalkline.GradeB, 70)
			a.Appraisal.Signals = []chalkline.Signal{{Name: chalkline.SignalDirection, Value: "null"}}
			e.ok(e.SaveAppraised(e.ctx, []chalkline.Appraised{a}))
			return a
		}
		gone, retracted := null(), null()
		first, second, third := e.appraised(s.ID), e.appraised(s.ID), e.appraised(s.ID)
		must[int](e)(e.SavePicks(e.ctx, r.ID, []chalkline.Pick{
			{ItemID: first.ID, Outside: true, Other: gone.Appraisal.ItemID}, {ItemID: second.ID, Other: retracted.Appraisal.ItemID}, {ItemID: third.ID, Other: 99},
		}, e.clock(), e.clock()))
		sides := func() (out []chalkline.Card) {
			for _, c := range e.cards(r.ID) {
				out = append(out, chalkline.Card{Pick: chalkline.Pick{ItemID: c.Pick.ItemID, Outside: c.Pick.Outside, Other: c.Pick.Other}, Other: c.Other})
			}
			return out
		}
		side := func(a chalkline.Appraised) *chalkline.OtherSide {
			item := must[chalkline.Item](e)(e.Item(e.ctx, a.Appraisal.ItemID))
			return &chalkline.OtherSide{ItemID: item.ID, Title: item.Title, URL: item.URL, Source: s.Name, Grade: chalkline.GradeB, Score: 70, Direction: chalkline.DirectionNull}
		}
		e.same(sides(), []chalkline.Card{
			{Pick: chalkline.Pick{ItemID: third.ID}},
			{Pick: chalkline.Pick{ItemID: second.ID, Other: retracted.Appraisal.ItemID}, Other: side(retracted)},
			{Pick: chalkline.Pick{ItemID: first.ID, Outside: true, Other: gone.Appraisal.ItemID}, Other: side(gone)},
		})
		e.ok(e.DeleteItem(e.ctx, gone.Appraisal.ItemID))
		retracted.Appraisal.Grade, retracted.Appraisal.Score = chalkline.GradeR, 0
		e.ok(e.SaveAppraised(e.ctx, []chalkline.Appraised{retracted}))
		e.same(sides(), []chalkline.Card{
			{Pick: chalkline.Pick{ItemID: third.ID}},
			{Pick: chalkline.Pick{ItemID: second.ID, Other: retracted.Appraisal.ItemID}},
			{Pick: chalkline.Pick{ItemID: first.ID, Outside: true}},
		})
	}},
	{"cards come newest first and in pages", func(e *env) {
		s, r := e.source(), e.reader()
		var want []chalkline.ItemID
		for n := range 5 {
			item := e.appraised(s.ID)
			e.pick(r.ID, item, float64(n))
			want = append([]chalkline.ItemID{item.ID}, want...)
			if n%2 == 0 { // some picks are of one moment
				e.pass(time.Minute)
			}
		}
		var got []chalkline.ItemID
		q := store.CardQuery{Limit: 2}
		for {
			page := must[[]chalkline.Card](e)(e.Cards(e.ctx, r.ID, q))
			if len(page) == 0 {
				break
			}
			got = append(got, ids(page)...)
			q.Before = page[len(page)-1].Pick.ID
		}
		e.same(got, want)
	}},
	{"hidden cards are left out unless feedback is asked for", func(e *env) {
		s, r := e.source(), e.reader()
		var items []chalkline.ItemID
		for _, kinds := range [][]chalkline.FeedbackKind{{}, {"hidden"}, {"saved"}, {"saved", "hidden"}} {
			item := e.appraised(s.ID)
			e.pick(r.ID, item, 1)
			for _, k := range kinds {
				e.ok(e.AddFeedback(e.ctx, r.ID, item.ID, k))
			}
			items = append(items, item.ID)
		}
		e.same(ids(e.cards(r.ID)), []chalkline.ItemID{items[2], items[0]})
		with := func(k chalkline.FeedbackKind) []chalkline.ItemID {
			return ids(must[[]chalkline.Card](e)(e.Cards(e.ctx, r.ID, store.CardQuery{Feedback: k})))
		}
		e.same(with("hidden"), []chalkline.ItemID{items[3], items[1]})
		e.same(with("saved"), []chalkline.ItemID{items[3], items[2]})
		e.same(with("useful"), nil)
	}},
	{"a card has the beginning of a long text and the reading time of all of it", func(e *env) {
		s, r := e.source(), e.reader()
		long := ""
		for range 2000 {
			long += "ä "
		}
		item := e.stored(s.ID, func(i *chalkline.Item) { i.Text = long })
		e.settle()
		e.pick(r.ID, must[chalkline.Item](e)(e.Item(e.ctx, item.ID)), 1)
		short := e.cards(r.ID)[0].Item.Text
		e.same(short, long[:len(short)])
		e.same(len([]rune(short)), 1000)
		e.same(e.cards(r.ID)[0].Minutes, chalkline.Item{Text: long}.Minutes())
	}},
	{"cards are read in the order asked and others' picks left out", func(e *env) {
		s, r, other := e.source(), e.reader(), e.reader()
		a, b := e.pick(r.ID, e.appraised(s.ID), 1), e.pick(r.ID, e.appraised(s.ID), 1)
		theirs := e.pick(other.ID, e.appraised(s.ID), 1)
		got := must[[]chalkline.Card](e)(e.CardsByPick(e.ctx, r.ID, []chalkline.PickID{b.ID, theirs.ID, a.ID, 999}))
		e.same(ids(got), []chalkline.ItemID{b.ItemID, a.ItemID})
	}},
	{"an item that nobody judged or picked has a card", func(e *env) {
		item := e.stored(e.source().ID, nil)
		got := must[chalkline.Card](e)(e.Card(e.ctx, 0, item.ID))
		e.same([]any{got.Pick, got.Item, got.Appraisal}, []any{chalkline.Pick{}, item, chalkline.Appraisal{}})
		_, err := e.Card(e.ctx, 0, 99)
		e.code(chalkline.CodeNotFound, err)
	}},
	{"a card has the open copy of the work that the item is, not of those it cites", func(e *env) {
		s := e.source()
		named := func(doi, eric string) chalkline.ItemID {
			item := e.stored(s.ID, func(i *chalkline.Item) { i.DOI, i.ERIC = doi, eric })
			e.ok(e.SaveAppraised(e.ctx, []chalkline.Appraised{graded(item, chalkline.GradeA, 80)}))
			return item.ID
		}
		byDOI, byERIC, odd := named("10.1/x", ""), named("", "EJ1"), named("10.1/odd", "")
		both := named("10.1/x", "EJ1")
		post := e.stored(s.ID, nil)
		e.ok(e.SaveAppraised(e.ctx, []chalkline.Appraised{citing(post, "10.1/x")}))
		for _, id := range must[[]chalkline.WorkID](e)(e.WorksToResolve(e.ctx, e.clock(), 10)) {
			w := must[chalkline.Work](e)(e.Work(e.ctx, id))
			switch {
			case w.DOI == "10.1/x":
				w.Open = "https://repository.example/doi"
			case w.ERIC == "EJ1":
				w.Open = "http://repository.example/eric"
			default:
				w.Open = "javascript:alert(1)"
			}
			e.ok(e.SaveWork(e.ctx, w, time.Time{}))
		}
		for _, has := range []struct {
			item chalkline.ItemID
			open string
		}{
			{byDOI, "https://repository.example/doi"},
			{byERIC, "http://repository.example/eric"},
			{both, "https://repository.example/doi"},
			{odd, ""},
			{post.ID, ""},
		} {
			e.same(must[chalkline.Card](e)(e.Card(e.ctx, 0, has.item)).Open, has.open)
		}
	}},
	{"a reader without picks has no cards", func(e *env) {
		e.same(len(e.cards(e.reader().ID)), 0)
		e.same(len(must[[]chalkline.Card](e)(e.CardsByPick(e.ctx, 1, nil))), 0)
	}},
}
