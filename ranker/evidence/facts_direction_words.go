package evidence

import (
	"regexp"
	"slices"
	"strings"
	"sync"

	"chalkline"
)

// What tells a sentence of results from the rest, and what its clauses say.

// findingStems are in every sentence that may say something of the results.
var findingStems = []string{
	"effect", "impact", "differ", "improv", "gain", "benefi", "advantag", "higher", "lower", "better", "worse", "greater", "more ", "increas", "decreas", "reduc",
	"outperform", "significan", "evidence", "mixed", "negativ", "positiv", "equal", "similar", "fail", "harm", "promot", "enhanc", "superior", "support", "fewer", "less ", "but not", "influenc", "chang", "perform", "progress", "as well", "associat", "relat",
}

var (
	// isReported finds sentences that report.
	isReported = saying(`\b(?:results?|findings|analys[ei]s|data|estimates|evidence|scores|outcomes|tests?) (?:[\w,-]+ ){0,8}?(?:show|suggest|indicat|reveal|demonstrat|support|confirm|found|favou?r|were|was|include)\w*\b|\bresults ?:|\b(?:we|i|authors?|study|evaluation|trial|project|review|analysis|researchers?) (?:also |further )?(?:find|finds|found|conclude[sd]?|show|shows|showed|demonstrate[sd]?|observed?)\b|\bit was (?:found|concluded|determined|shown)\b|\bthere (?:was|were) (?:no|a|also)\b|\b(?:was|were) (?:found|confirmed|supported|observed|rejected)\b|^(?:conclusions?|findings?|results?)\b|\black of (?:\w+ )?(?:significant )?(?:effects?|impacts?|differences?)\b|\bsignificantly\b|\bp ?[<=>] ?0?\.\d`)

	// isOwnWork finds where a text comes to its own study.
	isOwnWork = saying(`\b(?:this|the (?:present|current)|our) (?:\w+ ){0,3}(?:study|paper|article|report|trial|experiment|evaluation|research|review|meta-analysis|dissertation|thesis|investigation)\b|\b(?:we|i) (?:\w+ )?(?:examin|investigat|test|conduct|evaluat|assess|report|study|studied|use|compar|estimat|analy|present|find|found|show|explor|measur)\w*|\b(?:participants|randomly|randomi[sz]ed|assigned|sample|quasi-experiment\w*|pre-?test|post-?test)\b|\b(?:was|were) (?:\w+ )?(?:compared|assigned|studied|examined|conducted|evaluated|tested|investigated|used)\b|^(?:aims?|objectives?|purpose|methods?|design|examine[ds]?|investigated|compared|reports?|evaluated|studied|performed)\b`)

	// isPlan finds questions, aims, methods and what is still to be done.
	isPlan = saying(`\b(?:hypothesi[sz]ed?|hypothes[ei]s|predicted|expected|anticipated|whether|aim(?:s|ed)?|purposes?|objectives?|goals?|sought|intends?|intended|designed|research questions?|will be|will (?:complete|receive|examine)|to (?:determine|examine|investigate|assess|evaluate|test|explore|compare|study|improve|reduce|increase|promote|enhance)|may|might|could be|should|would|future|further research|generali[sz]\w+|if there|(?:is|are) (?:needed|warranted)|recommend\w*)\b`)

	// isConclusion finds what a text says of the whole, as at its end.
	isConclusion = saying(`^(?:in (?:conclusion|sum|summary|short)|conclusions?|to conclude|taken together)\b|\b(?:we|authors?|was|were|be) conclude[sd]?\b|\bconclusion (?:is|was)\b|\bkey (?:conclusions|findings)\b|\boverall\b|\bon average\b|\bprimary outcomes?\b|\bmain (?:outcomes?|results?|findings?|effects?)\b|\bintent(?:ion)?-to-treat\b`)

	// isStated finds a hypothesis that is told, unless its fate is told too.
	isStated = saying(`\bhypothesi[sz]ed\b|\bhypothes[ei]s (?:\w+ ){0,3}(?:stated|was that|is that)|\bhypothes[ei]s:`)
	isFate   = saying(`\b(?:reject|confirm|support|accept|retain)\w*`)

	// isKnown finds what others found before.
	isKnown = saying(`\b(?:researchers?|scholars|studies|research|literature|educators) (?:have|has) (?:\w+ )?(?:found|shown|demonstrated|suggested|reported|indicated)\b|\b(?:research|prior|previous|past) findings\b|\b(?:has|have) been (?:\w+ )?(?:found|shown|proved|proven|reported|associated|linked)\b`)

	// isAside finds findings that are not about the main question.
	isAside = saying(`\b(?:follow-?up|months later|years? later|long-?term|for (?:students|pupils|children|those|participants|schools) (?:who|with|in)|sub-?(?:sample|group)s?|low-income|disadvantaged|satisf\w+|teachers? (?:reported|felt|perceived|were)|mediat\w+|secondary outcomes?|in addition|additionally)\b`)

	// isGroups finds comparisons of kinds of people and other moderators. They are
	// the main question only where the title says so.
	isGroups = saying(`\b(?:gender|genders|sex|boys|girls|males?|females?|men|women|race|races|ethnic\w*|moderat\w+|sub-?groups?|interact\w*|socio-?economic|regardless|irrespective|differential|grade levels?|prior achievement|ability levels?|age|ages|demographic\w*|vary|varied by|varies)\b`)

	// isBefore finds what was so before anything was done, and who was lost.
	isBefore = saying(`\b(?:baseline|pre-?tests?|pre-?treatment|pre-?intervention|outset|(?:at|from) the (?:start|beginning)|at entry|prior to|before (?:the|receiving|any|beginning|starting|entering)|previous(?:ly)?|attrition|missing|drop-?out rates? between|non-?respon\w+|fidelity|reliab\w+|assumption|normality|homogene\w+|power)\b`)

	// isQuestion begins what was asked within a sentence that also reports.
	isQuestion = regexp.MustCompile(`\b(?:(?:in order )?to (?:determine|examine|investigate|assess|evaluate|test|explore|see|find out)|whether|if there)\b`)

	isContrast = regexp.MustCompile(`; |: \(?\d?\)?|,? (?:but|however|although|though|while|whereas|whilst|yet|except(?: for)?|nevertheless|despite|even though)\b,? ?|, with\b|, and (?:no|little|few|that)\b|,? and (?:did|was|were|had|made|has|have|found|showed|there (?:was|were)) (?:not? )|,? (?:and|or) (?:no|neither|nor|only)\b|, (?:and )?(?:there|no)\b`)
)

