package store

import (
	"context"
	"database/sql"
	"slices"

	"chalkline"
)

// SyncReport counts what SyncSources did.
type SyncReport struct {
	Added, Changed int
	Retired        int // no longer listed: paused, their items kept
}

// SyncSources brings the sources that came from feeds.yaml in line with it. A
// source is known by its URL, or by one that it had before it moved. Its
// description follows the list; its address, its poll, and whether the operator
// paused it, stay. One that left the list is paused, and
// wakes up if it comes back. Sources that the operator added are left alone,
// also when the list names them. Where the list has the address of now and one
// of the past, the latter adds nothing: it was read as the former already.
func (db *DB) SyncSources(ctx context.Context, list []chalkline.Source) (SyncReport, error) {
	var report SyncReport
	err := db.tx(ctx, "bring the sources in line with the list", func(ctx context.Context, tx *sql.Tx) error {
		report = SyncReport{}
		known, err := all(ctx, tx, scanKnownSource, `SELECT `+sourceColumns+`, retired FROM sources`)
		if err != nil {
			return err
		}
		byURL, err := byAddress(ctx, tx, known)
		if err != nil {
			return err
		}
		named := make(map[string]bool, len(list))
		for _, s := range list {
			named[s.URL] = true
		}
		listed := make(map[string]bool, len(list))
		for _, s := range list {
			if listed[s.URL] {
				continue
			}
			listed[s.URL] = true
			k, ok := byURL[s.URL]
			if ok && k.URL != s.URL {
				if named[k.URL] || listed[k.URL] {
					continue // the list calls it by its address too, or by two of the past
				}
				listed[k.URL] = true
			}
			switch {
			case !ok:
				s.Listed = true
				err = insertSource(ctx, tx, &s)
				report.Added++
			case k.Listed || k.retired:
				if want := k.follow(s); k.retired || !sameSource(k.Source, want) {
					err = writeSource(ctx, tx, want)
					report.Changed++
				}
			}
			if err != nil {
				return err
			}
		}
		for _, k := range known {
			if !k.Listed || listed[k.URL] {
				continue
			}
			report.Retired++
			if _, err := tx.ExecContext(ctx, `UPDATE sources SET listed = FALSE, paused = TRUE, retired = $2 WHERE id = $1`,
				k.ID, !k.Paused); err != nil {
				return err
			}
		}
		return nil
	})
	return report, err
}

// byAddress are the known sources by their addresses, and by those of the past
// that no other source has now.
func byAddress(ctx context.Context, tx *sql.Tx, known []knownSource) (map[string]knownSource, error) {
	byURL := make(map[string]knownSource, len(known))
	byID := make(map[chalkline.SourceID]knownSource, len(known))
	for _, k := range known {
		byURL[k.URL], byID[k.ID] = k, k
	}
	past, err := moves(ctx, tx)
	if err != nil {
		return nil, err
	}
	for _, m := range past {
		if k, ok := byID[m.Source]; ok {
			if _, taken := byURL[m.From]; !taken {
				byURL[m.From] = k
			}
		}
	}
	return byURL, nil
}

// knownSource is a stored source, and whether it is paused only because it left
// the list.
type knownSource struct {
	chalkline.Source

	retired bool
}

func scanKnownSource(r row) (knownSource, error) {
	var k knownSource
	var err error
	k.Source, err = scanSource(withLast{r, &k.retired})
	return k, err
}

// withLast scans a row that has one more column at its end.
type withLast struct {
	row  row
	last any
}

func (w withLast) Scan(dest ...any) error { return w.row.Scan(append(dest, w.last)...) }

// follow is k with the description that the list gives.
func (k knownSource) follow(s chalkline.Source) chalkline.Source {
	s.ID, s.Poll = k.ID, k.Poll
	s.Listed, s.Rest = true, k.Rest
	s.Paused = k.Paused && !k.retired
	s.Unverified = s.Unverified && k.Poll.OKAt.IsZero() // it has answered since
	return s
}

// sameSource says whether two sources have the same description.
func sameSource(a, b chalkline.Source) bool {
	return a.Kind == b.Kind && a.Name == b.Name && a.SiteURL == b.SiteURL && a.Genre == b.Genre &&
		slices.Equal(a.Topics, b.Topics) && a.Country == b.Country && a.Language == b.Language &&
		a.Unverified == b.Unverified && a.Selectors == b.Selectors
}
