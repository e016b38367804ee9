package jobs

import (
	"context"
	"time"

	"chalkline"
	"chalkline/store"
)

// When to look at a list again. Crossref adds to that of Retraction Watch on
// working days.
const (
	listLife  = 24 * time.Hour
	listRetry = 6 * time.Hour // after a look that failed; a list that came cut comes whole again
)

// listNames are the lists in the order in which they are read.
var listNames = []chalkline.ListName{chalkline.ListRetractions, chalkline.ListReplications}

// list is the kind of work that reads lists about works: those that have a
// place, a day after the last look. One that was moved is looked at at once. What
// a list said that has no place any more stays as it is.
func (u *Units) list() Kind {
	looked := map[chalkline.ListName]bool{} // by this process
	return Kind{
		Name:  "list",
		Every: time.Minute,
		Due: func(ctx context.Context, now time.Time, _ int) ([]string, error) {
			var due []string
			for _, name := range listNames {
				if u.Lists[name] == "" {
					continue
				}
				was, err := u.listAsRead(ctx, name)
				if err != nil {
					return nil, err
				}
				pause := listLife
				if was.Error != "" {
					pause = listRetry
				}
				if moved := was.Location != u.Lists[name] && !looked[name]; moved || !now.Before(was.CheckedAt.Add(pause)) {
					looked[name] = true
					due = append(due, string(name))
				}
			}
			return due, nil
		},
		Run: one(u.readList),
	}
}

// listAsRead is a list as it was last read; one that never was has a name only.
func (u *Units) listAsRead(ctx context.Context, name chalkline.ListName) (chalkline.List, error) {
	l, err := u.DB.List(ctx, name)
	if chalkline.ErrorCode(err) == chalkline.CodeNotFound {
		return chalkline.List{Name: name}, nil
	}
	return l, err
}

// readList looks at a list and takes over what is new. A look that fails is
// noted with its reason, and what was read before holds.
func (u *Units) readList(ctx context.Context, key string) error {
	was, err := u.listAsRead(ctx, chalkline.ListName(key))
	if err != nil {
		return err
	}
	now := u.Now()
	err = u.takeList(ctx, was, now)
	if err == nil || ctx.Err() != nil {
		return err
	}
	u.Log.Warn("list not read, what was read before holds", "list", key, "location", u.Lists[was.Name], "error", err)
	was.CheckedAt, was.Error = now, chalkline.Cut(err.Error(), 500)
	return u.DB.SaveList(ctx, was)
}

// takeList takes over what is new of a list.
func (u *Units) takeList(ctx context.Context, was chalkline.List, now time.Time) error {
	found, err := u.ListReader.Open(ctx, u.Lists[was.Name], was)
	if err != nil {
		return err
	}
	defer func() { _ = found.Close() }() // only read
	list := found.List
	list.CheckedAt, list.Error = now, ""
	if found.Same {
		u.Log.Debug("list unchanged", "list", string(list.Name), "location", list.Location)
		return u.DB.SaveList(ctx, list)
	}
	list.ReadAt = now
	var change store.ListChange
	if list.Name == chalkline.ListReplications {
		change, err = u.DB.ReplaceReplications(ctx, list, found.Replications())
	} else {
		change, err = u.DB.ReplaceNotices(ctx, list, found.Retractions())
	}
	if err != nil {
		return err
	}
	u.Log.Info("list read", "list", string(list.Name), "location", list.Location, "listed", change.Listed,
		"added", change.Added, "changed", change.Changed, "removed", change.Removed, "works", change.Works, "took", time.Since(now).Round(time.Millisecond))
	return nil
}
