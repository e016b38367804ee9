package jobs

import (
	"sync"
	"time"

	"chalkline/ranker"
)

// previewLife is how long the candidates of a preview are used for others, and how
// long they stay in memory: 15,000 take some 15 MB.
const previewLife = time.Minute

// preview keeps the last batch that was read for a preview, for a while.
type preview struct {
	mu    sync.Mutex
	batch *ranker.Request // nil for none
}

// of is the batch that is kept if it is of that time, else one that is read now.
// Who asks meanwhile waits for it.
func (p *preview) of(now time.Time, read func() (ranker.Request, error)) (ranker.Request, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.batch != nil && now.Sub(p.batch.Now) < previewLife && !now.Before(p.batch.Now) {
		return *p.batch, nil
	}
	batch, err := read()
	if err != nil {
		return batch, err
	}
	kept := &batch
	p.batch = kept
	time.AfterFunc(previewLife, func() { p.forget(kept) })
	return batch, nil
}

// forget lets go of a batch, unless another one is kept by now.
func (p *preview) forget(batch *ranker.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.batch == batch {
		p.batch = nil
	}
}
