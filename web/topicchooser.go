package web

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"chalkline"
	"chalkline/digest/say"
)

// topicChooser are the topics to tick: those that a search found first. All of
// them are always there, so that a form never loses a tick for what was looked for.
type topicChooser struct {
	chooserPlace

	Find   string // what was looked for
	Found  []topicBox
	Groups []topicGroup
}

// chooserPlace is where a chooser stands.
type chooserPlace struct {
	Finder string // where its form looks for something else
	Levels bool   // beside a tick one says how much
}

var (
	onTopics  = chooserPlace{"/topics/find", true}
	onWelcome = chooserPlace{"/welcome/topics/find", false}
)

// topicGroup is a heading of the topic list with its boxes.
type topicGroup struct {
	Label  chalkline.Text
	Topics []topicBox

	name string
}

// topicBox is a topic, and what the reader said of it.
type topicBox struct {
	chalkline.Topic

	Ticked bool
	Level  level
}

// newTopicChooser are the topics with those ticked that have a level, and those
// that fit what was looked for on top.
func (s *server) newTopicChooser(place chooserPlace, levels map[chalkline.TopicID]level, find string, locale *say.Locale) *topicChooser {
	c := &topicChooser{chooserPlace: place, Find: strings.TrimSpace(chalkline.Cut(find, 60))}
	found := s.findTopics(c.Find, locale)
	for _, t := range s.Topics.Topics() {
		level, ticked := levels[t.ID]
		box := topicBox{Topic: t, Ticked: ticked, Level: level}
		if found[t.ID] {
			c.Found = append(c.Found, box)
			continue
		}
		c.Groups = withBox(c.Groups, box)
	}
	return c
}

// withBox are groups with one more box, which may begin another group.
func withBox(groups []topicGroup, box topicBox) []topicGroup {
	if len(groups) == 0 || groups[len(groups)-1].name != box.Group {
		groups = append(groups, topicGroup{Label: chalkline.Textf(box.Group).Upper(), name: box.Group})
	}
	g := &groups[len(groups)-1]
	g.Topics = append(g.Topics, box)
	return groups
}

// findTopics are the topics whose name has what was typed, or else those that are
// near to it.
func (s *server) findTopics(typed string, locale *say.Locale) map[chalkline.TopicID]bool {
	found := map[chalkline.TopicID]bool{}
	wanted := withoutAccents(foldName(typed))
	if wanted == "" {
		return found
	}
	for _, t := range s.Topics.Topics() {
		if strings.Contains(foldName(topicNames(t, locale)+" "+locale.T(t.Group)), wanted) {
			found[t.ID] = true
		}
	}
	if len(found) == 0 {
		for _, t := range s.nearTopics(typed, locale) {
			found[t.ID] = true
		}
	}
	return found
}

// topicNames are the names by which a topic is found, without accents: in a
// language, in English and in addresses.
func topicNames(t chalkline.Topic, locale *say.Locale) string {
	return withoutAccents(locale.T(t.Label)) + " " + t.Label + " " + strings.ReplaceAll(string(t.ID), "-", " ")
}

// withoutAccents is text as those type it who leave accents out.
func withoutAccents(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(text))
}
