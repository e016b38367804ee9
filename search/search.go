// Package search finds items by their words. By default the database's own
// full text answers; whatever implements Searcher can take its place, because
// an index only ever holds what SQL holds too and can be built anew from it.
package search

import (
	"context"

	"chalkline"
)

// Searcher answers a reader's search with item ids, best first, at most limit.
// A query is what a person types: no query is an error, and one without any
// word finds nothing.
type Searcher interface {
	Search(ctx context.Context, query string, limit int) ([]chalkline.ItemID, error)
}
