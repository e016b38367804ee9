package mail

import (
	"fmt"

	"chalkline"
	"chalkline/digest/say"
)

// groupView is what a group has to tell, in words.
type groupView struct {
	Name      string
	URL       string // of the group's page
	Month     string // of the theme, as "November 2026"
	Theme     string // its title; "" when there is no theme
	Text      string // only when the theme is new
	Questions []string
	Shared    []sharedView
	More      string // how many are not shown, as a sentence; or ""
}

// sharedView is an item that a group passes on, in short.
type sharedView struct {
	Title, URL string
	Short      string
	Card       string // URL of the evidence card
	Grade      string
	Red        string
	By         string // "Put forward by Ada"
	Note       string
	Language   string
}

// mostGroups is of how many groups a mail has news; the rest is counted.
const mostGroups = 5

// nameRunes is how much of a name is shown.
const nameRunes = 80

// group puts a group's news into words within limits.
func (p Page) group(g chalkline.GroupNews, most limits) groupView {
	in := p.locale()
	v := groupView{
		Name: chalkline.Cut(say.Line(g.Group.Name), min(nameRunes, most.title)),
		URL:  fmt.Sprintf("%s/groups/%d", p.Base, g.Group.ID),
	}
	if v.Name == "" {
		v.Name = in.T("Your group")
	}
	if t := g.Theme; t != nil {
		v.Month, v.Theme = t.Month.Text().In(in), chalkline.Cut(say.Line(t.Title), most.title)
		if g.Fresh {
			v.Text = most.line(t.Text)
		}
		for _, q := range t.Questions[:min(len(t.Questions), chalkline.MostQuestions)] {
			v.Questions = append(v.Questions, chalkline.Cut(say.Line(q), most.title))
		}
	}
	for i, s := range g.Shared {
		if i == most.shared {
			v.More = in.T("and %d more on the group's page.", len(g.Shared)-i)
			break
		}
		v.Shared = append(v.Shared, p.shared(s, most))
	}
	return v
}

// waiting is what waits for the reader to decide, and the address at which they do.
func (p Page) waiting(most limits) (words chalkline.Text, url string) {
	n := 0
	for _, w := range p.Waiting {
		n += w.Waiting
	}
	switch len(p.Waiting) {
	case 0:
		return chalkline.Text{}, ""
	case 1:
		g := p.Waiting[0].Group
		return chalkline.Counted(n, "%s item put forward in %s waits for you to decide.", "%s items put forward in %s wait for you to decide.",
			chalkline.Cut(say.Line(g.Name), min(nameRunes, most.title))), fmt.Sprintf("%s/groups/%d", p.Base, g.ID)
	}
	return chalkline.Counted(n, "%s item put forward in your groups waits for you to decide.", "%s items put forward in your groups wait for you to decide."),
		p.Base + "/groups"
}

func (p Page) shared(s chalkline.SharedCard, most limits) sharedView {
	c, in := s.Card, p.locale()
	v := sharedView{
		Title:    chalkline.Cut(say.Title(c).In(in), most.title),
		Short:    chalkline.Cut(say.Title(c).In(in), min(shortTitle, most.title)),
		URL:      most.link(c.Item.URL),
		Card:     p.cardURL(c.Item.ID),
		Grade:    say.GradeLabel(c.Appraisal).In(in),
		Red:      say.Alert(c.Appraisal).In(in),
		By:       in.T("Put forward by a member"),
		Note:     most.line(s.Share.Note),
		Language: foreign(c.Item.Language, in),
	}
	if v.URL == "" {
		v.URL = v.Card
	}
	if name := chalkline.Cut(say.Line(s.Share.ByName), min(nameRunes, most.title)); name != "" {
		v.By = in.T("Put forward by %s", name)
	}
	return v
}
