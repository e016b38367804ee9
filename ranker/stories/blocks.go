package stories

import (
	"math"
	"slices"

	"chalkline"
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
func Blocks(item chalkline.Item) []int64 {
	blocks := make([]int64, 0, 1+titleBands+textBands)
	title := ownTitle(item.Title, item.Venue)
	if words := titleWords(unmarked(title)); weight(words) >= 1 && (parsePage(item.URL).url == "" || !recurs(title)) {
		all := grams(words)
		sum := uint64(kindTitle)
		for _, gram := range all {
			sum = mixed(sum ^ uint64(gram))
		}
		blocks = append(blocks, number(sum))
		members := make([]uint64, len(all))
		for i, gram := range all {
			members[i] = uint64(gram)
		}
		blocks = bands(blocks, members, kindTitleBand, titleBands, titleRows)
	}
	if list, words := shingles(item.Text); words >= leastText {
		blocks = bands(blocks, list, kindTextBand, textBands, textRows)
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
