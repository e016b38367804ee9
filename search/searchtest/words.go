package searchtest

import (
	"strings"

	"chalkline"
)

var wordTests = []test{
	{states: "an item is found by the words of its title and text", check: func(e *env) {
		spaced := e.titled("Spaced retrieval practice", "Pupils recalled fractions in Zürich.")
		phonics := e.titled("Phonics", "A trial of spaced practice in retrieval.")
		for _, ask := range []struct {
			words string
			want  []chalkline.ItemID
		}{
			{"retrieval", []chalkline.ItemID{spaced, phonics}}, // the title counts more
			{"RETRIEVAL Fractions", []chalkline.ItemID{spaced}},
			{"zürich", []chalkline.ItemID{spaced}},
			{"fraction", []chalkline.ItemID{spaced}},
			{"recall", []chalkline.ItemID{spaced}},
			{"trial phonics", []chalkline.ItemID{phonics}}, // one in the text, one in the title
			{`"retrieval practice"`, []chalkline.ItemID{spaced}},
			{`"practice retrieval"`, nil},
			{`"spaced practice" trial`, []chalkline.ItemID{phonics}},
			{"practice -phonics", []chalkline.ItemID{spaced}},
			{`practice -"spaced retrieval"`, []chalkline.ItemID{phonics}},
			{"retrieval nothing", nil},
			{"nothing", nil},
		} {
			e.words(ask.words, ask.want...)
		}
		e.same("the first", e.found(chalkline.Search{Words: "retrieval", Limit: 1}), []chalkline.ItemID{spaced})
	}},
	{states: "what else finds a word is the trait of an index", check: func(e *env) {
		item := e.titled("Retrieval quizzes", "Pupils practised fractions daily in Zürich.")
		for _, ask := range []struct {
			words string
			trait bool
		}{
			{"practising fraction quizzes", e.Traits.Stems},
			{"daily practise", e.Traits.Stems || e.Traits.Typos},
			{"zurich daily", e.Traits.Folds || e.Traits.Typos},
			{`"zurich"`, e.Traits.Folds},
			{"retreival", e.Traits.Typos},
			{"fractoins daily", e.Traits.Typos},
			{`"retreival"`, false},
			{"fracti", e.Traits.Prefix},
			{`"fracti"`, false},
			{"fra quizzes", false},
		} {
			var want []chalkline.ItemID
			if ask.trait {
				want = append(want, item)
			}
			e.words(ask.words, want...)
		}
	}},
	{states: "no query is an error", check: func(e *env) {
		e.titled("Programming in c++ x", "Not AND near OR that.")
		for query, found := range map[string]bool{
			`c++ "x`: true, `"`: false, `""`: false, ``: false, `   `: false, `*`: false, `c*`: true, `title:c`: false, `^c`: true, `-`: false,
			`-c`: false, `NOT`: true, `AND`: true, `near(c, 2)`: false, `(((`: false, `{title} : c`: false, `'; DROP TABLE items; --`: false,
			"\x00": false, "c\x00": true, "\xff\xfe": false, `\`: false, `%`: false, `&|!<->:*`: false, `"c" - "y"`: false,
			`c OR nothing`: false, `☃`: false, `grade = A`: false, `x" OR "1" = "1`: false,
		} {
			got := e.found(chalkline.Search{Words: query})
			if found && len(got) == 0 {
				e.Errorf("%q finds nothing", query)
			}
		}
		e.same("no words", e.found(chalkline.Search{}), []chalkline.ItemID(nil))
	}},
	{states: "hostile queries find what they can and are no error", check: func(e *env) {
		arabic := e.titled("القراءة في المدرسة", "تعلم القراءة")
		for _, query := range []string{
			`c++ "x`, `"""""`, strings.Repeat("fractions ", 1024), strings.Repeat("x", 10<<10), "the of and", "👩🏽‍🏫 👍", "\u202eabc\u202c", "fr*", `"a"b"c"d`, "'", "x\x02y\x03z",
			`StartSel=<b>`, "$1", ";--", "NEAR(a b)", "rowid:1", "-", "--", `--x`, `-"`, "\xff", "ﷺ", "\U0001F9D1\u200d", `\"`, `a\`, `{"q":"a"}`,
		} {
			for _, s := range []chalkline.Search{{Words: query}, {Words: query, Least: chalkline.GradeC, Newest: true, Open: true}} {
				e.found(s)
			}
		}
		e.words("القراءة", arabic)
		for _, s := range []chalkline.Search{
			{Topic: `x' OR '1'='1`},
			{Topic: `x" OR open = false OR kind = "`},
			{Design: `"`},
			{Design: `\`},
			{Phase: `%`},
			{Phase: `_`},
			{Kind: `"`},
			{Kind: "a\x00"},
			{Kind: "\xff"},
			{Source: -1},
			{From: 9999},
			{Until: -9999},
			{Until: 1 << 40, From: 1 << 40},
		} {
			e.same("hostile filter", e.found(s), []chalkline.ItemID(nil))
		}
	}},
	{states: "edits and deletions are followed", check: func(e *env) {
		doc := e.Put(chalkline.Document{Source: 1, Title: "Homework", Text: "Of no use before school.", Date: day})[0]
		other := e.titled("Phonics", "Much use.")
		e.words("homework", doc.Item)
		doc.Title, doc.Text = "Cooperation", "Pays after all."
		e.Put(doc)
		e.words("homework")
		e.words("school")
		e.words("cooperation pays", doc.Item)
		e.Delete(doc.Item)
		e.words("cooperation")
		e.words("pays")
		e.words("phonics", other)
	}},
}
