package say

import "chalkline"

// group is what the designs have in common when it comes to what a reader asks
// of them.
type group int

const (
	groupNone        group = iota // reports no study, or does not say how
	groupTest                     // tries something out
	groupSynthesis                // gathers studies by stated rules
	groupReview                   // an author's overview of studies
	groupAssociation              // looks at what goes together
	groupDescription              // describes, or checks a measure
	groupUnderstand               // explains how and why
)

var groups = map[chalkline.Design]group{
	chalkline.DesignCRCT: groupTest, chalkline.DesignRCT: groupTest, chalkline.DesignNatural: groupTest, chalkline.DesignMatched: groupTest,
	chalkline.DesignRCT2: groupTest, chalkline.DesignQED: groupTest, chalkline.DesignSCD: groupTest, chalkline.DesignEXP: groupTest,
	chalkline.DesignPP: groupTest,
	chalkline.DesignMA: groupSynthesis, chalkline.DesignUmbrella: groupSynthesis, chalkline.DesignSR: groupSynthesis,
	chalkline.DesignLR:  groupReview,
	chalkline.DesignLON: groupAssociation, chalkline.DesignCORC: groupAssociation, chalkline.DesignCOR: groupAssociation,
	chalkline.DesignDES: groupDescription, chalkline.DesignMEAS: groupDescription,
	chalkline.DesignQUAL: groupUnderstand, chalkline.DesignCS: groupUnderstand, chalkline.DesignMIX: groupUnderstand,
}

func groupOf(d chalkline.Design) group { return groups[d] }
