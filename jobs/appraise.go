package jobs

import (
	"context"
	"fmt"
	"slices"
	"time"

	"chalkline"
	"chalkline/ranker/evidence"
	"chalkline/ranker/stories"
	"chalkline/ranker/taste"
	"chalkline/ranker/topics"
)

func (u *Units) toAppraise(ctx context.Context, _ time.Time, limit int) ([]chalkline.ItemID, error) {
	return u.DB.ItemsToAppraise(ctx, limit)
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
	var from []chalkline.SourceID
	for _, item := range items {
		from = append(from, item.SourceID)
	}
	slices.Sort(from)
	sources, err := u.DB.SourcesByID(ctx, slices.Compact(from))
	if err != nil {
		return err
	}
	results := make([]chalkline.Appraised, len(items))
	batch := make([]*stories.Piece, len(items))
	for n, item := range items {
		if results[n], err = u.judge(ctx, item, sources[item.SourceID]); err != nil {
			return err
		}
		batch[n] = stories.Read(item)
		results[n].Blocks = batch[n].Blocks()
	}
	if err := u.findSame(ctx, batch, results); err != nil {
		return err
	}
	return u.DB.SaveAppraised(ctx, results)
}

// judge finds out all about one item by itself, but for its blocks.
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
		For:       classOf(u.Topics.Facets(item, about)),
		Citations: citations,
		StoryKeys: stories.Keys(item),
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
