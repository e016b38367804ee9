package ranker

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"chalkline"
)

// otherSideYears is how old the other side may be: what was found before schools
// changed says less about a claim of today.
const otherSideYears = 5

// OtherSideSince is from when on Request.Against is of use.
func OtherSideSince(now time.Time) time.Time { return now.AddDate(-otherSideYears, 0, 0) }

// against is the item that speaks against a candidate, 0 for none.
//
// Only a result that something helped, graded C or better, has another side. It
// is the strongest item of Request.Against that is chiefly about the same topic,
// is graded C or better, found no effect, harm or a mixed picture, is of another
// story, not older than five years, in a language that the reader reads, and not
// muted. A broad topic in common does not make it the same question: it shares a
// school subject too that is not the topic itself, or a word of the title that is
// neither usual in titles about education nor one the topic is known by. Where
// both say for which phases they are, they share one. Rather none than one that
// misses the claim.
func (x *choice) against(c *chalkline.Candidate) chalkline.ItemID {
	if c.Direction != chalkline.DirectionPositive || !counts(c) {
		return 0
	}
	var found *chalkline.Candidate
	for _, topic := range chief(c.Topics) {
		list := x.r.Against[topic]
		if len(list) == 0 {
			continue
		}
		words := x.tellingWords(c, topic)
		for i := range list {
			o := &list[i]
			if found != nil && stronger(o, found) >= 0 || !x.speaksAgainst(o, c) || !slices.Contains(chief(o.Topics), topic) {
				continue
			}
			if (sharesSubject(o, c, topic) || shareWord(words, x.tellingWords(o, topic))) && !x.mutes(o) {
				found = o
			}
		}
	}
	if found == nil {
		return 0
	}
	return found.Item.ID
}

// counts says that the evidence is good enough to be set against other evidence.
func counts(c *chalkline.Candidate) bool { return pickable(c) && c.Appraisal.Grade <= chalkline.GradeC }

// stronger orders by evidence, then the newer first.
func stronger(a, b *chalkline.Candidate) int {
	return cmp.Or(cmp.Compare(b.Appraisal.Score, a.Appraisal.Score), b.Item.Date().Compare(a.Item.Date()), cmp.Compare(a.Item.ID, b.Item.ID))
}

// speaksAgainst says that o is a result that may be the other side of c, if it is
// about the same question. What was written about studies is no result: it may be
// about the very study that it would stand beside.
func (x *choice) speaksAgainst(o, c *chalkline.Candidate) bool {
	switch o.Direction {
	case chalkline.DirectionNull, chalkline.DirectionNegative, chalkline.DirectionMixed:
	default:
		return false
	}
	own, other := phasesOf(c.For.Phases), phasesOf(o.For.Phases)
	return counts(o) && !o.Appraisal.SecondHand && o.Item.ID != c.Item.ID && (o.Item.StoryID == 0 || o.Item.StoryID != c.Item.StoryID) &&
		!o.Item.Date().Before(OtherSideSince(x.r.Now)) &&
		(own == 0 || other == 0 || own&other != 0) && x.reads(&entry{language: code(cmp.Or(o.Item.Language, o.SourceLanguage))})
}

// mutes says that the reader muted a source, topic or author of an item that is
// no candidate, or words of its title.
func (x *choice) mutes(c *chalkline.Candidate) bool {
	return slices.ContainsFunc(x.r.Follows, func(f chalkline.Follow) bool {
		if !f.Mute {
			return false
		}
		value := foldFollow(f)
		switch f.Kind {
		case chalkline.FollowSource:
			return value == strconv.FormatInt(int64(c.Item.SourceID), 10)
		case chalkline.FollowTopic:
			return slices.ContainsFunc(c.Topics, func(m chalkline.TopicMatch) bool { return string(m.Topic) == value })
		case chalkline.FollowAuthor:
			return slices.Contains(folded(c.Item.Authors), value)
		case chalkline.FollowQuery:
			wanted, words := titleWords(value), titleWords(c.Item.Title)
			return len(wanted) > 0 && !slices.ContainsFunc(wanted, func(w string) bool { return !slices.Contains(words, w) })
		}
		return false
	})
}

// nearlyChief is the share of its strongest topic's weight that another topic of
// an item has if the item is chiefly about it too.
const nearlyChief = 0.95

