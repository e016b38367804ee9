package jobs

import (
	"context"
	"fmt"
	"slices"
	"time"

	"chalkline"
	"chalkline/digest"
	"chalkline/ranker"
)

const (
	// pickWindow is how long an item may be picked after it was first seen.
	pickWindow = 14 * 24 * time.Hour
	// firstPickPause is when to look again for a reader who has no pick yet:
	// a new instance is still reading its sources.
	firstPickPause = 10 * time.Minute
	// defaultPickHour is when picks are made, local time, for a reader without
	// a digest.
	defaultPickHour = 5
)

// pick chooses items for readers. The candidates are the same for all of them
// and are read once.
func (u *Units) pick(ctx context.Context, keys []string) error {
	now := u.Now()
	candidates, err := u.DB.Candidates(ctx, now.Add(-pickWindow))
	if err != nil {
		return err
	}
	for _, key := range keys {
		readerID, err := id[chalkline.ReaderID](key)
		if err != nil {
			return err
		}
		if err := u.pickFor(ctx, readerID, candidates, now); err != nil {
			return fmt.Errorf("picking for reader %d: %w", readerID, err)
		}
	}
	return nil
}

func (u *Units) pickFor(ctx context.Context, readerID chalkline.ReaderID, candidates []chalkline.Candidate, now time.Time) error {
	reader, err := u.DB.Reader(ctx, readerID)
	if chalkline.ErrorCode(err) == chalkline.CodeNotFound {
		return nil // left meanwhile
	}
	if err != nil {
		return err
	}
	follows, err := u.DB.Follows(ctx, readerID)
	if err != nil {
		return err
	}
	history, err := u.DB.PickHistory(ctx, readerID, startOfDay(reader.Schedule, now))
	if err != nil {
		return err
	}
	picks := ranker.Pick(ranker.Request{
		Reader:     reader,
		Follows:    follows,
		Candidates: candidates,
		Picked:     history.Stories,
		Today:      history.Today,
		Topics:     u.topicLabel,
		Now:        now,
	})
	slices.Reverse(picks) // stored last is shown first: the best of a day leads
	next := NextPicks(reader.Schedule, now)
	if len(picks) == 0 && len(history.Stories) == 0 && len(follows) > 0 {
		next = now.Add(firstPickPause)
	}
	_, err = u.DB.SavePicks(ctx, readerID, picks, now, next)
	return err
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
	if s.Every != chalkline.Never {
		daily.Hour = (s.Hour + 23) % 24
	}
	if _, err := daily.Location(); err != nil {
		daily.Zone = "UTC"
	}
	return digest.Next(daily, after)
}

// startOfDay is the last midnight in the reader's zone.
func startOfDay(s chalkline.Schedule, now time.Time) time.Time {
	loc, err := s.Location()
	if err != nil {
		loc = time.UTC
	}
	y, m, d := now.In(loc).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, loc)
}
