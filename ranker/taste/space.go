package taste

import (
	"cmp"
	"encoding/binary"
	"hash/fnv"
	"math"
	"slices"
)

const (
	// MaxSample is how many items a Space is built from at most; of more, some are
	// taken at even distances.
	MaxSample = 20_000

	mostDirections  = 128   // directions of a space; 100 and 300 do as well
	itemsADirection = 8     // items it takes for one more direction
	leastItems      = 3     // items a feature must be in to have a part in directions
	mostRows        = 32768 // features that have a part in directions
	references      = 256   // items of the sample that are kept to compare with
)

// ridge is how strongly the regression of a reader's items is held back: as 30
// is to a sample of 20,897 items, found by measuring.
const ridge = 30.0 / 20_897

// nearRidge is the same for the items that other readers have.
const nearRidge = ridge / 2

// Space is what is known of all items. It is safe for use by several goroutines.
type Space struct {
	id    uint64
	items int

	frequency []uint16  // by feature: in how many items of the sample it is
	idf       []float32 // by feature

	row      []uint32  // by feature: 1 + its row in part, 0 for none
	part     []int8    // rows of the directions, one number a direction
	scale    []float32 // by row: what 1 in part stands for
	strength []float64 // by direction: the mean square of the sample along it

	centre      []float32 // by feature: the mean of the sample
	centreAlong []float32
	references  []Vector
	spread      float64 // standard deviation of the likeness of two items
}

// NewSpace builds a space from a sample of items.
func NewSpace(sample []Bag) *Space {
	if n := len(sample); n > MaxSample {
		thinned := make([]Bag, MaxSample)
		for i := range thinned {
			thinned[i] = sample[i*n/MaxSample]
		}
		sample = thinned
	}
	s := emptySpace(len(sample))
	for _, bag := range sample {
		for _, t := range bag.terms {
			s.frequency[t.feature]++
		}
	}
	s.weighFeatures()
	vectors := make([]Vector, len(sample))
	for i, bag := range sample {
		vectors[i] = s.bare(bag)
		for n, f := range vectors[i].index {
			s.centre[f] += vectors[i].value[n] / float32(s.items)
		}
	}
	s.findDirections(vectors)
	s.placeCentre()
	s.compare(vectors)
	s.sign()
	return s
}

func emptySpace(items int) *Space {
	return &Space{
		items: items, frequency: make([]uint16, features), idf: make([]float32, features),
		row: make([]uint32, features), centre: make([]float32, features),
	}
}

// weighFeatures gives features the weights that follow from how rare they are.
func (s *Space) weighFeatures() {
	for f, n := range s.frequency {
		s.idf[f] = float32(math.Log(float64(1+s.items)/float64(1+int(n))) + 1)
	}
}

func (s *Space) placeCentre() {
	s.centreAlong = make([]float32, len(s.strength))
	for f, x := range s.centre {
		s.project(uint32(f), x, s.centreAlong)
	}
}

// Vector places an item.
func (s *Space) Vector(b Bag) Vector {
	v := s.bare(b)
	v.along = make([]float32, len(s.strength))
	for n, f := range v.index {
		s.project(f, v.value[n], v.along)
	}
	return v
}

// bare is the vector without how far it lies along the directions: 1 + ln count,
// times the idf, of length 1.
func (s *Space) bare(b Bag) Vector {
	v := Vector{index: make([]uint32, len(b.terms)), value: make([]float32, len(b.terms))}
	sum := 0.0
	for n, t := range b.terms {
		x := (1 + math.Log(max(1, float64(t.count)))) * float64(s.idf[t.feature])
		v.index[n], v.value[n] = t.feature, float32(x)
		sum += x * x
	}
	if sum > 0 {
		length := float32(1 / math.Sqrt(sum))
		for n := range v.value {
			v.value[n] *= length
		}
	}
	return v
}

