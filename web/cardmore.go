package web

import (
	"context"
	"slices"
	"strings"

	"chalkline"
	"chalkline/digest/say"
	"chalkline/ranker"
	"chalkline/store"
)

// What a card shows at most of what goes with the same study.
const (
	mostSame  = 50
	mostWorks = 5 // of those that an item points to, when it is no study itself
)

// sameStudy is what else here is or cites the studies of an item.
type sameStudy struct {
	Own   bool // the item is that study
	Rows  []sameRow
	Total int
}

// sameRow is a story that goes with a study.
type sameRow struct {
	Item     chalkline.ItemID
	Title    chalkline.Text
	Language string // of the title; "" when it is not known
	Badge    badge
	What     chalkline.Text // "study", or the kind of piece it is
	Where    chalkline.Text // source and date
}

// Left is how many there are beyond those shown.
func (v sameStudy) Left() int { return v.Total - len(v.Rows) }

// sameStudyAs finds what else is or cites the study: the item's own work, or the
// works it points to when it is no study or only tells of one.
func (s *server) sameStudyAs(ctx context.Context, card chalkline.Card, own chalkline.Work, cited []chalkline.Cited) (*sameStudy, error) {
	v := &sameStudy{Own: own.ID != 0 && !card.Appraisal.SecondHand}
	var works []chalkline.WorkID
	if v.Own {
		works = append(works, own.ID)
	} else {
		for _, c := range cited[:min(len(cited), mostWorks)] {
			works = append(works, c.Work.ID)
		}
	}
	if len(works) == 0 {
		return nil, nil //nolint:nilnil // there is no study, and that is no fault
	}
	found, total, err := s.DB.SameStudy(ctx, card.Item, works, mostSame)
	v.Total = total
	for _, t := range found {
		v.Rows = append(v.Rows, newSameRow(t))
	}
	return v, err
}

func newSameRow(t store.Telling) sameRow {
	source := chalkline.Source{Name: t.Source}
	r := sameRow{
		Item: t.Item, Title: say.Title(chalkline.Card{Item: chalkline.Item{Title: t.Title}, Source: source}), Badge: newBadge(t.Grade),
		What: kindWords(t.Kind), Where: chalkline.Joined(" · ", chalkline.Verbatim(say.Line(t.Source)), say.Date(t.At)), Language: say.Line(t.Language),
	}
	if t.Same {
		r.What = chalkline.Textf("the study itself")
	}
	return r
}

// kindWords say what sort of piece an item is.
func kindWords(k chalkline.Kind) chalkline.Text {
	switch k {
	case chalkline.KindResearch:
		return chalkline.Textf("a study that cites it")
	case chalkline.KindSynthesis:
		return chalkline.Textf("a review that cites it")
	case chalkline.KindSecondHand:
		return chalkline.Textf("about the study")
	case chalkline.KindCorrection:
		return chalkline.Textf("a notice")
	case chalkline.KindPodcastVideo:
		return chalkline.Textf("to hear or watch")
	case chalkline.KindPolicyStats:
		return chalkline.Textf("figures")
	}
	return say.Kind(k)
}

// itemFields are the parts of an item that an edit names.
var itemFields = map[string]chalkline.Text{
	"title": chalkline.Textf("title"), "url": chalkline.Textf("url"), "text": chalkline.Textf("text"), "doi": chalkline.Textf("doi"),
}

// fieldWords name a part of an item.
func fieldWords(name string) chalkline.Text {
	if words, ok := itemFields[name]; ok {
		return words
	}
	return chalkline.Verbatim(name)
}

