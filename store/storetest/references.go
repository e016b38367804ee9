package storetest

import (
	"time"

	"chalkline"
)

var referenceTests = []test{
	{"a reference is looked for once and then known wherever it stands", func(e *env) {
		const text = "Marsh, A. (2016). Homework in primary schools. Journal of Classroom Trials."
		cite := func() []chalkline.Citation {
			return []chalkline.Citation{{Kind: chalkline.CitationReference, Text: text}}
		}
		item := e.stored(e.source().ID, nil)
		a := graded(item, chalkline.GradeE, 8)
		a.Citations = cite()
		e.ok(e.SaveAppraised(e.ctx, []chalkline.Appraised{a}))
		e.same(must[[]string](e)(e.ReferencesToFind(e.ctx, e.clock(), 10)), []string{text})

		e.ok(e.SaveFound(e.ctx, text, "", e.clock().Add(day))) // nobody knew
		e.same(must[[]string](e)(e.ReferencesToFind(e.ctx, e.clock(), 10)), nil)
		e.same(e.due(), nil)

		e.ok(e.SaveFound(e.ctx, text, "10.5555/jct.16", time.Time{}))
		e.same(e.due(), []chalkline.ItemID{item.ID})
		known := cite()
		e.ok(e.FillReferences(e.ctx, known))
		e.same(known[0].DOI, "10.5555/jct.16")
		a.Citations = known
		e.ok(e.SaveAppraised(e.ctx, []chalkline.Appraised{a}))
		e.same(must[[]string](e)(e.ReferencesToFind(e.ctx, e.clock().Add(day), 10)), nil)
		_, cited, err := e.Citations(e.ctx, item.ID)
		e.ok(err)
		e.same(cited[0].Work.DOI, "10.5555/jct.16")
	}},
}