// What a clause says.
const (
	thing        = `(?:effects?|impacts?|differences?|improvements?|gains?|benefits?|advantages?|changes?|relationships?|associations?|correlations?|influence|increases?|reductions?|decreases?|growth|progress|decline)\b`
	goods        = `(?:achievement|attainment|scores?|performance|learning|grades|outcomes|results|knowledge|motivation|engagement|graduation|attendance|enrol\w+|self-\w+|comprehension|skills|progress)\b`
	moved        = `(?:improv|differ|outperform|affect|increas|reduc|benefit|lead|result in|influenc|chang|enhanc|rais|decreas|produc|boost|help|translat|transfer|exceed|contribut|impact|predict|gain|lower|prevent|promot|narrow|alter|generat|surpass)\w*\b`
	reverseWords = `\b(?:control|controls|comparison|traditional(?:ly)?|conventional)(?: (?:instruction|teaching|method|taught|lecture))?(?: (?:group|groups|class|classes|classroom|condition|schools?|students|pupils|participants|children)){0,2} (?:[\w]+ ){0,2}?(?:outperform\w*|(?:scored|performed|did|had|made|achieved|gained|showed) (?:\w+ ){0,2}?(?:higher|better|more|greater|larger))\b`
	sameWords    = `\b(?:similar|identical|the same|comparable|equivalent) (?:\w+ ){0,4}?(?:results|gains|outcomes|improvements?|performance|achievement|scores|progress|effects|levels? of (?:achiev|learning|perform|know))\w*`
	nullWords    = `\b(?:no|zero|lack of|little|nor|negligible|minimal) (?:or no |to no |if any )?(?:[\w-]+,? ){0,4}?` + thing +
		`|\bfew (?:\w+ )?significant\b|\bno (?:\w+ ){0,3}(?:evidence|indication|sign|proof|support for)\b|\b(?:little|insufficient|scant|limited) (?:\w+ ){0,2}evidence (?:that|of|for)\b` +
		`|\b(?:did|do|does|has|have|had|was|were|is|are|could|can) ?(?:not|n't) (?:\w+ ){0,3}?` + moved +
		`|\b(?:did|do|does|could|has|have|had) not (?:\w+ ){0,2}?(?:show|find|found|reveal|indicat|demonstrat|exhibit|detect|observ|yield|have|make|made|support|confirm|provid|perform|scor|achiev|appear|seem|reach|do|identify|result)\w*\b.{0,70}?\b(?:significan|effect|impact|differ|improve|gain|better|higher|more|benefi|advantage|change|evidence|any|increase|greater|efficac|progress|hypothes|worse|well)` +
		`|\bnot (?:\w+ ){0,3}?(?:significant(?:ly)?|differ(?:ent|ently)?|(?:more )?effective|efficacious|beneficial|better|associated|correlated|superior|related)\b|\b(?:non-?significant(?:ly)?|insignificant(?:ly)?)\b` +
		`|\bno longer (?:\w+ )?significant\b|\bfail(?:ed|s|ing)? to (?:\w+ ){0,2}?(?:find|show|uncover|improve|produce|reach|demonstrate|outperform|yield|reveal|increase|reduce|detect|support|affect|have|lead|confirm|reject|raise|benefit|make|replicate)\b` +
		`|\b(?:none|neither)\b.{0,90}?\b(?:significan\w*|effects?|effective|improv\w*|differ\w*|affect\w*|better|chang\w*|gain\w*|increas\w*|benefi\w*)\b` +
		`|\bequally (?:as )?(?:well|effective|successful)\b|\bas (?:effective|effectively) as\b|\b(?:performed|did|scored|achieved|learn(?:ed|t)) (?:just |at least )?as (?:well|high|much) as\b|\bperform\w* (?:\w+ )?(?:similarly|equally|comparably|the same)\b` +
		`|\bnull (?:effects?|results?|findings?|impacts?)\b|\bno (?:\w+ )?(?:better|worse|higher|greater|faster|more (?:effective|likely|\w+)) ?(?:\w+ ){0,4}than\b|\bno (?:additional|extra) (?:months?'? )?(?:of )?progress\b` +
		`|\bin none of\b|\brule[sd]? out (?:\w+ ){0,3}?effects?\b|\bbut not (?:by|on|in|for|at|with|among|to|other|the|when|those)\b|\b(?:effects?|gains?|impacts?|benefits?|advantages?|differences?|improvements?) (?:\w+ ){0,4}(?:fade[sd]?|faded|disappear\w*|vanish\w*|dissipat\w*)\b|\bfad(?:e|ed|es|ing)[ -]?out\b`
)

