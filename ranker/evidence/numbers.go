package evidence

import (
	"strconv"
	"strings"
)

// word is one token of a sentence, with the punctuation around it set aside.
type word struct {
	text  string // lower case
	upper bool   // it began with a capital
	open  bool   // a bracket opens before it
	shut  bool   // a bracket closes after it
	stop  bool   // a comma, semicolon, colon or closing bracket follows
	end   bool   // a percent sign follows
}

// words splits a folded sentence.
func words(cased string) []word {
	list := make([]word, 0, 40)
	for token := range strings.FieldsSeq(cased) {
		for piece := range splitEquals(token) {
			core := strings.TrimLeft(piece, `("'[<`)
			w := word{open: strings.HasPrefix(strings.TrimLeft(piece, `"'`), "(") || strings.HasPrefix(piece, "[")}
			text := strings.TrimRight(core, `)"'].,;:!?>`)
			tail := core[len(text):]
			w.stop, w.shut = strings.ContainsAny(tail, "),;:]"), strings.ContainsAny(tail, ")]")
			if strings.HasSuffix(text, "%") {
				text, w.end = strings.TrimSuffix(text, "%"), true
			}
			if text == "" {
				continue
			}
			w.upper = text[0] >= 'A' && text[0] <= 'Z'
			w.text = strings.ToLower(text)
			list = append(list, w)
		}
	}
	return list
}

// splitEquals parts "n=124" into "n", "=" and "124".
func splitEquals(token string) func(func(string) bool) {
	return func(yield func(string) bool) {
		before, after, found := strings.Cut(token, "=")
		if !found || len(before) > 3 || strings.Contains(after, "=") {
			yield(token)
			return
		}
		if before != "" && !yield(before) {
			return
		}
		if !yield("=") || after == "" {
			return
		}
		yield(after)
	}
}

var smallNumbers = map[string]int{
	"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11,
	"twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19,
	"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}

// most numbers worth reading: larger ones are not sample sizes.
const largestNumber = 50_000_000

// numberAt reads the number that begins at word i, in digits or in words, and
// says how many words it takes; 0 when there is none.
func numberAt(list []word, i int) (value, used int) {
	if n, ok := thousands(list, i); ok {
		return n, 2
	}
	if n, ok := digits(list[i].text); ok {
		if !list[i].stop && i+1 < len(list) && (list[i+1].text == "million" || list[i+1].text == "thousand") {
			return n, 0
		}
		return n, 1
	}
	return spelled(list, i)
}

// thousands reads 23 405 and 2, 045, where a space parts the thousands.
func thousands(list []word, i int) (int, bool) {
	head := list[i]
	if i+1 >= len(list) || head.end || head.shut || len(head.text) > 3 || len(list[i+1].text) != 3 || list[i+1].open || list[i+1].end || head.stop && list[i+1].text[0] != '0' {
		return 0, false
	}
	if i > 0 && (notACount[list[i-1].text] || list[i-1].text == "to" || list[i-1].text == "and") {
		return 0, false
	}
	many, ok := digits(head.text)
	rest, okRest := digits(list[i+1].text)
	if !ok || !okRest || many == 0 {
		return 0, false
	}
	return many*1000 + rest, true
}

// digits reads 1375 and 1,375, and nothing that only looks like a count: 4.5,
// 9-12, 6th.
func digits(text string) (int, bool) {
	text = strings.TrimSuffix(text, "-") // "129- teachers"
	if text == "" || text[0] < '0' || text[0] > '9' {
		return 0, false
	}
	if groups := strings.Split(text, ","); len(groups) > 1 {
		for _, group := range groups[1:] {
			if len(group) != 3 {
				return 0, false
			}
		}
		text = strings.Join(groups, "")
	}
	n, err := strconv.Atoi(text)
	if err != nil || n > largestNumber {
		return 0, false
	}
	return n, true
}

// spelled reads "twenty-eight", "two hundred and fifty-five", "one thousand and two".
func spelled(list []word, i int) (value, used int) {
	total, part := 0, 0
	for j := i; j < len(list); j++ {
		text := list[j].text
		n, ok := smallNumber(text)
		switch {
		case ok:
			part += n
		case text == "hundred" && part > 0:
			part *= 100
		case text == "thousand" && part > 0:
			total, part = total+part*1000, 0
		case text == "and" && part+total >= 100 && j+1 < len(list):
			if _, more := smallNumber(list[j+1].text); !more {
				return total + part, used
			}
		default:
			return total + part, used
		}
		used = j - i + 1
		if list[j].stop {
			break
		}
	}
	return total + part, used
}

func smallNumber(text string) (int, bool) {
	if n, ok := smallNumbers[text]; ok {
		return n, true
	}
	tens, ones, found := strings.Cut(text, "-")
	if !found {
		return 0, false
	}
	a, okA := smallNumbers[tens]
	b, okB := smallNumbers[ones]
	return a + b, okA && okB && a >= 20 && b < 10
}
