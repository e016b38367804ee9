package evidence

import (
	"regexp"
	"strconv"
	"strings"
)

// number is a number as authors write it.
type number struct {
	text  string // one kind of minus and point: "-.12"
	value float64
	whole bool // without decimals
}

// minuses are the signs that stand for minus once a sentence is folded, which
// leaves the hyphen for most dashes.
var minuses = []string{"-", "\u2212", "\ufe63", "\uff0d", "\u2796", "\u207b"}

// points part whole numbers from decimals: the middle dot is a journal's.
var points = []string{".", "\u00b7", "\u2219", "\u22c5", ","}

// Longer numbers are no effects.
const (
	mostWhole    = 4 // digits before the point
	mostDecimals = 6
)

// numberIn reads the number that begins at an offset and returns the offset just
// after it. A comma is read as a point where it can be nothing else: after a
// zero, or with one or two digits behind it.
func numberIn(text string, at int) (n number, end int, ok bool) {
	sign, i := signIn(text, at)
	whole := digitsIn(text, i)
	i += len(whole)
	decimals, behind := "", i
	for _, point := range points {
		rest, found := strings.CutPrefix(text[i:], point)
		if !found {
			continue
		}
		if point == "." && whole == "" { // "r =. 17"
			rest = strings.TrimPrefix(rest, " ")
		}
		decimals = digitsIn(rest, 0)
		behind = len(text) - len(rest) + len(decimals)
		if point == "," && whole != "0" && (whole == "" || len(decimals) > 2) {
			return n, at, false
		}
		break
	}
	if decimals == "" {
		behind = i
	}
	if whole == "" && decimals == "" || len(whole) > mostWhole || len(decimals) > mostDecimals || !endsNumber(text[behind:]) {
		return n, at, false
	}
	n.text, n.whole = sign+whole, decimals == ""
	if decimals != "" {
		n.text += "." + decimals
	}
	value, err := strconv.ParseFloat(n.text, 64)
	if err != nil {
		return number{}, at, false
	}
	n.value = value
	return n, behind, true
}

// signIn reads a sign, which a space may part from its number.
func signIn(text string, at int) (sign string, end int) {
	if strings.HasPrefix(text[at:], "+") {
		return "", at + 1
	}
	for _, minus := range minuses {
		if rest, found := strings.CutPrefix(text[at:], minus); found {
			return "-", len(text) - len(strings.TrimPrefix(rest, " "))
		}
	}
	return "", at
}

func digitsIn(text string, at int) string {
	end := at
	for end < len(text) && text[end] >= '0' && text[end] <= '9' {
		end++
	}
	return text[at:end]
}

// endsNumber says whether a number may end before rest: not in 2.4e-5, 3x or
// 1.2.3.
func endsNumber(rest string) bool {
	if rest == "" {
		return true
	}
	if len(rest) > 1 && rest[0] == '.' && rest[1] >= '0' && rest[1] <= '9' {
		return false
	}
	letter := rest[0] >= 'a' && rest[0] <= 'z' || rest[0] >= 'A' && rest[0] <= 'Z'
	return !letter || strings.HasPrefix(rest, "SD") || strings.HasPrefix(rest, "sd")
}

// isRange says whether a number goes on as a range: ".10 to .25", "0.31-0.67",
// "d = .2 to d = .8".
var isRange = regexp.MustCompile(`^ ?(?:-|to|through|\.\.\.?|\x{2026}) ?(?:\S{1,9} ?= ?)?[-+]?[.\d]`)

// A stated interval, and what may stand between a value and its interval: a p
// value, a standard error, a count.
var (
	intervalHead = regexp.MustCompile(`^(?:(80|9\d)(?:\.\d)? ?(?:%|percent|per cent)[ -]?)?(?i:C\.?I\.?s?|CrI|HDI|confidence[ -](?:intervals?|limits)|credib(?:le|ility) intervals?)(?:[ ({\[\]})]*(?:95%)? ?(?:CIs?|CrI)[\]})]*)?(?: (?:of|from|between|was|is|ranging from))?[ :;=,({\[\]})]*|^(80|9\d) ?% ?[[(]`)
	openHead     = regexp.MustCompile(`^ ?[[(]`)
	intervalStep = regexp.MustCompile(`^ ?(?:,|;|-|to|and|\x{2026}|\.\.\.?) ?`)
	intervalGap  = regexp.MustCompile(`^(?:[ ,;:(){}\[\]]|\b(?:p|P|SE|se|SEM|k|n|N|z|Z|Q|I2)s? ?(?:[<=>\x{2264}\x{2265}]|< ?=) ?[-.,\d\x{00b7}]+\d%?|\b(?:with|and|a|an|the|its|at|ns|(?:was|were|is) (?:found|observed|obtained)|standard deviations?|SDs?|units?)\b)*`)
)

// reach is how far behind a value its interval begins at most, in bytes.
const reach = 60

// span is a stated interval.
type span struct {
	low, high number
	level     int // in percent
}

// spanIn reads the interval that follows a value. Some texts state the level
// once only, and leave the words away from then on; level is what was stated
// before, 0 when nothing was.
func spanIn(text string, at, level int) (s span, end int, ok bool) {
	gap := at + len(intervalGap.FindString(text[at:min(len(text), at+reach)]))
	if head := intervalHead.FindStringSubmatchIndex(text[gap:]); head != nil {
		for _, group := range [...]int{2, 4} {
			if head[group] >= 0 {
				level, _ = strconv.Atoi(text[gap+head[group] : gap+head[group+1]])
			}
		}
		at = gap + head[1]
	} else if open := openHead.FindString(text[at:]); open != "" {
		at += len(open)
	} else {
		return span{}, at, false
	}
	s.level = level
	s.low, s.high, end, ok = pairIn(text, at)
	return s, end, ok && level > 0 && s.low.value < s.high.value
}

// pairIn reads the two ends of an interval.
func pairIn(text string, at int) (low, high number, end int, ok bool) {
	low, end, ok = numberIn(text, at)
	if !ok {
		return low, high, at, false
	}
	step := intervalStep.FindString(text[end:])
	if step == "" {
		return low, high, at, false
	}
	high, end, ok = numberIn(text, end+len(step))
	return low, high, end, ok && !strings.HasPrefix(text[end:], "%")
}
