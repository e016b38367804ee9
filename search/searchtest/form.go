package searchtest

import (
	"slices"
	"strings"

	"chalkline"
)

var formTests = []test{
	{states: "what is found comes a page at a time, with how much there is", check: func(e *env) {
		var all []chalkline.ItemID
		for range 7 {
			all = append([]chalkline.ItemID{e.titled("Fractions", "The same.")}, all...)
		}
		page := func(offset, limit int) chalkline.Found {
			return e.search(chalkline.Search{Words: "fractions", Offset: offset, Limit: limit})
		}
		for _, row := range []struct {
			offset, limit int
			want          []chalkline.ItemID
		}{{0, 3, all[:3]}, {3, 3, all[3:6]}, {6, 3, all[6:]}, {2, 4, all[2:6]}, {7, 3, nil}, {1000, 3, nil}, {-5, 3, all[:3]}, {0, 100, all}, {1, 100, all[1:]}, {0, -1, nil}, {1 << 40, 3, nil}} {
			got := page(row.offset, row.limit)
			var found []chalkline.ItemID
			for _, hit := range got.Hits {
				found = append(found, hit.Item)
			}
			e.same("a page", found, row.want)
			if got.Total != 7 || got.More {
				e.Errorf("page at %d: %d in all, more %v; want 7", row.offset, got.Total, got.More)
			}
		}
		if got := page(0, 3); got.Notice.Format != "" {
			e.Errorf("there is a notice without need: %q", got.Notice.Format)
		}
	}},
	{states: "so much is found and no more", long: true, check: func(e *env) {
		docs := make([]chalkline.Document, chalkline.MostFound+2)
		for n := range docs {
			docs[n] = chalkline.Document{Source: 1, Title: "Fractions", Text: "Short.", Date: day}
		}
		docs = e.Put(docs...)
		slices.Reverse(docs)
		for _, s := range []chalkline.Search{{Words: "fractions"}, {From: 2000}} {
			s.Offset, s.Limit = chalkline.MostFound-2, 20
			found := e.search(s)
			e.same("how much", []any{found.Total, found.More, len(found.Hits)}, []any{chalkline.MostFound, true, 2})
			e.same("the last", found.Hits[1].Item, docs[chalkline.MostFound-1].Item)
			s.Offset = chalkline.MostFound
			e.same("behind the last", len(e.search(s).Hits), 0)
		}
	}},
	{states: "the words are marked in a part of the text", check: func(e *env) {
		long := strings.Repeat("Nothing of note was said that day in the hall. ", 40)
		e.titled("Quizzes", long+"\n\nPupils <b>practised</b> fractions & décimals daily. "+long)
		e.titled("Spaced fractions in the title", "The text has other words.")
		snippet := func(words string) (marked []string, text string) {
			found := e.search(chalkline.Search{Words: words, Limit: 1})
			if len(found.Hits) == 0 {
				e.Fatalf("%q finds nothing", words)
			}
			for _, span := range found.Hits[0].Snippet {
				text += span.Text
				if span.Marked {
					marked = append(marked, span.Text)
				}
			}
			return marked, text
		}
		marked, text := snippet("practised fractions quizzes")
		e.same("marked", marked, []string{"practised", "fractions"})
		if !strings.Contains(text, "fractions & décimals") || len(text) > 400 || strings.ContainsAny(text, "\n\x02\x03…") {
			e.Errorf("the part that is shown is %q", text)
		}
		marked, _ = snippet("spaced title")
		e.same("marked", marked, []string(nil))
		for _, hit := range e.search(chalkline.Search{From: 2000, Limit: 10}).Hits {
			e.same("without words", hit.Snippet, []chalkline.Span(nil))
		}
	}},
}
