package main

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"chalkline/ranker/evidence"
)

// Which words are kept.
const (
	leastAbstracts = 5    // that a word stands in
	mostWords      = 5500 // of the table, those that move the most
	weightLimit    = 127
)

const wordsNote = `# What words and pairs of words say about the class of a study's design, in tenths of log-odds. Made by
# "chalkbench learn" from labels of this project and abstracts that are no part of it. "title:" words stand in the
# title, 0 is any number, * is what a text without a known word would have, all classes being as common.
`

// learnWords is a words.tsv, and of how many words and pairs.
func learnWords(texts []labelledText, classes []string) (table string, words int) {
	counts := map[string]int{}
	for _, t := range texts {
		for _, word := range t.words {
			counts[word]++
		}
	}
	var known []string
	for _, word := range slices.Sorted(maps.Keys(counts)) {
		if counts[word] >= leastAbstracts {
			known = append(known, word)
		}
	}
	weights := weigh(texts, known, len(classes))
	slices.SortStableFunc(known, func(a, b string) int {
		return cmp.Compare(moves(weights[b], counts[b]), moves(weights[a], counts[a]))
	})
	known = known[:min(len(known), mostWords)]
	slices.Sort(known)
	weights = weigh(texts, known, len(classes))
	level(weights[evidence.WordBase])
	var out strings.Builder
	out.WriteString(wordsNote)
	fmt.Fprintf(&out, "word\t%s\n", strings.Join(classes, "\t"))
	for _, word := range append([]string{evidence.WordBase}, known...) {
		line, says := word, word == evidence.WordBase
		for _, weight := range weights[word] {
			units := int(math.Round(max(-weightLimit, min(weightLimit, evidence.WordScale*weight))))
			line, says = fmt.Sprintf("%s\t%d", line, units), says || units != 0
		}
		if says {
			out.WriteString(line + "\n")
			words++
		}
	}
	return out.String(), words - 1
}

// moves is how much a word changes what is thought of the abstracts at large.
func moves(weights []float64, abstracts int) float64 {
	most := 0.0
	for _, weight := range weights {
		most = max(most, math.Abs(weight))
	}
	return most * math.Sqrt(float64(abstracts))
}

// weigh learns the weights of some words, by class; under WordBase stands what
// is thought before a word is read.
func weigh(texts []labelledText, known []string, classes int) map[string][]float64 {
	numbers := make(map[string]int, len(known))
	for i, word := range known {
		numbers[word] = i + 1
	}
	rows, labels := make([][]cell, len(texts)), make([]int, len(texts))
	for i, t := range texts {
		rows[i], labels[i] = cells(t.words, numbers), t.class
	}
	found := fit(rows, labels, len(known)+1, classes)
	base := found[:classes]
	for class, n := range common(labels, classes) {
		base[class] -= math.Log(n)
	}
	weights := map[string][]float64{evidence.WordBase: base}
	for word, i := range numbers {
		weights[word] = found[i*classes:][:classes]
	}
	return weights
}

// common is how many abstracts each class has, and one more. What is known before
// a word is read does without it: the rules know already how common a class is,
// and would be told twice.
func common(labels []int, classes int) []float64 {
	counts := make([]float64, classes)
	for class := range counts {
		counts[class] = 1
	}
	for _, class := range labels {
		counts[class]++
	}
	return counts
}

// level takes the mean from weights; only their differences count.
func level(weights []float64) {
	sum := 0.0
	for _, weight := range weights {
		sum += weight
	}
	for class := range weights {
		weights[class] -= sum / float64(len(weights))
	}
}

// cells are the known words of an abstract; how much each counts is as in the
// model.
func cells(words []string, numbers map[string]int) []cell {
	row := []cell{{0, 1}}
	var count [2]int
	for _, word := range words {
		if i, ok := numbers[word]; ok {
			row = append(row, cell{word: i})
			count[inTitle(word)]++
		}
	}
	values := [2]float64{1 / math.Sqrt(float64(max(evidence.FewWords, count[0]))), evidence.TitleShare / math.Sqrt(float64(max(evidence.FewTitleWords, count[1])))}
	at := 1
	for _, word := range words {
		if _, ok := numbers[word]; ok {
			row[at].value = values[inTitle(word)]
			at++
		}
	}
	return row
}

// inTitle is 1 for a word of the title.
func inTitle(word string) int {
	if strings.HasPrefix(word, evidence.TitleMark) {
		return 1
	}
	return 0
}

// noWords is a words.tsv that says nothing.
func noWords(classes []string) string {
	return "word\t" + strings.Join(classes, "\t") + "\n" + evidence.WordBase + strings.Repeat("\t0", len(classes)) + "\n"
}
