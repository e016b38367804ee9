package web

import (
	"cmp"
	"slices"

	"chalkline"
	"chalkline/store"
)

// filterView is what filters offer, with how many picks each leaves.
type filterView struct {
	On     bool
	Groups []filterGroup  // none when there is nothing to filter
	Sum    chalkline.Text // how many picks fit
	Capped chalkline.Text // that older picks are not looked at; "" when all are
}

// filterGroup are filters of one sort.
type filterGroup struct {
	Label chalkline.Text
	Chips []filterChip
}

// filterChip is one filter, as a link that sets it, or clears it when it is on.
type filterChip struct {
	Label   chalkline.Text
	Address string
	Count   int // picks that are left with it
	On      bool
}

// mostTopicChips is how many of a reader's topics are offered, those of the most
// picks.
const mostTopicChips = 12

// newFilterView offers what can be filtered by among some picks. What would leave
// none or all is not offered.
func (s *server) newFilterView(f picksFilter, facts []store.PickFacts, topics []chalkline.TopicID) filterView {
	view := filterView{On: f.on()}
	if len(facts) == 0 {
		return view
	}
	choice := func(label chalkline.Text, on bool, set, unset func(*picksFilter)) []filterChip {
		without := f
		unset(&without)
		if on {
			return []filterChip{{Label: label, Address: without.address(0), Count: f.count(facts), On: true}}
		}
		with := without
		set(&with)
		n := with.count(facts)
		if n == 0 || n == without.count(facts) {
			return nil
		}
		return []filterChip{{Label: label, Address: with.address(0), Count: n}}
	}
	grade := func(least chalkline.Grade, label chalkline.Text) []filterChip {
		return choice(label, f.Least == least, func(t *picksFilter) { t.Least = least }, func(t *picksFilter) { t.Least = "" })
	}
	what := func(name string, label chalkline.Text) []filterChip {
		return choice(label, f.What == name, func(t *picksFilter) { t.What = name }, func(t *picksFilter) { t.What = "" })
	}
	minutes := func(n int) []filterChip {
		return choice(chalkline.Textf("Up to %d min", n), f.Minutes == n, func(t *picksFilter) { t.Minutes = n }, func(t *picksFilter) { t.Minutes = 0 })
	}
	var about []filterChip
	for _, topic := range f.withTopic(topics) {
		known, _ := s.Topics.Topic(topic)
		about = append(about, choice(chalkline.Textf(known.Label), f.Topic == topic, func(t *picksFilter) { t.Topic = topic }, func(t *picksFilter) { t.Topic = "" })...)
	}
	slices.SortStableFunc(about, func(a, b filterChip) int {
		return cmp.Or(trueFirst(a.On, b.On), cmp.Compare(b.Count, a.Count))
	})
	times := slices.Concat(minutes(3), minutes(5), minutes(10))
	if f.Minutes != 0 && f.Minutes != 3 && f.Minutes != 5 && f.Minutes != 10 {
		times = append(times, minutes(f.Minutes)...)
	}
	for _, g := range []filterGroup{
		{chalkline.Textf("Evidence"), slices.Concat(grade(chalkline.GradeA, chalkline.Textf("%s only", "A")), grade(chalkline.GradeB, chalkline.Textf("%s or better", "B")), grade(chalkline.GradeC, chalkline.Textf("%s or better", "C")), otherGrade(f, grade))},
		{chalkline.Textf("Kind"), slices.Concat(what("reviews", chalkline.Textf("Reviews")), what("trials", chalkline.Textf("Trials")), what("practice", chalkline.Textf("Practice")))},
		{chalkline.Textf("My topics"), about[:min(len(about), mostTopicChips)]},
		{chalkline.Textf("Minutes"), times},
		{chalkline.Textf("Only"), slices.Concat(
			choice(chalkline.Textf("Not answered"), f.Unanswered, func(t *picksFilter) { t.Unanswered = true }, func(t *picksFilter) { t.Unanswered = false }),
			choice(chalkline.Textf("Free to read"), f.Free, func(t *picksFilter) { t.Free = true }, func(t *picksFilter) { t.Free = false }),
		)},
	} {
		if len(g.Chips) > 0 {
			view.Groups = append(view.Groups, g)
		}
	}
	fit := f.count(facts)
	view.Sum = chalkline.Counted(len(facts), "%[2]s of %[1]s pick.", "%[2]s of %[1]s picks.", chalkline.Counted(fit, "%s", "%s"))
	if len(facts) == mostFiltered {
		view.Capped = chalkline.Counted(mostFiltered, "Filters look at your newest %s pick.", "Filters look at your newest %s picks.")
	}
	return view
}

// otherGrade is the filter of a grade that is not usually offered, while it is on.
func otherGrade(f picksFilter, grade func(chalkline.Grade, chalkline.Text) []filterChip) []filterChip {
	if f.Least != chalkline.GradeD && f.Least != chalkline.GradeE {
		return nil
	}
	return grade(f.Least, chalkline.Textf("%s or better", string(f.Least)))
}

func trueFirst(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}

// followedTopics are the topics that a reader follows and that the list has.
func (s *server) followedTopics(follows []chalkline.Follow) []chalkline.TopicID {
	var topics []chalkline.TopicID
	for _, f := range follows {
		if _, known := s.Topics.Topic(chalkline.TopicID(f.Value)); f.Kind == chalkline.FollowTopic && !f.Mute && known {
			topics = append(topics, chalkline.TopicID(f.Value))
		}
	}
	return topics
}
