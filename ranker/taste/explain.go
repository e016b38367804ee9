package taste

import (
	"cmp"
	"slices"
	"strings"

	"chalkline"
)

// Words are the words of an item, at most n, that speak most for it by the model,
// the strongest first, as "retrieval", "quiz", "spacing". There are none where
// nothing speaks for it.
func (s *Space) Words(m *Model, item chalkline.Item, n int) []string {
	if m.Empty() || m.space != s.id {
		return nil
	}
	v := s.bare(Read(item, nil))
	type said struct {
		word   string
		weight float64
	}
	var list []said
	known := map[string]bool{}
	along := make([]float32, len(s.strength))
	for _, text := range []string{item.Title, item.Text} {
		for spelling := range spelled(text) {
			word := strings.ToLower(spelling)
			if known[word] {
				continue
			}
			known[word] = true
			at, ok := slices.BinarySearch(v.index, feature("", word))
			if !ok { // beyond the words that are read
				continue
			}
			clear(along)
			s.project(v.index[at], v.value[at], along)
			one := Vector{v.index[at : at+1], v.value[at : at+1], along}
			if x := (linear{m.weight, m.along}).at(&m.places, one); x > 0 {
				list = append(list, said{word, x})
			}
		}
	}
	slices.SortStableFunc(list, func(a, b said) int { return cmp.Compare(b.weight, a.weight) })
	var words []string
	for _, x := range list[:min(n, len(list))] {
		words = append(words, x.word)
	}
	return words
}
