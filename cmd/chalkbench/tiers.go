package main

import (
	"cmp"
	"fmt"
	"io"
	"path/filepath"
	"strconv"
	"strings"
	"text/tabwriter"

	"chalkline"
	"chalkline/ranker/evidence"
)

// tiersCmd measures the tiers of the Every Student Succeeds Act, and the order of
// scores, on findings that the What Works Clearinghouse has rated.
type tiersCmd struct{}

// Help says what the figures mean.
func (tiersCmd) Help() string {
	return `tier_accuracy is the share of findings whose tier, by the rule and the structured fields, is the Clearinghouse's; no tier counts as an answer.
order_holds says whether the mean score of findings in tier 1 is above that of tier 2, and that above the rest. A score looks at design, sample
and measure and never at the result, so a large trial that found nothing scores high among the rest: the order is one of means.`
}

// tiersReport holds the figures; what has no JSON name is for the table.
type tiersReport struct {
	N          int     `json:"n"`
	Accuracy   float64 `json:"tier_accuracy"`
	OrderHolds bool    `json:"order_holds"`

	tiers   map[int]*tierFigures // 0 is the rest
	alone   float64              // accuracy without the studies that make up a sample together
	pairs   float64              // share of pairs of findings of different tiers whose scores are in order
	missing map[string]int       // wrong findings by study
}

// tierFigures are of the findings that the Clearinghouse puts in one tier.
type tierFigures struct{ n, found, score int }

func (f tierFigures) mean() float64 { return round(float64(f.score) / float64(max(1, f.n))) }

// finding is a row of the Clearinghouse's findings.
type finding struct {
	facts evidence.TierFacts
	tier  int // by the Clearinghouse
	group string
	score int
}

// Run measures and prints.
func (tiersCmd) Run(o output) error {
	rows, err := readTables(filepath.Join(o.Data, "evidence", "wwc_findings"))
	if err != nil {
		return err
	}
	model := evidence.Default()
	list := make([]finding, 0, len(rows))
	groups := map[string][]evidence.TierFacts{}
	for _, row := range rows {
		f := row.finding(model)
		list = append(list, f)
		groups[f.group] = append(groups[f.group], f.facts)
	}
	r := tiersReport{N: len(list), tiers: map[int]*tierFigures{0: {}, 1: {}, 2: {}}, missing: map[string]int{}}
	right, alone := 0, 0
	for _, f := range list {
		tier, _ := evidence.Tier(f.facts, groups[f.group]...)
		own, _ := evidence.Tier(f.facts)
		figures := r.tiers[f.tier]
		figures.n++
		figures.score += f.score
		if tier == f.tier {
			right++
			figures.found++
		} else {
			r.missing[f.facts.Study]++
		}
		if own == f.tier {
			alone++
		}
	}
	r.Accuracy, r.alone, r.pairs = share(right, len(list)), share(alone, len(list)), inOrder(list)
	r.OrderHolds = r.tiers[1].mean() > r.tiers[2].mean() && r.tiers[2].mean() > r.tiers[0].mean()
	return o.print(r, r.table)
}

// inOrder is the share of pairs of findings of different tiers in which the higher
// tier has the higher score; a tie counts half.
func inOrder(list []finding) float64 {
	held, pairs := 0.0, 0
	for _, a := range list {
		for _, b := range list {
			if a.tier == 0 || a.tier == b.tier || b.tier != 0 && a.tier > b.tier {
				continue
			}
			pairs++
			switch cmp.Compare(a.score, b.score) {
			case 1:
				held++
			case 0:
				held += 0.5
			}
		}
	}
	return round(held / float64(max(1, pairs)))
}

// findingRow is a row by the names of its columns.
type findingRow map[string]string

func (f findingRow) number(column string) float64 {
	value, err := strconv.ParseFloat(f[column], 64)
	if err != nil {
		return 0 // not stated
	}
	return value
}