var (
	saysNull = saying(nullWords)
	nullAt   = regexp.MustCompile(nullWords)

	saysSame = saying(sameWords)
	sameAt   = regexp.MustCompile(sameWords)
	ofBoth   = saying(`\b(?:between|both|all|groups|than|yielded|compared|(?:to|with) (?:those|that|the control|the comparison|students|traditional))\b`)

	// notNull finds what is denied but speaks for the thing.
	notNull = saying(`\b(?:no|not|nor|any|without|little)\b (?:[\w-]+ ){0,4}?(?:adverse|negativ\w+|harm\w*|detriment\w*|side|iatrogenic|unintended|worse|risks?|decline|losses|loss|fad\w+|diminish\w*|disappear\w*|decrease\w*|lower|reduc\w+ (?:achievement|scores|learning|performance))\b|\bnot (?:necessarily|always|prevent|hinder|harm|hamper|undermine|impede|be (?:due|attributed|explained))\b|\bno[- ](?:treatment|intervention|contact|training|instruction) (?:control|comparison|group|condition)|\bno (?:stud(?:y|ies)|trials?) (?:\w+ ){0,2}(?:examin|investigat|evaluat|address|report)\w*`)

	// notDenied finds a not that adds.
	notDenied = saying(`\bnot (?:only|just|merely)\b`)

	saysWorse = saying(`\b(?:negative|adverse|detrimental|harmful|deleterious|unfavou?rable) (?:and (?:\w+ )?(?:significant )?|but \w+ )?(?:[\w-]+ ){0,2}?(?:effects?|impacts?|influence|consequences?|associations?|relationships?|correlations?|outcomes?)\b|\bnegatively (?:and \w+ )?(?:affect|impact|influenc|associat|relat|correlat|predict)\w*|\b(?:affect|impact|influenc)\w* (?:[\w-]+ ){1,3}negatively\b` +
		`|\b(?:scored|performed|did|fared|achieved|scores? (?:was|were)|became|had|made) (?:\w+ ){0,3}?(?:lower|worse|less well|more poorly|poorer|less progress|smaller gains)\b|\b(?:lower|worse|poorer) (?:[\w-]+ ){0,2}?` + goods + `.{0,60}?\b(?:than|compared|relative to)\b|\b(?:lead|leads|led|leading|result\w*|associated|linked) (?:to|in|with) (?:\w+ )?(?:lower|worse|poorer|reduced) (?:[\w-]+ ){0,2}?` + goods + `|\bsmaller gains\b` +
		`|\b(?:reduc|decreas|harm|hinder|impair|undermin|worsen|hurt|depress|lowers|lowered)(?:s|es|ed)? (?:[\w'-]+ ){0,3}?` + goods + `|\bbackfired\b|\b(?:decline|decrease|reduction|drop)s? in (?:[\w'-]+ ){0,3}?` + goods)

	saysBetter = saying(`\bpositive(?:ly)? (?:and (?:\w+ )?|but \w+ )?(?:[\w-]+,? ){0,3}?(?:effects?|impacts?|influence\w*|outcomes?|results?|gains?|changes?|associat\w*|relat\w*|correlat\w*|contribut\w*|predict\w*|affect\w*|impacted|differences?)\b|\b(?:improv(?:ed|es)|improvements? (?:in|on|of|over|was|were)|outperform(?:ed|s|ing)?|benefit(?:t?ed|s)?|enhanc(?:ed|es)|boost(?:ed|s)|promot(?:ed|es)|strengthen(?:ed|s)|efficacious|beneficial|promising|superior(?:ity)?|gained)\b` +
		`|\b(?:was|were|is|are|be|more|most|highly|proved?|found|effectively|as|an) (?:\w+ )?effective\b|\beffectively\b|\b(?:higher|greater|better|more [a-su-z]\w*|larger|faster|stronger|fewer)\b.{0,120}?\b(?:than|compared|relative to|versus)\b|\b(?:compared|relative) (?:to|with)\b.{0,120}?\b(?:higher|greater|better|more|larger|faster|stronger|increased)\b` +
		`|\b(?:significant(?:ly)?|large|moderate|medium|strong|substantial|modest|meaningful|small) (?:[\w-]+ ){0,3}?(?:effects?|impacts?|increases?|gains?|growth|association|contribution)\b|\b(?:increased|raised)\b|\b(?:show|f(?:ou|i)nd|reveal|indicat|demonstrat)\w* (?:\w+ ){0,4}?advantages?\b|\b(?:increases|raises) (?:[\w'-]+ ){0,5}?` + goods + `|\ba main effect\b|\bin favou?r of\b|\bsupport(?:s|ed)? (?:\w+ ){0,2}?(?:efficacy|effectiveness|use|hypothes[ei]s)\b|\bfavou?r(?:ed|ing|s)? (?:of )?(?:the |an? )?(?:experimental|treatment|intervention|program\w*)`)

	saysGain = saying(favours.String()) // as a significant effect counts for a tier

	// saysSurely is what counts as a result even beside one that is denied.
	saysSurely = saying(`\bsignificant(?:ly)? (?:[\w-]+ ){0,3}?(?:effects?|impacts?|increases?|association)\b|\bpositive (?:[\w-]+ ){0,3}?(?:effects?|impacts?)\b`)

	// notBetter finds that one kind of people had more than another.
	notBetter = saying(`\bthan (?:\w+ ){0,2}?(?:pre-?tests?|post-?tests?|boys|girls|males?|females?|men|women|white|whites|younger|older)\b`)

	// notWorse finds harm that was kept away.
	notWorse = saying(`\b(?:diminish|reduc|mitigat|buffer|offset|counter|ameliorat|prevent|overc[oa]m|decreas|alleviat|protect)\w* (?:\w+ ){0,3}?(?:negative|adverse|detrimental|harmful)\b`)

	// concedes begins a sentence whose main clause comes after a comma.
	concedes = regexp.MustCompile(`^(?:although|though|while|whereas|despite|even though|in contrast to)\b[^,;]*(, )`)

	saysMixed = saying(`\bmixed (?:results?|findings?|effects?|impacts?|evidence|outcomes?|picture|pattern)\b|\b(?:results?|findings?|effects?|impacts?|evidence) (?:\w+ ){0,4}(?:mixed(?: (?:for|and|across|with|but|in|on|as)\b|[,.;]|$)|inconsistent|inconclusive)`)

	// isReverse finds that the other group did better.
	isReverse = saying(reverseWords)
	reverseAt = regexp.MustCompile(reverseWords)
	isBeside  = regexp.MustCompile(`\b(?:than|compared|versus|over|relative|with|to|from)\b(?: \w+){0,4} $`)

	// ofControls finds that a clause is only about the group without.
	ofControls = saying(`^(?:\W*(?:and|the|in|among|for|both|students|pupils|participants|children|teachers))* ?(?:control|comparison|wait-?list\w*|untreated|non-?participants?)\b[^,;]*`)
	ofTwo      = saying(`\b(?:than|between|experimental|treatment|intervention|compared|both|differ\w*|outperform\w*)\b`)

	// less of a burden is better.
	isBurden = saying(`\b(?:` + burdens + `)\b`)
	isMore   = saying(`\b(?:increas\w*|higher|more|greater|rais\w*|worsen\w*|rise|rose|elevated|exacerbat\w*)\b`)
	isLess   = saying(`\b(?:reduc\w*|decreas\w*|lower\w*|fewer|less|declin\w*|prevent\w*|drop(?:s|ped)?|alleviat\w*|improv\w*|protective|diminish\w*)\b`)

	titleAsks   = regexp.MustCompile(`\b(?:effects?|impacts?|effective\w*|does|do|improv\w+|influences?|experiment\w*)\b`)
	titleNull   = regexp.MustCompile(`\b(?:no (?:\w+ ){0,2}(?:effects?|impact|evidence|benefits?|differences?|gains?)|(?:does|do|did) not|doesn't|don't|fail(?:s|ed)? to|null (?:results?|effects?|findings?)|made no difference|little (?:effect|impact|evidence))\b`)
	titleBetter = regexp.MustCompile(`\b(?:improves|increases|enhances|raises|boosts|promotes|benefits (?:\w+ )?(?:students|pupils|children|learn\w+)|outperforms?|reduces (?:\w+ ){0,3}?(?:` + burdens + `))\b`)
	titleWorse  = regexp.MustCompile(`\b(?:harms|hurts|lowers|reduces|hinders|impairs|worsens|undermines) (?:[\w'-]+ ){0,3}?` + goods)
)

