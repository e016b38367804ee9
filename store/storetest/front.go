package storetest

import (
	"time"

	"chalkline"
)

// frontTests state what a stranger sees first, and how cards of any items are
// read.
var frontTests = []test{
	{"a stranger sees strong and new items, the best first", func(e *env) {
		strong := e.judged(e.source().ID, chalkline.GradeA, 90, 0)
		e.judged(e.source().ID, chalkline.GradeC, 50, 0)
		aged := e.judged(e.source().ID, chalkline.GradeA, 90, 4*24*time.Hour) // worth 84 by now
		fresh := e.judged(e.source().ID, chalkline.GradeB, 86, 0)
		e.same(e.front(3), []chalkline.ItemID{strong, fresh, aged})
	}},
	{"of two items of the same worth a stranger sees the newer one first", func(e *env) {
		a, b := e.judged(e.source().ID, chalkline.GradeB, 70, 0), e.judged(e.source().ID, chalkline.GradeB, 70, 0)
		e.same(e.front(3), []chalkline.ItemID{b, a})
	}},
	{"an item without a date is as old as it is known here", func(e *env) {
		dated := e.judged(e.source().ID, chalkline.GradeB, 70, time.Hour)
		item := e.stored(e.source().ID, func(i *chalkline.Item) { i.Published = time.Time{} })
		e.ok(e.SaveAppraised(e.ctx, []chalkline.Appraised{graded(item, chalkline.GradeB, 70)}))
		e.same(e.front(3), []chalkline.ItemID{item.ID, dated})
	}},
	{"nothing weak, retracted, off topic, not judged or older is shown to a stranger", func(e *env) {
		e.judged(e.source().ID, chalkline.GradeA, 99, 0)
		e.pass(31 * 24 * time.Hour)
		for _, grade := range []chalkline.Grade{chalkline.GradeD, chalkline.GradeE, chalkline.GradeR, chalkline.GradeNone} {
			e.judged(e.source().ID, grade, 80, 0)
		}
		off := graded(e.stored(e.source().ID, nil), chalkline.GradeB, 80)
		off.Appraisal.Kind = chalkline.KindOffTopic
		e.ok(e.SaveAppraised(e.ctx, []chalkline.Appraised{off}))
		e.stored(e.source().ID, nil)
		e.same(e.front(3), nil)
	}},
	{"a stranger sees a source and a story once", func(e *env) {
		a, b, c := e.source().ID, e.source().ID, e.source().ID
		best := e.judged(a, chalkline.GradeA, 90, 0, "k")
		e.judged(a, chalkline.GradeA, 85, 0)
		e.judged(b, chalkline.GradeA, 88, 0, "k")
		other := e.judged(b, chalkline.GradeB, 70, 0)
		last := e.judged(c, chalkline.GradeC, 50, 0)
		e.same(e.front(9), []chalkline.ItemID{best, other, last})
		e.same(e.front(2), []chalkline.ItemID{best, other})
	}},
	{"a stranger sees what grades are for by three items", func(e *env) {
		samples := func() []chalkline.ItemID {
			shown, _, err := e.Front(e.ctx, e.clock().Add(-30*24*time.Hour), 1)
			e.ok(err)
			return ids(shown)
		}
		e.same(samples(), nil)
		sample := func(grade chalkline.Grade, score int, change func(*chalkline.Appraised), keys ...string) chalkline.ItemID {
			a := graded(e.stored(e.source().ID, nil), grade, score)
			a.StoryKeys = keys
			change(&a)
			e.ok(e.SaveAppraised(e.ctx, []chalkline.Appraised{a}))
			return a.Appraisal.ItemID
		}
		plain := func(*chalkline.Appraised) {}
		signal := func(direction chalkline.Direction) func(*chalkline.Appraised) {
			return func(a *chalkline.Appraised) {
				a.Appraisal.Signals = []chalkline.Signal{{Name: chalkline.SignalDirection, Value: string(direction)}}
			}
		}
		second := sample(chalkline.GradeC, 50, plain)
		e.same(samples(), []chalkline.ItemID{second})
		best := sample(chalkline.GradeA, 90, signal(chalkline.DirectionPositive), "k")
		third := sample(chalkline.GradeB, 70, plain)
		e.same(samples(), []chalkline.ItemID{best, third, second}) // for want of others
		lesson := sample(chalkline.GradeE, 9, func(a *chalkline.Appraised) { a.Appraisal.Kind = chalkline.KindPractice })
		myth := sample(chalkline.GradeE, 12, func(a *chalkline.Appraised) {
			a.Appraisal.Kind = chalkline.KindPractice
			a.Appraisal.Cautions = []chalkline.Caution{{Name: "learning_styles", Text: chalkline.Textf("leans on learning styles.")}}
		})
		e.same(samples(), []chalkline.ItemID{best, myth, lesson})
		null := sample(chalkline.GradeA, 95, signal(chalkline.DirectionNull))
		e.same(samples(), []chalkline.ItemID{best, null, lesson})
		sample(chalkline.GradeA, 99, signal(chalkline.DirectionNull), "k") // the same story as the best
		e.same(samples()[1:], []chalkline.ItemID{null, lesson})
	}},
	{"cards of items are read as one by one, in the order asked", func(e *env) {
		s, r := e.source(), e.reader()
		a, b, c := e.appraised(s.ID, "k"), e.appraised(e.source().ID, "k"), e.stored(s.ID, nil)
		e.pick(r.ID, a, 3)
		e.pick(e.reader().ID, b, 4)
		e.ok(e.AddFeedback(e.ctx, r.ID, b.ID, chalkline.FeedbackSaved))
		for _, reader := range []chalkline.ReaderID{0, r.ID} {
			want := []chalkline.Card{}
			for _, id := range []chalkline.ItemID{c.ID, a.ID, b.ID} {
				want = append(want, must[chalkline.Card](e)(e.Card(e.ctx, reader, id)))
			}
			asked := []chalkline.ItemID{c.ID, 999, a.ID, b.ID, a.ID}
			e.same(must[[]chalkline.Card](e)(e.CardsByItem(e.ctx, reader, asked)), want)
		}
		e.same(must[[]chalkline.Card](e)(e.CardsByItem(e.ctx, 0, nil)), nil)
	}},
}

// front are the items that a stranger sees first, out of the last 30 days.
func (e *env) front(limit int) []chalkline.ItemID {
	e.Helper()
	_, best, err := e.Front(e.ctx, e.clock().Add(-30*24*time.Hour), limit)
	e.ok(err)
	return ids(best)
}

// judged stores an item of that age with an appraisal. Keys name its story.
func (e *env) judged(source chalkline.SourceID, grade chalkline.Grade, score int, age time.Duration, keys ...string) chalkline.ItemID {
	e.Helper()
	item := e.stored(source, func(i *chalkline.Item) { i.Published = e.clock().Add(-age) })
	a := graded(item, grade, score)
	a.StoryKeys = keys
	e.ok(e.SaveAppraised(e.ctx, []chalkline.Appraised{a}))
	return item.ID
}
