package store

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"strings"

	"chalkline"
)

// asText stores a text: as it is when it has no parts, which is how texts were
// stored before they had any, else as JSON.
type asText struct{ t *chalkline.Text }

func inText(t *chalkline.Text) asText { return asText{t} }

// inWords stores the English words of a text, for a column that earlier versions of
// the program know, and inParts its parts, for one that came later.
func inWords(t *chalkline.Text) asWords { return asWords{t} }

func inParts(t *chalkline.Text) asParts { return asParts{t} }

type (
	asWords struct{ t *chalkline.Text }
	asParts struct{ t *chalkline.Text }
)

// Value implements driver.Valuer.
func (a asWords) Value() (driver.Value, error) { return clean(a.t.English()), nil }

// Scan implements sql.Scanner.
func (a asWords) Scan(src any) error {
	words, ok := src.(string)
	if !ok {
		return fmt.Errorf("words are stored as %T", src)
	}
	*a.t = chalkline.Text{Format: words}
	return nil
}

// Value implements driver.Valuer. A text without parts is all in its words.
func (a asParts) Value() (driver.Value, error) {
	if len(a.t.Args) == 0 && !a.t.Capital {
		return "", nil
	}
	return asText(a).Value()
}

// Scan implements sql.Scanner. The words were read before: where an earlier version
// wrote others since, these parts are not theirs.
func (a asParts) Scan(src any) error {
	var read chalkline.Text
	err := inText(&read).Scan(src)
	if err == nil && !read.IsZero() && clean(read.English()) == a.t.Format {
		*a.t = read
	}
	return err
}

// Value implements driver.Valuer.
func (a asText) Value() (driver.Value, error) {
	if len(a.t.Args) == 0 && !a.t.Capital {
		return clean(a.t.Format), nil
	}
	raw, err := json.Marshal(a.t)
	if err != nil {
		return nil, fmt.Errorf("write a text: %w", err)
	}
	return clean(string(raw)), nil
}

// Scan implements sql.Scanner.
func (a asText) Scan(src any) error {
	text, ok := src.(string)
	if !ok {
		return fmt.Errorf("a text is stored as %T", src)
	}
	if strings.HasPrefix(text, "[") {
		if read, err := chalkline.ParseText(text); err == nil {
			*a.t = read
			return nil
		}
	}
	*a.t = chalkline.Text{Format: text}
	return nil
}
