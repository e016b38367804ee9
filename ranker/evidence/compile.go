package evidence

import (
	"fmt"
	"maps"
	"regexp"
	"slices"

	"chalkline"
)

// part says which part of an item a cue is read in.
type part uint8

const (
	partAll   part = iota // title and text
	partTitle             // the title only
	partText              // the text only
	partLead              // the first leadSentences of the text
)

var parts = map[string]part{"": partAll, "any": partAll, "title": partTitle, "text": partText, "lead": partLead}

// leadSentences is how many sentences count as the start of a text.
const leadSentences = 2

// noPattern is the number of a pattern that is not there.
const noPattern = -1

// vote is what a cue gives to one design, mark or kind.
type vote struct {
	name   string
	weight float64
}

// cue is a compiled cueRule.
type cue struct {
	id            string
	match, unless int
	in            part
	own           bool
	votes         []vote
}

// fact is a compiled factRule.
type fact struct {
	factRule
	match, unless int
}

type pathCue struct {
	match *regexp.Regexp
	votes []vote
}

type myth struct {
	mythRule
	cues   []int
	cancel []int
}

// compile turns the files into a Model.
func compile(designs designFile, cues cueFile, records recordFile, kinds kindFile, myths mythFile) (*Model, error) {
	if err := designs.check(); err != nil {
		return nil, err
	}
	m := &Model{rules: designs, order: slices.Sorted(maps.Keys(designs.Adjustments)), patterns: newPatterns(), genres: kinds.Genres}
	c := compiler{m: m, terms: cues.Terms}
	for _, pattern := range cues.Boilerplate {
		m.boilerplate = append(m.boilerplate, c.pattern(pattern))
		m.boilerplateRaw = append(m.boilerplateRaw, c.regexp("(?i)"+pattern))
	}
	m.cited, m.citedUnless = c.pattern(cues.Cited.Match), c.pattern(cues.Cited.Unless)
	m.cues = c.cues(cues.Cues, isDesignVote)
	m.records = c.records(records.Records)
	m.kindCues = c.cues(kinds.Kinds, isKindVote)
	m.education, m.educationUnless = c.pattern(kinds.Education.Match), c.pattern(kinds.Education.Unless)
	m.otherField = c.pattern(kinds.OtherField.Match)
	m.talk, m.talkUnless, m.talkTitle = c.pattern(kinds.StudyTalk.Match), c.pattern(kinds.StudyTalk.Unless), c.pattern(kinds.StudyTalk.Title)
	for _, rule := range kinds.Paths {
		m.paths = append(m.paths, pathCue{match: c.regexp(rule.Match), votes: c.votes(rule.Match, rule.Votes, isKindVote)})
	}
	for _, rule := range cues.Facts {
		if _, ok := designs.Adjustments[rule.Points]; rule.Points != "" && !ok && rule.Points != averagedMetaAnalyses {
			return nil, fmt.Errorf("cues.yaml: fact %s: designs.yaml has no adjustment %q", rule.Signal, rule.Points)
		}
		m.facts = append(m.facts, fact{factRule: rule, match: c.pattern(rule.Match), unless: c.pattern(rule.Unless)})
	}
	m.unsourced, m.unsourcedUnless = c.pattern(myths.Unsourced.Match), c.pattern(myths.Unsourced.Unless)
	shared := c.patterns(myths.Cancel)
	for _, rule := range myths.Myths {
		if rule.ID == "" || rule.Note == "" || len(rule.Cues) == 0 {
			return nil, fmt.Errorf("myths.yaml: myth %q needs an id, a note and cues", rule.ID)
		}
		m.myths = append(m.myths, myth{mythRule: rule, cues: c.patterns(rule.Cues), cancel: append(c.patterns(rule.Cancel), shared...)})
	}
	m.sought = c.sought()
	if c.err != nil {
		return nil, c.err
	}
	m.patterns.seal()
	return m, nil
}

// compiler keeps the first error, so that compile reads as a list.
type compiler struct {
	m     *Model
	terms map[string]string
	err   error
}

func (c *compiler) fail(err error) {
	if c.err == nil {
		c.err = err
	}
}

func (c *compiler) pattern(source string) int {
	if source == "" {
		return noPattern
	}
	full, err := expand(source, c.terms)
	if err != nil {
		c.fail(err)
		return noPattern
	}
	id, err := c.m.patterns.add(full)
	if err != nil {
		c.fail(err)
	}
	return id
}

func (c *compiler) patterns(sources []string) []int {
	ids := make([]int, 0, len(sources))
	for _, source := range sources {
		ids = append(ids, c.pattern(source))
	}
	return ids
}

func (c *compiler) regexp(source string) *regexp.Regexp {
	compiled, err := regexp.Compile(source)
	if err != nil {
		c.fail(fmt.Errorf("pattern %q: %w", source, err))
	}
	return compiled
}

func (c *compiler) cues(rules []cueRule, known func(string) bool) []cue {
	list := make([]cue, 0, len(rules))
	seen := map[string]bool{}
	for _, rule := range rules {
		in, ok := parts[rule.In]
		switch {
		case rule.ID == "" || rule.Match == "" || len(rule.Votes) == 0:
			c.fail(fmt.Errorf("cue %q needs an id, a match and votes", rule.ID))
		case seen[rule.ID]:
			c.fail(fmt.Errorf("cue %q is there twice", rule.ID))
		case !ok:
			c.fail(fmt.Errorf("cue %q: in %q is none of title, text, lead, any", rule.ID, rule.In))
		}
		seen[rule.ID] = true
		list = append(list, cue{
			id: rule.ID, in: in, own: rule.Own,
			match: c.pattern(rule.Match), unless: c.pattern(rule.Unless), votes: c.votes(rule.ID, rule.Votes, known),
		})
	}
	return list
}

func (c *compiler) votes(id string, weights map[string]float64, known func(string) bool) []vote {
	list := make([]vote, 0, len(weights))
	for name, weight := range weights {
		if !known(name) {
			c.fail(fmt.Errorf("cue %q votes for %q, which is not known", id, name))
		}
		list = append(list, vote{name: name, weight: weight})
	}
	return list
}

func isDesignVote(name string) bool {
	if _, ok := markNames[name]; ok {
		return true
	}
	for _, design := range chalkline.Designs {
		if string(design) == name {
			return true
		}
	}
	return false
}

func isKindVote(name string) bool {
	for _, kind := range allKinds {
		if string(kind) == name {
			return true
		}
	}
	return false
}
