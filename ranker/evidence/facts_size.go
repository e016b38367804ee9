package evidence

import (
	"slices"
	"strings"
)

// count is a number found in the text with its sentence.
type count struct {
	value    int
	sentence int // index in reading.sentences; meaningless when value is 0
}

// Weights of what speaks for a number being the sample. Fitted by hand.
const (
	weightPupil    = 3.0 // "107 children"
	weightStaff    = 2.0 // "12 teachers": often beside the pupils they teach
	weightGender   = 0.5 // "6 men": a part of the sample
	weightTotal    = 4.0 // "N = 73"
	weightPiece    = 2.0 // "n = 34": a part, unless it is the only one
	weightSample   = 2.0 // the sentence speaks of taking part
	weightScreen   = -2.5
	weightCited    = -4.0
	weightSubset   = -3.0
	weightTookPart = 1.0
	weightLeftOut  = -1.5
	weightYear     = -4.0
	weightPercent  = -3.0
	weightOwned    = -1.5 // "four children's tests"
	nounDistance   = 8    // words between a number and its noun
	fewPeople      = 5    // fewer have to stand close before their noun
	fewReach       = 7    // words between few people and their noun
	mostGroups     = 12   // groups that are counted with their size
)

var pupilNouns = nouns(`students pupils children adolescents teenagers teens youth youths undergraduates graduates learners readers
	freshmen sophomores seniors graders kindergartners preschoolers toddlers infants participants subjects individuals adults persons
	people patients volunteers residents respondents families parents mothers fathers dyads caregivers households couples controls
	outpatients inpatients out-patients in-patients clients examinees candidates applicants ss sixth-graders first-graders twins veterans smokers athletes
	members offenders youngsters trainees citizens workers employees users completers cases siblings freshers soldiers survivors
	els ells dlls non-participants schoolchildren users non-users nonusers abusers drinkers referrals attendees`)

var staffNouns = nouns(`teachers educators principals instructors staff nurses counselors counsellors administrators leaders directors faculty
	practitioners tutors physicians therapists clinicians professors lecturers mentors coaches librarians superintendents psychologists
	providers preceptors paraprofessionals headteachers academics researchers professionals managers trainers ects interns`)

var genderNouns = nouns(`boys girls men women males females male female`)

// noNoun ends the search for the noun of a number.
var noNoun = nouns(`of percent year years yr yrs month months week weeks day days hours hour hr min minutes minute sessions items item in from to
	at per points times dollars pounds euros cents pence percentage percent than is was were are had have has on by studies articles schools classrooms classes districts countries
	states cities items questions experiments trials groups conditions lessons tests variables factors scales measures semesters
	centers centres sites sections programs programmes universities colleges that which mg kg cm waves cohorts domains dimensions themes`)

// notACount stands before a number that is a label: grade 8, aged 12, phase 2.
var notACount = nouns(`grade grades year years age aged ages phase wave level time experiment study figure table chapter title cohort week day
	stage volume issue page section p key k version part type of-age mean since tier class form step model no number top including`)

func nouns(list string) map[string]bool {
	set := map[string]bool{}
	for noun := range strings.FieldsSeq(list) {
		set[noun] = true
	}
	return set
}

var sampleWords = []string{
	"participa", "recruit", "sample", "enrol", "included", "involv", "consist", "compris", "assign", "randomi", "complet", "interview", "survey", "respon",
	"conducted with", "there were ", "conducted among", "study of", "investigation of", "carried out with", "administer", "data ", "tested", "observed", "allocat", "examined", "attended", "studied", "subjects", "volunteer", "took part", "evaluated with", "compared",
}

var screenWords = []string{"screened", "were invited", "approached", "eligible", "withdrew", "dropped", "dropout", "lost to", "excluded", "declined", "will be recruited", "nationwide", "nationally,"}

var subsetWords = []string{" of whom ", " of these", " of which ", "subsample", "subset", "group interview", "further explored", "case studies of", "selected for", "randomly recruited to"}

// isPool stands before "of" and a number that the sample was taken from, or that
// counts something else.
var isPool = nouns(`maximum minimum one each population populations pool universe out list`)

// candidate is a number that may be the sample.
type candidate struct {
	count
	weight float64
	noun   string
	equals bool // "n = 34", "N = 73"
	share  bool // "15 subjects (50%)"
	piece  bool // "n = 34"
	talked bool // "interviews with 12 teachers"
	at     int
}

// readSizes finds participants, schools or classes, and studies.
func (r *reading) readSizes() {
	var all []candidate
	for i := range r.sentences {
		s := &r.sentences[i]
		if !strings.ContainsAny(s.plain, "0123456789") && !r.spellsNumber(s) {
			continue
		}
		list := words(s.cased)
		found := r.people(list, i)
		all = append(all, found...)
		if sum, ok := sumOfGroups(found, s.plain); ok {
			all = append(all, sum)
		}
		r.readUnits(list, i)
	}
	setAsideInterviews(all)
	if best, ok := bestCandidate(all); ok {
		r.n = best.count
		return
	}
	r.readOneCase()
}

