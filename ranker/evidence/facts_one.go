package evidence

import "regexp"

// A case of one is said with a word, not with a number: "a case report of a
// 45-year-old man", "we describe the treatment of a girl".
var (
	// oneCase says so by itself.
	oneCase = regexp.MustCompile(`^(?:a )?case report\b|: a (?:single )?case (?:report|study)\b\.?$|\b(?:present|report|describe)s? (?:the|a|an) (?:\w+ )?case of an? \w|\ban? \d\d-year-old (?:\w+ )?(?:man|woman|male|female|boy|girl|patient|student)\b`)
	// onePerson says so in a text that elsewhere calls itself a case report.
	onePerson = regexp.MustCompile(`\b(?:case (?:report|stud(?:y|ies)|presentation)s? (?:of|on|with)|case of|treatment of|findings in|describes? how|follows) (?:a|an|one|a single) (?:[\w-]+ ){0,3}(?:patient|man|woman|boy|girl|child|pupil|student|teacher|male|female|adolescent|teenager)\b`)
	caseOf    = regexp.MustCompile(`\bcase (?:report|presentation)\b|\bsingle[- ]case\b|\bcase study of (?:a|an|one)\b|\bwe (?:report|describe|present) (?:[\w-]+ ){0,4}(?:in|of|on|with) (?:a|an|one) `)
	manyOne   = regexp.MustCompile(`\b(?:each|every|per|series|cases|multiple|several)\b`)
)

// readOneCase counts one person where a case report gives no number of people.
func (r *reading) readOneCase() {
	reported := false
	for i := range r.sentences {
		reported = reported || r.m.matches(&r.sentences[i], r.m.sought.caseOf)
	}
	for i := range r.sentences {
		s := &r.sentences[i]
		if r.m.matches(s, r.m.sought.oneCase) || reported && !s.cited && r.m.matches(s, r.m.sought.onePerson) && !manyOne.MatchString(s.plain) {
			r.n = count{value: 1, sentence: i}
			return
		}
	}
}
