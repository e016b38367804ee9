package meili

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"chalkline"
)

func TestDocumentsAreSentInPartsOfABoundedSize(t *testing.T) {
	t.Parallel()
	docs := make([]chalkline.Document, 20)
	for n := range docs {
		docs[n] = chalkline.Document{Item: chalkline.ItemID(n + 1), Title: "<Fractions>\n", Text: strings.Repeat("é", mostPayload/8)}
	}
	var parts, lines int
	err := payloads(&mark{Of: "mine"}, docs, func(part []byte) error {
		parts++
		if len(part) > 2*mostPayload {
			t.Errorf("a part has %d bytes", len(part))
		}
		for line := range bytes.Lines(part) {
			lines++
			var d struct{ ID int }
			if err := json.Unmarshal(line, &d); err != nil || d.ID != lines-1 {
				t.Errorf("line %d is that of %d: %v", lines, d.ID, err)
			}
		}
		return nil
	})
	if err != nil || parts != 5 || lines != 21 {
		t.Errorf("%d parts with %d lines: %v; want 5 with 21", parts, lines, err)
	}
	if err := payloads(nil, nil, func([]byte) error { t.Error("nothing was sent"); return nil }); err != nil {
		t.Error(err)
	}
}

// BenchmarkPayload is what a document costs us, without the server's part.
func BenchmarkPayload(b *testing.B) {
	docs := make([]chalkline.Document, 500)
	for n := range docs {
		docs[n] = chalkline.Document{
			Item: chalkline.ItemID(n), Source: 7, Title: "Spaced retrieval practice in primary mathematics", Authors: []string{"A. Teacher", "B. Teacher"},
			Text: strings.Repeat("Pupils who recalled fractions after a week knew more of them in summer. ", 40), Date: time.Unix(1_700_000_000, 0),
			Kind: chalkline.KindResearch, Design: chalkline.DesignRCT, Grade: chalkline.GradeB, Score: 66, Topics: []chalkline.TopicID{"spacing", "maths"},
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		if err := payloads(nil, docs, func([]byte) error { return nil }); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)*float64(len(docs))/b.Elapsed().Seconds(), "documents/s")
}
