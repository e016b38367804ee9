package jobs

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"chalkline"
	"chalkline/ranker"
	"chalkline/ranker/taste"
	"chalkline/store"
)

const (
	// mostExamples is how many words of a reader a taste is learned from: with
	// half of their weight lost in half a year, older ones say little.
	mostExamples = 2000
	// mostLibrary is how many items of each reader say what goes together, and
	// leastReaders how many readers with such items it takes: of fewer, a reader
	// could guess whose they are.
	mostLibrary  = 500
	leastReaders = 20
	// mostWords is how many words of a title tell why taste speaks for an item.
	mostWords = 3
	// mostVectors is how many items are remembered as placed, at some kilobytes
	// each.
	mostVectors = 20_000
	// communityLife is how long what goes together is used before it is looked at
	// again.
	communityLife = 24 * time.Hour
)

// knowledge is what this process keeps in memory of what was learned of all
// items and readers: it is large, and the same for all.
type knowledge struct {
	mu        sync.Mutex
	space     *taste.Space
	spaceID   int64
	community *taste.Community // nil while there are too few readers
	looked    time.Time        // when community was made, or could not be
}

// space is the newest space of tastes and its number; nil when there is none yet.
func (u *Units) space(ctx context.Context) (*taste.Space, int64, error) {
	k := &u.known
	k.mu.Lock()
	defer k.mu.Unlock()
	id, err := u.DB.SpaceID(ctx)
	if err != nil || id == 0 || id == k.spaceID {
		return k.space, k.spaceID, err
	}
	stored, err := u.DB.Space(ctx)
	if err != nil {
		return nil, 0, err
	}
	space, err := taste.ReadSpace(stored.Data)
	if err != nil {
		u.Log.Debug("the space of tastes cannot be used and will be made anew", "space", stored.ID, "error", err)
	}
	k.space, k.spaceID = space, stored.ID
	return k.space, k.spaceID, nil
}

// community is what goes together in the libraries of readers who do not stay
// alone; nil while they are too few.
func (u *Units) community(ctx context.Context) (*taste.Community, error) {
	k := &u.known
	k.mu.Lock()
	defer k.mu.Unlock()
	now := u.Now()
	if !k.looked.IsZero() && now.Sub(k.looked) < communityLife {
		return k.community, nil
	}
	var libraries [][]chalkline.ItemID
	for library, err := range u.DB.Libraries(ctx, mostLibrary) {
		if err != nil {
			return nil, err
		}
		libraries = append(libraries, library)
	}
	k.community, k.looked = nil, now
	if len(libraries) >= leastReaders {
		k.community = taste.NewCommunity(slices.Values(libraries))
	}
	return k.community, nil
}

// tastes are the tastes of a batch of readers. Items are placed in the space when
// they are first asked for, and most never are.
type tastes struct {
	u       *Units
	space   *taste.Space
	spaceID int64
	now     time.Time

	mu      sync.Mutex
	vectors map[chalkline.ItemID]taste.Vector
}

func (u *Units) tastes(ctx context.Context, now time.Time) (*tastes, error) {
	space, id, err := u.space(ctx)
	return &tastes{u: u, space: space, spaceID: id, vectors: map[chalkline.ItemID]taste.Vector{}, now: now}, err
}

