package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

func TestPickMeasuresADay(t *testing.T) {
	if testing.Short() {
		t.Skip("a measure, for which -short has no time")
	}
	t.Parallel()
	var out bytes.Buffer
	if err := (pickCmd{Readers: 20, Items: 3000, Most: 50}).Run(t.Context(), output{JSON: true, to: &out}); err != nil {
		t.Fatal(err)
	}
	var got struct {
		Readers, Items int
		MsPerReader    float64 `json:"ms_per_reader"`
		Growth         []struct {
			Readers int
			Seconds float64
		}
	}
	if err := json.Unmarshal(out.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if got.Readers != 20 || got.Items != 3000 || got.MsPerReader <= 0 || len(got.Growth) != 1 || got.Growth[0].Readers != 50 {
		t.Errorf("figures are %+v", got)
	}
}

// TestAMonthOfPicks holds what docs/ranking.md tells of five kinds of reader.
func TestAMonthOfPicks(t *testing.T) {
	t.Parallel()
	data := os.Getenv("CHALKLINE_CORPUS")
	if data == "" {
		data = "../../../shared"
	}
	if _, err := os.Stat(filepath.Join(data, "corpus", "scholarly", "eric-edsoc")); err != nil {
		t.Skip("skipped: no corpus")
	}
	r, err := measureMonth(t.Context(), data)
	if err != nil {
		t.Fatal(err)
	}
	if r.Items < 2000 || len(r.Profiles) != len(profiles) {
		t.Fatalf("%d items and %d profiles", r.Items, len(r.Profiles))
	}
	for _, f := range r.Profiles {
		strong := f.Grades["A"] + f.Grades["B"] + f.Grades["C"]
		switch {
		case f.Repeats != 0:
			t.Errorf("%s: %d stories came again", f.Profile, f.Repeats)
		case f.OnTopic != 1:
			t.Errorf("%s: %v of the usual picks are on its topics", f.Profile, f.OnTopic)
		case f.Indexed < 0.9:
			t.Errorf("%s: %v of the picks are on its topics by the descriptors of the indexers", f.Profile, f.Indexed)
		case f.Days < 29 || f.Picks < 3*f.Days:
			t.Errorf("%s: %d picks on %d days", f.Profile, f.Picks, f.Days)
		case f.Outside > f.Days:
			t.Errorf("%s: %d picks outside the usual on %d days", f.Profile, f.Outside, f.Days)
		case f.MoreThan != 0:
			t.Errorf("%s: %d days with several picks are over the minutes", f.Profile, f.MoreThan)
		case f.Minutes > float64(f.Budget):
			t.Errorf("%s: %v minutes a day of %d", f.Profile, f.Minutes, f.Budget)
		case strong < f.Picks/4:
			t.Errorf("%s: %d of %d picks have grade C or better", f.Profile, strong, f.Picks)
		case f.Largest > 0.5:
			t.Errorf("%s: %v of the picks are from one source", f.Profile, f.Largest)
		}
	}
}
