package evidence

import (
	"slices"
	"strings"
)

var groupWords = []string{"group", "condition", "treatment", "control", "compar", "received", "versus", " vs", "assigned", "randomi", "arm", "intervention", "respectively", " and "}

// armWords name the groups of a comparison.
var armWords = []string{"group", "condition", "control", "comparison", "treatment"}

// whole is the number that the others of its sentence add up to: "90 pupils, 60
// of them taught (n = 60) and 30 waiting (n = 30)".
func whole(found []candidate) (candidate, bool) {
	sum := 0
	for _, c := range found {
		sum += c.value
	}
	for _, c := range found {
		if len(found) > 2 && 2*c.value == sum {
			c.weight, c.piece = c.weight+1, false
			return c, true
		}
	}
	return candidate{}, false
}

// sumOfGroups adds up the groups of one sentence: "(n = 24) or (n = 19)", "27
// pupils in one school and 69 pupils in another".
func sumOfGroups(found []candidate, plain string) (candidate, bool) {
	if total, ok := whole(found); ok {
		return total, true
	}
	totals := !slices.ContainsFunc(found, func(c candidate) bool { return c.piece }) && containsAny(plain, armWords)
	var pieces, same []candidate
	for _, c := range found {
		if c.piece || c.equals && totals {
			pieces = append(pieces, c)
		}
	}
	if len(pieces) >= 2 && len(pieces) <= 6 && containsAny(plain, groupWords) {
		return summed(pieces), true
	}
	for _, c := range found {
		if !c.equals && !c.share && !c.talked && c.noun != "" && !genderNouns[c.noun] && (len(same) == 0 || alike(same[0].noun, c.noun, plain)) {
			same = append(same, c)
		}
	}
	if len(same) >= 2 && len(same) <= 4 && containsAny(plain, groupWords) && same[0].value < 10*same[1].value && !containsAny(plain, subsetWords) {
		return summed(same), true
	}
	return candidate{}, false
}

// alike says whether two nouns count the same sort of people; beside a control
// group different words may: "21 users and 21 matched subjects".
func alike(a, b, plain string) bool {
	return a == b || (pupilNouns[a] && pupilNouns[b] && (b == "controls" || containsAny(plain, controlWords)))
}

var controlWords = []string{"control", "matched", "healthy", "non-user", "nonuser"}

func summed(parts []candidate) candidate {
	sum := parts[0]
	sum.value, sum.piece = 0, false
	for _, c := range parts {
		sum.value += c.value
		sum.weight = max(sum.weight, c.weight)
	}
	sum.weight += 0.4 // a whole is worth a little more than its parts
	return sum
}

// interviewed says whether the number at word i counts people who were talked
// to, which in a study of more people are a part of them.
func interviewed(list []word, i int) bool {
	for j := max(0, i-interviewReach); j < i; j++ {
		if strings.HasPrefix(list[j].text, "interview") && !list[j].stop {
			return true
		}
	}
	return false
}

const interviewReach = 3

// setAsideInterviews takes weight from numbers of people interviewed when there
// are other people: "a survey of 744 teachers and interviews with 36".
func setAsideInterviews(all []candidate) {
	others := false
	for _, c := range all {
		others = others || !c.talked && c.noun != "" && c.weight >= weightStaff
	}
	for i := range all {
		if others && all[i].talked {
			all[i].weight += weightTalked
		}
	}
}

const weightTalked = -1.5
