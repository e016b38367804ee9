package say

import "chalkline"

// wordsOf are a design's words.
type wordsOf struct {
	plain, term, both chalkline.Text
}

// designs are the words of all designs, made once: they stand in every entry.
var designs = func() map[chalkline.Design]wordsOf {
	all := make(map[chalkline.Design]wordsOf, len(chalkline.Designs))
	for _, d := range chalkline.Designs {
		w := wordsOf{plain: chalkline.Textf(d.Plain()), term: chalkline.Textf(d.Term())}
		w.both = chalkline.Textf("%s (%s)", w.plain, w.term)
		all[d] = w
	}
	return all
}()

func designWords(d chalkline.Design) wordsOf {
	if words, ok := designs[d]; ok {
		return words
	}
	return designs[chalkline.DesignUnknown]
}

// Design is the design in plain words with the field's term beside it, as
// "Schools or classes were assigned at random (cluster-randomised trial)".
func Design(d chalkline.Design) chalkline.Text { return designWords(d).both }

// Plain is the design in a teacher's words, as a clause with a capital.
func Plain(d chalkline.Design) chalkline.Text { return designWords(d).plain }

// Term is the design in the field's words, lower case.
func Term(d chalkline.Design) chalkline.Text { return designWords(d).term }
