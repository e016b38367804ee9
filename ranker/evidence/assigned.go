package evidence

import (
	"regexp"
	"strings"
)

// What chance assigned decides between a randomised and a cluster-randomised
// trial, not that there were schools: pupils drawn within schools are
// individuals, "98 schools with 8,310 pupils were randomly assigned" are schools.

var (
	// Said in so many words.
	oneByOne = regexp.MustCompile(`\bindividual(?:ly|-level| level)?[- ](?:randomi|random |assign|allocat)|\bwithin-\w+,? random|\brandom\w* (?:\w+ ){0,2}(?:individually|as individuals)|\brandomi[sz]\w* (?:was |were |took place )?at (?:the )?(?:level of (?:the )?)?(?:individual|student|pupil|child|participant|person|patient)`)
	inGroups = regexp.MustCompile(`\bcluster[- ]?(?:level )?randomi|\bgroup[- ]randomi|\b(?:school|class|classroom|teacher|district|village|cluster)[- ]randomi[sz]ed|\b(?:school|class|classroom|teacher|district|centre|center|site|village|cluster)[- ]level randomi|` +
		`\b(?:random\w*|assign\w*|allocat\w*),? (?:\w+ ){0,2}?by (?:whole )?(?:school|class|classroom|teacher|district|centre|center|site|cluster|section|nursery|preschool)\b|\b(?:random\w*|assign\w*|allocat\w*)\b(?: \w+){0,4} at the (?:level of (?:the )?)?(?:school|class|classroom|teacher|district|centre|center|site|cluster|section)(?:s\b|[ -]level\b)|\b(?:random\w*|assign\w*|allocat\w*)\b(?: \w+){0,4} at the level of (?:the )?(?:school|class|classroom|teacher|district|cluster)\b|\brandom\w*\b.{0,60}\bintact (?:classes|classrooms|groups|sections)|\bintact (?:classes|classrooms|groups|sections)\b.{0,60}\brandom`)
	withinGroups = regexp.MustCompile(`\bwithin[- ](?:[\w,-]+ ){0,3}?(?:schools?|class(?:es|rooms?)?|sites?|cent(?:er|re)s?|districts?)\b`)

	// Where it is said, to look for what was assigned around it.
	byChance = regexp.MustCompile(`\brandom(?:ly|i[sz]ed|i[sz]ing)?[ -]+(?:\w+ )?(?:assign|allocat|divid|split|distribut|plac|select|chos)\w*|` +
		`\b(?:assigned|allocated|divided|placed|split)\b(?: [\w,]+){0,4}? (?:at random|randomly|by lottery|by lot|by chance)\b|\brandomi[sz](?:ed|ing|ation)\b|\brandom (?:assignment|allocation)\b|\b(?:drew|draw) lots\b`)
	notByChance = regexp.MustCompile(`\b(?:not|non|semi|quasi|without|pseudo)[ -]?(?:\w+ )?random|\bnot assigned\b|\brandom\w* (?:sample|select\w* sample)`)
	namesTrial  = regexp.MustCompile(`^,|^(?:[,-]? ?[\w-]+){0,5}?,?[ -](?:trials?|stud(?:y|ies)|experiments?|designs?|evaluations?|rcts?|methods?)\b`)
)

var (
	clusterNouns = nouns(`schools classes classrooms teachers educators instructors districts sites centers centres nurseries preschools kindergartens villages communities sections clusters clinics wards homes campuses colleges
		universities departments neighborhoods neighbourhoods`)
	oneCluster = nouns(`school class classroom teacher district site center centre`) // behind "each"
	eachOf     = nouns(`each every whole entire`)
	staffUnits = nouns(`teachers educators instructors teacher`)

	headPrepositions = nouns(`in from at across within with for per among between by during including of on over under attending who that which whose where aged`)
	transparent      = nouns(`total sample number group set half third quarter pool pairs pair cohort all each most some many one two three four five six`)
	headVerbs        = nouns(`were was are is been took had have participated recruited invited agreed joined enrolled attended completed volunteered identified selected tested`)
	passiveBefore    = nouns(`were was are is be been being then and also subsequently later first each`)
	passiveAfter     = nouns(`to into in either by within at across among between on over from before after and for or stratified using according`)
)

