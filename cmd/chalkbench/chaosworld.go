package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"sync"
	"time"

	"chalkline"
	"chalkline/store"
)

// chaosWorld is the database that all work on.
type chaosWorld struct {
	*pgSchema

	db *store.DB // nil as long as it may have tables of another version
}

func (w *chaosWorld) close() {
	if w.db != nil {
		_ = w.db.Close()
	}
	w.drop()
}

// newChaosWorld makes an empty store in a schema of its own.
func newChaosWorld(ctx context.Context, server string) (*chaosWorld, error) {
	schema, err := newPGSchema(ctx, server, fmt.Sprintf("chaos_%d", os.Getpid()))
	if err != nil {
		return nil, err
	}
	w := &chaosWorld{pgSchema: schema}
	if w.db, err = store.Open(ctx, w.dsn); err != nil {
		w.close()
		return nil, err
	}
	return w, nil
}

// each calls do for 0 to n-1, some at a time.
func each(n int, do func(i int) error) error {
	const together = 8
	var (
		workers sync.WaitGroup
		mu      sync.Mutex
		failed  error
	)
	for part := range together {
		workers.Go(func() {
			for i := part; i < n; i += together {
				if err := do(i); err != nil {
					mu.Lock()
					failed = errors.Join(failed, err)
					mu.Unlock()
					return
				}
			}
		})
	}
	workers.Wait()
	return failed
}

func (w *chaosWorld) addSources(ctx context.Context, addresses []string) error {
	return each(len(addresses), func(i int) error {
		return w.db.AddSource(ctx, &chalkline.Source{Kind: chalkline.SourceFeed, Name: fmt.Sprintf("Source %d", i), URL: addresses[i], Genre: chalkline.GenreBlog})
	})
}

// chaosPicks is how many picks each edition has.
const chaosPicks = 3

// addDeliveries makes readers with picks. Half of them have an edition that waits to
// be sent; that of the others is due, and made by the program.
func (w *chaosWorld) addDeliveries(ctx context.Context, n int) error {
	items, err := w.stock(ctx)
	if err != nil {
		return err
	}
	later := time.Now().Add(24 * time.Hour)
	readers, chosen := make([]chalkline.Reader, n), make([]store.Chosen, n)
	err = each(n, func(i int) error {
		readers[i] = chalkline.Reader{Email: fmt.Sprintf("teacher%d@school.example", i), Schedule: chalkline.DefaultSchedule("UTC")}
		err := w.db.CreateReader(ctx, &readers[i])
		chosen[i] = store.Chosen{Reader: readers[i].ID, Next: later}
		for _, item := range items {
			chosen[i].Picks = append(chosen[i].Picks, chalkline.Pick{ReaderID: readers[i].ID, ItemID: item.ID, StoryID: item.StoryID, Score: 1, At: time.Now()})
		}
		return err
	})
	if err != nil {
		return err
	}
	for part := range slices.Chunk(chosen, 100) {
		if _, err := w.db.SaveChosen(ctx, part, time.Now()); err != nil {
			return err
		}
	}
	rows, err := w.sql.QueryContext(ctx, `SELECT reader_id, id FROM picks ORDER BY id`)
	if err != nil {
		return fmt.Errorf("reading the picks: %w", err)
	}
	defer rows.Close()
	picks := map[chalkline.ReaderID][]chalkline.PickID{}
	for rows.Next() {
		var reader chalkline.ReaderID
		var pick chalkline.PickID
		if err := rows.Scan(&reader, &pick); err != nil {
			return fmt.Errorf("reading the picks: %w", err)
		}
		picks[reader] = append(picks[reader], pick)
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("reading the picks: %w", err)
	}
	return each(n, func(i int) error {
		if i%2 == 1 {
			return w.db.SetSchedule(ctx, readers[i].ID, readers[i].Schedule, time.Now())
		}
		e := chalkline.Edition{Subject: chalkline.Text{Format: "Picks"}, At: time.Now(), Picks: picks[readers[i].ID]}
		_, err := w.db.CreateEdition(ctx, &e, readers[i], later)
		return err
	})
}

// staffRoom is the source of what is sent, and has several items.
const staffRoom = "https://staffroom.example/feed"

