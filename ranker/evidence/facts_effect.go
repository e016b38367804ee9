package evidence

import (
	"regexp"
	"strings"

	"chalkline"
)

// signalInterval is the name of the signal with an interval.
const signalInterval = "interval"

var (
	intervalMarks = []string{"90", "95", "99", "confidence interval", "credible interval"}
	interval      = regexp.MustCompile(`\b9[059] ?% (?:ci\b|confidence interval|credible interval)[^0-9−-]{0,12}([-−]?\d*\.?\d+)[, to–-]{1,6}([-−]?\d*\.?\d+)`)
)

var findingStarts = []string{
	"results", "findings", "we find", "we found", "analyses", "the study found", "outcomes", "conclusion", "it was found", "the results", "there was no", "there were no",
	"overall", "students in the", "the intervention", "the program",
}

var findingWords = []string{
	"show", "indicat", "reveal", "suggest", "found", "find ", "demonstrat", "significant", "improv", "no difference", "no effect", "no evidence", "effect", "increase", "higher", "lower",
}

// readFinding notes the first sentence that reads like the main result.
func (r *reading) readFinding() {
	for i := range r.sentences {
		s := &r.sentences[i]
		if s.title || s.cited || !r.m.matches(s, r.m.sought.finding) {
			continue
		}
		for _, start := range findingStarts {
			if strings.HasPrefix(s.plain, start) {
				r.signal(s, chalkline.SignalFinding, "stated", 0)
				return
			}
		}
	}
}