// Weights of what speaks for groups (positive) or individuals (negative).
const (
	unitSaid  = 3
	unitTitle = 6
	unitHead  = 1
)

// assignedGroups says whether whole schools, classes or teachers were assigned.
func (r *reading) assignedGroups() bool {
	sum, first := 0, 0
	for i := range r.sentences {
		s := &r.sentences[i]
		if s.cited || !r.m.matches(s, r.m.sought.chance) {
			continue
		}
		points := r.unitPoints(s)
		sum += points
		if first == 0 {
			first = points
		}
	}
	return sum > 0 || sum == 0 && first > 0
}

var (
	chanceWords = []string{"random", "lot"}
	pupilWords  = []string{"pupil", "student", "child", "learner"}
)

func (r *reading) unitPoints(s *sentence) int {
	said := unitSaid
	if s.title {
		said = unitTitle
	}
	switch {
	case r.m.matches(s, r.m.sought.oneByOne):
		return -said
	case r.m.matches(s, r.m.sought.inGroups):
		return said
	case r.m.matches(s, r.m.sought.notByChance), !r.m.matches(s, r.m.sought.byChance):
		return 0
	}
	points := 0
	for _, at := range byChance.FindAllStringIndex(s.plain, 3) {
		switch noun := assignedNoun(s.plain[:at[0]], s.plain[at[0]:at[1]], s.plain[at[1]:]); {
		case noun == "":
			if r.m.matches(s, r.m.sought.withinGroups) {
				points -= unitHead
			}
		case staffUnits[noun] && !r.speaksOfPupils(): // teachers who learn are individuals
			points -= unitHead
		case clusterNouns[noun] || oneCluster[noun]:
			points += unitHead
		default:
			points -= unitHead
		}
	}
	return max(-1, min(1, points))
}

func (r *reading) speaksOfPupils() bool {
	for i := range r.sentences {
		if s := &r.sentences[i]; !s.cited && r.m.matches(s, r.m.sought.pupils) {
			return true
		}
	}
	return false
}

// assignedNoun is what the words "randomly assigned" speak of, "" when that
// cannot be told.
func assignedNoun(before, match, after string) string {
	if namesTrial.MatchString(after) && strings.HasPrefix(match, "randomi") {
		return ""
	}
	next, previous := words(after), words(before)
	behind := ""
	if len(previous) > 0 {
		behind = previous[len(previous)-1].text
	}
	if len(next) > 0 && next[0].text == "of" { // random assignment of classes
		return headOf(next[1:min(len(next), 14)], true)
	}
	active := len(next) > 0 && !passiveAfter[next[0].text] && !passiveBefore[behind] && !strings.ContainsAny(after[:1], ",;:()")
	if active {
		if noun := headOf(next[:min(len(next), 14)], true); noun != "" {
			return noun
		}
	}
	return headOf(previous, false)
}

// headOf is the noun that a phrase is about: the first that does not stand
// behind a preposition, of the last clause. When stop is set only the first
// clause counts.
func headOf(list []word, stop bool) string {
	head, fallback, verb, aside, part := "", "", false, false, false
	for i, w := range list {
		if stop && (w.text == "to" || w.text == "into") {
			break
		}
		switch {
		case w.text == "of" && i > 0 && (transparent[list[i-1].text] || isNumber(list, i-1)):
		case headPrepositions[w.text]:
			aside, part = true, w.text == "of" || w.text == "with" || w.text == "among"
		case headVerbs[w.text]:
			verb, aside = true, false
		case i > 0 && eachOf[list[i-1].text] && oneCluster[w.text] || clusterNouns[w.text] || pupilNouns[w.text] || staffNouns[w.text] || genderNouns[w.text]:
			if i+1 < len(list) && !w.stop && (clusterNouns[list[i+1].text] || pupilNouns[list[i+1].text] || staffNouns[list[i+1].text]) {
				continue // "school children", "class teachers"
			}
			if part || !aside {
				fallback = w.text // "of the 30 schools, 15 were ..."
			}
			if !aside && (head == "" || verb) {
				head, verb = w.text, false
			}
		}
		if w.stop {
			aside = false
		}
	}
	if head == "" {
		return fallback
	}
	return head
}

func isNumber(list []word, i int) bool {
	_, used := numberAt(list, i)
	return used > 0
}
