package evidence

import (
	_ "embed"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
)

// words.tsv is made by `chalkbench learn`.
//
//go:embed words.tsv
var wordTable string

const (
	// WordScale is how many units of words.tsv make one of log-odds.
	WordScale = 10
	// TitleMark stands before a word of the title in words.tsv.
	TitleMark = "title:"
	// TitleShare is how much the words of a title count, beside the text's.
	TitleShare = 0.25
	// FewWords is how many known words a text has at least when it is divided by
	// the root of their number, so that three words do not decide.
	FewWords = 160
	// FewTitleWords is the same for the title.
	FewTitleWords = 16
	// WordBase stands in words.tsv for what is known before a word is read.
	WordBase = "*"
)

// wordHead is the first field of the line of words.tsv that names the classes.
const wordHead = "word"

// vocabulary is what words and pairs of words say about the class of a design:
// a linear model, learned from labelled abstracts and kept as a table that a
// person can read.
type vocabulary struct {
	classes []string
	base    []float64
	rows    map[uint64]int32 // hash of a word or pair -> its row
	texts   []string         // by row
	weights []int8           // by row, then by class
}

// readVocabulary reads the lines of words.tsv: a word or pair of words, and its
// weight for each class.
func readVocabulary(file string) (*vocabulary, error) {
	v := &vocabulary{rows: map[uint64]int32{}}
	number := 0
	for line := range strings.Lines(file) {
		number++
		if line = strings.TrimRight(line, "\r\n"); strings.HasPrefix(line, "#") {
			continue
		}
		fields := strings.Split(line, "\t")
		var err error
		switch {
		case v.classes == nil && fields[0] == wordHead && len(fields) > 2:
			v.classes = fields[1:]
		case v.classes == nil:
			err = fmt.Errorf("the first line must be %q and the names of the classes", wordHead)
		case len(fields) != len(v.classes)+1:
			err = fmt.Errorf("%d weights for %d classes", len(fields)-1, len(v.classes))
		default:
			err = v.add(fields[0], fields[1:])
		}
		if err != nil {
			return nil, fmt.Errorf("words.tsv:%d: %w", number, err)
		}
	}
	if v.base == nil {
		return nil, fmt.Errorf("words.tsv: there is no line %q, the weights before a word is read", WordBase)
	}
	return v, nil
}

func (v *vocabulary) add(text string, fields []string) error {
	weights := make([]int8, len(fields))
	for i, field := range fields {
		weight, err := strconv.ParseInt(field, 10, 8)
		if err != nil {
			return fmt.Errorf("weights are whole numbers from -128 to 127: %w", err)
		}
		weights[i] = int8(weight)
	}
	if text == WordBase {
		for _, weight := range weights {
			v.base = append(v.base, float64(weight)/WordScale)
		}
		return nil
	}
	hash, err := wordHash(text)
	if err != nil {
		return err
	}
	if _, again := v.rows[hash]; again {
		return fmt.Errorf("%q is there twice", text)
	}
	v.rows[hash] = int32(len(v.texts)) //nolint:gosec // some thousand words
	v.texts = append(v.texts, text)
	v.weights = append(v.weights, weights...)
	return nil
}

// wordHash is the hash of a word or pair as words.tsv has it.
func wordHash(text string) (uint64, error) {
	words, inTitle := strings.CutPrefix(text, TitleMark)
	var last gram
	for one := range grams(words) {
		if one.end == len(words) && one.start == 0 {
			last = one
		}
	}
	if last.hash == 0 || gramText(words) != words {
		return 0, fmt.Errorf("%q is no word or pair of words in small letters, with 0 for every number", text)
	}
	if inTitle {
		last.hash ^= hashTitle
	}
	return last.hash, nil
}

// of is the row of a gram, if it is known.
func (v *vocabulary) of(one gram, inTitle bool) (int32, bool) {
	if inTitle {
		one.hash ^= hashTitle
	}
	row, ok := v.rows[one.hash]
	return row, ok
}

// weight is what a row says about a class.
func (v *vocabulary) weight(row int32, class int) int {
	return int(v.weights[int(row)*len(v.classes)+class])
}

// logOdds are the logarithms of the probabilities of the classes by the words of
// some sentences; false when none of the words is known. Each word counts once,
// in the title once more; the more of them there are, the less each one counts.
func (v *vocabulary) logOdds(list []*sentence) ([]float64, bool) {
	texts, titles := v.newSum(), v.newSum()
	seen := make(bits, (len(v.texts)+63)/64)
	for _, s := range list {
		for one := range grams(s.plain) {
			texts.add(v, seen, one, false)
			if s.title {
				titles.add(v, seen, one, true)
			}
		}
	}
	if texts.n+titles.n == 0 {
		return nil, false
	}
	odds, most := slices.Clone(v.base), math.Inf(-1)
	for class := range odds {
		odds[class] += texts.mean(class, FewWords) + TitleShare*titles.mean(class, FewTitleWords)
		most = max(most, odds[class])
	}
	total := 0.0
	for _, odd := range odds {
		total += math.Exp(odd - most)
	}
	for class := range odds {
		odds[class] -= most + math.Log(total)
	}
	return odds, true
}

// wordSum adds up what words say.
type wordSum struct {
	n    int
	sums []int
}

func (v *vocabulary) newSum() wordSum { return wordSum{sums: make([]int, len(v.classes))} }

func (s *wordSum) add(v *vocabulary, seen bits, one gram, inTitle bool) {
	row, ok := v.of(one, inTitle)
	if !ok || seen.has(int(row)) {
		return
	}
	seen.add(int(row))
	s.n++
	for class, weight := range v.weights[int(row)*len(v.classes):][:len(v.classes)] {
		s.sums[class] += int(weight)
	}
}

func (s *wordSum) mean(class, least int) float64 {
	return float64(s.sums[class]) / WordScale / math.Sqrt(float64(max(least, s.n)))
}

// check compares the classes with those of designs.yaml.
func (v *vocabulary) check(designs designFile) error {
	known := map[string]bool{}
	for _, rule := range designs.Designs {
		known[rule.Class] = true
	}
	if want := slices.Sorted(maps.Keys(known)); !slices.Equal(v.classes, want) {
		return errors.New("words.tsv: the classes must be those of designs.yaml in order: " + strings.Join(want, " "))
	}
	return nil
}
