package jobs

import (
	"context"
	"time"

	"chalkline"
	"chalkline/ranker"
	"chalkline/store"
)

// toPick reads those readers, and what the choice of their picks depends on that
// is the same for all of them.
func (u *Units) toPick(ctx context.Context, wanted []chalkline.ReaderID) ([]store.ReaderToPick, ranker.Request, error) {
	batch, err := u.batch(ctx)
	if err != nil {
		return nil, batch, err
	}
	return u.toPickOf(ctx, batch, wanted)
}

// batch is what is the same for all readers and does not depend on who they are.
func (u *Units) batch(ctx context.Context) (ranker.Request, error) {
	batch := ranker.Request{Topics: u.topicLabel, Now: u.Now()}
	var err error
	if batch.Candidates, err = u.DB.Candidates(ctx, batch.Now.Add(-pickWindow)); err != nil {
		return batch, err
	}
	batch.Against, err = u.DB.Against(ctx, ranker.OtherSideSince(batch.Now), perTopicAgainst)
	return batch, err
}

// toPickOf reads those readers and what their saved searches find in a batch.
func (u *Units) toPickOf(ctx context.Context, batch ranker.Request, wanted []chalkline.ReaderID) ([]store.ReaderToPick, ranker.Request, error) {
	since := batch.Now.Add(-pickWindow)
	if len(batch.Candidates) > 0 {
		since = batch.Candidates[0].Item.FirstSeen
	}
	readers, err := u.DB.ReadToPick(ctx, wanted, since, func(s chalkline.Schedule) time.Time { return startOfDay(s, batch.Now) })
	if err != nil {
		return nil, batch, err
	}
	batch.Matches, err = u.DB.Matches(ctx, searches(readers), since, mostMatches)
	return readers, batch, err
}

// ToPreview is all that the choice of a reader's picks depends on now, as pick reads
// it but with candidates that may be as old as previewLife, for pages that try
// settings: whoever moves one after the other does not have all candidates read anew
// each time. They are shared, so nobody may change them.
func (u *Units) ToPreview(ctx context.Context, reader chalkline.ReaderID) (ranker.Request, error) {
	batch, err := u.preview.of(u.Now(), func() (ranker.Request, error) {
		batch, err := u.batch(ctx)
		if err == nil {
			batch.Pool = ranker.Prepare(batch.Candidates, batch.Now)
		}
		return batch, err
	})
	if err != nil {
		return ranker.Request{}, err
	}
	readers, batch, err := u.toPickOf(ctx, batch, []chalkline.ReaderID{reader})
	if err != nil {
		return ranker.Request{}, err
	}
	if len(readers) == 0 {
		return ranker.Request{}, chalkline.Errorf(chalkline.CodeNotFound, "there is no reader %d", reader)
	}
	return u.tasting(ctx, requestOf(batch, readers[0]), readers[0])
}

// tasting is a reader's request made to go by their taste. A look stores nothing.
func (u *Units) tasting(ctx context.Context, r ranker.Request, reader store.ReaderToPick) (ranker.Request, error) {
	tastes, err := u.tastes(ctx, r.Now)
	if err != nil {
		return ranker.Request{}, err
	}
	models, _, err := tastes.of(ctx, []store.ReaderToPick{reader})
	if err != nil {
		return ranker.Request{}, err
	}
	return tastes.by(models[reader.ID], r), nil
}

// requestOf is a batch's request made one reader's.
func requestOf(batch ranker.Request, reader store.ReaderToPick) ranker.Request {
	batch.Reader, batch.Follows = reader.Reader, reader.Follows
	batch.Picked, batch.Today, batch.Spent = reader.History.Stories, reader.History.Today, reader.History.Spent
	return batch
}

// searches are what readers follow and mute by words, each once.
func searches(readers []store.ReaderToPick) []string {
	var texts []string
	known := map[string]bool{}
	for _, r := range readers {
		for _, f := range r.Follows {
			if f.Kind == chalkline.FollowQuery && !known[f.Value] {
				known[f.Value] = true
				texts = append(texts, f.Value)
			}
		}
	}
	return texts
}
