package storetest

import (
	"strings"
	"time"

	"chalkline"
	"chalkline/store"
)

var keptTests = []test{
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
	{"a kept search is asked about some items, and about the newest hundred", func(e *env) {
		s := e.source()
		spaced, other := e.titled(s.ID, "Spaced practice", "Once."), e.titled(s.ID, "Phonics", "No match.")
		e.same(must[map[string]map[chalkline.ItemID]bool](e)(e.MatchesAmong(e.ctx, []string{"spaced", "-phonics"}, []chalkline.ItemID{other.ID, spaced.ID, 999})),
			map[string]map[chalkline.ItemID]bool{"spaced": {spaced.ID: true}, "-phonics": {}})
		breadth := func() map[string]int {
			return must[map[string]int](e)(e.Breadth(e.ctx, []string{"spaced", "-phonics"}))
		}
		e.same(breadth(), map[string]int{"spaced": 0}) // there are no hundred
		var more []chalkline.Item
		for n := range 99 {
			item := e.newItem()
			item.Title = []string{"Spaced lessons", "Lessons"}[n%2]
			more = append(more, item)
		}
		e.store(s.ID, more...)
		e.same(breadth(), map[string]int{"spaced": 50}) // the first of all is not among them
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
	{"the index of words can be built anew", func(e *env) {
		s := e.source()
		item := e.titled(s.ID, "Before", "text")
		item.Title = "After"
		e.store(s.ID, item)
		found := func(query string) int { return len(e.found(chalkline.Search{Words: query})) }
		e.ok(e.Reindex(e.ctx))
		e.same([]int{found("before"), found("after")}, []int{0, 1})
		e.ok(e.DeleteItem(e.ctx, item.ID))
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
