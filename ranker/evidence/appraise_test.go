package evidence_test

import (
	"strings"
	"testing"

	"chalkline"
	"chalkline/ranker/evidence"
)

const (
	trialTitle = "Number games in the first year: a cluster randomized trial"
	trialText  = "We examined the effects of number games on arithmetic. Forty-two schools were randomly assigned to games or to business as usual, " +
		"and 1,375 pupils took part in England. Pupils took a standardized test of arithmetic before and after 12 weeks of instruction. " +
		"Results showed a small gain (d = 0.12, 95% CI 0.04 to 0.20). The trial was preregistered, and independently evaluated."
)

func TestATrialIsReadInFull(t *testing.T) {
	t.Parallel()
	a := appraise(trialTitle, trialText)
	if a.Kind != chalkline.KindResearch || a.Design != chalkline.DesignCRCT || a.Grade != chalkline.GradeA {
		t.Fatalf("got %s %s %s %d: %s", a.Kind, a.Design, a.Grade, a.Score, a.Reason.English())
	}
	for name, want := range map[string]string{
		chalkline.SignalParticipants: "1375", chalkline.SignalSchools: "42", chalkline.SignalEffect: "0.12 d", "interval": "0.04 to 0.20",
		chalkline.SignalOutcome: "standardised test", chalkline.SignalPrereg: "yes", chalkline.SignalIndependent: "evaluated by others",
		chalkline.SignalCountry: "GB", chalkline.SignalDuration: "12 weeks",
	} {
		s, ok := a.Signal(name)
		if !ok || s.Value != want {
			t.Errorf("%s: got %q, want %q", name, s.Value, want)
		}
		if s.Quote == "" || !strings.HasPrefix(trialText[max(0, s.Offset):], s.Quote) {
			t.Errorf("%s: the quote %q does not stand at offset %d", name, s.Quote, s.Offset)
		}
	}
	for _, want := range []string{"Cluster-randomised trial in 42 schools", "1,375 people", "independent test"} {
		if !strings.Contains(a.Reason.English(), want) {
			t.Errorf("the reason %q does not say %q", a.Reason.English(), want)
		}
	}
}

func TestParticipants(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, text, want string }{
		{"a plain number", "Participants were 291 eighth grade students.", "291"},
		{"a number with a comma", "The survey was completed by 1,204 teachers.", "1204"},
		{"a number with a thin space", "The survey was completed by 14\u202f920 pupils.", "14920"},
		{"a number in words", "Twenty-eight physiotherapy students were recruited.", "28"},
		{"a large number in words", "One thousand and two pupils participated.", "1002"},
		{"pupils before their teachers", "A sample of 12 teachers and 107 children was recruited.", "107"},
		{"the total of N", "Four classes (N = 73) participated.", "73"},
		{"groups are added up", "Pupils were randomized to drama (n = 24) or to music (n = 19).", "43"},
		{"a total is not added to its parts", "Of the sample (N = 90), pupils were assigned to games (n = 60) or to waiting (n = 30).", "90"},
		{"a grade is no number of people", "Grade 8 students were surveyed about their reading.", ""},
		{"an age is no number of people", "Children aged 12 completed a questionnaire.", ""},
		{"a share is no number of people", "Some 45% of pupils completed the survey.", ""},
		{"a bracket between number and noun", "The sample was 170 (65% female) trainee teachers.", "170"},
		{"the sample of another study", "A recent study of 5,000 pupils by Smith et al. (2011) found gains. We interviewed 14 pupils.", "14"},
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

func TestStandingBeatsEverything(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, title string
		standing    chalkline.Standing
		grade       chalkline.Grade
		most        int
	}{
		{"a record of a retraction", trialTitle, chalkline.StandingRetracted, chalkline.GradeR, 0},
		{"a retraction in the title", "RETRACTED: " + trialTitle, "", chalkline.GradeR, 0},
		{"a retraction notice", "Retraction: " + trialTitle, "", chalkline.GradeR, 0},
		{"an article marked as retracted", "[Retracted] " + trialTitle, "", chalkline.GradeR, 0},
		{"a record of a concern", trialTitle, chalkline.StandingConcern, chalkline.GradeD, 20},
		{"a correction is only a note", trialTitle, chalkline.StandingCorrected, chalkline.GradeA, 100},
		{"an article about retraction", "Retraction practices in education journals: a cluster randomized trial", "", chalkline.GradeA, 100},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a := evidence.Default().Appraise(evidence.Document{
				Item: chalkline.Item{Title: tt.title, Text: trialText}, Work: chalkline.Work{Type: "journal-article", Standing: tt.standing, Origin: "crossref"},
			})
			if a.Grade != tt.grade || a.Score > tt.most {
				t.Errorf("got %s %d, want %s and at most %d", a.Grade, a.Score, tt.grade, tt.most)
			}
		})
	}
}

