package jobs

import (
	"context"
	"fmt"
	"time"

	"chalkline"
	"chalkline/ranker/evidence"
	"chalkline/ranker/stories"
	"chalkline/ranker/taste"
	"chalkline/ranker/topics"
)

func (u *Units) toAppraise(ctx context.Context, _ time.Time, limit int) ([]string, error) {
	return ids(func(ctx context.Context, _ time.Time, limit int) ([]chalkline.ItemID, error) {
		return u.DB.ItemsToAppraise(ctx, limit)
	})(ctx, time.Time{}, limit)
}

// appraise judges items and finds their topics and stories; what is found out
// about all of them is stored in one transaction.
func (u *Units) appraise(ctx context.Context, keys []string) error {
	wanted := make([]chalkline.ItemID, len(keys))
	for i, key := range keys {
		itemID, err := id[chalkline.ItemID](key)
		if err != nil {
			return err
		}
		wanted[i] = itemID
	}
	items, err := u.DB.Items(ctx, wanted)
	if err != nil {
		return err
	}
	sources, err := u.sources(ctx)
	if err != nil {
		return err
	}
	results := make([]chalkline.Appraised, 0, len(items))
	seen := make(map[int64][]int) // items of this batch by block
	for n, item := range items {
		result, err := u.judge(ctx, item, sources[item.SourceID])
		if err != nil {
			return err
		}
		if result.SameAs, err = u.sameAs(ctx, item, result.Blocks, items, seen); err != nil {
			return err
		}
		for _, b := range result.Blocks {
			seen[b] = append(seen[b], n)
		}
		results = append(results, result)
	}
	return u.DB.SaveAppraised(ctx, results)
}

// sameAs compares an item with those that share a block with it: stored ones,
// and those before it in the batch, which are not stored as judged yet.
func (u *Units) sameAs(ctx context.Context, item chalkline.Item, blocks []int64, batch []chalkline.Item, seen map[int64][]int) ([]chalkline.ItemID, error) {
	candidates, err := u.DB.InBlocks(ctx, item.ID, blocks)
	if err != nil {
		return nil, err
	}
	for _, b := range blocks {
		for _, n := range seen[b] {
			candidates = append(candidates, batch[n])
		}
	}
	var same []chalkline.ItemID
	compared := make(map[chalkline.ItemID]bool, len(candidates))
	for _, c := range candidates {
		if compared[c.ID] {
			continue
		}
		compared[c.ID] = true
		if stories.Same(item, c) {
			same = append(same, c.ID)
		}
	}
	return same, nil
}

// judge finds out all about one item by itself.
func (u *Units) judge(ctx context.Context, item chalkline.Item, source chalkline.Source) (chalkline.Appraised, error) {
	at := u.Now() // before reading the works: one that changes after it makes the item due again
	citations := u.Evidence.Citations(item)
	if err := u.DB.FillReferences(ctx, citations); err != nil {
		return chalkline.Appraised{}, fmt.Errorf("finding what item %d refers to: %w", item.ID, err)
	}
	own, cited, err := u.DB.WorksBehind(ctx, item, citations)
	if err != nil {
		return chalkline.Appraised{}, fmt.Errorf("finding the works behind item %d: %w", item.ID, err)
	}
	a := u.Evidence.Appraise(evidence.Document{Item: item, Source: source, Work: own, Cited: cited})
	a.At = at
	about := u.Topics.Match(item, source, own.Descriptors...)
	return chalkline.Appraised{
		Appraisal: a,
		Topics:    about,
		Features:  taste.Read(item, about).Marshal(),
		For:       classOf(u.Topics.Facets(item, source, own.Descriptors...)),
		Citations: citations,
		StoryKeys: stories.Keys(item),
		Blocks:    stories.Blocks(item),
		Changed:   item.Changed,
	}, nil
}

// classOf is for whom an item is by its facets.
func classOf(f topics.Facets) chalkline.Class {
	class := chalkline.Class{Country: f.Country.Value}
	for _, phase := range f.Phases {
		class.Phases = append(class.Phases, phase.Value)
	}
	for _, subject := range f.Subjects {
		class.Subjects = append(class.Subjects, subject.Value)
	}
	return class
}

func (u *Units) sources(ctx context.Context) (map[chalkline.SourceID]chalkline.Source, error) {
	all, err := u.DB.Sources(ctx)
	if err != nil {
		return nil, err
	}
	byID := make(map[chalkline.SourceID]chalkline.Source, len(all))
	for _, s := range all {
		byID[s.ID] = s
	}
	return byID, nil
}
