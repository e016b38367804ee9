package evidence

import (
	"regexp"
	"strconv"
	"strings"

	"chalkline"
)

// label is a way to announce an effect.
type label struct {
	metric   chalkline.Metric
	needs    []string // one of them stands in the sentence
	pattern  *regexp.Regexp
	decimals bool // a whole number is something else
	bounded  bool // only with an interval behind it
}

// What stands between a label and its number. After a full name any word will
// do, after a single letter only an equals sign.
const (
	after   = `[)\]}"'|*]*`
	equals  = `[)\]}|*]* ?(?:=|\x{2248}|\x{2245}) ?`
	nearly  = `(?:(?:found|obtained|calculated|computed|observed|determined|reported) )?(?:to be |to equal )?(?:(?:about|approximately|around|nearly|almost|only|roughly|just|as|estimated at|an? (?:average|mean|estimated)(?: of)?) )*`
	says    = after + `(?: (?:effect[- ]sizes?|values?|coefficients?|estimates?|index))?` + after + ` ?(?:=|\x{2248}|:|,|\(|\[|\b(?:of|was|were|is|at)\b)? ?` + nearly
	plainly = after + ` ?(?:=|\x{2248}|:|\b(?:of|was|were|is|at|averag(?:ed|ing)|equal(?:s|led|ing)?(?: to)?)\b) ?` + nearly
	alone   = `(?:^|[^\pL\pN_'-])`
	macron  = `[\x{0304}\x{0305}]?`
)

// announced compiles a label with the first characters of the number behind it,
// which is its group.
func announced(label string) *regexp.Regexp {
	return regexp.MustCompile(`(?:` + label + `)((?:[-+\x{2212}\x{fe63}\x{ff0d}\x{2796}\x{207b}] ?)?(?:[.\x{00b7}\x{2219}\x{22c5}] ?)?\d)`)
}

// Eta squared in the spellings of authors and of those who stripped their
// formulas.
const etaSquared = `(?:\x{03b7}(?:</?su[bp]>|[ _({\[)}\]]|p|P|\x{209a}|partial)*\^?[2\x{00b2}](?:</?su[bp]>|[ _({]?[pP]\b|\x{209a})*|(?i:(?:partial )?\[?\beta\]?;?[ -]?(?:\[?subscript p\]?)?[ -]?\[?(?:superscript 2|squared?|\^?2|\x{00b2})\]?))(?: ?\([^)]{1,24}\))?`

// labels of all metrics; among labels of one number the first counts.
var labels = []label{
	{metric: chalkline.MetricG, needs: []string{"edges", "HEDGES"}, pattern: announced(`(?i:\bhedges?'?s?'?) ?\(?[gG]` + macron + `\)?s?\b` + says), decimals: true},
	{metric: chalkline.MetricG, needs: []string{"g =", "g=", "gs =", "gs=", "g+", "g)", "g \u2248", "g\u0304"}, pattern: announced(alone + `g` + macron + `[s+]?` + equals), decimals: true},
	{metric: chalkline.MetricD, needs: []string{"ohen"}, pattern: announced(`(?i:\bcohen'?s?'?) ?\(?[dD]` + macron + `\)?s?\b` + says)},
	{metric: chalkline.MetricD, needs: []string{"d =", "d=", "dz", "dav", "drm", "ds =", "ds=", "dw", "dppc", "d+", "d)", "d|", "d \u2248", "d\u0304"}, pattern: announced(alone + `\|?d` + macron + `(?:z|av|rm|s|w|ppc2?|\+)?` + equals)},
	{metric: chalkline.MetricEta2, needs: []string{"\u03b7", "eta ", "eta-", "eta2", "eta]", "eta\u00b2", "eta;", "eta^"}, pattern: announced(etaSquared + says), decimals: true},
	{metric: chalkline.MetricOR, needs: []string{"OR"}, pattern: announced(alone + `(?:a|A|u|U|c|C|m|p)?ORs?(?:[ _]?adj)?` + after + ` ?(?:=|:|,|\(|\[|\b(?:of|was|were|is)\b)? ?`), decimals: true},
	{metric: chalkline.MetricOR, needs: []string{"dds"}, pattern: announced(`(?i:\bodds[- ]ratios?)(?:(?: ?[({\[]+[^)\]]{0,12}[)\]]+[^)\]}=]{0,8}[)\]}]?)?` + says + `|(?: (?:for|of|in) [^.;=:]{1,60}[:=] ?))`)},
	{metric: chalkline.MetricOR, needs: []string{"OR", "dds"}, pattern: announced(`(?:` + alone + `[aA]?ORs?|(?i:\bodds[- ]ratios?))\b[^.;=:\d]{1,100}(?:\d+[^.;=:\d]{1,20}){0,2}`), decimals: true, bounded: true},
	{metric: chalkline.MetricR, needs: []string{"earson", "pearman"}, pattern: announced(`(?i:\b(?:pearson|spearman)(?:'?s)?(?: (?:product[- ]moment|rank|correlation|coefficient))*) ?\(?(?:r|rho|\x{03c1})?` + macron + `\)?s?` + says), decimals: true},
	{metric: chalkline.MetricR, needs: []string{"orrelat"}, pattern: announced(`(?i:\bcorrelations?(?: coefficients?)?)(?: ?\([a-z\x{03c1}]{1,3}\))?` + plainly), decimals: true},
	{metric: chalkline.MetricR, needs: []string{"r =", "r=", "rs =", "rs=", "r_s", "r(", "r (", "r)", "r|", "r \u2248", "r\u0304", "rho", "\u03c1"}, pattern: announced(alone + `\|?(?:rs?|rho|\x{03c1})` + macron + `(?:_?s| ?\(\d+\))?` + equals), decimals: true},
	{metric: chalkline.MetricES, needs: []string{"ffect size", "ffect-size", "ffect Size", "FFECT SIZE"}, pattern: announced(`(?i:\beffect[- ]sizes?)(?: ?\(e?s\))?[^.;:]{0,100}?` + plainly), decimals: true},
	{metric: chalkline.MetricES, needs: []string{"ffect size", "ffect-size", "ffect Size"}, pattern: announced(`(?i:\beffect[- ]sizes?)(?: ?\(e?s\))?,? ?[(\[]?`), decimals: true},
	{metric: chalkline.MetricES, needs: []string{"ES", "SMD", "es =", "es="}, pattern: announced(alone + `(?:(?:ESs?|SMDs?)` + after + `(?: (?:for|on|in|of) [^.;=:]{1,50}(?:=|:) ?|` + says + `)|es` + equals + `)`), decimals: true},
	{metric: chalkline.MetricES, needs: []string{"andardi"}, pattern: announced(`(?i:\bstandardi[sz]ed mean (?:group )?differences?)(?: ?\([A-Za-z]{1,4}\))?` + plainly), decimals: true},
}

