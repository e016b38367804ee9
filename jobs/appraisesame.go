package jobs

import (
	"cmp"
	"context"
	"slices"

	"chalkline"
	"chalkline/ranker/stories"
	"chalkline/store"
)

// mostCompared is with how many stored items at most an item is compared.
const mostCompared = 20

// findSame finds out which items are the same piece as those of a batch: stored
// ones, and those before it in the batch, which are not stored as judged yet.
func (u *Units) findSame(ctx context.Context, batch []*stories.Piece, results []chalkline.Appraised) error {
	var blocks []int64
	pieces := make(map[chalkline.ItemID]*stories.Piece, len(batch))
	for n, r := range results {
		blocks = append(blocks, r.Blocks...)
		pieces[r.Appraisal.ItemID] = batch[n]
	}
	slices.Sort(blocks)
	stored, err := u.DB.InBlocks(ctx, slices.Compact(blocks))
	if err != nil {
		return err
	}
	var (
		compared = make([][]chalkline.ItemID, len(results))
		before   = make(map[int64][]chalkline.ItemID) // in the batch, by block
		wanted   []chalkline.ItemID
	)
	for n, r := range results {
		alike := mostAlike(stored, r.Blocks, pieces)
		wanted = append(wanted, alike...)
		for _, b := range r.Blocks {
			alike = append(alike, before[b]...)
			before[b] = append(before[b], r.Appraisal.ItemID)
		}
		slices.Sort(alike)
		compared[n] = slices.Compact(alike)
	}
	slices.Sort(wanted)
	for part := range slices.Chunk(slices.Compact(wanted), 100) { // texts are long
		items, err := u.DB.Items(ctx, part)
		if err != nil {
			return err
		}
		for _, item := range items {
			pieces[item.ID] = stories.Read(item)
		}
	}
	for n := range results {
		for _, id := range compared[n] {
			if other := pieces[id]; other != nil && batch[n].Same(other) { // nil when it was deleted meanwhile
				results[n].SameAs = append(results[n].SameAs, id)
			}
		}
	}
	return nil
}

// mostAlike are the stored items, by block, that have the most of these blocks in
// common, without those of the batch. Blocks with few items count before crowded
// ones: what many items have in common says little about two of them.
func mostAlike(stored map[int64][]chalkline.ItemID, blocks []int64, batch map[chalkline.ItemID]*stories.Piece) []chalkline.ItemID {
	type shared struct{ few, many int }
	alike := make(map[chalkline.ItemID]shared)
	for _, b := range blocks {
		crowded := len(stored[b]) == store.CrowdedBlock
		for _, id := range stored[b] {
			s := alike[id]
			if crowded {
				s.many++
			} else {
				s.few++
			}
			alike[id] = s
		}
	}
	ids := make([]chalkline.ItemID, 0, len(alike))
	for id := range alike {
		if batch[id] == nil {
			ids = append(ids, id)
		}
	}
	slices.SortFunc(ids, func(a, b chalkline.ItemID) int {
		return cmp.Or(cmp.Compare(alike[b].few, alike[a].few), cmp.Compare(alike[b].many, alike[a].many), cmp.Compare(b, a))
	})
	return ids[:min(len(ids), mostCompared)]
}
