// Package scenario plays what publishers do to crawlers, and says whether
// Chalkline behaves.
//
// Each Scenario is one statement about good manners. It drives a real crawler
// and a real HTTP client against servers on loopback, with a store on disk and a
// clock that stands still until it is turned, and fails with what did not hold.
// It is support for tests and measures: the program itself has no use for it.
//
// The store and whatever else lies outside the crawler are handed in as a World,
// because the crawler knows none of them.
package scenario

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"chalkline"
	"chalkline/crawler"
	"chalkline/crawler/websub"
)

// Store is what scenarios need of a store.
type Store interface {
	crawler.Store
	websub.Store

	AddSource(ctx context.Context, s *chalkline.Source) error
	UpdateSource(ctx context.Context, s chalkline.Source) error
	DueHosts(ctx context.Context, now time.Time, limit int) ([]string, error)
	SubscriptionsDue(ctx context.Context, now time.Time, limit int) ([]chalkline.SourceID, error)
	Moves(ctx context.Context) ([]chalkline.Moved, error)
	Items(ctx context.Context, ids []chalkline.ItemID) ([]chalkline.Item, error)
	ItemsToAppraise(ctx context.Context, limit int) ([]chalkline.ItemID, error)
	ItemsToRead(ctx context.Context, now time.Time, limit int) ([]chalkline.ItemID, error)
	Edits(ctx context.Context, id chalkline.ItemID) ([]chalkline.Edit, error)
	DeleteItem(ctx context.Context, id chalkline.ItemID) error
	CreateReader(ctx context.Context, r *chalkline.Reader) error
	SetFollows(ctx context.Context, reader chalkline.ReaderID, follows []chalkline.Follow) error
	FollowedGone(ctx context.Context, reader chalkline.ReaderID) ([]chalkline.Source, error)
	Close() error
}

// World is what lies outside the crawler.
type World struct {
	// Open opens the store at path, with that clock.
	Open func(ctx context.Context, path string, now func() time.Time) (Store, error)
	// Appearances judges what is stored, which finds out what is the same piece,
	// and says how many appearances the story of each item has.
	Appearances func(ctx context.Context, s Store, items []chalkline.ItemID) (map[chalkline.ItemID]int, error)
	// Folder holds the files of one scenario.
	Folder string
}

// Scenario is one statement.
type Scenario struct {
	Name string
	play func(*stage)
}

// All are all scenarios, in the order of their numbers.
func All() []Scenario {
	return slices.Concat(validators, timing, statuses, resources, manners, identity, reading)
}

// Play plays the scenario in a world and says by its error what did not hold.
func (s Scenario) Play(ctx context.Context, w World) (err error) {
	st := &stage{ctx: ctx, world: w, now: start}
	defer func() {
		fault := recover()
		if _, stopped := fault.(stop); fault != nil && !stopped {
			st.fail("panic: %v", fault)
		}
		st.close()
		if err = errors.Join(st.faults...); err != nil {
			err = fmt.Errorf("%s: %w", s.Name, err)
		}
	}()
	st.open()
	s.play(st)
	return nil
}

// stop ends a scenario that cannot go on; the fault is noted already.
type stop struct{}

// start is when every scenario begins, a Sunday.
var start = time.Date(2026, time.November, 22, 12, 0, 0, 0, time.UTC)

const (
	day    = 24 * time.Hour
	minute = time.Minute
)
