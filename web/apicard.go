package web

import (
	"time"

	"chalkline"
	"chalkline/digest/say"
)

// cardJSON is a card as the API has it: the words of the pages, and what a program
// needs to work with them.
type cardJSON struct {
	Item      chalkline.ItemID         `json:"item"`
	Title     string                   `json:"title"`
	URL       string                   `json:"url"`      // of the piece; "" when it has none
	Evidence  string                   `json:"evidence"` // of its evidence card
	DOI       string                   `json:"doi"`
	ERIC      string                   `json:"eric"`
	Authors   []string                 `json:"authors"`
	Venue     string                   `json:"venue"`
	Language  string                   `json:"language"`
	Date      time.Time                `json:"date"`
	Source    sourceJSON               `json:"source"`
	Minutes   *int                     `json:"minutes"` // null when not known
	Free      string                   `json:"free"`    // of a copy that is free to read; "" when none is known
	Grade     gradeJSON                `json:"grade"`
	Found     string                   `json:"found"` // the sentence that states the main result; "" when there is none
	Cautions  []string                 `json:"cautions"`
	Topics    []topicJSON              `json:"topics"`
	AlsoAt    []placeJSON              `json:"also_at"`
	OtherSide *otherJSON               `json:"other_side"`
	Feedback  []chalkline.FeedbackKind `json:"feedback"`
	Pick      *pickJSON                `json:"pick"` // null when it was not picked for the reader
}

type sourceJSON struct {
	ID   chalkline.SourceID `json:"id"`
	Name string             `json:"name"`
}

// gradeJSON is the judgement of an item in short.
type gradeJSON struct {
	Letter     chalkline.Grade  `json:"letter"` // A to E, R; "" when it is not graded
	Word       string           `json:"word"`
	Score      int              `json:"score"`
	Margin     int              `json:"margin"`
	Reason     string           `json:"reason"`
	Kind       chalkline.Kind   `json:"kind"`
	Design     chalkline.Design `json:"design"`
	SecondHand bool             `json:"second_hand"`
	Alert      string           `json:"alert"` // that it no longer stands; "" while it does
}

func newGradeJSON(in *say.Locale, a chalkline.Appraisal) gradeJSON {
	return gradeJSON{
		Letter: a.Grade, Word: say.GradeWord(a).In(in), Score: a.Score, Margin: a.Margin, Reason: say.Why(a).In(in), Kind: a.Kind, Design: a.Design,
		SecondHand: a.SecondHand, Alert: say.Alert(a).In(in),
	}
}

type topicJSON struct {
	ID     chalkline.TopicID `json:"id"`
	Label  string            `json:"label"`
	Weight float64           `json:"weight"`
}

type placeJSON struct {
	Source string `json:"source"`
	URL    string `json:"url"`
}

type otherJSON struct {
	Item  chalkline.ItemID `json:"item"`
	Title string           `json:"title"`
	Found string           `json:"found"`
}

// pickJSON is why and when an item was picked.
type pickJSON struct {
	At      time.Time  `json:"at"`
	Score   float64    `json:"score"`
	Reason  string     `json:"reason"`
	Parts   []partJSON `json:"parts"`
	Outside bool       `json:"outside"` // of what the reader usually gets
	Revised *time.Time `json:"revised"`
}

// partJSON is a part of a pick's score.
type partJSON struct {
	Name  chalkline.PartName `json:"name"`
	Value float64            `json:"value"`
	Why   string             `json:"why"`
}

func newPickJSON(in *say.Locale, p chalkline.Pick) *pickJSON {
	v := &pickJSON{At: p.At, Score: p.Score, Reason: p.Reason.In(in), Parts: []partJSON{}, Outside: p.Outside, Revised: apiTime(p.Revised)}
	for _, part := range p.Parts {
		v.Parts = append(v.Parts, partJSON{part.Name, part.Value, part.Why.In(in)})
	}
	return v
}

