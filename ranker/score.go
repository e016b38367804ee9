package ranker

import (
	"math"
	"time"

	"chalkline"
)

// The most points that each part of a score can have.
const (
	mostEvidence  = 40.0
	mostTopic     = 40.0
	mostSource    = 12.0
	mostAuthor    = 12.0
	mostQuery     = 20.0
	mostFreshness = 20.0
)

// topicPoints is what a topic that fully matches and is followed with the full
// weight adds; several topics add up to at most mostTopic.
const topicPoints = 30.0

const (
	// halfLife is the age at which half of the freshness is left: a week, as
	// long as most readers wait for their digest.
	halfLife = 7 * 24 * time.Hour
	// lateFound is the share of freshness of an old item on the day it is first
	// seen: it is new to the reader all the same.
	lateFound = 0.35
)

// scored is a candidate with its score by parts, each in quarters of a point:
// quarters have an exact form as floating-point numbers, so that the parts of a
// stored pick add up to its score to the last bit.
type scored struct {
	candidate *chalkline.Candidate
	mainTopic chalkline.TopicID // the followed topic that counts most; "" for none

	topic, source, author, query, evidence, freshness int
	total                                             int // their sum
}

func points(quarters int) float64 { return float64(quarters) / 4 }

func quarters(points float64) int { return int(math.Round(4 * points)) }

// score scores a candidate; false when it matches nothing or was muted.
func (w wishes) score(c *chalkline.Candidate, now time.Time) (scored, bool) {
	if w.muted(c) {
		return scored{}, false
	}
	s := scored{candidate: c}
	sum, best := 0.0, 0.0
	for _, m := range c.Topics {
		weight, ok := w.topics[m.Topic]
		if !ok {
			continue
		}
		value := weight * share(m.Weight)
		sum += value
		if value > best {
			best, s.mainTopic = value, m.Topic
		}
	}
	s.topic = quarters(min(mostTopic, topicPoints*sum))
	s.source = quarters(mostSource * w.sources[c.Item.SourceID])
	if _, weight, ok := w.author(c.Item.Authors); ok {
		s.author = quarters(mostAuthor * weight)
	}
	if _, weight, ok := w.query(c.Item.Title); ok {
		s.query = quarters(mostQuery * weight)
	}
	if s.topic+s.source+s.author+s.query == 0 {
		return scored{}, false
	}
	s.evidence = quarters(mostEvidence * share(float64(c.Appraisal.Score)/100))
	s.freshness = quarters(mostFreshness * freshness(&c.Item, now))
	s.total = s.topic + s.source + s.author + s.query + s.evidence + s.freshness
	return s, true
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

// share is x within 0 to 1; what is no number is 0.
func share(x float64) float64 {
	if !(x > 0) {
		return 0
	}
	return min(x, 1)
}
