package meilitest

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Condition is a condition of a filter: a field, an operator of Meilisearch (=, !=,
// <, <=, >, >=, IN) and the value, or the values.
type Condition struct {
	Field, Operator string
	Values          []string
}

// ReadFilter reads a filter of conditions that are joined by AND, which is the part
// of the language that this stand-in has.
func ReadFilter(text string) ([]Condition, error) {
	r := filterReader{text}
	var all []Condition
	for {
		c, err := r.condition()
		if err != nil {
			return nil, err
		}
		all = append(all, c)
		if strings.TrimSpace(r.rest) == "" {
			return all, nil
		}
		if word, err := r.word(); err != nil || word != "AND" {
			return nil, fmt.Errorf("found %q where AND was expected", word+r.rest)
		}
	}
}

type filterReader struct{ rest string }

func (r *filterReader) space() { r.rest = strings.TrimLeftFunc(r.rest, unicode.IsSpace) }

// word is a run of letters, digits and -_. as the language has it.
func (r *filterReader) word() (string, error) {
	r.space()
	n := strings.IndexFunc(r.rest, func(c rune) bool {
		return !unicode.IsLetter(c) && !unicode.IsDigit(c) && !strings.ContainsRune("-_.", c)
	})
	if n < 0 {
		n = len(r.rest)
	}
	if n == 0 {
		return "", fmt.Errorf("found %q where a word was expected", r.rest)
	}
	word := r.rest[:n]
	r.rest = r.rest[n:]
	return word, nil
}

func (r *filterReader) take(sign string) bool {
	r.space()
	rest, ok := strings.CutPrefix(r.rest, sign)
	r.rest = rest
	return ok
}

// value is a word, or what stands in quotes: a backslash takes the meaning of the
// next character.
func (r *filterReader) value() (string, error) {
	r.space()
	quote, n := utf8.DecodeRuneInString(r.rest)
	if quote != '"' && quote != '\'' {
		word, err := r.word()
		if err == nil && slices.Contains([]string{"AND", "OR", "IN", "NOT", "TO", "EXISTS", "IS", "NULL", "EMPTY", "CONTAINS", "STARTS", "WITH"}, word) {
			err = fmt.Errorf("%s is a word of the language, not a value", word)
		}
		return word, err
	}
	var value strings.Builder
	escaped := false
	for i, c := range r.rest[n:] {
		switch {
		case escaped:
			value.WriteRune(c)
			escaped = false
		case c == '\\':
			escaped = true
		case c == quote:
			r.rest = r.rest[n+i+n:]
			return value.String(), nil
		default:
			value.WriteRune(c)
		}
	}
	return "", fmt.Errorf("a quote is not closed")
}

func (r *filterReader) condition() (Condition, error) {
	field, err := r.word()
	if err != nil {
		return Condition{}, err
	}
	c := Condition{Field: field}
	for _, sign := range []string{"<=", ">=", "!=", "=", "<", ">"} {
		if r.take(sign) {
			c.Operator = sign
			break
		}
	}
	if c.Operator != "" {
		value, err := r.value()
		c.Values = []string{value}
		return c, err
	}
	if c.Operator, err = r.word(); err != nil || c.Operator != "IN" || !r.take("[") {
		return c, fmt.Errorf("the operator %q is not known here", c.Operator)
	}
	for !r.take("]") {
		if len(c.Values) > 0 && !r.take(",") {
			return c, fmt.Errorf("found %q in a list", r.rest)
		}
		value, err := r.value()
		if err != nil {
			return c, err
		}
		c.Values = append(c.Values, value)
	}
	return c, nil
}

// holds says whether a document is as the condition says: one of the values of a
// list is enough, and text is the same in any case.
func (c Condition) holds(d document) bool {
	has, ok := d[c.Field].([]any)
	if one := d[c.Field]; !ok && one != nil {
		has = []any{one}
	}
	same := func(value any) bool {
		return slices.ContainsFunc(c.Values, func(v string) bool { return strings.EqualFold(fmt.Sprint(value), v) || number64(value) == number64(v) })
	}
	switch c.Operator {
	case "=", "IN":
		return slices.ContainsFunc(has, same)
	case "!=":
		return !slices.ContainsFunc(has, same)
	}
	wanted := number64(c.Values[0])
	return slices.ContainsFunc(has, func(value any) bool {
		n := number64(value)
		switch c.Operator {
		case "<":
			return n < wanted
		case "<=":
			return n <= wanted
		case ">":
			return n > wanted
		}
		return n >= wanted
	})
}

// number64 is the number that a value is or says; what is none is like no number.
func number64(value any) float64 {
	n, err := strconv.ParseFloat(strings.TrimSpace(fmt.Sprint(value)), 64)
	if f, ok := value.(float64); ok {
		return f
	}
	if err != nil {
		return nan
	}
	return n
}
