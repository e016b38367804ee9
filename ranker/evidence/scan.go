package evidence

import (
	"fmt"
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
	outcomes map[string]following
	auto     *automaton
}

// way is a branch of an expression that has to be run.
type way struct {
	run   *program // nil when there are heads
	heads *heads   // where alone it can match, if that is known
	needs []int
}

// phraseEnd is an expression that matches where a phrase ends.
type phraseEnd struct {
	pattern    int32
	length     int32
	start, end bool // the phrase begins or ends at the boundary of a word
}

func newPatterns() *patterns {
	return &patterns{ids: map[string]int{}, needs: map[string]int{}, outcomes: map[string]following{}}
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
			follows := p.outcomes[text.text]
			follows.phrases = append(follows.phrases, phraseEnd{int32(id), int32(len(text.text)), text.start, text.end}) //nolint:gosec // some hundred
			p.outcomes[text.text] = follows
		}
		if b.source == "" {
			continue
		}
		one := way{heads: b.heads}
		if one.heads == nil {
			one.run = &program{source: b.source}
		}
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
		follows := p.outcomes[literal]
		follows.needs = append(follows.needs, int32(id)) //nolint:gosec // some thousand
		p.outcomes[literal] = follows
	}
	return id
}

// seal builds the automaton and lets go of what it was built from; expressions
// cannot be added after it.
func (p *patterns) seal() {
	p.auto = newAutomaton(p.outcomes)
	p.ids, p.needs, p.outcomes = nil, nil, nil
}

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
	a, at := p.auto, int32(0)
	for i := range len(text) {
		at = a.step(at, text[i])
		if a.follows[at] == 0 {
			continue
		}
		follows := &a.out[a.follows[at]]
		for _, o := range follows.phrases {
			from := i + 1 - int(o.length)
			if (!o.start || from == 0 || !isWordByte(text[from-1])) && (!o.end || i+1 == len(text) || !isWordByte(text[i+1])) {
				f.sure.add(int(o.pattern))
			}
		}
		for _, need := range follows.needs {
			if !f.have.has(int(need)) {
				f.have.add(int(need))
				for _, id := range p.wanted[need] {
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
		if one := &p.parts[pattern][i]; one.possible(f) && one.match(text) {
			return true
		}
	}
	return false
}

func (w *way) match(text string) bool {
	if w.heads != nil {
		return w.heads.match(text)
	}
	return w.run.match(text)
}

func (w *way) possible(f found) bool {
	for _, need := range w.needs {
		if !f.have.has(need) {
			return false
		}
	}
	return true
}
