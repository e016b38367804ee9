package evidence

import (
	"regexp"

	"chalkline"
)

// What only looks like an effect of the study.
var (
	// notOwn finds sentences whose numbers are planned, simulated or conventional.
	notOwn = regexp.MustCompile(`(?i)\b(?:(?:was|were|is|are|be|adequately|sufficiently|under) ?-?powered|power (?:to detect|analys[ei]s|calculations?)|minimum detectable|mdes\b|smallest effect (?:size )?of interest|sample size (?:calculation|was calculated|of \d+ (?:was|is) (?:needed|required))|monte carlo|simulation stud(?:y|ies)|simulated data|rules? of thumb|by convention|conventional (?:thresholds?|benchmarks?|criteri\w+|standards?)|(?:cut-?offs?|thresholds?|benchmarks?) (?:of|for|values?)|hinge[- ]point)\b`)

	// isElsewhere finds, right before a label, that the effect is another study's.
	isElsewhere = regexp.MustCompile(`\b[A-Z][a-z][\pL'-]*(?: (?:and|&) [A-Z][\pL'-]+| et al\.?)?,? \((?:19|20)\d\d[a-z]?\)[^;.]{0,80}$|\([^()]*[A-Z][a-z][\pL'.-]*,? (?:19|20)\d\d[a-z]?[;,:][^()]*$|(?i:\b(?:in|than|of|from|by|with|to|as) (?:the |an? )?(?:previous|prior|earlier|past) (?:\w+ ){0,3}(?:stud(?:y|ies)|research|reviews?|meta-analys[ei]s|trials?|work|evidence|estimates?)\b[^;,]{0,25}$)`)

	// isCredited finds sentences that end in a reference, and so tell of somebody
	// else's study, unless they speak of their own.
	isCredited = regexp.MustCompile(`\([A-Z][\pL'-]+[^()]{0,60},? (?:19|20)\d\d[a-z]?\)[. ]*$`)
	isOwn      = regexp.MustCompile(`(?i)\b(?:we|our|this (?:study|trial|paper|meta-analysis|review)|(?:the )?(?:present|current) (?:study|trial|paper|meta-analysis|review))\b`)

	// isNorm finds, right behind a number, that it is one people agree on.
	isNorm = regexp.MustCompile(`(?i)^[)\]]? (?:or (?:more|higher|greater|above|larger|less) ?)?(?:(?:is|are|can be|may be|should be|would be|being) )?(?:\w+ )?(?:considered|regarded|deemed|classified|interpreted|seen as)\b`)

	// isBaseline finds that groups differed before anything was done, unless what
	// follows it speaks of afterwards.
	isBaseline  = regexp.MustCompile(`(?i)\b(?:baseline|pre-?test|pre-?treatment|pre-?intervention) (?:differences?|gaps?|imbalances?|equivalence|inequivalence)\b|\b(?:differ(?:ed|ences?)?|imbalanced?|gaps?|equivalen\w+|comparable|similar|balanced)(?: \w+){0,6} (?:at|on|in) (?:the )?(?:baseline|pre-?tests?|outset|entry)\b`)
	isAfterward = regexp.MustCompile(`(?i)\b(?:post\w*|after\w*|follow\w*|gain\w*|but|however|control\w+|adjust\w+|account\w+)\b`)

	// isBound finds, right before a label or number, that it bounds effects.
	isBound = regexp.MustCompile(`(?i)\b(?:ruled? out(?: \w+){0,5}|reject(?: \w+){0,5}|detect(?:able|ing)?(?: \w+){0,5}|(?:as|so) (?:small|large|low|high) as|(?:smaller|larger|greater|less|more|fewer|lower|higher|bigger) than|at (?:least|most)|up to|no more than|exceed(?:s|ed|ing)?|above|below|over|under|within|between|expected?|expecting|anticipat\w+|assum\w+|hypothesi[sz]ed|desired|target|needed|required)(?: an?| the)?(?: (?:medium|small|large|moderate|mean|average))?(?: effects?(?: sizes?)?)?(?: of)? ?[([]? ?$`)

	// isReliability finds that a correlation is one of a measure with itself.
	isReliability = regexp.MustCompile(`(?i)\b(?:reliab\w+|test-?retest|retest|inter-?(?:rater|observer|coder|scorer|item)|intra-?(?:rater|observer|class)\w*|internal consistency|alternate[- ]forms?|split-half|stability coefficients?|agreement|loadings?|heritabilit\w+)\b[^;]*$`)

	// isFactor finds that g is general ability.
	isFactor = regexp.MustCompile(`(?i)\b(?:psychometric|general (?:intelligence|ability|factor)|factor|loadings? (?:on|of)|correlat\w+ with) ?[(,]? ?$`)

	// isEarlier finds sentences about the studies of others also in a synthesis,
	// whose "these studies" are its own.
	isEarlier = regexp.MustCompile(`\b(?:previous|prior|earlier|past|other|existing)\b[^.;]{0,40}\b(?:stud(?:y|ies)|trials?|research|reviews?|meta-anal\w+|work|literature)\b|\bet al\b|\([a-z][\w&,. -]{2,60}(?:19|20)\d\d[a-z]?\)`)
)

