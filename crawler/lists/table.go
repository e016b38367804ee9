package lists

import (
	"bufio"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"chalkline"
	"chalkline/crawler/charset"
)

// table is a CSV file with a header, read row by row.
type table struct {
	name    string
	csv     *csv.Reader
	bytes   *meter
	columns map[string]int // by name in lower case
	header  string         // as found, for messages
	rows    int
}

// openTable reads the header.
func openTable(name string, r io.Reader) (*table, error) {
	buffered := bufio.NewReader(r)
	begin, _ := buffered.Peek(512) // an error comes again
	if kind := otherKind(string(begin)); kind != "" {
		return nil, invalid("%s: expected a CSV table, found %s", name, kind)
	}
	t := &table{name: name, bytes: &meter{from: buffered}, columns: map[string]int{}}
	t.csv = csv.NewReader(t.bytes)
	t.csv.ReuseRecord = true
	header, err := t.csv.Read()
	switch {
	case errors.Is(err, io.EOF):
		return nil, invalid("%s: expected a CSV table, found an empty file", name)
	case err != nil:
		return nil, t.explain(err)
	}
	header[0] = strings.TrimPrefix(header[0], "\ufeff")
	t.header = strings.Join(header, ",")
	for i, column := range header {
		column = strings.ToLower(strings.TrimSpace(column))
		if _, twice := t.columns[column]; !twice {
			t.columns[column] = i
		}
	}
	return t, nil
}

// otherKind names what begins like this, when it is known and no table.
func otherKind(begin string) string {
	text := strings.TrimSpace(strings.TrimPrefix(begin, "\ufeff"))
	for _, kind := range []struct{ begin, name string }{
		{"\xff\xfe", "UTF-16; save it as CSV in UTF-8"},
		{"\xfe\xff", "UTF-16; save it as CSV in UTF-8"},
		{"PK\x03\x04", "a ZIP file or an Excel workbook; save it as CSV in UTF-8"},
		{"\xd0\xcf\x11\xe0", "an old Excel workbook; save it as CSV in UTF-8"},
		{"%PDF-", "a PDF"},
		{"<", "a web page"},
		{"{", "JSON"},
		{"[", "JSON"},
	} {
		if strings.HasPrefix(text, kind.begin) {
			return kind.name
		}
	}
	if strings.Contains(begin, "\x00") {
		return "no text"
	}
	return ""
}

// has reports whether the table has all of the columns.
func (t *table) has(columns ...string) bool {
	return !slices.ContainsFunc(columns, func(c string) bool { _, ok := t.columns[c]; return !ok })
}

// lacks is the error for a table without the columns that make it one of its kind.
func (t *table) lacks(expected string) error {
	if len(t.columns) == 1 && strings.ContainsAny(t.header, ";\t") {
		expected += ", parted by commas"
	}
	return invalid("%s:1: expected %s; found %q", t.name, expected, chalkline.Cut(valid(t.header), 200))
}

// next is the next row, or io.EOF. It holds until the one after it is asked for.
func (t *table) next() (row, error) {
	t.bytes.row = 0
	cells, err := t.csv.Read()
	if err == io.EOF {
		return row{}, err
	}
	if err != nil {
		return row{}, t.explain(err)
	}
	if t.rows++; t.rows > maxRows {
		return row{}, invalid("%s: more than %d rows, which is more than is read", t.name, maxRows)
	}
	return row{t, cells}, nil
}

// explain says where reading failed and what was expected there.
func (t *table) explain(err error) error {
	at, isParse := errors.AsType[*csv.ParseError](err)
	line := t.rows + 1
	if isParse {
		line = at.Line
	}
	switch {
	case errors.Is(err, csv.ErrFieldCount):
		return invalid("%s:%d: expected %d columns as in the header; is the file whole?", t.name, line, t.csv.FieldsPerRecord)
	case errors.Is(err, csv.ErrQuote):
		return invalid("%s:%d: expected a cell in quotation marks to end before the next; is the file whole?", t.name, line)
	case errors.Is(err, csv.ErrBareQuote):
		return invalid("%s:%d: expected a cell with a quotation mark in it to be quoted", t.name, line)
	case errors.Is(err, errLongRow):
		return invalid("%s: after row %d: a row of more than %s; is a quotation mark missing?", t.name, t.rows, size(maxRow))
	case errors.Is(err, errLarge):
		return invalid("%s: more than %s, which is more than is read", t.name, size(MaxBytes))
	}
	return unread(t.name, err)
}

// row is one row of a table.
type row struct {
	table *table
	cells []string
}

// cell is what stands in the column, "" when there is no such column. R writes
// NA where nothing is stated.
func (r row) cell(column string) string {
	i, ok := r.table.columns[column]
	if !ok {
		return ""
	}
	cell := strings.TrimSpace(r.cells[i])
	if cell == "NA" {
		return ""
	}
	return valid(cell)
}

// line is where the row begins.
func (r row) line() int {
	line, _ := r.table.csv.FieldPos(0)
	return line
}

var (
	errLongRow = errors.New("a row is too long")
	errLarge   = errors.New("the table is too large")
)

// meter ends a table, or a row, that is longer than it may be. csv reads a
// buffer ahead, which is little beside both bounds.
type meter struct {
	from       io.Reader
	row, total int64
}

// Read reads from the table.
func (m *meter) Read(p []byte) (int, error) {
	n, err := m.from.Read(p)
	m.row += int64(n)
	m.total += int64(n)
	switch {
	case m.total > MaxBytes:
		return n, errLarge
	case m.row > maxRow:
		return n, errLongRow
	}
	return n, err
}

// valid is text as UTF-8, in which most of it is already.
func valid(text string) string {
	if utf8.ValidString(text) {
		return text
	}
	mended, _ := charset.Decode([]byte(text), "")
	return string(mended)
}
