// Package evidence judges how strong the evidence behind an item is, by rules
// that a person can read and argue with.
//
// A Document (an item, its source, the record of its own work and what is known
// of the works it cites) goes in, an Appraisal comes out: the kind of item, the
// study design with a probability, the facts found with the sentence each stands
// in, a score from 0 to 100 with a margin, a grade, one sentence of reasons and
// cautions. Everything is a function of the Document: no clock, no network, no
// randomness, no state.
//
// What the rules look for is data, embedded and checked when it is loaded:
//
//	designs.yaml  base scores of the designs, what each fact adds, caps
//	cues.yaml     expressions that vote for designs, and facts stated or not
//	records.yaml  what libraries and indexes say of a work, as votes
//	kinds.yaml    expressions that vote for kinds
//	myths.yaml    widely repeated claims with weak or contrary evidence
//	words.tsv     what words and pairs of words say about designs: learned, not written
//
// How they are put together is code, one idea a file, in the order of the work:
// abstract.go (what is read), normalise.go, language.go, scan.go and heads.go (which
// expressions can match, and where), design.go, words_*.go, metadata.go,
// contradiction.go, facts_*.go, status.go, kind.go, score.go, secondhand.go, tier.go,
// reason.go, cautions.go, citations.go.
package evidence

import (
	"regexp"
	"sync"

	"chalkline"
)

// Version is the version of the rules. An Appraisal carries it, so that stored
// ones can be told from new ones.
const Version = 4

// Document is an item and what is known around it.
type Document struct {
	Item   chalkline.Item
	Source chalkline.Source  // where the item was found; may be empty
	Work   chalkline.Work    // the item's own record; empty when there is none
	Cited  []chalkline.Cited // the works the item points to, as far as they are known
}

// Model is a compiled set of rules. It is safe for use by many goroutines.
type Model struct {
	rules          designFile
	order          []string // names of the adjustments, sorted
	patterns       *patterns
	boilerplate    []int
	boilerplateRaw []*regexp.Regexp // the same, on text as written

	cited, citedUnless         int
	education, educationUnless int
	otherField                 int
	unsourced, unsourcedUnless int

	talk, talkUnless, talkTitle int // words about a study

	sought sought

	cues     []cue
	records  []recordCue
	kindCues []cue
	facts    []fact
	paths    []pathCue
	genres   map[chalkline.Genre]map[string]float64
	myths    []myth

	vocabulary *vocabulary              // the learned vote
	classOf    map[chalkline.Design]int // the class of a design, by its number in the vocabulary
}

// Default is the model of the embedded rules. It panics when they are broken,
// which a test rules out.
func Default() *Model { return defaultModel() }

var defaultModel = sync.OnceValue(func() *Model {
	m, err := load()
	if err != nil {
		panic("evidence: embedded rules: " + err.Error())
	}
	return m
})

func load() (*Model, error) {
	var (
		designs designFile
		cues    cueFile
		records recordFile
		kinds   kindFile
		myths   mythFile
	)
	for _, file := range []struct {
		name string
		into any
	}{{"designs.yaml", &designs}, {"cues.yaml", &cues}, {"records.yaml", &records}, {"kinds.yaml", &kinds}, {"myths.yaml", &myths}} {
		if err := decode(file.name, file.into); err != nil {
			return nil, err
		}
	}
	m, err := compile(designs, cues, records, kinds, myths)
	if err != nil {
		return nil, err
	}
	return m.WithWords(wordTable)
}

// Class is the coarse class of a design, as quality is measured: rct,
// rct_secondary, qed, synthesis, literature_review, observational,
// weak_intervention, qualitative, mixed, non_empirical or other.
func (m *Model) Class(design chalkline.Design) string {
	if rule, ok := m.rules.Designs[design]; ok {
		return rule.Class
	}
	return m.rules.Designs[chalkline.DesignUnknown].Class
}

// Appraise judges a document. It is deterministic and never panics. The result
// has the item's ID and no time.
func (m *Model) Appraise(d Document) chalkline.Appraisal { return m.read(d).judge() }

// judge goes from what was read to the appraisal.
func (r *reading) judge() chalkline.Appraisal {
	r.readFacts()
	r.readStatus()
	r.readRecord()
	design, second := r.design()
	if r.kind = r.decideKind(design); r.behind && r.kind == chalkline.KindOffTopic {
		r.kind = chalkline.KindResearch // what a piece on education rests on is graded, whatever its title speaks of
	}
	a := r.appraise(design, second)
	r.wordSignal(&a)
	return a
}
