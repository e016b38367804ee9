package evidence

import (
	"embed"
	"fmt"
	"maps"
	"regexp"
	"slices"

	"github.com/goccy/go-yaml"

	"chalkline"
)

//go:embed designs.yaml cues.yaml records.yaml kinds.yaml myths.yaml usual.yaml
var files embed.FS

// designFile is designs.yaml.
type designFile struct {
	Designs         map[chalkline.Design]designRule `yaml:"designs"`
	AdjustmentLimit float64                         `yaml:"adjustment_limit"`
	Adjustments     map[string]adjustment           `yaml:"adjustments"`
	Caps            capRules                        `yaml:"caps"`
	SecondHand      secondHandRules                 `yaml:"second_hand"`
	Margin          marginRules                     `yaml:"margin"`
}

type designRule struct {
	Base  int    `yaml:"base"`
	Class string `yaml:"class"`
}

// adjustment is what a stated fact adds to a score, and how the reason says so.
type adjustment struct {
	Points float64 `yaml:"points"`
	Plus   string  `yaml:"plus"`
	Minus  string  `yaml:"minus"`
}

type capRules struct {
	FewClusters          int `yaml:"few_clusters"`
	VendorPage           int `yaml:"vendor_page"`
	AveragedMetaAnalyses int `yaml:"averaged_meta_analyses"`
	FewStudies           int `yaml:"few_studies"`
	Concern              int `yaml:"concern"`
}

type secondHandRules struct {
	Cap          int     `yaml:"cap"`
	Share        float64 `yaml:"share"`
	Best         int     `yaml:"best"`
	LimitsBonus  float64 `yaml:"limits_bonus"`
	NamedCap     int     `yaml:"named_cap"`
	Named        int     `yaml:"named"`
	UnsourcedCap int     `yaml:"unsourced_cap"`
	RetractedCap int     `yaml:"retracted_cap"`
}

type marginRules struct {
	Least     float64 `yaml:"least"`
	Doubt     float64 `yaml:"doubt"`
	Missing   float64 `yaml:"missing"`
	TitleOnly float64 `yaml:"title_only"`
}

// cueFile is cues.yaml.
type cueFile struct {
	Terms       map[string]string `yaml:"terms"`
	Boilerplate []string          `yaml:"boilerplate"`
	Cited       expression        `yaml:"cited"`
	Cues        []cueRule         `yaml:"cues"`
	Facts       []factRule        `yaml:"facts"`
}

// expression is a pattern with one that cancels it.
type expression struct {
	Match  string `yaml:"match"`
	Unless string `yaml:"unless"`
}

type cueRule struct {
	ID     string             `yaml:"id"`
	Votes  map[string]float64 `yaml:"votes"`
	In     string             `yaml:"in"`
	Own    bool               `yaml:"own"`
	Match  string             `yaml:"match"`
	Unless string             `yaml:"unless"`
}

type factRule struct {
	Signal string `yaml:"signal"`
	Value  string `yaml:"value"`
	Points string `yaml:"points"`
	Own    bool   `yaml:"own"`
	Match  string `yaml:"match"`
	Unless string `yaml:"unless"`
}

// recordFile is records.yaml.
type recordFile struct {
	Records []recordRule `yaml:"records"`
}

type recordRule struct {
	Field  string             `yaml:"field"`
	From   string             `yaml:"from"`
	Votes  map[string]float64 `yaml:"votes"`
	Kinds  map[string]float64 `yaml:"kinds"`
	Match  string             `yaml:"match"`
	Unless string             `yaml:"unless"`
}

// kindFile is kinds.yaml.
type kindFile struct {
	Education  expression                             `yaml:"education"`
	OtherField expression                             `yaml:"other_field"`
	StudyTalk  talkRules                              `yaml:"study_talk"`
	Kinds      []cueRule                              `yaml:"kinds"`
	Genres     map[chalkline.Genre]map[string]float64 `yaml:"genres"`
	Paths      []pathRule                             `yaml:"paths"`
}

// talkRules find sentences and titles about a study.
type talkRules struct {
	Match  string `yaml:"match"`
	Title  string `yaml:"title"`
	Unless string `yaml:"unless"`
}

type pathRule struct {
	Votes map[string]float64 `yaml:"votes"`
	Match string             `yaml:"match"`
}

// mythFile is myths.yaml.
type mythFile struct {
	Unsourced expression `yaml:"unsourced"`
	Cancel    []string   `yaml:"cancel"`
	Myths     []mythRule `yaml:"myths"`
}

type mythRule struct {
	ID        string       `yaml:"id"`
	Claim     string       `yaml:"claim"`
	Status    string       `yaml:"status"`
	Note      string       `yaml:"note"`
	Contested bool         `yaml:"contested"`
	Cues      []string     `yaml:"cues"`
	Cancel    []string     `yaml:"cancel"`
	Sources   []mythSource `yaml:"sources"`
}

type mythSource struct {
	Text       string `yaml:"text"`
	DOI        string `yaml:"doi"`
	Unverified bool   `yaml:"unverified"` // the DOI was not seen in a record
	Counter    bool   `yaml:"counter"`    // it speaks for the claim
}

// decode reads an embedded file strictly: an unknown key is an error.
func decode(name string, into any) (err error) {
	defer func() { // the decoder panics on some malformed input
		if fault := recover(); fault != nil {
			err = fmt.Errorf("reading %s: %v", name, fault)
		}
	}()
	data, err := files.ReadFile(name)
	if err != nil {
		return fmt.Errorf("reading %s: %w", name, err)
	}
	if err := yaml.UnmarshalWithOptions(data, into, yaml.Strict()); err != nil {
		return fmt.Errorf("reading %s: %w", name, err)
	}
	return nil
}

var termName = regexp.MustCompile(`<([a-z]+)>`)

// expand puts the terms into a pattern.
func expand(pattern string, terms map[string]string) (string, error) {
	var missing string
	full := termName.ReplaceAllStringFunc(pattern, func(name string) string {
		text, ok := terms[name[1:len(name)-1]]
		if !ok {
			missing = name
		}
		return text
	})
	if missing != "" {
		return "", fmt.Errorf("pattern %q: there is no term %s", pattern, missing)
	}
	return full, nil
}

// check finds what a decoder cannot: gaps and names that mean nothing.
func (f designFile) check() error {
	for _, design := range chalkline.Designs {
		if rule, ok := f.Designs[design]; !ok || rule.Class == "" {
			return fmt.Errorf("designs.yaml: design %s has no base score or no class", design)
		}
	}
	for _, design := range slices.Sorted(maps.Keys(f.Designs)) {
		if !slices.Contains(chalkline.Designs, design) {
			return fmt.Errorf("designs.yaml: %q is no design", design)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(f.Adjustments)) {
		a := f.Adjustments[name]
		if a.Points == 0 || (a.Points > 0) != (a.Plus != "") || (a.Points < 0) != (a.Minus != "") {
			return fmt.Errorf("designs.yaml: adjustment %s needs points, and words for them under plus or minus as their sign is", name)
		}
	}
	for _, name := range computedAdjustments {
		if _, ok := f.Adjustments[name]; !ok {
			return fmt.Errorf("designs.yaml: adjustment %s is missing", name)
		}
	}
	return nil
}
