package evidence_test

import (
	"strings"
	"testing"

	"chalkline"
	"chalkline/ranker/evidence"
)

// Works that the texts below point to.
var (
	bellsTrial = chalkline.Cited{
		Work:   chalkline.Work{DOI: "10.5555/bells", Title: "Later bells and attendance in forty-eight schools: a cluster-randomised trial", Type: "journal-article", Standing: chalkline.StandingGood},
		Design: chalkline.DesignCRCT, Score: 80, Grade: chalkline.GradeA, Appraised: true,
	}
	weakSurvey = chalkline.Cited{
		Work:   chalkline.Work{DOI: "10.5555/diaries", Title: "What pupils write in diaries: a survey", Type: "journal-article"},
		Design: chalkline.DesignDES, Score: 22, Grade: chalkline.GradeD, Appraised: true,
	}
	withdrawn = chalkline.Cited{
		Work:   chalkline.Work{DOI: "10.5555/music", Title: "RETRACTED: Background music and spelling in nine schools", Type: "journal-article", Standing: chalkline.StandingRetracted},
		Design: chalkline.DesignRCT, Grade: chalkline.GradeR, Appraised: true,
	}
	unreadTrial = chalkline.Cited{Work: chalkline.Work{DOI: "10.5555/early", Title: "Earlier bells: a cluster-randomised trial", Type: "journal-article"}}
	unread      = chalkline.Cited{Work: chalkline.Work{DOI: "10.5555/unread", Title: "Later bells in two schools", Type: "journal-article"}}
)

const (
	plainReport = "A trial of later bells came out on Monday. Ortolan and colleagues had 48 schools draw lots. Pupils in half of them started at ten. " +
		"Attendance was 2 points higher there than in the comparison schools. The people who counted were not the people who had the idea. I will show it to our head."
	rant = "I am tired of meetings. They begin late and end later. Nobody reads the paper. The biscuits are stale and the room is cold. My pupils wait while I sit. " +
		"We should abolish them all. I believe that a note on the door would do. In my view leaders meet because they like to be seen. Let us teach. " +
		"I have said so for years, and I will say so again at the next one. https://doi.org/10.5555/bells"
	lessonIdea = "A study of later bells in 48 schools made me think about the first minutes of my lesson. Here is how I begin now. Put a question on the board before the pupils come in. " +
		"Stand at the door. Let them sit down and write. You need scrap paper and a timer. After four minutes, ask three pupils to read out. Collect nothing. Step 2: swap papers. " +
		"Then go on with the lesson. Try it for a week. My pupils like it because nobody is put on the spot."
)

