package ranker

import (
	"cmp"
	"math"
	"slices"

	"chalkline"
)

// What is left of an item's score, for its turn, with each pick of the day that
// is chiefly about the same topic or from the same source. A fourth item on one
// topic keeps .61: one on another followed topic goes before it that has two
// thirds of its score.
const (
	sameTopic  = 0.85
	sameSource = 0.80
)

// choice is the making of one reader's picks.
type choice struct {
	r       Request
	pool    *Pool
	asked   wishes
	weights weights

	least     byte
	languages [][2]byte
	phases    phaseSet
	subjects  []int
	country   [2]byte

	budget int  // minutes of a day
	rest   int  // of them left
	room   int  // picks left
	first  bool // nothing was given today

	queue []turn
	named bits    // entries that may match
	next  int     // entries before it were queued or left out
	most  float64 // points that an entry can gain at most from what is the reader's own, in quarters
	times float64 // the highest weight of what is the entry's own
	taken []taken

	watched int            // the entry that is being explained, -1 for none
	passed  chalkline.Text // why it was passed over
}

// taken is an entry that was chosen.
type taken struct {
	entry   int
	main    int     // the topic that counts for variety, -1 for none
	total   int     // its score in quarters
	fine    float64 // its score before parts were rounded
	over    bool    // it takes longer than a day's minutes
	outside bool
}

func newChoice(r Request) *choice {
	x := &choice{r: r, pool: r.Pool, watched: -1}
	if x.pool == nil {
		x.pool = Prepare(r.Candidates, r.Now)
	}
	wants, class := r.Reader.Wants, r.Reader.Class
	x.asked = newWishes(x.pool, r.Follows, r.Matches)
	x.weights = weightsOf(wants)
	x.least = 'E'
	if wants.Least != "" {
		x.least = wants.Least[0]
	}
	for _, l := range wants.Languages {
		x.languages = append(x.languages, code(l))
	}
	x.phases, x.country = phasesOf(class.Phases), code(class.Country)
	for _, s := range class.Subjects {
		if n, ok := x.pool.topics[s]; ok {
			x.subjects = append(x.subjects, n)
		}
	}
	x.budget = max(1, wants.Budget())
	x.rest, x.room, x.first = x.budget-r.Spent, PerDay, r.Spent == 0
	for _, n := range r.Today {
		x.room -= n
		x.first = x.first && n == 0
	}
	return x
}

// choose takes the best for the reader, one after the other, until the places or
// the minutes of the day are taken.
//
// Each turn goes to the entry with the most points after what is taken off for
// picks like it. What is taken off only grows, and taste adds mostTaste at most:
// so what an entry was worth in an earlier turn, or before its taste was asked
// for, is a bound, and only entries that come to the top are worked out anew. Nor
// are entries looked at whose own points are too few to be carried to the top.
func (x *choice) choose() {
	if x.room <= 0 || x.rest <= 0 {
		return
	}
	x.reach()
	x.named = x.asked.named(x.pool)
	if queue, ok := x.pool.turns.Get().(*[]turn); ok {
		x.queue = (*queue)[:0]
	}
	defer func() {
		queue := x.queue
		x.queue = nil
		x.pool.turns.Put(&queue)
	}()
	for x.room > 0 && x.rest > 0 {
		if x.line(); len(x.queue) == 0 {
			break
		}
		t := &x.queue[0]
		if why := x.bar(&x.pool.entries[t.entry]); !why.IsZero() {
			if t.entry == x.watched {
				x.passed = why
			}
			x.leave()
			continue
		}
		if t.asked != len(x.taken)+1 {
			x.ask(t)
			x.sink(0)
			continue
		}
		x.take(*t)
		x.leave()
	}
	slices.SortStableFunc(x.taken, func(a, b taken) int {
		return cmp.Or(cmp.Compare(b.total, a.total), cmp.Compare(b.fine, a.fine), x.pool.entries[a.entry].before(&x.pool.entries[b.entry]))
	})
	x.addOutside()
}

// turn is an entry that waits to be chosen.
type turn struct {
	key   float64 // its points for this turn, or a bound of them, in quarters
	total int     // its score, or a bound of it
	entry int
	main  int
	fine  float64 // likewise, before parts were rounded
	asked int     // in which turn key and total were worked out, from 1; 0 for bounds
}

// ahead orders turns.
func (x *choice) ahead(a, b *turn) bool {
	if a.key != b.key {
		return a.key > b.key
	}
	if a.total != b.total {
		return a.total > b.total
	}
	if a.fine != b.fine {
		return a.fine > b.fine
	}
	return x.pool.entries[a.entry].before(&x.pool.entries[b.entry]) < 0
}

// reach works out how far what is the reader's own can carry an entry.
func (x *choice) reach() {
	w, rest := &x.weights, 1.0
	switch {
	case !x.asked.any:
		rest = aside
	case len(x.asked.queries)+len(x.asked.authors) > 0:
		x.most = w.topic * (mostTopic + mostSource + mostAuthor + mostQuery)
	default:
		x.most = w.topic * (mostTopic + mostSource)
	}
	x.most += w.class*(classPhase+classSubject+classCountry) + w.length*rest*mostLength
	if x.r.Taste != nil {
		x.most += w.taste * mostTaste
	}
	x.most = 4*x.most + roundings
	x.times = 4 * max(w.evidence, w.freshness*rest, w.rarity*rest)
}

// roundings is what rounding ten parts to quarters can add, in quarters.
const roundings = 5.0

