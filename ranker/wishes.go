package ranker

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"chalkline"
)

// wishes are a reader's follows by the numbers of a pool, ready to be asked of
// thousands of candidates.
type wishes struct {
	any bool // something is followed that is not muted as well

	topics  []float64 // by number: the weight of a follow, muted, or 0
	sources []float64 // likewise
	marks   []mark    // by entry, for authors and searches; nil when there are none

	authors, queries           []named // the weightiest first
	mutedAuthors, mutedQueries []named
	both                       map[chalkline.Follow]bool // kind and value of what is followed and muted
}

// muted is the weight of what is muted.
const muted = -1

// named is a followed or muted author or search.
type named struct {
	text   string
	weight float64
	found  []int // the entries that it names
}

// mark tells by which author and search an entry was named: numbers of the
// lists of wishes, from 1.
type mark struct{ author, query, mutedAuthor, mutedQuery uint16 }

func newWishes(p *Pool, follows []chalkline.Follow, matches map[string]map[chalkline.ItemID]bool) wishes {
	w := wishes{topics: make([]float64, len(p.topics)), sources: make([]float64, len(p.sources)), both: map[chalkline.Follow]bool{}}
	byKey := map[chalkline.Follow]float64{}
	for _, f := range follows {
		key, weight := chalkline.Follow{Kind: f.Kind, Value: foldFollow(f)}, followWeight(f.Weight)
		if f.Mute {
			weight = muted
		}
		was, known := byKey[key]
		switch {
		case key.Value == "":
			continue
		case !known:
			byKey[key] = weight
		case (was == muted) != (weight == muted):
			byKey[key], w.both[key] = muted, true
		case was != muted:
			byKey[key] = max(was, weight)
		}
	}
	for key, weight := range byKey {
		w.any = w.any || weight != muted
		switch key.Kind {
		case chalkline.FollowTopic:
			if n, ok := p.topics[chalkline.TopicID(key.Value)]; ok {
				w.topics[n] = weight
			}
		case chalkline.FollowSource:
			id, _ := strconv.ParseInt(key.Value, 10, 64) // foldFollow has read it
			if n, ok := p.sources[chalkline.SourceID(id)]; ok {
				w.sources[n] = weight
			}
		case chalkline.FollowAuthor:
			put(&w.authors, &w.mutedAuthors, named{key.Value, weight, p.byAuthor()[key.Value]})
		case chalkline.FollowQuery:
			put(&w.queries, &w.mutedQueries, named{key.Value, weight, p.found(key.Value, matches)})
		}
	}
	w.mark(len(p.entries))
	return w
}

// foldFollow is what a follow names, in one spelling; "" when it names nothing.
func foldFollow(f chalkline.Follow) string {
	switch f.Kind {
	case chalkline.FollowSource:
		id, err := strconv.ParseInt(strings.TrimSpace(f.Value), 10, 64)
		if err != nil {
			return ""
		}
		return strconv.FormatInt(id, 10)
	case chalkline.FollowAuthor:
		return fold(f.Value)
	case chalkline.FollowTopic:
		return f.Value
	case chalkline.FollowQuery:
		if strings.TrimSpace(f.Value) != "" {
			return f.Value // as Request.Matches has it
		}
	}
	return ""
}

func put(follows, mutes *[]named, n named) {
	if n.weight == muted {
		*mutes = append(*mutes, n)
		return
	}
	*follows = append(*follows, n)
}

// found are the entries that a saved search finds.
func (p *Pool) found(query string, matches map[string]map[chalkline.ItemID]bool) []int {
	items, ok := matches[query]
	if !ok {
		return p.withWords(titleWords(query))
	}
	list := make([]int, 0, len(items))
	for id, is := range items {
		if n, ok := p.numbers[id]; ok && is {
			list = append(list, n)
		}
	}
	return list
}

// mark notes at each entry by which author and search it was named, the
// weightiest of several.
func (w *wishes) mark(entries int) {
	if len(w.authors)+len(w.queries)+len(w.mutedAuthors)+len(w.mutedQueries) == 0 {
		return
	}
	w.marks = make([]mark, entries)
	for _, set := range []struct {
		list []named
		at   func(*mark) *uint16
	}{
		{w.authors, func(m *mark) *uint16 { return &m.author }},
		{w.queries, func(m *mark) *uint16 { return &m.query }},
		{w.mutedAuthors, func(m *mark) *uint16 { return &m.mutedAuthor }},
		{w.mutedQueries, func(m *mark) *uint16 { return &m.mutedQuery }},
	} {
		slices.SortFunc(set.list, func(a, b named) int {
			return cmp.Or(cmp.Compare(b.weight, a.weight), cmp.Compare(a.text, b.text))
		})
		for i, name := range set.list[:min(len(set.list), math.MaxUint16)] {
			for _, n := range name.found {
				if at := set.at(&w.marks[n]); *at == 0 {
					*at = uint16(i + 1)
				}
			}
		}
	}
}

// named are the entries that have something the reader follows, as bits; nil for
// all, when nothing is followed.
func (w *wishes) named(p *Pool) bits {
	if !w.any {
		return nil
	}
	set := make(bits, len(p.entries)/64+1)
	for n, weight := range w.topics {
		if weight > 0 {
			set.add(p.about[n])
		}
	}
	for n, weight := range w.sources {
		if weight > 0 {
			set.add(p.from[n])
		}
	}
	for _, author := range w.authors {
		set.add(author.found)
	}
	for _, query := range w.queries {
		set.add(query.found)
	}
	return set
}

// bits are a set of entries.
type bits []uint64

func (b bits) add(entries []int) {
	for _, n := range entries {
		b[n/64] |= 1 << (n % 64)
	}
}

// has says that the set has the entry; a nil set has all.
func (b bits) has(n int) bool { return b == nil || b[n/64]&(1<<(n%64)) != 0 }

// author is the followed author that the entry names; its weight is 0 for none.
func (w *wishes) author(n int) named {
	if w.marks == nil || w.marks[n].author == 0 {
		return named{}
	}
	return w.authors[w.marks[n].author-1]
}

// query is the saved search that finds the entry; its weight is 0 for none.
func (w *wishes) query(n int) named {
	if w.marks == nil || w.marks[n].query == 0 {
		return named{}
	}
	return w.queries[w.marks[n].query-1]
}

// followWeight is the weight of a follow; one that says nothing sensible counts
// as not said.
func followWeight(weight float64) float64 {
	if math.IsNaN(weight) || weight <= 0 || weight > 1 {
		return 1
	}
	return weight
}

func titleWords(s string) []string {
	return strings.FieldsFunc(strings.ToLower(s), func(c rune) bool { return !unicode.IsLetter(c) && !unicode.IsDigit(c) })
}

// fold makes two spellings of a name comparable.
func fold(name string) string { return strings.Join(strings.Fields(strings.ToLower(name)), " ") }

func folded(names []string) []string {
	out := make([]string, len(names))
	for i, name := range names {
		out[i] = fold(name)
	}
	return out
}
