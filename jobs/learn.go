package jobs

import (
	"context"
	"time"

	"chalkline/ranker/taste"
	"chalkline/store"
)

const (
	// leastSample is how many items a space is made from at least: of fewer it
	// knows too little of what is usual.
	leastSample = 500
	// spaceGrowth is how many times as many items make another space worth while,
	// in which all tastes are learned anew, and spaceLife how long one serves in
	// any case: words come and go.
	spaceGrowth = 1.1
	spaceLife   = 30 * 24 * time.Hour
	// learnPause is when to look again whether a space is to be made, and
	// firstLearnPause while there is none: a new instance is still reading.
	learnPause      = 24 * time.Hour
	firstLearnPause = time.Hour
)

// learn is the kind of work that makes the space in which tastes are told. It
// looks daily and makes another only where that will be noticed.
func (u *Units) learn() Kind {
	var next moment
	return Kind{
		Name:  "learn",
		Every: time.Minute,
		Due: func(_ context.Context, now time.Time, _ int) ([]string, error) {
			if now.Before(next.get()) {
				return nil, nil
			}
			return []string{"space"}, nil
		},
		Run: func(ctx context.Context, _ []string) error {
			there, err := u.learnSpace(ctx)
			if err != nil {
				return err
			}
			pause := firstLearnPause
			if there {
				pause = learnPause
			}
			next.set(u.Now().Add(pause))
			return nil
		},
	}
}

// learnSpace makes the space anew if it is time, and says whether there is one.
func (u *Units) learnSpace(ctx context.Context) (bool, error) {
	space, _, err := u.space(ctx)
	if err != nil {
		return false, err
	}
	was, err := u.DB.Space(ctx)
	if err != nil {
		return false, err
	}
	items, err := u.DB.CountFeatures(ctx, taste.Version, taste.MaxSample)
	if err != nil {
		return false, err
	}
	now := u.Now()
	young := now.Sub(was.At) < spaceLife && float64(items) < spaceGrowth*float64(was.Items)
	if items < leastSample || space != nil && young {
		return space != nil, nil
	}
	var sample []taste.Bag
	for features, err := range u.DB.SampleFeatures(ctx, taste.Version, taste.MaxSample) {
		if err != nil {
			return false, err
		}
		if bag, err := taste.ReadBag(features); err == nil {
			sample = append(sample, bag)
		}
	}
	made := store.Space{At: now, Items: items, Data: taste.NewSpace(sample).Marshal()}
	if err := u.DB.SaveSpace(ctx, &made); err != nil {
		return false, err
	}
	u.Log.Info("space of tastes made", "space", made.ID, "items", len(sample), "bytes", len(made.Data))
	return true, nil
}