// burdens are outcomes of which less is better.
const burdens = `errors?|anxi\w+|drop-?outs?|absen\w+|problems|problem behaviou?rs?|depress\w+|stress|suspen\w+|disrupti\w+|` +
	`bull(?:y|ying|ied)|victimi\w+|aggressi\w+|truan\w+|symptoms?|externali[sz]ing|internali[sz]ing|burn-?out|misconceptions?|delinquen\w+|violen\w+|smok\w+|alcohol|` +
	`expulsions?|gaps?|failure rates?|misbehavio\w+|stigma|prejudice|stressors|risk(?:s|y| behaviou?rs?)`

// sayings are the expressions of direction, passed over together: they are many,
// and most match nowhere in a sentence.
var (
	sayings     = newPatterns()
	sealSayings = sync.OnceFunc(sayings.seal)
)

// saying adds an expression and returns its number. It panics when the expression
// is broken, as regexp.MustCompile does.
func saying(source string) int {
	id, err := sayings.add(source)
	if err != nil {
		panic("evidence: " + err.Error())
	}
	return id
}

// passage is a piece of text that sayings were passed over.
type passage struct {
	text  string
	found found
}

func passageOf(text string) passage {
	sealSayings()
	return passage{text, sayings.scan(text)}
}

func (p passage) says(number int) bool { return sayings.matches(p.found, p.text, number) }

