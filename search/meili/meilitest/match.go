package meilitest

import (
	"slices"
	"strings"
)

// hit is a document that has all that was looked for, and how well.
type hit struct {
	document document
	typos    int
	apart    int // how far the words stand from each other
	field    int // in which of the searchable fields they stand
	exact    int // how many are just as they were asked for
	marks    map[string]map[int]int
}

// place is where a term stands.
type place struct {
	field, at, words, typos int
	exact                   bool
	marked                  int // characters of the word that were asked for, if it is unfinished
}

// find finds the documents that have all terms and are as the conditions say.
func (x *index) find(wanted []term, conditions []Condition) []*hit {
	var hits []*hit
	for _, d := range x.documents {
		if slices.ContainsFunc(conditions, func(c Condition) bool { return !c.holds(d) }) {
			continue
		}
		if h := x.match(d, wanted); h != nil {
			hits = append(hits, h)
		}
	}
	return hits
}

// match is a document as a hit; nil when a term is not in it, or a barred one is.
func (x *index) match(d document, wanted []term) *hit {
	fields := make([][]token, len(x.searchable))
	for n, name := range x.searchable {
		fields[n] = tokens(textOf(d[name]))
	}
	h := &hit{document: d, marks: map[string]map[int]int{}}
	var before []place
	for _, t := range wanted {
		var found []place
		for n, words := range fields {
			for at := range words {
				if p, ok := t.at(words[at:], x.typos); ok {
					p.field, p.at = n, at
					found = append(found, p)
				}
			}
		}
		if t.barred {
			if len(found) > 0 {
				return nil
			}
			continue
		}
		if len(found) == 0 {
			return nil
		}
		h.add(x, found, before)
		before = found
	}
	return h
}

// add counts where a term stands, the one before it standing there.
func (h *hit) add(x *index, found, before []place) {
	best := slices.MinFunc(found, func(a, b place) int { return a.typos - b.typos }).typos
	h.typos += best
	field, apart, exact := len(x.searchable), 8, 0
	for _, p := range found {
		name := x.searchable[p.field]
		if h.marks[name] == nil {
			h.marks[name] = map[int]int{}
		}
		for n := range p.words {
			h.marks[name][p.at+n] = p.marked
		}
		if p.typos > best {
			continue
		}
		field = min(field, p.field)
		if p.exact {
			exact = 1
		}
		for _, q := range before {
			switch {
			case p.field == q.field && p.at > q.at:
				apart = min(apart, p.at-q.at)
			case p.field == q.field:
				apart = min(apart, q.at-p.at+1)
			}
		}
	}
	h.field += field
	h.exact += exact
	if len(before) > 0 {
		h.apart += apart
	}
}

// at says whether a term stands at the beginning of words.
func (t term) at(words []token, typos bool) (place, bool) {
	if t.phrase {
		for n, word := range t.words {
			if n == len(words) || words[n].word != word {
				return place{}, false
			}
		}
		return place{words: len(t.words), exact: true}, true
	}
	asked, word := t.words[0], words[0].word
	switch {
	case asked == word:
		return place{words: 1, exact: true}, true
	case t.barred:
		return place{}, false
	case t.prefix && strings.HasPrefix(word, asked):
		return place{words: 1, marked: len([]rune(asked))}, true
	}
	if most := allowed(asked); typos && most > 0 {
		if n := mistakes([]rune(asked), []rune(word), most); n <= most {
			return place{words: 1, typos: n}, true
		}
	}
	return place{}, false
}

// textOf is a value as text; a list is its parts.
func textOf(value any) string {
	switch v := value.(type) {
	case string:
		return v
	case []any:
		var parts []string
		for _, part := range v {
			parts = append(parts, textOf(part))
		}
		return strings.Join(parts, " . ")
	}
	return ""
}

// format is what is shown of a hit: fields cut to the words around what was looked
// for, which is marked.
func (a *asked) format(h *hit) map[string]any {
	out := map[string]any{}
	for _, field := range slices.Concat(a.AttributesToRetrieve, a.AttributesToCrop, a.AttributesToHighlight) {
		text, ok := h.document[field].(string)
		if !ok {
			out[field] = h.document[field]
			continue
		}
		words := tokens(text)
		from, to := 0, len(words)
		if slices.Contains(a.AttributesToCrop, field) {
			from, to = window(len(words), or(a.CropLength, 10), h.marks[field])
		}
		pre, post := or(a.HighlightPreTag, "<em>"), or(a.HighlightPostTag, "</em>")
		if !slices.Contains(a.AttributesToHighlight, field) {
			pre, post = "", ""
		}
		out[field] = show(text, words, from, to, h.marks[field], pre, post, or(a.CropMarker, "…"))
	}
	return out
}

func or[T any](given *T, otherwise T) T {
	if given == nil {
		return otherwise
	}
	return *given
}

// window is the part of so many words that has most of the marks, and as far as
// may be in its middle.
func window(words, length int, marks map[int]int) (from, to int) {
	best, aside := -1, 0
	for start := range max(1, words-length+1) {
		n, off := 0, 0
		for at := range marks {
			if at >= start && at < start+length {
				n++
				off += 2*(at-start) - length
			}
		}
		if off = max(off, -off); n > best || n == best && off < aside {
			best, aside, from = n, off, start
		}
	}
	return from, min(words, from+length)
}

// show is the part of a text from one word to another, with marks.
func show(text string, words []token, from, to int, marks map[int]int, pre, post, cut string) string {
	if from == to {
		return text
	}
	var b strings.Builder
	begin, end := 0, len(text)
	if from > 0 {
		b.WriteString(cut)
		begin = words[from].start
	}
	if to < len(words) {
		end = words[to-1].end
	}
	for n := from; n < to; n++ {
		b.WriteString(text[begin:words[n].start])
		word := text[words[n].start:words[n].end]
		begin = words[n].end
		marked, ok := marks[n]
		if !ok {
			b.WriteString(word)
			continue
		}
		asked := []rune(word)
		if marked == 0 {
			marked = len(asked)
		}
		b.WriteString(pre + string(asked[:min(marked, len(asked))]) + post + string(asked[min(marked, len(asked)):]))
	}
	b.WriteString(text[begin:end])
	if to < len(words) {
		b.WriteString(cut)
	}
	return b.String()
}
