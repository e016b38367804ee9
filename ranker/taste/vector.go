package taste

import "math/bits"

// Vector is an item in a Space: its features with their weights, of length 1,
// and how far it lies along the directions of the space.
type Vector struct {
	index []uint32 // in order
	value []float32
	along []float32
}

// Empty says that nothing is known of the item.
func (v Vector) Empty() bool { return len(v.index) == 0 }

// weighted is a vector that is counted more or less often.
type weighted struct {
	Vector
	weight float64
}

// places tell where the weight of a feature stands among those that have one.
type places struct {
	known  []uint64 // a bit for each feature
	before []uint32 // how many features have one before each word of known
	n      int
}

func newPlaces() places {
	return places{known: make([]uint64, features/64), before: make([]uint32, features/64)}
}

func (p *places) add(feature uint32) { p.known[feature>>6] |= 1 << (feature & 63) }

// count is called once all are added.
func (p *places) count() {
	p.n = 0
	for i, word := range p.known {
		p.before[i] = uint32(p.n) //nolint:gosec // at most features
		p.n += bits.OnesCount64(word)
	}
}

// of is the place of a feature, false when it has none.
func (p *places) of(feature uint32) (int, bool) {
	word, bit := p.known[feature>>6], uint64(1)<<(feature&63)
	return int(p.before[feature>>6]) + bits.OnesCount64(word&(bit-1)), word&bit != 0
}

// dot is the product of a vector's features with weights that stand at places.
func (p *places) dot(weight []float32, v Vector) float64 {
	sum := 0.0
	for n, feature := range v.index {
		if at, ok := p.of(feature); ok {
			sum += float64(weight[at]) * float64(v.value[n])
		}
	}
	return sum
}

// sum adds up the features of vectors.
func (p *places) sum(list []weighted) []float32 {
	total := make([]float32, p.n)
	for _, w := range list {
		for n, feature := range w.index {
			at, _ := p.of(feature)
			total[at] += float32(w.weight) * w.value[n]
		}
	}
	return total
}

// sumAlong adds up how far vectors lie along k directions.
func sumAlong(list []weighted, k int) []float64 {
	total := make([]float64, k)
	for _, w := range list {
		for j, x := range w.along {
			total[j] += w.weight * float64(x)
		}
	}
	return total
}
