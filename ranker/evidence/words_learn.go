package evidence

import (
	"slices"

	"chalkline"
)

// Words are the words and pairs of words of a document that words.tsv may have
// weights for, each once, those of the title again with TitleMark: what the
// learned vote is learned from.
func (m *Model) Words(d Document) []string {
	r := m.read(d)
	var list []string
	for _, s := range r.heard() {
		for one := range grams(s.plain) {
			text := gramText(s.plain[one.start:one.end])
			if list = append(list, text); s.title {
				list = append(list, TitleMark+text)
			}
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// WithWords is the model with another words.tsv.
func (m *Model) WithWords(file string) (*Model, error) {
	v, err := readVocabulary(file)
	if err != nil {
		return nil, err
	}
	if err := v.check(m.rules); err != nil {
		return nil, err
	}
	other := *m
	other.vocabulary, other.classOf = v, map[chalkline.Design]int{}
	for design, rule := range m.rules.Designs {
		other.classOf[design] = slices.Index(v.classes, rule.Class)
	}
	return &other, nil
}

// Classes are the coarse classes of designs, in the order of words.tsv.
func (m *Model) Classes() []string {
	var list []string
	for _, rule := range m.rules.Designs {
		list = append(list, rule.Class)
	}
	slices.Sort(list)
	return slices.Compact(list)
}
