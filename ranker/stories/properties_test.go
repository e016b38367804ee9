package stories_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"chalkline"
	"chalkline/ranker/stories"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// anyItem makes items that often have something in common.
func anyItem() *rapid.Generator[chalkline.Item] {
	word := rapid.SampledFrom(strings.Fields("retrieval practice in lower secondary science part 2 two II 2024 weekly round-up links é ﬁ - : | « (pdf) 教育"))
	words := func(most int) *rapid.Generator[string] {
		return rapid.Map(rapid.SliceOfN(word, 0, most), func(list []string) string { return strings.Join(list, " ") })
	}
	return rapid.Custom(func(t *rapid.T) chalkline.Item {
		item := chalkline.Item{
			Title:   rapid.OneOf(words(8), rapid.String()).Draw(t, "title"),
			Text:    rapid.OneOf(words(150), rapid.String()).Draw(t, "text"),
			Authors: rapid.SliceOfN(rapid.SampledFrom([]string{"Ann Lee", "Lee, A.", "Tom Brook and Ann Lee", ",", ""}), 0, 3).Draw(t, "authors"),
			Venue:   rapid.SampledFrom([]string{"", "Journal of Classroom Research", "JCR", "J. Classr. Res."}).Draw(t, "venue"),
			URL:     rapid.SampledFrom([]string{"", "https://a.example.org/1", "https://a.example.org/2", "https://b.example.org/1", "https://doi.org/10.1000/1"}).Draw(t, "url"),
			DOI:     rapid.SampledFrom([]string{"", "", "10.1000/1", "10.1000/2"}).Draw(t, "doi"),
		}
		if days := rapid.IntRange(-1, 900).Draw(t, "days"); days >= 0 {
			item.Published = time.Date(2024, 1, 1+days, 0, 0, 0, 0, time.UTC)
		}
		return item
	})
}

func TestSameIsSymmetric(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, b := stories.Read(anyItem().Draw(t, "a")), stories.Read(anyItem().Draw(t, "b"))
		if a.Same(b) != b.Same(a) {
			t.Error("it depends on the order")
		}
	})
}

func TestAnItemIsTheSameAsItself(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		item := anyItem().Draw(t, "item")
		item.ID = chalkline.ItemID(rapid.Int64Range(1, 9).Draw(t, "id"))
		if !stories.Read(item).Same(stories.Read(item)) {
			t.Error("an item is not the same as itself")
		}
		item.ID = 0
		if len(stories.Keys(item)) > 0 && !stories.Read(item).Same(stories.Read(item)) {
			t.Error("an item with a key is not the same as itself")
		}
	})
}

func TestKeysAndBlocksAreDeterministic(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		item := anyItem().Draw(t, "item")
		if diff := cmp.Diff(stories.Keys(item), stories.Keys(item)); diff != "" {
			t.Error(diff)
		}
		blocks := stories.Read(item).Blocks()
		if diff := cmp.Diff(blocks, stories.Read(item).Blocks()); diff != "" {
			t.Error(diff)
		}
		if !slices.IsSorted(blocks) || len(slices.Compact(slices.Clone(blocks))) != len(blocks) {
			t.Errorf("blocks out of order or repeated: %v", blocks)
		}
	})
}

// FuzzSame looks for input that makes Same or Blocks panic or depend on the
// order of the items.
func FuzzSame(f *testing.F) {
	f.Add("Retrieval practice, part 2", "Retrieval practice part II", "Ann Lee; Tom Brook", "Lee, A.", "JCR", "J. Classr. Res.", "a b c", "a b d")
	f.Add("", "\xff", ",;.", "-", "1", "the", "\xff\xfe", "’")
	f.Add("st 0 00 nd", "0", "jr", "Lee jr.", "v", "x", strings.Repeat("a ", 200), strings.Repeat("a ", 300))
	f.Fuzz(func(t *testing.T, titleA, titleB, authorA, authorB, venueA, venueB, textA, textB string) {
		a := chalkline.Item{Title: titleA, Authors: []string{authorA}, Venue: venueA, Text: textA}
		b := chalkline.Item{Title: titleB, Authors: []string{authorB}, Venue: venueB, Text: textB}
		one, other := stories.Read(a), stories.Read(b)
		if one.Same(other) != other.Same(one) {
			t.Error("it depends on the order")
		}
		one.Blocks()
	})
}

// benchmarkItems are two items of one piece.
func benchmarkItems() (a, b chalkline.Item) {
	a = chalkline.Item{
		Title: "Retrieval practice in lower secondary science: a field trial", Authors: []string{"Maria José Álvarez", "Tom Brook"},
		Venue: "Journal of Classroom Research", URL: "https://a.example.org/1", Text: prose(1, 400),
	}
	b = a
	b.Title, b.URL, b.Text = "Retrieval practice in lower-secondary science - a field trial", "https://b.example.org/2", prose(1, 300)
	return a, b
}

func BenchmarkSame(b *testing.B) {
	one, other := benchmarkItems()
	p, q := stories.Read(one), stories.Read(other)
	b.ReportAllocs()
	for b.Loop() {
		p.Same(q)
	}
}

func BenchmarkSameOfTwoPieces(b *testing.B) {
	one, other := benchmarkItems()
	other.Title, other.Text = "What forty-two schools learned from quizzing every Friday", ""
	p, q := stories.Read(one), stories.Read(other)
	b.ReportAllocs()
	for b.Loop() {
		p.Same(q)
	}
}

func BenchmarkRead(b *testing.B) {
	item, _ := benchmarkItems()
	b.ReportAllocs()
	for b.Loop() {
		stories.Read(item)
	}
}

func BenchmarkBlocks(b *testing.B) {
	item, _ := benchmarkItems()
	p := stories.Read(item)
	b.ReportAllocs()
	for b.Loop() {
		p.Blocks()
	}
}

func BenchmarkKeys(b *testing.B) {
	item, _ := benchmarkItems()
	b.ReportAllocs()
	for b.Loop() {
		stories.Keys(item)
	}
}