// hit is a number that a label announces.
type hit struct {
	metric     chalkline.Metric
	from       int // where the label begins
	start, end int // of the number
	n          number
	bounded    bool
}

// hitsIn finds the labelled numbers of a sentence, one for each number, in
// their order.
func hitsIn(text string) []hit {
	var list []hit
	if strings.ContainsAny(text, "0123456789") {
		for i := range labels {
			if containsAny(text, labels[i].needs) {
				list = labels[i].hits(text, list)
			}
		}
	}
	return append(append(list, deviationsIn(text)...), monthsIn(text)...)
}

func (l *label) hits(text string, list []hit) []hit {
	for _, at := range l.pattern.FindAllStringSubmatchIndex(text, -1) {
		n, end, ok := numberIn(text, at[2])
		if !ok || n.whole && l.decimals || isUnit.MatchString(text[end:]) || l.metric == chalkline.MetricES && isOther.MatchString(text[at[0]:at[2]]) {
			continue
		}
		list = append(list, hit{metric: l.metric, from: at[0], start: at[2], end: end, n: n, bounded: l.bounded})
	}
	return list
}

// isOther says that a statistic between a label and a number is what the number
// is of: "effect sizes for reading (F = 1.64".
var isOther = regexp.MustCompile(`\b(?:[FtpPnNkKzZQMmbB]|SE|SD|CI|df|R2|[Bb]eta|\x{03b2}|ICC|I2|AUC|VIF|kappa|alpha) ?(?:\(\d+(?:, ?\d+)?\) ?)?=? ?$`)

// isUnit says whether a number goes on as a quantity of something.
var isUnit = regexp.MustCompile(`^ ?(?:%|(?i:percent|per cent|percentage|points?|hours?|h\b|minutes?|min\b|months?|weeks?|years?|yrs?|days?|times|mm\b|cm\b|km\b|kg\b|m/s2?|ms\b|cpd\b|seconds?|million|thousand|studies|students|pupils|children|teachers|schools|items|participants)\b)`)

