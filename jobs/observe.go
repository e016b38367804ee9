package jobs

import (
	"context"
	"errors"
	"time"

	"chalkline"
	"chalkline/crawler"
)

// Observer is told what was done, so that somebody can count it. It is told by many
// at once and keeps nobody waiting.
type Observer interface {
	// Worked is told of each call that did units of a kind, and why it failed.
	Worked(kind string, units int, took time.Duration, err error)
	// Crawled is told of each visit to a host.
	Crawled(report crawler.Report)
	// Picked is told how many picks were made.
	Picked(picks int)
	// Composed is told of each edition.
	Composed()
	// Delivered is told what state a delivery was left in.
	Delivered(state chalkline.DeliveryState)
	// Bounced is told of each report on mail, by its kind.
	Bounced(kind string)
}

// errPanicked is what a call of Run failed with that did not return.
var errPanicked = errors.New("panicked")

// unobserved is nobody.
type unobserved struct{}

func (unobserved) Worked(string, int, time.Duration, error) {}
func (unobserved) Crawled(crawler.Report)                   {}
func (unobserved) Picked(int)                               {}
func (unobserved) Composed()                                {}
func (unobserved) Delivered(chalkline.DeliveryState)        {}
func (unobserved) Bounced(string)                           {}

// observer is who counts.
func (u *Units) observer() Observer {
	if u.Observer == nil {
		return unobserved{}
	}
	return u.Observer
}

// observed tells the observer of each call of Run. A call that ends in a panic has
// failed too.
func (u *Units) observed(kinds []Kind) []Kind {
	for i := range kinds {
		k := kinds[i]
		kinds[i].Run = func(ctx context.Context, keys []string) error {
			start, err := time.Now(), errPanicked
			defer func() { u.observer().Worked(k.Name, len(keys), time.Since(start), err) }()
			err = k.Run(ctx, keys)
			return err
		}
	}
	return kinds
}