func (p passage) saysAny(list ...int) bool { return slices.ContainsFunc(list, p.says) }

// clauses are the parts of a sentence that may say different things.
func clauses(plain string) []string {
	var list []string
	from := 0
	if at := concedes.FindStringSubmatchIndex(plain); at != nil {
		list, from = append(list, plain[:at[2]]), at[2]
	}
	for _, at := range isContrast.FindAllStringIndex(plain, mostHits) {
		if cut := at[0]; cut > from {
			list, from = append(list, plain[from:cut]), cut
		}
	}
	return append(list, plain[from:])
}

// clauseSays is what a clause says of the results. It may say that one thing rose
// before it says that another did not.
func clauseSays(clause string, grouped bool) []chalkline.Direction {
	if at := isQuestion.FindStringIndex(clause); at != nil {
		clause = clause[:at[0]]
	}
	if !containsAny(clause, findingStems) {
		return nil
	}
	c := passageOf(clause)
	before := c.says(isBefore) && !isAfterward.MatchString(clause)
	aside := before || !grouped && c.says(isGroups)
	others := c.says(ofControls)
	controls := others && !c.says(ofTwo)
	burden := c.says(isBurden)
	switch {
	case c.says(saysMixed):
		return oneWay(aside, chalkline.DirectionMixed)
	case c.says(notNull):
		return nil
	case c.says(saysNull) && !c.says(notDenied):
		return readDenial(clause, nullAt.FindStringIndex(clause), grouped, controls)
	case c.says(saysSame) && c.says(ofBoth):
		return readDenial(clause, sameAt.FindStringIndex(clause), grouped, false)
	case before:
		return nil
	case reversed(c):
		return oneWay(aside || burden, chalkline.DirectionNegative)
	case c.says(saysWorse) && !burden && !c.says(notWorse):
		if others { // the group without did worse
			return oneWay(aside || controls, chalkline.DirectionPositive)
		}
		return oneWay(aside, chalkline.DirectionNegative)
	case burden && (c.says(isLess) || c.says(saysWorse)):
		return oneWay(aside || controls, chalkline.DirectionPositive)
	case burden && c.says(isMore):
		return nil
	case c.says(saysGain) || c.says(saysBetter):
		return oneWay(controls || c.says(notBetter), chalkline.DirectionPositive)
	}
	return nil
}