func TestAPieceAboutAStudyInheritsFromIt(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, title, text string
		genre             chalkline.Genre
		cited             []chalkline.Cited
		kind              chalkline.Kind
		score             int
		caution           string
	}{
		{"a post that reports a trial", "Ten o'clock starts", plainReport, chalkline.GenreBlog, []chalkline.Cited{bellsTrial}, chalkline.KindSecondHand, 56, ""},
		{"a post whose title names the trial", "What the bell trial tells us", "I think the trial is good news. My school will wait. We have buses to think of, and parents. Our head likes her mornings.", chalkline.GenreBlog, []chalkline.Cited{bellsTrial}, chalkline.KindSecondHand, 56, ""},
		{"limits are worth three points", "Ten o'clock starts", plainReport + " The trial cannot say whether sleep was the reason.", chalkline.GenreBlog, []chalkline.Cited{bellsTrial}, chalkline.KindSecondHand, 59, ""},
		{"never above its source", "What the diary survey found", "The survey has limitations. The authors asked 300 pupils about their diaries.", chalkline.GenreBlog, []chalkline.Cited{weakSurvey}, chalkline.KindSecondHand, 18, ""},
		{"a story in the news", "Later starts bring pupils to school, trial suggests", "Pupils came to school more often when bells rang later, researchers report. Half of 48 schools were chosen by lot.", chalkline.GenreNews, []chalkline.Cited{bellsTrial}, chalkline.KindSecondHand, 56, ""},
		{"a short note with a link", "", "Researchers found that later bells help attendance: https://doi.org/10.5555/bells", chalkline.GenreBlog, []chalkline.Cited{bellsTrial}, chalkline.KindSecondHand, 56, ""},
		{"a rant with a link at its foot", "Against meetings", rant, chalkline.GenreBlog, []chalkline.Cited{bellsTrial}, chalkline.KindOpinion, 6, ""},
		{"a lesson idea that begins with a study", "How I start a lesson", lessonIdea, chalkline.GenreBlog, []chalkline.Cited{bellsTrial}, chalkline.KindPractice, 8, ""},
		{
			"an experiment of one's own beside a link", "Our homework experiment",
			"We ran an experiment in my class. The control group had no homework. A comparison class had some. The results were close. I think pupils liked it.",
			chalkline.GenreBlog,
			[]chalkline.Cited{bellsTrial},
			chalkline.KindOpinion, 6, "",
		},
		{"a list of references is no talk", "Against meetings", rant + "\n\nReferences\n\nOrtolan, P. (2026). Later bells and attendance in forty-eight schools: a cluster-randomised trial. Journal of Bells.", chalkline.GenreBlog, []chalkline.Cited{bellsTrial}, chalkline.KindOpinion, 6, ""},
		{"a retracted study", "That music study has been withdrawn", "I used to quote a study of music and spelling. The journal has retracted it. I have taken my slide out, and told my class.", chalkline.GenreBlog, []chalkline.Cited{withdrawn}, chalkline.KindSecondHand, 5, "cites_retracted"},
		{"a retracted study beside a good one", "What the bell trial tells us", plainReport, chalkline.GenreBlog, []chalkline.Cited{bellsTrial, withdrawn}, chalkline.KindSecondHand, 5, "cites_retracted"},
		{"a retracted study in passing", "Against meetings", rant, chalkline.GenreBlog, []chalkline.Cited{withdrawn}, chalkline.KindOpinion, 5, "cites_retracted"},
		{"a study that is not appraised yet", "What the bell trial tells us", plainReport, chalkline.GenreBlog, []chalkline.Cited{unread}, chalkline.KindSecondHand, 20, ""},
		{"a trial by its title, not appraised yet", "What the bell trial tells us", plainReport, chalkline.GenreBlog, []chalkline.Cited{unreadTrial}, chalkline.KindSecondHand, 34, ""},
		{"a webinar about a study stays an event", "Webinar: what the bell trial tells us", "Join us on Tuesday; registration is open. We will discuss the trial with the researchers.", chalkline.GenreBlog, []chalkline.Cited{bellsTrial}, chalkline.KindEvent, 0, ""},
		{"research without a name", "Why I play music", "I play music in class. Research shows that music calms pupils. It was on a course.", chalkline.GenreBlog, nil, chalkline.KindOpinion, 6, "unsourced_claim"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a := evidence.Default().Appraise(evidence.Document{
				Item: chalkline.Item{Title: tt.title, Text: tt.text}, Source: chalkline.Source{Genre: tt.genre}, Cited: tt.cited,
			})
			if a.Kind != tt.kind || a.Score != tt.score || a.SecondHand != (tt.kind == chalkline.KindSecondHand) {
				t.Errorf("got %s %d (%s), want %s %d", a.Kind, a.Score, a.Reason.English(), tt.kind, tt.score)
			}
			found := ""
			for _, c := range a.Cautions {
				found += c.Name
			}
			if found != tt.caution {
				t.Errorf("cautions %q, want %q", found, tt.caution)
			}
		})
	}
}

func TestTheRetractedWorkIsNamed(t *testing.T) {
	t.Parallel()
	a := evidence.Default().Appraise(evidence.Document{
		Item: chalkline.Item{Title: "Music in class", Text: "I play music in class. https://doi.org/10.5555/music"}, Source: chalkline.Source{Genre: chalkline.GenreBlog},
		Cited: []chalkline.Cited{withdrawn},
	})
	if len(a.Cautions) != 1 || !strings.HasSuffix(a.Cautions[0].Text.English(), ": Background music and spelling in nine schools.") {
		t.Errorf("got %+v", a.Cautions)
	}
}

func TestAStudyInPassingIsNamedInTheReason(t *testing.T) {
	t.Parallel()
	a := evidence.Default().Appraise(evidence.Document{
		Item: chalkline.Item{Title: "Against meetings", Text: rant}, Source: chalkline.Source{Genre: chalkline.GenreBlog}, Cited: []chalkline.Cited{bellsTrial},
	})
	if want := "points to a cluster-randomised trial (A 80)"; !strings.Contains(a.Reason.English(), want) {
		t.Errorf("the reason %q does not say %q", a.Reason.English(), want)
	}
}

