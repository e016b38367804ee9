package mail

import (
	"fmt"
	"strings"
	"time"

	"chalkline"
	"chalkline/digest/say"
)

// digestView is what both templates of the digest read.
type digestView struct {
	Subject    string
	Lead       string // the first line, which a list of messages shows after the subject
	Date       string
	Number     int
	Headline   string // "3 picks, news from 1 group"
	Minutes    string // to read the picks, as a sentence without its stop; or ""
	CatchUp    string // what the digest after a break says of it, or ""
	Alerts     []cardView
	MoreAlerts string // how many corrections are not shown, or ""
	Archive    string // URL of the page with all of them
	Cards      []cardView
	Groups     []groupView
	MoreGroups string // how many groups are not shown, or ""
	GroupsURL  string
	Waiting    string // what waits for the reader to decide, as a sentence; or ""
	DecideURL  string
	Topics     string // URL
	Pause      string // URL
	Leave      string // URL
	Because    string // why the reader gets this
	Contact    *link  // of who runs the instance; nil for none
	Next       string
	Column     int // how wide the words of links to say something are in the text part
}

// link is an address and what it is called.
type link struct{ Label, URL string }

// view puts the page into words within limits.
func (p Page) view(most limits) digestView {
	zone, err := p.Reader.Schedule.Location()
	if err != nil {
		zone = time.UTC
	}
	in := p.locale()
	v := digestView{
		Subject:   most.line(p.Edition.Subject.In(in)),
		Lead:      p.lead(most),
		Date:      say.Upper(in.Moment(chalkline.Moment{At: p.Edition.At.In(zone), Layout: "Monday 2 January 2006"})),
		Number:    p.Edition.Number,
		Headline:  p.headline().In(in),
		Minutes:   minutes(p.Cards).In(in),
		CatchUp:   catchUp(p.Edition.Away, most).In(in),
		Archive:   fmt.Sprintf("%s/digests/%d", p.Base, p.Edition.Number),
		GroupsURL: p.Base + "/groups",
		Topics:    p.Base + "/topics",
		Pause:     p.Base + "/settings#holidays",
		Leave:     p.Unsubscribe,
		Because:   because(p.Reader.Schedule, hostName(p.Base)).In(in),
		Contact:   contact(p.Contact),
		Next:      in.T("No further digest is planned."),
		Column:    column(in),
	}
	if v.Leave == "" {
		v.Leave = p.Base + "/settings"
	}
	if !p.Next.IsZero() {
		v.Next = in.T("The next one comes on %s if there is something in it.", chalkline.Moment{At: p.Next.In(zone), Layout: "Monday 2 January at 15:04"})
	}
	waiting, where := p.waiting(most)
	v.Waiting, v.DecideURL = waiting.In(in), where
	for i, c := range p.Alerts {
		if i == most.alerts {
			v.MoreAlerts = chalkline.Counted(len(p.Alerts)-i, "%s more correction", "%s more corrections").In(in)
			break
		}
		a := p.card(c, most)
		a.Correction = say.Correction(c.Appraisal).In(in)
		v.Alerts = append(v.Alerts, a)
	}
	for _, c := range p.Cards {
		v.Cards = append(v.Cards, p.card(c, most))
	}
	for i, g := range p.Groups {
		if i == mostGroups {
			v.MoreGroups = chalkline.Counted(len(p.Groups)-i, "%s more group", "%s more groups").In(in)
			break
		}
		v.Groups = append(v.Groups, p.group(g, most))
	}
	return v
}

func (p Page) headline() chalkline.Text {
	var corrections, picks, groups chalkline.Text
	if n := len(p.Alerts); n > 0 {
		corrections = chalkline.Counted(n, "%s correction", "%s corrections")
	}
	if n := len(p.Cards); n > 0 {
		picks = chalkline.Counted(n, "%s pick", "%s picks")
	}
	if n := len(p.Groups); n > 0 {
		groups = chalkline.Counted(n, "news from %s group", "news from %s groups")
	}
	return chalkline.Joined(", ", corrections, picks, groups).Upper()
}

// leadRunes is about what lists of messages show behind a subject.
const leadRunes = 160

// lead is what was corrected, else the finding of the strongest pick, else what
// the first group has. It stands at the head of both parts for all to see: a line
// that is hidden in the mail shows in some programs anyway.
func (p Page) lead(most limits) string {
	in := p.locale()
	if len(p.Alerts) > 0 {
		c := p.Alerts[0]
		return in.T("Correction: “%s”. %s", chalkline.Cut(say.Title(c).In(in), min(leadRunes/2, most.title)), say.Correction(c.Appraisal))
	}
	if best := strongest(p.Cards); best != nil {
		if best.Appraisal.Grade == chalkline.GradeNone {
			return chalkline.Cut(say.Title(*best).In(in), min(leadRunes, most.title))
		}
		text := say.Why(best.Appraisal).In(in)
		if quote, ok := say.Found(best.Appraisal); ok {
			text = say.Quoted(chalkline.Cut(quote, min(leadRunes, most.text))).In(in)
		}
		return in.T("Strongest, %s: %s", say.GradeLabel(best.Appraisal), chalkline.Cut(text, min(leadRunes, most.text)+2))
	}
	if len(p.Groups) > 0 {
		g := p.group(p.Groups[0], most)
		if len(g.Shared) > 0 {
			return in.T("%s: %s", g.Name, g.Shared[0].Title)
		}
		return in.T("%s: %s", g.Name, g.Theme)
	}
	return ""
}

// strongest is the card with the highest score that still stands, the first of
// equal ones; nil when there is none.
func strongest(cards []chalkline.Card) *chalkline.Card {
	var best *chalkline.Card
	for i, c := range cards {
		if c.Appraisal.Grade != chalkline.GradeR && (best == nil || c.Appraisal.Score > best.Appraisal.Score) {
			best = &cards[i]
		}
	}
	return best
}

// minutes is how long the picks take to read together.
func minutes(cards []chalkline.Card) chalkline.Text {
	sum, unknown := 0, false
	for _, c := range cards {
		unknown = unknown || c.Minutes == 0
		sum += c.Minutes
	}
	switch {
	case sum == 0:
		return chalkline.Text{}
	case unknown:
		return chalkline.Counted(sum, "At least %s minute", "At least %s minutes")
	}
	return chalkline.Counted(sum, "%s minute", "%s minutes")
}

// catchUp is what the first digest after a break says of it.
func catchUp(away chalkline.Break, most limits) chalkline.Text {
	if away.From == "" {
		return chalkline.Text{}
	}
	when := away.Text()
	if name := most.line(away.Name); name != "" {
		when = chalkline.Textf("%s, %s", name, when)
	}
	return chalkline.Textf("While you were away (%s): the best of what was picked for you in that time.", when)
}

// because says why a reader gets the mail.
func because(s chalkline.Schedule, host string) chalkline.Text {
	if s.Every == chalkline.EveryWeek || s.Every == chalkline.EveryDays {
		return chalkline.Textf("You get this because you asked Chalkline at %s for a digest on %s.", host, s.Text())
	}
	return chalkline.Textf("You get this because you asked Chalkline at %s for a digest, %s.", host, s.Text())
}

// contact is the address at which whoever runs the instance is reached; nil when
// it is neither a mail address nor a URL.
func contact(text string) *link {
	if address, err := chalkline.NormalEmail(strings.TrimPrefix(text, "mailto:")); err == nil {
		return &link{Label: address, URL: "mailto:" + address}
	}
	if address := say.Link(text); address != "" {
		return &link{Label: address, URL: address}
	}
	return nil
}