// chief are the topics that an item is chiefly about.
func chief(matches []chalkline.TopicMatch) (topics []chalkline.TopicID) {
	best := 0.0
	for _, m := range matches {
		best = max(best, share(m.Weight))
	}
	for _, m := range matches {
		if weight := share(m.Weight); weight > 0 && weight >= nearlyChief*best {
			topics = append(topics, m.Topic)
		}
	}
	return topics
}

// sharesSubject says that both are for a school subject that is not the topic.
func sharesSubject(a, b *chalkline.Candidate, topic chalkline.TopicID) bool {
	return slices.ContainsFunc(a.For.Subjects, func(s chalkline.TopicID) bool {
		return s != topic && slices.Contains(b.For.Subjects, s)
	})
}

func shareWord(a, b []string) bool {
	return slices.ContainsFunc(a, func(word string) bool { return slices.Contains(b, word) })
}

// tellingLetters is how long a word is at least that can tell what a title is
// about.
const tellingLetters = 5

// tellingWords are the words of a title that tell its question: long ones that
// are not usual, nor known from the topic's label or the words the topic was
// found by.
func (x *choice) tellingWords(c *chalkline.Candidate, topic chalkline.TopicID) []string {
	known := titleWords(x.label(topic) + " " + string(topic))
	for _, m := range c.Topics {
		if m.Topic == topic {
			known = append(known, titleWords(m.Quote)...)
		}
	}
	for i, word := range known {
		known[i] = singular(word)
	}
	var words []string
	for _, word := range titleWords(c.Item.Title) {
		word = singular(word)
		if utf8.RuneCountInString(word) >= tellingLetters && !usualWords[word] && !slices.Contains(known, word) && !strings.ContainsAny(word, "0123456789") {
			words = append(words, word)
		}
	}
	return words
}

// singular takes the s of a plural off. What it does to other words does no harm:
// words are only compared with words it was done to.
func singular(word string) string {
	if stem, ok := strings.CutSuffix(word, "ies"); ok {
		return stem + "y"
	}
	return strings.TrimSuffix(word, "s")
}

// usualWords are those that tell little in a title about education: whatever a
// study is about, they stand in its title.
var usualWords = func() map[string]bool {
	words := map[string]bool{}
	for word := range strings.FieldsSeq(`
		ability about academic access achievement across action activity adolescent adult after against age agency aged aim
		among analysis analyse application approach article aspiration assess assessment associated association attainment
		attitude author based baseline because become before behavior behaviour being belief benefit better between beyond book
		boost build building case causal cause challenge change changing characteristic child children choice class classroom
		cluster cognitive cohort college community comparative compare compared comparing comparison concept condition conditional
		consequence construction context control controlled correlate cost country course critical cross cultural culture current
		curriculum daily decade decision descriptive design develop developing development developmental difference different
		digital dimension discourse district diverse doe during dynamic early education educational educator effect effective
		effectiveness efficacy elementary engagement environment evaluate evaluating evaluation evidence examination examine
		examining example experience experiment experimental explore exploring exposure factor faculty failure family field
		finding first focus follow framework from further future gain general global good grade graduate group growth guide help
		helping high higher history identity immediate impact implementation implementing implication importance important improve
		improved improvement improving income increase indicator individual influence information initiative inquiry instruction
		instructional insight interaction intervention investigate investigating investigation issue journal kindergarten knowledge
		large later learn learner learning lesson level literature local long longitudinal lower making management matter measure
		measurement measuring mediate mediating mediation meta method middle mixed model moderate moderating multiple narrative
		national need network novel online opportunity other outcome overview parent parental part participant participation
		pattern pedagogical pedagogy people perceived perception performance perspective pilot place policy positive possible
		potential practice predict predicting predictor preliminary preschool primary problem process professional program programme
		progress project promote promoting public pupil quality quantitative qualitative quasi question random randomised randomized
		rate rating really recent reform relation relationship replication report research researcher resource response result
		review role sample scale school schooling science score second secondary setting short should skill small social society
		special staff standard standardised standardized state strategy strengthen structure student study subject success
		successful support supporting survey system systematic task teach teacher teaching technique test testing their theory
		these thinking this those three through time today toward towards training transition trend trial under undergraduate
		understand understanding university urban using value variation versus what when where which while within without work
		working world would year young youth`) {
		words[singular(word)] = true
	}
	return words
}()
