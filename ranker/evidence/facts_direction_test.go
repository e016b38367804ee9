package evidence_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"chalkline"
	"chalkline/ranker/evidence"
)

const gamesTrial = "Twenty schools were randomly assigned to number games or to a control group. "

func TestDirectionOfTheMainFinding(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, text string
		want       chalkline.Direction
	}{
		{"scores rose", "Pupils who played scored significantly higher than the control group.", chalkline.DirectionPositive},
		{"a small effect", "There was a small positive effect on reading.", chalkline.DirectionPositive},
		{"less of a burden", "The games significantly reduced anxiety and absence.", chalkline.DirectionPositive},
		{"a negative effect on a burden", "The games had a negative effect on disruptive behaviour.", chalkline.DirectionPositive},
		{"no difference", "There were no significant differences between the groups in arithmetic.", chalkline.DirectionNull},
		{"did not improve", "The games did not improve arithmetic.", chalkline.DirectionNull},
		{"did not outperform", "Pupils who played did not outperform the others.", chalkline.DirectionNull},
		{"no evidence", "The evaluation found no evidence that the games raised attainment.", chalkline.DirectionNull},
		{"failed to", "The games failed to produce gains in arithmetic.", chalkline.DirectionNull},
		{"null effects", "Results showed null effects on all outcomes.", chalkline.DirectionNull},
		{"little effect", "The games had little effect on attainment.", chalkline.DirectionNull},
		{"no impact", "The games had no impact on attainment.", chalkline.DirectionNull},
		{"equally effective", "Both ways of teaching were equally effective.", chalkline.DirectionNull},
		{"a small effect whose interval holds none", "The games improved reading by 0.03 standard deviations (95% CI -0.04 to 0.10).", chalkline.DirectionNull},
		{"harm", "The games had a negative effect on arithmetic.", chalkline.DirectionNegative},
		{"lower than the others", "Pupils who played had lower scores than the control group.", chalkline.DirectionNegative},
		{"the others did better", "Results showed that pupils in the control group outperformed those who played.", chalkline.DirectionNegative},
		{"one but not the other", "The games improved arithmetic but did not improve reading.", chalkline.DirectionMixed},
		{"mixed results", "The analysis yielded mixed results.", chalkline.DirectionMixed},
		{"faded out", "Pupils who played gained significantly more in arithmetic. These effects faded out within a year.", chalkline.DirectionMixed},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a := appraise("Number games in school", gamesTrial+tt.text)
			s, _ := a.Signal(chalkline.SignalDirection)
			if chalkline.Direction(s.Value) != tt.want {
				t.Fatalf("got %q by %q, want %q", s.Value, s.Quote, tt.want)
			}
			if s.Weight != 0 || s.Origin != "text" || !strings.HasPrefix((gamesTrial + tt.text)[s.Offset:], s.Quote) || s.Quote == "" {
				t.Errorf("the receipt is %+v", s)
			}
		})
	}
}

func TestWhatIsNoMainFindingHasNoDirection(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, text string }{
		{"groups alike at the start", "The groups did not differ at baseline."},
		{"the first test", "There were no significant differences at pre-test."},
		{"boys and girls", "There were no differences between boys and girls."},
		{"girls ahead of boys", "Girls scored significantly higher than boys."},
		{"a moderator", "The effect did not differ by ethnicity."},
		{"a hypothesis", "It was hypothesized that the games would improve arithmetic."},
		{"a null hypothesis as told", "The null hypothesis stated that there was no difference between the groups."},
		{"a question", "Do number games improve arithmetic?"},
		{"an aim", "The aim was to test whether the games improve arithmetic."},
		{"the group without", "The control group showed no significant change."},
		{"a study of others", "Previous studies found no effect of games on arithmetic."},
		{"no harm", "No adverse effects were found."},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if s, ok := appraise("Number games in school", gamesTrial+tt.text).Signal(chalkline.SignalDirection); ok {
				t.Errorf("got %+v", s)
			}
		})
	}
}

func TestDirectionInATitle(t *testing.T) {
	t.Parallel()
	for title, want := range map[string]chalkline.Direction{
		"No effect of number games on arithmetic: a randomized trial":          chalkline.DirectionNull,
		"Playing number games improves arithmetic: a randomized trial":         chalkline.DirectionPositive,
		"Number games in class reduce learning? A randomized trial":            chalkline.DirectionUnknown,
		"Homework on screens lowers reading comprehension: a randomized trial": chalkline.DirectionNegative,
	} {
		s, _ := appraise(title, gamesTrial).Signal(chalkline.SignalDirection)
		if chalkline.Direction(s.Value) != want || want != "" && s.Origin != "title" {
			t.Errorf("%q: got %+v, want %q", title, s, want)
		}
	}
}

func TestOnlyStudiesAndPiecesAboutThemHaveADirection(t *testing.T) {
	t.Parallel()
	const told = "Researchers at a university led the trial, published in the journal Learning. The study found that the games made no difference to arithmetic: there was no effect on test scores."
	news := evidence.Default().Appraise(evidence.Document{
		Item:   chalkline.Item{Title: "Study finds that number games in school do not help", Text: told},
		Source: chalkline.Source{Genre: chalkline.GenreNews},
		Cited:  []chalkline.Cited{{Work: chalkline.Work{Title: "Number games in school"}, Design: chalkline.DesignRCT, Score: 70, Grade: chalkline.GradeB, Appraised: true}},
	})
	if s, _ := news.Signal(chalkline.SignalDirection); news.Kind != chalkline.KindSecondHand || chalkline.Direction(s.Value) != chalkline.DirectionNull {
		t.Errorf("%s has the direction %q", news.Kind, s.Value)
	}
	event := appraise("A webinar on number games", "Join us for a webinar; registration is open. There were no significant differences between the groups.")
	if s, ok := event.Signal(chalkline.SignalDirection); ok {
		t.Errorf("%s has the direction %q", event.Kind, s.Value)
	}
}

// Strength, not direction: what was found moves neither score nor grade.
func TestDirectionNeverMovesTheScore(t *testing.T) {
	t.Parallel()
	found := []string{
		"The games improved arithmetic.", "The games did not improve arithmetic.", "The games had a negative effect on arithmetic.", "The games yielded mixed results.",
	}
	rapid.Check(t, func(t *rapid.T) {
		d := document(t)
		d.Item.Text = rapid.SampledFrom(openings[:4]).Draw(t, "study") + " " + d.Item.Text
		one, other := d, d
		one.Item.Text += " " + rapid.SampledFrom(found).Draw(t, "one finding")
		other.Item.Text += " " + rapid.SampledFrom(found).Draw(t, "another")
		a, b := evidence.Default().Appraise(one), evidence.Default().Appraise(other)
		if a.Score != b.Score || a.Grade != b.Grade || a.Margin != b.Margin {
			t.Fatalf("%s %d with %q, %s %d with %q", a.Grade, a.Score, one.Item.Text, b.Grade, b.Score, other.Item.Text)
		}
		for _, s := range append(a.Signals, b.Signals...) {
			if s.Name == chalkline.SignalDirection && s.Weight != 0 {
				t.Fatalf("the direction weighs %+.0f", s.Weight)
			}
		}
	})
}
