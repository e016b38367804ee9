package meili

import (
	"context"
	"errors"
	"strings"
	"time"
	"unicode"

	"github.com/meilisearch/meilisearch-go"

	"chalkline"
	"chalkline/search"
)

const (
	// mostWords is how many words of a query Meilisearch looks for; it passes over
	// the others, and so would find what has not all words.
	mostWords = 10
	// cropWords is how many words of a text are shown around those that were looked
	// for.
	cropWords = 28
	cropSign  = "…"
)

// errUnbuilt is what a search fails with before there is an index.
var errUnbuilt = errors.New("the index is not built yet")

// Search implements search.Searcher. Words may have a typing mistake or two, the
// last one may be unfinished; what is in quotes must be there as it is.
func (x *Index) Search(ctx context.Context, s chalkline.Search) (chalkline.Found, error) {
	asked, _ := chalkline.ParseQuery(s.Words) // a search in passing finds what it can
	words := len(asked.Wanted) > 0
	if !words && (strings.TrimSpace(s.Words) != "" || !s.Narrowed()) {
		return chalkline.Found{}, nil
	}
	narrowed, ok := filter(s)
	if !ok {
		return chalkline.Found{}, nil
	}
	text, ok := inWords(asked)
	if !ok {
		return chalkline.Found{}, search.ErrUnfit
	}
	if err := x.ready(ctx); err != nil {
		return chalkline.Found{}, err
	}
	page, size, skip := pageOf(s.Offset, s.Limit)
	request := &meilisearch.SearchRequest{
		Query: text, MatchingStrategy: meilisearch.All, AttributesToRetrieve: []string{"id"}, Page: page, HitsPerPage: &size,
	}
	if narrowed != "" {
		request.Filter = narrowed
	}
	if words {
		request.AttributesToCrop, request.CropLength, request.CropMarker = []string{"text"}, cropWords, cropSign
		request.AttributesToHighlight = []string{"text"}
		request.HighlightPreTag, request.HighlightPostTag = chalkline.MarkStart, chalkline.MarkEnd
	}
	if s.Newest || !words {
		request.Sort = []string{"at:desc", "id:desc"}
	}
	answer, err := x.main().SearchWithContext(ctx, "", request)
	if err != nil {
		return chalkline.Found{}, x.explain(err)
	}
	found := chalkline.Found{Total: int(min(answer.TotalHits, chalkline.MostFound)), More: answer.TotalHits > chalkline.MostFound}
	hits, err := readHits(answer.Hits)
	if err != nil {
		return chalkline.Found{}, err
	}
	hits = hits[min(skip, len(hits)):]
	hits = hits[:min(max(0, s.Limit), len(hits), max(0, found.Total-max(0, s.Offset)))]
	found.Hits = hits
	return found, nil
}

// ready says why the index is not to be searched: it is not there, another's, or of
// another shape. What was found holds for a while.
func (x *Index) ready(ctx context.Context) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.refuse == nil && time.Since(x.asked) < readyTime {
		return nil
	}
	state, err := x.State(ctx)
	if err == nil && state.Build == "" {
		err = errUnbuilt
	}
	x.refuse, x.asked = err, time.Now()
	return err
}

// inWords is a query in the language of Meilisearch, and false when it has more
// words than that looks for. What must be absent stands first: the last word is
// taken for unfinished.
func inWords(q chalkline.Query) (string, bool) {
	var b strings.Builder
	words := 0
	write := func(sign string, t chalkline.Term) {
		words += max(1, len(strings.FieldsFunc(t.Text, func(r rune) bool { return !letter(r) })))
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(sign)
		if t.Phrase || strings.ContainsFunc(t.Text, func(r rune) bool { return !letter(r) }) {
			b.WriteString(`"` + t.Text + `"`)
			return
		}
		b.WriteString(t.Text)
	}
	for _, t := range q.Barred {
		write("-", t)
	}
	for _, t := range q.Wanted {
		write("", t)
	}
	return b.String(), words <= mostWords
}

func letter(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) }

// pageOf is the smallest page that has the hits from offset on, and how many to
// pass over in it: only for pages Meilisearch counts exactly.
func pageOf(offset, limit int) (page, size int64, skip int) {
	if limit <= 0 {
		return 1, 0, 0
	}
	offset = min(max(0, offset), chalkline.MostFound)
	limit = min(limit, chalkline.MostFound)
	n := limit
	for offset/n != (offset+limit-1)/n {
		n++
	}
	return int64(offset/n) + 1, int64(n), offset % n
}

func readHits(found meilisearch.Hits) ([]chalkline.Hit, error) {
	var hits []chalkline.Hit
	for _, h := range found {
		var d struct {
			ID        chalkline.ItemID `json:"id"`
			Formatted struct {
				Text string `json:"text"`
			} `json:"_formatted"`
		}
		if err := h.DecodeInto(&d); err != nil {
			return nil, errors.New("read what Meilisearch found: a hit is not as it should be") // without the hit: it has words that were looked for
		}
		shown := strings.TrimSpace(strings.TrimSuffix(strings.TrimPrefix(d.Formatted.Text, cropSign), cropSign))
		hits = append(hits, chalkline.Hit{Item: d.ID, Snippet: chalkline.ReadMarks(shown)})
	}
	return hits, nil
}
