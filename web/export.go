package web

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"chalkline"
	"chalkline/store"
)

// exportHead is how an export begins; docs/your-data.md tells the rest.
type exportHead struct {
	Format   string    `json:"format"`
	Version  int       `json:"version"`
	Instance string    `json:"instance"`
	Made     time.Time `json:"made"`
}

// postExport gives readers all that is stored about them, as a file. It goes out a
// part at a time; one that cannot be finished breaks off, so that it is not taken for
// whole.
func (s *server) postExport(w http.ResponseWriter, r *http.Request, reader chalkline.Reader) error {
	now := s.Now().UTC()
	head, err := json.MarshalIndent(exportHead{"chalkline-export", store.ExportVersion, s.Base, now.Truncate(time.Second)}, "", "  ")
	if err != nil {
		return fmt.Errorf("begin an export: %w", err)
	}
	begun := false
	err = s.DB.Export(r.Context(), reader.ID, func(p store.ExportPart) error {
		text, err := exportText(p)
		if err != nil {
			return err
		}
		if !begun {
			begun = true
			h := w.Header()
			h.Set("Content-Type", "application/json")
			h.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="chalkline-%s.json"`, now.Format(time.DateOnly)))
			h.Set("Cache-Control", "private, no-store")
			text = append(bytes.TrimSuffix(head, []byte("\n}")), text...)
		}
		_, err = w.Write(text)
		return err
	})
	if err == nil {
		_, err = w.Write([]byte("\n}\n"))
	}
	if err != nil && begun {
		if chalkline.ErrorCode(err) == chalkline.CodeInternal && r.Context().Err() == nil {
			s.Log.ErrorContext(r.Context(), "export broke off", "error", err)
		}
		panic(http.ErrAbortHandler)
	}
	return err
}

// exportText is a part as JSON, a record a line, with the comma before it.
func exportText(p store.ExportPart) ([]byte, error) {
	name, err := json.Marshal(p.Name)
	if err != nil {
		return nil, fmt.Errorf("name a part of an export: %w", err)
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, ",\n  %s: ", name)
	if p.One {
		b.Write(p.Rows[0])
		return b.Bytes(), nil
	}
	b.WriteByte('[')
	for i, row := range p.Rows {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString("\n    ")
		b.Write(row)
	}
	if len(p.Rows) > 0 {
		b.WriteString("\n  ")
	}
	b.WriteByte(']')
	return b.Bytes(), nil
}
