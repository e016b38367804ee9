package stories

import (
	"slices"
	"strings"
)

// romans are the roman numerals that are no words; I, V and X alone may be.
var romans = map[string]string{
	"ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9", "xi": "11", "xii": "12",
}

// counted are the words that stand for numbers behind or before a numbered one.
var counted = map[string]string{
	"i": "1", "v": "5", "x": "10",
	"one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9", "ten": "10",
	"first": "1", "second": "2", "third": "3", "fourth": "4", "fifth": "5", "sixth": "6", "seventh": "7", "eighth": "8", "ninth": "9", "tenth": "10",
}

// numbered are what comes in numbers.
var numbered = wordSet(`part parts volume vol issue no number chapter episode ep season session lesson unit week day module grade
	year class edition series round phase level book paper quarter term wave instalment installment cohort stage`)

// calendar are the names by which one issue is told from the next.
var calendar = wordSet(`january february march april may june july august september october november december
	jan feb mar apr jun jul aug sep sept oct nov dec monday tuesday wednesday thursday friday saturday sunday
	spring summer autumn fall winter`)

// numbers are what tells the pieces of a series apart, in order and without
// repeats: numbers in any writing, and the names of months, days and seasons.
type numbers struct {
	years, dates, others []string
}

func numbersOf(words []string) numbers {
	var n numbers
	for i, word := range words {
		if calendar[word] {
			n.dates = append(n.dates, word[:3])
			continue
		}
		value := romans[word]
		switch {
		case strings.ContainsAny(word, digits):
			value = strings.TrimLeft(word, "0")
			if word[0] <= '9' {
				value = strings.TrimRight(value, "stndrh")
			}
		case i > 0 && numbered[words[i-1]], i+1 < len(words) && numbered[words[i+1]]:
			if v, ok := counted[word]; ok {
				value = v
			} else if len(word) == 1 {
				value = word
			}
		}
		switch {
		case value == "":
		case len(value) == 4 && (value[:2] == "19" || value[:2] == "20"):
			n.years = append(n.years, value)
		default:
			n.others = append(n.others, value)
		}
	}
	for _, list := range []*[]string{&n.years, &n.dates, &n.others} {
		slices.Sort(*list)
		*list = slices.Compact(*list)
	}
	return n
}

// clash says whether the numbers of two titles make them two pieces of a series.
// A year or month may be said in one title only; any other number may not.
func (n numbers) clash(m numbers) bool {
	return !slices.Equal(n.others, m.others) || differ(n.years, m.years) || differ(n.dates, m.dates)
}

// differ says whether each of two sorted lists has something that the other has not.
func differ(a, b []string) bool {
	return !within(a, b) && !within(b, a)
}

func within(a, b []string) bool {
	for _, s := range a {
		if _, ok := slices.BinarySearch(b, s); !ok {
			return false
		}
	}
	return true
}
