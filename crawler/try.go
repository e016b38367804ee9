package crawler

import (
	"context"
	"errors"

	"chalkline"
	"chalkline/crawler/feed"
	"chalkline/crawler/fetch"
	"chalkline/crawler/page"
)

// Trial is what an address turned out to be.
type Trial struct {
	URL       string          // that answered
	Feed      *feed.Feed      // when it is a feed
	Announced []string        // feeds that the page announces
	Guessed   []string        // addresses where sites like it have their feed
	Proposals []page.Proposal // ways to read the page as a list
}

// Try asks an address once and says what could be read there; nothing is
// stored. A page is looked into only where robots.txt allows it.
func (c *Crawler) Try(ctx context.Context, address string) (Trial, error) {
	fault := func(err error) error {
		return chalkline.Errorf(chalkline.CodeInvalid, "%s", explain(chalkline.Source{URL: address}, err))
	}
	r, err := c.Client.Get(ctx, fetch.Request{URL: address})
	if err != nil {
		return Trial{}, fault(err)
	}
	if r.Status/100 != 2 {
		return Trial{}, fault(statusError{r})
	}
	now := c.Now()
	t := Trial{URL: r.URL}
	parsed, err := feed.Parse(r.Body, feedMeta(r, now))
	if err == nil {
		t.Feed = &parsed
		return t, nil
	}
	if !errors.Is(err, feed.ErrWebPage) {
		return t, fault(err)
	}
	if err := c.allowed(ctx, r.URL); err != nil {
		return t, err
	}
	t.Announced = page.Discover(r.Body, r.URL)
	t.Guessed = page.Guess(r.URL)
	t.Proposals = page.Propose(r.Body, r.URL, now)
	return t, nil
}
