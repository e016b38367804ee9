package jobs

import (
	"context"
	"time"

	"chalkline"
	"chalkline/ranker"
	"chalkline/store"
)

// ToExplain is what says why an item was not picked for a reader, for
// ranker.Explain: the choice of their last picks, with no other candidates than the
// item and those picks. What came or was judged after them was not passed over: of
// such an item it is a choice of now and among nothing else.
func (u *Units) ToExplain(ctx context.Context, reader chalkline.ReaderID, item chalkline.ItemID) (ranker.Request, error) {
	r := ranker.Request{Topics: u.topicLabel, Now: u.Now()}
	picked, at, err := u.DB.LastPicks(ctx, reader)
	if err != nil {
		return r, err
	}
	if r.Candidates, err = u.DB.CandidatesByItem(ctx, append([]chalkline.ItemID{item}, picked...)); err != nil {
		return r, err
	}
	candidate, err := u.isCandidate(ctx, r, item)
	if err != nil {
		return r, err
	}
	dayStart := func(s chalkline.Schedule) time.Time { return startOfDay(s, at) }
	if own := r.Candidates[:min(1, len(r.Candidates))]; !candidate {
		r.Candidates = nil
	} else if own[0].Item.FirstSeen.After(at) || own[0].Appraisal.At.After(at) {
		r.Candidates, at = own, r.Now
		dayStart = func(chalkline.Schedule) time.Time { return r.Now }
	}
	r.Now = at

	var items []chalkline.ItemID
	var stories []chalkline.StoryID
	for _, c := range r.Candidates {
		items, stories = append(items, c.Item.ID), append(stories, c.Item.StoryID)
	}
	asked, err := u.DB.ReaderAsOf(ctx, reader, stories, at, dayStart)
	if err != nil {
		return r, err
	}
	if r.Matches, err = u.DB.MatchesAmong(ctx, searches([]store.ReaderToPick{asked}), items); err != nil {
		return r, err
	}
	var finding []string
	for text, found := range r.Matches {
		if found[item] {
			finding = append(finding, text)
		}
	}
	if r.Breadth, err = u.DB.Breadth(ctx, finding); err != nil {
		return r, err
	}
	if taste, err := u.DB.Taste(ctx, reader); err != nil {
		return r, err
	} else if taste.Reader == reader {
		asked.SaidAt = taste.SaidAt // by what picks were made, though the reader may have said more since
	}
	return u.tasting(ctx, requestOf(r, asked), asked)
}

// isCandidate says whether picks may be made from an item, which leads a request's
// candidates where it was judged.
func (u *Units) isCandidate(ctx context.Context, r ranker.Request, item chalkline.ItemID) (bool, error) {
	if len(r.Candidates) == 0 || r.Candidates[0].Item.ID != item {
		return false, nil
	}
	own := r.Candidates[0]
	if own.Item.FirstSeen.Before(r.Now.Add(-pickWindow)) {
		return false, nil
	}
	crowded, err := u.DB.Crowded(ctx, own.Item, store.MostCandidates)
	return !crowded, err
}
