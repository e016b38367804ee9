package ranker

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"chalkline"
)

// part is an addend with its words, and whether the reason has them too.
type part struct {
	name     chalkline.PartName
	quarters int
	why      chalkline.Text
	told     bool
}

// pick writes a chosen entry out: its parts in words, the reason from them, and
// the other side.
func (x *choice) pick(t taken) chalkline.Pick {
	e := &x.pool.entries[t.entry]
	item := &e.candidate.Item
	p := chalkline.Pick{
		ReaderID: x.r.Reader.ID, ItemID: item.ID, StoryID: item.StoryID,
		At: chalkline.Time(x.r.Now), Score: points(t.total), Outside: t.outside, Other: x.against(e.candidate),
	}
	var whys []chalkline.Text
	switch {
	case t.outside:
		whys = append(whys, chalkline.Textf("outside your usual: %s", x.topicNames(e, func(t topicWeight) float64 { return t.weight })))
	case !x.asked.any:
		whys = append(whys, chalkline.Textf("chosen for its evidence; %s", x.nudge()))
	}
	for _, part := range x.parts(t) {
		if part.told {
			whys = append(whys, part.why)
		}
		if part.quarters != 0 || part.name == chalkline.PartEvidence && x.weights.evidence > 0 {
			p.Parts = append(p.Parts, chalkline.Part{Name: part.name, Value: points(part.quarters), Why: part.why})
		}
	}
	if t.over {
		whys = append(whys, chalkline.Counted(e.cost(), "%s minute to read, more than your %d", "%s minutes to read, more than your %d", x.budget))
	}
	p.Reason = chalkline.Joined(" · ", whys...).Upper()
	return p
}

// nudge asks a reader who follows nothing for what would help.
func (x *choice) nudge() chalkline.Text {
	if c := x.r.Reader.Class; len(c.Phases)+len(c.Subjects) > 0 {
		return chalkline.Textf("follow topics for picks of your own")
	}
	return chalkline.Textf("tell us what you teach")
}

// parts are the addends of the score in the order in which a reader is told of
// them, those that add nothing among them.
func (x *choice) parts(t taken) []part {
	e := &x.pool.entries[t.entry]
	c := e.candidate
	m, _ := x.match(e, t.entry)
	a := x.addends(e, &m)
	followed := func(t topicWeight) float64 { return x.asked.topics[t.topic] * t.weight }
	taste, _ := x.taste(e)
	fit := x.fit(e)
	age, old := ageWords(c.Item, x.pool.now)
	return []part{
		{chalkline.PartTopic, a.topic, chalkline.Textf("you follow %s", x.topicNames(e, followed)), m.topic > 0},
		{chalkline.PartSource, a.source, sourceWords(c.SourceName), m.source > 0},
		{chalkline.PartAuthor, a.author, chalkline.Textf("by %s, whom you follow", spelling(c.Item.Authors, x.asked.author(t.entry).text)), m.author > 0},
		{chalkline.PartQuery, a.query, chalkline.Textf("matches your search “%s”", x.asked.query(t.entry).text), m.query > 0},
		{chalkline.PartClass, a.class, chalkline.Textf("fits your class: %s", x.fitWords(e, fit)), a.class > 0},
		{chalkline.PartEvidence, a.evidence, evidenceWords(c.Appraisal), true},
		{chalkline.PartTaste, taste, x.tasteWords(c, taste), taste > 0},
		{chalkline.PartFreshness, a.freshness, age, !old},
		{chalkline.PartRarity, a.rarity, rarityWords(c.Monthly), false},
		{chalkline.PartLength, a.length, chalkline.Counted(e.cost(), "%s minute to read", "%s minutes to read"), false},
	}
}

// namedTopics is how many topics the reason names.
const namedTopics = 2