func TestKinds(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, title, text string
		genre             chalkline.Genre
		want              chalkline.Kind
	}{
		{"an invitation", "Webinar on phonics for new teachers", "Join us on Tuesday, March 3 at 4 p.m. Registration is open to all schools.", chalkline.GenreOrganisation, chalkline.KindEvent},
		{"a vacancy", "Assistant professor of education", "We are hiring. Apply now; the application deadline is 1 May. Salary range on request.", chalkline.GenreNews, chalkline.KindAdvert},
		{"a press release about a study", "Study finds later school starts help pupils sleep", "Researchers at a university led the study, published in the journal Sleep and School.", chalkline.GenreNews, chalkline.KindSecondHand},
		{"a headline without a text", "District names new superintendent", "", chalkline.GenreNews, chalkline.KindNews},
		{"an argument", "Why we should stop grading homework", "I think grading homework is unfair. In my experience pupils learn less.", chalkline.GenreBlog, chalkline.KindOpinion},
		{"a lesson", "How to teach fractions with paper strips", "In this post I will show a lesson plan. You will need paper strips. Step 1: fold.", chalkline.GenreBlog, chalkline.KindPractice},
		{"a chat", "", "A3: voice and choice for every student! #edchat #satchat #teachers", "", chalkline.KindDiscussion},
		{"an episode", "Podcast: reading in the early years", "In this episode we talk to a teacher.", chalkline.GenrePodcast, chalkline.KindPodcastVideo},
		{"figures", "How many pupils are absent? Data brief", "Presents statistics on absence from the National Center for Education Statistics.", chalkline.GenreOrganisation, chalkline.KindPolicyStats},
		{"a notice", "Correction to: Number games in the first year", "The authors regret an error in Table 2.", chalkline.GenreJournal, chalkline.KindCorrection},
		{"another field", "Flat bands in a photonic crystal", "Photonic flat bands are hard to engineer.", chalkline.GenreJournal, chalkline.KindOffTopic},
		{"a review", "Outdoor lessons: a systematic review", "We searched ERIC and Scopus. Nineteen studies met the inclusion criteria.", chalkline.GenreJournal, chalkline.KindSynthesis},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a := evidence.Default().Appraise(evidence.Document{Item: chalkline.Item{Title: tt.title, Text: tt.text}, Source: chalkline.Source{Genre: tt.genre}})
			if a.Kind != tt.want {
				t.Errorf("got %s, want %s", a.Kind, tt.want)
			}
			if !a.Kind.Graded() && (a.Grade != chalkline.GradeNone || a.Score != 0) {
				t.Errorf("a %s got grade %q and %d", a.Kind, a.Grade, a.Score)
			}
		})
	}
}

func TestSecondHandInheritsFromItsSources(t *testing.T) {
	t.Parallel()
	strong := chalkline.Cited{Work: chalkline.Work{DOI: "10.1/a"}, Design: chalkline.DesignMA, Score: 84, Grade: chalkline.GradeA, Appraised: true}
	weak := chalkline.Cited{Work: chalkline.Work{DOI: "10.1/b"}, Design: chalkline.DesignDES, Score: 20, Grade: chalkline.GradeD, Appraised: true}
	gone := chalkline.Cited{Work: chalkline.Work{DOI: "10.1/c", Standing: chalkline.StandingRetracted}}
	const text = "Researchers at a university led a study, published in the journal Learning."
	for _, tt := range []struct {
		name, text string
		cited      []chalkline.Cited
		score      int
	}{
		{"seven tenths of one strong source", text, []chalkline.Cited{strong}, 59},
		{"never over the limit, limits stated or not", text + " However, the evidence has limitations.", []chalkline.Cited{strong}, 62},
		{"the mean of several", text, []chalkline.Cited{strong, weak}, 36},
		{"never above its best source", text + " It has limitations.", []chalkline.Cited{weak}, 17},
		{"a study that is named only", text, nil, 20},
		{"a retracted source spoils it", text, []chalkline.Cited{strong, gone}, 5},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a := evidence.Default().Appraise(evidence.Document{
				Item: chalkline.Item{Title: "Study finds that homework helps", Text: tt.text}, Source: chalkline.Source{Genre: chalkline.GenreNews}, Cited: tt.cited,
			})
			if !a.SecondHand || a.Score != tt.score {
				t.Errorf("got %s %d (%s), want second-hand %d", a.Kind, a.Score, a.Reason.English(), tt.score)
			}
		})
	}
}

func TestCautions(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, title, text, want string }{
		{"a myth repeated", "Planning for everybody", "I plan lessons for visual learners and for auditory learners, because it helps my class.", "learning-styles"},
		{"a myth debunked", "Planning for everybody", "I once planned for visual learners. That learning styles help is a myth.", ""},
		{"a myth told at length and then debunked", "Posters", "Our posters were for visual learners. They were bright and pupils liked them. I made them. That learning styles help is a myth. I took them home.", ""},
		{"a title that debunks", "Learning styles: a neuromyth", "I was told that visual learners need pictures in my class.", ""},
		{"research without a name", "Why pupils should draw", "I love drawing in class. Research shows that drawing doubles memory.", "unsourced_claim"},
		{"research with a name", "Why pupils should draw", "I love drawing in class. Research shows that drawing helps memory (Doe, 2016).", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a := evidence.Default().Appraise(evidence.Document{Item: chalkline.Item{Title: tt.title, Text: tt.text}, Source: chalkline.Source{Genre: chalkline.GenreBlog}})
			got := ""
			for _, c := range a.Cautions {
				got = c.Name
			}
			if got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestASmallStudyWithALargeEffectIsLikelyInflated(t *testing.T) {
	t.Parallel()
	a := appraise("Drumming and spelling: a randomized trial", "Forty pupils were randomly assigned to drumming or to a control group. Drummers spelled better (d = 0.91).")
	for _, c := range a.Cautions {
		if c.Name == "likely_inflated" {
			return
		}
	}
	t.Errorf("no caution: %+v", a)
}
