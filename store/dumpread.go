package store

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"

	"github.com/klauspost/compress/zstd"

	"chalkline"
)

// dumpReader reads a dump, believing nothing of what it says.
type dumpReader struct {
	head   dumpHead
	packed *zstd.Decoder
	lines  *bufio.Reader
	buf    []byte
	row    int64 // of the table, for messages
	cells  []json.RawMessage
	values []any
}

// errCut is what everything that is wrong with a dump's lines comes to.
func errCut(format string, args ...any) error {
	return chalkline.Errorf(chalkline.CodeInvalid, "the backup is cut off or damaged: "+format, args...)
}

// readDump reads the head of a dump.
func readDump(from io.Reader) (*dumpReader, error) {
	packed, err := zstd.NewReader(from, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(32<<20), zstd.WithDecoderMaxMemory(1<<40))
	if err != nil {
		return nil, fmt.Errorf("unpack the backup: %w", err)
	}
	d := &dumpReader{packed: packed, lines: bufio.NewReaderSize(packed, 1<<16)}
	err = d.begin()
	if err != nil {
		d.close()
		return nil, err
	}
	return d, nil
}

func (d *dumpReader) close() { d.packed.Close() }

func (d *dumpReader) begin() error {
	const most = 1 << 20
	line, err := d.line(most)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(line, &d.head); err != nil || d.head.Format != dumpFormat {
		return chalkline.Errorf(chalkline.CodeInvalid, "this is not a backup of Chalkline: it holds something else")
	}
	if err := known(d.head.Schema); err != nil {
		return err
	}
	if d.head.Version > dumpVersion {
		return chalkline.Errorf(chalkline.CodeInvalid, "the backup has form %d, but this program reads forms up to %d; use the newer Chalkline that wrote it", d.head.Version, dumpVersion)
	}
	if len(d.head.Tables) > dumpTables {
		return errCut("it names %d tables", len(d.head.Tables))
	}
	for _, t := range d.head.Tables {
		if t.Rows < 0 || t.Last < 0 || len(t.Columns) == 0 {
			return errCut("its first line is no description of tables")
		}
	}
	return nil
}

// line is the next line of at most that many bytes.
func (d *dumpReader) line(most int) ([]byte, error) {
	d.buf = d.buf[:0]
	for {
		part, err := d.lines.ReadSlice('\n')
		d.buf = append(d.buf, part...)
		switch {
		case err == nil:
			return d.buf[:len(d.buf)-1], nil
		case len(d.buf) > most:
			return nil, errCut("a line is longer than %d MB", most>>20)
		case errors.Is(err, bufio.ErrBufferFull):
		case errors.Is(err, io.EOF):
			return nil, errCut("it ends before its end")
		default:
			return nil, errCut("%v", err)
		}
	}
}

// rows are the rows of the next table.
func (d *dumpReader) rows(t table) next {
	d.row = 0
	d.values = make([]any, len(t.Columns))
	return func() ([]any, error) {
		if d.row == t.Rows {
			return nil, nil // no more rows, as pgx.CopyFromFunc has it
		}
		d.row++
		line, err := d.line(dumpLine)
		if err != nil {
			return nil, err
		}
		d.cells = d.cells[:0]
		if err := json.Unmarshal(line, &d.cells); err != nil || len(d.cells) != len(t.Columns) {
			return nil, errCut("row %d of table %s is none", d.row, chalkline.Cut(t.Name, 40))
		}
		for n, c := range t.Columns {
			if d.values[n], err = c.Kind.read(d.cells[n]); err != nil {
				return nil, errCut("column %s of row %d of table %s is no %s", chalkline.Cut(c.Name, 40), d.row, chalkline.Cut(t.Name, 40), chalkline.Cut(string(c.Kind), 40))
			}
		}
		return d.values, nil
	}
}

// read is a value from its JSON.
func (k kind) read(cell json.RawMessage) (any, error) {
	if string(cell) == "null" {
		return nil, nil //nolint:nilnil // NULL
	}
	switch k {
	case isInteger:
		return strconv.ParseInt(string(cell), 10, 64)
	case isReal:
		return readReal(cell)
	case isTruth:
		return readAs[bool](cell)
	case isBytes:
		return readAs[[]byte](cell)
	case isText:
		v, err := readAs[string](cell)
		return clean(v), err
	}
	return nil, errors.New("no kind of column")
}

func readReal(cell json.RawMessage) (float64, error) {
	var name string
	if json.Unmarshal(cell, &name) == nil {
		return strconv.ParseFloat(name, 64)
	}
	return strconv.ParseFloat(string(cell), 64)
}

func readAs[T any](cell json.RawMessage) (T, error) {
	var v T
	err := json.Unmarshal(cell, &v)
	return v, err
}

// each hands over each table with its rows, and compares what was read with what
// was written.
func (d *dumpReader) each(ctx context.Context, told func(), take func(t table, rows next) error) (BackupInfo, error) {
	info := BackupInfo{Schema: d.head.Schema, Made: d.head.Made, Key: d.head.Key}
	for _, t := range d.head.Tables {
		s := &summing{rows: d.rows(t), told: told}
		if err := take(t, s.next); err != nil {
			return info, err
		}
		if err := ctx.Err(); err != nil {
			return info, err
		}
		info.Tables = append(info.Tables, s.copied(t))
	}
	return info, d.end(info.Tables)
}

// end reads the last line, compares what was read with it, and makes sure that
// nothing follows.
func (d *dumpReader) end(read []Copied) error {
	line, err := d.line(1 << 20)
	if err != nil {
		return err
	}
	var end dumpEnd
	if err := json.Unmarshal(line, &end); err != nil || len(end.Sums) != len(read) {
		return errCut("its last line is not the end")
	}
	for n, c := range read {
		if end.Sums[n] != c.Sum {
			return errCut("the table %s has another checksum than it had when it was written", chalkline.Cut(c.Table, 40))
		}
	}
	if _, err := d.lines.ReadByte(); !errors.Is(err, io.EOF) {
		return errCut("something follows its end")
	}
	return nil
}
