package ranker

import (
	"math"
	"slices"
	"time"

	"chalkline"
)

// The most points that each part of a score can have, at the usual weight.
const (
	mostEvidence  = 40.0
	mostTopic     = 40.0
	mostSource    = 12.0
	mostAuthor    = 12.0
	mostQuery     = 20.0
	mostTaste     = 12.0 // as much is taken for what the reader did not like
	mostFreshness = 20.0
	mostRarity    = 6.0
	mostLength    = 6.0
)

// What an item that fits the reader's class gains. A grade is 15 points of
// evidence apart from the next, 6 points here: fitting in one thing is less than
// a grade, in two more.
const (
	classPhase   = 4.0
	classSubject = 4.0
	classCountry = 2.0
)

// topicPoints is what a topic that fully matches and is followed with the full
// weight adds; several topics add up to at most mostTopic.
const topicPoints = 30.0

const (
	// enough is how many points an item needs to be worth a reader's minutes: of
	// its match, evidence and freshness at their usual weights. So moving a weight
	// changes the order and hides nothing.
	enough = 30.0
	// aside is the share of freshness, rarity and length for a reader who follows
	// nothing: these say neither how strong an item is nor anything of the reader.
	aside = 0.25
)

const (
	// halfLife is the age at which half of the freshness is left: a week, as
	// long as most readers wait for their digest.
	halfLife = 7 * 24 * time.Hour
	// lateFound is the share of freshness of an old item on the day it is first
	// seen: it is new to the reader all the same.
	lateFound = 0.35
)

// Between these numbers of items in a month rarity falls from all to nothing,
// with the logarithm: from twice a month to 40 a day.
const (
	seldomMonthly = 2.0
	oftenMonthly  = 1200.0
)

// weights are what the parts are multiplied with.
type weights struct{ evidence, topic, taste, class, freshness, rarity, length float64 }

// weightsOf are the weights that a reader wants; all at zero leaves evidence.
func weightsOf(w chalkline.Wants) weights {
	if zeroed(w) {
		return weights{evidence: 1}
	}
	of := func(part chalkline.PartName) float64 {
		weight := w.Weight(part)
		if !(weight >= 0) {
			return 1
		}
		return min(weight, 2)
	}
	return weights{
		of(chalkline.PartEvidence), of(chalkline.PartTopic), of(chalkline.PartTaste), of(chalkline.PartClass),
		of(chalkline.PartFreshness), of(chalkline.PartRarity), of(chalkline.PartLength),
	}
}

// zeroed says that the reader gave no part any weight.
func zeroed(w chalkline.Wants) bool {
	return !slices.ContainsFunc(chalkline.WeighedParts, func(p chalkline.PartName) bool { return w.Weight(p) != 0 })
}

// addends are the parts of a score but for taste, each in quarters of a point:
// quarters have an exact form as floating-point numbers, so that the parts of a
// stored pick add up to its score to the last bit.
type addends struct {
	topic, source, author, query, class, evidence, freshness, rarity, length int

	fine float64 // their sum before rounding, in points: it decides between equals
}

func (a *addends) sum() int {
	return a.topic + a.source + a.author + a.query + a.class + a.evidence + a.freshness + a.rarity + a.length
}

func points(quarters int) float64 { return float64(quarters) / 4 }

func quarters(points float64) int { return int(math.RoundToEven(4 * points)) }

// match is what an entry has of what the reader follows, in points at the usual
// weight.
type match struct {
	topic, source, author, query float64
	main                         int // the number of the followed topic that counts most; -1 for none
}

func (m *match) sum() float64 { return m.topic + m.source + m.author + m.query }

