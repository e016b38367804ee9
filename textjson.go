package chalkline

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// How a Text is stored, as JSON: a string when it is nothing but a format, else an
// array that begins with what it is. Many are read for every page, so they are
// read by hand, without a copy of the words.
//
//	["t", format, args...]       a text
//	["n", one, format, args...]  one that counts
//	["T", ...], ["N", ...]       the same with a capital
//	["d", "0.12", digits]        a Decimal
//	["m", time, layout]          a Moment, its time as RFC 3339 has it
const (
	kindText    = 't'
	kindCounted = 'n'
	kindDecimal = 'd'
	kindMoment  = 'm'
	toCapital   = 'a' - 'A'
)

// MarshalJSON writes t as it is stored.
func (t Text) MarshalJSON() ([]byte, error) {
	if len(t.Args) == 0 && !t.Capital {
		return json.Marshal(t.Format)
	}
	return t.appendJSON(nil)
}

func (t Text) appendJSON(out []byte) ([]byte, error) {
	kind, words := byte(kindText), []any{t.Format}
	if t.One != "" {
		kind, words = kindCounted, []any{t.One, t.Format}
	}
	if t.Capital {
		kind -= toCapital
	}
	return appendArray(out, kind, append(words, t.Args...))
}

func appendArray(out []byte, kind byte, parts []any) ([]byte, error) {
	out = append(out, '[', '"', kind, '"')
	for _, part := range parts {
		out = append(out, ',')
		var err error
		switch part := part.(type) {
		case Text:
			out, err = part.appendJSON(out)
		case Decimal:
			out, err = appendArray(out, kindDecimal, []any{strconv.FormatFloat(part.Value, 'g', -1, 64), part.Digits})
		case Moment:
			out, err = appendArray(out, kindMoment, []any{part.At.Format(time.RFC3339Nano), part.Layout})
		case int:
			out = strconv.AppendInt(out, int64(part), 10)
		case string:
			var quoted []byte
			quoted, err = json.Marshal(part)
			out = append(out, quoted...)
		default:
			err = fmt.Errorf("a text cannot be stored with a %T in it", part)
		}
		if err != nil {
			return nil, err
		}
	}
	return append(out, ']'), nil
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (t *Text) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		return nil
	}
	read, err := ParseText(string(data))
	if err == nil {
		*t = read
	}
	return err
}

var errNoText = errors.New("this is no stored text")

// ParseText reads what MarshalJSON wrote.
func ParseText(stored string) (Text, error) {
	r := textReader{left: stored}
	value, err := r.value(0)
	if err != nil || r.left != "" {
		return Text{}, errNoText
	}
	switch value := value.(type) {
	case Text:
		return value, nil
	case string:
		return Text{Format: value}, nil
	}
	return Text{}, errNoText
}

// textReader reads JSON as MarshalJSON writes it, and no other.
type textReader struct{ left string }

// deepest is how many texts a text may have inside each other.
const deepest = 20

func (r *textReader) value(depth int) (any, error) {
	switch {
	case r.left == "" || depth > deepest:
		return nil, errNoText
	case r.left[0] == '"':
		return r.quoted()
	case r.left[0] == '[':
		return r.array(depth)
	}
	end := strings.IndexAny(r.left, ",]")
	if end < 0 {
		end = len(r.left)
	}
	n, err := strconv.Atoi(r.left[:end])
	r.left = r.left[end:]
	return n, err
}

// quoted reads a string; one without escapes is a part of what is read.
func (r *textReader) quoted() (string, error) {
	for end := 1; end < len(r.left); end++ {
		switch r.left[end] {
		case '\\':
			end++
		case '"':
			raw := r.left[:end+1]
			r.left = r.left[end+1:]
			if strings.IndexByte(raw, '\\') < 0 {
				return raw[1:end], nil
			}
			var text string
			err := json.Unmarshal([]byte(raw), &text)
			return text, err
		}
	}
	return "", errNoText
}

func (r *textReader) array(depth int) (any, error) {
	r.left = r.left[1:]
	kind, err := r.quoted()
	if err != nil || len(kind) != 1 {
		return nil, errNoText
	}
	parts := make([]any, 0, 4)
	for strings.HasPrefix(r.left, ",") {
		r.left = r.left[1:]
		part, err := r.value(depth + 1)
		if err != nil {
			return nil, err
		}
		parts = append(parts, part)
	}
	if !strings.HasPrefix(r.left, "]") {
		return nil, errNoText
	}
	r.left = r.left[1:]
	return made(kind[0], parts)
}

// made is what the parts of an array make up.
func made(kind byte, parts []any) (any, error) {
	words := func(n int) (text string) {
		if n < len(parts) {
			text, _ = parts[n].(string)
		}
		return text
	}
	var t Text
	if kind < 'a' {
		t.Capital = true
		kind += toCapital
	}
	switch {
	case kind == kindText && len(parts) > 0:
		t.Format, parts = words(0), parts[1:]
	case kind == kindCounted && len(parts) > 1:
		t.One, t.Format, parts = words(0), words(1), parts[2:]
	case kind == kindDecimal && len(parts) == 2:
		digits, ok := parts[1].(int)
		value, err := strconv.ParseFloat(words(0), 64)
		if !ok || err != nil || digits < 0 || digits > 20 {
			return nil, errNoText
		}
		return Decimal{Value: value, Digits: digits}, nil
	case kind == kindMoment && len(parts) == 2:
		at, err := time.Parse(time.RFC3339Nano, words(0))
		return Moment{At: at, Layout: words(1)}, err
	default:
		return nil, errNoText
	}
	if t.Format == "" {
		return nil, errNoText
	}
	if len(parts) > 0 {
		t.Args = parts
	}
	return t, nil
}
