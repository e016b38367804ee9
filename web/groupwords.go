package web

import "chalkline"

// groupFuncs are what the templates of groups may call.
func groupFuncs() map[string]any {
	return map[string]any{
		"head": func(in inGroup, tab string) groupHead { return groupHead{inGroup: in, Tab: tab} },
		"field": func(field, label, note, kind string, rows int, value string, problem chalkline.Text) formField {
			return formField{Field: field, Label: label, Note: note, Kind: kind, Rows: rows, Value: value, Problem: problem}
		},
		"rows": func(path string, themes []chalkline.Theme) themeRows { return themeRows{path, themes} },
		"foot": func(a answerView, curator bool) answerFoot { return answerFoot{a, curator} },
		"ask":  newAnswerForm,
		"raw":  func(m chalkline.Month) string { return string(m) },
	}
}

// groupHead is what stands above every page of a group.
type groupHead struct {
	inGroup

	Tab string // the page it stands on; "" for the group's own
}

// Top says whether the group's name heads the page.
func (h groupHead) Top() bool { return h.Tab == "" }

// groupTab is a page of a group among its others.
type groupTab struct {
	Name  string
	Label chalkline.Text
	Path  string

	Waiting int // shares to decide on there
}

// Tabs are the pages of a group that a member may open.
func (h groupHead) Tabs() []groupTab {
	tabs := []groupTab{
		{"", chalkline.Textf("Group"), h.Path(), h.Waiting},
		{"themes", chalkline.Textf("Themes"), h.Path() + "/themes", 0},
		{"rota", chalkline.Textf("Rota"), h.Path() + "/rota", 0},
		{"people", chalkline.Textf("People"), h.Path() + "/people", 0},
	}
	if h.Curator() {
		tabs = append(tabs, groupTab{"settings", chalkline.Textf("Settings"), h.Path() + "/settings", 0})
	}
	return tabs
}

// formField is a field with its label and what is wrong with it.
type formField struct {
	Field, Label, Note string
	Kind               string // of the input; "" for a field of several lines
	Rows               int    // of a field of several lines; 0 for an input
	Value              string
	Problem            chalkline.Text
}

type themeRows struct {
	Path   string
	Themes []chalkline.Theme
}

type answerFoot struct {
	Answer  answerView
	Curator bool
}

// answerForm is the form under a question.
type answerForm struct {
	Theme   *themeView
	Number  int
	Asked   string // the question; "" for a note on the theme
	Label   string
	Typed   string
	Problem chalkline.Text
	Open    bool
}

func newAnswerForm(t *themeView, number int, asked, label string) answerForm {
	f := answerForm{Theme: t, Number: number, Asked: asked, Label: label}
	if t.Asked == number {
		f.Typed, f.Problem, f.Open = t.Typed, t.Problem, true
	}
	return f
}
