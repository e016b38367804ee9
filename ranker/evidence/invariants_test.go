package evidence_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"chalkline"
	"chalkline/ranker/evidence"
)

// Sentences from which documents are drawn. None sets the design but those in
// openings.
var (
	openings = []string{
		"Twenty schools were randomly assigned to games or to a control group.",
		"Pupils were randomly assigned to games or to waiting.",
		"In this quasi-experimental study a control group was taught as usual.",
		"A systematic review was conducted; 24 studies met the inclusion criteria.",
		"We interviewed teachers and themes emerged from the transcripts in this qualitative study.",
		"We surveyed teachers with a questionnaire and results showed that most respondents agreed.",
		"This article describes a lesson plan for fractions.",
		"Join us for a webinar; registration is open.",
		"Apply now: we are hiring a teacher, and the application deadline is in May.",
	}
	negatives = []string{
		"Results are limited to self-reported learning gains.",
		"High attrition was a problem: attrition was high.",
		"The test was developed by the researchers.",
		"The authors developed the program and are employed by the company.",
		"The finding failed to replicate.",
		"The groups differed at baseline in reading.",
		"Outcomes were a narrow measure.",
	}
	positives = []string{
		"The study was preregistered.",
		"Pupils took a standardized test of reading.",
		"An independent evaluation was carried out by an external evaluator.",
		"Assessors were blind to the groups, and blinded raters scored the work.",
		"The groups did not differ at baseline.",
		"The estimate was 0.11 (95% CI 0.02 to 0.20).",
	}
)

func document(t *rapid.T) evidence.Document {
	text := []string{rapid.SampledFrom(openings).Draw(t, "opening")}
	text = append(text, rapid.SliceOfN(rapid.SampledFrom(slices.Concat(negatives, positives)), 0, 4).Draw(t, "facts")...)
	return evidence.Document{
		Item:   chalkline.Item{ID: 7, Title: "Number games in school", Text: strings.Join(text, " ")},
		Source: chalkline.Source{Genre: rapid.SampledFrom([]chalkline.Genre{"", chalkline.GenreJournal, chalkline.GenreBlog, chalkline.GenreNews}).Draw(t, "genre")},
		Work:   rapid.Custom(record).Draw(t, "work"),
		Cited:  rapid.SliceOfN(rapid.Custom(cited), 0, 4).Draw(t, "cited"),
	}
}

func record(t *rapid.T) chalkline.Work {
	return chalkline.Work{
		Title: "Number games in school", Origin: "crossref",
		Type:        rapid.SampledFrom([]string{"", "journal-article", "posted-content"}).Draw(t, "type"),
		Standing:    rapid.SampledFrom([]chalkline.Standing{"", chalkline.StandingGood, chalkline.StandingRetracted, chalkline.StandingConcern}).Draw(t, "standing"),
		Reviewed:    rapid.SampledFrom([]chalkline.Stated{chalkline.NotStated, chalkline.StatedYes, chalkline.StatedNo}).Draw(t, "reviewed"),
		Designs:     rapid.SliceOfN(rapid.SampledFrom([]string{"Randomized controlled trial", "Meta-analysis", "Case study", "Cohort study"}), 0, 2).Draw(t, "designs"),
		Types:       rapid.SliceOfN(rapid.SampledFrom([]string{"Reports - Research", "Opinion Papers", "Guides - Classroom - Teacher", "review"}), 0, 2).Draw(t, "types"),
		Descriptors: rapid.SliceOfN(rapid.SampledFrom([]string{"Qualitative Research", "Control Groups", "Homework"}), 0, 2).Draw(t, "descriptors"),
		Replication: chalkline.Replication{Succeeded: rapid.IntRange(0, 2).Draw(t, "succeeded"), Failed: rapid.IntRange(0, 2).Draw(t, "failed")},
	}
}

