package evidence

import (
	"regexp"
	"strconv"
	"strings"

	"chalkline"
)

// What a text has to state before its study gets a tier. All of it errs on the
// side of no badge: an abstract seldom says enough.
var (
	statesRating = regexp.MustCompile(`\bme(?:e)?ts? (?:the )?(?:what works clearinghouse(?:'s)?|wwc(?:'s)?)(?: \([^)]*\))? (?:[\w.]+ ){0,4}?(?:standards|evidence standards)? ?(with|without) reservations\b`)
	failsRating  = regexp.MustCompile(`\b(?:does|did|do) not meet (?:the )?(?:what works clearinghouse|wwc)\b`)
	lowAttrition = regexp.MustCompile(`\b(?:low|minimal|negligible|very little|little|no) (?:overall |sample |and differential |differential )*attrition\b|\battrition (?:rates? )?(?:was|were) (?:very )?(?:low|minimal|negligible)\b`)
	highToo      = regexp.MustCompile(`\b(?:not|high|differential attrition (?:was|were) (?:not|high))\b`)

	favours = regexp.MustCompile(`\bsignificant(?:ly)?\b[^.;]{0,60}?\b(?:higher|greater|better|more|gains?|gained|improve\w*|increase\w*|positive\w*|outperform\w*|benefi\w+|larger|faster)\b|` +
		`\b(?:higher|greater|better|gains?|gained|improve\w*|increase\w*|outperform\w*|positive(?:ly)?)\b[^.;]{0,80}?(?:\bsignificant(?:ly)?\b|\bp ?[<=] ?0?\.0[0-4])`)
	againstIt = regexp.MustCompile(`\b(?:no|not|neither|nor|non-?significant(?:ly)?|insignificant(?:ly)?|without|failed?|never|marginal\w*|except|control (?:group|school|pupil|student|condition|class)\w* (?:\w+ ){0,2}(?:scored|gained|improved|outperformed|did|made|performed)|` +
		`worse|negative\w*|lower|fewer|decrease\w*|declin\w+|` + burdens + `)\b`)

	severalSites = regexp.MustCompile(`\bmulti-?(?:site|school|centre|center|district)\b|\b(?:[2-9]|[1-9]\d{1,2}|\d,\d{3}|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty\S*|thirty\S*|forty\S*|fifty\S*|sixty\S*|seventy\S*|eighty\S*|ninety\S*|(?:one|two) hundred\S*) ` +
		`(?:[\w-]+ ){0,3}?(?:schools|districts|sites|colleges|universities|preschools|nurseries|kindergartens|child-?care centers|centres|states|countries)\b`)
)

// lowLoss is the share of people lost, in percent, that counts as low. The
// Clearinghouse's cautious boundary lets a difference of six points between the
// groups pass at this overall loss.
const lowLoss = 10

// tier is the tier that the stated facts of the item's own study meet.
func (r *reading) tier(a chalkline.Appraisal) (int, chalkline.Text) {
	if a.Kind != chalkline.KindResearch || a.Probability < doubtful || r.contradiction > 0 {
		return 0, chalkline.Text{}
	}
	switch r.standing() {
	case chalkline.StandingRetracted, chalkline.StandingConcern:
		return 0, chalkline.Text{}
	}
	class := r.m.Class(a.Design)
	if class != classTrial && class != classComparison && a.Design != chalkline.DesignCORC {
		return 0, chalkline.Text{}
	}
	f := TierFacts{Design: a.Design, Participants: r.n.value, Positive: r.ownSays(r.m.sought.favours, r.m.sought.againstIt)}
	if !f.Positive {
		return 0, chalkline.Text{}
	}
	if f.Rating = r.rating(class); r.ownSays(r.m.sought.sites, noPattern) {
		f.Sites = max(tierSites, r.units.value)
	}
	return Tier(f)
}

// rating is the Clearinghouse's rating where the text states it, else what the
// text states of the two things that decide it: who was lost, and whether the
// groups were alike at the start.
func (r *reading) rating(class string) Rating {
	for i := range r.sentences {
		s := &r.sentences[i]
		if r.m.matches(s, r.m.sought.failsRating) {
			return RatingFails
		}
		if !s.cited && r.m.matches(s, r.m.sought.rating) {
			found := statesRating.FindStringSubmatch(s.plain)
			if found[1] == "without" {
				return RatingClean
			}
			return RatingReservations
		}
	}
	switch {
	case r.stated["baseline_gap"]:
		return RatingFails
	case r.stated["few_clusters"]:
		return RatingUnknown // one school in each group tells schools apart, not programmes
	case class == classTrial && !r.stated["attrition_high"] && r.fewLost():
		return RatingClean
	case r.stated["baseline_equivalent"]:
		return RatingReservations
	}
	return RatingUnknown
}

func (r *reading) fewLost() bool {
	for _, s := range r.signals {
		if share, isShare := strings.CutSuffix(s.Value, "%"); s.Name == signalAttrition && isShare {
			lost, err := strconv.ParseFloat(share, 64)
			return err == nil && lost <= lowLoss
		}
	}
	return r.ownSays(r.m.sought.lowAttrition, r.m.sought.highToo)
}

// ownSays says whether a sentence about the text's own study matches.
func (r *reading) ownSays(match, unless int) bool {
	for i := range r.sentences {
		s := &r.sentences[i]
		if !s.title && !s.cited && r.m.matches(s, match) && !r.m.matches(s, unless) {
			return true
		}
	}
	return false
}
