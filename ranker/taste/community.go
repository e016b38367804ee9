package taste

import (
	"cmp"
	"iter"
	"maps"
	"math"
	"slices"

	"chalkline"
)

const (
	// mostNear is how many items a reader's company consists of.
	mostNear = 200
	// mostKept is how many neighbours are kept of an item.
	mostKept = 200
	// nearShare is what the company counts beside the reader's own items.
	nearShare = 0.4
	// leastLibrary is how many items a reader must have to say what goes together.
	leastLibrary = 2
)

// Community is what goes together: of each item, which others are found useful by
// the same readers. It holds sums over readers and no reader. It is safe for use
// by several goroutines.
type Community struct {
	place map[chalkline.ItemID]int32
	items []chalkline.ItemID
	root  []float32 // by place: 1 over the root of how many readers have the item
	first []int32   // by place: where its neighbours begin
	near  []neighbour
}

// neighbour is the cosine of an item with another, over readers.
type neighbour struct {
	place  int32
	cosine float32
}

// Neighbour is an item that readers of the same items found useful. Its vector is
// left for the caller to fill; without one it counts for nothing.
type Neighbour struct {
	Item   chalkline.ItemID
	Weight float64 // the weights of a company add up to 1
	Vector Vector
}

// Company is what a Community knows of a reader's items.
type Company struct {
	Near    []Neighbour // heaviest first
	Support map[chalkline.ItemID]float64
}

// NewCommunity learns from the items that each reader saved or found useful. A
// reader with many of them says less of each pair.
func NewCommunity(libraries iter.Seq[[]chalkline.ItemID]) *Community {
	c := &Community{place: map[chalkline.ItemID]int32{}}
	var readers [][]int32
	for library := range libraries {
		items := slices.Compact(slices.Sorted(slices.Values(library)))
		if len(items) < leastLibrary {
			continue
		}
		list := make([]int32, len(items))
		for n, item := range items {
			at, ok := c.place[item]
			if !ok {
				at = int32(len(c.items)) //nolint:gosec // far fewer items
				c.place[item] = at
				c.items = append(c.items, item)
			}
			list[n] = at
		}
		readers = append(readers, list)
	}
	having := make([][]int32, len(c.items))
	for r, list := range readers {
		for _, at := range list {
			having[at] = append(having[at], int32(r))
		}
	}
	c.root = make([]float32, len(having))
	for at, list := range having {
		c.root[at] = float32(1 / math.Sqrt(float64(len(list))))
	}
	c.pair(readers, having)
	return c
}

// pair finds the neighbours of each item.
func (c *Community) pair(readers, having [][]int32) {
	var (
		sum     = make([]float32, len(c.items))
		touched []int32
		list    []neighbour
	)
	c.first = make([]int32, 1, len(c.items)+1)
	for at := range c.items {
		for _, r := range having[at] {
			for _, other := range readers[r] {
				if sum[other] == 0 {
					touched = append(touched, other)
				}
				sum[other] += 1 / float32(len(readers[r]))
			}
		}
		list = list[:0]
		for _, other := range touched {
			if int(other) != at {
				list = append(list, neighbour{other, sum[other] * c.root[at] * c.root[other]})
			}
			sum[other] = 0
		}
		touched = touched[:0]
		slices.SortFunc(list, func(a, b neighbour) int {
			return cmp.Or(cmp.Compare(b.cosine, a.cosine), cmp.Compare(c.items[a.place], c.items[b.place]))
		})
		c.near = append(c.near, list[:min(len(list), mostKept)]...)
		c.first = append(c.first, int32(len(c.near))) //nolint:gosec // mostKept an item
	}
	c.near = slices.Clip(c.near)
}

// Near is the company of the items that a reader saved or found useful: those
// that share readers with them and are not the reader's already, and how well each
// of the reader's own is supported by the others.
func (c *Community) Near(own []chalkline.ItemID) Company {
	mine := map[int32]bool{}
	for _, item := range own {
		if at, ok := c.place[item]; ok {
			mine[at] = true
		}
	}
	sums := map[int32]float64{}
	for _, at := range slices.Sorted(maps.Keys(mine)) {
		for _, n := range c.near[c.first[at]:c.first[at+1]] {
			sums[n.place] += float64(c.root[at] * n.cosine)
		}
	}
	company := Company{Support: map[chalkline.ItemID]float64{}}
	for at, sum := range sums {
		if mine[at] {
			company.Support[c.items[at]] = sum
			continue
		}
		company.Near = append(company.Near, Neighbour{Item: c.items[at], Weight: sum})
	}
	slices.SortFunc(company.Near, func(a, b Neighbour) int {
		return cmp.Or(cmp.Compare(b.Weight, a.Weight), cmp.Compare(a.Item, b.Item))
	})
	company.Near = slices.Clip(company.Near[:min(len(company.Near), mostNear)])
	total := 0.0
	for _, n := range company.Near {
		total += n.Weight
	}
	for i := range company.Near {
		company.Near[i].Weight /= total
	}
	return company
}

// mean is the mean support of the items that speak for something, 0 when there is
// none.
func (c Company) mean(examples []Example) float64 {
	sum, n := 0.0, 0
	for _, x := range examples {
		if weightOf(x.Kind) > 0 {
			sum += c.Support[x.Item]
			n++
		}
	}
	return sum / float64(max(1, n))
}