// finding reads what the rule asks for. Only a finding that the Clearinghouse has
// rated by itself can be in a tier; a comparison without chance never meets its
// standards without reservations.
func (f findingRow) finding(model *evidence.Model) finding {
	facts := evidence.TierFacts{
		Study: f["s_studyid"], Design: f.design(), Rating: rating(f["f_finding_rating"]),
		Positive:     f["f_is_stat_sig"] == "True" && f.number("f_effect_size_wwc") > 0,
		Participants: int(f.number("f_ss")),
	}
	switch f["s_multisite"] {
	case "True":
		facts.Sites = 2
	case "False":
		facts.Sites = 1
	}
	tier := 0
	if digit := strings.TrimPrefix(f["f_essa_rating"], "ESSA Tier "); digit == "1" || digit == "2" {
		tier = int(digit[0] - '0')
	}
	return finding{facts: facts, tier: tier, group: f["s_intervention_name"] + "\n" + f["f_outcome_domain"], score: f.score(model, facts.Design)}
}

// design is the design as the model names it: trials in which groups were drawn
// have fewer clusters than people, and a comparison that meets the standards has
// shown its groups to be alike.
func (f findingRow) design() chalkline.Design {
	clusters := f.number("f_cluster_ss")
	switch f["s_study_design"] {
	case "RCT":
		if clusters > 0 && clusters < f.number("f_ss") {
			return chalkline.DesignCRCT
		}
		return chalkline.DesignRCT
	case "RDD":
		return chalkline.DesignNatural
	}
	return chalkline.DesignMatched
}

func rating(text string) evidence.Rating {
	switch {
	case strings.HasSuffix(text, "without reservations"):
		return evidence.RatingClean
	case strings.HasSuffix(text, "with reservations"):
		return evidence.RatingReservations
	case strings.HasPrefix(text, "Does not meet"):
		return evidence.RatingFails
	}
	return evidence.RatingUnknown
}

// measures are the sorts of outcome measure by the names of their adjustments.
var measures = map[string]string{
	"broad": "outcome_standardised", "narrow": "outcome_narrow", "researcher": "outcome_researcher", "developer": "outcome_developer",
}

// score is what the finding's facts come to by the rules that texts are scored
// with.
func (f findingRow) score(model *evidence.Model, design chalkline.Design) int {
	var facts []string
	if measure, ok := measures[f["category"]]; ok {
		facts = append(facts, measure)
	}
	if rating(cmp.Or(f["f_finding_rating"], f["s_study_rating"])) == evidence.RatingReservations {
		facts = append(facts, "baseline_equivalent") // what "with reservations" asks for
		if design == chalkline.DesignRCT || design == chalkline.DesignCRCT {
			facts = append(facts, "attrition_high") // why a trial has reservations
		}
	}
	clusters := 0
	if n := f.number("f_cluster_ss"); n < f.number("f_ss") {
		clusters = int(n)
	}
	return model.Score(design, int(f.number("f_ss")), clusters, facts...)
}

func (r tiersReport) table(w io.Writer) {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintf(t, "findings\t%d\n", r.N)
	_, _ = fmt.Fprintf(t, "tier as the Clearinghouse's\t%v\n", r.Accuracy)
	_, _ = fmt.Fprintf(t, "  each finding by itself\t%v\n", r.alone)
	_, _ = fmt.Fprintf(t, "  studies with a wrong finding\t%d\n", len(r.missing))
	for tier, name := range []string{"rest", "tier 1", "tier 2"} {
		f := r.tiers[tier]
		_, _ = fmt.Fprintf(t, "%s\t%d, of which found %d; mean score %.1f\n", name, f.n, f.found, f.mean())
	}
	_, _ = fmt.Fprintf(t, "means in order\t%v\n", r.OrderHolds)
	_, _ = fmt.Fprintf(t, "pairs in order\t%v\n", r.pairs)
	_ = t.Flush() // a table that cannot be written has nobody to tell
}
