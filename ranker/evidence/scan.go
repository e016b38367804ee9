package evidence

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// bits is a set of small numbers.
type bits []uint64

func (b bits) add(n int)      { b[n/64] |= 1 << (n % 64) }
func (b bits) has(n int) bool { return b[n/64]&(1<<(n%64)) != 0 }

// patterns is a set of regular expressions that is read against one sentence
// at a time. Each is split into branches. One pass over the sentence (the
// automaton of Aho and Corasick over all phrases and literals) finds which
// expressions match by a phrase, and which literals are there; a branch is run
// only when the literals that it needs are. Sentences are lower case, and so are
// the expressions.
type patterns struct {
	ids      map[string]int // expression -> its number, so that equal ones are one
	parts    [][]way        // the branches of each expression
	needs    map[string]int // set of literals -> its number
	wanted   [][]int        // by set: the expressions that it makes possible
	always   []int          // expressions with a branch that needs nothing
	outcomes map[string][]outcome
	auto     *automaton
}

// way is a branch of an expression that has to be run.
type way struct {
	run   *regexp.Regexp
	needs []int
}

// outcome is what follows when a literal is found: an expression matches, or a
// set is satisfied.
type outcome struct {
	pattern    int // the expression that matches, or -1
	need       int // the set that is satisfied, or -1
	start, end bool
	length     int
}

func newPatterns() *patterns {
	return &patterns{ids: map[string]int{}, needs: map[string]int{}, outcomes: map[string][]outcome{}}
}

// add compiles an expression and returns its number.
func (p *patterns) add(source string) (int, error) {
	if id, ok := p.ids[source]; ok {
		return id, nil
	}
	split, err := branches(source)
	if err != nil {
		return 0, fmt.Errorf("pattern %q: %w", source, err)
	}
	id := len(p.parts)
	var parts []way
	for _, b := range split {
		for _, text := range b.phrases {
			p.outcomes[text.text] = append(p.outcomes[text.text], outcome{id, -1, text.start, text.end, len(text.text)})
		}
		if b.source == "" {
			continue
		}
		compiled, err := regexp.Compile(b.source)
		if err != nil {
			return 0, fmt.Errorf("pattern %q: branch %q: %w", source, b.source, err)
		}
		one := way{run: compiled}
		for i, literals := range b.needs {
			need := p.need(literals)
			one.needs = append(one.needs, need)
			if i == 0 {
				p.wanted[need] = append(p.wanted[need], id)
			}
		}
		if len(b.needs) == 0 {
			p.always = append(p.always, id)
		}
		parts = append(parts, one)
	}
	p.parts = append(p.parts, parts)
	p.ids[source] = id
	return id, nil
}

// need is the number of a set of literals.
func (p *patterns) need(literals []string) int {
	literals = slices.Compact(slices.Sorted(slices.Values(literals)))
	key := strings.Join(literals, "\x00")
	if id, ok := p.needs[key]; ok {
		return id
	}
	id := len(p.wanted)
	p.needs[key] = id
	p.wanted = append(p.wanted, nil)
	for _, literal := range literals {
		p.outcomes[literal] = append(p.outcomes[literal], outcome{-1, id, false, false, len(literal)})
	}
	return id
}

// seal builds the automaton; expressions cannot be added after it.
func (p *patterns) seal() { p.auto = newAutomaton(p.outcomes) }

// found is what one pass over a sentence brought.
type found struct {
	sure bits // expressions that match by a phrase
	may  bits // expressions that may match
	have bits // sets of literals that are satisfied
}

// scan passes over a sentence.
func (p *patterns) scan(text string) found {
	count := (len(p.parts) + 63) / 64
	all := make(bits, 2*count+(len(p.wanted)+63)/64)
	f := found{all[:count:count], all[count : 2*count : 2*count], all[2*count:]}
	for _, id := range p.always {
		f.may.add(id)
	}
	a, at := p.auto, 0
	for i := range len(text) {
		at = int(a.next[at*a.width+a.class[text[i]]])
		for _, o := range a.out[at] {
			if o.pattern >= 0 {
				if (!o.start || i < o.length || !isWordByte(text[i-o.length])) && (!o.end || i+1 == len(text) || !isWordByte(text[i+1])) {
					f.sure.add(o.pattern)
				}
				continue
			}
			if !f.have.has(o.need) {
				f.have.add(o.need)
				for _, id := range p.wanted[o.need] {
					f.may.add(id)
				}
			}
		}
	}
	return f
}

// matches runs an expression on the sentence that was passed over.
func (p *patterns) matches(f found, text string, pattern int) bool {
	if f.sure.has(pattern) {
		return true
	}
	if !f.may.has(pattern) {
		return false
	}
	for i := range p.parts[pattern] {
		if one := &p.parts[pattern][i]; one.possible(f) && one.run.MatchString(text) {
			return true
		}
	}
	return false
}

func (w *way) possible(f found) bool {
	for _, need := range w.needs {
		if !f.have.has(need) {
			return false
		}
	}
	return true
}

// automaton finds all of a set of literals in one pass over a text.
type automaton struct {
	class  [256]int // bytes that no literal holds share class 0
	width  int
	states int32
	next   []int32     // state*width + class -> state
	out    [][]outcome // what follows in each state
}

func newAutomaton(found map[string][]outcome) *automaton {
	a := &automaton{width: 1}
	for literal := range found {
		for i := range len(literal) {
			if a.class[literal[i]] == 0 {
				a.class[literal[i]] = a.width
				a.width++
			}
		}
	}
	a.addState()
	for literal, outcomes := range found {
		at := 0
		for i := range len(literal) {
			edge := at*a.width + a.class[literal[i]]
			if a.next[edge] == 0 {
				a.next[edge] = a.addState()
			}
			at = int(a.next[edge])
		}
		a.out[at] = append(a.out[at], outcomes...)
	}
	a.link()
	return a
}

// addState adds a state without edges and returns its number.
func (a *automaton) addState() int32 {
	a.next = append(a.next, make([]int32, a.width)...)
	a.out = append(a.out, nil)
	a.states++
	return a.states - 1
}

// link replaces missing edges by those of the longest suffix, breadth first.
func (a *automaton) link() {
	suffix := make([]int32, len(a.out))
	var queue []int32
	for c := range a.width {
		if to := a.next[c]; to != 0 {
			queue = append(queue, to)
		}
	}
	for len(queue) > 0 {
		at := queue[0]
		queue = queue[1:]
		back := suffix[at]
		a.out[at] = append(a.out[at], a.out[back]...)
		for c := range a.width {
			edge := int(at)*a.width + c
			behind := a.next[int(back)*a.width+c]
			if to := a.next[edge]; to != 0 {
				suffix[to] = behind
				queue = append(queue, to)
			} else {
				a.next[edge] = behind
			}
		}
	}
}