// readDenial reads a clause that denies a difference at a place, between the commas
// around it, unless it is one between kinds of people, before anything was done or
// among those who got nothing. What stands before may be a result of its own.
func readDenial(clause string, at []int, grouped, controls bool) []chalkline.Direction {
	if at == nil {
		return nil
	}
	from := strings.LastIndex(clause[:at[0]], ", ") + 1
	to := len(clause)
	if comma := strings.Index(clause[at[1]:], ", "); comma >= 0 {
		to = at[1] + comma
	}
	part := passageOf(clause[from:to])
	aside := controls || !grouped && part.says(isGroups) || part.says(isBefore) && !isAfterward.MatchString(part.text)
	ways := oneWay(aside, chalkline.DirectionNull)
	if first := passageOf(clause[:at[0]]); first.says(saysGain) || first.says(saysSurely) {
		ways = append(ways, chalkline.DirectionPositive)
	}
	return ways
}

// oneWay is a direction, unless something speaks against reading it.
func oneWay(not bool, way chalkline.Direction) []chalkline.Direction {
	if not {
		return nil
	}
	return []chalkline.Direction{way}
}

// reversed says whether the group without did better than the one with.
func reversed(c passage) bool {
	if !c.says(isReverse) {
		return false
	}
	at := reverseAt.FindStringIndex(c.text)
	return at != nil && !isBeside.MatchString(c.text[:at[0]])
}

// titleSays is what a title states as a result.
func titleSays(plain string) chalkline.Direction {
	switch {
	case strings.Contains(plain, "?"):
		return chalkline.DirectionUnknown
	case titleNull.MatchString(plain):
		return chalkline.DirectionNull
	case titleWorse.MatchString(plain):
		return chalkline.DirectionNegative
	case titleBetter.MatchString(plain):
		return chalkline.DirectionPositive
	}
	return chalkline.DirectionUnknown
}
