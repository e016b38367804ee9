package say

import (
	"fmt"

	"chalkline"
)

// TierWords is a tier of the Every Student Succeeds Act in words.
type TierWords struct {
	Badge string // "ESSA tier 2"
	Why   string // a sentence: what the tier is called, and the facts that meet its rule
}

// tierNames are the names that the Act gives its tiers (20 U.S.C. 7801(21)(A)).
var tierNames = map[int]string{1: "strong", 2: "moderate", 3: "promising"}

// Tier is the tier whose rule the stated facts meet; its Badge is "" for none.
func Tier(a chalkline.Appraisal) TierWords {
	name, ok := tierNames[a.Tier]
	if !ok || a.Grade == chalkline.GradeR || a.Grade == chalkline.GradeNone {
		return TierWords{}
	}
	t := TierWords{Badge: fmt.Sprintf("ESSA tier %d", a.Tier), Why: "“" + Upper(name) + " evidence” as the Every Student Succeeds Act of the US counts it"}
	if why := Line(a.TierWhy); why != "" {
		t.Why += ": " + why
	}
	t.Why += "."
	return t
}
