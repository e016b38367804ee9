package say

import (
	"strings"

	"chalkline"
)

// Sheet is an evidence card in words: all that an item's page and the command
// line show of an appraisal, so that both say the same.
type Sheet struct {
	Label    chalkline.Text // "B Good"
	Score    string         // "71 ± 8", or ""
	WhyLabel chalkline.Text
	Why      chalkline.Text
	Alert    chalkline.Text // that it no longer stands, or zero
	Cautions []chalkline.Text
	Tier     TierWords
	Setting  chalkline.Text // on whom it was tested, or zero
	Found    string         // the sentence that states the main result, or ""
	Effects  []EffectWords
	NoEffect chalkline.Text // stands where a study has no effects
	Facts    []Fact
	Changes  Changes
	Signals  []Signal
	Built    chalkline.Text // kind, design and rules that the signals led to
}

// SheetOf puts an appraisal into words for a reader of that class.
func SheetOf(a chalkline.Appraisal, rules Rules, class chalkline.Class) Sheet {
	s := Sheet{
		Label: GradeLabel(a), Score: Score(a), WhyLabel: WhyLabel(a), Why: Why(a), Alert: Alert(a), Cautions: Cautions(a),
		Tier: Tier(a), Setting: Setting(a, class), Effects: Effects(a), Facts: Facts(a), Changes: ChangesTo(a, rules),
		Built: chalkline.Textf("Kind: %s. Design: %s, probability %s. Rules: version %d.",
			Kind(a.Kind), Term(a.Design), chalkline.Decimal{Value: a.Probability, Digits: 2}, a.Model),
	}
	s.Found, _ = Found(a)
	if len(s.Effects) == 0 && asked(a) {
		s.NoEffect = NoEffect
	}
	for _, signal := range a.Signals {
		s.Signals = append(s.Signals, signalOf(signal))
	}
	return s
}

// kinds name the sorts of pieces.
var kinds = map[chalkline.Kind]chalkline.Text{
	chalkline.KindResearch:     chalkline.Textf("research"),
	chalkline.KindSynthesis:    chalkline.Textf("synthesis"),
	chalkline.KindSecondHand:   chalkline.Textf("second hand"),
	chalkline.KindPractice:     chalkline.Textf("practice"),
	chalkline.KindOpinion:      chalkline.Textf("opinion"),
	chalkline.KindNews:         chalkline.Textf("news"),
	chalkline.KindEvent:        chalkline.Textf("event"),
	chalkline.KindAdvert:       chalkline.Textf("advert"),
	chalkline.KindPolicyStats:  chalkline.Textf("policy stats"),
	chalkline.KindDiscussion:   chalkline.Textf("discussion"),
	chalkline.KindPodcastVideo: chalkline.Textf("podcast video"),
	chalkline.KindCorrection:   chalkline.Textf("correction"),
	chalkline.KindOffTopic:     chalkline.Textf("off topic"),
}

// Kind names a sort of piece in lower case.
func Kind(k chalkline.Kind) chalkline.Text {
	if words, ok := kinds[k]; ok {
		return words
	}
	return chalkline.Verbatim(strings.ReplaceAll(Line(string(k)), "_", " "))
}
