package ranker

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"chalkline"
)

// part is an addend with its words, and whether the reason has them too.
type part struct {
	name     chalkline.PartName
	quarters int
	why      string
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
	var whys []string
	switch {
	case t.outside:
		whys = append(whys, "outside your usual: "+x.topicNames(e, func(t topicWeight) float64 { return t.weight }))
	case !x.asked.any:
		whys = append(whys, "chosen for its evidence; "+x.nudge())
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
		whys = append(whys, fmt.Sprintf("%s to read, more than your %d", minutes(e.cost()), x.budget))
	}
	p.Reason = capital(strings.Join(whys, " · "))
	return p
}

// nudge asks a reader who follows nothing for what would help.
func (x *choice) nudge() string {
	if c := x.r.Reader.Class; len(c.Phases)+len(c.Subjects) > 0 {
		return "follow topics for picks of your own"
	}
	return "tell us what you teach"
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
	fit, age := x.fit(e), ageWords(c.Item, x.pool.now)
	return []part{
		{chalkline.PartTopic, a.topic, "you follow " + x.topicNames(e, followed), m.topic > 0},
		{chalkline.PartSource, a.source, "from " + cmp.Or(c.Source.Name, "a source") + ", which you follow", m.source > 0},
		{chalkline.PartAuthor, a.author, "by " + spelling(c.Item.Authors, x.asked.author(t.entry).text) + ", whom you follow", m.author > 0},
		{chalkline.PartQuery, a.query, fmt.Sprintf("matches your search “%s”", x.asked.query(t.entry).text), m.query > 0},
		{chalkline.PartClass, a.class, "fits your class: " + x.fitWords(e, fit), a.class > 0},
		{chalkline.PartEvidence, a.evidence, evidenceWords(c.Appraisal), true},
		{chalkline.PartTaste, taste, x.tasteWords(c, taste), taste > 0},
		{chalkline.PartFreshness, a.freshness, cmp.Or(age, "no longer new"), age != ""},
		{chalkline.PartRarity, a.rarity, rarityWords(c.Monthly), false},
		{chalkline.PartLength, a.length, minutes(e.cost()) + " to read", false},
	}
}

// namedTopics is how many topics the reason names.
const namedTopics = 2

// topicNames names the topics of an entry that count, the one that counts most
// first.
func (x *choice) topicNames(e *entry, counts func(topicWeight) float64) string {
	var matches []chalkline.TopicMatch
	for n, t := range e.topics {
		if weight := counts(t); weight > 0 {
			matches = append(matches, chalkline.TopicMatch{Topic: e.candidate.Topics[n].Topic, Weight: weight})
		}
	}
	slices.SortFunc(matches, func(a, b chalkline.TopicMatch) int {
		return cmp.Or(cmp.Compare(b.Weight, a.Weight), cmp.Compare(a.Topic, b.Topic))
	})
	var names []string
	for _, m := range matches {
		names = append(names, x.label(m.Topic))
	}
	if more := len(names) - namedTopics; more > 0 {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:namedTopics], ", "), more)
	}
	return strings.Join(names, " and ")
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
func (x *choice) fitWords(e *entry, fit fitness) string {
	var words []string
	if fit&fitsPhase != 0 {
		for _, p := range chalkline.Phases {
			if phasesOf([]chalkline.Phase{p})&x.phases&e.phases != 0 {
				words = append(words, string(p))
			}
		}
	}
	if fit&fitsSubject != 0 {
		for _, s := range e.candidate.For.Subjects {
			if slices.Contains(x.r.Reader.Class.Subjects, s) {
				words = append(words, x.label(s))
			}
		}
	}
	if fit&fitsCountry != 0 {
		words = append(words, "your country")
	}
	return strings.Join(words, ", ")
}

func evidenceWords(a chalkline.Appraisal) string {
	words := map[chalkline.Grade]string{
		chalkline.GradeA: "strong evidence", chalkline.GradeB: "good evidence", chalkline.GradeC: "some evidence",
		chalkline.GradeD: "limited evidence", chalkline.GradeE: "opinion or practice",
	}[a.Grade]
	if a.SecondHand {
		words += ", second-hand"
	}
	return words
}

func (x *choice) tasteWords(c *chalkline.Candidate, quarters int) string {
	if quarters < 0 {
		return "unlike what you found useful"
	}
	why := "like what you found useful"
	if quarters > 0 && x.r.TasteWords != nil {
		if words := x.r.TasteWords(c); len(words) > 0 {
			why += ": " + strings.Join(words, ", ")
		}
	}
	return why
}

func rarityWords(monthly int) string {
	if monthly == 1 {
		return "its source writes once a month"
	}
	return fmt.Sprintf("its source writes %d times a month", monthly)
}

func minutes(n int) string {
	if n == 1 {
		return "1 minute"
	}
	return fmt.Sprintf("%d minutes", n)
}

// ageWords say how new the item is, or nothing when it is neither new nor newly
// found.
func ageWords(item chalkline.Item, now time.Time) string {
	const day = 24 * time.Hour
	switch age := now.Sub(item.Date()); {
	case age < day:
		return "new today"
	case age < 7*day:
		return "new this week"
	case age < 31*day:
		return "new this month"
	}
	if now.Sub(item.FirstSeen) < 7*day {
		return fmt.Sprintf("from %d, newly found", item.Date().Year())
	}
	return ""
}

func capital(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(first)) + s[size:]
}