// match finds what the entry has of what the reader follows; wanted is false when
// it has something that the reader muted.
func (x *choice) match(e *entry, n int) (m match, wanted bool) {
	m.main = -1
	source := x.asked.sources[e.source]
	if source == muted {
		return m, false
	}
	sum, best := 0.0, 0.0
	for i := range e.topics {
		weight := x.asked.topics[e.topics[i].topic]
		if weight == 0 {
			continue
		}
		if weight == muted {
			return m, false
		}
		value := weight * e.topics[i].weight
		sum += value
		if value > best {
			best, m.main = value, e.topics[i].topic
		}
	}
	m.topic = min(mostTopic, topicPoints*sum)
	m.source = mostSource * source
	if x.asked.marks != nil {
		mark := x.asked.marks[n]
		if mark.mutedAuthor != 0 || mark.mutedQuery != 0 {
			return m, false
		}
		m.author = mostAuthor * x.asked.author(n).weight
		m.query = mostQuery * x.asked.query(n).weight
	}
	if !x.asked.any {
		m.main = e.strongest()
	}
	return m, true
}

// worth says whether an entry is worth a reader's minutes.
func (m *match) worth(e *entry) bool {
	return quarters(m.sum())+e.worth >= 4*enough
}

// addends are the parts of an entry's score for the reader.
func (x *choice) addends(e *entry, m *match) addends {
	w, rest := &x.weights, 1.0
	if !x.asked.any {
		rest = aside
	}
	class := w.class * x.fit(e).points()
	freshness, rarity := w.freshness*rest*e.freshness, w.rarity*rest*e.rarity
	length := w.length * rest * mostLength * x.brief(e)
	a := addends{
		topic: quarters(w.topic * m.topic), source: quarters(w.topic * m.source),
		author: quarters(w.topic * m.author), query: quarters(w.topic * m.query),
		class: quarters(class), evidence: quarters(w.evidence * e.evidence),
		freshness: quarters(freshness), rarity: quarters(rarity), length: quarters(length),
		fine: w.topic*m.sum() + class + w.evidence*e.evidence + freshness + rarity + length,
	}
	return a
}

// fitness tells in what an item fits the reader's class.
type fitness uint8

const (
	fitsPhase fitness = 1 << iota
	fitsSubject
	fitsCountry
)

func (f fitness) points() (sum float64) {
	if f&fitsPhase != 0 {
		sum += classPhase
	}
	if f&fitsSubject != 0 {
		sum += classSubject
	}
	if f&fitsCountry != 0 {
		sum += classCountry
	}
	return sum
}

// fit compares for whom the item is with what the reader teaches. What does not
// fit loses nothing.
func (x *choice) fit(e *entry) (f fitness) {
	if x.phases&e.phases != 0 {
		f |= fitsPhase
	}
	for _, s := range e.subjects {
		if slices.Contains(x.subjects, s) {
			f |= fitsSubject
		}
	}
	if x.country != [2]byte{} && x.country == e.country {
		f |= fitsCountry
	}
	return f
}

// brief is near 1 for what takes little of a day's minutes, 0 for what takes all
// or an unknown time.
func (x *choice) brief(e *entry) float64 {
	if e.minutes == 0 {
		return 0
	}
	return max(0, 1-float64(e.minutes)/float64(x.budget))
}

// freshness is 1 for an item that appeared now and halves with every halfLife.
// What appeared long ago but was only found lately counts from lateFound down.
func freshness(item *chalkline.Item, now time.Time) float64 {
	fresh := decay(now.Sub(item.Date()))
	if item.FirstSeen.IsZero() {
		return fresh
	}
	return max(fresh, lateFound*decay(now.Sub(item.FirstSeen)))
}

func decay(age time.Duration) float64 {
	return math.Exp2(-float64(max(0, age)) / float64(halfLife))
}

// rarity is 1 for an item of a source that hardly ever writes and 0 for one of a
// source that writes all day, or of which that is not known.
func rarity(monthly int) float64 {
	if monthly <= 0 {
		return 0
	}
	return share(1 - math.Log(float64(monthly)/seldomMonthly)/math.Log(oftenMonthly/seldomMonthly))
}

// share is x within 0 to 1; what is no number is 0.
func share(x float64) float64 {
	if !(x > 0) {
		return 0
	}
	return min(x, 1)
}
