package say

import "chalkline"

// TierWords is a tier of the Every Student Succeeds Act in words.
type TierWords struct {
	Badge chalkline.Text // "ESSA tier 2"
	Why   chalkline.Text // a sentence: what the tier is called, and the facts that meet its rule
}

// tiers have the names that the Act gives them (20 U.S.C. 7801(21)(A)).
var tiers = map[int]TierWords{
	1: {chalkline.Textf("ESSA tier %d", 1), chalkline.Textf("“Strong evidence” as the Every Student Succeeds Act of the US counts it")},
	2: {chalkline.Textf("ESSA tier %d", 2), chalkline.Textf("“Moderate evidence” as the Every Student Succeeds Act of the US counts it")},
	3: {chalkline.Textf("ESSA tier %d", 3), chalkline.Textf("“Promising evidence” as the Every Student Succeeds Act of the US counts it")},
}

// Tier is the tier whose rule the stated facts meet; its Badge is zero for none.
func Tier(a chalkline.Appraisal) TierWords {
	t := TierWords{Badge: tierBadge(a)}
	if t.Badge.IsZero() {
		return t
	}
	if why := Clean(a.TierWhy); why.IsZero() {
		t.Why = chalkline.Textf("%s.", tiers[a.Tier].Why)
	} else {
		t.Why = chalkline.Textf("%s: %s.", tiers[a.Tier].Why, why)
	}
	return t
}

func tierBadge(a chalkline.Appraisal) chalkline.Text {
	if a.Grade == chalkline.GradeR || a.Grade == chalkline.GradeNone {
		return chalkline.Text{}
	}
	return tiers[a.Tier].Badge
}
