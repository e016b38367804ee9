package evidence

import (
	"regexp/syntax"
	"slices"
	"strings"
)

const (
	// shortestLiteral is the fewest bytes a literal must have to be worth
	// looking for: shorter ones occur in nearly every sentence.
	shortestLiteral = 3
	// mostPhrases is how many phrases an expression may stand for and still be
	// written out.
	mostPhrases = 48
	// mostNeeds is how many sets of literals are asked for at once.
	mostNeeds = 4
)

// phrase is a piece of text that an expression matches as it stands, at the
// start or end of a word if so marked.
type phrase struct {
	text       string
	start, end bool
}

// branch is one way in which an expression can match: as a phrase, or as a
// smaller expression.
type branch struct {
	phrases []phrase
	source  string
	heads   *heads     // nil when it may begin anywhere
	needs   [][]string // of each set one literal must be there, rarest set first; empty: try every sentence
}

// branches splits an expression into the ways in which it can match. Smaller
// expressions are quicker, each needs its own literals, and most turn out to be
// plain phrases.
func branches(pattern string) ([]branch, error) {
	tree, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return nil, err
	}
	var list []branch
	for _, part := range split(tree) {
		if phrases, ok := asPhrases(part); ok {
			list = append(list, branch{phrases: phrases})
			continue
		}
		one := branch{source: part.String(), needs: needsOf(part)}
		if texts := headsOf(part); len(texts) > 0 {
			one.heads = newHeads(part, texts)
		}
		list = append(list, one)
	}
	return list, nil
}

// split turns a|b, and \b(?:a|b)\b, into their branches.
func split(re *syntax.Regexp) []*syntax.Regexp {
	if _, ok := asPhrases(re); ok {
		return []*syntax.Regexp{re}
	}
	switch re.Op {
	case syntax.OpCapture:
		return split(re.Sub[0])
	case syntax.OpAlternate:
		var list []*syntax.Regexp
		for _, sub := range re.Sub {
			list = append(list, split(sub)...)
		}
		return list
	case syntax.OpConcat:
		at := soleAlternation(re)
		if at < 0 {
			return splitHeads(re)
		}
		var list []*syntax.Regexp
		for _, choice := range re.Sub[at].Sub {
			whole := &syntax.Regexp{Op: syntax.OpConcat, Flags: re.Flags}
			whole.Sub = append(whole.Sub, re.Sub[:at]...)
			whole.Sub = append(whole.Sub, flat(choice)...)
			whole.Sub = append(whole.Sub, re.Sub[at+1:]...)
			list = append(list, split(whole)...)
		}
		return list
	}
	return []*syntax.Regexp{re}
}

// soleAlternation is the place of an alternation beside which there is nothing
// but a start, an end or a boundary of a word; -1 when there is more.
func soleAlternation(re *syntax.Regexp) int {
	at := -1
	for i, sub := range re.Sub {
		switch sub.Op {
		case syntax.OpWordBoundary, syntax.OpBeginText, syntax.OpEndText, syntax.OpLiteral:
			if sub.Op == syntax.OpLiteral && len(sub.Rune) > shortestLiteral {
				return -1
			}
		case syntax.OpAlternate:
			if at >= 0 {
				return -1
			}
			at = i
		default:
			return -1
		}
	}
	return at
}

func flat(re *syntax.Regexp) []*syntax.Regexp {
	if re.Op == syntax.OpConcat {
		return re.Sub
	}
	return []*syntax.Regexp{re}
}

// asPhrases writes an expression out as phrases, if it stands for few.
func asPhrases(re *syntax.Regexp) ([]phrase, bool) {
	parts := flat(re)
	start := len(parts) > 0 && parts[0].Op == syntax.OpWordBoundary
	if start {
		parts = parts[1:]
	}
	end := len(parts) > 0 && parts[len(parts)-1].Op == syntax.OpWordBoundary
	if end {
		parts = parts[:len(parts)-1]
	}
	texts, ok := written(parts)
	if !ok || len(texts) == 0 {
		return nil, false
	}
	list := make([]phrase, 0, len(texts))
	for _, text := range texts {
		if text == "" || (start && !isWordByte(text[0])) || (end && !isWordByte(text[len(text)-1])) {
			return nil, false
		}
		list = append(list, phrase{text, start, end})
	}
	return list, true
}

// written lists all texts that a sequence stands for.
func written(parts []*syntax.Regexp) ([]string, bool) {
	all := []string{""}
	for _, part := range parts {
		choices, ok := choices(part)
		if !ok || len(all)*len(choices) > mostPhrases {
			return nil, false
		}
		next := make([]string, 0, len(all)*len(choices))
		for _, head := range all {
			for _, tail := range choices {
				next = append(next, head+tail)
			}
		}
		all = next
	}
	return all, true
}

