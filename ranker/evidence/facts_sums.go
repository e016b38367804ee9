package evidence

import (
	"slices"
	"strings"
)

var groupWords = []string{"group", "condition", "treatment", "control", "compar", "received", "versus", " vs", "assigned", "randomi", "arm", "intervention", "respectively", " and "}

// armWords name the groups of a comparison.
var armWords = []string{"group", "condition", "control", "comparison", "treatment"}

// occasionWords say that numbers in brackets count the same people again.
var occasionWords = []string{"occasions", "time points", "timepoints", "follow-up", "followup", " later (n", " after (n", "baseline (n", "pretest (n", "pre-test (n"}

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
	totals := !slices.ContainsFunc(found, func(c candidate) bool { return c.piece }) && (containsAny(plain, armWords) || sameEquals(found))
	var pieces, same []candidate
	for _, c := range found {
		if c.piece || c.equals && totals {
			pieces = append(pieces, c)
		}
	}
	if pieces = pupilsOnly(pieces); containsAny(plain, occasionWords) {
		pieces = nil
	}
	if len(pieces) >= 2 && len(pieces) <= 6 && containsAny(plain, groupWords) {
		return summed(pieces), true
	}
	if sum, ok := bothGenders(found, plain); ok {
		return sum, true
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

// sameEquals says whether two numbers or more are given as totals of the same
// sort of people: "pupils of the north (N = 310) and pupils of the south (N = 205)".
func sameEquals(found []candidate) bool {
	noun, many := "", 0
	for _, c := range found {
		if !c.equals {
			continue
		}
		many++
		switch {
		case noun == "" || c.noun == "":
			noun += c.noun
		case noun != c.noun:
			return false
		}
	}
	return many > 1
}

// bothGenders adds up "210 boys and 195 girls" when nobody else is counted.
func bothGenders(found []candidate, plain string) (candidate, bool) {
	if len(found) != 2 || found[0].share || found[1].share || containsAny(plain, subsetWords) {
		return candidate{}, false
	}
	one, other := girls[found[0].noun], girls[found[1].noun]
	if !genderNouns[found[0].noun] || !genderNouns[found[1].noun] || one == other {
		return candidate{}, false
	}
	sum := summed(found)
	sum.weight += weightStaff - weightGender
	return sum, true
}

var girls = nouns(`girls women females female`)

// alike says whether two nouns count the same sort of people; beside a control
// group different words may: "21 users and 21 matched subjects".
func alike(a, b, plain string) bool {
	return a == b || (staffNouns[a] && staffNouns[b] && strings.Contains(plain, "sample")) || (pupilNouns[a] && pupilNouns[b] && (b == "controls" || containsAny(plain, controlWords)))
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

// toBeInterviewed says the same of what stands behind a number: "9 pupils
// took part in focus groups".
func toBeInterviewed(list []word, last int) bool {
	for j := last + 1; j < min(len(list), last+talkReach); j++ {
		if strings.HasPrefix(list[j].text, "interview") || list[j].text == "focus" && j+1 < len(list) && strings.HasPrefix(list[j+1].text, "group") {
			return true
		}
		if list[j].stop || list[j].text == "and" {
			return false
		}
	}
	return false
}

const (
	interviewReach = 3
	talkReach      = 9
)

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
