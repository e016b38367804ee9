package storetest

import (
	"time"

	"chalkline"
	"chalkline/store"
)

// topicTests state what is told of a topic as a whole, and which items go with a
// study.
var topicTests = []test{
	{"the stories of a topic come strongest first, with when they appeared", func(e *env) {
		weak := e.onTopic("spacing", func(a *chalkline.Appraised) { a.Appraisal.Grade, a.Appraisal.Score = chalkline.GradeD, 30 })
		strong := e.onTopic("spacing", func(a *chalkline.Appraised) {
			a.Appraisal.Kind, a.Appraisal.Design, a.Appraisal.Grade, a.Appraisal.Score = chalkline.KindSynthesis, chalkline.DesignMA, chalkline.GradeA, 88
		})
		e.onTopic("phonics", nil)
		at := e.clock().Add(-time.Hour)
		e.same(e.stories("spacing"), []store.TopicStory{
			{Item: strong, At: at, Kind: chalkline.KindSynthesis, Design: chalkline.DesignMA, Grade: chalkline.GradeA, Score: 88},
			{Item: weak, At: at, Kind: chalkline.KindResearch, Design: chalkline.DesignRCT, Grade: chalkline.GradeD, Score: 30},
		})
		e.same(e.stories("homework"), nil)
	}},
	{"what is not graded or off topic is not told", func(e *env) {
		e.onTopic("spacing", func(a *chalkline.Appraised) {
			a.Appraisal.Kind, a.Appraisal.Grade = chalkline.KindEvent, chalkline.GradeNone
		})
		e.onTopic("spacing", func(a *chalkline.Appraised) { a.Appraisal.Kind = chalkline.KindOffTopic })
		e.same(e.stories("spacing"), nil)
	}},
	{"a story is told once: by what was retracted, else by its strongest item at first hand", func(e *env) {
		in := func(key string, grade chalkline.Grade, score int, second bool) chalkline.ItemID {
			return e.onTopic("spacing", func(a *chalkline.Appraised) {
				a.StoryKeys, a.Appraisal.Grade, a.Appraisal.Score, a.Appraisal.SecondHand = []string{key}, grade, score, second
			})
		}
		in("one", chalkline.GradeA, 90, true)
		first := in("one", chalkline.GradeB, 65, false)
		in("one", chalkline.GradeC, 50, false)
		in("two", chalkline.GradeB, 70, false)
		fallen := in("two", chalkline.GradeR, 0, false)
		var told []chalkline.ItemID
		for _, s := range e.stories("spacing") {
			told = append(told, s.Item)
		}
		e.same(told, []chalkline.ItemID{first, fallen})
	}},
	{"effects are those that items state, the first of each, in the order asked", func(e *env) {
		stating := func(value float64) chalkline.ItemID {
			return e.onTopic("spacing", func(a *chalkline.Appraised) {
				a.Appraisal.Effects = []chalkline.Effect{{Metric: chalkline.MetricD, Value: value, Quote: "q"}, {Metric: chalkline.MetricR, Value: 9}}
			})
		}
		a, silent, b, c := stating(.1), e.onTopic("spacing", nil), stating(.2), stating(.3)
		e.same(must[map[chalkline.ItemID]bool](e)(e.StatingEffects(e.ctx, "spacing")), map[chalkline.ItemID]bool{a: true, b: true, c: true})
		e.same(must[map[chalkline.ItemID]bool](e)(e.StatingEffects(e.ctx, "phonics")), map[chalkline.ItemID]bool{})
		values := func(ids ...chalkline.ItemID) (list []float64) {
			for _, s := range must[[]store.StatedEffect](e)(e.StatedEffects(e.ctx, ids)) {
				list = append(list, s.Effect.Value)
			}
			return list
		}
		e.same(values(c, silent, 999, a, b), []float64{.3, .1, .2})
		e.same(values(), nil)
		got := must[[]store.StatedEffect](e)(e.StatedEffects(e.ctx, []chalkline.ItemID{a}))[0]
		item := must[chalkline.Item](e)(e.Item(e.ctx, a))
		e.same(got, store.StatedEffect{
			Item: a, Title: item.Title, Source: "Source 1", At: item.Published, Design: chalkline.DesignRCT, Grade: chalkline.GradeB,
			Effect: chalkline.Effect{Metric: chalkline.MetricD, Value: .1, Quote: "q"},
		})
	}},
	{"what cites the same study is found by story, the study first, then the strongest", func(e *env) {
		study := e.citing("10.1/study", chalkline.GradeB, 65)
		post := e.citing("", chalkline.GradeE, 9, "10.1/study")
		review := e.citing("", chalkline.GradeA, 80, "10.1/other", "10.1/study", "10.1/study")
		e.citing("", chalkline.GradeA, 90, "10.1/other")
		work := e.workOf(study)
		list, total, err := e.SameStudy(e.ctx, must[chalkline.Item](e)(e.Item(e.ctx, post)), []chalkline.WorkID{work}, 9)
		e.ok(err)
		e.same(total, 2)
		e.same([]chalkline.ItemID{list[0].Item, list[1].Item}, []chalkline.ItemID{study, review})
		e.same([]bool{list[0].Same, list[1].Same}, []bool{true, false})
		own := must[chalkline.Item](e)(e.Item(e.ctx, study))
		list, total, err = e.SameStudy(e.ctx, own, []chalkline.WorkID{work}, 1)
		e.ok(err)
		e.same(total, 2)
		e.same(list, []store.Telling{{
			Item: review, Title: list[0].Title, Source: list[0].Source, At: e.clock().Add(-time.Hour), Kind: chalkline.KindResearch, Grade: chalkline.GradeA,
		}})
		list, total, err = e.SameStudy(e.ctx, own, nil, 9)
		e.ok(err)
		e.same(total+len(list), 0)
	}},
	{"of a story one item tells of a study, and the item's own story and events do not", func(e *env) {
		study := e.citing("10.1/study", chalkline.GradeB, 65)
		in := func(key string, kind chalkline.Kind, score int) chalkline.ItemID {
			item := e.stored(e.source().ID, nil)
			a := graded(item, chalkline.GradeC, score)
			a.Appraisal.Kind, a.StoryKeys, a.Citations = kind, []string{key}, []chalkline.Citation{{Kind: chalkline.CitationLink, DOI: "10.1/study"}}
			e.ok(e.SaveAppraised(e.ctx, []chalkline.Appraised{a}))
			return item.ID
		}
		in("press", chalkline.KindNews, 40)
		best := in("press", chalkline.KindNews, 45)
		in("meeting", chalkline.KindEvent, 0)
		asked := in("mine", chalkline.KindNews, 40)
		in("mine", chalkline.KindNews, 50)
		list, total, err := e.SameStudy(e.ctx, must[chalkline.Item](e)(e.Item(e.ctx, asked)), []chalkline.WorkID{e.workOf(study)}, 9)
		e.ok(err)
		e.same(total, 2)
		e.same([]chalkline.ItemID{list[0].Item, list[1].Item}, []chalkline.ItemID{study, best})
	}},
	{"results against an item are those on its topics that Against would give", func(e *env) {
		says := func(topic chalkline.TopicID, d chalkline.Direction, grade chalkline.Grade, score int) chalkline.ItemID {
			return e.onTopic(topic, func(a *chalkline.Appraised) {
				a.Appraisal.Grade, a.Appraisal.Score, a.For = grade, score, chalkline.Class{Phases: []chalkline.Phase{chalkline.PhasePrimary}}
				a.Appraisal.Signals = []chalkline.Signal{{Name: chalkline.SignalDirection, Value: string(d)}}
			})
		}
		claim := says("spacing", chalkline.DirectionPositive, chalkline.GradeB, 65)
		null := says("spacing", chalkline.DirectionNull, chalkline.GradeC, 50)
		mixed := says("spacing", chalkline.DirectionMixed, chalkline.GradeB, 70)
		says("spacing", chalkline.DirectionNull, chalkline.GradeD, 30)
		says("phonics", chalkline.DirectionNull, chalkline.GradeA, 80)
		since := e.clock().Add(-24 * time.Hour)
		own, against, err := e.Opposed(e.ctx, claim, []chalkline.TopicID{"spacing"}, since)
		e.ok(err)
		e.same([]any{own.Item.ID, own.Direction, own.For.Phases, own.Topics[0].Topic},
			[]any{claim, chalkline.DirectionPositive, []chalkline.Phase{chalkline.PhasePrimary}, chalkline.TopicID("spacing")})
		var found []chalkline.ItemID
		for _, c := range against["spacing"] {
			found = append(found, c.Item.ID)
		}
		e.same(found, []chalkline.ItemID{mixed, null})
		_, against, err = e.Opposed(e.ctx, claim, []chalkline.TopicID{"spacing"}, e.clock())
		e.ok(err)
		e.same(len(against), 0)
	}},
}