func (r *reading) spellsNumber(s *sentence) bool {
	for part := range strings.FieldsSeq(s.plain) {
		if _, ok := smallNumber(strings.Trim(part, `(),.;:"`)); ok {
			return true
		}
	}
	return false
}

// people lists the numbers of a sentence that count people.
func (r *reading) people(list []word, index int) []candidate {
	s := &r.sentences[index]
	context, subset := r.sentenceWeight(s), subsetAt(s)
	var found []candidate
	for i := 0; i < len(list); i++ {
		value, used := numberAt(list, i)
		if used == 0 {
			continue
		}
		last := i + used - 1
		c := candidate{count: count{value, index}, weight: context, at: i, talked: interviewed(list, i) || toBeInterviewed(list, last)}
		if i >= subset {
			c.weight += weightSubset
		}
		switch {
		case list[last].end || value == 0:
		case list[i].open && list[last].shut && value < 20: // "(1)" numbers a list
		case i >= 2 && list[i-1].text == "=" && (list[i-2].text == "n" || list[i-2].text == "ns"):
			c.nounOfEquals(list, i)
			if !c.piece || !percentFollows(list, last) {
				found = append(found, c)
			}
		case i > 0 && notACount[list[i-1].text] && !list[i-1].stop && !list[i].open:
		case i > 1 && (list[i-1].text == "to" || list[i-1].text == "or") && isNumber(list, i-2): // "groups of six to twelve", "5 or 6 pupils"
		case isRatio(list, i): // "1 adult to 12 pupils"
		case i > 1 && list[i-1].text == "of" && isPool[list[i-2].text]: // "to one of nine courses for pupils", "from a population of 144 pupils"
		case value >= fewPeople && !isYear(value, list[i].text) && countsNobody(list, i, last):
			c.weight += weightPupil
			found = append(found, c)
		default:
			if c.nounAfter(list, last) || c.armAfter(list, last, found) || c.without(list, last, found) {
				c.value = c.value*groupsOf(list, i) + alsoOf(list, i)
				c.weight += saysWho(list, i)
				c.share = c.share || i > 0 && list[i-1].text == "all" || i > 1 && list[i-1].text == "of" && isNumber(list, i-2)
				if isYear(value, list[i].text) {
					c.weight += weightYear
				}
				found = append(found, c)
			}
		}
		i = last
	}
	return found
}

// countsNobody says whether a number stands for people without naming them: "227
// were randomized", "a sample of 184".
func countsNobody(list []word, i, last int) bool {
	next := last + 1
	if next < len(list) && (list[next].text == "were" || list[next].text == "was") {
		next++
	}
	if next < len(list) && !list[last].stop && tookPart[list[next].text] && list[next].text != "completed" {
		return !countsStudies(list, next)
	}
	if next+1 < len(list) && list[next-1].text != "of" && list[next].text == "responses" && answered[list[next+1].text] {
		return true
	}
	return i > 1 && list[i-1].text == "of" && list[i-2].text == "sample" && (list[last].stop || next == len(list))
}

// countsStudies says whether what follows a number is a kind of study: "nine
// randomized, placebo-controlled trials".
func countsStudies(list []word, next int) bool {
	for _, w := range list[next:min(len(list), next+nounDistance)] {
		if studyNouns[w.text] {
			return true
		}
		if noNoun[w.text] || passiveBefore[w.text] {
			return false
		}
	}
	return false
}

// sentenceWeight is how likely the numbers of a sentence are about the sample.
func (r *reading) sentenceWeight(s *sentence) float64 {
	weight := 0.0
	if r.m.matches(s, r.m.sought.sample) {
		weight += weightSample
	}
	if r.m.matches(s, r.m.sought.screen) {
		weight += weightScreen
	}
	if s.cited {
		weight += weightCited
	}
	return weight
}

// subsetAt is the word of a sentence from which it speaks of a part of the
// sample: "30 providers took part, and 15 of these ...".
func subsetAt(s *sentence) int {
	at := len(s.plain)
	for _, phrase := range subsetWords {
		if i := strings.Index(s.plain, phrase); i >= 0 {
			at = min(at, i)
		}
	}
	if at == len(s.plain) {
		return at
	}
	return max(0, len(words(s.plain[:at]))-1)
}

func containsAny(text string, list []string) bool {
	return slices.ContainsFunc(list, func(part string) bool { return strings.Contains(text, part) })
}

// nounOfEquals weighs "n = 34" and "N = 73 children".
func (c *candidate) nounOfEquals(list []word, i int) {
	c.piece, c.equals = true, true
	c.weight += weightPiece
	if list[i-2].upper {
		c.weight += weightTotal - weightPiece
		c.piece = false
	}
	if c.noun = nounNear(list, i); pupilNouns[c.noun] {
		c.weight += 0.5
	}
	if i > 2 && list[i-3].end { // "54% (N = 43)"
		c.share, c.piece, c.weight = true, true, c.weight+weightPercent
	}
}