// line queues entries that the reader may be given, until none that is left can
// come before the first of the queue.
func (x *choice) line() {
	most := 0
	if x.r.Taste != nil {
		most = quarters(x.weights.taste * mostTaste)
	}
	for ; x.next < len(x.pool.entries); x.next++ {
		if !x.named.has(x.next) {
			continue
		}
		n, e := x.next, &x.pool.entries[x.next]
		if len(x.queue) > 0 && x.queue[0].key > x.times*e.own()+x.most {
			return
		}
		if !x.wanted(e) {
			continue
		}
		m, wanted := x.match(e, n)
		if !wanted || x.asked.any && m.sum() == 0 || !m.worth(e) {
			continue
		}
		a := x.addends(e, &m)
		total := a.sum() + most
		x.queue = append(x.queue, turn{key: float64(total), total: total, fine: a.fine + x.weights.taste*mostTaste, entry: n, main: m.main})
		x.rise(len(x.queue) - 1)
	}
}

// rise puts turn i of the heap in its place among those above.
func (x *choice) rise(i int) {
	for i > 0 {
		up := (i - 1) / 2
		if !x.ahead(&x.queue[i], &x.queue[up]) {
			return
		}
		x.queue[i], x.queue[up] = x.queue[up], x.queue[i]
		i = up
	}
}

// sink puts turn i of the heap in its place among those below.
func (x *choice) sink(i int) {
	for {
		next := 2*i + 1
		if next >= len(x.queue) {
			return
		}
		if other := next + 1; other < len(x.queue) && x.ahead(&x.queue[other], &x.queue[next]) {
			next = other
		}
		if !x.ahead(&x.queue[next], &x.queue[i]) {
			return
		}
		x.queue[i], x.queue[next] = x.queue[next], x.queue[i]
		i = next
	}
}

// leave takes the first out of the queue.
func (x *choice) leave() {
	last := len(x.queue) - 1
	x.queue[0] = x.queue[last]
	x.queue = x.queue[:last]
	x.sink(0)
}

// ask works out what an entry is worth in this turn.
func (x *choice) ask(t *turn) {
	e := &x.pool.entries[t.entry]
	if t.asked == 0 && x.r.Taste != nil {
		most := quarters(x.weights.taste * mostTaste)
		taste, fine := x.taste(e)
		t.total += taste - most
		t.fine += fine - x.weights.taste*mostTaste
	}
	t.asked = len(x.taken) + 1
	t.key = float64(t.total)
	if t.total <= 0 {
		return // taking a share off would add
	}
	topics, sources := 0, x.r.Today[e.candidate.Item.SourceID]
	for _, o := range x.taken {
		if o.main == t.main && t.main >= 0 {
			topics++
		}
		if x.pool.entries[o.entry].source == e.source {
			sources++
		}
	}
	t.key *= math.Pow(sameTopic, float64(topics)) * math.Pow(sameSource, float64(sources))
}

// taste is what taste adds, in quarters and as it is in points.
func (x *choice) taste(e *entry) (rounded int, fine float64) {
	if x.r.Taste == nil || x.weights.taste == 0 {
		return 0, 0
	}
	score := x.r.Taste(e.candidate)
	if math.IsNaN(score) {
		return 0, 0
	}
	fine = x.weights.taste * mostTaste * max(-1, min(1, score))
	return quarters(fine), fine
}

func (x *choice) take(t turn) {
	e := &x.pool.entries[t.entry]
	x.taken = append(x.taken, taken{entry: t.entry, main: t.main, total: t.total, fine: t.fine, over: e.cost() > x.budget})
	x.rest -= e.cost()
	x.room--
}

// wanted says that the entry has the grade, kind and language that the reader
// wants.
func (x *choice) wanted(e *entry) bool {
	return e.grade != 0 && e.grade <= x.least && !(e.opinion && x.r.Reader.Wants.NoOpinion) && x.reads(e)
}

// reads says that the reader reads the entry's language, or that it is not known.
func (x *choice) reads(e *entry) bool {
	return len(x.languages) == 0 || e.language == [2]byte{} || slices.Contains(x.languages, e.language)
}

// bar says in words what keeps a wanted entry from being chosen now, and for the
// rest of the day; empty for nothing.
func (x *choice) bar(e *entry) chalkline.Text {
	sources := x.r.Today[e.candidate.Item.SourceID]
	for _, o := range x.taken {
		other := &x.pool.entries[o.entry]
		if other.story == e.story && e.story != 0 {
			return chalkline.Textf("Another item of the same story is stronger for you.")
		}
		if other.source == e.source {
			sources++
		}
	}
	switch {
	case x.given(e):
		return chalkline.Textf("You were given this story before.")
	case sources >= PerSource:
		return chalkline.Textf("Its source has its two picks of the day.")
	case e.cost() > x.rest && !(x.first && len(x.taken) == 0):
		return chalkline.Counted(e.cost(), "It takes %s minute to read, more than is left of your minutes.", "It takes %s minutes to read, more than is left of your minutes.")
	}
	return chalkline.Text{}
}

// given says that the reader was given the story before.
func (x *choice) given(e *entry) bool { return e.story != 0 && x.r.Picked[e.story] }

// picks writes out what was chosen.
func (x *choice) picks() []chalkline.Pick {
	if len(x.taken) == 0 {
		return nil
	}
	picks := make([]chalkline.Pick, len(x.taken))
	for n, t := range x.taken {
		picks[n] = x.pick(t)
	}
	return picks
}
