package main

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// findings are of three invented programmes: one trial by itself, two small
// comparisons that make up a sample together, and trials that stay out.
const findings = `f_findingid,s_studyid,s_intervention_name,s_study_design,s_study_rating,f_finding_rating,f_is_stat_sig,f_effect_size_wwc,f_ss,f_cluster_ss,s_multisite,f_outcome_domain,f_essa_rating,category
1,10,Owls,RCT,Meets WWC standards without reservations,Meets WWC standards without reservations,True,0.2,900,40,True,Reading,ESSA Tier 1,broad
2,20,Drums,QED,Meets WWC standards with reservations,Meets WWC standards with reservations,True,0.2,200,,True,Reading,ESSA Tier 2,broad
3,21,Drums,QED,Meets WWC standards with reservations,Meets WWC standards with reservations,True,0.3,210,,False,Reading,ESSA Tier 2,broad
4,30,Chess,RCT,Meets WWC standards without reservations,Meets WWC standards without reservations,False,0.1,60,60,True,Reading,,researcher
5,31,Chess,RCT,Meets WWC standards without reservations,Meets WWC standards without reservations,True,-0.2,90,90,True,Reading,,developer
6,32,Kites,RCT,Meets WWC standards without reservations,,True,0.4,40,40,,Reading,,narrow
`

func TestTiersAreThoseOfTheRule(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	folder := filepath.Join(dir, "evidence", "wwc_findings")
	if err := os.MkdirAll(folder, 0o750); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "made.csv"), []byte(findings), 0o600); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := (tiersCmd{}).Run(output{Data: dir, JSON: true, to: &out}); err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal(out.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"n", "order_holds", "tier_accuracy"}, slices.Sorted(maps.Keys(got))); diff != "" {
		t.Errorf("keys differ (-want +got):\n%s", diff)
	}
	if got["n"] != 6.0 || got["tier_accuracy"] != 1.0 || got["order_holds"] != true {
		t.Errorf("got %v", got)
	}
	out.Reset()
	if err := (tiersCmd{}).Run(output{Data: dir, to: &out}); err != nil || !strings.Contains(out.String(), "pairs in order") {
		t.Errorf("the table is %q, %v", out.String(), err)
	}
}

func TestTiersWithoutDataSaySo(t *testing.T) {
	t.Parallel()
	if err := (tiersCmd{}).Run(output{Data: t.TempDir(), to: &bytes.Buffer{}}); err == nil || !strings.Contains(err.Error(), "no findings in") {
		t.Errorf("got %v", err)
	}
}

// The floor is a little under the figure in docs/quality.md; the tiers that are
// missed hang on studies that are not in the file.
func TestTiersOfTheClearinghouse(t *testing.T) {
	t.Parallel()
	data := os.Getenv("CHALKLINE_CORPUS")
	if data == "" {
		data = filepath.Join("..", "..", "..", "shared")
	}
	if _, err := os.Stat(filepath.Join(data, "evidence", "wwc_findings")); err != nil {
		t.Skip("skipped: no corpus")
	}
	var out bytes.Buffer
	if err := (tiersCmd{}).Run(output{Data: data, JSON: true, to: &out}); err != nil {
		t.Fatal(err)
	}
	var got tiersReport
	if err := json.Unmarshal(out.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if got.Accuracy < 0.98 || !got.OrderHolds {
		t.Errorf("tiers right %.4f of %d, order holds %v; want 0.98 and true", got.Accuracy, got.N, got.OrderHolds)
	}
}