func cited(t *rapid.T) chalkline.Cited {
	if rapid.Bool().Draw(t, "only by its record") {
		work := record(t)
		work.Abstract = rapid.SampledFrom([]string{"", openings[1], openings[3], openings[5]}).Draw(t, "abstract")
		return chalkline.Cited{Work: work}
	}
	score := rapid.IntRange(1, 100).Draw(t, "score")
	return chalkline.Cited{Design: chalkline.DesignRCT, Score: score, Grade: chalkline.GradeFor(score), Appraised: rapid.Bool().Draw(t, "appraised")}
}

func TestTwoRunsAgree(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := document(t)
		if diff := cmp.Diff(evidence.Default().Appraise(d), evidence.Default().Appraise(d)); diff != "" {
			t.Fatalf("two runs differ:\n%s", diff)
		}
	})
}

func TestScoreAndGradeAgree(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := document(t)
		a := evidence.Default().Appraise(d)
		switch {
		case d.Work.Standing == chalkline.StandingRetracted:
			if a.Grade != chalkline.GradeR || a.Score != 0 {
				t.Fatalf("retracted, but %s %d", a.Grade, a.Score)
			}
		case !a.Kind.Graded():
			if a.Grade != chalkline.GradeNone || a.Score != 0 {
				t.Fatalf("%s, but %s %d", a.Kind, a.Grade, a.Score)
			}
		case a.Score < 1 || a.Score > 100 || a.Grade != chalkline.GradeFor(a.Score):
			t.Fatalf("score %d with grade %s", a.Score, a.Grade)
		}
		if d.Work.Standing == chalkline.StandingConcern && a.Score > 20 {
			t.Fatalf("a concern, but %d", a.Score)
		}
		if a.Probability < 0 || a.Probability > 1 || a.Reason.English() == "" || a.ItemID != 7 || a.Model != evidence.Version || !a.At.IsZero() {
			t.Fatalf("odd appraisal %+v", a)
		}
	})
}

// sameReading says that a sentence more left the study what it was taken for: the
// score starts from the same base. The words of a fact are also words about how a
// study was done, so one may turn a design that is unclear, or the one next to it
// that is scored in its place.
func sameReading(a, b chalkline.Appraisal) bool {
	base, _ := a.Signal(chalkline.SignalDesign)
	other, _ := b.Signal(chalkline.SignalDesign)
	return a.Design == b.Design && a.Kind == b.Kind && base.Weight == other.Weight
}

func TestFactsMoveTheScoreTheirWay(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := document(t)
		if d.Work.Standing == chalkline.StandingRetracted {
			t.Skip("a retracted work has no score to move")
		}
		before := evidence.Default().Appraise(d)
		worse, better := d, d
		worse.Item.Text += " " + rapid.SampledFrom(negatives).Draw(t, "negative")
		better.Item.Text += " " + rapid.SampledFrom(positives).Draw(t, "positive")
		after := evidence.Default().Appraise(worse)
		if sameReading(before, after) && after.Score > before.Score {
			t.Fatalf("%d became %d with a fact that speaks against it", before.Score, after.Score)
		}
		after = evidence.Default().Appraise(better)
		if sameReading(before, after) && after.Score < before.Score {
			t.Fatalf("%d became %d with a fact that speaks for it", before.Score, after.Score)
		}
	})
}

func TestEveryLargeAdjustmentIsASignal(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := document(t)
		a := evidence.Default().Appraise(d)
		if a.Kind != chalkline.KindResearch || a.Probability < 0.5 || d.Work.Standing != "" || len(a.Signals) == 0 || evidence.Default().Class(a.Design) == "non_empirical" || a.Design == chalkline.DesignUnknown {
			t.Skip("the score is not a plain sum")
		}
		sum := 0.0
		for _, s := range a.Signals {
			if s.Name != chalkline.SignalDesign {
				sum += s.Weight
			}
		}
		design, _ := a.Signal(chalkline.SignalDesign)
		sum = max(-25, min(25, sum))
		capped := a.Score == 48 || a.Score == 40 || a.Score == 1
		if got := float64(a.Score) - design.Weight; math.Abs(got-sum) > 0.5 && !capped {
			t.Fatalf("score %d is %s %.0f and %+.0f, but the signals add up to %+.0f: %+v", a.Score, a.Design, design.Weight, got, sum, a.Signals)
		}
	})
}

