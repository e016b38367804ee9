package evidence

import (
	"regexp/syntax"
	"slices"
	"strings"
	"unicode/utf8"
)

// mostHeads is how many beginnings an expression may have and still be tried at
// those only.
const mostHeads = 96

// heads are the texts with one of which everything begins that an expression
// matches, each at the boundary of a word. The expression is tried there and nowhere
// else, which is much quicker than to try it at every byte.
type heads struct {
	texts []string
	first [utf8.RuneSelf]uint8 // first byte -> the place of the first of them that begins with it, from 1 on; 0 for none
	run   program              // the expression without its boundary, tied to its start
}

// headsOf are the texts with which an expression begins behind the boundary of a
// word; none when it does not begin so, or may begin in too many ways.
func headsOf(re *syntax.Regexp) []string {
	parts := flat(re)
	if len(parts) < 2 || parts[0].Op != syntax.OpWordBoundary || looksBack(re) {
		return nil
	}
	list, ok := joined(parts[1:])
	if !ok {
		return nil
	}
	texts := make([]string, 0, len(list))
	for _, one := range list {
		if one.text == "" || one.text[0] >= utf8.RuneSelf {
			return nil
		}
		texts = append(texts, one.text)
	}
	slices.Sort(texts)
	return slices.CompactFunc(texts, strings.HasPrefix) // what begins with the head before it needs none of its own
}

// newHeads is an expression with heads.
func newHeads(re *syntax.Regexp, texts []string) *heads {
	h := &heads{texts: texts}
	for i := len(texts) - 1; i >= 0; i-- {
		h.first[texts[i][0]] = uint8(i + 1) //nolint:gosec // at most mostHeads
	}
	tied := &syntax.Regexp{Op: syntax.OpConcat, Flags: re.Flags, Sub: append([]*syntax.Regexp{{Op: syntax.OpBeginText}}, flat(re)[1:]...)}
	h.run.source = tied.String()
	return h
}

// looksBack says whether an expression asks for the start of a text or a line.
func looksBack(re *syntax.Regexp) bool {
	return re.Op == syntax.OpBeginText || re.Op == syntax.OpBeginLine || re.Op == syntax.OpNoWordBoundary || slices.ContainsFunc(re.Sub, looksBack)
}

// match says whether the expression matches in a text.
func (h *heads) match(text string) bool {
	inside := false
	for i := range len(text) {
		c := text[i]
		before := inside
		inside = inWord[c]
		if inside != before && c < utf8.RuneSelf && h.first[c] > 0 && h.at(text[i:]) && h.run.match(text[i:]) {
			return true
		}
	}
	return false
}

// at says whether a text begins with a head.
func (h *heads) at(text string) bool {
	for _, head := range h.texts[h.first[text[0]]-1:] {
		if head[0] != text[0] {
			return false
		}
		if strings.HasPrefix(text, head) {
			return true
		}
	}
	return false
}

// inWord holds the bytes of words.
var inWord = func() (in [256]bool) {
	for c := range in {
		in[c] = isWordByte(byte(c))
	}
	return in
}()

// beginning is a text with which what an expression matches may begin.
type beginning struct {
	text  string
	whole bool // the expression matches just that
}

// beginnings lists with what all that an expression matches may begin; false
// when these are too many to list.
func beginnings(re *syntax.Regexp) ([]beginning, bool) {
	switch re.Op {
	case syntax.OpLiteral:
		return []beginning{{string(re.Rune), true}}, re.Flags&syntax.FoldCase == 0
	case syntax.OpCharClass:
		var list []beginning
		for i := 0; i+1 < len(re.Rune); i += 2 {
			for r := re.Rune[i]; r <= re.Rune[i+1]; r++ {
				if len(list) == 10 {
					return []beginning{{}}, true
				}
				list = append(list, beginning{string(r), true})
			}
		}
		return list, true
	case syntax.OpEmptyMatch, syntax.OpWordBoundary, syntax.OpEndText, syntax.OpEndLine:
		return []beginning{{"", true}}, true
	case syntax.OpCapture:
		return beginnings(re.Sub[0])
	case syntax.OpPlus, syntax.OpRepeat, syntax.OpQuest:
		list, ok := beginnings(re.Sub[0])
		if re.Op != syntax.OpQuest {
			list = slices.Clone(list)
			for i := range list {
				list[i].whole = false
			}
		}
		if re.Op == syntax.OpQuest || re.Op == syntax.OpRepeat && re.Min == 0 {
			list = append(list, beginning{"", true})
		}
		return list, ok
	case syntax.OpAlternate:
		var all []beginning
		for _, sub := range re.Sub {
			list, ok := beginnings(sub)
			if all = append(all, list...); !ok || len(all) > mostHeads {
				return nil, false
			}
		}
		return all, true
	case syntax.OpConcat:
		return joined(re.Sub)
	}
	return []beginning{{}}, true
}

// joined lists the beginnings of a sequence. It stops where they become too many.
func joined(parts []*syntax.Regexp) ([]beginning, bool) {
	all := []beginning{{"", true}}
	for _, part := range parts {
		tails, ok := beginnings(part)
		if !ok {
			return cut(all), true
		}
		var next []beginning
		for _, head := range all {
			if !head.whole {
				next = append(next, head)
				continue
			}
			for _, tail := range tails {
				next = append(next, beginning{head.text + tail.text, tail.whole})
			}
		}
		if len(next) > mostHeads {
			return cut(all), true
		}
		if all = next; !slices.ContainsFunc(all, func(b beginning) bool { return b.whole }) {
			break
		}
	}
	return all, true
}

// cut marks beginnings as going on.
func cut(list []beginning) []beginning {
	list = slices.Clone(list)
	for i := range list {
		list[i].whole = false
	}
	return list
}

// splitHeads parts an expression that begins with a boundary and an alternation:
// the choices with heads from those without, which then cost the others nothing.
func splitHeads(re *syntax.Regexp) []*syntax.Regexp {
	if len(re.Sub) < 3 || re.Sub[0].Op != syntax.OpWordBoundary {
		return []*syntax.Regexp{re}
	}
	choice := re.Sub[1]
	for choice.Op == syntax.OpCapture {
		choice = choice.Sub[0]
	}
	if choice.Op != syntax.OpAlternate {
		return []*syntax.Regexp{re}
	}
	var headed, others []*syntax.Regexp
	for _, sub := range choice.Sub {
		if list, ok := beginnings(sub); ok && !slices.ContainsFunc(list, func(b beginning) bool { return b.text == "" }) {
			headed = append(headed, sub)
		} else {
			others = append(others, sub)
		}
	}
	if len(headed) == 0 || len(others) == 0 {
		return []*syntax.Regexp{re}
	}
	var list []*syntax.Regexp
	for _, first := range append([]*syntax.Regexp{{Op: syntax.OpAlternate, Flags: choice.Flags, Sub: headed}}, others...) {
		whole := &syntax.Regexp{Op: syntax.OpConcat, Flags: re.Flags}
		whole.Sub = append(append(append(whole.Sub, re.Sub[0]), flat(first)...), re.Sub[2:]...)
		list = append(list, whole)
	}
	return list
}
