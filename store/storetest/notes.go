package storetest

import (
	"time"

	"chalkline"
	"chalkline/store"
)

// noted are a reader's notes on items, by item.
func (e *env) noted(reader chalkline.ReaderID, items ...chalkline.ItemID) map[chalkline.ItemID]store.Note {
	e.Helper()
	return must[map[chalkline.ItemID]store.Note](e)(e.Notes(e.ctx, reader, items))
}

// note stores a new note.
func (e *env) note(reader chalkline.ReaderID, item chalkline.ItemID, text string) store.Note {
	e.Helper()
	n := store.Note{ItemID: item, Text: text}
	e.ok(e.SaveNote(e.ctx, reader, &n))
	return n
}

var noteTests = []test{
	{"a note is its reader's own, is changed and deleted", func(e *env) {
		r, other, s := e.reader(), e.reader(), e.source()
		a, b := e.appraised(s.ID).ID, e.appraised(s.ID).ID
		n := e.note(r.ID, a, "Try <b>this</b> with\nYear 8.")
		e.same(n, store.Note{ItemID: a, Text: "Try <b>this</b> with\nYear 8.", At: e.clock(), Changed: e.clock()})
		theirs := e.note(other.ID, a, "Theirs.")
		e.same(e.noted(r.ID, a, b), map[chalkline.ItemID]store.Note{a: n})
		e.same(e.noted(other.ID, a), map[chalkline.ItemID]store.Note{a: theirs})

		n.Text = "Tried it."
		first := n.At
		e.pass(time.Hour)
		e.ok(e.SaveNote(e.ctx, r.ID, &n))
		e.same(e.noted(r.ID, a)[a], store.Note{ItemID: a, Text: "Tried it.", At: first, Changed: e.clock()})
		n.Text = ""
		e.ok(e.SaveNote(e.ctx, r.ID, &n))
		e.same(len(e.noted(r.ID, a)), 0)
		e.same(e.noted(other.ID, a)[a], theirs)
	}},
	{"who changes an older state of a note is told, unless it says the same", func(e *env) {
		r, item := e.reader(), e.appraised(e.source().ID).ID
		seen := e.note(r.ID, item, "First.")
		now := seen
		now.Text = "Second." // at the same moment
		e.ok(e.SaveNote(e.ctx, r.ID, &now))
		if !now.Changed.After(seen.Changed) {
			e.Errorf("a changed note is of %v, as before", now.Changed)
		}
		for _, text := range []string{"Third.", ""} {
			late := store.Note{ItemID: item, Text: text, Changed: seen.Changed}
			e.code(chalkline.CodeConflict, e.SaveNote(e.ctx, r.ID, &late))
		}
		e.code(chalkline.CodeConflict, e.SaveNote(e.ctx, r.ID, &store.Note{ItemID: item, Text: "From another tab."}))
		twice := store.Note{ItemID: item, Text: "Second.", Changed: seen.Changed}
		e.ok(e.SaveNote(e.ctx, r.ID, &twice))
		e.same(twice, now)

		now.Text = ""
		e.ok(e.SaveNote(e.ctx, r.ID, &now))
		e.ok(e.SaveNote(e.ctx, r.ID, &now))
		e.code(chalkline.CodeConflict, e.SaveNote(e.ctx, r.ID, &store.Note{ItemID: item, Text: "Back.", Changed: twice.Changed}))
		e.code(chalkline.CodeNotFound, e.SaveNote(e.ctx, r.ID, &store.Note{ItemID: 999, Text: "On nothing."}))
	}},
	{"notes go with their reader and their item", func(e *env) {
		r, s := e.reader(), e.source()
		a, b := e.appraised(s.ID).ID, e.appraised(s.ID).ID
		e.note(r.ID, a, "A.")
		kept := e.note(r.ID, b, "B.")
		e.ok(e.DeleteItem(e.ctx, a))
		e.same(e.noted(r.ID, a, b), map[chalkline.ItemID]store.Note{b: kept})
		e.ok(e.DeleteReader(e.ctx, r.ID))
		e.same(len(e.noted(r.ID, a, b)), 0)
	}},
	{"facts of picks are told newest first, those of hidden ones not", func(e *env) {
		r, other, s := e.reader(), e.reader(), e.source()
		item := func(grade chalkline.Grade, change func(*chalkline.Item), topics ...chalkline.TopicID) chalkline.ItemID {
			i := e.stored(s.ID, change)
			a := graded(i, grade, 65)
			for _, t := range topics {
				a.Topics = append(a.Topics, chalkline.TopicMatch{Topic: t, Weight: 0.5})
			}
			e.ok(e.SaveAppraised(e.ctx, []chalkline.Appraised{a}))
			i = must[chalkline.Item](e)(e.Item(e.ctx, i.ID))
			e.pass(time.Minute)
			e.pick(r.ID, i, 1)
			return i.ID
		}
		free := item(chalkline.GradeB, func(i *chalkline.Item) { i.DOI = "10.1/free" }, "spacing", "phonics")
		short := item(chalkline.GradeC, func(i *chalkline.Item) { i.Text = "" }, "homework")
		hidden := item(chalkline.GradeA, nil)
		fallen := item(chalkline.GradeR, func(i *chalkline.Item) { i.DOI = "10.1/free" })
		for _, id := range must[[]chalkline.WorkID](e)(e.WorksToResolve(e.ctx, e.clock(), 10)) {
			w := must[chalkline.Work](e)(e.Work(e.ctx, id))
			w.Open = "https://repository.example/free"
			e.ok(e.SaveWork(e.ctx, w, time.Time{}))
		}
		e.ok(e.AddFeedback(e.ctx, r.ID, hidden, chalkline.FeedbackHidden))
		e.ok(e.AddFeedback(e.ctx, r.ID, short, chalkline.FeedbackUseful))
		e.ok(e.AddFeedback(e.ctx, other.ID, free, chalkline.FeedbackUseful))

		pick := func(id chalkline.ItemID) chalkline.Pick { return must[chalkline.Card](e)(e.Card(e.ctx, r.ID, id)).Pick }
		fact := func(f store.PickFacts) store.PickFacts {
			p := pick(f.Item)
			f.Pick, f.At, f.Kind, f.Design = p.ID, p.At, chalkline.KindResearch, chalkline.DesignRCT
			return f
		}
		want := []store.PickFacts{
			fact(store.PickFacts{Item: fallen, Grade: chalkline.GradeR, Minutes: 1}),
			fact(store.PickFacts{Item: short, Grade: chalkline.GradeC, Answered: true}),
			fact(store.PickFacts{Item: free, Grade: chalkline.GradeB, Minutes: 1, Free: true, Topics: []chalkline.TopicID{"spacing"}}),
		}
		e.same(must[[]store.PickFacts](e)(e.PickFacts(e.ctx, r.ID, []chalkline.TopicID{"spacing", "dyslexia"}, 10)), want)
		e.same(must[[]store.PickFacts](e)(e.PickFacts(e.ctx, r.ID, nil, 2)), want[:2])
		e.same(len(must[[]store.PickFacts](e)(e.PickFacts(e.ctx, other.ID, []chalkline.TopicID{"spacing"}, 10))), 0)
	}},
	{"what was saved comes last saved first, in pages, picked or not", func(e *env) {
		r, other, s := e.reader(), e.reader(), e.source()
		var want []chalkline.ItemID
		for n := range 5 {
			item := e.appraised(s.ID)
			if n == 2 {
				e.pick(r.ID, item, 1)
			}
			e.ok(e.AddFeedback(e.ctx, r.ID, item.ID, chalkline.FeedbackSaved))
			e.ok(e.AddFeedback(e.ctx, other.ID, item.ID, chalkline.FeedbackUseful))
			want = append([]chalkline.ItemID{item.ID}, want...)
			if n%2 == 0 {
				e.pass(time.Minute)
			}
		}
		saved := func(before chalkline.ItemID, limit int) []chalkline.ItemID {
			return must[[]chalkline.ItemID](e)(e.SavedItems(e.ctx, r.ID, before, limit))
		}
		e.same(saved(0, 2), want[:2])
		e.same(saved(want[1], 2), want[2:4])
		e.same(saved(want[3], 2), want[4:])
		e.same(len(must[[]chalkline.ItemID](e)(e.SavedItems(e.ctx, other.ID, 0, 9))), 0)
	}},
	{"a history has what was picked, said and written, once each", func(e *env) {
		r, other, s := e.reader(), e.reader(), e.source()
		named := func(title string) chalkline.Item {
			i := e.stored(s.ID, func(i *chalkline.Item) { i.Title = title })
			e.ok(e.SaveAppraised(e.ctx, []chalkline.Appraised{graded(i, chalkline.GradeB, 65)}))
			return must[chalkline.Item](e)(e.Item(e.ctx, i.ID))
		}
		picked, found, noted, theirs := named("Spaced quizzes"), named("Marking"), named("Quizzes again"), named("Quizzes of others")
		start := e.clock()
		p := e.pick(r.ID, picked, 1)
		e.pick(other.ID, theirs, 1)
		edition := chalkline.Edition{ReaderID: r.ID, Subject: chalkline.Verbatim("S"), At: e.clock(), Picks: []chalkline.PickID{p.ID}}
		must[chalkline.DeliveryID](e)(e.CreateEdition(e.ctx, &edition, r, r.DigestAt.Add(day)))
		one := e.pass(time.Hour)
		e.ok(e.AddFeedback(e.ctx, r.ID, found.ID, chalkline.FeedbackUseful))
		e.ok(e.AddFeedback(e.ctx, r.ID, picked.ID, chalkline.FeedbackSaved))
		two := e.pass(time.Hour)
		e.ok(e.AddFeedback(e.ctx, r.ID, found.ID, chalkline.FeedbackSaved))
		e.note(r.ID, noted.ID, "N.")
		e.note(r.ID, picked.ID, "P.")

		history := func(q store.HistoryQuery) []store.Past {
			e.Helper()
			q.Limit = max(q.Limit, 1)
			return must[[]store.Past](e)(e.History(e.ctx, r.ID, q))
		}
		whole := []store.Past{{ItemID: noted.ID, At: two}, {ItemID: found.ID, At: one}, {ItemID: picked.ID, At: start, Edition: 1}}
		e.same(history(store.HistoryQuery{Limit: 9}), whole)
		e.same(history(store.HistoryQuery{Before: noted.ID}), whole[1:2])
		e.same(history(store.HistoryQuery{Limit: 9, Since: one, Until: two}), whole[1:2])
		e.same(history(store.HistoryQuery{Limit: 9, Kind: store.PastPicked}), whole[2:])
		e.same(history(store.HistoryQuery{Limit: 9, Kind: store.PastAnswered}), whole[1:])
		e.same(history(store.HistoryQuery{Limit: 9, Kind: "useful"}), whole[1:2])
		e.same(history(store.HistoryQuery{Limit: 9, Kind: store.PastNoted}), []store.Past{whole[0], whole[2]})
		e.same(history(store.HistoryQuery{Limit: 9, Text: "quizzes"}), []store.Past{whole[0], whole[2]})
		e.same(history(store.HistoryQuery{Limit: 9, Text: `"`}), nil)
		e.same(must[[]time.Time](e)(e.HistoryTimes(e.ctx, r.ID)), []time.Time{two, one, start})
	}},
}
