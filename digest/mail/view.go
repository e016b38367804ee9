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
	Minutes    string
	CatchUp    string // what the digest after a break says of it, or ""
	Alerts     []cardView
	MoreAlerts string // how many corrections are not shown, or ""
	Archive    string // URL of the page with all of them
	Cards      []cardView
	Groups     []groupView
	MoreGroups string // how many groups are not shown, or ""
	GroupsURL  string
	Topics     string // URL
	Pause      string // URL
	Leave      string // URL
	Because    string // why the reader gets this
	Contact    *link  // of who runs the instance; nil for none
	Next       string
}

// link is an address and what it is called.
type link struct{ Label, URL string }

// view puts the page into words within limits.
func (p Page) view(most limits) digestView {
	zone, err := p.Reader.Schedule.Location()
	if err != nil {
		zone = time.UTC
	}
	v := digestView{
		Subject:   most.line(p.Edition.Subject),
		Lead:      p.lead(most),
		Date:      p.Edition.At.In(zone).Format("Monday 2 January 2006"),
		Number:    p.Edition.Number,
		Headline:  p.headline(),
		Minutes:   minutes(p.Cards),
		CatchUp:   catchUp(p.Edition.Away, most),
		Archive:   fmt.Sprintf("%s/digests/%d", p.Base, p.Edition.Number),
		GroupsURL: p.Base + "/groups",
		Topics:    p.Base + "/topics",
		Pause:     p.Base + "/settings#holidays",
		Leave:     p.Unsubscribe,
		Because:   because(p.Reader.Schedule, hostName(p.Base)),
		Contact:   contact(p.Contact),
		Next:      "No further digest is planned.",
	}
	if v.Leave == "" {
		v.Leave = p.Base + "/settings"
	}
	if !p.Next.IsZero() {
		v.Next = "The next one comes on " + p.Next.In(zone).Format("Monday 2 January at 15:04") + " if there is something in it."
	}
	for i, c := range p.Alerts {
		if i == most.alerts {
			v.MoreAlerts = counted(len(p.Alerts)-i, "more correction", "more corrections")
			break
		}
		a := p.card(c, most)
		a.Correction = say.Correction(c.Appraisal)
		v.Alerts = append(v.Alerts, a)
	}
	for _, c := range p.Cards {
		v.Cards = append(v.Cards, p.card(c, most))
	}
	for i, g := range p.Groups {
		if i == mostGroups {
			v.MoreGroups = counted(len(p.Groups)-i, "more group", "more groups")
			break
		}
		v.Groups = append(v.Groups, p.group(g, most))
	}
	return v
}

func (p Page) headline() string {
	var parts []string
	for _, part := range [...]struct {
		n         int
		one, many string
	}{{len(p.Alerts), "correction", "corrections"}, {len(p.Cards), "pick", "picks"}} {
		if part.n > 0 {
			parts = append(parts, counted(part.n, part.one, part.many))
		}
	}
	if n := len(p.Groups); n > 0 {
		parts = append(parts, "news from "+counted(n, "group", "groups"))
	}
	return say.Upper(strings.Join(parts, ", "))
}

func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// leadRunes is about what lists of messages show behind a subject.
const leadRunes = 160

// lead is what was corrected, else the finding of the strongest pick, else what
// the first group has. It stands at the head of both parts for all to see: a line
// that is hidden in the mail shows in some programs anyway.
func (p Page) lead(most limits) string {
	if len(p.Alerts) > 0 {
		c := p.Alerts[0]
		return "Correction: “" + chalkline.Cut(say.Title(c), min(leadRunes/2, most.title)) + "”. " + say.Correction(c.Appraisal)
	}
	if best := strongest(p.Cards); best != nil {
		text := say.Why(best.Appraisal)
		if quote, ok := say.Found(best.Appraisal); ok {
			text = "“" + chalkline.Cut(quote, min(leadRunes, most.text)) + "”"
		}
		if best.Appraisal.Grade == chalkline.GradeNone {
			return chalkline.Cut(say.Title(*best), min(leadRunes, most.title))
		}
		return "Strongest, " + say.GradeLabel(best.Appraisal) + ": " + chalkline.Cut(text, min(leadRunes, most.text)+2)
	}
	if len(p.Groups) > 0 {
		g := p.group(p.Groups[0], most)
		if len(g.Shared) > 0 {
			return g.Name + ": " + g.Shared[0].Title
		}
		return g.Name + ": " + g.Theme
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
func minutes(cards []chalkline.Card) string {
	sum, unknown := 0, false
	for _, c := range cards {
		unknown = unknown || c.Minutes == 0
		sum += c.Minutes
	}
	switch text := counted(sum, "minute", "minutes"); {
	case sum == 0:
		return ""
	case unknown:
		return "At least " + text
	default:
		return text
	}
}

// catchUp is what the first digest after a break says of it.
func catchUp(away chalkline.Break, most limits) string {
	if away.From == "" {
		return ""
	}
	name := ""
	if text := most.line(away.Name); text != "" {
		name = text + ", "
	}
	return "While you were away (" + name + away.String() + "): the best of what was picked for you in that time."
}

// because says why a reader gets the mail.
func because(s chalkline.Schedule, host string) string {
	when := ", " + s.String()
	if s.Every == chalkline.EveryWeek || s.Every == chalkline.EveryDays {
		when = " on " + s.String()
	}
	return fmt.Sprintf("You get this because you asked Chalkline at %s for a digest%s.", host, when)
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
