package topics

import (
	"bytes"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"chalkline"
)

// Example is a text whose topics are known.
type Example struct {
	Title  string
	Text   string
	Topics []chalkline.TopicID
	Near   []chalkline.TopicID // that it may be about too: no example for or against them
}

// How Learn works.
const (
	leastTexts    = 6    // a word stands in so many examples
	mostTexts     = 0.35 // and in no larger share of them
	leastExamples = 12   // of a topic that is learned
	trust         = 0.2  // in an example, against weights of nought: liblinear's C
	scale         = 8    // of the word counts while learning
	rounds        = 300
	smallest      = 0.3 // weight that is kept
)

const wordHead = "# What single words say about topics, by topic. Made by chalkbench topics-learn; the line without a word has the intercepts.\n"

// Learn finds out what single words say about the topics of the list: for each
// topic a logistic regression with an L1 penalty, so that most words say
// nothing. The result is words.tsv.
func (l *List) Learn(examples []Example) []byte {
	words, rows := countWords(examples)
	x := newMatrix(rows, len(words))
	lines := map[string][]string{}
	for _, topic := range l.topics {
		y, positive := targets(examples, topic.ID)
		if positive < leastExamples {
			continue
		}
		weights, base := x.fit(y)
		lines[""] = append(lines[""], fmt.Sprintf("%s:%.2f", topic.ID, base))
		for n, w := range weights {
			if w *= scale; math.Abs(w) >= smallest {
				lines[words[n]] = append(lines[words[n]], fmt.Sprintf("%s:%.1f", topic.ID, w))
			}
		}
	}
	var out bytes.Buffer
	out.WriteString(wordHead)
	for _, word := range slices.Sorted(maps.Keys(lines)) {
		fmt.Fprintf(&out, "%s\t%s\n", word, strings.Join(lines[word], " "))
	}
	return out.Bytes()
}

// targets are 1 for an example of the topic, -1 for another and 0 for one that
// is neither, and how many are 1.
func targets(examples []Example, topic chalkline.TopicID) (y []float64, positive int) {
	y = make([]float64, len(examples))
	for n, e := range examples {
		switch {
		case slices.Contains(e.Topics, topic):
			y[n] = 1
			positive++
		case !slices.Contains(e.Near, topic):
			y[n] = -1
		}
	}
	return y, positive
}

// cell is a word of an example, by its number, with what its count says.
type cell struct {
	word  int32
	value float64
}

// countWords are the words worth learning from, and their counts by example.
func countWords(examples []Example) (words []string, rows [][]cell) {
	counts := make([]map[string]int, len(examples))
	lengths := make([]int, len(examples))
	texts := map[string]int{}
	for n, e := range examples {
		counts[n], lengths[n] = countOne(e)
		for word := range counts[n] {
			texts[word]++
		}
	}
	numbers := map[string]int32{}
	for _, word := range slices.Sorted(maps.Keys(texts)) {
		if n := texts[word]; n >= leastTexts && float64(n) < mostTexts*float64(len(examples)) && len(word) > 2 && strings.Trim(word, "0123456789") != "" {
			numbers[word] = int32(len(words)) //nolint:gosec // some ten thousand words
			words = append(words, word)
		}
	}
	rows = make([][]cell, len(examples))
	for n, count := range counts {
		length := math.Sqrt(float64(max(bagLeast, lengths[n])))
		for _, word := range slices.Sorted(maps.Keys(count)) {
			if number, ok := numbers[word]; ok {
				rows[n] = append(rows[n], cell{number, scale * (1 + math.Log(float64(count[word]))) / length})
			}
		}
	}
	return words, rows
}

// countOne counts the words of an example as a bag does.
func countOne(e Example) (count map[string]int, length int) {
	count = map[string]int{}
	for _, part := range []struct {
		text  string
		times int
	}{{e.Title, titleTimes}, {body(e.Text), 1}} {
		words := scanner{text: part.text}
		for range bagWords {
			w, ok := words.next()
			if !ok {
				break
			}
			count[string(w.text)] += part.times
			length += part.times
		}
	}
	return count, length
}

// matrix is the word counts of all examples.
type matrix struct {
	rows  [][]cell
	words int
	slope float64 // bound of the change of the gradient
}

func newMatrix(rows [][]cell, words int) *matrix {
	x := &matrix{rows: rows, words: words}
	// The largest eigenvalue of X'X, with a column of ones, by power iteration.
	v, all := make([]float64, words+1), 0.0
	for i := range v {
		v[i] = 1
	}
	for range 20 {
		next := make([]float64, words+1)
		for _, row := range rows {
			x.back(next, row, x.product(v, row))
		}
		all = 0
		for _, value := range next {
			all += value * value
		}
		all = math.Sqrt(all)
		for i := range next {
			v[i] = next[i] / all
		}
	}
	x.slope = 1.05 * trust * all / 4
	return x
}

// product is a row times weights; the last weight is the intercept.
func (x *matrix) product(w []float64, row []cell) float64 {
	sum := w[x.words]
	for _, c := range row {
		sum += w[c.word] * c.value
	}
	return sum
}

func (x *matrix) back(g []float64, row []cell, by float64) {
	g[x.words] += by
	for _, c := range row {
		g[c.word] += by * c.value
	}
}

// fit is a logistic regression with an L1 penalty by proximal gradients with
// momentum (FISTA: Beck and Teboulle 2009, doi:10.1137/080716542).
func (x *matrix) fit(y []float64) (weights []float64, base float64) {
	w, at := make([]float64, x.words+1), make([]float64, x.words+1)
	g := make([]float64, x.words+1)
	momentum := 1.0
	for range rounds {
		clear(g)
		for n, row := range x.rows {
			if y[n] != 0 {
				x.back(g, row, -trust*y[n]/(1+math.Exp(y[n]*x.product(at, row))))
			}
		}
		next := (1 + math.Sqrt(1+4*momentum*momentum)) / 2
		against := 0.0
		for i := range w {
			before := w[i]
			w[i] = at[i] - g[i]/x.slope
			if i < x.words {
				w[i] = math.Copysign(max(0, math.Abs(w[i])-1/x.slope), w[i])
			}
			against += (at[i] - w[i]) * (w[i] - before)
			at[i] = w[i] + (momentum-1)/next*(w[i]-before)
		}
		momentum = next
		if against > 0 { // the momentum leads away: start it again
			momentum = 1
			copy(at, w)
		}
	}
	return w[:x.words], w[x.words]
}
