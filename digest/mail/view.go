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
	Subject   string
	Preheader string // what a list of messages shows after the subject
	Host      string
	Date      string
	Number    int
	Headline  string // "3 picks · 14 minutes"
	Alerts    []cardView
	Cards     []cardView
	Minutes   string
	Topics    string // URL
	Leave     string // URL
	Because   string // why the reader gets this
	Next      string
}

// cardView is a card in words.
type cardView struct {
	Title, URL string
	Card       string // URL of the evidence card
	Badge      badge
	Grade      string // "B Good"
	GradeWord  string
	Minutes    string
	Free       say.Free
	WhyLabel   string
	Why        string
	Score      string
	Study      string
	Quote      string
	NotFound   string
	Effect     string // how large, and whether that is likely inflated; or ""
	ForYou     string
	Outside    string          // the mark of what is outside the reader's usual, or ""
	Other      *say.OtherWords // what speaks against it; nil for none
	OtherURL   string
	Place      string
	Language   string
	Correction string // what has changed; for an alert
	Cautions   []string
	Also       []say.Also
	More       int
}

// badge is the shape that a grade's letter stands in. The letter and the word
// say it all; the colours, told apart also by the colour-blind, only help. White
// on each of them, and each on the paper, has a contrast of at least 4.5 to 1.
type badge struct{ Letter, Colour string }

func badgeOf(g chalkline.Grade) badge {
	colour := map[chalkline.Grade]string{
		chalkline.GradeA: "#1b5e38",
		chalkline.GradeB: "#1d5a8c",
		chalkline.GradeC: "#7a4d00",
		chalkline.GradeR: "#9b1c1c",
	}[g]
	if colour == "" {
		colour = "#5c574d"
	}
	return badge{Letter: say.Letter(g), Colour: colour}
}

// Lengths in runes that keep a mail within what mail programs show in full.
const (
	titleRunes  = 200
	reasonRunes = 400
)

// view puts the page into words.
func (p Page) view() digestView {
	zone, err := p.Reader.Schedule.Location()
	if err != nil {
		zone = time.UTC
	}
	v := digestView{
		Subject:   say.Line(p.Edition.Subject),
		Preheader: preheader(p.Alerts, p.Cards),
		Host:      hostName(p.Base),
		Date:      p.Edition.At.In(zone).Format("Monday 2 January 2006"),
		Number:    p.Edition.Number,
		Minutes:   minutes(p.Cards),
		Topics:    p.Base + "/topics",
		Leave:     p.Unsubscribe,
		Next:      "No further digest is planned.",
	}
	if v.Leave == "" {
		v.Leave = p.Base + "/settings"
	}
	if !p.Next.IsZero() {
		v.Next = "The next one comes on " + p.Next.In(zone).Format("Monday 2 January at 15:04") + " if there is something in it."
	}
	schedule := p.Reader.Schedule.String()
	v.Because = fmt.Sprintf("You get this because you asked Chalkline at %s for a digest, %s%s.", v.Host, strings.ToLower(schedule[:1]), schedule[1:])
	if p.Reader.Schedule.Every == chalkline.EveryWeek {
		v.Because = fmt.Sprintf("You get this because you asked Chalkline at %s for a digest on %s.", v.Host, schedule)
	}
	for _, c := range p.Alerts {
		a := p.card(c)
		a.Correction = say.Correction(c.Appraisal)
		v.Alerts = append(v.Alerts, a)
	}
	for _, c := range p.Cards {
		v.Cards = append(v.Cards, p.card(c))
	}
	v.Headline = headline(len(p.Alerts), len(p.Cards))
	return v
}

func headline(alerts, picks int) string {
	count := func(n int, one, many string) string {
		if n == 1 {
			return "1 " + one
		}
		return fmt.Sprintf("%d %s", n, many)
	}
	var parts []string
	if alerts > 0 {
		parts = append(parts, count(alerts, "correction", "corrections"))
	}
	if picks > 0 {
		parts = append(parts, count(picks, "pick", "picks"))
	}
	return strings.Join(parts, ", ")
}

func (p Page) card(c chalkline.Card) cardView {
	a := c.Appraisal
	quote, _ := say.Found(a)
	also, more := say.AlsoAt(c)
	v := cardView{
		Title:     chalkline.Cut(say.Title(c), titleRunes),
		URL:       say.Link(c.Item.URL),
		Card:      fmt.Sprintf("%s/items/%d", p.Base, c.Item.ID),
		Badge:     badgeOf(a.Grade),
		Grade:     say.GradeLabel(a),
		GradeWord: say.GradeWord(a),
		Minutes:   say.Minutes(c),
		Free:      say.FreeToRead(c),
		WhyLabel:  say.WhyLabel(a),
		Why:       chalkline.Cut(say.Why(a), reasonRunes),
		Score:     say.Score(a),
		Study:     say.Study(a),
		Quote:     quote,
		NotFound:  say.NotFound(a),
		Effect:    say.EffectNote(a),
		ForYou:    chalkline.Cut(say.ForYou(c), reasonRunes),
		Outside:   say.Outside(c),
		Place:     chalkline.Cut(say.Place(c), titleRunes),
		Language:  say.Line(c.Item.Language),
		Cautions:  say.Cautions(a),
		Also:      also,
		More:      more,
	}
	if v.URL == "" {
		v.URL = v.Card
	}
	if other, ok := say.OtherSide(c); ok {
		other.Title = chalkline.Cut(other.Title, titleRunes)
		v.Other, v.OtherURL = &other, fmt.Sprintf("%s/items/%d", p.Base, other.ItemID)
	}
	return v
}

// preheader is the finding of the strongest pick, or what was corrected.
func preheader(alerts, picks []chalkline.Card) string {
	var best *chalkline.Card
	for i := range picks {
		if best == nil || picks[i].Appraisal.Score > best.Appraisal.Score {
			best = &picks[i]
		}
	}
	text := ""
	switch {
	case best != nil:
		text = say.Why(best.Appraisal)
		if quote, ok := say.Found(best.Appraisal); ok {
			text = "“" + quote + "”"
		}
	case len(alerts) > 0:
		text = say.Correction(alerts[0].Appraisal)
	}
	return chalkline.Cut(text, 140)
}

// minutes is how long the picks take to read together.
func minutes(cards []chalkline.Card) string {
	sum, unknown := 0, false
	for _, c := range cards {
		unknown = unknown || c.Minutes == 0
		sum += c.Minutes
	}
	text := fmt.Sprintf("%d minutes", sum)
	switch {
	case sum == 0:
		return ""
	case sum == 1:
		text = "1 minute"
	}
	if unknown {
		return "At least " + text
	}
	return text
}
