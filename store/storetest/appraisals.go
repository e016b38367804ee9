package storetest

import (
	"time"

	"chalkline"
	"chalkline/store"
)

var workTests = []test{
	{"a cited work is made once and is due to be resolved", func(e *env) {
		s := e.source()
		a, b := e.stored(s.ID, nil), e.stored(s.ID, nil)
		e.ok(e.SaveAppraised(e.ctx, []chalkline.Appraised{citing(a, "10.1/x"), citing(b, "10.1/x")}))
		due := must[[]chalkline.WorkID](e)(e.WorksToResolve(e.ctx, e.clock(), 10))
		e.same(len(due), 1)
		e.same(must[chalkline.Work](e)(e.Work(e.ctx, due[0])), chalkline.Work{ID: due[0], DOI: "10.1/x"})
		_, err := e.Work(e.ctx, 99)
		e.code(chalkline.CodeNotFound, err)
	}},
	{"an item's own DOI makes a work", func(e *env) {
		item := e.stored(e.source().ID, func(i *chalkline.Item) { i.DOI, i.ERIC = "10.1/own", "EJ1" })
		e.ok(e.SaveAppraised(e.ctx, []chalkline.Appraised{graded(item, chalkline.GradeA, 80)}))
		own, cited, err := e.WorksBehind(e.ctx, item, nil)
		e.ok(err)
		e.same([]string{own.DOI, own.ERIC}, []string{"10.1/own", "EJ1"})
		e.same(cited, nil)
	}},
	{"a resolved work is asked about again when it is time", func(e *env) {
		w := e.work("10.1/x")
		w.Title, w.Type, w.Venue, w.Year, w.Standing = "Title", "journal-article", "Venue", 2020, chalkline.StandingGood
		w.NoticeDOI, w.NoticeAt, w.Origin, w.ResolvedAt = "10.1/n", start, "crossref", start
		w.Open = "https://repository.example/x.pdf"
		w.Authors, w.Abstract = []string{"Ada Marsh", "Ben O’Neill"}, "First.\n\nSecond."
		w.Designs, w.Types, w.Descriptors, w.Reviewed = []string{"randomised trial"}, []string{"Reports - Research"}, []string{"Homework"}, chalkline.StatedYes
		next := e.clock().Add(time.Hour)
		e.ok(e.SaveWork(e.ctx, w, next))
		e.same(must[chalkline.Work](e)(e.Work(e.ctx, w.ID)), w)
		e.same(must[[]chalkline.WorkID](e)(e.WorksToResolve(e.ctx, e.clock(), 10)), nil)
		e.same(must[[]chalkline.WorkID](e)(e.WorksToResolve(e.ctx, next, 10)), []chalkline.WorkID{w.ID})
		e.code(chalkline.CodeNotFound, e.SaveWork(e.ctx, chalkline.Work{ID: 99}, next))
	}},
	{"a retraction makes the item and those that cite it due", func(e *env) {
		s := e.source()
		own := e.stored(s.ID, func(i *chalkline.Item) { i.DOI = "10.1/x" })
		second := e.stored(s.ID, nil)
		other := e.stored(s.ID, nil)
		e.ok(e.SaveAppraised(e.ctx, []chalkline.Appraised{graded(own, chalkline.GradeA, 80)}))
		e.ok(e.SaveAppraised(e.ctx, []chalkline.Appraised{citing(second, "10.1/x"), citing(other, "10.1/y")}))
		e.same(e.due(), nil)
		w := e.work("10.1/x")
		w.Standing = chalkline.StandingRetracted
		e.ok(e.SaveWork(e.ctx, w, time.Time{}))
		e.same(e.due(), []chalkline.ItemID{own.ID, second.ID})
	}},
	{"an open copy stays when a later record names none", func(e *env) {
		w := e.work("10.1/x")
		for _, said := range []struct{ open, want string }{
			{"https://repository.example/1", "https://repository.example/1"}, {"", "https://repository.example/1"}, {"https://repository.example/2", "https://repository.example/2"},
		} {
			w.Open = said.open
			e.ok(e.SaveWork(e.ctx, w, time.Time{}))
			e.same(must[chalkline.Work](e)(e.Work(e.ctx, w.ID)).Open, said.want)
		}
	}},
	{"a record that says the same makes nothing due", func(e *env) {
		w := e.work("10.1/x")
		w.Venue, w.Year, w.Authors = "New venue", 2021, []string{"Ada Marsh"}
		e.ok(e.SaveWork(e.ctx, w, time.Time{}))
		e.same(e.due(), nil)
	}},
	{"what an item cites is known with the appraisal of its own item", func(e *env) {
		s := e.source()
		study := e.stored(s.ID, func(i *chalkline.Item) { i.DOI = "10.1/study" })
		report := e.stored(s.ID, func(i *chalkline.Item) { i.ERIC = "ED7" })
		e.ok(e.SaveAppraised(e.ctx, []chalkline.Appraised{
			graded(study, chalkline.GradeA, 80), graded(report, chalkline.GradeC, 45), citing(e.stored(s.ID, nil), "10.1/unread"),
		}))
		blog := e.stored(s.ID, nil)
		own, cited, err := e.WorksBehind(e.ctx, blog, []chalkline.Citation{
			{DOI: "10.1/unread"}, {ERIC: "ED7"}, {DOI: "10.1/nowhere"}, {URL: "https://x.example"}, {DOI: "10.1/study"}, {DOI: "10.1/study"},
		})
		e.ok(err)
		e.same(own, chalkline.Work{})
		type brief struct {
			id        string
			design    chalkline.Design
			score     int
			grade     chalkline.Grade
			appraised bool
		}
		var got []brief
		for _, c := range cited {
			got = append(got, brief{c.Work.DOI + c.Work.ERIC, c.Design, c.Score, c.Grade, c.Appraised})
		}
		if want := []brief{
			{"10.1/unread", "", 0, "", false},
			{"ED7", chalkline.DesignRCT, 45, chalkline.GradeC, true},
			{"10.1/study", chalkline.DesignRCT, 80, chalkline.GradeA, true},
		}; len(got) != 3 || got[0] != want[0] || got[1] != want[1] || got[2] != want[2] {
			e.Errorf("cited %v, want %v", got, want)
		}
	}},
	{"an item is not its own evidence, nor is a second-hand one", func(e *env) {
		s := e.source()
		a := e.stored(s.ID, func(i *chalkline.Item) { i.DOI = "10.1/x" })
		b := e.stored(s.ID, func(i *chalkline.Item) { i.DOI = "10.1/x" })
		second := graded(b, chalkline.GradeA, 90)
		second.Appraisal.SecondHand = true
		e.ok(e.SaveAppraised(e.ctx, []chalkline.Appraised{graded(a, chalkline.GradeC, 50), second}))
		item := a
		item.DOI = ""
		_, cited, err := e.WorksBehind(e.ctx, item, []chalkline.Citation{{DOI: "10.1/x"}})
		e.ok(err)
		e.same(cited[0].Appraised, false)
	}},
}

