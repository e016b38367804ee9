package store

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"time"

	"github.com/klauspost/compress/zstd"
)

// A dump is all tables of one moment in one file that belongs to neither
// database: lines of JSON, packed with zstd. The first line is a dumpHead, then
// each row is an array with the columns by name, table after table, and the last
// line is a dumpEnd. Integers and reals are numbers, bytes are text in base64.
const (
	dumpFormat  = "chalkline backup"
	dumpVersion = 1
	dumpLine    = 64 << 20 // bytes of the longest line
	dumpTables  = 1000     // tables at most
)

// dumpHead says what follows.
type dumpHead struct {
	Format  string    `json:"format"`
	Version int       `json:"version"` // of the form of the file
	Schema  int64     `json:"schema"`  // of the tables
	Made    time.Time `json:"made"`
	Key     string    `json:"key"` // fingerprint of the instance key; "" when none was used yet
	Tables  []table   `json:"tables"`
}

// dumpEnd says what the rows add up to, table by table.
type dumpEnd struct {
	Sums []string `json:"sums"`
}

// dump writes all tables as they are at one moment.
func (db *DB) dump(ctx context.Context, to io.Writer, told Progress) (err error) {
	tx, err := db.snapshot(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rollback(tx)) }()
	tables, err := db.tables(ctx, tx)
	if err != nil {
		return err
	}
	head := dumpHead{Format: dumpFormat, Version: dumpVersion, Made: db.Now().UTC().Truncate(time.Second), Tables: tables}
	if head.Schema, err = schemaVersion(ctx, tx); err != nil {
		return err
	}
	if head.Key, err = fingerprint(ctx, tx); err != nil {
		return err
	}
	w, err := newDumpWriter(to)
	if err != nil {
		return err
	}
	if err := w.line(head); err != nil {
		return err
	}
	var end dumpEnd
	counting := told.each(allRows(tables))
	for _, t := range tables {
		sum, err := w.table(ctx, tx, t, counting)
		if err != nil {
			return err
		}
		end.Sums = append(end.Sums, sum)
	}
	if err := w.line(end); err != nil {
		return err
	}
	return w.close()
}

// dumpWriter writes the lines of a dump.
type dumpWriter struct {
	packed *zstd.Encoder
	lines  *bufio.Writer
}

func newDumpWriter(to io.Writer) (*dumpWriter, error) {
	packed, err := zstd.NewWriter(to, zstd.WithEncoderConcurrency(1))
	if err != nil {
		return nil, fmt.Errorf("pack the backup: %w", err)
	}
	return &dumpWriter{packed: packed, lines: bufio.NewWriterSize(packed, 1<<16)}, nil
}

// table writes the rows of a table and returns what they add up to.
func (w *dumpWriter) table(ctx context.Context, q querier, t table, told func()) (string, error) {
	rows, done, err := rowsOf(ctx, q, t)
	if err != nil {
		return "", err
	}
	s := &summing{rows: rows, told: told}
	for {
		r, err := s.next()
		if err == nil && r == nil {
			break
		}
		if err == nil {
			err = w.row(r)
		}
		if err != nil {
			return "", errors.Join(err, done())
		}
	}
	if s.count != t.Rows {
		return "", errors.Join(fmt.Errorf("%s has %d rows, not %d as counted", t.Name, s.count, t.Rows), done())
	}
	return s.sum.String(), done()
}

func (w *dumpWriter) row(values []any) error {
	for n, v := range values {
		if f, ok := v.(float64); ok && (math.IsNaN(f) || math.IsInf(f, 0)) {
			values[n] = strconv.FormatFloat(f, 'g', -1, 64) // JSON has no number for it
		}
	}
	return w.line(values)
}

func (w *dumpWriter) line(value any) error {
	line, err := json.Marshal(value)
	if err != nil {
		return fmt.Errorf("write a line: %w", err)
	}
	if len(line) >= dumpLine {
		return fmt.Errorf("a row has %d MB and cannot be backed up", len(line)>>20)
	}
	if _, err := w.lines.Write(append(line, '\n')); err != nil {
		return fmt.Errorf("write a line: %w", err)
	}
	return nil
}

func (w *dumpWriter) close() error {
	if err := errors.Join(w.lines.Flush(), w.packed.Close()); err != nil {
		return fmt.Errorf("write the end: %w", err)
	}
	return nil
}