// The sizes of designs.yaml under test, for the explanation of each.
func TestEveryLargeAdjustmentIsInTheExplanation(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := document(t)
		a := evidence.Default().Appraise(d)
		for _, s := range a.Signals {
			if s.Name == chalkline.SignalDesign || s.Name == chalkline.SignalCites || math.Abs(s.Weight) < 5 {
				continue
			}
			if s.Quote == "" && (s.Origin == "text" || s.Origin == "title") {
				t.Fatalf("%s (%+.0f) has no receipt: %+v", s.Name, s.Weight, s)
			}
			if s.Weight <= -20 && a.Grade != chalkline.GradeR && !slices.ContainsFunc(a.Cautions, func(c chalkline.Caution) bool { return c.Name == "replication_failed" }) {
				t.Fatalf("a failed replication without a caution: %+v", a)
			}
		}
	})
}

func TestSecondHandIsNeverAboveItsBestSource(t *testing.T) {
	t.Parallel()
	model := evidence.Default()
	rapid.Check(t, func(t *rapid.T) {
		list := rapid.SliceOfN(rapid.Custom(cited), 1, 5).Draw(t, "cited")
		a := model.Appraise(evidence.Document{
			Item: chalkline.Item{
				Title: "Study finds that number games in school help", Text: "Researchers at a university led the study, published in the journal Learning. It has limitations.",
			},
			Source: chalkline.Source{Genre: chalkline.GenreNews}, Cited: list,
		})
		best, retracted := 0, false
		for _, c := range list {
			score := c.Score
			if !c.Appraised {
				score = model.Appraise(evidence.Document{Item: chalkline.Item{Title: c.Work.Title}, Work: c.Work}).Score
			}
			retracted = retracted || c.Work.Standing == chalkline.StandingRetracted
			best = max(best, score)
		}
		if best > 0 && a.Score > max(best, 34) || a.Score > 62 || retracted && a.Score > 5 {
			t.Fatalf("score %d from sources of at most %d, retracted %v: %s", a.Score, best, retracted, a.Reason.English())
		}
	})
}

func TestARecordNeverOverrulesClearWords(t *testing.T) {
	t.Parallel()
	model := evidence.Default()
	rapid.Check(t, func(t *rapid.T) {
		d := document(t)
		bare := d
		bare.Work.Designs, bare.Work.Types, bare.Work.Descriptors = nil, nil, nil
		text := rapid.SampledFrom(openings[:5]).Draw(t, "opening")
		d.Item.Text, bare.Item.Text = text, text
		said, told := model.Appraise(bare), model.Appraise(d)
		if said.Design != told.Design {
			t.Fatalf("%q is %s, but %s with the record %+v", d.Item.Text, said.Design, told.Design, d.Work)
		}
	})
}

func TestUnknownIsNotBad(t *testing.T) {
	t.Parallel()
	for _, opening := range openings[:4] {
		bare := appraise("Number games in school", opening)
		for _, fact := range negatives {
			if worse := appraise("Number games in school", opening+" "+fact); worse.Design == bare.Design && worse.Score > bare.Score {
				t.Errorf("%q: nothing stated gives %d, %q gives %d", opening, bare.Score, fact, worse.Score)
			}
		}
		stated := appraise("Number games in school", opening+" Pupils took a standardized test of reading.")
		if stated.Design == bare.Design && bare.Margin <= stated.Margin {
			t.Errorf("%q: the margin is %d without and %d with the outcome stated", opening, bare.Margin, stated.Margin)
		}
	}
}

