package evidence

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"chalkline"
)

// statedEffect is an effect as it stands in a sentence.
type statedEffect struct {
	hit
	span
	sentence int
	context  string // the words that say of what it is
	before   string // the sentence up to its label
	weight   int    // how telling it is
}

// Largest values that are effects rather than something misread.
var mostOf = map[chalkline.Metric]float64{
	chalkline.MetricG: 10, chalkline.MetricD: 10, chalkline.MetricSD: 5, chalkline.MetricES: 10, chalkline.MetricR: 1, chalkline.MetricEta2: 1,
	chalkline.MetricOR: 1000, chalkline.MetricMonths: 24,
}

// effectsIn finds the effects that a sentence states. A range of effects ("from
// .10 to .25") is none: neither of its ends is the effect, and one of them shown
// alone would mislead. level is the level of the last interval that stated one.
func effectsIn(text string, level *int) []statedEffect {
	text = thinSpaces.Replace(text)
	hits := hitsIn(text)
	if len(hits) == 0 || notOwn.MatchString(text) || isCredited.MatchString(text) && !isOwn.MatchString(text) {
		return nil
	}
	slices.SortStableFunc(hits, func(a, b hit) int { return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(a.vague(), b.vague())) })
	hits = slices.CompactFunc(hits, func(a, b hit) bool { return a.start == b.start })
	var list []statedEffect
	done := 0
	for i, h := range hits[:min(len(hits), mostHits)] {
		if h.start < done {
			continue
		}
		e := statedEffect{hit: h, before: text[max(0, h.from-farBefore):h.from], context: text[min(done, h.from):h.from]}
		next := len(text)
		if i+1 < len(hits) {
			next = hits[i+1].from
		}
		done = e.measure(text, level)
		if len(strings.Trim(e.context, " ,;:()[]{}.")) < shortContext {
			if len(list) > 0 && !strings.ContainsAny(e.context, ")]") { // two statistics of one thing
				e.context = list[len(list)-1].context
			} else {
				e.context += " " + text[done:max(next, done)]
			}
		}
		if isRange.MatchString(text[h.end:]) && h.metric != chalkline.MetricMonths || rangeEnd.MatchString(e.before) || !e.believable(text) {
			continue
		}
		list = append(list, e)
		if h.metric != chalkline.MetricMonths && h.metric != chalkline.MetricSD {
			more, end := e.others(text, done, level)
			list, done = append(list, more...), end
		}
	}
	if len(list) == 1 && list[0].level == 0 {
		list[0].measureLater(text)
	}
	return list
}

// bracket opens an interval that says of itself what it is.
var bracket = regexp.MustCompile(`[(\[] ?9[059]`)

// measureLater reads the interval of the only effect of a sentence where words
// stand between: "0.12 SD higher than the others (95% CI 0.03 to 0.21)". With two
// intervals nobody can tell whose it is.
func (e *statedEffect) measureLater(text string) {
	places := bracket.FindAllStringIndex(text[e.end:], 2)
	if len(places) != 1 {
		return
	}
	level := 0
	e.measureAt(text, e.end+places[0][0], &level)
}

// vague is 1 for a label that says less than another one of the same number.
func (h hit) vague() int {
	if h.metric == chalkline.MetricES {
		return 1
	}
	return 0
}

// thinSpaces are those of typesetters, which part a label from its number.
var thinSpaces = strings.NewReplacer("\u2000", " ", "\u2001", " ", "\u2002", " ", "\u2003", " ", "\u2004", " ", "\u2005", " ", "\u2006", " ",
	"\u2007", " ", "\u2008", " ", "\u200a", " ", "\u205f", " ", "\u3000", " ")

// Bounds on what a sentence made to be slow can cost.
const (
	mostHits  = 24  // labelled numbers in a sentence
	farBefore = 400 // bytes before a label
)

// shortContext is how short the words before a label are when the words behind
// its number say of what it is, in bytes.
const shortContext = 12

// measure reads the interval of the effect and returns the offset behind it. An
// interval that does not hold the value is of something else.
func (e *statedEffect) measure(text string, level *int) int { return e.measureAt(text, e.end, level) }

// measureAt is measure for an interval that begins at an offset.
func (e *statedEffect) measureAt(text string, at int, level *int) int {
	s, end, ok := spanIn(text, at, *level)
	if !ok {
		return e.end
	}
	*level = s.level
	if s.low.value > e.n.value || s.high.value < e.n.value || e.metric == chalkline.MetricOR && s.low.value <= 0 {
		return e.end
	}
	e.span = s
	return end
}

// nextValue begins a further value of the same label: "effect sizes of .43 and
// .45", "g = .87/.75", "odds ratios were 7.3 (95% CI 1.2-42), 2.6 (95% CI".
// After a comma it is one in a list that ends in "and", or when it has an
// interval as the first has.
var (
	nextValue = regexp.MustCompile(`^[)\]}]*(?:/|,? (?:and|&) |[,;] )`)
	listed    = regexp.MustCompile(`^, (?:[-+]?\d*\.\d+, )*[-+]?\d*\.\d+,? and [-+]?\d*\.\d`)
)

// others reads further values behind the first, from an offset, and returns the
// offset behind the last.
func (e *statedEffect) others(text string, at int, level *int) (list []statedEffect, end int) {
	inList := listed.MatchString(text[at:])
	for len(list) < mostEffects {
		step := nextValue.FindString(text[at:])
		comma := strings.HasSuffix(step, ", ") || strings.HasSuffix(step, "; ")
		if step == "" || comma && e.level == 0 && !inList {
			break
		}
		more := *e
		more.span = span{}
		more.start = at + len(step)
		n, end, ok := numberIn(text, more.start)
		if !ok || n.whole || isUnit.MatchString(text[end:]) || isRange.MatchString(text[end:]) {
			break
		}
		more.n, more.end = n, end
		end = more.measure(text, level)
		if e.level > 0 && more.level == 0 || !more.believable(text) {
			break
		}
		list, at = append(list, more), end
	}
	return list, at
}

// rangeEnd says that what comes next ends a range that a label before it began.
var rangeEnd = regexp.MustCompile(`(?i:\b(?:between|from|rang\w+) (?:\w+ ){0,2}\S{0,9} ?=? ?[-.\d]+ ?(?:%|percent|per cent)? (?:and|to)|[\d)\]] ?(?:to|-)|\b(?:between|from)) ?[([]?$`)

// believable says whether the value can be an effect, and whether what stands
// before it lets it be one of this study.
func (e *statedEffect) believable(text string) bool {
	most, value := mostOf[e.metric], max(e.n.value, -e.n.value)
	if value > most || e.bounded && e.level == 0 {
		return false
	}
	switch e.metric {
	case chalkline.MetricOR:
		if e.n.value <= 0 {
			return false
		}
	case chalkline.MetricEta2:
		if e.n.value < 0 || value >= most {
			return false
		}
	case chalkline.MetricR:
		if value >= most || isReliability.MatchString(e.before) {
			return false
		}
	case chalkline.MetricG:
		if isFactor.MatchString(e.before) {
			return false
		}
	}
	return !isBound.MatchString(e.before) && !isElsewhere.MatchString(e.before) && !isNorm.MatchString(text[e.end:]) && !e.atBaseline()
}
