package meili

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/meilisearch/meilisearch-go"

	"chalkline"
)

// Begin makes an empty index for a build, in place of what an earlier one left.
// The index that is searched stays as it is.
func (x *Index) Begin(ctx context.Context, build string) error {
	if _, err := x.Building(ctx); err != nil { // also when it is another's
		return err
	}
	if err := x.drop(ctx); err != nil {
		return err
	}
	if err := x.make(ctx, x.next()); err != nil {
		return err
	}
	next := x.server.Index(x.next())
	if err := x.do(ctx, func(ctx context.Context) (*meilisearch.TaskInfo, error) {
		return next.UpdateSettingsWithContext(ctx, settings())
	}); err != nil {
		return err
	}
	return x.put(ctx, next, &State{Build: build}, nil)
}

// Fill puts documents into the build.
func (x *Index) Fill(ctx context.Context, docs []chalkline.Document) error {
	return x.put(ctx, x.server.Index(x.next()), nil, docs)
}

// Finish has the build searched from now on. It is safe to call again.
func (x *Index) Finish(ctx context.Context, build string) error {
	was, err := x.State(ctx)
	if err != nil {
		return err
	}
	if was.Build != build {
		if err := x.make(ctx, x.config.Name); err != nil { // there must be one to swap with
			return err
		}
		if err := x.swap(ctx, build); err != nil {
			return err
		}
	}
	x.mu.Lock()
	x.refuse = nil
	x.mu.Unlock()
	return x.drop(ctx)
}

// swap has the two indexes change their names, and waits until that is so: a key
// for these two indexes alone is not told how far the task is. One that was begun
// earlier may come between; then the build is still there to swap with.
func (x *Index) swap(ctx context.Context, build string) error {
	asked, cancel := context.WithTimeout(ctx, requestTime)
	defer cancel()
	_, err := x.server.SwapIndexesWithContext(asked, []*meilisearch.SwapIndexesParams{{Indexes: []string{x.config.Name, x.next()}}})
	if err != nil {
		return x.explain(err)
	}
	waited, stop := context.WithTimeout(ctx, taskTime)
	defer stop()
	for {
		is, err := x.State(waited)
		if err != nil || is.Build == build {
			return err
		}
		select {
		case <-waited.Done():
			return fmt.Errorf("wait for the indexes to be swapped: %w", waited.Err())
		case <-time.After(taskPause):
		}
	}
}

// Change puts documents into the index, in place of those of the same items, and
// takes others out. State is what the index is afterwards.
func (x *Index) Change(ctx context.Context, put []chalkline.Document, remove []chalkline.ItemID, state State) error {
	if err := x.put(ctx, x.main(), &state, put); err != nil || len(remove) == 0 {
		return err
	}
	ids := make([]string, len(remove))
	for n, id := range remove {
		ids[n] = strconv.FormatInt(int64(id), 10)
	}
	return x.do(ctx, func(ctx context.Context) (*meilisearch.TaskInfo, error) {
		return x.main().DeleteDocumentsWithContext(ctx, ids, nil)
	})
}

var id = "id"

// primaryKey names it, so that it is not guessed.
var primaryKey = meilisearch.DocumentOptions{PrimaryKey: &id}

// put puts documents into an index, and what it is to know of itself.
func (x *Index) put(ctx context.Context, index meilisearch.IndexManager, state *State, docs []chalkline.Document) error {
	if err := x.settle(ctx); err != nil {
		return err
	}
	var sign *mark
	if state != nil {
		sign = &mark{Of: x.config.Mark, Build: state.Build, Turn: state.Turn, Shape: shape}
	}
	return payloads(sign, docs, func(lines []byte) error {
		return x.do(ctx, func(ctx context.Context) (*meilisearch.TaskInfo, error) {
			return index.AddDocumentsNdjsonWithContext(ctx, lines, &primaryKey)
		})
	})
}

// make makes an index if there is none of that name.
func (x *Index) make(ctx context.Context, name string) error {
	asked, cancel := context.WithTimeout(ctx, requestTime)
	defer cancel()
	_, err := x.server.GetIndexWithContext(asked, name)
	if !missing(err) {
		return x.explain(err)
	}
	return x.do(ctx, func(ctx context.Context) (*meilisearch.TaskInfo, error) {
		return x.server.CreateIndexWithContext(ctx, &meilisearch.IndexConfig{Uid: name, PrimaryKey: id})
	})
}

// drop deletes the index of a build, if there is one.
func (x *Index) drop(ctx context.Context) error {
	asked, cancel := context.WithTimeout(ctx, requestTime)
	defer cancel()
	if _, err := x.server.GetIndexWithContext(asked, x.next()); err != nil {
		if missing(err) {
			return nil
		}
		return x.explain(err)
	}
	return x.do(ctx, func(ctx context.Context) (*meilisearch.TaskInfo, error) {
		return x.server.DeleteIndexWithContext(ctx, x.next())
	})
}
