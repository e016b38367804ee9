package evidence

import (
	"cmp"
	"slices"
	"strings"

	"chalkline"
)

// signalWords is the name of the signal that says which words decided between
// designs.
const signalWords = "words"

// loudWords is how many words are named in the receipt.
const loudWords = 5

// Words that tell a reader nothing by themselves.
var emptyWords = nouns(`0 a about after all also an and are as at be been both but by can could did do each for from had has have how if in into is it its
	may more most no not of on one or other our s some such than that the their them then there these they this those through to two up was we were what
	when where which while who will with would you`)

// wordSignal is the receipt of the words where they decided: those that spoke
// loudest for the class, and the sentence with most of them.
func (r *reading) wordSignal(a *chalkline.Appraisal) {
	class := slices.Index(r.m.vocabulary.classes, r.m.Class(a.Design))
	if !r.worded || class < 0 || a.SecondHand || r.recorded != nil {
		return
	}
	heard := r.heard()
	loud := r.m.vocabulary.loudest(heard, class)
	var best *sentence
	most := 0
	for _, s := range heard {
		n := 0
		for one := range grams(s.plain) {
			if row, ok := r.m.vocabulary.of(one, false); ok && slices.Contains(loud, row) {
				n++
			}
		}
		if n > most {
			best, most = s, n
		}
	}
	if best == nil {
		return
	}
	names := make([]string, 0, len(loud))
	for _, row := range loud {
		names = append(names, r.m.vocabulary.texts[row])
	}
	a.Signals = append(a.Signals, chalkline.Signal{
		Name: signalWords, Value: "words like: " + strings.Join(names, ", "), Quote: best.quote(r.doc.Item.Title, r.doc.Item.Text),
		Origin: r.originOf(best), Offset: best.start,
	})
}

// loudest are the rows of the words of some sentences that say most for a class,
// against what they say for the others; no word of a pair beside the pair.
func (v *vocabulary) loudest(list []*sentence, class int) []int32 {
	says := map[int32]int{}
	for _, s := range list {
		for one := range grams(s.plain) {
			if row, ok := v.of(one, false); ok && tells(v.texts[row]) {
				says[row] = len(v.classes) * v.weight(row, class)
				for other := range v.classes {
					says[row] -= v.weight(row, other)
				}
			}
		}
	}
	rows := make([]int32, 0, len(says))
	for row, says := range says {
		if says > 0 {
			rows = append(rows, row)
		}
	}
	slices.SortFunc(rows, func(a, b int32) int {
		return cmp.Or(cmp.Compare(says[b], says[a]), cmp.Compare(v.texts[a], v.texts[b]))
	})
	var loud []int32
	for _, row := range rows {
		within := func(other int32) bool {
			return strings.Contains(" "+v.texts[row]+" ", " "+v.texts[other]+" ") || strings.Contains(" "+v.texts[other]+" ", " "+v.texts[row]+" ")
		}
		if len(loud) < loudWords && !slices.ContainsFunc(loud, within) {
			loud = append(loud, row)
		}
	}
	return loud
}

// tells says whether one of the words of a gram means something by itself.
func tells(text string) bool {
	first, second, pair := strings.Cut(text, " ")
	return !emptyWords[first] || pair && !emptyWords[second]
}
