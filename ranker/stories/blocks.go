package stories

import (
	"math"
	"slices"
)

// A band is one hash of a few of the least members of a set, in several orders.
// Sets that have much in common have some band in common.
const (
	titleBands = 16
	titleRows  = 3
	textBands  = 4
	textRows   = 2
)

// The kinds of blocks are hashed apart.
const (
	kindTitle = iota + 1
	kindTitleBand
	kindTextBand
)

// Blocks are numbers of which items that can be the same have one in common:
// whoever keeps them needs to compare an item only with those that share one.
// They are in order and without repeats. Of all pairs that do not belong
// together, few share any.
func (p *Piece) Blocks() []int64 {
	blocks := make([]int64, 0, 1+titleBands+textBands)
	if weight(p.words) >= 1 && (p.page == "" || !p.recurs) {
		sum := uint64(kindTitle)
		members := make([]uint64, len(p.grams))
		for i, gram := range p.grams {
			members[i] = uint64(gram)
			sum = mixed(sum ^ members[i])
		}
		blocks = append(blocks, number(sum))
		blocks = bands(blocks, members, kindTitleBand, titleBands, titleRows)
	}
	if p.text.words >= leastText {
		blocks = bands(blocks, p.text.runs, kindTextBand, textBands, textRows)
	}
	slices.Sort(blocks)
	return slices.Compact(blocks)
}

// bands adds the bands of a set to blocks.
func bands(blocks []int64, members []uint64, kind uint64, n, rows int) []int64 {
	for band := range n {
		sum := kind<<32 | uint64(band)
		for row := range rows {
			order := mixed(kind<<16 | uint64(band*rows+row)) //nolint:gosec // a small number
			least := uint64(math.MaxUint64)
			for _, m := range members {
				least = min(least, mixed(m^order))
			}
			sum = mixed(sum ^ least)
		}
		blocks = append(blocks, number(sum))
	}
	return blocks
}

// number is a hash as databases keep it.
func number(hash uint64) int64 { return int64(hash) } //nolint:gosec // any 64 bits will do
