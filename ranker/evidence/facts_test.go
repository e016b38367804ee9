package evidence_test

import (
	"testing"

	"chalkline"
	"chalkline/ranker/evidence"
)

func TestWhatIsNoParticipant(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, text, want string }{
		{"money in words", "The district offered 6,000 dollars for teacher leaders in 40 schools.", ""},
		{"money with a sign", "The district offered $6,000 for teacher leaders, and £450 a pupil.", ""},
		{"pounds", "Tutoring came to 310 pounds a pupil over a year.", ""},
		{"a share", "Some 57 per cent of teachers and 21 percent of pupils took part.", ""},
		{"interviews beside a survey", "We surveyed 744 teachers and held interviews with 36 pupils.", "744"},
		{"interviews before the sample", "Items were tried in interviews with 18 teachers, and tested with a sample of 962 teachers.", "962"},
		{"interviews alone", "We held interviews with 24 teachers.", "24"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a := appraise("A study of pupils", "This study examined learning at school. "+tt.text+" Results showed that pupils gained.")
			if s, _ := a.Signal(chalkline.SignalParticipants); s.Value != tt.want {
				t.Errorf("got %q (%q), want %q", s.Value, s.Quote, tt.want)
			}
		})
	}
}

// Designs that estimate no effect have no sample that could be too small.
func TestSizeCountsOnlyWhereSomethingIsEstimated(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, title, text string
		score             int
	}{
		{"few people interviewed", "Quiet leaders", "This qualitative study explores influence. Semi-structured interviews with 24 teachers were transcribed and analysed thematically.", 24},
		{"many people interviewed", "Quiet leaders", "This qualitative study explores influence. Semi-structured interviews with 2,400 teachers were transcribed and analysed thematically.", 24},
		{"few schools in a case study", "Quiet leaders: a case study of two schools", "This multiple case study followed two schools, with interviews with 9 teachers.", 24},
		{"few people before and after", "A weekend of drama", "Thirty-one teachers were tested in a one-group pretest and posttest design. There was no control group.", 14},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if a := appraise(tt.title, tt.text); a.Score != tt.score {
				t.Errorf("got %s %d (%s), want %d", a.Design, a.Score, a.Reason.English(), tt.score)
			}
		})
	}
}

func TestLossesAndHomeMadeTestsCost(t *testing.T) {
	t.Parallel()
	const opening = "In all, 320 pupils in 9 schools were randomly assigned to a spelling app or to worksheets."
	bare := appraise("Spelling with an app", opening)
	for _, tt := range []struct {
		name, fact string
		points     int
		signal     string
		value      string
	}{
		{"a large share lost", "Attrition was 23%, mostly through broken tablets.", -5, "attrition", "23%"},
		{"a large share that left", "By the end 31 per cent of the pupils had dropped out, and 31% of pupils dropped out of the tests.", -5, "attrition", "31%"},
		{"a small share lost", "Attrition was 8% in both groups.", 0, "attrition", "8%"},
		{"lost twice in words", "Attrition was high. Attrition was 40%.", -5, "attrition", "high"},
		{"a score from the app", "The outcome was the score computed by a quiz in the app itself.", -10, chalkline.SignalOutcome, "made by the developer"},
		{"paid by the seller", "The study was funded by its publisher.", -8, chalkline.SignalIndependent, "tested by those who made it"},
		{"built by the authors", "The authors built the tutor.", -8, chalkline.SignalIndependent, "tested by those who made it"},
		{"a hyphen in the name of the test", "The outcome was a standardised end-of-year test.", 5, chalkline.SignalOutcome, "standardised test"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a := appraise("Spelling with an app", opening+" "+tt.fact)
			if s, ok := a.Signal(tt.signal); !ok || s.Value != tt.value {
				t.Errorf("%s is %q, want %q", tt.signal, s.Value, tt.value)
			}
			if a.Design != bare.Design || a.Score-bare.Score != tt.points {
				t.Errorf("%s %d became %s %d, want %+d", bare.Design, bare.Score, a.Design, a.Score, tt.points)
			}
		})
	}
}

func TestASynthesisOfAHandfulIsNotStrong(t *testing.T) {
	t.Parallel()
	a := evidence.Default().Appraise(evidence.Document{
		Item: chalkline.Item{
			Title: "Marking in green ink: a meta-analysis of four trials",
			Text: "We searched for randomised trials. Four trials with 310 pupils met the criteria (k = 4). " +
				"The pooled effect was g = 0.30 (95% CI 0.01 to 0.59), with high heterogeneity that could not be explained.",
		},
		Work: chalkline.Work{Type: "journal-article"},
	})
	if a.Design != chalkline.DesignMA || a.Score > 68 || a.Grade == chalkline.GradeA {
		t.Errorf("got %s %s %d", a.Design, a.Grade, a.Score)
	}
	if s, ok := a.Signal("heterogeneity"); !ok || s.Weight != -4 {
		t.Errorf("heterogeneity %+v", s)
	}
}

func TestWhereAnEffectWasSmallerIsNoOutcomeMeasure(t *testing.T) {
	t.Parallel()
	a := appraise("Sketching: a meta-analysis of 30 studies", "We searched ERIC. Thirty studies met the inclusion criteria. Effects were smaller on standardised tests (g = 0.1) than on tests written for the study.")
	if s, ok := a.Signal(chalkline.SignalOutcome); ok {
		t.Errorf("got outcome %q", s.Value)
	}
}

// The bounds of what facts can do: 25 points over the base.
func TestAdjustmentsAreCapped(t *testing.T) {
	t.Parallel()
	const facts = " In this registered report, 2,900 pupils in 60 schools took part. The outcome was a standardised test, rated by blind assessors. " +
		"The groups did not differ at baseline. The effect was 0.2 SD (95% CI 0.1 to 0.3). It was preregistered and independently evaluated."
	for _, tt := range []struct {
		text string
		most int
	}{
		{"Pupils were individually randomised to games or to a control group.", 93},
		{"Schools were randomly assigned to games or to a control group.", 99},
	} {
		a := evidence.Default().Appraise(evidence.Document{
			Item: chalkline.Item{Title: "Number games", Text: tt.text + facts}, Work: chalkline.Work{Type: "journal-article"},
		})
		if a.Score != tt.most {
			t.Errorf("%q: got %s %d, want %d", tt.text, a.Design, a.Score, tt.most)
		}
	}
}
