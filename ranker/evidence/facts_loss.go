package evidence

import (
	"regexp"
	"strconv"
)

// highLoss is the share of people lost, in percent, above which a comparison is
// in doubt.
const highLoss = 20

var (
	lossWords = []string{"attrition", "dropout", "drop-out", "dropped out", "lost to", "were lost", "was lost", "withdrew", "left before", "left the study"}
	lossShare = regexp.MustCompile(`\b(?:attrition|drop-?out|loss to follow-?up)\b(?: rates?)?(?: \w+){0,4}? \(?(\d{1,2}(?:\.\d+)?) ?(?:%|percent|per cent)`)
	shareLost = regexp.MustCompile(`\b(\d{1,2}(?:\.\d+)?) ?(?:%|percent|per cent) (?:of (?:[\w-]+ ){1,5})?(?:attrition|dropout|(?:were |was )?lost\b|dropped out|withdrew|left (?:before|the study|the trial))`)
)

// readLoss notes the share of people that were lost, once.
func (r *reading) readLoss(s *sentence) {
	if s.cited || !r.m.matches(s, r.m.sought.loss) || r.has(signalAttrition, "") {
		return
	}
	found := lossShare.FindStringSubmatch(s.plain)
	if found == nil {
		found = shareLost.FindStringSubmatch(s.plain)
	}
	if found == nil {
		return
	}
	share, err := strconv.ParseFloat(found[1], 64)
	if err != nil {
		return
	}
	weight := 0.0
	if share > highLoss {
		weight = r.state("attrition_high")
	}
	r.signal(s, signalAttrition, found[1]+"%", weight)
}

const signalAttrition = "attrition"
