package evidence

import (
	"encoding/csv"
	"io"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"chalkline"
)

func TestUsualRangesFallBackToWhatIsKnown(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		study comparison
		want  string
	}{
		{"a large trial with a broad test", comparison{usualOf: usualTrial, people: 900, outcome: outcomeBroad}, "randomised trials of over 100 people with broad tests made by others"},
		{"a small one, of which too few were reviewed", comparison{usualOf: usualTrial, people: 60, outcome: outcomeBroad}, "randomised trials with broad tests made by others"},
		{"a trial of no known size", comparison{usualOf: usualTrial, outcome: outcomeTest}, "randomised trials with tests made by others"},
		{"a developer's test, of which too few were reviewed", comparison{usualOf: usualTrial, people: 60, outcome: outcomeDeveloper}, "randomised trials of at most 100 people"},
		{"a comparison with nothing else known", comparison{usualOf: usualComparison}, "studies of comparison groups"},
		{"a small comparison with a narrow test", comparison{usualOf: usualComparison, people: 60, outcome: outcomeNarrow}, "studies of comparison groups with narrow tests made by others"},
		{"a synthesis, whatever its size", comparison{usualOf: usualPooled, people: 60}, "single studies in meta-analyses of teaching"},
		{"a survey", comparison{people: 60}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			tt.study.achieved, tt.study.judged = true, true
			var e chalkline.Effect
			if tt.study.usual(&e); e.UsualOf != tt.want || (e.UsualLow < e.UsualHigh) != (tt.want != "") {
				t.Errorf("got %q %v to %v, want %q", e.UsualOf, e.UsualLow, e.UsualHigh, tt.want)
			}
		})
	}
}

func TestUsualRangesAreChecked(t *testing.T) {
	t.Parallel()
	good := []usualRange{
		{Study: usualTrial, Low: -1, Middle: 0, High: 1, Findings: 30, Studies: 10, Of: "trials"},
		{Study: usualComparison, Low: -1, Middle: 0, High: 1, Findings: 30, Studies: 10, Of: "comparisons"},
		{Study: usualPooled, Low: -1, Middle: 0, High: 1, Findings: 30, Studies: 10, Of: "studies"},
	}
	if _, err := (usualFile{good}).check(); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		want  string
		spoil func([]usualRange) []usualRange
	}{
		{"none of trial", func(r []usualRange) []usualRange { r[0].Study = "survey"; return r }},
		{`none of "at most 100"`, func(r []usualRange) []usualRange { r[0].People = "many"; return r }},
		{"there twice", func(r []usualRange) []usualRange { return append(r, r[0]) }},
		{"must rise", func(r []usualRange) []usualRange { r[0].Low = 2; return r }},
		{"at least 30 findings", func(r []usualRange) []usualRange { r[0].Studies = 9; return r }},
		{"of is missing", func(r []usualRange) []usualRange { r[0].Of = ""; return r }},
		{"no row for any trial", func(r []usualRange) []usualRange { return r[1:] }},
	} {
		if _, err := (usualFile{tt.spoil(slices.Clone(good))}).check(); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("got %v, want %q", err, tt.want)
		}
	}
}

// finding is an effect of the corpus with what usual.yaml tells apart.
type finding struct {
	study   usualKind
	outcome outcomeKind
	people  float64
	in      string // the study
	g       float64
}

