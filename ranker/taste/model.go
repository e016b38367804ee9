package taste

import (
	"iter"
	"math"
	"math/bits"
)

// Model is what was learned of a reader. It is read only, and safe for use by
// several goroutines.
type Model struct {
	space  uint64
	places places
	weight []float32
	along  []float32
	offset float64
	limit  float64
}

// Empty says that nothing was learned: every score is 0.
func (m *Model) Empty() bool { return len(m.weight) == 0 }

// Score is how well an item suits the reader, between -1 and 1: 0 for an item as
// like to the reader's as any, one half for one that is unusually like them. It
// is the smaller in size, the fewer words it rests on.
func (m *Model) Score(v Vector) float64 {
	if m.Empty() || len(v.along) != len(m.along) {
		return 0
	}
	x := linear{m.weight, m.along}.at(&m.places, v) - m.offset
	x = min(max(x, -m.limit), m.limit)
	return x / (math.Abs(x) + unusual)
}

// features are the features that have a place, in order.
func (p *places) features() iter.Seq2[int, uint32] {
	return func(yield func(int, uint32) bool) {
		at := 0
		for i, word := range p.known {
			for ; word != 0; word &= word - 1 {
				if !yield(at, uint32(i*64+bits.TrailingZeros64(word))) { //nolint:gosec // below features
					return
				}
				at++
			}
		}
	}
}