// otherSideOf is what speaks against an item by the rule that picks go by, for
// whoever looks; nil for nothing.
func (s *server) otherSideOf(ctx context.Context, card chalkline.Card) (*chalkline.OtherSide, error) {
	direction, _ := card.Appraisal.Signal(chalkline.SignalDirection)
	if !mayBeOpposed(card.Appraisal) || direction.Value != string(chalkline.DirectionPositive) || len(card.Topics) == 0 {
		return nil, nil //nolint:nilnil // most items have no other side
	}
	var topics []chalkline.TopicID
	for _, m := range card.Topics {
		topics = append(topics, m.Topic)
	}
	now := s.Now()
	own, against, err := s.DB.Opposed(ctx, card.Item.ID, topics, ranker.OtherSideSince(now))
	if err != nil {
		return nil, err
	}
	own.SourceName, own.SourceLanguage = card.Source.Name, card.Source.Language
	pick, _ := ranker.Explain(ranker.Request{
		Candidates: []chalkline.Candidate{own}, Against: against, Now: now,
		Topics: func(id chalkline.TopicID) string { t, _ := s.Topics.Topic(id); return t.Label },
	}, own.Item.ID)
	for _, list := range against {
		for _, c := range list {
			if c.Item.ID == pick.Other {
				return &chalkline.OtherSide{
					ItemID: c.Item.ID, Title: c.Item.Title, URL: c.Item.URL, Grade: c.Appraisal.Grade, Score: c.Appraisal.Score, Direction: c.Direction,
				}, nil
			}
		}
	}
	return nil, nil //nolint:nilnil // rather none than one that misses the claim
}

// mayBeOpposed says that an item is strong enough to have another side.
func mayBeOpposed(a chalkline.Appraisal) bool {
	return a.Kind.Graded() && slices.Contains([]chalkline.Grade{chalkline.GradeA, chalkline.GradeB, chalkline.GradeC}, a.Grade)
}

// peopleView says on whom a study was tested, beside those whom its reader
// teaches.
type peopleView struct {
	Setting chalkline.Text
	Rows    []peopleRow // none when the reader did not say whom they teach
	Ask     askWhom
}

// peopleRow compares one thing.
type peopleRow struct {
	Label, Study, Yours, Verdict chalkline.Text
	Unknown                      bool // of the study
}

// askWhom is who could say whom they teach.
type askWhom struct{ Visitor, Reader bool }

// What a comparison comes to.
var (
	likeYours   = chalkline.Textf("like yours")
	unlikeYours = chalkline.Textf("not like yours")
	notKnown    = chalkline.Textf("not known")
)

// peopleIn compares on whom a study was tested with a reader's class; nil when it
// is no study.
func peopleIn(a chalkline.Appraisal, setting chalkline.Text, class chalkline.Class, signedIn bool) *peopleView {
	if setting.IsZero() {
		return nil
	}
	v := &peopleView{Setting: setting}
	if len(class.Phases) == 0 && class.Country == "" {
		v.Ask = askWhom{Visitor: !signedIn, Reader: signedIn}
		return v
	}
	var phases, countries []string
	for _, signal := range a.Signals {
		switch value := say.Line(signal.Value); signal.Name {
		case chalkline.SignalPhase:
			phases = append(phases, value)
		case chalkline.SignalCountry:
			countries = append(countries, strings.Split(value, "/")...)
		}
	}
	if len(class.Phases) > 0 {
		var yours []string
		for _, p := range class.Phases {
			yours = append(yours, say.Line(string(p)))
		}
		v.Rows = append(v.Rows, compare(chalkline.Textf("Phase"), phases, yours, func(p string) chalkline.Text { return say.Phase(chalkline.Phase(p)) }))
	}
	if class.Country != "" {
		v.Rows = append(v.Rows, compare(chalkline.Textf("Country"), countries, []string{say.Line(class.Country)}, say.Country))
	}
	return v
}

func compare(label chalkline.Text, study, yours []string, name func(string) chalkline.Text) peopleRow {
	names := func(list []string) chalkline.Text {
		var out []chalkline.Text
		for n, v := range list {
			if !slices.Contains(list[:n], v) {
				out = append(out, name(v))
			}
		}
		return chalkline.Joined(", ", out...).Upper()
	}
	r := peopleRow{Label: label, Study: names(study), Yours: names(yours), Verdict: unlikeYours}
	switch {
	case r.Study.IsZero():
		r.Study, r.Verdict, r.Unknown = say.NotStated, notKnown, true
	case slices.ContainsFunc(yours, func(v string) bool { return slices.Contains(study, v) }):
		r.Verdict = likeYours
	}
	return r
}