// What makes an effect more or less telling.
var (
	isMain     = regexp.MustCompile(`(?i)\b(?:overall|on average|average|averaged|mean|pooled|main|combined|weighted|summary|grand|total|primary|intent(?:ion)?-to-treat|across (?:all|the|studies|outcomes))\b`)
	isAchieved = regexp.MustCompile(`(?i)\b(?:achiev\w+|attainment|academic|learning|learn(?:ed|t)|knowledge|test|tests|scores?|exams?|examinations?|grades?|gpa|reads?|reading|literacy|spel(?:l|ls|led|t|ling)|writing|vocabulary|comprehension|phonolog\w+|decoding|fluency|language|math\w*|numeracy|arithmetic|algebra|fractions?|science|performance|recall|retention|outperform\w+|skills?|progress)\b`)
	isSide     = regexp.MustCompile(`(?i)\b(?:attitud\w+|behavio\w+|self-(?:efficacy|concept|esteem|worth|regulat\w+|confidence|report\w*)|motivat\w+|anxi\w+|depress\w+|engag\w+|enjoy\w+|satisf\w+|well-?being|attendance|absen\w+|stress|burnout|disrupt\w+|off-task|aggress\w+|social|emotion\w+|confidence|perce\w+|interest|belief\w*|fidelity|smok\w+|alcohol|weight|bmi|physical activity|instruction\w*|classroom (?:quality|practice\w*)|teach(?:er|ing) (?:practice\w*|knowledge|quality))\b`)
	isPart     = regexp.MustCompile(`(?i)\b(?:girls|boys|females?|males?|subgroups?|for (?:students|pupils|children|those|participants) (?:who|with|in|eligible)|low-income|disadvantaged|eligible|hispanic|black|white|latino|minority|especially|particularly|stronger|weaker|greater (?:effects?|when|for|if)|larger (?:effects?|when|for|if)|smaller (?:effects?|when|for|if)|higher for|lower for|younger|older|(?:first|second|third|fourth|fifth|sixth|seventh|eighth) grade(?:rs)?|kindergarten|ever been eligible|follow-?up|mediat\w+|unadjusted|control group)\b`)
	isModified = regexp.MustCompile(`(?i)\b(?:moderat(?:or|ors|ion|ed)|subgroups?)\b`) // anywhere before
	isEffect   = regexp.MustCompile(`(?i)\beffect[- ]sizes?\b|\bpoint[- ]biserial\b`)
)

// atBaseline says whether an effect is a difference before anything was done.
func (e *statedEffect) atBaseline() bool {
	at := isBaseline.FindStringIndex(e.before)
	return at != nil && !isAfterward.MatchString(e.before[at[1]:])
}

// weigh says how telling an effect is: the main one before those of parts, one
// on achievement before side outcomes, a difference before an association.
func (e *statedEffect) weigh() int {
	weight := 0
	if isMain.MatchString(e.context) {
		weight += 3
	}
	if isPart.MatchString(e.context) || isModified.MatchString(e.before) {
		weight -= 3
	}
	if isAchieved.MatchString(e.context) && !isSide.MatchString(e.context) {
		weight += 2
	}
	switch e.metric {
	case chalkline.MetricR:
		weight -= 2
	case chalkline.MetricOR, chalkline.MetricEta2:
		weight--
	}
	return weight
}