// Standard deviations follow their number: "0.12 SD", "13 percent of a standard
// deviation", ".10σ", "a quarter of a standard deviation".
var (
	deviation       = regexp.MustCompile(`(?i:\bstandard[- ]deviations?(?:[- ]units?)?|\bsigmas?\b)|\x{03c3}|SDs?\b|\bsds?\b|\bs\.d\.`)
	beforeDeviation = regexp.MustCompile(`(?i)(?:^|[^\pL\pN.,\x{00b7}])((?:[-+\x{2212}] ?)?(?:\d*[.,\x{00b7}]\d+|\d+)|half|quarter|third|fifth|tenth|two[- ]thirds|three[- ]quarters)( ?(?:%|percent|per cent))?(?:-| )?(?:of (?:an?|one|the) |an? )?(?:(?:student|pupil|school|class|teacher|test|population|national|pooled|control[- ]group|within-\w+|between-\w+|\w+-level)(?: score)? )?$`)
	deviationUnit   = regexp.MustCompile(`^s? ?(?:[=:]? ?-?\.?\d|(?:above|below|from|away from|around|of) (?:the |their |its )?(?:\w+ )?(?:mean|average|norm)|(?:increases?|decreases?|change|rise|difference|improvement|higher|lower)? ?(?:in|of|on) [^,.;]{1,70}? ?\b(?:(?:is|was|were|are) (?:\w+ )?(?:associated|related|linked)|leads?|led|predict|correspond|results? in|resulted in|raise|reduce|lower))`)
	shares          = map[string]float64{"half": 0.5, "quarter": 0.25, "third": 0.33, "fifth": 0.2, "tenth": 0.1, "two-thirds": 0.67, "three-quarters": 0.75}
)

// lookBack is how far before "standard deviation" its number may stand, in bytes.
const lookBack = 60

func deviationsIn(text string) []hit {
	if !containsAny(text, []string{"SD", "eviation", "sigma", "\u03c3", " sd", "s.d."}) {
		return nil
	}
	var list []hit
	for _, at := range deviation.FindAllStringIndex(text, -1) {
		from := max(0, at[0]-lookBack)
		found := beforeDeviation.FindStringSubmatchIndex(text[from:at[0]])
		if found == nil || deviationUnit.MatchString(text[at[1]:]) {
			continue
		}
		h := hit{metric: chalkline.MetricSD, from: from + found[2], start: from + found[2], end: at[1]}
		word := strings.ReplaceAll(strings.ToLower(text[from+found[2]:from+found[3]]), " ", "-")
		if share, ok := shares[word]; ok {
			h.n = number{text: strconv.FormatFloat(share, 'f', -1, 64), value: share}
		} else if n, _, ok := numberIn(text[:from+found[3]], from+found[2]); ok {
			h.n = n
		}
		if found[4] >= 0 {
			h.n.value /= 100
			h.n.text, h.n.whole = strconv.FormatFloat(h.n.value, 'f', -1, 64), false
		}
		if h.n.text == "" || h.n.whole || perUnit.MatchString(text[:h.start]) {
			continue
		}
		list = append(list, h)
	}
	return list
}

// perUnit finds that standard deviations measure a cause or a spread: "per 0.5
// SD", "M = 4.2 ± 0.7 SD", "(12.3 (0.7 SD)".
var perUnit = regexp.MustCompile(`(?:\b(?i:per|each|every|one|within)(?: additional| further| extra)? |\x{00b1} ?|\+/?- ?|\d ?\(|\d\.\d+,? ?)$`)

// Months of progress, as the Education Endowment Foundation counts them.
var months = regexp.MustCompile(`(?i)(^|[^\pL\pN.,-])([-+\x{2212}]?\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)[ -](additional |extra |more |further |fewer |less )?months?'?s?'? (?:worth )?(?:of )?(additional |extra |more |further |fewer |less )?(?:(?:learning|academic|reading|maths?) )?progress\b`)

// compared says that a number of months is a difference between groups, not the
// time that it took.
var compared = regexp.MustCompile(`(?i)^[^.;]*\b(?:compared|than|relative to|on average|control|others?)\b`)

func monthsIn(text string) []hit {
	if !strings.Contains(text, "onth") || !strings.Contains(text, "rogress") {
		return nil
	}
	var list []hit
	for _, at := range months.FindAllStringSubmatchIndex(text, -1) {
		part := func(i int) string {
			if at[2*i] < 0 {
				return ""
			}
			return strings.ToLower(strings.TrimSpace(text[at[2*i]:at[2*i+1]]))
		}
		word := part(3) + part(4)
		if word == "" && !strings.ContainsAny(part(2), "+-") && !compared.MatchString(text[at[1]:]) {
			continue
		}
		n, _, ok := numberIn(part(2), 0)
		if !ok {
			value := smallNumbers[part(2)]
			n = number{text: strconv.Itoa(value), value: float64(value)}
		}
		if word == "fewer" || word == "less" {
			n.text, n.value = "-"+strings.TrimPrefix(n.text, "-"), -max(n.value, -n.value)
		}
		list = append(list, hit{metric: chalkline.MetricMonths, from: at[4], start: at[4], end: at[1], n: n})
	}
	return list
}
