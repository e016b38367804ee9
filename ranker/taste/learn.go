package taste

import (
	"cmp"
	"math"
	"slices"
	"time"

	"chalkline"
)

// Example is a reader's word on an item.
type Example struct {
	Item   chalkline.ItemID
	Kind   chalkline.FeedbackKind
	At     time.Time
	Vector Vector
}

// Evidence is all that a model is learned from.
type Evidence struct {
	Examples []Example
	Follows  []Vector // what is followed; of little weight, and of none without examples
	Company  Company  // what other readers have; may be zero
}

// Learn makes the model of what a reader said until now.
func (s *Space) Learn(e Evidence, now time.Time) *Model {
	held := s.held(ridge)
	own, total := s.weigh(e, now, held)
	m := &Model{space: s.id, limit: mostAlike / s.spread}
	if total == 0 {
		return m
	}
	if follows := nonEmpty(e.Follows); len(follows) > 0 {
		for _, v := range follows {
			own = append(own, weighted{v, followShare * total / float64(len(follows))})
		}
	}
	var near []weighted
	told := 0.0
	for _, n := range e.Company.Near {
		if n.Weight > 0 && !n.Vector.Empty() {
			near = append(near, weighted{n.Vector, n.Weight})
			told += n.Weight
		}
	}
	m.places = newPlaces()
	for _, list := range [][]weighted{own, near} {
		for _, w := range list {
			for _, f := range w.index {
				m.places.add(f)
			}
		}
	}
	m.places.count()
	mine := s.regress(&m.places, own, held)
	if len(near) > 0 {
		theirs := s.regress(&m.places, near, s.held(nearRidge))
		if a, b := s.deviation(&m.places, mine), s.deviation(&m.places, theirs); b > 0 {
			mine.add(theirs, nearShare*min(1, told)*a/b)
		}
	}
	mine.scale(1 / ((total + doubt) * s.spread))
	m.weight, m.along = mine.weight, mine.along
	m.offset = s.atCentre(&m.places, mine)
	return m
}

// weigh gives each item that teaches something its weight, in order of items, and
// the sum of their sizes.
//
// Of several words on one item, the one against it counts, else the strongest for
// it, else that it was hidden: who hides what was useful is done with it.
func (s *Space) weigh(e Evidence, now time.Time, held []float64) (list []weighted, total float64) {
	examples := slices.Clone(e.Examples)
	rank := func(kind chalkline.FeedbackKind) int {
		return slices.Index([]chalkline.FeedbackKind{
			chalkline.FeedbackNotForMe, chalkline.FeedbackSaved, chalkline.FeedbackUseful, chalkline.FeedbackHidden,
		}, kind)
	}
	examples = slices.DeleteFunc(examples, func(x Example) bool { return rank(x.Kind) < 0 })
	slices.SortFunc(examples, func(a, b Example) int {
		return cmp.Or(cmp.Compare(a.Item, b.Item), cmp.Compare(rank(a.Kind), rank(b.Kind)), b.At.Compare(a.At))
	})
	examples = slices.CompactFunc(examples, func(a, b Example) bool { return a.Item == b.Item })
	support := e.Company.mean(examples)
	for _, x := range examples {
		age := max(0, now.Sub(x.At))
		weight := weightOf(x.Kind) * math.Exp2(-float64(age)/float64(halfLife))
		if s.own(x.Vector, held) < leastOwn || weight == 0 {
			continue
		}
		total += math.Abs(weight)
		if support > 0 && weight > 0 {
			weight *= (1 + e.Company.Support[x.Item]/support) / 2
		}
		list = append(list, weighted{x.Vector, weight})
	}
	return list, total
}

func nonEmpty(list []Vector) []Vector {
	return slices.DeleteFunc(slices.Clone(list), Vector.Empty)
}

// linear is a function of vectors: weights at places, less weights along the
// directions.
type linear struct {
	weight, along []float32
}

// regress makes the function of which the sum of the vectors is the most
// unusual: their sum, less what all items have in common.
func (s *Space) regress(p *places, list []weighted, held []float64) linear {
	l := linear{p.sum(list), make([]float32, len(held))}
	for j, x := range sumAlong(list, len(held)) {
		l.along[j] = float32(held[j] * x)
	}
	return l
}

func (l linear) add(other linear, times float64) {
	axpy(float32(times), other.weight, l.weight)
	axpy(float32(times), other.along, l.along)
}

func (l linear) scale(times float64) {
	for i := range l.weight {
		l.weight[i] *= float32(times)
	}
	for j := range l.along {
		l.along[j] *= float32(times)
	}
}

func (l linear) at(p *places, v Vector) float64 {
	sum := p.dot(l.weight, v)
	for j, x := range v.along[:len(l.along)] {
		sum -= float64(l.along[j]) * float64(x)
	}
	return sum
}

// deviation is the standard deviation over the kept items of the sample.
func (s *Space) deviation(p *places, l linear) float64 {
	var sum, squares float64
	for _, v := range s.references {
		x := l.at(p, v)
		sum, squares = sum+x, squares+x*x
	}
	n := float64(len(s.references))
	return math.Sqrt(max(0, squares/n-sum*sum/n/n))
}

// atCentre is the mean over the whole sample.
func (s *Space) atCentre(p *places, l linear) float64 {
	sum := 0.0
	for at, f := range p.features() {
		sum += float64(l.weight[at]) * float64(s.centre[f])
	}
	for j, x := range s.centreAlong {
		sum -= float64(l.along[j]) * float64(x)
	}
	return sum
}
