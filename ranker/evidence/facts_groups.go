package evidence

import "slices"

// armAfter says whether a number counts the people of an arm without naming
// them, beside another number that does: "46 pupils in the test group and 51 in
// the control group".
func (c *candidate) armAfter(list []word, last int, found []candidate) bool {
	if len(found) == 0 || found[len(found)-1].noun == "" || last+3 >= len(list) || list[last+1].text != "in" || c.value < fewPeople {
		return false
	}
	for _, w := range list[last+2 : min(len(list), last+5)] {
		if armNames[w.text] {
			c.noun, c.weight = found[len(found)-1].noun, c.weight+weightPupil
			return true
		}
	}
	return false
}

var armNames = nouns(`control comparison experimental treatment intervention contrast`)

// groupsOf is how many groups of the size at word i there were: three groups of
// eight pupils. It is 1 when there is one group, or many.
func groupsOf(list []word, i int) int {
	if i < 3 || list[i-1].text != "of" || !equalParts[list[i-2].text] {
		return 1
	}
	for back := 3; back <= 4 && i-back >= 0; back++ {
		if n, used := numberAt(list, i-back); used == 1 && n > 1 && n <= mostGroups {
			return n
		}
	}
	return 1
}

var equalParts = nouns(`groups classes sections teams cohorts`)

// without says whether a number counts people who lack what others of the
// sentence have: "23 children with glasses and 31 without".
func (c *candidate) without(list []word, last int, found []candidate) bool {
	if len(found) == 0 || found[len(found)-1].noun == "" || last+1 >= len(list) || list[last].stop || list[last+1].text != "without" {
		return false
	}
	c.noun, c.weight = found[len(found)-1].noun, c.weight+weightPupil
	return true
}

// alsoOf is the number before the one at word i that shares its noun: "thirty
// left-handed and twenty right-handed pupils".
func alsoOf(list []word, i int) int {
	if i < 3 || list[i-1].text != "and" {
		return 0
	}
	for back := 3; back <= sharedReach && i-back >= 0; back++ {
		at := i - back
		w := list[at+1]
		if list[at].stop || w.stop || w.shut || noNoun[w.text] || notACount[w.text] || pupilNouns[w.text] || staffNouns[w.text] || genderNouns[w.text] || unitNouns[w.text] {
			return 0
		}
		n, used := numberAt(list, at)
		if used != 1 {
			continue
		}
		if n < 2 || list[at].end || at > 0 && (notACount[list[at-1].text] || betweenWords[list[at-1].text]) {
			return 0
		}
		return n
	}
	return 0
}

var betweenWords = nouns(`between from per than to`)

// sharedReach is how many words before a number another one may stand that
// shares its noun.
const sharedReach = 5

// isRatio says whether the number at word i is a side of a ratio: "1 adult to 12
// pupils".
func isRatio(list []word, i int) bool {
	return i > 2 && list[i-1].text == "to" && isNumber(list, i-3) && (pupilNouns[list[i-2].text] || staffNouns[list[i-2].text] || oneOf[list[i-2].text])
}

var oneOf = nouns(`adult teacher child pupil student instructor tutor caregiver`)

// saysWho is what it adds to a number that the words before it speak of the
// sample: "participants were 85 pupils".
func saysWho(list []word, i int) float64 {
	for j := max(0, i-whoReach); j < i-1; j++ {
		if whoTookPart[list[j].text] && beWords[list[j+1].text] {
			return weightTookPart
		}
	}
	return 0
}

const whoReach = 5

var (
	whoTookPart = nouns(`participants subjects respondents sample ss`)
	beWords     = nouns(`were was included comprised consisted is are`)
)

// nounNear is the noun that "n = 34" at word i goes with: the one right behind
// it, unless a bracket ends there, or else the nearest before it.
func nounNear(list []word, i int) string {
	counted := func(j int) bool { return pupilNouns[list[j].text] || staffNouns[list[j].text] }
	for j := i + 1; j < min(len(list), i+4) && !list[j-1].stop; j++ {
		if counted(j) {
			return list[j].text
		}
	}
	for j := i - 3; j >= max(0, i-nounDistance-2); j-- {
		if counted(j) {
			return list[j].text
		}
	}
	return ""
}

// pupilsOnly drops the staff from pieces that count both: "pupils (n = 70) and
// their teachers (n = 12)".
func pupilsOnly(pieces []candidate) []candidate {
	kept := slices.DeleteFunc(slices.Clone(pieces), func(c candidate) bool { return staffNouns[c.noun] })
	if len(kept) > 0 && slices.ContainsFunc(kept, func(c candidate) bool { return pupilNouns[c.noun] }) {
		return kept
	}
	return pieces
}

// girlsOrBoys says whether a number counts people of one gender.
func girlsOrBoys(c candidate) bool { return genderNouns[c.noun] && c.value >= fewPeople }
