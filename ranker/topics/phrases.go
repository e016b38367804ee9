package topics

import (
	"fmt"
	"strings"
)

// A phrase is one entry of the topic list as the matcher knows it.
type phrase struct {
	topic  int // index of the topic; education for a sign that an item is about education
	points float64
	class  class
	number int // of the entry, so that its spellings count as one
}

// education stands where a topic's index stands, for the words of the list's
// head.
const education = -1

// A class is how much a phrase says.
type class uint8

const (
	against class = iota // mistaken for the topic
	weak                 // needs company
	usual                // enough in the title
	strong               // enough alone
)

// What a phrase of a class says where it counts fully. A topic needs 1.
var classPoints = [...]float64{weak: 0.3, usual: 0.55, strong: 1}

// phrases finds the phrases of the topic list in a sequence of words.
//
// Words of the list have numbers. A phrase is a path of such numbers through a
// tree, which is kept as a map from node and number to node.
type phrases struct {
	exact    map[string]int32      // a word, or "^" and an acronym
	open     map[[3]byte][]opening // words that end in *, by their first letters
	edges    map[[2]int32]int32
	ends     map[int32][]phrase // by node
	nodes    int32
	numbers  int32
	entries  int
	starting []bool // by number: some phrase begins with it
}

type opening struct {
	prefix string
	number int32
}

// add takes a phrase up. In its words a * at the end stands for any letters, a ?
// makes the letter before it optional, and capitals mean an acronym that is
// written so.
func (p *phrases) add(text string, topic int, c class) error {
	number := p.entries
	p.entries++
	for _, spelling := range spellings(text) {
		if err := p.addSpelling(spelling, phrase{topic: topic, points: classPoints[c], class: c, number: number}); err != nil {
			return err
		}
	}
	return nil
}

func (p *phrases) addSpelling(text string, ph phrase) error {
	if p.exact == nil {
		p.exact, p.open = map[string]int32{}, map[[3]byte][]opening{}
		p.edges, p.ends = map[[2]int32]int32{}, map[int32][]phrase{}
	}
	node, length := int32(0), 0
	words := scanner{text: text}
	for {
		w, ok := words.next()
		if !ok {
			break
		}
		number, err := p.number(w)
		if err != nil {
			return err
		}
		if length == 0 {
			for len(p.starting) <= int(number) {
				p.starting = append(p.starting, false)
			}
			p.starting[number] = true
		}
		length++
		edge := [2]int32{node, number}
		if _, ok := p.edges[edge]; !ok {
			p.nodes++
			p.edges[edge] = p.nodes
		}
		node = p.edges[edge]
	}
	if length == 0 || length > maxPhrase {
		return fmt.Errorf("a phrase has 1 to %d words, not %d", maxPhrase, length)
	}
	for _, other := range p.ends[node] {
		if other.topic == ph.topic && other.number != ph.number {
			return fmt.Errorf("the phrase %q stands there twice, perhaps in another spelling", text)
		}
	}
	p.ends[node] = append(p.ends[node], ph)
	return nil
}

// maxPhrase is the length of the longest phrase, in words.
const maxPhrase = 6

func (p *phrases) number(w word) (int32, error) {
	if w.open {
		prefix := string(w.text)
		if len(prefix) < 3 {
			return 0, fmt.Errorf("%q is too short for a *", prefix)
		}
		key := [3]byte([]byte(prefix))
		for _, o := range p.open[key] {
			if o.prefix == prefix {
				return o.number, nil
			}
		}
		p.open[key] = append(p.open[key], opening{prefix, p.numbers})
		p.numbers++
		return p.numbers - 1, nil
	}
	key := string(w.text)
	if w.capitals && strings.ToLower(key) != strings.ToUpper(key) {
		key = "^" + key
	}
	if _, ok := p.exact[key]; !ok {
		p.exact[key] = p.numbers
		p.numbers++
	}
	return p.exact[key], nil
}

// spellings writes out the optional letters of a phrase.
func spellings(text string) []string {
	i := strings.IndexByte(text, '?')
	if i <= 0 {
		return []string{text}
	}
	var all []string
	for _, rest := range spellings(text[i+1:]) {
		all = append(all, text[:i]+rest, text[:i-1]+rest)
	}
	return all
}

// token is a word of an item by its numbers; most words have none.
type token struct {
	numbers    [4]int32
	count      int8
	start, end int32
}

// token looks a word up. Capitals says whether capitals mean anything in this
// text.
func (p *phrases) token(w word, capitals bool) token {
	t := token{start: int32(w.start), end: int32(w.end)} //nolint:gosec // a text is far shorter than 2 GB
	if n, ok := p.exact[string(w.text)]; ok {
		t.push(n)
	}
	if w.capitals && capitals && len(w.text) < 16 {
		var key [17]byte
		key[0] = '^'
		if n, ok := p.exact[string(key[:1+copy(key[1:], w.text)])]; ok {
			t.push(n)
		}
	}
	if len(w.text) >= 3 {
		for _, o := range p.open[[3]byte(w.text)] {
			if len(w.text) >= len(o.prefix) && string(w.text[:len(o.prefix)]) == o.prefix {
				t.push(o.number)
			}
		}
	}
	return t
}

func (t *token) push(number int32) {
	if int(t.count) < len(t.numbers) {
		t.numbers[t.count] = number
		t.count++
	}
}

// find calls found for every phrase that begins at the first of the tokens, with
// its length in words.
func (p *phrases) find(tokens []token, node int32, length int, found func(phrase, int)) {
	if length == len(tokens) || length == maxPhrase {
		return
	}
	t := &tokens[length]
	for _, number := range t.numbers[:t.count] {
		if length == 0 && (int(number) >= len(p.starting) || !p.starting[number]) {
			continue
		}
		next, ok := p.edges[[2]int32{node, number}]
		if !ok {
			continue
		}
		for _, ph := range p.ends[next] {
			found(ph, length+1)
		}
		p.find(tokens, next, length+1, found)
	}
}