func TestAnUnsourcedClaimIsNoNamedStudy(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"Research shows that pupils learn best in the morning. Scientific evidence supports it, and studies have shown it again and again.",
		"Studies suggest that blue ink helps pupils. Research has shown that it calms a class.",
	} {
		for _, genre := range []chalkline.Genre{chalkline.GenreNews, chalkline.GenreBlog, chalkline.GenreOrganisation} {
			a := evidence.Default().Appraise(evidence.Document{Item: chalkline.Item{Title: "Mornings in school", Text: text}, Source: chalkline.Source{Genre: genre}})
			flagged := false
			for _, c := range a.Cautions {
				flagged = flagged || c.Name == "unsourced_claim"
			}
			if a.Score > 12 || !flagged {
				t.Errorf("%s: got %s %d, flagged %v, want at most 12 and the flag", genre, a.Kind, a.Score, flagged)
			}
		}
	}
}

func TestKindsOfWhatTeachersWrite(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, title, text string
		genre             chalkline.Genre
		want              []chalkline.Kind
		caution           string
	}{
		{"a vacancy", "Vacancy: head of evidence, part time, closing date 3 May", "We are looking for a head of evidence. Salary: 50,000 pounds. Apply with a CV and a letter. Interviews will be held in June.", chalkline.GenreOrganisation, []chalkline.Kind{chalkline.KindAdvert}, ""},
		{"figures of a network", "Who works in our schools? The workforce count", "The annual count was taken in May. Schools employed 1,204 teachers (full-time equivalent), 2% fewer than a year earlier. The figures are based on returns from all schools.", chalkline.GenreOrganisation, []chalkline.Kind{chalkline.KindPolicyStats}, ""},
		{"a recipe", "Sunday soup", "Chop two onions and fry them in 50 grams of butter. Add a litre of water and three teaspoons of salt. Simmer for an hour and serve hot.", chalkline.GenreNews, []chalkline.Kind{chalkline.KindOffTopic}, ""},
		{"how a group works", "How we run a reading group for teachers", "Five of us meet on the last Thursday of the month. Here is what we do, in case it is useful. In May each of us brings a text.", chalkline.GenreBlog, []chalkline.Kind{chalkline.KindPractice}, ""},
		{"notes from a lesson study", "Notes from our second lesson study: what the pupils drew", "Three of us planned one lesson for a month. On Tuesday, Ana taught it. We wrote down what pupils said.", chalkline.GenreBlog, []chalkline.Kind{chalkline.KindPractice}, ""},
		{
			"a meeting, minute by minute", "Our team meeting in thirty minutes flat",
			"We have thirty minutes and six people. This is the shape that has kept it going. Minutes 0 to 5: somebody shows pupils' work. We do not look at data. We tried, and results were explained away.",
			chalkline.GenreBlog,
			[]chalkline.Kind{chalkline.KindPractice},
			"",
		},
		{
			"a myth taken down", "Farewell to learning styles", "Our corridor had a poster on learning styles. It went up with good intentions. We took it down on Friday. " +
				"That each child is a visual or auditory learner is a myth. When researchers tested it, nothing was found. We kept the frame.",
			chalkline.GenreBlog,
			[]chalkline.Kind{chalkline.KindPractice, chalkline.KindOpinion},
			"",
		},
		{
			"a myth kept alive", "A place for every learner", "Visual learners need posters, and auditory learners need songs. Plan for both in each lesson.",
			chalkline.GenreBlog,
			[]chalkline.Kind{chalkline.KindPractice, chalkline.KindOpinion},
			"learning-styles",
		},
		{"a week told", "The week of the broken clock", "On Monday the clock broke. For three days nobody mended it. Pupils came when they came, and I taught as long as I liked.", chalkline.GenreBlog, []chalkline.Kind{chalkline.KindPractice, chalkline.KindOpinion}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a := evidence.Default().Appraise(evidence.Document{
				Item:   chalkline.Item{Title: tt.title, Text: tt.text},
				Source: chalkline.Source{Genre: tt.genre, Topics: []chalkline.TopicID{"leadership"}},
			})
			ok := false
			for _, kind := range tt.want {
				ok = ok || a.Kind == kind
			}
			found := ""
			for _, c := range a.Cautions {
				found += c.Name
			}
			if !ok || found != tt.caution {
				t.Errorf("got %s (%s), cautions %q; want %v, %q", a.Kind, a.Design, found, tt.want, tt.caution)
			}
		})
	}
}
