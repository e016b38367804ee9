package evidence

// heard are the sentences in which words have a vote: not those that say what was
// found, since strength does not depend on direction, and not those that state a
// fact which moves the score, since it has been counted.
func (r *reading) heard() []*sentence {
	list := make([]*sentence, 0, len(r.sentences))
	for i := range r.sentences {
		if s := &r.sentences[i]; s.title || !r.statesFact(s) && !passageOf(s.plain).reports() {
			list = append(list, s)
		}
	}
	return list
}

// statesFact says whether a sentence holds a fact that moves the score, but for
// sizes, of which words see no more than that there is a number.
func (r *reading) statesFact(s *sentence) bool {
	for i := range r.m.facts {
		if f := &r.m.facts[i]; f.Points != "" && r.m.matches(s, f.match) && !r.m.matches(s, f.unless) {
			return true
		}
	}
	return containsAny(s.plain, lossWords) || containsAny(s.plain, intervalMarks) && interval.MatchString(s.plain)
}