// stock stores items to send, judged.
func (w *chaosWorld) stock(ctx context.Context) ([]chalkline.Item, error) {
	source := chalkline.Source{Kind: chalkline.SourceFeed, Name: "Staff room", URL: staffRoom, Genre: chalkline.GenreBlog}
	if err := w.db.AddSource(ctx, &source); err != nil {
		return nil, err
	}
	batch := chalkline.Batch{Source: source.ID, Poll: chalkline.Poll{State: chalkline.PollOK, LastAt: time.Now(), NextAt: time.Now().Add(24 * time.Hour)}}
	for i := range chaosPicks {
		batch.Items = append(batch.Items, chalkline.Item{
			Key: fmt.Sprint(i), Title: fmt.Sprintf("Spacing practice, part %d", i), URL: fmt.Sprintf("https://staffroom.example/%d", i), Text: "A text.", Published: time.Now(),
		})
	}
	if _, err := w.db.StoreBatch(ctx, batch); err != nil {
		return nil, err
	}
	ids, err := w.db.ItemsToAppraise(ctx, chaosPicks)
	if err != nil {
		return nil, err
	}
	items, err := w.db.Items(ctx, ids)
	if err != nil {
		return nil, err
	}
	judged := make([]chalkline.Appraised, len(items))
	for i, item := range items {
		judged[i] = chalkline.Appraised{Appraisal: chalkline.Appraisal{ItemID: item.ID, Kind: chalkline.KindPractice, At: time.Now()}, Changed: item.Changed}
	}
	if err := w.db.SaveAppraised(ctx, judged); err != nil {
		return nil, err
	}
	return w.db.Items(ctx, ids)
}

// waiting is how many sources were never asked, and how many deliveries wait or are
// still to be made.
func (w *chaosWorld) waiting(ctx context.Context) (sources, deliveries int, err error) {
	err = w.sql.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM sources WHERE last_at = 0 AND next_at <= $1),
		(SELECT count(*) FROM deliveries WHERE state = 'waiting') + (SELECT count(*) FROM readers WHERE digest_at > 0 AND digest_at <= $1)`, time.Now().UnixMicro()).Scan(&sources, &deliveries)
	if err != nil {
		return 0, 0, fmt.Errorf("counting what is due: %w", err)
	}
	return sources, deliveries, nil
}

// without are sources of which nothing is stored.
const without = `NOT EXISTS (SELECT 1 FROM items i WHERE i.source_id = s.id)`

// healSources makes sources due that were claimed and of which nothing is stored,
// and says how many there were.
func (w *chaosWorld) healSources(ctx context.Context) (int, error) {
	// Those under way have time to end.
	for range 30 {
		var left int
		if err := w.sql.QueryRowContext(ctx, `SELECT count(*) FROM sources s WHERE `+without).Scan(&left); err != nil || left == 0 {
			return 0, err
		}
		time.Sleep(100 * time.Millisecond)
	}
	result, err := w.sql.ExecContext(ctx, `UPDATE sources s SET next_at = 0 WHERE `+without)
	if err != nil {
		return 0, fmt.Errorf("making cut off sources due: %w", err)
	}
	n, err := result.RowsAffected()
	return int(n), err
}

// settleDown waits until all sources are stored.
func (w *chaosWorld) settleDown(ctx context.Context) error {
	for {
		var left int
		if err := w.sql.QueryRowContext(ctx, `SELECT count(*) FROM sources s WHERE `+without).Scan(&left); err != nil {
			return fmt.Errorf("counting sources: %w", err)
		}
		if left == 0 {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("%d sources that a kill cut off are not asked again: %w", left, ctx.Err())
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// judge compares the database with what the servers saw. Every source has one item.
// Stopped are the names of processes that were asked to end, as a pattern.
func (w *chaosWorld) judge(ctx context.Context, r *chaosReport, post *chaosPost, stopped string) error {
	err := w.sql.QueryRowContext(ctx, `SELECT
		(SELECT count(*) FROM sources s WHERE `+without+`),
		(SELECT count(*) FROM (SELECT source_id FROM items WHERE source_id NOT IN (SELECT id FROM sources WHERE url = $1) GROUP BY source_id HAVING count(*) > 1) x),
		(SELECT count(*) FROM river_job WHERE state = 'running' AND attempted_by[array_upper(attempted_by, 1)] ~ $2),
		(SELECT count(*) FROM river_job WHERE state = 'retryable')`, staffRoom, stopped).Scan(&r.Lost, &r.Doubled, &r.LeftClaimed, &r.Troubles)
	if err != nil {
		return fmt.Errorf("counting items: %w", err)
	}
	if w.db == nil {
		if w.db, err = store.Open(ctx, w.dsn); err != nil {
			return err
		}
	}
	all, err := w.db.Deliveries(ctx, 2*r.Deliveries)
	if err != nil {
		return err
	}
	letters, odd := post.letters()
	r.OddSubjects = odd
	for _, n := range letters {
		r.Mails += n
		if n > 1 {
			r.MailsTwice++
		}
	}
	for _, d := range all {
		n := letters[d.Address]
		switch d.State {
		case chalkline.DeliverySent:
			r.Sent++
			if n != 1 {
				r.WrongStates++
			}
		case chalkline.DeliveryUnsure, chalkline.DeliveryClaimed: // a claim is closed as unsure within the hour
			r.Unsure++
			r.UnsureArrived += n
		default:
			r.WrongStates++
		}
	}
	return nil
}