// of are the models of those readers of whom something is known: as they were
// learned, or learned anew when the reader said something since or the space is
// another; the latter are to be stored.
func (t *tastes) of(ctx context.Context, readers []store.ReaderToPick) (models map[chalkline.ReaderID]*taste.Model, learned []store.Taste, err error) {
	models = map[chalkline.ReaderID]*taste.Model{}
	if t.space == nil {
		return models, nil, nil
	}
	var ids []chalkline.ReaderID
	for _, r := range readers {
		if !r.SaidAt.IsZero() {
			ids = append(ids, r.ID)
		}
	}
	known, err := t.u.DB.Tastes(ctx, ids)
	if err != nil {
		return nil, nil, err
	}
	for _, r := range readers {
		if r.SaidAt.IsZero() {
			continue
		}
		was := known[r.ID]
		if was.Reader == r.ID && was.Space == t.spaceID && was.SaidAt.Equal(r.SaidAt) {
			if len(was.Data) == 0 {
				continue // there was nothing to learn
			}
			if models[r.ID], err = t.space.Model(was.Data); err == nil {
				continue
			}
		}
		m, err := t.learn(ctx, r)
		if err != nil {
			return nil, nil, fmt.Errorf("learning what reader %d likes: %w", r.ID, err)
		}
		now := store.Taste{Reader: r.ID, Space: t.spaceID, SaidAt: r.SaidAt}
		delete(models, r.ID)
		if !m.Empty() {
			models[r.ID], now.Data = m, m.Marshal()
		}
		learned = append(learned, now)
	}
	return models, learned, nil
}

// learn makes the model of a reader from all they said.
func (t *tastes) learn(ctx context.Context, r store.ReaderToPick) (*taste.Model, error) {
	said, err := t.u.DB.Examples(ctx, r.ID, mostExamples)
	if err != nil {
		return nil, err
	}
	var evidence taste.Evidence
	var own []chalkline.ItemID
	for _, x := range said {
		v := t.vector(x.ItemID, x.Features)
		evidence.Examples = append(evidence.Examples, taste.Example{Item: x.ItemID, Kind: x.Kind, At: x.At, Vector: v})
		if x.Kind == chalkline.FeedbackSaved || x.Kind == chalkline.FeedbackUseful {
			own = append(own, x.ItemID)
		}
	}
	if len(said) > 0 {
		for _, bag := range taste.Follows(r.Follows, t.u.topicLabel) {
			evidence.Follows = append(evidence.Follows, t.space.Vector(bag))
		}
		if evidence.Company, err = t.company(ctx, r, own); err != nil {
			return nil, err
		}
	}
	return t.space.Learn(evidence, t.now), nil
}

// company is what readers of the same items found useful; nothing for a reader
// who stays alone.
func (t *tastes) company(ctx context.Context, r store.ReaderToPick, own []chalkline.ItemID) (taste.Company, error) {
	if r.Wants.Alone || len(own) == 0 {
		return taste.Company{}, nil
	}
	community, err := t.u.community(ctx)
	if err != nil || community == nil {
		return taste.Company{}, err
	}
	company := community.Near(own)
	var ids []chalkline.ItemID
	for _, n := range company.Near {
		ids = append(ids, n.Item)
	}
	features, err := t.u.DB.Features(ctx, ids)
	if err != nil {
		return taste.Company{}, err
	}
	for i, n := range company.Near {
		company.Near[i].Vector = t.vector(n.Item, features[n.Item])
	}
	return company, nil
}

// vector places an item in the space; features that cannot be read place it
// nowhere.
func (t *tastes) vector(item chalkline.ItemID, features []byte) taste.Vector {
	t.mu.Lock()
	v, ok := t.vectors[item]
	t.mu.Unlock()
	if ok {
		return v
	}
	if bag, err := taste.ReadBag(features); err == nil {
		v = t.space.Vector(bag)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.vectors) == mostVectors {
		clear(t.vectors)
	}
	t.vectors[item] = v
	return v
}

// by makes a request go by the taste of a model, nil when nothing was learned.
func (t *tastes) by(m *taste.Model, r ranker.Request) ranker.Request {
	if m == nil {
		return r
	}
	r.Taste = func(c *chalkline.Candidate) float64 {
		v := t.vector(c.Item.ID, c.Features)
		if v.Empty() {
			return 0
		}
		return m.Score(v)
	}
	r.TasteWords = func(c *chalkline.Candidate) []string { return t.space.Words(m, c.Item, mostWords) }
	return r
}
