// Package search finds items by their words and by what is known of them. By
// default the database's own full text answers; whatever implements Searcher can
// take its place, because an index only ever holds what SQL holds too and can be
// built anew from it.
package search

import (
	"context"
	"errors"

	"chalkline"
)

// Searcher answers a reader's search. Words are what a person types: no words are
// an error, and a search that neither has words nor is narrowed finds nothing.
type Searcher interface {
	Search(ctx context.Context, search chalkline.Search) (chalkline.Found, error)
}

// ErrUnfit is what an index says of a search that is not for it, such as one of
// more words than it looks for. It is for another one to answer, and no fault.
var ErrUnfit = errors.New("this index does not answer such a search")
