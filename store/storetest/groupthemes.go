package storetest

import (
	"fmt"
	"time"

	"chalkline"
)

// theme stores a theme with questions.
func (e *env) theme(group chalkline.GroupID, month chalkline.Month, questions ...string) chalkline.Theme {
	e.Helper()
	t := chalkline.Theme{GroupID: group, Month: month, Title: "Theme of " + string(month), Text: "Some text.", Questions: questions}
	e.ok(e.SaveTheme(e.ctx, &t, nil))
	return t
}

func (e *env) answer(m chalkline.Member, theme chalkline.ThemeID, question int) chalkline.Answer {
	e.Helper()
	a := chalkline.Answer{ThemeID: theme, Question: question, By: m.ReaderID, Text: fmt.Sprintf("On %d.", question)}
	e.ok(e.AddAnswer(e.ctx, m.GroupID, &a, ""))
	return a
}

var themeTests = []test{
	{"a theme is kept whole, one a month, the newest month first", func(e *env) {
		g, _ := e.group(0)
		old, now := e.theme(g.ID, "2026-02", "Why?"), e.theme(g.ID, "2026-03", "What?", "How?")
		e.same(must[[]chalkline.Theme](e)(e.Themes(e.ctx, g.ID)), []chalkline.Theme{now, old})
		e.same(must[chalkline.Theme](e)(e.ThemeOf(e.ctx, g.ID, "2026-02")), old)
		e.code(chalkline.CodeConflict, e.SaveTheme(e.ctx, &chalkline.Theme{GroupID: g.ID, Month: "2026-03", Title: "Another"}, nil))
		old.Month = "2026-03"
		e.code(chalkline.CodeConflict, e.SaveTheme(e.ctx, &old, nil))
	}},
	{"a theme is deleted with what stands under it, as it was when seen", func(e *env) {
		g, members := e.group(1)
		other, _ := e.group(0)
		kept, t := e.theme(g.ID, "2026-02"), e.theme(g.ID, "2026-03", "Why?")
		e.answer(members[1], kept.ID, 0)
		before := t
		e.ok(e.SaveTheme(e.ctx, &t, []int{1}))
		e.answer(members[1], t.ID, 1)
		e.answer(members[0], t.ID, 0)
		elsewhere := t
		elsewhere.GroupID = other.ID
		e.code(chalkline.CodeNotFound, e.DeleteTheme(e.ctx, elsewhere, 2))
		e.code(chalkline.CodeConflict, e.DeleteTheme(e.ctx, before, 2))
		e.code(chalkline.CodeConflict, e.DeleteTheme(e.ctx, t, 1))
		e.ok(e.DeleteTheme(e.ctx, t, 2))
		e.code(chalkline.CodeNotFound, e.DeleteTheme(e.ctx, t, 2))
		e.same(must[[]chalkline.Theme](e)(e.Themes(e.ctx, g.ID)), []chalkline.Theme{kept})
		e.same(len(must[[]chalkline.Answer](e)(e.Answers(e.ctx, members[0], t.ID))), 0)
		e.same(len(must[[]chalkline.Answer](e)(e.Answers(e.ctx, members[0], kept.ID))), 1)
		e.theme(g.ID, "2026-03")
	}},
	{"no answer is lost that comes while its theme is deleted", func(e *env) {
		g, members := e.group(1)
		for range 5 {
			t := e.theme(g.ID, "2026-03")
			first := true
			e.same(race(e, 2, func() (bool, error) {
				e.mu.Lock()
				answers := first
				first = false
				e.mu.Unlock()
				var err error
				if answers {
					err = e.AddAnswer(e.ctx, g.ID, &chalkline.Answer{ThemeID: t.ID, By: members[1].ReaderID, Text: "So."}, "")
				} else {
					err = e.DeleteTheme(e.ctx, t, 0)
				}
				if code := chalkline.ErrorCode(err); code == chalkline.CodeConflict || code == chalkline.CodeNotFound {
					return false, nil
				}
				return true, err
			}), 1)
			if answers := must[[]chalkline.Answer](e)(e.Answers(e.ctx, members[0], t.ID)); len(answers) > 0 {
				e.ok(e.DeleteTheme(e.ctx, t, 1))
			}
		}
	}},
	{"who changes an older state of a theme is told", func(e *env) {
		g, _ := e.group(0)
		t := e.theme(g.ID, "2026-03")
		seen := t
		e.ok(e.SaveTheme(e.ctx, &t, nil))
		if !t.At.After(seen.At) {
			e.Errorf("a changed theme is of %v, as before", t.At)
		}
		e.code(chalkline.CodeConflict, e.SaveTheme(e.ctx, &seen, nil))
	}},
	{"answers stay with their questions when these move", func(e *env) {
		g, members := e.group(1)
		t := e.theme(g.ID, "2026-03", "A?", "B?", "C?")
		for q := range 4 {
			e.answer(members[1], t.ID, q)
		}
		t.Questions = []string{"C, please?", "New?", "A?"}
		e.ok(e.SaveTheme(e.ctx, &t, []int{3, 0, 1}))
		got := map[string]int{}
		for _, a := range must[[]chalkline.Answer](e)(e.Answers(e.ctx, members[0], t.ID)) {
			got[a.Text] = a.Question
		}
		e.same(got, map[string]int{"On 0.": 0, "On 1.": 3, "On 2.": 0, "On 3.": 1})
	}},
	{"an answer goes to the question that was seen, wherever that stands by now", func(e *env) {
		g, members := e.group(1)
		t := e.theme(g.ID, "2026-03", "A?", "B?")
		t.Questions = []string{"B?", "C?"}
		e.ok(e.SaveTheme(e.ctx, &t, []int{2, 0}))
		answer := func(question int, asked string) (int, error) {
			a := chalkline.Answer{ThemeID: t.ID, Question: question, By: members[1].ReaderID, Text: "So."}
			err := e.AddAnswer(e.ctx, g.ID, &a, asked)
			return a.Question, err
		}
		e.same(must[int](e)(answer(2, "B?")), 1)
		e.same(must[int](e)(answer(2, "C?")), 2)
		e.same(must[int](e)(answer(0, "")), 0)
		_, err := answer(1, "A?")
		e.code(chalkline.CodeConflict, err)
	}},
	{"members change and delete their own answers, curators hide", func(e *env) {
		g, members := e.group(2)
		t := e.theme(g.ID, "2026-03", "Why?")
		a := e.answer(members[1], t.ID, 1)
		e.same(must[chalkline.Answer](e)(e.Answer(e.ctx, members[1], a.ID)), a)
		_, err := e.Answer(e.ctx, members[0], a.ID)
		e.code(chalkline.CodeNotFound, err)
		e.code(chalkline.CodeNotFound, e.ChangeAnswer(e.ctx, members[2], a.ID, "Not mine."))
		e.code(chalkline.CodeNotFound, e.DeleteAnswer(e.ctx, members[0], a.ID))
		a.Changed, a.Text = e.pass(time.Minute), "Better."
		e.ok(e.ChangeAnswer(e.ctx, members[1], a.ID, "Better."))
		seen := func(m chalkline.Member) []chalkline.Answer {
			return must[[]chalkline.Answer](e)(e.Answers(e.ctx, m, t.ID))
		}
		e.same(seen(members[2]), []chalkline.Answer{a})
		e.ok(e.HideAnswer(e.ctx, g.ID, a.ID, true))
		a.Hidden = true
		e.same(seen(members[0]), []chalkline.Answer{a})
		e.same(seen(members[1]), []chalkline.Answer{a})
		e.same(seen(members[2]), nil)
		e.ok(e.HideAnswer(e.ctx, g.ID, a.ID, false))
		e.ok(e.DeleteAnswer(e.ctx, members[1], a.ID))
		e.same(seen(members[0]), nil)
		e.code(chalkline.CodeConflict, e.AddAnswer(e.ctx, g.ID, &chalkline.Answer{ThemeID: t.ID, Question: 2, By: members[1].ReaderID}, ""))
	}},
}
