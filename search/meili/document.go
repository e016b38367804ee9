package meili

import (
	"bytes"
	"encoding/json"
	"fmt"

	"chalkline"
)

// document is an item as the index holds it.
type document struct {
	ID      chalkline.ItemID    `json:"id"`
	Source  chalkline.SourceID  `json:"source"`
	Title   string              `json:"title"`
	Authors []string            `json:"authors"`
	Venue   string              `json:"venue"`
	Text    string              `json:"text"`
	At      int64               `json:"at"` // Unix microseconds, which a float64 holds whole until the year 2255
	Kind    chalkline.Kind      `json:"kind"`
	Design  chalkline.Design    `json:"design"`
	Grade   chalkline.Grade     `json:"grade"`
	Score   int                 `json:"score"`
	Topics  []chalkline.TopicID `json:"topics"`
	Phases  []chalkline.Phase   `json:"phases"`
	Open    bool                `json:"open"`
}

// mostPayload is from how many bytes on documents are sent; a server takes 100 MB
// unless told otherwise.
const mostPayload = 8 << 20

// payloads are a mark, if there is one, and documents as Meilisearch takes them, in
// parts of about mostPayload. The bytes are send's until it returns.
func payloads(sign *mark, docs []chalkline.Document, send func([]byte) error) error {
	var b bytes.Buffer
	lines := json.NewEncoder(&b)
	lines.SetEscapeHTML(false)
	if sign != nil {
		if err := lines.Encode(sign); err != nil {
			return fmt.Errorf("write the mark of the index: %w", err)
		}
	}
	for n := range docs {
		d := &docs[n]
		err := lines.Encode(document{
			d.Item, d.Source, d.Title, d.Authors, d.Venue, d.Text, d.Date.UnixMicro(), d.Kind, d.Design, d.Grade, d.Score, d.Topics, d.Phases, d.Open,
		})
		if err != nil {
			return fmt.Errorf("write the document of item %d: %w", d.Item, err)
		}
		if b.Len() < mostPayload || n == len(docs)-1 {
			continue
		}
		if err := send(b.Bytes()); err != nil {
			return err
		}
		b.Reset()
	}
	if b.Len() == 0 {
		return nil
	}
	return send(b.Bytes())
}
