package feed

import (
	"strconv"
	"time"

	"chalkline"
	"chalkline/digest/say"
)

// evidenceNamespace names the fields of an entry that say its evidence. It was
// drawn once and belongs to no host, so every instance writes the same and a
// program needs to know one. It never changes while fields are only added.
const evidenceNamespace = "urn:uuid:3c2d5977-6b4e-429d-9b21-acdbc02cf329"

// evidence is the evidence of an entry as fields, which have the same names in
// XML and JSON. What a card does not have is left out. docs/feeds.md says of every
// field what it is.
type evidence struct {
	About        string           `xml:"-" json:"about,omitempty"`
	Grade        chalkline.Grade  `xml:"evidence:grade,omitempty" json:"grade,omitempty"`
	Score        int              `xml:"evidence:score,omitempty" json:"score,omitempty"`
	Margin       *int             `xml:"evidence:margin,omitempty" json:"margin,omitempty"`
	Design       chalkline.Design `xml:"evidence:design,omitempty" json:"design,omitempty"`
	Reason       string           `xml:"evidence:reason,omitempty" json:"reason,omitempty"`
	Quote        string           `xml:"evidence:quote,omitempty" json:"quote,omitempty"`
	SecondHand   bool             `xml:"evidence:second_hand,omitempty" json:"second_hand,omitempty"`
	Standing     string           `xml:"evidence:standing,omitempty" json:"standing,omitempty"`
	Cautions     []string         `xml:"evidence:caution,omitempty" json:"caution,omitempty"`
	Participants int              `xml:"evidence:participants,omitempty" json:"participants,omitempty"`
	Effects      []effect         `xml:"evidence:effect,omitempty" json:"effect,omitempty"`
	PeerReviewed *bool            `xml:"evidence:peer_reviewed,omitempty" json:"peer_reviewed,omitempty"`
	OpenCopy     string           `xml:"evidence:open_copy,omitempty" json:"open_copy,omitempty"`
	Minutes      int              `xml:"evidence:minutes,omitempty" json:"minutes,omitempty"`
	DOI          string           `xml:"evidence:doi,omitempty" json:"doi,omitempty"`
	ERIC         string           `xml:"evidence:eric,omitempty" json:"eric,omitempty"`
	Why          string           `xml:"evidence:why,omitempty" json:"why,omitempty"`
	AlsoAt       []alsoAt         `xml:"evidence:also_at,omitempty" json:"also_at,omitempty"`
	By           string           `xml:"evidence:put_forward_by,omitempty" json:"put_forward_by,omitempty"`
	Note         string           `xml:"evidence:note,omitempty" json:"note,omitempty"`
}

// effect is an effect as the item states it.
type effect struct {
	Metric   string   `xml:"metric,attr" json:"metric"`
	Value    float64  `xml:"value,attr" json:"value"`
	Low      *float64 `xml:"low,attr,omitempty" json:"low,omitempty"`
	High     *float64 `xml:"high,attr,omitempty" json:"high,omitempty"`
	Level    int      `xml:"level,attr,omitempty" json:"level,omitempty"`
	Inflated string   `xml:"inflated,attr,omitempty" json:"inflated,omitempty"`
}

// alsoAt is another place where the item was seen.
type alsoAt struct {
	Source string `xml:"source,attr,omitempty" json:"source,omitempty"`
	URL    string `xml:"url,attr,omitempty" json:"url,omitempty"`
	At     string `xml:"at,attr,omitempty" json:"at,omitempty"` // a day
}

// evidenceOf are the fields of a card, and of a share when it was shared.
func evidenceOf(c chalkline.Card, share *chalkline.Share, in *say.Locale) evidence {
	a := c.Appraisal
	e := evidence{
		Grade: a.Grade, Reason: say.Clean(a.Reason).Upper().In(in), SecondHand: a.SecondHand, Standing: string(standingOf(a)),
		Minutes: c.Minutes, DOI: say.Line(c.Item.DOI), ERIC: say.Line(c.Item.ERIC), Why: say.ForYou(c).In(in),
		OpenCopy: openCopy(c), Participants: participants(a), PeerReviewed: peerReviewed(a), Effects: effects(a, in),
	}
	for _, caution := range say.Cautions(a) {
		e.Cautions = append(e.Cautions, caution.In(in))
	}
	e.Quote, _ = say.Found(a)
	if a.Grade != chalkline.GradeNone && a.Design != chalkline.DesignUnknown {
		e.Design = a.Design
	}
	if say.Score(a) != "" {
		e.Score, e.Margin = a.Score, &a.Margin
	}
	for _, also := range c.AlsoAt {
		place := alsoAt{Source: plain(also.Source, nameRunes), URL: link(also.URL)}
		if !also.At.IsZero() {
			place.At = also.At.UTC().Format(time.DateOnly)
		}
		if place.Source != "" || place.URL != "" {
			e.AlsoAt = append(e.AlsoAt, place)
		}
	}
	if share != nil {
		e.By, e.Note = sharer(share), note(share)
	}
	return e
}

// standingOf says whether what an item reports still stands, as far as a record
// says.
func standingOf(a chalkline.Appraisal) chalkline.Standing {
	if a.Grade == chalkline.GradeR {
		return chalkline.StandingRetracted
	}
	s, _ := a.Signal(chalkline.SignalStanding)
	switch standing := chalkline.Standing(s.Value); standing {
	case chalkline.StandingGood, chalkline.StandingCorrected, chalkline.StandingConcern, chalkline.StandingRetracted:
		return standing
	}
	return chalkline.StandingUnknown
}

func participants(a chalkline.Appraisal) int {
	s, _ := a.Signal(chalkline.SignalParticipants)
	n, err := strconv.Atoi(s.Value)
	if err != nil {
		return 0
	}
	return max(0, n)
}

// peerReviewed is what is known of it. A preprint and a thesis are not, yet.
func peerReviewed(a chalkline.Appraisal) *bool {
	s, _ := a.Signal(chalkline.SignalPeerReview)
	yes := s.Value == "yes"
	switch s.Value {
	case "yes", "no", "preprint", "thesis":
		return &yes
	}
	return nil
}

// openCopy is where the item is free to read, "" when no such place is known.
func openCopy(c chalkline.Card) string {
	free := say.FreeToRead(c)
	if !free.Words.IsZero() && free.URL == "" {
		return link(c.Item.URL)
	}
	return link(free.URL)
}

// effects are an appraisal's. What was retracted is not repeated, and what is not
// graded claims none.
func effects(a chalkline.Appraisal, in *say.Locale) []effect {
	if a.Grade == chalkline.GradeR || a.Grade == chalkline.GradeNone {
		return nil
	}
	list := make([]effect, 0, len(a.Effects))
	for _, of := range a.Effects {
		e := effect{Metric: say.Line(head(string(of.Metric), nameRunes)), Value: of.Value, Level: of.Level, Inflated: in.T(say.Line(of.Inflated))}
		if of.Level > 0 {
			e.Low, e.High = &of.Low, &of.High
		}
		list = append(list, e)
	}
	return list
}