// citing is an appraisal of an item that cites works.
func citing(item chalkline.Item, dois ...string) chalkline.Appraised {
	a := graded(item, chalkline.GradeC, 50)
	for _, doi := range dois {
		a.Citations = append(a.Citations, chalkline.Citation{Kind: chalkline.CitationLink, DOI: doi, URL: "https://doi.org/" + doi})
	}
	return a
}

// work is the work with a DOI, which an item is made to cite if need be.
func (e *env) work(doi string) chalkline.Work {
	e.Helper()
	_, cited, err := e.WorksBehind(e.ctx, chalkline.Item{}, []chalkline.Citation{{DOI: doi}})
	e.ok(err)
	if len(cited) == 0 {
		e.ok(e.SaveAppraised(e.ctx, []chalkline.Appraised{citing(e.stored(e.source().ID, nil), doi)}))
		return e.work(doi)
	}
	return cited[0].Work
}

var appraisalTests = []test{
	{"an appraisal is kept whole", func(e *env) {
		item := e.stored(e.source().ID, nil)
		want := chalkline.Appraisal{
			ItemID: item.ID, Kind: chalkline.KindSynthesis, Design: chalkline.DesignMA, Probability: 0.875, Score: 81, Margin: 6,
			Grade: chalkline.GradeA, Reason: chalkline.Textf("A meta-analysis of 40 studies."), SecondHand: true, Model: 7, At: e.clock().Add(time.Second),
			Signals: []chalkline.Signal{
				{Name: "studies", Value: "40", Quote: `"forty" studies`, Origin: "text", Offset: 3, Weight: 4.5},
				{Name: "peer_review", Value: "yes", Origin: "crossref", Offset: -1},
			},
			Cautions: []chalkline.Caution{{Name: "likely_inflated", Text: chalkline.Textf("Small studies."), Quote: "q"}},
			Effects: []chalkline.Effect{
				{Metric: chalkline.MetricR, Value: -0.25, Low: -0.5, High: 0, Level: 95, Formula: "d = 2r / √(1 − r²)", G: -0.5164, Quote: "r = −.25", Origin: "text", Offset: 12},
				{Metric: chalkline.MetricMonths, Value: 4, UsualLow: -0.1, UsualHigh: 0.4, UsualOf: "trials", Size: "small", Inflated: "it was small"},
			},
			Tier: 1, TierWhy: chalkline.Textf("a randomised trial of %s", chalkline.Counted(40, "%s school", "%s schools")),
		}
		cites := []chalkline.Citation{
			{Kind: chalkline.CitationLink, DOI: "10.1/a", URL: "https://doi.org/10.1/a"},
			{Kind: chalkline.CitationReference, Text: "Smith (2020)."},
		}
		topics := []chalkline.TopicMatch{{Topic: "phonics", Weight: 0.9, Quote: "phonics"}, {Topic: "reading", Weight: 0.4}}
		e.ok(e.SaveAppraised(e.ctx, []chalkline.Appraised{{Appraisal: want, Topics: topics, Citations: cites, Changed: item.Changed}}))

		e.same(must[chalkline.Appraisal](e)(e.Appraisal(e.ctx, item.ID)), want)
		e.same(e.due(), nil)
		card := must[chalkline.Card](e)(e.Card(e.ctx, 0, item.ID))
		e.same([]any{card.Appraisal, card.Topics}, []any{want, topics})
		got, cited, err := e.Citations(e.ctx, item.ID)
		e.ok(err)
		cites[0].ItemID, cites[1].ItemID, cites[0].WorkID = item.ID, item.ID, cited[0].Work.ID
		e.same(got, cites)
		e.same([]any{len(cited), cited[0].Work.DOI, cited[0].Appraised}, []any{1, "10.1/a", false})
	}},
	{"an item that was not judged has no appraisal", func(e *env) {
		_, err := e.Appraisal(e.ctx, e.stored(e.source().ID, nil).ID)
		e.code(chalkline.CodeNotFound, err)
	}},
	{"a new appraisal replaces the one before", func(e *env) {
		item := e.stored(e.source().ID, nil)
		first := citing(item, "10.1/a", "10.1/b")
		first.Topics = []chalkline.TopicMatch{{Topic: "phonics", Weight: 1}}
		e.ok(e.SaveAppraised(e.ctx, []chalkline.Appraised{first}))
		second := citing(item, "10.1/c")
		second.Topics = []chalkline.TopicMatch{{Topic: "reading", Weight: 1}}
		e.ok(e.SaveAppraised(e.ctx, []chalkline.Appraised{second}))
		cites, _, err := e.Citations(e.ctx, item.ID)
		e.ok(err)
		e.same([]any{len(cites), cites[0].DOI}, []any{1, "10.1/c"})
		e.same(must[chalkline.Card](e)(e.Card(e.ctx, 0, item.ID)).Topics, second.Topics)
	}},
	{"an appraisal of a text that was edited meanwhile is left out and the item stays due", func(e *env) {
		s := e.source()
		read := e.stored(s.ID, nil)
		fresh := e.stored(s.ID, nil)
		edited := read
		edited.Text = "Edited without any time passing."
		e.store(s.ID, edited)
		e.ok(e.SaveAppraised(e.ctx, []chalkline.Appraised{graded(read, chalkline.GradeA, 90), graded(fresh, chalkline.GradeB, 70)}))
		e.same(e.due(), []chalkline.ItemID{read.ID})
		_, err := e.Appraisal(e.ctx, read.ID)
		e.code(chalkline.CodeNotFound, err)
		must[chalkline.Appraisal](e)(e.Appraisal(e.ctx, fresh.ID))
	}},
	{"an item that became due again after it was appraised stays due", func(e *env) {
		item := e.stored(e.source().ID, nil)
		a := graded(item, chalkline.GradeA, 90)
		a.Appraisal.At = e.clock()
		e.pass(time.Second)
		must[int](e)(e.ReappraiseAll(e.ctx))
		e.ok(e.SaveAppraised(e.ctx, []chalkline.Appraised{a}))
		e.same(e.due(), []chalkline.ItemID{item.ID})
	}},
	{"an item that was deleted meanwhile is left out", func(e *env) {
		item := e.stored(e.source().ID, nil)
		e.ok(e.DeleteItem(e.ctx, item.ID))
		e.ok(e.SaveAppraised(e.ctx, []chalkline.Appraised{graded(item, chalkline.GradeA, 90)}))
	}},
	{"all appraisals of a call are stored or none", func(e *env) {
		s := e.source()
		good, bad := graded(e.stored(s.ID, nil), chalkline.GradeA, 90), graded(e.stored(s.ID, nil), chalkline.GradeA, 90)
		zero := 0.0
		bad.Appraisal.Signals = []chalkline.Signal{{Name: "effect", Weight: 1 / zero}} // JSON has no infinity
		if err := e.SaveAppraised(e.ctx, []chalkline.Appraised{good, bad}); err == nil {
			e.Fatal("an infinite weight was stored")
		}
		_, err := e.Appraisal(e.ctx, good.Appraisal.ItemID)
		e.code(chalkline.CodeNotFound, err)
		e.same(len(e.due()), 2)
	}},
	{"a changed score makes due what cites the item", func(e *env) {
		s := e.source()
		study := e.stored(s.ID, func(i *chalkline.Item) { i.DOI = "10.1/x" })
		blog := e.stored(s.ID, nil)
		e.ok(e.SaveAppraised(e.ctx, []chalkline.Appraised{citing(blog, "10.1/x")}))
		e.ok(e.SaveAppraised(e.ctx, []chalkline.Appraised{graded(study, chalkline.GradeA, 80)}))
		e.same(e.due(), []chalkline.ItemID{blog.ID})
		e.ok(e.SaveAppraised(e.ctx, []chalkline.Appraised{citing(blog, "10.1/x")}))
		e.ok(e.SaveAppraised(e.ctx, []chalkline.Appraised{graded(study, chalkline.GradeA, 80)}))
		e.same(e.due(), nil)
		e.ok(e.SaveAppraised(e.ctx, []chalkline.Appraised{graded(study, chalkline.GradeA, 79)}))
		e.same(e.due(), []chalkline.ItemID{blog.ID})
	}},
	{"a retraction, another grade or caution revise the picks, a new score does not", func(e *env) {
		item := e.appraised(e.source().ID)
		e.ok(e.SaveAppraised(e.ctx, []chalkline.Appraised{graded(item, chalkline.GradeC, 50)}))
		reader := e.reader()
		e.pick(reader.ID, item, 1)
		revised := func(a chalkline.Appraised) time.Time {
			e.ok(e.SaveAppraised(e.ctx, []chalkline.Appraised{a}))
			return must[chalkline.Card](e)(e.Card(e.ctx, reader.ID, item.ID)).Pick.Revised
		}
		e.pass(time.Hour)
		e.same(revised(graded(item, chalkline.GradeC, 49)), time.Time{})
		warned := e.pass(time.Hour)
		caution := graded(item, chalkline.GradeC, 49)
		caution.Appraisal.Cautions = []chalkline.Caution{{Name: "cites_retracted", Text: chalkline.Textf("Rests on a study that was retracted.")}}
		e.same(revised(caution), warned)
		retracted := e.pass(time.Hour)
		e.same(revised(graded(item, chalkline.GradeR, 0)), retracted)
		e.same(must[time.Time](e)(e.FeedVersion(e.ctx, reader.ID)), retracted)
		e.pass(time.Hour)
		e.same(revised(graded(item, chalkline.GradeR, 0)), retracted)
		restored := e.pass(time.Hour)
		e.same(revised(graded(item, chalkline.GradeC, 50)), restored)
	}},
	{"an edit of a picked item revises the pick", func(e *env) {
		item := e.appraised(e.source().ID)
		reader := e.reader()
		e.pick(reader.ID, item, 1)
		later := e.pass(time.Hour)
		item.Title = "New title"
		e.store(item.SourceID, item)
		e.same(must[time.Time](e)(e.FeedVersion(e.ctx, reader.ID)), later)
	}},
}