func TestACitedStudyNeverSetsTheDesign(t *testing.T) {
	t.Parallel()
	const own = "We surveyed 120 teachers with a questionnaire. Results showed that most respondents agreed."
	want := evidence.Default().Class(appraise("Teachers and homework", own).Design)
	for _, about := range []string{
		"Previous studies randomly assigned pupils to homework.",
		"Doe et al. (2014) used a randomized controlled trial.",
		"Earlier research was quasi-experimental with a control group.",
		"Future studies should use random assignment.",
	} {
		if got := evidence.Default().Class(appraise("Teachers and homework", about+" "+own).Design); got != want {
			t.Errorf("%q turned %s into %s", about, want, got)
		}
	}
}

func FuzzAppraise(f *testing.F) {
	f.Add(trialTitle, trialText, "https://example.org/a", "", "Meta Analysis", "en")
	f.Add("", "A1: yes! #edchat", "", trialText, "Reports - Research", "")
	f.Add("RETRACTED: (n = ", "10.1234/((( (Doe, 2001) n = 99999999999999999999 one hundred and", "::", "<p>\x00\xff</p>", "\xff", "es")
	f.Add("Un ensayo en doce escuelas", "El estudio se hizo con los alumnos de las escuelas. <b>RCT</b>", "", "", "Randomized controlled trial", "es")
	f.Add("<script>", "Keywords: phonics; randomized controlled trial; \u202e reading", "", "Pupils were randomly assigned. Assignment was not random.", "", "\u00e9")
	f.Fuzz(func(t *testing.T, title, text, link, abstract, name, language string) {
		item := chalkline.Item{Title: title, Text: text, URL: link, Links: []string{link}, Language: language}
		work := chalkline.Work{Title: title, Abstract: abstract, Origin: "crossref", Designs: []string{name}, Types: []string{name}, Descriptors: []string{name}}
		a := evidence.Default().Appraise(evidence.Document{Item: item, Work: work, Cited: []chalkline.Cited{{Work: work}}})
		if a.Reason.English() == "" || a.Score < 0 || a.Score > 100 || a.Probability < 0 || a.Probability > 1 || a.Margin < 0 || a.Tier < 0 || (a.Tier > 0) != (a.TierWhy.English() != "") {
			t.Fatalf("odd appraisal %+v", a)
		}
		if a.Kind.Graded() && a.Grade != chalkline.GradeR && a.Grade != chalkline.GradeFor(a.Score) || !a.Kind.Graded() && a.Grade != chalkline.GradeNone && a.Grade != chalkline.GradeR {
			t.Fatalf("%s with score %d has grade %q", a.Kind, a.Score, a.Grade)
		}
		for _, s := range a.Signals {
			from, known := map[string]string{"title": title, "text": text, "crossref": abstract}[s.Origin]
			if s.Offset < 0 {
				continue
			}
			if !known || s.Offset > len(from) || !strings.HasPrefix(storable(from[s.Offset:]), s.Quote) || s.Quote != storable(s.Quote) {
				t.Fatalf("the quote %q of %s does not stand at offset %d of the %s", s.Quote, s.Name, s.Offset, s.Origin)
			}
		}
		for _, c := range evidence.Default().Citations(item) {
			if c.DOI == "" && c.ERIC == "" && c.URL == "" && c.Text == "" {
				t.Fatal("a citation of nothing")
			}
		}
	})
}

// storable is a text without what no database takes.
func storable(text string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(text, ""), "\x00", "")
}

func BenchmarkAppraise(b *testing.B) {
	model := evidence.Default()
	d := evidence.Document{Item: chalkline.Item{Title: trialTitle, Text: trialText + " " + strings.Join(slices.Concat(negatives, positives), " ")}}
	b.ReportAllocs()
	for b.Loop() {
		model.Appraise(d)
	}
}
