package searchtest

import (
	"slices"
	"time"

	"chalkline"
)

// fractions are documents that differ in all by which a search can be narrowed: a
// trial of 2020, a review of 2021, and of 2026 a lesson and what was not appraised.
func (e *env) fractions() map[string]chalkline.Document {
	e.Helper()
	docs := e.Put(
		chalkline.Document{
			Source: 1, Title: "Fractions", Text: "Some text.", Date: time.Date(2020, 6, 1, 0, 0, 0, 0, time.UTC),
			Kind: chalkline.KindResearch, Design: chalkline.DesignRCT, Grade: chalkline.GradeA, Score: 80, Open: true,
			Topics: []chalkline.TopicID{"maths", "spacing"}, Phases: []chalkline.Phase{chalkline.PhasePrimary, chalkline.PhaseSecondary},
		},
		chalkline.Document{
			Source: 2, Title: "Fractions", Text: "Some text.", Date: time.Date(2021, 6, 2, 0, 0, 0, 0, time.UTC),
			Kind: chalkline.KindSynthesis, Design: chalkline.DesignSR, Grade: chalkline.GradeB, Score: 66, Open: true,
			Topics: []chalkline.TopicID{"spacing"}, Phases: []chalkline.Phase{chalkline.PhaseHigher},
		},
		chalkline.Document{
			Source: 3, Title: "Fractions", Text: "Some text.", Date: day,
			Kind: chalkline.KindPractice, Design: chalkline.DesignPRAC, Grade: chalkline.GradeE, Score: 9, Topics: []chalkline.TopicID{"maths"},
		},
		chalkline.Document{Source: 4, Title: "Fractions", Text: "Some text.", Date: day.Add(time.Hour)},
	)
	return map[string]chalkline.Document{"trial": docs[0], "review": docs[1], "lesson": docs[2], "bare": docs[3]}
}

var narrowTests = []test{
	{states: "a search is narrowed by all that is known of an item", check: func(e *env) {
		docs := e.fractions()
		trial, review, lesson, bare := docs["trial"].Item, docs["review"].Item, docs["lesson"].Item, docs["bare"].Item
		source := docs["lesson"].Source
		for name, row := range map[string]struct {
			search chalkline.Search
			want   []chalkline.ItemID
		}{
			"words":                    {chalkline.Search{Words: "fractions"}, []chalkline.ItemID{bare, lesson, review, trial}},
			"grade":                    {chalkline.Search{Words: "fractions", Least: chalkline.GradeB}, []chalkline.ItemID{review, trial}},
			"any grade but none":       {chalkline.Search{Words: "fractions", Least: chalkline.GradeE}, []chalkline.ItemID{lesson, review, trial}},
			"design":                   {chalkline.Search{Words: "fractions", Design: chalkline.DesignRCT}, []chalkline.ItemID{trial}},
			"topic":                    {chalkline.Search{Words: "fractions", Topic: "maths"}, []chalkline.ItemID{lesson, trial}},
			"phase":                    {chalkline.Search{Words: "fractions", Phase: chalkline.PhasePrimary}, []chalkline.ItemID{trial}},
			"kind":                     {chalkline.Search{Words: "fractions", Kind: chalkline.KindPractice}, []chalkline.ItemID{lesson}},
			"source":                   {chalkline.Search{Words: "fractions", Source: source}, []chalkline.ItemID{lesson}},
			"free to read":             {chalkline.Search{Words: "fractions", Open: true}, []chalkline.ItemID{review, trial}},
			"from a year":              {chalkline.Search{Words: "fractions", From: 2021}, []chalkline.ItemID{bare, lesson, review}},
			"until a year":             {chalkline.Search{Words: "fractions", Until: 2021}, []chalkline.ItemID{review, trial}},
			"a year":                   {chalkline.Search{Words: "fractions", From: 2021, Until: 2021}, []chalkline.ItemID{review}},
			"much":                     {chalkline.Search{Words: "fractions", From: 2020, Least: chalkline.GradeA, Topic: "maths", Phase: chalkline.PhasePrimary, Design: chalkline.DesignRCT, Open: true, Kind: chalkline.KindResearch}, []chalkline.ItemID{trial}},
			"too much":                 {chalkline.Search{Words: "fractions", From: 2022, Design: chalkline.DesignRCT}, nil},
			"grade without words":      {chalkline.Search{Least: chalkline.GradeB}, []chalkline.ItemID{review, trial}},
			"topic without words":      {chalkline.Search{Topic: "maths"}, []chalkline.ItemID{lesson, trial}},
			"topic and grade, no word": {chalkline.Search{Topic: "maths", Least: chalkline.GradeB}, []chalkline.ItemID{trial}},
			"source without words":     {chalkline.Search{Source: source, Until: 2030}, []chalkline.ItemID{lesson}},
			"source and free, no word": {chalkline.Search{Source: source, Open: true}, nil},
			"years without words":      {chalkline.Search{From: 2020, Until: 2021}, []chalkline.ItemID{review, trial}},
			"free without words":       {chalkline.Search{Open: true}, []chalkline.ItemID{review, trial}},
			"nothing":                  {chalkline.Search{Words: "  "}, nil},
			"no word, but a grade":     {chalkline.Search{Words: "(((", Least: chalkline.GradeE}, nil},
			"words of no use":          {chalkline.Search{Words: "-fractions", Least: chalkline.GradeE}, nil},
		} {
			row.search.Newest = true
			e.same(name+", newest first", e.found(row.search), row.want)
			row.search.Newest = false
			found := e.found(row.search)
			if row.search.Words == "" {
				e.same(name+", no word to go by", found, row.want)
			}
			slices.Sort(found)
			slices.Sort(row.want)
			e.same(name+", best first", found, row.want)
		}
	}},
	{states: "what becomes known of an item narrows searches too", check: func(e *env) {
		doc := e.fractions()["bare"]
		e.same("before", e.found(chalkline.Search{Source: doc.Source, Least: chalkline.GradeE}), []chalkline.ItemID(nil))
		doc.Kind, doc.Design, doc.Grade, doc.Score, doc.Open = chalkline.KindResearch, chalkline.DesignRCT, chalkline.GradeC, 50, true
		doc.Topics = []chalkline.TopicID{"homework"}
		e.Put(doc)
		for _, s := range []chalkline.Search{
			{Source: doc.Source, Least: chalkline.GradeC},
			{Topic: "homework"},
			{Source: doc.Source, Open: true},
			{Words: "fractions", Kind: chalkline.KindResearch, Topic: "homework"},
		} {
			e.same("after", e.found(s), []chalkline.ItemID{doc.Item})
		}
	}},
}
