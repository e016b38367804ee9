package evidence_test

import (
	"slices"
	"testing"

	"chalkline"
	"chalkline/ranker/evidence"
)

// Each row is a way of wording that has misled keyword rules.
func TestFalseFriends(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, title, text string
		want              []string // classes that are right
		never             []string // classes that would be the mistake
	}{
		{
			name: "a randomly selected sample is no trial", title: "What librarians read",
			text: "A randomly selected sample of 240 school librarians completed a survey about their reading. Most respondents (71%) read weekly.",
			want: []string{"observational"}, never: []string{"rct"},
		},
		{
			name: "focus group members picked at random are no trial", title: "Talking about homework",
			text: "In this qualitative study, two pupils from each class were chosen at random to join focus groups. Interviews were transcribed and themes emerged about homework.",
			want: []string{"qualitative"}, never: []string{"rct"},
		},
		{
			name: "semi-randomly assigned is a comparison", title: "Sketching in science lessons",
			text: "In this quasi-experimental study, intact classes were semi-randomly assigned to sketching or to a comparison group. Pupils (n = 88) took a pretest and a posttest.",
			want: []string{"qed"}, never: []string{"rct"},
		},
		{
			name: "an essay that mentions Project STAR", title: "Why smaller classes deserve a second look",
			text: "In this essay the author argues that the randomized experiment of Project STAR was ignored by lawmakers. He contends that budgets are choices.",
			want: []string{"non_empirical"}, never: []string{"rct", "qed", "synthesis"},
		},
		{
			name: "a trial that will be reported later", title: "Planning a spelling programme",
			text: "This article describes the design of a spelling programme and the lesson plans teachers use. The randomized study will be reported elsewhere.",
			want: []string{"non_empirical"}, never: []string{"rct", "qed", "synthesis"},
		},
		{
			name: "an article about designing trials", title: "Designing group-randomized trials in schools: a guide",
			text: "This article discusses how to choose the number of schools when designing group-randomized trials, and offers guidelines for planners.",
			want: []string{"non_empirical"}, never: []string{"rct"},
		},
		{
			name: "a re-analysis of a trial", title: "Who gained from the reading tutors?",
			text: "We report a reanalysis of a randomized trial of reading tutors. Pupils with weak decoding gained more (p < .05).",
			want: []string{"rct_secondary"}, never: []string{"rct"},
		},
		{
			name: "dosage within a trial", title: "Dosage of coaching and pupils' vocabulary",
			text: "Using secondary analysis of data from a randomized trial, this study examines dosage effects of coaching. Pupils whose teachers had more sessions gained more.",
			want: []string{"rct_secondary"}, never: []string{"qed"},
		},
		{
			name: "fidelity within a trial", title: "Did tutors follow the handbook? Fidelity in a trial of reading tutors",
			text: "This study draws on data from a randomized trial of reading tutors to examine fidelity. Tutors who kept to the handbook had pupils who gained more (p < .05).",
			want: []string{"rct_secondary", "observational"}, never: []string{"rct", "qed"},
		},
		{
			name: "three meta-analyses are somebody else's", title: "Why I set less homework",
			text: "I set less homework than I did. Three meta-analyses show that it does little for young pupils. My pupils read at home instead, and I think that parents like it.",
			want: []string{"non_empirical"}, never: []string{"synthesis", "literature_review"},
		},
		{
			name: "teachers who could not be drawn in a trial of others", title: "Peer marking in grade six",
			text: "Sixteen schools were randomly assigned to peer marking or to the control group. Teachers were not randomly assigned within schools. Participants were 690 pupils.",
			want: []string{"rct"}, never: []string{"qed", "other"},
		},
		{
			name: "quasi-experimental, but classes were drawn", title: "Peer marking in grade six",
			text: "A quasi-experimental design with a control group was used. Eight classes were randomly assigned to peer marking or to the control group. Participants were 190 pupils.",
			want: []string{"rct"}, never: []string{"qed"},
		},
		{
			name: "only the title says that it is a trial", title: "Chess at lunchtime: a randomized trial",
			text: "Ninety pupils took part in lunchtime chess or in board games for ten weeks. Results showed no difference in arithmetic.",
			want: []string{"rct"},
		},
		{
			name: "a critique of a report", title: `Review of "Charter schools at forty"`,
			text: "This paper reviews the following report: a study of charter schools. The critique finds that the report's comparison group was chosen badly.",
			want: []string{"non_empirical"}, never: []string{"qed", "literature_review", "synthesis"},
		},
		{
			name: "a book review", title: "Book review: Lessons from the orchard",
			text: "Reviews the book by a former head. The book describes a survey of teachers and interviews with parents.",
			want: []string{"non_empirical"}, never: []string{"literature_review", "observational", "qualitative"},
		},
		{
			name: "a review of the literature that only opens a study", title: "School gardens and attendance",
			text: "A review of the literature reveals a lack of data on school gardens. This study examined attendance in 40 schools with logistic regression. Results showed that gardens were associated with attendance.",
			want: []string{"observational"}, never: []string{"literature_review", "synthesis"},
		},
		{
			name: "an annual trend review is figures", title: "Annual attendance trend review 2019. Data brief",
			text: "This report presents attendance trend data for the district's schools. Rates rose in 12 percent of schools and fell in 5 percent.",
			want: []string{"observational"}, never: []string{"literature_review", "synthesis"},
		},
		{
			name: "how to do a meta-analysis", title: "Meta-analysis using multilevel models",
			text: "This article explains how multilevel models can be used in meta-analysis and provides guidelines for software.",
			want: []string{"non_empirical"}, never: []string{"synthesis"},
		},
		{
			name: "a meta-analysis that could not be done", title: "Outdoor lessons: a systematic review",
			text: "A systematic review was conducted. Nineteen studies met the inclusion criteria; differing outcomes precluded meta-analysis.",
			want: []string{"synthesis"},
		},
		{
			name: "spaced reviews are practice at school", title: "Spaced reviews of vocabulary in French lessons",
			text: "Sixty pupils were randomly assigned to spaced reviews or to massed reviews of vocabulary. Spaced reviews led to higher scores.",
			want: []string{"rct"}, never: []string{"synthesis", "literature_review"},
		},
		{
			name: "the case study as a way of teaching", title: "Using the case study method in a nursing course",
			text: "This article describes how the case study method of teaching can be used in a nursing course. It offers tips and a sample syllabus.",
			want: []string{"non_empirical"}, never: []string{"qualitative"},
		},
		{
			name: "control is a behaviour too", title: "Self-control in the lunch queue",
			text: "We surveyed 310 pupils with a questionnaire on self-control and classroom behaviour. Self-control was positively correlated with grades.",
			want: []string{"observational"}, never: []string{"qed"},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a := appraise(tt.title, tt.text)
			class := evidence.Default().Class(a.Design)
			if !slices.Contains(tt.want, class) || slices.Contains(tt.never, class) {
				t.Errorf("got %s (%s, p %.2f), want %v", class, a.Design, a.Probability, tt.want)
			}
		})
	}
}

func TestAStoryAboutMetaAnalysesIsSecondHand(t *testing.T) {
	t.Parallel()
	a := evidence.Default().Appraise(evidence.Document{
		Item: chalkline.Item{
			Title: "Homework works, study finds",
			Text:  "Three meta-analyses show that homework helps older pupils. Researchers at a university led the latest study, published in the journal Learning.",
		},
		Source: chalkline.Source{Genre: chalkline.GenreNews},
	})
	if a.Kind != chalkline.KindSecondHand || !a.SecondHand {
		t.Errorf("got %s %s, want second-hand", a.Kind, a.Design)
	}
}

// appraise judges an item of a journal.
func appraise(title, text string) chalkline.Appraisal {
	return evidence.Default().Appraise(evidence.Document{
		Item:   chalkline.Item{Title: title, Text: text},
		Source: chalkline.Source{Genre: chalkline.GenreJournal},
	})
}
