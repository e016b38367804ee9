package jobs

import (
	"context"
	"fmt"
	"slices"
	"time"

	"chalkline"
	"chalkline/digest"
	"chalkline/ranker"
	"chalkline/store"
)

const (
	// pickWindow is how long an item may be picked after it was first seen.
	pickWindow = 14 * 24 * time.Hour
	// firstPickPause is when to look again for a reader who has no pick yet: a new
	// instance is still reading its sources, a new reader still choosing topics.
	firstPickPause = 10 * time.Minute
	// defaultPickHour is when picks are made, local time, for a reader without
	// a digest.
	defaultPickHour = 5
	// pickBatch is how many readers share the reading of the candidates, and
	// saveBatch how many a transaction.
	pickBatch = 1000
	saveBatch = 100
	// perTopicAgainst is how many results against what a topic claims are looked
	// through for the other side of a pick.
	perTopicAgainst = 20
	// mostMatches is how many new items a saved search finds at most: as many as
	// there are candidates at most. What it finds is not all among them.
	mostMatches = 20_000
)

// pick chooses items for readers. What is the same for all of them is read once,
// what is theirs in few queries for all.
func (u *Units) pick(ctx context.Context, keys []string) error {
	wanted := make([]chalkline.ReaderID, len(keys))
	for i, key := range keys {
		var err error
		if wanted[i], err = id[chalkline.ReaderID](key); err != nil {
			return err
		}
	}
	readers, batch, err := u.toPick(ctx, wanted)
	if err != nil {
		return err
	}
	batch.Pool = ranker.Prepare(batch.Candidates, batch.Now)
	tastes, err := u.tastes(ctx, batch.Now)
	if err != nil {
		return err
	}
	for part := range slices.Chunk(readers, saveBatch) {
		if err := u.pickFor(ctx, part, batch, tastes); err != nil {
			return fmt.Errorf("picking for %d readers: %w", len(part), err)
		}
	}
	return nil
}

// pickFor makes and stores the picks of some readers. The batch has what is the
// same for all.
func (u *Units) pickFor(ctx context.Context, readers []store.ReaderToPick, batch ranker.Request, tastes *tastes) error {
	models, learned, err := tastes.of(ctx, readers)
	if err != nil {
		return err
	}
	if err := u.DB.SaveTastes(ctx, learned); err != nil {
		return err
	}
	chosen := make([]store.Chosen, len(readers))
	share(len(readers), func(i int) {
		chosen[i] = choose(readers[i], tastes.by(models[readers[i].ID], requestOf(batch, readers[i])))
	})
	made, err := u.DB.SaveChosen(ctx, chosen, batch.Now)
	u.observer().Picked(made)
	return err
}

// choose makes the picks of a reader, and says when they are made next.
func choose(reader store.ReaderToPick, r ranker.Request) store.Chosen {
	made := store.Chosen{Reader: reader.ID, Next: NextPicks(reader.Schedule, r.Now)}
	if settled := reader.CreatedAt.Add(firstPickPause); followsNothing(reader.Follows) && r.Now.Before(settled) {
		made.Next = settled
		return made
	}
	made.Picks = ranker.Pick(r)
	slices.Reverse(made.Picks) // stored last is shown first: the best of a day leads
	if len(made.Picks) == 0 && len(r.Picked) == 0 && r.Now.Sub(reader.CreatedAt) < pickWindow {
		made.Next = r.Now.Add(firstPickPause)
	}
	return made
}

// followsNothing says that a reader has not said what they want.
func followsNothing(follows []chalkline.Follow) bool {
	return !slices.ContainsFunc(follows, func(f chalkline.Follow) bool { return !f.Mute })
}

func (u *Units) topicLabel(topic chalkline.TopicID) string {
	if t, ok := u.Topics.Topic(topic); ok {
		return t.Label
	}
	return string(topic)
}

// NextPicks is when picks are made next: daily, an hour before the hour of the
// digest, so that a digest holds the day's picks.
func NextPicks(s chalkline.Schedule, after time.Time) time.Time {
	daily := chalkline.Schedule{Every: chalkline.EveryDay, Hour: defaultPickHour, Zone: s.Zone}
	if _, err := daily.Location(); err != nil {
		daily.Zone = "UTC"
	}
	if s.Every == chalkline.Never {
		return digest.Next(daily, nil, after)
	}
	// An hour of time, not of the clock: where the clocks change, the one before
	// may not exist, or come twice.
	daily.Hour = s.Hour
	return digest.Next(daily, nil, after.Add(time.Hour)).Add(-time.Hour)
}

// startOfDay is the last midnight in the reader's zone, or when the clocks jumped
// over it.
func startOfDay(s chalkline.Schedule, now time.Time) time.Time {
	loc, err := s.Location()
	if err != nil {
		loc = time.UTC
	}
	y, m, d := now.In(loc).Date()
	start := time.Date(y, m, d, 0, 0, 0, 0, loc)
	if start.Day() != d {
		_, start = start.ZoneBounds()
	}
	return start
}
