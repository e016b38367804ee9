package storetest

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"chalkline"
	"chalkline/store"
)

var searchTests = []test{
	{"an item is found by the words of its title and text", func(e *env) {
		s := e.source()
		spaced := e.titled(s.ID, "Spaced retrieval practice", "Pupils recalled fractions in Zürich.")
		phonics := e.titled(s.ID, "Phonics", "A trial of spaced practice in retrieval.")
		for query, want := range map[string][]chalkline.ItemID{
			"retrieval":                    {spaced.ID, phonics.ID}, // the title counts more
			"RETRIEVAL Fractions":          {spaced.ID},
			"recall":                       {spaced.ID}, // another form of the word
			`"retrieval practice"`:         {spaced.ID},
			`"practice retrieval"`:         nil,
			"practice -phonics":            {spaced.ID},
			`practice -"spaced retrieval"`: {phonics.ID},
			"nothing":                      nil,
		} {
			e.same(e.found(chalkline.Search{Words: query}), want)
		}
		e.same(e.found(chalkline.Search{Words: "retrieval", Limit: 1}), []chalkline.ItemID{spaced.ID})
	}},
	{"no query is an error", func(e *env) {
		item := e.titled(e.source().ID, "Programming in c++ x", "Not AND near OR that.")
		for query, found := range map[string]bool{
			`c++ "x`: true, `"`: false, `""`: false, ``: false, `   `: false, `*`: false, `c*`: true, `title:c`: false, `^c`: true, `-`: false,
			`-c`: false, `NOT`: true, `AND`: true, `near(c, 2)`: false, `(((`: false, `{title} : c`: false, `'; DROP TABLE items; --`: false,
			"\x00": false, "c\x00": true, "\xff\xfe": false, `\`: false, `%`: false, `&|!<->:*`: false, `"c" - "y"`: false,
			`c OR nothing`: false, `☃`: false,
		} {
			got := e.found(chalkline.Search{Words: query})
			if found && len(got) == 0 {
				e.Errorf("%q did not find %q", query, item.Title)
			}
		}
	}},
	{"a search is narrowed by all that is known of an item", func(e *env) {
		ids := e.findable()
		trial, review, lesson, bare := ids["trial"], ids["review"], ids["lesson"], ids["bare"]
		src := must[chalkline.Item](e)(e.Item(e.ctx, lesson)).SourceID
		for name, row := range map[string]struct {
			search chalkline.Search
			want   []chalkline.ItemID
		}{
			"grade":                    {chalkline.Search{Words: "fractions", Least: chalkline.GradeB}, []chalkline.ItemID{review, trial}},
			"any grade but none":       {chalkline.Search{Words: "fractions", Least: chalkline.GradeE}, []chalkline.ItemID{lesson, review, trial}},
			"design":                   {chalkline.Search{Words: "fractions", Design: chalkline.DesignRCT}, []chalkline.ItemID{trial}},
			"topic":                    {chalkline.Search{Words: "fractions", Topic: "maths"}, []chalkline.ItemID{lesson, trial}},
			"phase":                    {chalkline.Search{Words: "fractions", Phase: chalkline.PhasePrimary}, []chalkline.ItemID{trial}},
			"kind":                     {chalkline.Search{Words: "fractions", Kind: chalkline.KindPractice}, []chalkline.ItemID{lesson}},
			"source":                   {chalkline.Search{Words: "fractions", Source: src}, []chalkline.ItemID{lesson}},
			"free to read":             {chalkline.Search{Words: "fractions", Open: true}, []chalkline.ItemID{review, trial}},
			"from a year":              {chalkline.Search{Words: "fractions", From: 2021}, []chalkline.ItemID{bare, lesson, review}},
			"until a year":             {chalkline.Search{Words: "fractions", Until: 2021}, []chalkline.ItemID{review, trial}},
			"a year":                   {chalkline.Search{Words: "fractions", From: 2021, Until: 2021}, []chalkline.ItemID{review}},
			"much":                     {chalkline.Search{Words: "fractions", From: 2020, Least: chalkline.GradeA, Topic: "maths", Phase: chalkline.PhasePrimary, Design: chalkline.DesignRCT, Open: true, Kind: chalkline.KindResearch}, []chalkline.ItemID{trial}},
			"too much":                 {chalkline.Search{Words: "fractions", From: 2022, Design: chalkline.DesignRCT}, nil},
			"grade without words":      {chalkline.Search{Least: chalkline.GradeB}, []chalkline.ItemID{review, trial}},
			"topic without words":      {chalkline.Search{Topic: "maths"}, []chalkline.ItemID{lesson, trial}},
			"topic and grade, no word": {chalkline.Search{Topic: "maths", Least: chalkline.GradeB}, []chalkline.ItemID{trial}},
			"source without words":     {chalkline.Search{Source: src, Until: 2030}, []chalkline.ItemID{lesson}},
			"source and free, no word": {chalkline.Search{Source: src, Open: true}, nil},
			"years without words":      {chalkline.Search{From: 2020, Until: 2021}, []chalkline.ItemID{review, trial}},
			"free without words":       {chalkline.Search{Open: true}, []chalkline.ItemID{review, trial}},
			"nothing":                  {chalkline.Search{Words: "  "}, nil},
			"no word, but a grade":     {chalkline.Search{Words: "(((", Least: chalkline.GradeE}, nil},
			"words of no use":          {chalkline.Search{Words: "-fractions", Least: chalkline.GradeE}, nil},
		} {
			row.search.Newest = true
			if got := e.found(row.search); !slices.Equal(got, row.want) {
				e.Errorf("%s: found %v, want %v of %v", name, got, row.want, ids)
			}
			row.search.Newest = false
			got := e.found(row.search)
			slices.Sort(got)
			slices.Sort(row.want)
			if !slices.Equal(got, row.want) {
				e.Errorf("%s, best first: found %v, want %v", name, got, row.want)
			}
		}
	}},
	{"what is found comes a page at a time, with how much there is", func(e *env) {
		s := e.source()
		var all []chalkline.ItemID
		for range 7 {
			all = append([]chalkline.ItemID{e.titled(s.ID, "Fractions", "The same.").ID}, all...)
		}
		page := func(offset, limit int) chalkline.Found {
			return must[chalkline.Found](e)(e.Search(e.ctx, chalkline.Search{Words: "fractions", Offset: offset, Limit: limit}))
		}
		for offset, want := range map[int][]chalkline.ItemID{0: all[:3], 3: all[3:6], 6: all[6:], 7: nil, 1000: nil, -5: all[:3]} {
			got := page(offset, 3)
			var found []chalkline.ItemID
			for _, hit := range got.Hits {
				found = append(found, hit.Item)
			}
			e.same(found, want)
			if got.Total != 7 || got.More {
				e.Errorf("page at %d: %d in all, more %v; want 7", offset, got.Total, got.More)
			}
		}
		e.same(len(page(0, -1).Hits), 0)
	}},
	{"the words are marked in a part of the text", func(e *env) {
		s := e.source()
		long := strings.Repeat("Nothing of note was said that day in the hall. ", 40)
		e.titled(s.ID, "Quizzes", long+"\n\nPupils <b>practised</b> fractions & décimals daily. "+long)
		e.titled(s.ID, "Spaced fractions in the title", "The text has other words.")
		snippet := func(words string) (marked []string, text string) {
			found := must[chalkline.Found](e)(e.Search(e.ctx, chalkline.Search{Words: words, Limit: 1}))
			for _, span := range found.Hits[0].Snippet {
				text += span.Text
				if span.Marked {
					marked = append(marked, span.Text)
				}
			}
			return marked, text
		}
		marked, text := snippet("practising fraction quizzes")
		e.same(marked, []string{"practised", "fractions"})
		if !strings.Contains(text, "fractions & décimals") || len(text) > 400 || strings.ContainsAny(text, "\n\x02\x03") {
			e.Errorf("the part that is shown is %q", text)
		}
		marked, _ = snippet("spaced title")
		e.same(marked, nil)
	}},
	{"hostile queries find what they can and are no error", func(e *env) {
		s := e.source()
		arabic := e.titled(s.ID, "القراءة في المدرسة", "تعلم القراءة")
		for _, query := range []string{
			`c++ "x`, `"""""`, strings.Repeat("fractions ", 1024), strings.Repeat("x", 10<<10), "the of and", "👩🏽‍🏫 👍", "\u202eabc\u202c", "fr*", `"a"b"c"d`, "'", "x\x02y\x03z",
			`StartSel=<b>`, "$1", ";--", "NEAR(a b)", "rowid:1", "-", "--", `-"`, "\xff", "ﷺ", "\U0001F9D1\u200d",
		} {
			for _, search := range []chalkline.Search{{Words: query}, {Words: query, Least: chalkline.GradeC, Newest: true, Open: true}} {
				e.found(search)
			}
		}
		e.same(e.found(chalkline.Search{Words: "القراءة"}), []chalkline.ItemID{arabic.ID})
		for _, search := range []chalkline.Search{
			{Topic: `x' OR '1'='1`}, {Design: `"`}, {Phase: `%`}, {Phase: `_`}, {Kind: `"`}, {Source: -1}, {From: 9999}, {Until: -9999}, {Until: 1 << 40, From: 1 << 40},
		} {
			e.same(e.found(search), nil)
		}
	}},
	{"a kept search finds what is new, the newest of too many", func(e *env) {
		s := e.source()
		e.titled(s.ID, "Spaced practice", "Too old.")
		since := e.pass(time.Hour)
		e.titled(s.ID, "Phonics", "No match.")
		first, second := e.titled(s.ID, "Spaced practice", "Once."), e.titled(s.ID, "Practice", "It was spaced.")
		e.pass(time.Hour)
		third := e.titled(s.ID, "More spaced practice", "Again.")
		matches := func(since time.Time, limit int, queries ...string) map[string]map[chalkline.ItemID]bool {
			return must[map[string]map[chalkline.ItemID]bool](e)(e.Matches(e.ctx, queries, since, limit))
		}
		e.same(matches(since, 10, "spaced practice", `"spaced practice" -more`, `broken "phrase`, "nothing"), map[string]map[chalkline.ItemID]bool{
			"spaced practice": {first.ID: true, second.ID: true, third.ID: true}, `"spaced practice" -more`: {first.ID: true},
			`broken "phrase`: {}, "nothing": {},
		})
		e.same(matches(since, 2, "more", "practice", "more"), map[string]map[chalkline.ItemID]bool{
			"more": {third.ID: true}, "practice": {third.ID: true, second.ID: true},
		})
		e.same(matches(e.pass(time.Hour), 10, "spaced"), map[string]map[chalkline.ItemID]bool{"spaced": {}})
		e.same(matches(since, 2), map[string]map[chalkline.ItemID]bool{})
	}},
	{"a search that is to be kept says what is wrong with it", func(e *env) {
		for query, wrong := range map[string]string{
			`"spaced practice`: "no partner", `spaced "`: "no partner", `""`: "no word", ``: "no word", ` * `: "no word", `(((`: "no word",
			`-phonics`: "only says what must be absent", `-"brain gym"`: "only says what must be absent",
			strings.Repeat("a ", 17): "at most 16", strings.Repeat("a", 201): "at most 200",
		} {
			err := store.CheckQuery(query)
			e.code(chalkline.CodeInvalid, err)
			if !strings.Contains(err.Error(), wrong) {
				e.Errorf("%q: %q does not say %q", query, err, wrong)
			}
		}
		for _, query := range []string{
			"spaced", `"spaced practice" -phonics`, `c OR nothing`, `'; DROP TABLE items; --`, `near(c, 2)`, `{title} : c`, "c\x00", `a & b | !c <-> d`, `c - "y"`,
		} {
			e.ok(store.CheckQuery(query))
			must[map[string]map[chalkline.ItemID]bool](e)(e.Matches(e.ctx, []string{query}, time.Time{}, 10))
		}
	}},
	{"the index follows edits and deletions", func(e *env) {
		s := e.source()
		item := e.titled(s.ID, "Before", "text")
		item.Title = "After"
		e.store(s.ID, item)
		found := func(query string) int { return len(e.found(chalkline.Search{Words: query})) }
		e.same([]int{found("before"), found("after")}, []int{0, 1})
		e.ok(e.Reindex(e.ctx))
		e.same([]int{found("before"), found("after")}, []int{0, 1})
		e.ok(e.DeleteItem(e.ctx, item.ID))
		e.same(found("after"), 0)
		e.ok(e.Reindex(e.ctx))
		e.same(found("after"), 0)
	}},
}

// titled stores an item with a title and text.
func (e *env) titled(source chalkline.SourceID, title, text string) chalkline.Item {
	e.Helper()
	return e.stored(source, func(i *chalkline.Item) { i.Title, i.Text = title, text })
}

// found are the items that a search finds, at most ten unless it says otherwise.
func (e *env) found(s chalkline.Search) []chalkline.ItemID {
	e.Helper()
	if s.Limit == 0 {
		s.Limit = 10
	}
	var ids []chalkline.ItemID
	for _, hit := range must[chalkline.Found](e)(e.Search(e.ctx, s)).Hits {
		ids = append(ids, hit.Item)
	}
	return ids
}

// findable stores items on fractions that differ in all by which a search can be
// narrowed: a trial of 2020, a review of 2021, and of now a lesson and what was
// not appraised.
func (e *env) findable() map[string]chalkline.ItemID {
	e.Helper()
	ids := map[string]chalkline.ItemID{}
	for n, i := range []struct {
		name      string
		year      int
		appraisal chalkline.Appraisal
		topics    []chalkline.TopicID
		phases    []chalkline.Phase
		doi, eric string
	}{
		{
			"trial", 2020,
			chalkline.Appraisal{Kind: chalkline.KindResearch, Design: chalkline.DesignRCT, Grade: chalkline.GradeA, Score: 80},
			[]chalkline.TopicID{"maths", "spacing"},
			[]chalkline.Phase{chalkline.PhasePrimary, chalkline.PhaseSecondary},
			"10.1/trial", "",
		},
		{
			"review", 2021,
			chalkline.Appraisal{Kind: chalkline.KindSynthesis, Design: chalkline.DesignSR, Grade: chalkline.GradeB, Score: 66},
			[]chalkline.TopicID{"spacing"},
			[]chalkline.Phase{chalkline.PhaseHigher},
			"", "EJ77",
		},
		{
			"lesson", 0,
			chalkline.Appraisal{Kind: chalkline.KindPractice, Design: chalkline.DesignPRAC, Grade: chalkline.GradeE, Score: 9},
			[]chalkline.TopicID{"maths"},
			nil, "10.1/closed", "",
		},
	} {
		item := e.stored(e.source().ID, func(it *chalkline.Item) {
			it.Title, it.Text, it.DOI, it.ERIC = "Fractions", "Some text.", i.doi, i.eric
			if i.year != 0 {
				it.Published = time.Date(i.year, 6, n+1, 0, 0, 0, 0, time.UTC)
			}
		})
		i.appraisal.ItemID = item.ID
		a := chalkline.Appraised{Appraisal: i.appraisal, For: chalkline.Class{Phases: i.phases}, Changed: item.Changed}
		for _, topic := range i.topics {
			a.Topics = append(a.Topics, chalkline.TopicMatch{Topic: topic, Weight: 0.9})
		}
		e.ok(e.SaveAppraised(e.ctx, []chalkline.Appraised{a}))
		ids[i.name] = item.ID
	}
	ids["bare"] = e.stored(e.source().ID, func(i *chalkline.Item) { i.Title, i.Published = "Fractions", time.Time{} }).ID
	for _, id := range must[[]chalkline.WorkID](e)(e.WorksToResolve(e.ctx, e.clock().Add(time.Hour), 10)) {
		w := must[chalkline.Work](e)(e.Work(e.ctx, id))
		if w.DOI != "10.1/closed" {
			w.Open = fmt.Sprintf("https://open.example/%d", id)
		}
		e.ok(e.SaveWork(e.ctx, w, e.clock().Add(time.Hour)))
	}
	return ids
}
