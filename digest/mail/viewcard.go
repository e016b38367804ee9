package mail

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"chalkline"
	"chalkline/digest/say"
)

// cardView is a card in words.
type cardView struct {
	Title, URL string
	Short      string // the beginning of the title, to tell links apart by
	Card       string // URL of the evidence card
	Badge      badge
	Grade      string // "B Good"
	GradeWord  string
	Red        string // that it fell, or is in doubt; ""
	Minutes    string
	Free       string // that it costs nothing to read, or ""
	FreeURL    string // of the open copy; "" when it is at URL
	Study      *link  // the study that a second-hand piece speaks of; nil for none
	WhyLabel   string
	Why        string
	Score      string
	How        string // how it was found out and on whom
	Quote      string
	NotFound   string
	Effect     string // how large, and whether that is likely inflated; or ""
	ForYou     string
	Outside    string     // the mark of what is outside the reader's usual, or ""
	Other      *otherView // what speaks against it; nil for none
	Place      string
	Language   string // of title and quote; "" when it is that of the mail or not known
	Correction string // what has changed; for an alert
	Cautions   []string
	Also       []link
	More       string // how many places are left out, or ""
	Words      []link // by which the reader says what they think of it
}

// otherView is what speaks against a card.
type otherView struct{ Title, Grade, Found, URL string }

// badge is the shape that a grade's letter stands in. The letter and the word
// say it all; the colours, told apart also by the colour-blind, only help. White
// on each of them, and each on the paper, has a contrast of at least 4.5 to 1. In
// the dark the class has other colours.
type badge struct{ Letter, Colour, Class string }

func badgeOf(g chalkline.Grade) badge {
	b := map[chalkline.Grade]badge{
		chalkline.GradeA: {Colour: "#14633f", Class: "grade-a"},
		chalkline.GradeB: {Colour: "#17597e", Class: "grade-b"},
		chalkline.GradeC: {Colour: "#7a5200", Class: "grade-c"},
		chalkline.GradeD: {Colour: "#7d3f63", Class: "grade-d"},
		chalkline.GradeR: {Colour: "#a3161c", Class: "grade-r"},
	}[g]
	if b.Colour == "" {
		b = badge{Colour: "#59625d", Class: "grade-e"}
	}
	b.Letter = say.Letter(g)
	return b
}

// limits are how long texts may be in runes and addresses in bytes, and how much
// there may be of what has no bound of its own.
type limits struct {
	title, text, url int
	shared           int // items of one group
	alerts           int
}

// fullLimits are enough for all that is not hostile; leastText still tells what a
// text is about.
var fullLimits = limits{title: 200, text: 400, url: 2000, shared: 5, alerts: 20}

const leastText = 32

// shorter has two thirds of the length for texts, and less of the rest in
// proportion. Titles are shortened when texts are no longer than they.
func (l limits) shorter() limits {
	text := max(leastText, l.text*2/3)
	part := func(full int) int { return max(1, full*text/fullLimits.text) }
	return limits{title: min(l.title, text), text: text, url: part(fullLimits.url), shared: part(fullLimits.shared), alerts: part(fullLimits.alerts)}
}

// line is text on one line of at most the length for texts.
func (l limits) line(text string) string { return chalkline.Cut(say.Line(text), l.text) }

// link is url, or "" when it is none or too long to be put into a mail.
func (l limits) link(url string) string {
	if url = say.Link(url); len(url) <= l.url {
		return url
	}
	return ""
}

// shortTitle is how much of a title tells a link from another of the same words.
const shortTitle = 60

// mostCautions is how many cautions are shown; the rest is counted.
const mostCautions = 4

// wordLinks are the links by which a reader says what they think.
var wordLinks = [...]struct {
	kind  chalkline.FeedbackKind
	label chalkline.Text
}{
	{chalkline.FeedbackUseful, chalkline.Textf("Useful")},
	{chalkline.FeedbackNotForMe, chalkline.Textf("Not for me")},
	{chalkline.FeedbackSaved, chalkline.Textf("Save")},
}

