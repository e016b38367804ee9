package jobs

import (
	"context"
	"slices"
	"time"

	"chalkline"
	"chalkline/search/meili"
	"chalkline/store"
)

const (
	// indexBatch is how many documents the index is given at a time.
	indexBatch = 500
	// indexLease is for how long one process has the index to itself before it says
	// so again; it is longer than a batch takes on a slow server.
	indexLease = 15 * time.Minute
	// indexLook is how often the index is looked at when nothing changes: somebody
	// may have deleted it.
	indexLook = 10 * time.Minute
	// mostBehind is from how many notes of changes on the index is built anew: it was
	// away for long, and they must not grow for ever.
	mostBehind = 500_000
)

// index is the kind of work that keeps an index outside the database in line with
// it: what changed is noted there. It waits while the index does not answer, and
// goes on where it was.
func (u *Units) index() Kind {
	var looked moment
	return Kind{
		Name:  "index",
		Alone: true,
		Every: 5 * time.Second,
		Due: func(ctx context.Context, now time.Time, _ int) ([]string, error) {
			state, err := u.DB.Indexing(ctx)
			if err != nil {
				return nil, err
			}
			behind, err := u.DB.IndexBehind(ctx)
			switch {
			case err != nil:
				return nil, err
			case behind > mostBehind:
				return []string{"search"}, u.DB.BuildIndex(ctx)
			case state.Built && behind == 0 && now.Sub(looked.get()) < indexLook:
				return nil, nil
			}
			return []string{"search"}, nil
		},
		Run: func(ctx context.Context, _ []string) error {
			_, err := u.UpdateIndex(ctx, func(int) {})
			if err == nil {
				looked.set(u.Now())
			}
			return err
		},
	}
}

// UpdateIndex brings the index in line with the database, building it where that
// is needed. It tells how many documents it has sent whenever these are in the
// index, and says false when another process is at it.
func (u *Units) UpdateIndex(ctx context.Context, sent func(documents int)) (bool, error) {
	holder := chalkline.NewSecret()
	defer func() { // a process that ends lets go too
		if _, err := u.DB.HoldIndex(context.WithoutCancel(ctx), holder, time.Time{}); err != nil {
			u.Log.Warn("the index stays held until its time is over", "error", err)
		}
	}()
	for {
		if _, err := u.DB.FollowIndex(ctx); err != nil { // another program may have ended it
			return false, err
		}
		held, err := u.DB.HoldIndex(ctx, holder, u.Now().Add(indexLease))
		if err != nil || !held {
			return false, err
		}
		documents, done, err := u.indexStep(ctx)
		if documents > 0 {
			sent(documents)
		}
		if err != nil || done {
			return true, err
		}
	}
}

// indexStep takes the index one step further, and says how many documents that put
// into it and whether it was the last.
func (u *Units) indexStep(ctx context.Context) (documents int, done bool, err error) {
	state, err := u.DB.Indexing(ctx)
	if err != nil {
		return 0, false, err
	}
	is, err := u.Index.State(ctx)
	if err != nil {
		return 0, false, err
	}
	switch {
	case state.Built && (is.Build != state.Build || is.Turn > state.Turn):
		// The index is gone, or knows more than the database, which was put back from a
		// backup.
		u.Log.Info("the index is not that of this database as it is, and built anew")
		return 0, false, u.DB.BuildIndex(ctx)
	case !state.Built:
		documents, err = u.buildIndex(ctx, state, is)
		return documents, false, err
	}
	return u.tellIndex(ctx, state)
}

// buildIndex puts the next documents into a build. When there are none it is
// finished.
func (u *Units) buildIndex(ctx context.Context, state store.Indexing, is meili.State) (int, error) {
	if is.Build == state.Build { // finished, and then cut off
		return 0, u.finishIndex(ctx, state)
	}
	building, err := u.Index.Building(ctx)
	if err != nil {
		return 0, err
	}
	if building.Build != state.Build {
		u.Log.Info("the index is being built")
		if err := u.Index.Begin(ctx, state.Build); err != nil {
			return 0, err
		}
		return 0, u.DB.IndexBegun(ctx, state.Build)
	}
	docs, err := u.DB.DocumentsAfter(ctx, state.Position, indexBatch)
	if err != nil {
		return 0, err
	}
	if len(docs) == 0 {
		return 0, u.finishIndex(ctx, state)
	}
	if err := u.Index.Fill(ctx, docs); err != nil {
		return 0, err
	}
	return len(docs), u.DB.IndexFilled(ctx, state.Build, docs[len(docs)-1].Item)
}

func (u *Units) finishIndex(ctx context.Context, state store.Indexing) error {
	if err := u.Index.Finish(ctx, state.Build); err != nil {
		return err
	}
	u.Log.Info("the index is built")
	return u.DB.IndexBuilt(ctx, state.Build)
}

// tellIndex tells the index the next of what changed. Notes are forgotten once the
// index has it all: what is told twice does no harm.
func (u *Units) tellIndex(ctx context.Context, state store.Indexing) (documents int, done bool, err error) {
	changes, err := u.DB.IndexChanges(ctx, 4*indexBatch) // an item is often changed more than once
	if err != nil || len(changes) == 0 {
		return 0, true, err
	}
	items := make([]chalkline.ItemID, 0, indexBatch)
	for n, c := range changes {
		if slices.Contains(items, c.Item) {
			continue
		}
		if len(items) == indexBatch {
			changes = changes[:n]
			break
		}
		items = append(items, c.Item)
	}
	docs, err := u.DB.Documents(ctx, items)
	if err != nil {
		return 0, false, err
	}
	there := make(map[chalkline.ItemID]bool, len(docs))
	for _, d := range docs {
		there[d.Item] = true
	}
	gone := slices.DeleteFunc(items, func(id chalkline.ItemID) bool { return there[id] })
	turn, err := u.DB.NextIndexTurn(ctx)
	if err != nil {
		return 0, false, err
	}
	if err := u.Index.Change(ctx, docs, gone, meili.State{Build: state.Build, Turn: turn}); err != nil {
		return 0, false, err
	}
	return len(docs), false, u.DB.ForgetIndexChanges(ctx, changes)
}
