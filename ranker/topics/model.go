package topics

import (
	"math"

	"chalkline"
)

// The weights of the model that decides whether an item is about a topic of
// which it has words: a logistic regression over what was found and where. They
// were fitted on 822 labelled feed items, the 306 records of ERIC among them
// also with their descriptors.
const (
	intercept = -2.00

	perTitle    = 1.75 // points in the title, at most mostTitle
	perLead     = 0.45 // points among the first leadWords of the text, at most mostLead
	strongTitle = 1.70 // a strong phrase in the title
	usualTitle  = 0.20
	weakTitle   = -0.80 // in the title, but only in passing
	perStrong   = 1.50  // different strong phrases in the text, at most mostDiffer
	perUsual    = 0.45
	early       = 0.45 // something among the first earlyWords of the text
	both        = 0.25 // in the title and in the text
	ofBest      = 1.80 // its points as a share of the strongest topic's
	isFirst     = 0.35
	isSecond    = 0.50
	company     = 0.20  // topics with a strong phrase, in threes, at most mostCompany
	titleOnly   = 0.45  // there is hardly a text
	perLength   = -1.95 // a fifth of the logarithm of the words, to longText
	perLearned  = 0.35  // what the learned words say
	perVote     = 1.25
	fromSource  = 0.50 // the source usually writes about it
	noSchool    = -1.70
	noSchoolIn  = -0.95 // moreover, for topics whose words are at home elsewhere too

	threshold = -1.0 // where F1 is highest on labelled items
)

// Where the counts above end.
const (
	mostTitle   = 2.0
	mostLead    = 3.0
	mostDiffer  = 3
	mostCompany = 6
	mostVotes   = 3
	hardlyText  = 8    // words
	longText    = 500  // words; none was longer in fitting
	deepDown    = 1500 // words
	leastPoints = 0.8
)

// weigh gives every touched topic its logit.
func (l *List) weigh(s *scratch, source chalkline.Source) {
	first, second, strongs := s.leading()
	all := intercept + perLength*math.Log1p(float64(min(s.words, longText)))/5 + company*float64(min(strongs, mostCompany))/3
	if s.words < hardlyText {
		all += titleOnly
	}
	if !s.about {
		all += noSchool
	}
	best := 0.0
	if first >= 0 {
		best = s.tallies[first].points
	}
	scores := s.bag.scores(s.words)
	for _, i := range s.touched {
		t := &s.tallies[i]
		t.logit = all + t.said() + perLearned*scores[i]
		if best > 0 {
			t.logit += ofBest * t.points / best
		}
		switch i {
		case first:
			t.logit += isFirst
		case second:
			t.logit += isSecond
		}
		if !s.about && l.within[i] {
			t.logit += noSchoolIn
		}
	}
	for _, id := range source.Topics {
		if i, ok := l.index[id]; ok {
			s.tallies[i].logit += fromSource
		}
	}
}

// enough says that the item is about a touched topic. A word in passing and weak
// words alone never are enough, nor are words that are at home elsewhere too
// without a sign of education.
func (l *List) enough(s *scratch, topic int) bool {
	t := &s.tallies[topic]
	named := t.points >= leastPoints && (t.inside[usual] || t.inside[strong] || t.differ[usual]+t.differ[strong] > 0)
	return t.logit >= threshold && (named || t.votes > 0) && (s.about || !l.within[topic] || s.words < fewWords)
}

// said is what the phrases of a topic and the votes for it add to its logit.
func (t *tally) said() float64 {
	sum := perTitle*min(t.title, mostTitle) + perLead*min(t.lead, mostLead) +
		perStrong*float64(min(t.differ[strong], mostDiffer)) + perUsual*float64(min(t.differ[usual], mostDiffer)) +
		perVote*float64(min(t.votes, mostVotes))
	for class, add := range [...]float64{weak: weakTitle, usual: usualTitle, strong: strongTitle} {
		if t.inside[class] {
			sum += add
		}
	}
	if t.early {
		sum += early
	}
	if t.title > 0 && t.lead+t.rest > 0 {
		sum += both
	}
	return sum
}

// leading are the two topics with most points, -1 when there is none, and how many
// topics have a strong phrase.
func (s *scratch) leading() (first, second, strongs int) {
	first, second = -1, -1
	ahead := func(a, b int) bool {
		return b < 0 || s.tallies[a].points > s.tallies[b].points || s.tallies[a].points == s.tallies[b].points && a < b
	}
	for _, i := range s.touched {
		t := &s.tallies[i]
		if t.inside[strong] || t.differ[strong] > 0 {
			strongs++
		}
		switch {
		case t.points == 0:
		case ahead(i, first):
			first, second = i, first
		case ahead(i, second):
			second = i
		}
	}
	return first, second, strongs
}

// weight turns a logit into a weight between 0 and 1: .5 for just enough.
func weight(logit float64) float64 {
	return math.Round(100/(1+math.Exp(threshold-logit))) / 100
}