// project adds how far a feature of weight x lies along the directions.
func (s *Space) project(feature uint32, x float32, along []float32) {
	at := int(s.row[feature])
	if at == 0 || x == 0 {
		return
	}
	x *= s.scale[at-1]
	part := s.part[(at-1)*len(along) : at*len(along)]
	for j := range along {
		along[j] += x * float32(part[j])
	}
}

// held is what is taken away along each direction.
func (s *Space) held(ridge float64) []float64 {
	share := make([]float64, len(s.strength))
	for j, strength := range s.strength {
		share[j] = strength / (strength + ridge)
	}
	return share
}

// own is how alike an item is to itself beyond how alike it is to the mean item.
func (s *Space) own(v Vector, held []float64) float64 {
	own := 0.0
	for n, x := range v.value {
		own += float64(x) * float64(x-s.centre[v.index[n]])
	}
	for j, x := range v.along {
		own -= held[j] * float64(x) * float64(x-s.centreAlong[j])
	}
	return own
}

// findDirections finds the directions in which the sample differs most.
func (s *Space) findDirections(vectors []Vector) {
	k := min(mostDirections, len(vectors)/itemsADirection)
	if k == 0 {
		return
	}
	var rows []uint32
	for f, n := range s.frequency {
		if n >= leastItems {
			rows = append(rows, uint32(f))
		}
	}
	if len(rows) > mostRows {
		slices.SortStableFunc(rows, func(a, b uint32) int { return cmp.Compare(s.frequency[b], s.frequency[a]) })
		rows = rows[:mostRows]
		slices.Sort(rows)
	}
	for at, f := range rows {
		s.row[f] = uint32(at) + 1
	}
	basis, squares := strongest(vectors, s.row, len(rows), k)
	k = len(squares)
	s.strength = make([]float64, k)
	for j, x := range squares {
		s.strength[j] = x / float64(len(vectors))
	}
	s.part, s.scale = make([]int8, len(rows)*k), make([]float32, len(rows))
	for at := range rows {
		row, largest := basis.row(at)[:k], float32(0)
		for _, x := range row {
			largest = max(largest, x, -x)
		}
		if largest == 0 {
			continue
		}
		s.scale[at] = largest / math.MaxInt8
		for j, x := range row {
			s.part[at*k+j] = int8(math.Round(float64(x / s.scale[at])))
		}
	}
}

// compare keeps some items of the sample, and finds how alike two items are that
// have nothing to do with each other.
func (s *Space) compare(vectors []Vector) {
	n := min(references, len(vectors))
	for i := range n {
		v := vectors[i*len(vectors)/n]
		v.along = make([]float32, len(s.strength))
		for at, f := range v.index {
			s.project(f, v.value[at], v.along)
		}
		s.references = append(s.references, v)
	}
	held := s.held(ridge)
	var sum, squares, pairs float64
	for i, a := range s.references {
		p := newPlaces()
		for _, f := range a.index {
			p.add(f)
		}
		p.count()
		for _, b := range s.references[:i] {
			alike := p.dot(a.value, b)
			for j, x := range a.along {
				alike -= held[j] * float64(x) * float64(b.along[j])
			}
			sum, squares, pairs = sum+alike, squares+alike*alike, pairs+1
		}
	}
	s.spread = 1 // of a sample without pairs nothing is known
	if pairs > 0 {
		s.spread = math.Sqrt(max(0, squares/pairs-sum*sum/pairs/pairs))
	}
	s.spread = max(s.spread, leastSpread)
}

// leastSpread keeps a sample of equal items from making every other one stand
// out without bounds.
const leastSpread = 1e-3

// sign makes the number by which a model knows its space.
func (s *Space) sign() {
	hash := fnv.New64a()
	_ = binary.Write(hash, binary.LittleEndian, uint64(Version)) // a hash takes everything
	_ = binary.Write(hash, binary.LittleEndian, s.idf)
	_ = binary.Write(hash, binary.LittleEndian, s.part)
	_ = binary.Write(hash, binary.LittleEndian, s.scale)
	s.id = hash.Sum64()
}
