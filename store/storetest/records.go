package storetest

import (
	"time"

	"chalkline"
)

// recordTests state when what is known of a work has items judged again.
var recordTests = []test{
	{"all that a judgement stands on makes the item and those that cite it due", func(e *env) {
		s := e.source()
		own := e.stored(s.ID, func(i *chalkline.Item) { i.ERIC = "EJ7" })
		e.ok(e.SaveAppraised(e.ctx, []chalkline.Appraised{graded(own, chalkline.GradeA, 80)}))
		citing := graded(e.stored(s.ID, nil), chalkline.GradeC, 50)
		citing.Citations = []chalkline.Citation{{Kind: chalkline.CitationID, ERIC: "EJ7"}}
		e.stand(citing)
		work, _, err := e.WorksBehind(e.ctx, own, nil)
		e.ok(err)
		for field, change := range map[string]func(w *chalkline.Work){
			"title":       func(w *chalkline.Work) { w.Title = "A trial of homework" },
			"type":        func(w *chalkline.Work) { w.Type = "report" },
			"standing":    func(w *chalkline.Work) { w.Standing = chalkline.StandingConcern },
			"abstract":    func(w *chalkline.Work) { w.Abstract = "Forty schools took part." },
			"designs":     func(w *chalkline.Work) { w.Designs = []string{"case study"} },
			"types":       func(w *chalkline.Work) { w.Types = []string{"Opinion Papers"} },
			"descriptors": func(w *chalkline.Work) { w.Descriptors = []string{"Randomized Controlled Trials"} },
			"reviewed":    func(w *chalkline.Work) { w.Reviewed = chalkline.StatedNo },
		} {
			change(&work)
			e.ok(e.SaveWork(e.ctx, work, time.Time{}))
			if got := e.due(); len(got) != 2 {
				e.Errorf("a new %s made %v due, want both items", field, got)
			}
			e.stand(graded(own, chalkline.GradeA, 80), citing)
			e.ok(e.SaveWork(e.ctx, work, time.Time{}))
			if got := e.due(); len(got) != 0 {
				e.Errorf("the same %s made %v due", field, got)
			}
		}
	}},
	{"items that cite each other come to rest however they are judged", func(e *env) {
		s := e.source()
		a := e.stored(s.ID, func(i *chalkline.Item) { i.DOI = "10.1/a" })
		b := e.stored(s.ID, func(i *chalkline.Item) { i.DOI = "10.1/b" })
		cites := map[chalkline.ItemID]string{a.ID: b.DOI, b.ID: a.DOI}
		rounds := 0
		for ; len(e.due()) > 0 && rounds < 20; rounds++ {
			var list []chalkline.Appraised
			for _, item := range must[[]chalkline.Item](e)(e.Items(e.ctx, e.due())) {
				again := citing(item, cites[item.ID])
				again.Appraisal.Score += rounds // never the same twice
				again.Appraisal.At = e.clock()
				list = append(list, again)
			}
			e.pass(time.Second)
			e.ok(e.SaveAppraised(e.ctx, list))
		}
		if rounds < 2 || rounds > 5 {
			e.Errorf("they were judged %d times", rounds)
		}

		// What befalls one of them afterwards is told to the other again.
		e.pass(time.Second)
		a.Text = "Edited."
		e.store(s.ID, a)
		a = must[chalkline.Item](e)(e.Item(e.ctx, a.ID))
		e.ok(e.SaveAppraised(e.ctx, []chalkline.Appraised{citing(a, b.DOI)}))
		e.same(e.due(), []chalkline.ItemID{b.ID})
	}},
	{"news about a cited item does not make news of an edit go less far", func(e *env) {
		s := e.source()
		study := e.stored(s.ID, func(i *chalkline.Item) { i.DOI = "10.1/study" })
		middle := e.stored(s.ID, func(i *chalkline.Item) { i.DOI = "10.1/middle" })
		last := e.stored(s.ID, nil)
		e.stand(graded(study, chalkline.GradeA, 80), citing(middle, study.DOI), citing(last, middle.DOI))
		e.pass(time.Second)
		middle.Text = "Edited."
		e.store(s.ID, middle)
		e.ok(e.SaveAppraised(e.ctx, []chalkline.Appraised{graded(study, chalkline.GradeA, 90)}))
		middle = must[chalkline.Item](e)(e.Item(e.ctx, middle.ID))
		e.same(e.due(), []chalkline.ItemID{middle.ID})
		again := citing(middle, study.DOI)
		again.Appraisal.Score++
		e.ok(e.SaveAppraised(e.ctx, []chalkline.Appraised{again}))
		e.same(e.due(), []chalkline.ItemID{last.ID})
	}},
	{"what a second-hand item is worth is no news to those that cite it", func(e *env) {
		s := e.source()
		blog := e.stored(s.ID, func(i *chalkline.Item) { i.DOI = "10.1/blog" })
		reader := e.stored(s.ID, nil)
		second := graded(blog, chalkline.GradeC, 50)
		second.Appraisal.SecondHand = true
		e.stand(second, citing(reader, blog.DOI))
		second.Appraisal.Score = 40
		e.ok(e.SaveAppraised(e.ctx, []chalkline.Appraised{second}))
		e.same(e.due(), nil)
		second.Appraisal.SecondHand = false
		e.ok(e.SaveAppraised(e.ctx, []chalkline.Appraised{second}))
		e.same(e.due(), []chalkline.ItemID{reader.ID})
	}},
}

// stand saves appraisals until nothing is due that is among them.
func (e *env) stand(list ...chalkline.Appraised) {
	e.Helper()
	for range 5 {
		e.ok(e.SaveAppraised(e.ctx, list))
		if len(e.due()) == 0 {
			return
		}
	}
	e.Fatalf("items %v stay due", e.due())
}
