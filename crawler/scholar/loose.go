package scholar

import (
	"encoding/json"
	"strconv"
	"strings"

	"chalkline"
)

// The types in this file read JSON that is not quite of the promised shape: a
// string where a list was promised, a year in quotes, null. What cannot be read
// is empty, and the rest of the record is kept.

// words is any number of strings.
type words []string

// UnmarshalJSON reads a string, a number, or lists of them.
func (w *words) UnmarshalJSON(data []byte) error {
	*w = nil
	var value any
	if err := json.Unmarshal(data, &value); err != nil {
		return err
	}
	w.add(value)
	return nil
}

func (w *words) add(value any) {
	switch v := value.(type) {
	case string:
		*w = append(*w, v)
	case float64:
		*w = append(*w, strconv.FormatFloat(v, 'f', -1, 64))
	case bool:
		*w = append(*w, strconv.FormatBool(v))
	case []any:
		for _, each := range v {
			w.add(each)
		}
	case map[string]any:
		w.add(v["display_name"])
	}
}

// first is the first string that is not blank.
func (w words) first() string {
	for _, each := range w {
		if each = strings.TrimSpace(each); each != "" {
			return each
		}
	}
	return ""
}

// number is the whole number in it, 0 when there is none.
func (w words) number() int {
	n, err := strconv.Atoi(w.first())
	if err != nil {
		return 0
	}
	return n
}

// stated is the yes or no in it. ERIC writes T and F, and lately 1 and true.
func (w words) stated() chalkline.Stated {
	switch strings.ToLower(w.first()) {
	case "t", "true", "1", "y", "yes":
		return chalkline.StatedYes
	case "f", "false", "0", "n", "no":
		return chalkline.StatedNo
	}
	return chalkline.NotStated
}

// list is any number of objects; those of another shape are left out.
type list[T any] []T

// UnmarshalJSON reads a list, or a single object as a list of one.
func (l *list[T]) UnmarshalJSON(data []byte) error {
	*l = nil
	var parts []json.RawMessage
	if err := json.Unmarshal(data, &parts); err != nil {
		parts = []json.RawMessage{data}
	}
	for _, part := range parts {
		var each T
		if err := json.Unmarshal(part, &each); err == nil && string(part) != "null" {
			*l = append(*l, each)
		}
	}
	return nil
}

// maybe is an object that may be missing or something else.
type maybe[T any] struct{ value T }

// UnmarshalJSON reads the object, or nothing.
func (m *maybe[T]) UnmarshalJSON(data []byte) error {
	var value T
	if err := json.Unmarshal(data, &value); err == nil {
		m.value = value
	}
	return nil
}
