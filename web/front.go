package web

import (
	"context"
	"net/http"
	"sync"
	"time"

	"chalkline"
)

const (
	frontCards  = 3
	frontWindow = 30 * 24 * time.Hour
	frontLife   = time.Minute
)

// frontPage tells a stranger what this is.
type frontPage struct {
	Samples []frontSample
	Cards   []cardView // what is strong and new, for readers who have no picks yet
	Sources int
	Items   int
	Reader  bool // somebody is signed in
	Join    *joinForm
}

// frontSample is a real item, and what of grading it shows.
type frontSample struct {
	Head chalkline.Text
	Card cardView
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

// getFront shows what this is, a few real items and the form to join. Readers
// find the way to their picks there instead.
func (s *server) getFront(w http.ResponseWriter, r *http.Request) error {
	page, err := s.frontNow(r.Context())
	if err != nil {
		return err
	}
	if _, page.Reader = readerOf(r); !page.Reader {
		page.Join = s.newJoinForm()
	}
	return s.render(w, r, "front", chalkline.Text{}, page)
}

func (s *server) frontNow(ctx context.Context) (frontPage, error) {
	now := s.Now()
	if page, ok := s.front.fresh(now); ok {
		return page, nil
	}
	var page frontPage
	var err error
	if page.Sources, page.Items, err = s.DB.Extent(ctx); err != nil {
		return frontPage{}, err
	}
	samples, strong, err := s.DB.Front(ctx, now.Add(-frontWindow), frontCards)
	if err != nil {
		return frontPage{}, err
	}
	for _, card := range samples {
		v := newCardView(card)
		v.Level = 3
		page.Samples = append(page.Samples, frontSample{sampleHead(card.Appraisal), v})
	}
	for _, card := range strong {
		v := newCardView(card)
		v.Level = 3
		page.Cards = append(page.Cards, v)
	}
	s.front.keep(page, now.Add(frontLife))
	return page, nil
}

// sampleHead says what an item shows of grading.
func sampleHead(a chalkline.Appraisal) chalkline.Text {
	direction, _ := a.Signal(chalkline.SignalDirection)
	switch {
	case len(a.Cautions) > 0:
		return chalkline.Textf("A claim that wants care")
	case a.Grade == chalkline.GradeE:
		return chalkline.Textf("From practice: worth reading, no proof")
	case direction.Value == string(chalkline.DirectionNull), direction.Value == string(chalkline.DirectionNegative):
		return chalkline.Textf("A result that nobody hoped for")
	}
	return chalkline.Textf("Strong and new")
}