// newCardJSON is a card as the API has it, in a language.
func (s *server) newCardJSON(in *say.Locale, c chalkline.Card) cardJSON {
	v := cardJSON{
		Item: c.Item.ID, Title: say.Title(c).In(in), URL: say.Link(c.Item.URL), Evidence: s.Base + itemPath(c.Item.ID), DOI: c.Item.DOI, ERIC: c.Item.ERIC,
		Authors: some(c.Item.Authors), Venue: c.Item.Venue, Language: c.Item.Language, Date: c.Item.Date(),
		Source: sourceJSON{c.Source.ID, c.Source.Name}, Free: say.Link(c.Open), Grade: newGradeJSON(in, c.Appraisal), Cautions: textsIn(in, say.Cautions(c.Appraisal)),
		Topics: []topicJSON{}, AlsoAt: []placeJSON{}, Feedback: some(c.Feedback),
	}
	if c.Appraisal.Grade == chalkline.GradeR {
		v.Free = "" // copies of what was retracted seldom say so
	}
	if c.Minutes > 0 {
		v.Minutes = &c.Minutes
	}
	v.Found, _ = say.Found(c.Appraisal)
	for _, m := range c.Topics {
		v.Topics = append(v.Topics, topicJSON{m.Topic, in.T(s.topicLabel(m.Topic)), m.Weight})
	}
	for _, at := range c.AlsoAt {
		v.AlsoAt = append(v.AlsoAt, placeJSON{at.Source, say.Link(at.URL)})
	}
	if other, ok := say.OtherSide(c); ok {
		v.OtherSide = &otherJSON{other.ItemID, other.Title.In(in), other.Found.In(in)}
	}
	if p := c.Pick; p.ID != 0 {
		v.Pick = newPickJSON(in, p)
	}
	return v
}

// cardJSONIn is newCardJSON for a language.
func (s *server) cardJSONIn(in *say.Locale) func(chalkline.Card) cardJSON {
	return func(c chalkline.Card) cardJSON { return s.newCardJSON(in, c) }
}

// evidenceJSON is an evidence card.
type evidenceJSON struct {
	Item        chalkline.ItemID   `json:"item"`
	Grade       gradeJSON          `json:"grade"`
	Probability float64            `json:"probability"` // of the design
	Tier        int                `json:"tier"`
	TierWhy     string             `json:"tier_why"`
	Setting     string             `json:"setting"` // on whom it was tested, for the reader's class
	Notice      string             `json:"notice"`  // when and by which notice it fell
	Signals     []chalkline.Signal `json:"signals"`
	Cautions    []cautionJSON      `json:"cautions"`
	Effects     []chalkline.Effect `json:"effects"`
	Raise       []string           `json:"raise"` // what would raise the grade
	Lower       []string           `json:"lower"`
	Works       []workJSON         `json:"works"`
	Edits       []editJSON         `json:"edits"`
	Model       int                `json:"model"`
	At          *time.Time         `json:"at"`
}

// cautionJSON is a warning that stands beside the grade.
type cautionJSON struct {
	Name  string `json:"name"`
	Text  string `json:"text"`
	Quote string `json:"quote,omitempty"`
}

// workJSON is a work that the item points to.
type workJSON struct {
	Text      string          `json:"text"`
	Detail    string          `json:"detail"`
	URL       string          `json:"url"`
	Judged    bool            `json:"judged"`
	Grade     chalkline.Grade `json:"grade"`
	Retracted bool            `json:"retracted"`
}

// editJSON is a change of the item since it was first seen.
type editJSON struct {
	At     time.Time `json:"at"`
	Field  string    `json:"field"`
	Before string    `json:"before"`
	After  string    `json:"after"`
}

// newEvidenceJSON puts an appraised item into an evidence card, in a language.
func newEvidenceJSON(in *say.Locale, item chalkline.ItemID, a chalkline.Appraisal, sheet say.Sheet) evidenceJSON {
	v := evidenceJSON{
		Item: item, Grade: newGradeJSON(in, a), Probability: a.Probability, Tier: a.Tier, TierWhy: a.TierWhy.In(in), Setting: sheet.Setting.In(in),
		Signals: some(a.Signals), Cautions: []cautionJSON{}, Effects: some(a.Effects), Raise: textsIn(in, sheet.Changes.Raise), Lower: textsIn(in, sheet.Changes.Lower),
		Works: []workJSON{}, Edits: []editJSON{}, Model: a.Model, At: apiTime(a.At),
	}
	for _, c := range a.Cautions {
		v.Cautions = append(v.Cautions, cautionJSON{c.Name, c.Text.In(in), c.Quote})
	}
	return v
}

// textsIn are texts in a language, at least none.
func textsIn(in *say.Locale, texts []chalkline.Text) []string {
	list := make([]string, 0, len(texts))
	for _, text := range texts {
		list = append(list, text.In(in))
	}
	return list
}