func choices(re *syntax.Regexp) ([]string, bool) {
	switch re.Op {
	case syntax.OpEmptyMatch:
		return []string{""}, true
	case syntax.OpLiteral:
		return []string{string(re.Rune)}, re.Flags&syntax.FoldCase == 0
	case syntax.OpCharClass:
		var list []string
		for i := 0; i+1 < len(re.Rune); i += 2 {
			for r := re.Rune[i]; r <= re.Rune[i+1]; r++ {
				if len(list) == 6 {
					return nil, false
				}
				list = append(list, string(r))
			}
		}
		return list, true
	case syntax.OpCapture:
		return choices(re.Sub[0])
	case syntax.OpConcat:
		return written(re.Sub)
	case syntax.OpQuest:
		list, ok := choices(re.Sub[0])
		return append([]string{""}, list...), ok
	case syntax.OpAlternate:
		var list []string
		for _, sub := range re.Sub {
			more, ok := choices(sub)
			if !ok || len(list)+len(more) > mostPhrases {
				return nil, false
			}
			list = append(list, more...)
		}
		return list, true
	}
	return nil, false
}

// needsOf are sets of literals of each of which one must stand in every text
// that the expression matches, rarest first.
func needsOf(re *syntax.Regexp) [][]string {
	var needs [][]string
	parts := flat(re)
	for from := 0; from < len(parts); {
		literals, taken := runOf(parts[from:])
		if taken == 0 {
			literals, taken = literalsOf(parts[from]), 1
		}
		if from += taken; len(literals) > 0 {
			needs = append(needs, literals)
		}
	}
	slices.SortStableFunc(needs, func(a, b []string) int { return shortest(b) - shortest(a) })
	return needs[:min(len(needs), mostNeeds)]
}

// runOf writes the first parts of a sequence out together, where none of them is
// long enough to be looked for by itself: "planned one ", "met a ". It returns how
// many parts these are, 0 when they say no more than one by one.
func runOf(parts []*syntax.Regexp) (list []string, taken int) {
	for n := range parts {
		if literalsOf(parts[n]) != nil {
			break
		}
		texts, ok := written(parts[:n+1])
		if !ok || len(texts) > mostPhrases {
			break
		}
		if !slices.ContainsFunc(texts, func(text string) bool { return len(text) < shortestLiteral }) {
			list, taken = texts, n+1
		}
	}
	return list, taken
}

// literalsOf are strings of which at least one stands in every text that the
// expression matches; none when no such set is known.
func literalsOf(re *syntax.Regexp) []string {
	switch re.Op {
	case syntax.OpLiteral:
		text := string(re.Rune)
		if len(text) < shortestLiteral && !rareSign(text) {
			return nil
		}
		return []string{text}
	case syntax.OpCharClass:
		if len(re.Rune) == 2 && re.Rune[0] == '0' && re.Rune[1] == '9' {
			return strings.Split("0123456789", "")
		}
		return nil
	case syntax.OpCapture, syntax.OpPlus:
		return literalsOf(re.Sub[0])
	case syntax.OpRepeat:
		if re.Min == 0 {
			return nil
		}
		return literalsOf(re.Sub[0])
	case syntax.OpAlternate:
		var all []string
		for _, sub := range re.Sub {
			literals := literalsOf(sub)
			if len(literals) == 0 {
				return nil
			}
			all = append(all, literals...)
		}
		return all
	case syntax.OpConcat:
		var best []string
		for _, sub := range re.Sub {
			if literals := literalsOf(sub); rarer(literals, best) {
				best = literals
			}
		}
		return best
	}
	return nil
}

// rareSign says whether a short literal is worth looking for after all.
func rareSign(text string) bool { return strings.ContainsAny(text, "%$=#?(") }

// rarer says whether a text is less likely to hold one of a than one of b: the
// shortest literal decides, as it is the likeliest to occur by chance.
func rarer(a, b []string) bool {
	if len(a) == 0 || len(b) == 0 {
		return len(a) > 0
	}
	return shortest(a) > shortest(b)
}

func shortest(literals []string) int {
	least := len(strings.TrimSpace(literals[0]))
	for _, literal := range literals[1:] {
		least = min(least, len(strings.TrimSpace(literal)))
	}
	return least
}

func isWordByte(b byte) bool {
	return b >= 'a' && b <= 'z' || b >= '0' && b <= '9' || b >= 'A' && b <= 'Z' || b == '_'
}
