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

// pick writes a scored candidate out: its parts in words, and the reason from
// them.
func (s scored) pick(r Request, asked wishes) chalkline.Pick {
	item := s.candidate.Item
	p := chalkline.Pick{
		ReaderID: r.Reader.ID, ItemID: item.ID, StoryID: item.StoryID,
		At: chalkline.Time(r.Now), Score: points(s.total), Parts: s.parts(r, asked),
	}
	var whys []string
	for _, part := range p.Parts {
		if part.Why != "" {
			whys = append(whys, part.Why)
		}
	}
	p.Reason = capital(strings.Join(whys, " · "))
	return p
}

// parts are the addends of the score in the order in which a reader is told of
// them. A part that adds nothing is left out, but for evidence.
func (s scored) parts(r Request, asked wishes) []chalkline.Part {
	var parts []chalkline.Part
	add := func(name chalkline.PartName, quarters int, why string) {
		if quarters > 0 {
			parts = append(parts, chalkline.Part{Name: name, Value: points(quarters), Why: why})
		}
	}
	add("topic", s.topic, "you follow "+s.topics(r.Topics, asked))
	add("source", s.source, "from "+cmp.Or(s.candidate.Source.Name, "a source")+", which you follow")
	author, _, _ := asked.author(s.candidate.Item.Authors)
	add("author", s.author, "by "+author+", whom you follow")
	query, _, _ := asked.query(s.candidate.Item.Title)
	add("query", s.query, fmt.Sprintf("matches your search “%s”", query))
	parts = append(parts, chalkline.Part{Name: "evidence", Value: points(s.evidence), Why: evidenceWords(s.candidate.Appraisal)})
	add("freshness", s.freshness, ageWords(s.candidate.Item, r.Now))
	return parts
}

// namedTopics is how many topics the reason names.
const namedTopics = 2

// topics names the followed topics of the item, the one that counts most first.
func (s scored) topics(label func(chalkline.TopicID) string, asked wishes) string {
	var matches []chalkline.TopicMatch
	for _, m := range s.candidate.Topics {
		if weight := asked.topics[m.Topic] * share(m.Weight); weight > 0 {
			matches = append(matches, chalkline.TopicMatch{Topic: m.Topic, Weight: weight})
		}
	}
	slices.SortFunc(matches, func(a, b chalkline.TopicMatch) int {
		return cmp.Or(cmp.Compare(b.Weight, a.Weight), cmp.Compare(a.Topic, b.Topic))
	})
	var names []string
	for _, m := range matches {
		name := ""
		if label != nil {
			name = label(m.Topic)
		}
		names = append(names, cmp.Or(name, string(m.Topic)))
	}
	if more := len(names) - namedTopics; more > 0 {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:namedTopics], ", "), more)
	}
	return strings.Join(names, " and ")
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