// onTopic stores a graded item about a topic; change may be nil.
func (e *env) onTopic(topic chalkline.TopicID, change func(*chalkline.Appraised)) chalkline.ItemID {
	e.Helper()
	item := e.stored(e.source().ID, nil)
	a := graded(item, chalkline.GradeB, 65)
	a.Topics = []chalkline.TopicMatch{{Topic: topic, Weight: 0.8, Quote: "q"}}
	if change != nil {
		change(&a)
	}
	e.ok(e.SaveAppraised(e.ctx, []chalkline.Appraised{a}))
	return item.ID
}

// citing stores a graded item with that DOI, or none, that cites others.
func (e *env) citing(doi string, grade chalkline.Grade, score int, cites ...string) chalkline.ItemID {
	e.Helper()
	item := e.stored(e.source().ID, func(i *chalkline.Item) { i.DOI = doi })
	a := graded(item, grade, score)
	for _, cited := range cites {
		a.Citations = append(a.Citations, chalkline.Citation{Kind: chalkline.CitationLink, DOI: cited})
	}
	e.ok(e.SaveAppraised(e.ctx, []chalkline.Appraised{a}))
	return item.ID
}

// workOf is the work that an item is.
func (e *env) workOf(item chalkline.ItemID) chalkline.WorkID {
	e.Helper()
	own, _, err := e.WorksBehind(e.ctx, must[chalkline.Item](e)(e.Item(e.ctx, item)), nil)
	e.ok(err)
	return own.ID
}

func (e *env) stories(topic chalkline.TopicID) []store.TopicStory {
	e.Helper()
	return must[[]store.TopicStory](e)(e.TopicStories(e.ctx, topic))
}
