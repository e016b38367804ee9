package say

import (
	"regexp"
	"strconv"

	"chalkline"
)

// values are the values of signals that come from a list. Others are data.
var values = map[string]chalkline.Text{
	"yes":                         chalkline.Textf("yes"),
	"no":                          chalkline.Textf("no"),
	"standardised test":           chalkline.Textf("standardised test"),
	"made by the researchers":     chalkline.Textf("made by the researchers"),
	"made by the developer":       chalkline.Textf("made by the developer"),
	"self-report":                 chalkline.Textf("self-report"),
	"narrow measure":              chalkline.Textf("narrow measure"),
	"evaluated by others":         chalkline.Textf("evaluated by others"),
	"tested by those who made it": chalkline.Textf("tested by those who made it"),
	"the seller's own page":       chalkline.Textf("the seller's own page"),
	"replicated by others":        chalkline.Textf("replicated by others"),
	"failed":                      chalkline.Textf("failed"),
	"mixed":                       chalkline.Textf("mixed"),
	"good":                        chalkline.Textf("good"),
	"corrected":                   chalkline.Textf("corrected"),
	"retracted":                   chalkline.Textf("retracted"),
	"a retracted work":            chalkline.Textf("a retracted work"),
	"a study that was not found":  chalkline.Textf("a study that was not found"),
}

// spans are how long something lasted: a number with its unit.
var spans = map[string]func(n int) chalkline.Text{
	"day":      func(n int) chalkline.Text { return chalkline.Counted(n, "%s day", "%s days") },
	"week":     func(n int) chalkline.Text { return chalkline.Counted(n, "%s week", "%s weeks") },
	"month":    func(n int) chalkline.Text { return chalkline.Counted(n, "%s month", "%s months") },
	"year":     func(n int) chalkline.Text { return chalkline.Counted(n, "%s year", "%s years") },
	"semester": func(n int) chalkline.Text { return chalkline.Counted(n, "%s semester", "%s semesters") },
}

// written are numbers that texts write out.
var written = map[string]int{"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "twelve": 12}

var (
	lasted  = regexp.MustCompile(`^(?:(\d{1,6})|([a-z]+)) ([a-z]+)s$`)
	weighed = regexp.MustCompile(`^([a-z- ]+) \(([A-E]) (\d{1,3})\)(, about which its journal has expressed concern)?$`)
	titled  = regexp.MustCompile(`^([a-z- ]+), by its title$`)
)

// valueWords are a value that is no number in words.
func valueWords(text string) chalkline.Text {
	if words, ok := values[text]; ok {
		return words
	}
	if m := lasted.FindStringSubmatch(text); m != nil && spans[m[3]] != nil {
		n, ok := written[m[2]]
		if !ok {
			n, _ = strconv.Atoi(m[1]) // it has digits only, or is no number
		}
		if n > 0 {
			return spans[m[3]](n)
		}
	}
	if m := weighed.FindStringSubmatch(text); m != nil {
		words := chalkline.Textf("%s (%s %s)", chalkline.Textf(m[1]), m[2], m[3])
		if m[4] != "" {
			words = chalkline.Textf("%s, about which its journal has expressed concern", words)
		}
		return words
	}
	if m := titled.FindStringSubmatch(text); m != nil {
		return chalkline.Textf("%s, by its title", chalkline.Textf(m[1]))
	}
	return chalkline.Verbatim(text)
}
