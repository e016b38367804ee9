package evidence

import (
	"maps"
	"slices"
)

// automaton finds all of a set of literals in one pass over a text (Aho and
// Corasick). States are numbered by their depth, so that the children of a state
// stand side by side. The first ones, in which nearly all of a text is spent, have
// a table; the many others, which would fill one with little, have a list.
type automaton struct {
	table   [][256]int32 // of the first states: byte -> state
	child   []int32      // the first child; those of state s end where those of s+1 begin
	label   []byte       // the byte that leads to a state
	suffix  []int32      // the longest suffix that is a state too
	follows []int32      // what follows there, in out; 0 for nothing
	out     []following
}

// tableDepth is the depth down to which states have a table.
const tableDepth = 2

// following is what follows when a literal is found.
type following struct {
	phrases []phraseEnd
	needs   []int32 // sets that are satisfied
}

func newAutomaton(found map[string]following) *automaton {
	literals := slices.Sorted(maps.Keys(found))
	a := &automaton{out: make([]following, 1)}
	a.addState(0, 0, following{})
	// Each state stands for the literals that begin with the same bytes: a range,
	// as they are sorted.
	type span struct{ from, to int }
	level := []span{{0, len(literals)}}
	first := 0 // the state of the first of the level
	for depth := 0; len(level) > 0; depth++ {
		var next []span
		for i, s := range level {
			state := first + i
			a.child[state] = int32(len(a.label)) //nolint:gosec // some ten thousand
			for from := s.from; from < s.to; {
				if len(literals[from]) == depth { // ends in this state
					from++
					continue
				}
				b, to := literals[from][depth], from+1
				for to < s.to && literals[to][depth] == b {
					to++
				}
				var ends following
				if len(literals[from]) == depth+1 {
					ends = found[literals[from]]
				}
				a.addState(b, a.suffixOf(state, b), ends)
				next = append(next, span{from, to})
				from = to
			}
		}
		if depth <= tableDepth {
			a.addTables(first, len(level))
		}
		first += len(level)
		level = next
	}
	a.child = append(a.child, int32(len(a.label))) //nolint:gosec // some ten thousand
	return a
}

// addState adds a state; what follows in its longest suffix follows in it too.
func (a *automaton) addState(label byte, suffix int32, ends following) {
	if len(a.label) > 0 {
		behind := a.out[a.follows[suffix]]
		ends.phrases = slices.Concat(ends.phrases, behind.phrases)
		ends.needs = slices.Concat(ends.needs, behind.needs)
	}
	follows := 0
	if len(ends.phrases)+len(ends.needs) > 0 {
		slices.Sort(ends.needs)
		ends.needs = slices.Compact(ends.needs)
		follows = len(a.out)
		a.out = append(a.out, ends)
	}
	a.label = append(a.label, label)
	a.suffix = append(a.suffix, suffix)
	a.child = append(a.child, 0)
	a.follows = append(a.follows, int32(follows))
}

// suffixOf is the longest suffix of the child of a state.
func (a *automaton) suffixOf(state int, b byte) int32 {
	if state == 0 {
		return 0
	}
	return a.step(a.suffix[state], b)
}

// addTables gives tables to some states whose children are known.
func (a *automaton) addTables(first, count int) {
	for state := first; state < first+count; state++ {
		var row [256]int32
		if state > 0 {
			row = a.table[a.suffix[state]]
		}
		end := int32(len(a.label)) //nolint:gosec // some ten thousand
		if state+1 < first+count {
			end = a.child[state+1]
		}
		for c := a.child[state]; c < end; c++ {
			row[a.label[c]] = c
		}
		a.table = append(a.table, row)
	}
}

// step is the state behind a byte.
func (a *automaton) step(at int32, b byte) int32 {
	for int(at) >= len(a.table) {
		for c := a.child[at]; c < a.child[at+1]; c++ {
			if a.label[c] == b {
				return c
			}
		}
		at = a.suffix[at]
	}
	return a.table[at][b]
}