// TestUsualRangesAreThoseOfTheCorpus computes usual.yaml anew.
func TestUsualRangesAreThoseOfTheCorpus(t *testing.T) {
	t.Parallel()
	dir := os.Getenv("CHALKLINE_CORPUS")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared")
	}
	reviewed := reviewedFindings(t, filepath.Join(dir, "evidence", "wwc_findings", "dev_wwc_findings.csv"))
	pooled := pooledFindings(t, filepath.Join(dir, "evidence", "effect_sizes"))
	for key, row := range usualRanges() {
		studies := map[string]bool{}
		var values []float64
		for _, f := range reviewed {
			if f.fits(key) {
				values, studies[f.in] = append(values, f.g), true
			}
		}
		findings := len(values)
		if key.study == usualPooled {
			sums := map[string][]float64{}
			for _, f := range pooled {
				sums[f.in] = append(sums[f.in], f.g)
			}
			for _, in := range slices.Sorted(maps.Keys(sums)) {
				values, studies[in] = append(values, mean(sums[in])), true
			}
			findings = len(pooled)
		}
		got := [3]float64{percentile(values, 0.1), percentile(values, 0.5), percentile(values, 0.9)}
		for i, want := range [3]float64{row.Low, row.Middle, row.High} {
			if math.Abs(got[i]-want) > 0.0051 {
				t.Errorf("%s: got %.3f, want %.2f", row.Of, got, want)
			}
		}
		if findings != row.Findings || len(studies) != row.Studies {
			t.Errorf("%s: %d findings of %d studies, want %d of %d", row.Of, findings, len(studies), row.Findings, row.Studies)
		}
	}
}

func (f finding) fits(key usualKey) bool {
	outcome := key.outcome == outcomeUnknown || f.outcome == key.outcome || key.outcome == outcomeTest && (f.outcome == outcomeBroad || f.outcome == outcomeNarrow)
	people := key.people == "" || (f.people <= smallStudy) == (key.people == peopleFew)
	return f.study == key.study && outcome && people
}

func mean(values []float64) float64 {
	sum := 0.0
	for _, v := range values {
		sum += v
	}
	return sum / float64(len(values))
}

// percentile is the value under which a share of the values lie, on a straight
// line between the two nearest.
func percentile(values []float64, share float64) float64 {
	if len(values) == 0 {
		return math.NaN()
	}
	sorted := slices.Sorted(slices.Values(values))
	at := share * float64(len(sorted)-1)
	low := int(at)
	high := min(low+1, len(sorted)-1)
	return sorted[low] + (sorted[high]-sorted[low])*(at-float64(low))
}

// reviewedFindings are those of the What Works Clearinghouse on achievement.
func reviewedFindings(t *testing.T, path string) []finding {
	t.Helper()
	var list []finding
	for _, row := range table(t, path) {
		if row["topic"] == "behavior" || strings.EqualFold(row["f_period"], "pretest") {
			continue
		}
		f := finding{study: usualComparison, outcome: outcomeKind(row["category"]), in: row["s_studyid"], people: float(t, row["f_ss"]), g: float(t, row["f_effect_size_wwc"])}
		if row["s_study_design"] == "RCT" {
			f.study = usualTrial
		}
		list = append(list, f)
	}
	return list
}

// pooledFindings are those of three meta-analyses.
func pooledFindings(t *testing.T, dir string) []finding {
	t.Helper()
	var list []finding
	for _, set := range []struct{ file, effect, study string }{
		{"dietrichson2021.csv", "Effectsize_g", "Study_ID"},
		{"math_meta_williams2022.csv", "yi", "StaffStudyID"},
		{"science_meta_taylor2018.csv", "yi", "study_id"},
	} {
		for _, row := range table(t, filepath.Join(dir, set.file)) {
			list = append(list, finding{study: usualPooled, in: set.file + row[set.study], g: float(t, row[set.effect])})
		}
	}
	return list
}

func float(t *testing.T, text string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(text, 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// table reads a file of comma-separated values by its column names.
func table(t *testing.T, path string) []map[string]string {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Skip("skipped: no corpus")
	}
	defer func() { _ = file.Close() }()
	lines := csv.NewReader(file)
	lines.LazyQuotes = true
	names, err := lines.Read()
	if err != nil {
		t.Fatal(err)
	}
	var rows []map[string]string
	for {
		line, err := lines.Read()
		if err == io.EOF {
			return rows
		}
		if err != nil {
			t.Fatal(err)
		}
		row := map[string]string{}
		for i, name := range names {
			row[name] = line[i]
		}
		rows = append(rows, row)
	}
}
