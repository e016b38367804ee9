package storetest

import (
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
			e.same(must[[]chalkline.ItemID](e)(e.Search(e.ctx, query, 10)), want)
		}
		e.same(must[[]chalkline.ItemID](e)(e.Search(e.ctx, "retrieval", 1)), []chalkline.ItemID{spaced.ID})
	}},
	{"no query is an error", func(e *env) {
		item := e.titled(e.source().ID, "Programming in c++ x", "Not AND near OR that.")
		for query, found := range map[string]bool{
			`c++ "x`: true, `"`: false, `""`: false, ``: false, `   `: false, `*`: false, `c*`: true, `title:c`: false, `^c`: true, `-`: false,
			`-c`: false, `NOT`: true, `AND`: true, `near(c, 2)`: false, `(((`: false, `{title} : c`: false, `'; DROP TABLE items; --`: false,
			"\x00": false, "c\x00": true, "\xff\xfe": false, `\`: false, `%`: false, `&|!<->:*`: false, `"c" - "y"`: false,
			`c OR nothing`: false, `☃`: false,
		} {
			got, err := e.Search(e.ctx, query, 10)
			e.ok(err)
			if found && len(got) == 0 {
				e.Errorf("%q did not find %q", query, item.Title)
			}
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
		found := func(query string) int { return len(must[[]chalkline.ItemID](e)(e.Search(e.ctx, query, 10))) }
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