// topicNames names the topics of an entry that count, the one that counts most
// first.
func (x *choice) topicNames(e *entry, counts func(topicWeight) float64) chalkline.Text {
	var matches []chalkline.TopicMatch
	for n, t := range e.topics {
		if weight := counts(t); weight > 0 {
			matches = append(matches, chalkline.TopicMatch{Topic: e.candidate.Topics[n].Topic, Weight: weight})
		}
	}
	slices.SortFunc(matches, func(a, b chalkline.TopicMatch) int {
		return cmp.Or(cmp.Compare(b.Weight, a.Weight), cmp.Compare(a.Topic, b.Topic))
	})
	var names []chalkline.Text
	for _, m := range matches {
		names = append(names, chalkline.Textf(x.label(m.Topic)))
	}
	switch more := len(names) - namedTopics; {
	case more > 0:
		return chalkline.Textf("%s and %d more", chalkline.Joined(", ", names[:namedTopics]...), more)
	case len(names) == namedTopics:
		return chalkline.Textf("%s and %s", names[0], names[1])
	}
	return chalkline.Joined(", ", names...)
}

func (x *choice) label(id chalkline.TopicID) string {
	name := ""
	if x.r.Topics != nil {
		name = x.r.Topics(id)
	}
	return cmp.Or(name, string(id))
}

// spelling is the author as the item writes the name.
func spelling(authors []string, folded string) string {
	for _, name := range authors {
		if fold(name) == folded {
			return name
		}
	}
	return folded
}

// fitWords names in what the item fits the reader's class.
func (x *choice) fitWords(e *entry, fit fitness) chalkline.Text {
	var words []chalkline.Text
	if fit&fitsPhase != 0 {
		for _, p := range chalkline.Phases {
			if phasesOf([]chalkline.Phase{p})&x.phases&e.phases != 0 {
				words = append(words, chalkline.Textf(string(p)))
			}
		}
	}
	if fit&fitsSubject != 0 {
		for _, s := range e.candidate.For.Subjects {
			if slices.Contains(x.r.Reader.Class.Subjects, s) {
				words = append(words, chalkline.Textf(x.label(s)))
			}
		}
	}
	if fit&fitsCountry != 0 {
		words = append(words, chalkline.Textf("your country"))
	}
	return chalkline.Joined(", ", words...)
}

func sourceWords(name string) chalkline.Text {
	if name == "" {
		return chalkline.Textf("from a source which you follow")
	}
	return chalkline.Textf("from %s, which you follow", name)
}

func evidenceWords(a chalkline.Appraisal) chalkline.Text {
	words := gradeWords[a.Grade]
	if a.SecondHand {
		return chalkline.Textf("%s, second-hand", words)
	}
	return words
}

var gradeWords = map[chalkline.Grade]chalkline.Text{
	chalkline.GradeA: chalkline.Textf("strong evidence"),
	chalkline.GradeB: chalkline.Textf("good evidence"),
	chalkline.GradeC: chalkline.Textf("some evidence"),
	chalkline.GradeD: chalkline.Textf("limited evidence"),
	chalkline.GradeE: chalkline.Textf("opinion or practice"),
}

func (x *choice) tasteWords(c *chalkline.Candidate, quarters int) chalkline.Text {
	if quarters < 0 {
		return chalkline.Textf("unlike what you found useful")
	}
	if quarters > 0 && x.r.TasteWords != nil {
		if words := x.r.TasteWords(c); len(words) > 0 {
			return chalkline.Textf("like what you found useful: %s", strings.Join(words, ", "))
		}
	}
	return chalkline.Textf("like what you found useful")
}

func rarityWords(monthly int) chalkline.Text {
	return chalkline.Counted(monthly, "its source writes once a month", "its source writes %s times a month")
}

// ageWords say how new the item is, and whether it is neither new nor newly
// found.
func ageWords(item chalkline.Item, now time.Time) (words chalkline.Text, old bool) {
	const day = 24 * time.Hour
	switch age := now.Sub(item.Date()); {
	case age < day:
		return chalkline.Textf("new today"), false
	case age < 7*day:
		return chalkline.Textf("new this week"), false
	case age < 31*day:
		return chalkline.Textf("new this month"), false
	}
	if now.Sub(item.FirstSeen) < 7*day {
		return chalkline.Textf("from %d, newly found", item.Date().Year()), false
	}
	return chalkline.Textf("no longer new"), true
}