// column is how wide the longest of those links is, with its colon.
func column(in *say.Locale) int {
	widest := 0
	for _, w := range wordLinks {
		widest = max(widest, utf8.RuneCountInString(w.label.In(in))+len(":"))
	}
	return widest
}

// card puts a card into words within limits.
func (p Page) card(c chalkline.Card, most limits) cardView {
	a, in := c.Appraisal, p.locale()
	cut := func(text chalkline.Text, limit int) string { return chalkline.Cut(text.In(in), limit) }
	quote, _ := say.Found(a)
	v := cardView{
		Title:     cut(say.Title(c), most.title),
		Short:     cut(say.Title(c), min(shortTitle, most.title)),
		URL:       most.link(c.Item.URL),
		Card:      p.cardURL(c.Item.ID),
		Badge:     badgeOf(a.Grade),
		Grade:     say.GradeLabel(a).In(in),
		GradeWord: say.GradeWord(a).In(in),
		Red:       say.Alert(a).In(in),
		Minutes:   say.Minutes(c).In(in),
		WhyLabel:  say.WhyLabel(a).In(in),
		Why:       cut(say.Why(a), most.text),
		Score:     say.Score(a),
		How:       cut(say.Study(a), most.text),
		Quote:     chalkline.Cut(quote, most.text),
		NotFound:  say.NotFound(a).In(in),
		Effect:    cut(say.EffectNote(a), most.text),
		ForYou:    cut(say.ForYou(c), most.text),
		Outside:   say.Outside(c).In(in),
		Place:     cut(say.Place(c), most.title),
		Language:  foreign(c.Item.Language, in),
		Cautions:  cautions(a, most, in),
	}
	if v.URL == "" {
		v.URL = v.Card
	}
	if free := say.FreeToRead(c); len(free.URL) <= most.url {
		v.Free, v.FreeURL = free.Words.In(in), free.URL
	}
	if study, ok := p.Studies[c.Item.ID]; ok {
		if address := most.link(study.URL); address != "" {
			label := study.Text
			if study.Detail != "" {
				label += " (" + study.Detail + ")"
			}
			v.Study = &link{Label: chalkline.Cut(say.Line(label), most.title), URL: address}
		}
	}
	if other, ok := say.OtherSide(c); ok {
		v.Other = &otherView{cut(other.Title, most.title), other.Grade.In(in), other.Found.In(in), p.cardURL(other.ItemID)}
	}
	also, more := say.AlsoAt(c)
	for _, at := range also {
		v.Also = append(v.Also, link{Label: cut(at.Label, most.title), URL: most.link(at.URL)})
	}
	if more > 0 {
		v.More = in.T("and %d more", more)
	}
	token := WordToken(p.Key, p.Reader.ID, c.Item.ID, p.Edition.At)
	for _, w := range wordLinks {
		v.Words = append(v.Words, link{Label: w.label.In(in), URL: p.Base + "/word/" + token + "/" + string(w.kind)})
	}
	return v
}

// cardURL is the page of an item's evidence card.
func (p Page) cardURL(id chalkline.ItemID) string { return fmt.Sprintf("%s/items/%d", p.Base, id) }

func cautions(a chalkline.Appraisal, most limits, in *say.Locale) []string {
	texts := say.Cautions(a)
	if more := len(texts) - mostCautions; more > 0 {
		texts = append(texts[:mostCautions:mostCautions], chalkline.Counted(more, "%s more is on the evidence card.", "%s more are on the evidence card."))
	}
	lines := make([]string, 0, len(texts))
	for _, text := range texts {
		lines = append(lines, chalkline.Cut(text.In(in), most.text))
	}
	return lines
}

// foreign is a language's code as lang takes it, or "" for the language of the
// mail, and for what is no code.
func foreign(code string, in *say.Locale) string {
	code = strings.ToLower(code)
	if utf8.RuneCountInString(code) < 2 || len(code) > 8 || code == in.Tag ||
		strings.ContainsFunc(code, func(r rune) bool { return r > unicode.MaxASCII || !unicode.IsLetter(r) && r != '-' }) {
		return ""
	}
	return code
}
