package web

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"sync"
	"time"

	"chalkline"
)

const (
	frontCards  = 3
	frontWindow = 30 * 24 * time.Hour
	frontLife   = 5 * time.Minute
	frontDecay  = 1.5 // points of score that a day of age costs on the front page
)

// frontPage tells a stranger what this is.
type frontPage struct {
	Cards   []cardView
	Sources int
	Items   int
	Join    *joinForm
}

// frontCache keeps the cards of the front page for a few minutes: choosing them
// reads every recent candidate.
type frontCache struct {
	mu    sync.Mutex
	until time.Time
	page  frontPage
}

// getFront shows what this is, a few real items and the form to join.
func (s *server) getFront(w http.ResponseWriter, r *http.Request) error {
	page, err := s.frontNow(r.Context())
	if err != nil {
		return err
	}
	page.Join = s.newJoinForm()
	return s.render(w, r, "front", "", page)
}

func (s *server) frontNow(ctx context.Context) (frontPage, error) {
	s.front.mu.Lock()
	defer s.front.mu.Unlock()
	now := s.Now()
	if now.Before(s.front.until) {
		return s.front.page, nil
	}
	counts, err := s.DB.Counts(ctx)
	if err != nil {
		return frontPage{}, err
	}
	page := frontPage{Sources: counts.Sources, Items: counts.Items}
	candidates, err := s.DB.Candidates(ctx, now.Add(-frontWindow))
	if err != nil {
		return frontPage{}, err
	}
	for _, id := range strongest(candidates, now) {
		card, err := s.DB.Card(ctx, 0, id)
		if chalkline.ErrorCode(err) == chalkline.CodeNotFound {
			continue // deleted a moment ago
		}
		if err != nil {
			return frontPage{}, err
		}
		v := newCardView(card)
		v.Level = 3
		page.Cards = append(page.Cards, v)
	}
	s.front.page, s.front.until = page, now.Add(frontLife)
	return page, nil
}

// strongest chooses the items that a stranger sees first: graded A to C, strong
// and new, no two of one source or story.
func strongest(candidates []chalkline.Candidate, now time.Time) []chalkline.ItemID {
	worth := func(c chalkline.Candidate) float64 {
		days := now.Sub(c.Item.Date()).Hours() / 24
		return float64(c.Appraisal.Score) - frontDecay*days
	}
	good := slices.DeleteFunc(slices.Clone(candidates), func(c chalkline.Candidate) bool {
		g := c.Appraisal.Grade
		return g != chalkline.GradeA && g != chalkline.GradeB && g != chalkline.GradeC
	})
	slices.SortFunc(good, func(a, b chalkline.Candidate) int {
		return cmp.Or(cmp.Compare(worth(b), worth(a)), cmp.Compare(b.Item.ID, a.Item.ID))
	})
	var ids []chalkline.ItemID
	sources, stories := make(map[chalkline.SourceID]bool), make(map[chalkline.StoryID]bool)
	for _, c := range good {
		if len(ids) == frontCards {
			break
		}
		if sources[c.Item.SourceID] || stories[c.Item.StoryID] {
			continue
		}
		sources[c.Item.SourceID] = true
		stories[c.Item.StoryID] = c.Item.StoryID != 0
		ids = append(ids, c.Item.ID)
	}
	return ids
}
