package meili

import (
	"context"

	"github.com/meilisearch/meilisearch-go"

	"chalkline"
)

// State is what an index knows of itself.
type State struct {
	Build string // the build it came from; "" when there is no index, or one of another shape
	Turn  int64  // the last change it was told of
}

// mark is the document in which an index knows that of itself. No search finds it,
// because it has nothing that can be looked for.
type mark struct {
	ID    int    `json:"id"` // 0, which no item has
	Of    string `json:"mark"`
	Build string `json:"build"`
	Turn  int64  `json:"turn"`
	Shape int    `json:"shape"`
}

// State is that of the index. It is an error that the index is another's.
func (x *Index) State(ctx context.Context) (State, error) { return x.stateOf(ctx, x.config.Name) }

// Building is the state of the index that is being built.
func (x *Index) Building(ctx context.Context) (State, error) { return x.stateOf(ctx, x.next()) }

func (x *Index) stateOf(ctx context.Context, name string) (State, error) {
	ctx, cancel := context.WithTimeout(ctx, requestTime)
	defer cancel()
	for range 2 { // once more, because indexes may be swapped between the two questions
		var m mark
		err := x.server.Index(name).GetDocumentWithContext(ctx, "0", nil, &m)
		switch {
		case err == nil && m.Of != x.config.Mark:
			return State{}, x.foreign(name)
		case err == nil && m.Shape != shape:
			return State{}, nil
		case err == nil:
			return State{m.Build, m.Turn}, nil
		case !missing(err):
			return State{}, x.explain(err)
		}
		if empty, err := x.empty(ctx, name); err != nil || empty {
			return State{}, err
		}
	}
	return State{}, x.foreign(name)
}

// empty says that there is no such index, or that nothing is in it.
func (x *Index) empty(ctx context.Context, name string) (bool, error) {
	var found meilisearch.DocumentsResult
	err := x.server.Index(name).GetDocumentsWithContext(ctx, &meilisearch.DocumentsQuery{Limit: 1, Fields: []string{"id"}}, &found)
	if missing(err) {
		return true, nil
	}
	if err != nil {
		return false, x.explain(err)
	}
	return found.Total == 0, nil
}

func (x *Index) foreign(name string) error {
	return chalkline.Errorf(chalkline.CodeInvalid,
		"the index %s at %s is not of this instance; name another one with meili-index, or delete it there if nobody needs it", name, x.config.URL)
}
