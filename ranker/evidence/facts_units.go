package evidence

import "strings"

var unitNouns = nouns(`schools classrooms classes districts centers centres preschools kindergartens nurseries clusters sections universities colleges sites`)

var studyNouns = nouns(`studies articles papers evaluations experiments trials rcts publications investigations reports meta-analyses dissertations manuscripts references`)

// Words near a number of studies that say whether these were read or only found.
var (
	wordsKept  = []string{"include", "inclusion", "met ", "meeting", "select", "retain", "review of", "reviewed", "analy", "integrat", "pooled", "synthes", "eligible", "final"}
	wordsFound = []string{"identified", "retrieved", "screened", "generated", "unique", "yielded", "abstracts", "excluded", "initial", "potential"}
)

// Weights of what speaks for a number of schools or studies.
const (
	unitDistance = 6 // words between a number and its noun
	aroundUnit   = 5 // words around it that are looked at
	weightKept   = 2.0
	weightFound  = -1.0
)

// weighed is a count with what speaks for it.
type weighed struct {
	count
	weight float64
}

// better takes a count that is heavier, or as heavy and larger.
func (w *weighed) better(c count, weight float64) {
	if w.value == 0 || weight > w.weight || (weight == w.weight && c.value > w.value) {
		w.count, w.weight = c, weight
	}
}

// readUnits finds schools or classes, and studies.
func (r *reading) readUnits(list []word, index int) {
	s := &r.sentences[index]
	if s.cited {
		return
	}
	for i := 0; i < len(list); i++ {
		value, used := numberAt(list, i)
		if used == 0 {
			continue
		}
		last := i + used - 1
		if i > 0 && notACount[list[i-1].text] || list[last].end || list[last].stop || isYear(value, list[i].text) {
			continue
		}
		at, noun := unitAfter(list, last)
		switch {
		case unitNouns[noun] && value < 100_000:
			r.units.better(count{value, index}, r.sentenceWeight(s))
		case studyNouns[noun] && value < 20_000:
			weight := 0.0
			around := near(list, i, at)
			if containsAny(around, wordsKept) {
				weight += weightKept
			}
			if containsAny(around, wordsFound) {
				weight += weightFound
			}
			r.studies.better(count{value, index}, weight)
		}
		i = last
	}
}

// unitAfter is the noun that a number counts, if it is a school or a study.
func unitAfter(list []word, last int) (at int, noun string) {
	for j := last + 1; j < min(len(list), last+1+unitDistance); j++ {
		text := list[j].text
		if unitNouns[text] || studyNouns[text] {
			return j, text
		}
		if pupilNouns[text] || staffNouns[text] || list[j].stop || text == "of" || text == "in" {
			break
		}
	}
	return last, ""
}

// near are the words around a number and its noun.
func near(list []word, from, to int) string {
	var b strings.Builder
	for _, w := range list[max(0, from-aroundUnit):min(len(list), to+aroundUnit)] {
		b.WriteString(w.text)
		b.WriteByte(' ')
	}
	return b.String()
}
