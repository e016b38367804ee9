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