// nounAfter looks for the noun that a number counts.
func (c *candidate) nounAfter(list []word, last int) bool {
	within := last + 1 + nounDistance
	for j := last + 1; j < min(len(list), within); j++ {
		if end := aside(list, j); end > j {
			within += end - j
			j = end - 1
			continue
		}
		text := strings.TrimSuffix(strings.TrimSuffix(list[j].text, "'s"), "'")
		if strings.HasSuffix(text, "-olds") || text == "olds" {
			text = "children" // "184 ten-year-olds"
		}
		if part := text[strings.LastIndexByte(text, '-')+1:]; !pupilNouns[text] && (pupilNouns[part] || staffNouns[part]) {
			text = part // "34 trainee-teachers"
		}
		weight := 0.0
		switch {
		case j > last+1 && list[j-1].stop && list[j-1].text != "" && !isModifier(list[j].text):
		case pupilNouns[text]:
			weight = weightPupil
		case staffNouns[text]:
			weight = weightStaff
		case genderNouns[text]:
			weight = weightGender
		}
		if weight > 0 && c.value < fewPeople && (j > last+fewReach || j > last+2 && interrupted(list[last:j])) {
			return false // "two main findings emerged: children ..."
		}
		if weight > 0 {
			if next := j + 1; next < len(list) && !list[j].stop && pupilNouns[list[next].text] {
				continue // "20 student participants"
			}
			if genderNouns[text] && !list[j].stop && j+1 < len(list) && !noNoun[list[j+1].text] && c.nounAfter(list, j) {
				return true
			}
			c.noun, c.weight = text, c.weight+weight
			if strings.HasSuffix(list[j].text, "'s") {
				c.weight += weightOwned
			}
			if weight == weightPupil {
				c.verbAfter(list, j)
			}
			c.share = c.share || j+1 < len(list) && list[j+1].text == "each"
			return true
		}
		if noNoun[text] || (list[j].end && j > last) {
			return false
		}
		if _, used := numberAt(list, j); used > 0 && !strings.Contains(text, "-") {
			return false
		}
	}
	return false
}

// interrupted says whether a comma or the like stands between words.
func interrupted(list []word) bool {
	return slices.ContainsFunc(list, func(w word) bool { return w.stop })
}

// answered stands behind "304 responses".
var answered = nouns(`were from to received collected obtained`)

// Words after a noun that say what became of these people.
var (
	tookPart = nouns(`participated randomly randomized randomised enrolled recruited included completed assigned allocated received took`)
	leftOut  = nouns(`assessed screened invited eligible discontinued withdrew dropped declined responded remitted relapsed excluded refused achieved experienced reported`)
)

// verbAfter weighs what the sentence says of the people it counted.
func (c *candidate) verbAfter(list []word, noun int) {
	for j := noun + 1; j < min(len(list), noun+4); j++ {
		if list[j].open && list[j].end && list[j].shut {
			c.share, c.weight = true, c.weight+weightPercent
			return
		}
		if tookPart[list[j].text] {
			c.weight += weightTookPart
			return
		}
		if leftOut[list[j].text] {
			c.weight += weightLeftOut
			return
		}
	}
}

// aside is where the text goes on after something that stands between a number
// and its noun: "(65% female)", "Year 8".
func aside(list []word, j int) int {
	if list[j].open {
		for k := j; k < len(list) && k < j+nounDistance; k++ {
			if list[k].shut {
				return k + 1
			}
		}
	}
	if ageUnits[list[j].text] && j+1 < len(list) && list[j+1].text == "old" {
		return j + 2 // "6 6-9 yr old children"
	}
	if (list[j].text == "year" || list[j].text == "grade") && j+1 < len(list) {
		if _, ok := digits(list[j+1].text); ok {
			return j + 2
		}
	}
	return j
}

var ageUnits = nouns(`yr yrs year years mo mos month months`)

// isModifier says whether a word after a comma can go on describing the noun:
// "48 rural, low-income pupils".
func isModifier(text string) bool {
	return strings.Contains(text, "-") || pupilNouns[text] || staffNouns[text]
}

func percentFollows(list []word, last int) bool {
	return last+1 < len(list) && list[last+1].end && !list[last].stop ||
		last+1 < len(list) && list[last].stop && list[last+1].end
}

func isYear(value int, text string) bool {
	return value >= 1900 && value <= 2100 && !strings.Contains(text, ",")
}

// bestCandidate is the heaviest; of equals the larger, then the earlier one.
func bestCandidate(all []candidate) (candidate, bool) {
	best, found := candidate{}, false
	least := 2.0
	if len(all) == 1 && girlsOrBoys(all[0]) {
		least = weightGender
	}
	for _, c := range all {
		if c.weight < least || c.value < 1 {
			continue
		}
		if !found || c.weight > best.weight || (c.weight == best.weight && c.value > best.value) {
			best, found = c, true
		}
	}
	return best, found
}
