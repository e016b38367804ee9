// Package lists reads lists about works that others keep: which works were
// retracted, and which findings could be repeated.
//
// Retractions and Replications turn a table into a stream of entries, one for
// each work. A Reader looks at the place of a table, a file or an address, says
// whether there is something new, and opens it. What cannot be read whole is an
// error that names file and line, never a shorter list: half a table of
// retractions would clear the works in its other half.
package lists

import (
	"fmt"
	"io"
	"iter"

	"chalkline"
)

// Bounds of a table. Retraction Watch had some 70,000 rows of 1 kB each in 2026.
// What is said of the works is held in memory until the end of a table, so there
// is an end.
const (
	MaxBytes = 200 << 20
	maxRows  = 500_000
	maxRow   = 1 << 20 // bytes
)

// Check reports whether the file at path begins like the list of that name.
func Check(name chalkline.ListName, path string) error {
	f, err := openFile(path)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	r, err := unpacked(path, f)
	if err != nil {
		return err
	}
	if name == chalkline.ListReplications {
		_, err = openReplications(path, r)
		return err
	}
	_, err = openRetractions(path, r)
	return err
}

// stream makes a stream of what a table holds, which is known at its end.
func stream[T any](read func() (iter.Seq[T], error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		entries, err := read()
		if err != nil {
			var none T
			yield(none, err)
			return
		}
		for entry := range entries {
			if !yield(entry, nil) {
				return
			}
		}
	}
}

// eachRow calls take for every row of a table.
func eachRow(t *table, take func(row) error) error {
	for {
		r, err := t.next()
		if err == io.EOF { //nolint:errorlint // from next, never wrapped
			return nil
		}
		if err != nil {
			return err
		}
		if err := take(r); err != nil {
			return err
		}
	}
}

func invalid(format string, args ...any) error {
	return chalkline.Errorf(chalkline.CodeInvalid, format, args...)
}

func size(bytes int64) string { return fmt.Sprintf("%d MB", bytes>>20) }
