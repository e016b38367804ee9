package evidence

import (
	"regexp"
	"strings"
)

// sought are the expressions of code, rather than of the files of rules, that
// sentences are passed over for with all the others: by their numbers among the
// patterns of the Model.
type sought struct {
	phases                                     []int
	sample, screen, loss                       int
	finding, interval                          int
	chance, pupils                             int
	oneByOne, inGroups, byChance, notByChance  int
	withinGroups, deniesChance                 int
	earlier                                    int
	favours, againstIt, sites, failsRating     int
	lowAttrition, highToo                      int
	oneCase, caseOf, onePerson, rating, lasted int
}

func (c *compiler) sought() sought {
	s := sought{
		sample: c.words(sampleWords), screen: c.words(screenWords), loss: c.words(lossWords),
		finding: c.words(findingWords), interval: c.words(intervalMarks), chance: c.words(chanceWords), pupils: c.words(pupilWords),
		oneByOne: c.same(oneByOne), inGroups: c.same(inGroups), byChance: c.same(byChance), notByChance: c.same(notByChance),
		withinGroups: c.same(withinGroups), deniesChance: c.same(deniesChance), earlier: c.same(isEarlier),
		favours: c.same(favours), againstIt: c.same(againstIt), sites: c.same(severalSites), failsRating: c.same(failsRating),
		lowAttrition: c.same(lowAttrition), highToo: c.same(highToo), oneCase: c.same(oneCase), caseOf: c.same(caseOf),
		onePerson: c.same(onePerson), rating: c.same(statesRating), lasted: c.same(duration),
	}
	for _, phase := range phases {
		s.phases = append(s.phases, c.words(phase.words))
	}
	return s
}

// words is the number of an expression that matches where one of some texts
// stands.
func (c *compiler) words(list []string) int {
	quoted := make([]string, 0, len(list))
	for _, text := range list {
		quoted = append(quoted, regexp.QuoteMeta(text))
	}
	return c.plain(strings.Join(quoted, "|"))
}

// same is the number of a compiled expression.
func (c *compiler) same(expression *regexp.Regexp) int { return c.plain(expression.String()) }

func (c *compiler) plain(source string) int {
	id, err := c.m.patterns.add(source)
	if err != nil {
		c.fail(err)
	}
	return id
}
