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
	// nearShare is what the company counts beside the reader's own items, when all
	// that readers of the same items found useful may be told.
	nearShare = 0.8
	// leastLibrary is how many items a reader must have to say what goes together.
	leastLibrary = 2
)

// Community is what goes together: of each item, which others are found useful by
// the same readers. It holds sums over readers and no reader, and tells of no item
// what only one reader's library says. It is safe for use by several goroutines.
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
	sole   int32 // the only library with both, by its place among them; several when there are more
}

// several stands for more libraries than one.
const several = -1

// both stands for one library and another, which may be the same.
func both(one, other int32) int32 {
	if one == other {
		return one
	}
	return several
}

// Neighbour is an item that readers of the same items found useful. Its vector is
// left for the caller to fill; without one it counts for nothing.
type Neighbour struct {
	Item   chalkline.ItemID
	Weight float64 // the weights of a company add up to 1, less what is left out of it
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
		sole    = make([]int32, len(c.items))
		touched []int32
		list    []neighbour
	)
	c.first = make([]int32, 1, len(c.items)+1)
	for at := range c.items {
		for _, r := range having[at] {
			for _, other := range readers[r] {
				if sum[other] == 0 {
					touched = append(touched, other)
					sole[other] = r
				}
				sole[other] = both(sole[other], r)
				sum[other] += 1 / float32(len(readers[r]))
			}
		}
		list = list[:0]
		for _, other := range touched {
			if int(other) != at {
				list = append(list, neighbour{other, sum[other] * c.root[at] * c.root[other], sole[other]})
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
//
// What shares a single other reader with all of them is left out: it would pass
// that reader's habits on to whoever likes one thing that the reader likes.
func (c *Community) Near(own []chalkline.ItemID) Company {
	mine := map[int32]bool{}
	for _, item := range own {
		if at, ok := c.place[item]; ok {
			mine[at] = true
		}
	}
	sums, sole := map[int32]float64{}, map[int32]int32{}
	for _, at := range slices.Sorted(maps.Keys(mine)) {
		for _, n := range c.near[c.first[at]:c.first[at+1]] {
			if _, known := sums[n.place]; !known {
				sole[n.place] = n.sole
			}
			sole[n.place] = both(sole[n.place], n.sole)
			sums[n.place] += float64(c.root[at] * n.cosine)
		}
	}
	company := Company{Support: map[chalkline.ItemID]float64{}}
	total := 0.0
	for _, at := range slices.Sorted(maps.Keys(sums)) {
		sum := sums[at]
		if mine[at] {
			company.Support[c.items[at]] = sum
			continue
		}
		total += sum
		if sole[at] != several {
			continue
		}
		company.Near = append(company.Near, Neighbour{Item: c.items[at], Weight: sum})
	}
	slices.SortFunc(company.Near, func(a, b Neighbour) int {
		return cmp.Or(cmp.Compare(b.Weight, a.Weight), cmp.Compare(a.Item, b.Item))
	})
	company.Near = slices.Clip(company.Near[:min(len(company.Near), mostNear)])
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
