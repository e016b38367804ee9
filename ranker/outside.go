package ranker

// usualFirst is how many other picks a day has at least that has a place for what
// is outside the reader's usual: one in four at most, usually one in five.
const usualFirst = 3

// addOutside gives one place of the day to the strongest item of grade A or B
// that is only about topics the reader neither follows nor mutes, so that what
// nobody thought of following can be found. Only the first picks of a day have the
// place. Where the places or the minutes of the day are taken, the last of more
// than usualFirst picks makes way.
func (x *choice) addOutside() {
	if !x.asked.any || !x.first || len(x.taken) < usualFirst {
		return
	}
	for _, n := range x.pool.strong {
		e := &x.pool.entries[n]
		if !x.wanted(e) {
			continue
		}
		if m, wanted := x.match(e, n); wanted && m.sum() == 0 && x.makeRoom(e) {
			t := x.score(n)
			t.outside = true
			x.taken = append(x.taken, t)
			x.rest -= e.cost()
			x.room--
			return
		}
	}
}

// makeRoom says whether the entry fits into the day, and lets the last pick go
// where that is needed for it.
func (x *choice) makeRoom(e *entry) bool {
	if x.room > 0 && e.cost() <= x.rest {
		return x.bar(e).IsZero()
	}
	if len(x.taken) <= usualFirst {
		return false
	}
	last := x.taken[len(x.taken)-1]
	cost := x.pool.entries[last.entry].cost()
	x.taken = x.taken[:len(x.taken)-1]
	if e.cost() <= x.rest+cost {
		x.rest += cost
		if x.bar(e).IsZero() {
			x.room++
			return true
		}
		x.rest -= cost
	}
	x.taken = append(x.taken, last)
	return false
}

// score is an entry as it would be taken, whether it may be or not.
func (x *choice) score(n int) taken {
	e := &x.pool.entries[n]
	m, _ := x.match(e, n)
	a := x.addends(e, &m)
	taste, _ := x.taste(e)
	return taken{entry: n, main: m.main, total: a.sum() + taste, over: e.cost() > x.budget}
}