var storyTests = []test{
	{"items found to be the same piece are one story", func(e *env) {
		s := e.source()
		a, b := e.appraised(s.ID), e.stored(s.ID, nil)
		same := graded(b, chalkline.GradeC, 50)
		same.SameAs = []chalkline.ItemID{a.ID}
		e.ok(e.SaveAppraised(e.ctx, []chalkline.Appraised{same}))
		e.same(must[chalkline.Item](e)(e.Item(e.ctx, b.ID)).StoryID, must[chalkline.Item](e)(e.Item(e.ctx, a.ID)).StoryID)
	}},
	{"blocks tell their items, and crowded ones the newest", func(e *env) {
		s := e.source()
		in := func(blocks ...int64) chalkline.ItemID {
			i := e.stored(s.ID, nil)
			a := graded(i, chalkline.GradeC, 50)
			a.Blocks = blocks
			e.ok(e.SaveAppraised(e.ctx, []chalkline.Appraised{a}))
			return i.ID
		}
		one, two, _, four := in(1, -7), in(1, 2, -7), in(8, 9), in(1, 2, 3)
		found := func(blocks ...int64) map[int64][]chalkline.ItemID {
			return must[map[int64][]chalkline.ItemID](e)(e.InBlocks(e.ctx, blocks))
		}
		e.same(found(1, 2, -7), map[int64][]chalkline.ItemID{1: {one, two, four}, 2: {two, four}, -7: {one, two}})
		e.same(found(3, 4), map[int64][]chalkline.ItemID{3: {four}})
		e.ok(e.DeleteItem(e.ctx, two))
		e.same(found(1, 2), map[int64][]chalkline.ItemID{1: {one, four}, 2: {four}})
		var crowd []chalkline.ItemID
		for range store.CrowdedBlock {
			crowd = append(crowd, in(1))
		}
		e.same(found(1, 2), map[int64][]chalkline.ItemID{1: crowd, 2: {four}})
	}},
	{"items that share a key are one story", func(e *env) {
		s := e.source()
		a, b, c := e.appraised(s.ID, "url:1", "title:x"), e.appraised(s.ID, "title:x"), e.appraised(s.ID, "title:y")
		e.same(a.StoryID == b.StoryID, true)
		e.same(a.StoryID == c.StoryID, false)
	}},
	{"items without keys are stories of their own", func(e *env) {
		s := e.source()
		a, b := e.appraised(s.ID), e.appraised(s.ID)
		e.same(a.StoryID != 0 && b.StoryID != 0 && a.StoryID != b.StoryID, true)
	}},
	{"a story stays when the item is appraised again", func(e *env) {
		s := e.source()
		a, b := e.appraised(s.ID, "url:1"), e.appraised(s.ID)
		for _, item := range []chalkline.Item{a, b} {
			e.ok(e.SaveAppraised(e.ctx, []chalkline.Appraised{graded(item, chalkline.GradeC, 44)}))
			e.same(must[chalkline.Item](e)(e.Item(e.ctx, item.ID)).StoryID, item.StoryID)
		}
		e.same(must[int](e)(e.storyCount()), 2)
	}},
	{"keys of two stories make them one", func(e *env) {
		s := e.source()
		a, b := e.appraised(s.ID, "doi:1"), e.appraised(s.ID, "url:1")
		c := e.appraised(s.ID, "url:1", "doi:1")
		d := e.appraised(s.ID, "url:1")
		for _, item := range []chalkline.Item{a, b, c, d} {
			e.same(must[chalkline.Item](e)(e.Item(e.ctx, item.ID)).StoryID, a.StoryID)
		}
		e.same(must[int](e)(e.storyCount()), 1)
		e.same(len(must[chalkline.Card](e)(e.Card(e.ctx, 0, b.ID)).AlsoAt), 3)
	}},
	{"items of one call find each other", func(e *env) {
		s := e.source()
		var list []chalkline.Appraised
		for _, keys := range [][]string{{"a"}, {"b"}, {"a", "b"}, {"b", "c"}, {"c", "c"}} {
			a := graded(e.stored(s.ID, nil), chalkline.GradeC, 50)
			a.StoryKeys = keys
			list = append(list, a)
		}
		e.ok(e.SaveAppraised(e.ctx, list))
		e.same(must[int](e)(e.storyCount()), 1)
	}},
	{"an item whose keys all name another story moves there", func(e *env) {
		s := e.source()
		a, b := e.appraised(s.ID, "doi:wrong"), e.appraised(s.ID, "doi:right")
		reader := e.reader()
		e.pick(reader.ID, a, 1)
		again := graded(a, chalkline.GradeC, 50)
		again.StoryKeys = []string{"doi:right"}
		e.ok(e.SaveAppraised(e.ctx, []chalkline.Appraised{again}))
		got := must[chalkline.Card](e)(e.Card(e.ctx, reader.ID, a.ID))
		e.same([]chalkline.StoryID{got.Item.StoryID, got.Pick.StoryID}, []chalkline.StoryID{b.StoryID, b.StoryID})
		e.same(must[int](e)(e.storyCount()), 1)
		e.same(e.appraised(s.ID, "doi:wrong").StoryID == b.StoryID, false)
	}},
	{"a reader who has picks of two stories that become one keeps both", func(e *env) {
		s := e.source()
		a, b := e.appraised(s.ID, "a"), e.appraised(s.ID, "b")
		reader := e.reader()
		e.pick(reader.ID, a, 1)
		e.pick(reader.ID, b, 1)
		e.appraised(s.ID, "a", "b")
		e.same(len(e.cards(reader.ID)), 2)
	}},
	{"a story without items goes with its keys", func(e *env) {
		s := e.source()
		a := e.appraised(s.ID, "a")
		e.ok(e.DeleteItem(e.ctx, a.ID))
		e.same(must[int](e)(e.storyCount()), 0)
		e.same(e.appraised(s.ID, "a").StoryID == a.StoryID, false)
	}},
	{"many workers find the same story", func(e *env) {
		s := e.source()
		work := make(chan chalkline.Item, 20)
		for range cap(work) {
			work <- e.stored(s.ID, nil)
		}
		race(e, cap(work), func() (bool, error) {
			a := citing(<-work, "10.1/x")
			a.StoryKeys = []string{"doi:10.1/x"}
			return true, e.SaveAppraised(e.ctx, []chalkline.Appraised{a})
		})
		e.same(must[int](e)(e.storyCount()), 1)
	}},
}

func (e *env) storyCount() (int, error) {
	c, err := e.Counts(e.ctx)
	return c.Stories, err
}
