package crawler

import (
	"context"
	"fmt"

	"chalkline"
	"chalkline/crawler/fetch"
	"chalkline/crawler/websub"
)

// Hubs hears of WebSub hubs.
type Hubs interface {
	// Announced says that a source announces a hub for its topic, or none when
	// both are "".
	Announced(ctx context.Context, source chalkline.SourceID, hub, topic string) error
}

// offer tells of the hub that a whole answer announces.
func (c *Crawler) offer(ctx context.Context, source chalkline.Source, r *fetch.Response) error {
	if c.Hubs == nil || r.NotModified || source.Kind != chalkline.SourceFeed {
		return nil
	}
	hub, topic := websub.Discover(r.Header, r.Body, r.URL)
	if err := c.Hubs.Announced(ctx, source.ID, hub, topic); err != nil {
		return fmt.Errorf("noting its hub: %w", err)
	}
	return nil
}

// Push stores the items of a feed that a hub brought for a source, as a poll
// would, without touching when the source is asked next.
func (c *Crawler) Push(ctx context.Context, id chalkline.SourceID, body []byte, contentType string) (chalkline.Stored, error) {
	source, err := c.Store.Source(ctx, id)
	if err != nil {
		return chalkline.Stored{}, fmt.Errorf("storing what a hub brought: %w", err)
	}
	if source.Paused {
		return chalkline.Stored{}, nil
	}
	pushed := &fetch.Response{URL: source.URL, Body: body, Header: map[string][]string{"Content-Type": {contentType}}}
	read, err := c.read(source, readers[chalkline.SourceFeed], pushed)
	if err != nil {
		return chalkline.Stored{}, fmt.Errorf("reading what a hub brought for %s: %w", source.URL, err)
	}
	batch := chalkline.Batch{Source: id, Items: read.items, Pushed: true}
	stamp(batch, c.Now())
	stored, err := c.Store.StoreBatch(ctx, batch)
	if err != nil {
		return stored, fmt.Errorf("storing what a hub brought for %s: %w", source.URL, err)
	}
	return stored, nil
}
