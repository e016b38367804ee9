package evidence

import "chalkline"

// Rating is how a study fares against the standards of the What Works
// Clearinghouse (Procedures and Standards Handbook, version 5.0, 2022).
type Rating int

// The ratings.
const (
	RatingUnknown      Rating = iota // not stated
	RatingFails                      // does not meet the standards
	RatingReservations               // meets them with reservations
	RatingClean                      // meets them without reservations
)

// TierFacts are the facts of a study, or of one finding of it, that the tiers of
// the Every Student Succeeds Act ask for.
type TierFacts struct {
	Study        string // tells studies apart where several are pooled
	Design       chalkline.Design
	Rating       Rating
	Positive     bool // a statistically significant effect in favour
	Participants int
	Sites        int // schools, districts and the like; 0 when not stated
}

// A large sample, and several sites: 34 CFR 77.1.
const (
	tierParticipants = 350
	tierSites        = 2
)

// Tier is the tier of the Every Student Succeeds Act whose rule the facts meet,
// 1 to 3, and the facts that meet it as a clause; 0 when they meet none.
//
// The rule is that of the Department of Education's guidance (Non-Regulatory
// Guidance: Using Evidence to Strengthen Education Investments, 2016). Tier 1
// is an experiment that meets the Clearinghouse's standards without
// reservations, tier 2 one that meets them with reservations or a comparison
// that meets them; both with a significant positive effect, at least 350
// participants and two sites. Tier 3 is a correlational study with controls and a
// significant positive association. Other studies of the same programme and
// outcome, given as others, may make up the sample and the sites between them, as
// long as each meets the rest of the rule.
//
// This is about the direction of a result, so it is a badge beside the grade and
// never touches the score.
func Tier(own TierFacts, others ...TierFacts) (tier int, why chalkline.Text) {
	for _, rank := range []int{1, 2} {
		if !own.meets(rank) || own.Sites == 0 {
			continue
		}
		people, sites := pooled(rank, own, others)
		if people >= tierParticipants && sites >= tierSites {
			return rank, chalkline.Counted(people, "%[2]s, %[1]s person at several sites, a significant positive effect", "%[2]s, %[1]s people at several sites, a significant positive effect", standing(own, rank))
		}
	}
	if own.meets(3) {
		return 3, chalkline.Textf("correlational study with controls, a significant positive association")
	}
	return 0, chalkline.Text{}
}

// meets says whether all of a tier's rule holds but for size and sites.
func (f TierFacts) meets(tier int) bool {
	if !f.Positive || f.Rating == RatingFails {
		return false
	}
	switch f.Design {
	case chalkline.DesignRCT, chalkline.DesignCRCT, chalkline.DesignNatural:
		return tier == 1 && f.Rating == RatingClean || tier == 2 && f.Rating >= RatingReservations
	case chalkline.DesignMatched, chalkline.DesignQED:
		return tier == 2 && f.Rating >= RatingReservations
	case chalkline.DesignCORC:
		return tier == 3
	}
	return false
}

// pooled are the people and sites of all studies that meet the rest of the rule;
// of each study the largest sample counts once.
func pooled(tier int, own TierFacts, others []TierFacts) (people, sites int) {
	samples := map[string]int{own.Study: own.Participants}
	sites = own.Sites
	for _, f := range others {
		if f.meets(tier) {
			samples[f.Study] = max(samples[f.Study], f.Participants)
			sites = max(sites, f.Sites)
		}
	}
	for _, n := range samples {
		people += n
	}
	return people, sites
}

func standing(f TierFacts, tier int) chalkline.Text {
	term := chalkline.Textf(f.Design.Term())
	switch {
	case tier == 1:
		return chalkline.Textf("%s of the highest standard", term)
	case f.Design == chalkline.DesignRCT || f.Design == chalkline.DesignCRCT:
		return chalkline.Textf("%s with reservations", term)
	}
	return chalkline.Textf("%s with groups alike at the start", term)
}
