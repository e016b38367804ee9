package topics

import (
	_ "embed"
	"fmt"
	"math"
	"strconv"
	"strings"

	"chalkline"
)

//go:embed words.tsv
var wordFile string

const (
	titleTimes = 2   // a word of the title counts as often
	bagWords   = 250 // of a text are looked at
	bagLeast   = 20  // words; a shorter text counts as one of this length
	unlearned  = -1.5
	leastScore = -4.0
	mostScore  = 3.0
)

// learned is what single words say about topics: a sparse linear model, made by
// Learn and kept in words.tsv.
type learned struct {
	words  map[string]int32
	says   [][]say // by word
	base   []float64
	topics []bool // by topic: there are weights
}

// say is the weight of a word for a topic.
type say struct {
	topic  int
	weight float64
}

// readLearned reads the lines of words.tsv: a word and its weights by topic. The
// line of the empty word has the intercepts. Topics that are not on the list
// are passed over.
func (l *List) readLearned(file string) error {
	m := learned{words: map[string]int32{}, base: make([]float64, len(l.topics)), topics: make([]bool, len(l.topics))}
	for i := range m.base {
		m.base[i] = unlearned
	}
	number := 0
	for line := range strings.Lines(file) {
		number++
		if strings.HasPrefix(line, "#") {
			continue
		}
		word, rest, ok := strings.Cut(strings.TrimRight(line, "\n"), "\t")
		if !ok {
			return fmt.Errorf("words.tsv:%d: there is no tab", number)
		}
		var says []say
		for field := range strings.FieldsSeq(rest) {
			id, value, _ := strings.Cut(field, ":")
			weight, err := strconv.ParseFloat(value, 64)
			if err != nil {
				return fmt.Errorf("words.tsv:%d: %w", number, err)
			}
			i, known := l.index[chalkline.TopicID(id)]
			switch {
			case !known:
			case word == "":
				m.base[i], m.topics[i] = weight, true
			default:
				says = append(says, say{i, weight})
			}
		}
		if len(says) > 0 {
			m.words[word] = int32(len(m.says)) //nolint:gosec // some thousand words
			m.says = append(m.says, says)
		}
	}
	l.learned = m
	return nil
}

// bag counts the words of an item that the model knows.
type bag struct {
	model *learned
	times []uint16 // by word
	found []int32
	title int // words of the title
	score []float64
}

func newBag(m *learned) bag {
	return bag{model: m, times: make([]uint16, len(m.says)), score: make([]float64, len(m.base))}
}

func (b *bag) reset() {
	for _, n := range b.found {
		b.times[n] = 0
	}
	b.found, b.title = b.found[:0], 0
}

func (b *bag) add(word []byte, times int) {
	if times > 1 {
		b.title++
	}
	n, ok := b.model.words[string(word)]
	if !ok {
		return
	}
	if b.times[n] == 0 {
		b.found = append(b.found, n)
	}
	b.times[n] += uint16(times) //nolint:gosec // 1 or titleTimes
}

// scores is what the words say about each topic, for a text of so many words.
func (b *bag) scores(words int) []float64 {
	copy(b.score, b.model.base)
	length := math.Sqrt(float64(max(bagLeast, titleTimes*b.title+min(words, bagWords))))
	for _, n := range b.found {
		said := (1 + math.Log(float64(b.times[n]))) / length
		for _, s := range b.model.says[n] {
			b.score[s.topic] += s.weight * said
		}
	}
	for i, known := range b.model.topics {
		if known {
			b.score[i] = min(mostScore, max(leastScore, b.score[i]))
		}
	}
	return b.score
}
