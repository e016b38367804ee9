package evidence

import (
	"fmt"
	"regexp"
	"strings"

	"chalkline"
)

// signalRecorded is the name of the signals that hold what a record says of a
// work's design.
const signalRecorded = "recorded"

// Fields of a record that vote.
var recordFields = map[string]func(chalkline.Work) []string{
	"designs":     func(w chalkline.Work) []string { return w.Designs },
	"types":       func(w chalkline.Work) []string { return w.Types },
	"descriptors": func(w chalkline.Work) []string { return w.Descriptors },
}

// Words of the item that a record does not speak against: votes for a design of
// probability one half and more, of which a text needs fewer than a title by
// itself, since "using" or "effects" in a title hint at several designs.
const (
	clearText  = 4.0
	clearTitle = 8.0
)

// recordsLimit keeps a record of thousands of descriptors from costing more than
// it is worth.
const recordsLimit = 60

// recordCue is a compiled recordRule.
type recordCue struct {
	recordRule
	match, unless *regexp.Regexp // unless is nil when there is none
	votes, kinds  []vote
}

// recordVote is what a record gives to one design.
type recordVote struct {
	weight     float64
	from, name string // who says so, and in which words
}

// recordForm is a name as records.yaml has it.
func recordForm(name string) string {
	parts := strings.FieldsFunc(strings.ToLower(fold(clip(name, quoteLimit))), func(c rune) bool { return c == ' ' || c == '-' || c == '_' })
	return strings.Join(parts, " ")
}

// readRecord collects the votes of the record of the item's own work. Each row of
// records.yaml counts once.
func (r *reading) readRecord() {
	work := r.doc.Work
	if len(work.Designs)+len(work.Types)+len(work.Descriptors) == 0 || !r.isWork() {
		return
	}
	for i := range r.m.records {
		c := &r.m.records[i]
		names := recordFields[c.Field](work)
		for _, name := range names[:min(len(names), recordsLimit)] {
			form := recordForm(name)
			if !c.match.MatchString(form) || c.unless != nil && c.unless.MatchString(form) {
				continue
			}
			r.countRecord(c, strings.TrimSpace(name))
			break
		}
	}
}

func (r *reading) countRecord(c *recordCue, name string) {
	for _, v := range c.votes {
		if v.name == markData {
			r.recordData += v.weight
			continue
		}
		design := chalkline.Design(v.name)
		sum := r.records[design]
		if sum.weight == 0 {
			sum.from, sum.name = c.From, name
		}
		sum.weight += v.weight
		r.records[design] = sum
	}
	r.recordKinds = append(r.recordKinds, c.kinds...)
	if len(c.votes) > 0 {
		r.record(c.From, signalRecorded, chalkline.Cut(name, quoteLimit), 0)
	}
}

// withRecord lets the record decide where the words do not: when they give no
// design a probability of one half, or only by default. The words of a text that
// are clear stand, whatever a record says.
func (r *reading) withRecord(t tally, first, second ranked) (ranked, ranked) {
	if len(r.records)+len(r.recordKinds) == 0 || r.saysClearly(first) {
		return first, second
	}
	for _, v := range r.recordKinds {
		r.kindVotes[v.name] += v.weight
	}
	if len(r.records) == 0 {
		return first, second
	}
	for design, v := range r.records {
		t[design] += v.weight
	}
	recorded, next := r.m.rank(t)
	if v, ok := r.records[recorded.design]; ok && v.weight > r.votes[string(recorded.design)] {
		r.recorded = &v
	}
	return recorded, next
}

// saysClearly says whether the words of the item decide its design.
func (r *reading) saysClearly(first ranked) bool {
	if first.probability < doubtful || first.design == chalkline.DesignUnknown {
		return false
	}
	least, votes := clearTitle, 0.0
	if r.hasBody {
		least = clearText
	}
	for _, design := range chalkline.Designs {
		if r.m.Class(design) == r.m.Class(first.design) {
			votes += max(0, r.votes[string(design)])
		}
	}
	return votes >= least
}

// records compiles records.yaml.
func (c *compiler) records(rules []recordRule) []recordCue {
	list := make([]recordCue, 0, len(rules))
	for _, rule := range rules {
		one := recordCue{
			recordRule: rule, match: c.regexp(rule.Match),
			votes: c.votes(rule.Match, rule.Votes, isDesignVote), kinds: c.votes(rule.Match, rule.Kinds, isKindVote),
		}
		if rule.Unless != "" {
			one.unless = c.regexp(rule.Unless)
		}
		if recordFields[rule.Field] == nil || rule.From == "" || rule.Match == "" {
			c.fail(fmt.Errorf("records.yaml: row %q needs a match, from, and a field that is designs, types or descriptors", rule.Match))
		}
		list = append(list, one)
	}
	return list
}
