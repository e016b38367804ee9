package chalkline

import "time"

// Kind says what sort of thing an item is.
type Kind string

// The kinds of item.
const (
	KindResearch     Kind = "research"      // reports its own empirical study
	KindSynthesis    Kind = "synthesis"     // a review or meta-analysis
	KindSecondHand   Kind = "second_hand"   // about somebody else's study
	KindPractice     Kind = "practice"      // a lesson, a programme, how to
	KindOpinion      Kind = "opinion"       // an essay or comment
	KindNews         Kind = "news"          // something happened
	KindEvent        Kind = "event"         // something to attend or submit to
	KindAdvert       Kind = "advert"        // a vacancy, a product, a call for applicants
	KindPolicyStats  Kind = "policy_stats"  // an agency's figures
	KindDiscussion   Kind = "discussion"    // a chat or forum thread
	KindPodcastVideo Kind = "podcast_video" // something to hear or watch
	KindCorrection   Kind = "correction"    // a notice about another item
	KindOffTopic     Kind = "off_topic"     // not about education
)

// Graded says whether items of this kind may carry a grade A to E.
func (k Kind) Graded() bool {
	switch k {
	case KindEvent, KindAdvert, KindOffTopic, KindCorrection:
		return false
	}
	return true
}

// Grade is the strength of evidence as one letter.
type Grade string

// The grades.
const (
	GradeA    Grade = "A" // strong, score 75 and over
	GradeB    Grade = "B" // good, 60 to 74
	GradeC    Grade = "C" // some, 40 to 59
	GradeD    Grade = "D" // limited, 20 to 39
	GradeE    Grade = "E" // opinion or practice, 1 to 19
	GradeR    Grade = "R" // retracted
	GradeNone Grade = ""  // not graded: events, adverts and the like
)

// Grades are all grades, strongest first.
var Grades = []Grade{GradeA, GradeB, GradeC, GradeD, GradeE, GradeR, GradeNone}

// Word is the grade in a word, to stand beside the letter.
func (g Grade) Word() string {
	switch g {
	case GradeA:
		return "Strong"
	case GradeB:
		return "Good"
	case GradeC:
		return "Some"
	case GradeD:
		return "Limited"
	case GradeE:
		return "Opinion or practice"
	case GradeR:
		return "Retracted"
	}
	return "Not graded"
}

// GradeFor is the grade of a score that is neither retracted nor ungraded.
func GradeFor(score int) Grade {
	switch {
	case score >= 75:
		return GradeA
	case score >= 60:
		return GradeB
	case score >= 40:
		return GradeC
	case score >= 20:
		return GradeD
	default:
		return GradeE
	}
}

// Signal is one fact found in an item, with its receipt.
type Signal struct {
	Name   string  `json:"name"`            // participants, schools, effect, preregistered ...
	Value  string  `json:"value"`           // "1375", "0.12 SD", "yes"
	Quote  string  `json:"quote,omitempty"` // the sentence it came from; "" when it came from a record
	Origin string  `json:"origin"`          // title, text, source, crossref, eric ...
	Offset int     `json:"offset"`          // byte offset of the quote in title or text; -1 when there is none
	Weight float64 `json:"weight"`          // what it adds to the score, in points; 0 when it only informs
}

// Names of signals that other packages look up by name. The full list is in
// docs/evidence.md.
const (
	SignalDesign       = "design"
	SignalParticipants = "participants"
	SignalSchools      = "schools"
	SignalStudies      = "studies"
	SignalEffect       = "effect"
	SignalOutcome      = "outcome"
	SignalPhase        = "phase"
	SignalCountry      = "country"
	SignalDuration     = "duration"
	SignalPrereg       = "preregistered"
	SignalIndependent  = "independent"
	SignalFunder       = "funder"
	SignalPeerReview   = "peer_review"
	SignalReplication  = "replication"
	SignalStanding     = "standing"
	SignalCites        = "cites"
	SignalFinding      = "finding"   // the sentence that states the main result
	SignalDirection    = "direction" // a Direction
)

// Direction says which way the main finding of a study goes. It informs and
// never moves the score: strength, not direction.
type Direction string

// The directions.
const (
	DirectionUnknown  Direction = ""
	DirectionPositive Direction = "positive" // it helped, or the association is favourable
	DirectionNull     Direction = "null"     // no difference was found
	DirectionNegative Direction = "negative" // it did harm
	DirectionMixed    Direction = "mixed"
)

// Caution is a warning that stands beside the score and never changes it.
type Caution struct {
	Name  string `json:"name"` // the id of a myth, or unsourced_claim, likely_inflated ...
	Text  Text   `json:"text"` // a sentence for a teacher
	Quote string `json:"quote,omitempty"`
}

// Appraisal is the evidence judgement of an item. Two runs on the same item
// with the same model give the same Appraisal but for At.
type Appraisal struct {
	ItemID      ItemID    `json:"item_id,omitempty"`
	Kind        Kind      `json:"kind"`
	Design      Design    `json:"design"`
	Probability float64   `json:"probability"` // of Design, 0 to 1
	Score       int       `json:"score"`       // 0 to 100; 0 when not graded
	Margin      int       `json:"margin"`      // the score is thought to lie within +-Margin
	Grade       Grade     `json:"grade"`
	Reason      Text      `json:"reason"` // one sentence without the grade, built from Signals
	SecondHand  bool      `json:"second_hand,omitempty"`
	Signals     []Signal  `json:"signals"`
	Cautions    []Caution `json:"cautions,omitempty"`
	Effects     []Effect  `json:"effects,omitempty"` // at most 5, most telling first
	Tier        int       `json:"tier,omitempty"`    // 1 to 3: the tier of the Every Student Succeeds Act whose rule the stated facts meet; 0 for none
	TierWhy     Text      `json:"tier_why,omitzero"` // the facts that meet it, as a clause
	Model       int       `json:"model"`             // version of the rules
	At          time.Time `json:"at,omitzero"`
}

// Signal is the first signal of that name.
func (a Appraisal) Signal(name string) (Signal, bool) {
	for _, s := range a.Signals {
		if s.Name == name {
			return s, true
		}
	}
	return Signal{}, false
}

// Appraised is all that the ranker finds out about one item, stored together.
type Appraised struct {
	Appraisal Appraisal
	Topics    []TopicMatch
	Citations []Citation
	For       Class     // for whom the item is, as far as its text tells
	Features  []byte    // its words for taste, as package taste writes them
	StoryKeys []string  // items that share one are the same story
	Blocks    []int64   // items that share none are not compared
	SameAs    []ItemID  // items found to be the same piece by comparing
	Changed   time.Time // the item's Changed when it was read: a later edit makes the result stale
}
