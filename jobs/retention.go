package jobs

import (
	"context"
	"time"
)

// cutBatch is how many items a sweep looks at for texts that are too old: a
// hundred thousand within a day and a night, in parts of a second each.
const (
	cutBatch = 500
	cutParts = 10
)

// cutTexts removes the texts of old items that nobody needs, if the operator has
// set how long they stay.
func (u *Units) cutTexts(ctx context.Context, now time.Time) error {
	if u.KeepTexts == 0 {
		return nil
	}
	before, all := now.AddDate(0, -u.KeepTexts, 0), 0
	for range cutParts {
		last, cut, err := u.DB.CutItems(ctx, before, u.cut, cutBatch)
		if err != nil {
			return err
		}
		all += cut
		u.cut = last
		if last == 0 {
			break
		}
	}
	if all > 0 {
		u.Log.Info("texts of old items were removed", "count", all, "older_than_months", u.KeepTexts)
	}
	return nil
}
