package web

import (
	"context"
	"net/http"
	"sync"
	"time"
)

const (
	frontCards  = 3
	frontWindow = 30 * 24 * time.Hour
	frontLife   = time.Minute
)

// frontPage tells a stranger what this is.
type frontPage struct {
	Cards   []cardView
	Sources int
	Items   int
	Join    *joinForm
}

// frontCache keeps what the front page shows for a minute.
type frontCache struct {
	mu    sync.Mutex
	until time.Time
	page  frontPage
}

// fresh is the page while it is fresh. Else the caller has to make a new one,
// and meanwhile everybody else goes on with the old one if there is any.
func (c *frontCache) fresh(now time.Time) (frontPage, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if now.Before(c.until) {
		return c.page, true
	}
	if !c.until.IsZero() {
		c.until = now.Add(frontLife)
	}
	return frontPage{}, false
}

func (c *frontCache) keep(page frontPage, until time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.page, c.until = page, until
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
	now := s.Now()
	if page, ok := s.front.fresh(now); ok {
		return page, nil
	}
	counts, err := s.DB.Counts(ctx)
	if err != nil {
		return frontPage{}, err
	}
	page := frontPage{Sources: counts.Sources, Items: counts.Items}
	cards, err := s.DB.Front(ctx, now.Add(-frontWindow), frontCards)
	if err != nil {
		return frontPage{}, err
	}
	for _, card := range cards {
		v := newCardView(card)
		v.Level = 3
		page.Cards = append(page.Cards, v)
	}
	s.front.keep(page, now.Add(frontLife))
	return page, nil
}
