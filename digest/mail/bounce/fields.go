package bounce

import (
	"bufio"
	"regexp"
	"strings"
)

// field is one header field, its name in small letters and its value unfolded.
type field struct{ name, value string }

// fields are header fields in their order.
type fields []field

// all are the values of a field.
func (f fields) all(name string) []string {
	var out []string
	for _, one := range f {
		if one.name == name {
			out = append(out, one.value)
		}
	}
	return out
}

// first is the first value of a field, or "".
func (f fields) first(name string) string {
	for _, one := range f {
		if one.name == name {
			return one.value
		}
	}
	return ""
}

// add takes a line in: a field, or the continuation of the last one. Other lines,
// as the From line of a mailbox file, are passed over.
func (f *fields) add(line string) {
	if line != "" && (line[0] == ' ' || line[0] == '\t') {
		if n := len(*f); n > 0 && len((*f)[n-1].value) < maxValue {
			(*f)[n-1].value = strings.TrimSpace((*f)[n-1].value + " " + strings.TrimSpace(line))
		}
		return
	}
	name, value, found := strings.Cut(line, ":")
	name = strings.TrimRight(name, " \t")
	if !found || !fieldName.MatchString(name) {
		return
	}
	*f = append(*f, field{strings.ToLower(name), strings.TrimSpace(value)})
}

var (
	// fieldName is what the names of headers and of reports are made of.
	fieldName = regexp.MustCompile(`^[\w.-]{1,80}$`)
	tags      = regexp.MustCompile(`<[^<>]*>`)
)

// readHeader reads the fields up to the first empty line.
func readHeader(r *bufio.Reader) fields {
	var out fields
	for left := maxHeader; left > 0; {
		raw, err := r.ReadSlice('\n') // a longer line comes in pieces, of which the first is read
		left -= len(raw)
		line := strings.TrimRight(string(raw), "\r\n")
		if line == "" {
			break
		}
		out.add(line)
		for err == bufio.ErrBufferFull && left > 0 { //nolint:errorlint // as bufio returns it
			raw, err = r.ReadSlice('\n')
			left -= len(raw)
		}
		if err != nil {
			break
		}
	}
	return out
}

// blocks are the groups of fields of a text, which empty lines divide.
func blocks(text string) []fields {
	var out []fields
	var block fields
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n")
		if line != "" {
			block.add(line)
			continue
		}
		if len(block) > 0 {
			out = append(out, block)
		}
		block = nil
	}
	if len(block) > 0 {
		out = append(out, block)
	}
	return out
}
