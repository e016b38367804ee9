package evidence_test

import (
	"slices"
	"testing"

	"chalkline/ranker/evidence"
)

// Each family of cues has a row for what it is after and one for what only
// looks like it.
func TestWordings(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, title, text string
		want              []string // classes that are right
	}{
		// two ways of teaching
		{
			"two ways of teaching, without the word control", "Maps on paper and on tablets",
			"Two methods of teaching map reading were compared. One class used paper maps and the other class used tablets. Pupils with paper maps scored significantly higher (p < .05).",
			[]string{"qed"},
		},
		{
			"two ways of sorting schools", "Large and small libraries",
			"Data from a national survey of 900 schools were used. Two types of library were distinguished, and size was related to loans in a regression analysis.",
			[]string{"observational"},
		},
		{
			"those who did and those who did not", "A summer of chess",
			"Students who attended the chess camp were compared with students who did not attend. Attendance was followed by higher test scores, F(1, 88) = 5.1, p < .05.",
			[]string{"qed"},
		},
		{
			"controls by nature are no comparison group", "Handwriting of children with and without dyslexia",
			"The handwriting of 30 children with dyslexia and 30 without dyslexia was compared. Children with dyslexia wrote more slowly than a control group of the same age, p < .01.",
			[]string{"observational"},
		},
		{
			"a waiting list", "Breathing before tests",
			"Pupils were allocated to either a breathing course or a wait-list condition. Anxiety was measured by a questionnaire before and after the course. Those who took the course were significantly calmer than wait-list participants.",
			[]string{"qed"},
		},
		// one group
		{
			"a questionnaire before and one after", "A week in the woods",
			"Pre-questionnaires were given to 41 students before the trip, and post-questionnaires after it. Students showed significant gains in knowledge of trees.",
			[]string{"weak_intervention"},
		},
		{
			"better after a training", "Mentors learn to listen",
			"Thirty mentors participated in a training program of two days. After the training, mentors reported significantly greater confidence than before the training.",
			[]string{"weak_intervention"},
		},
		{
			"a survey that speaks of before", "Bus travel",
			"A questionnaire was answered by 800 pupils. The majority of pupils (61%) had never taken a bus before they came to the school.",
			[]string{"observational"},
		},
		// few people
		{
			"three pupils and a treatment", "Cue cards for greetings",
			"Three pupils with autism took part. Cue cards were introduced after baseline sessions, and greetings increased for each pupil during the intervention. Generalization probes were high.",
			[]string{"weak_intervention"},
		},
		{
			"three teachers who were asked", "Three views of a playground",
			"Three teachers were interviewed about their playground. Themes emerged from transcripts of in-depth interviews.",
			[]string{"qualitative"},
		},
		// laboratory
		{
			"chance assigned, in a laboratory", "Rereading and recall",
			"Participants studied text passages and were randomly assigned to reread them or to recall them. On a final memory test after a retention interval of two days, recall led to higher scores.",
			[]string{"weak_intervention"},
		},
		{
			"chance assigned, in lessons", "Rereading in history lessons",
			"In this randomized controlled trial, 400 pupils in 16 schools were randomly assigned to quizzes or to usual lessons. Pupils with quizzes outperformed the control group on a state test.",
			[]string{"rct"},
		},
		// trials
		{
			"an efficacy trial", "Later bells",
			"Forty schools took part in this efficacy trial. Pupils in schools with later bells made more progress than pupils in control schools, p < .05.",
			[]string{"rct"},
		},
		{
			"what trials require", "Arguing about homework",
			"Those who want proof say that it requires random assignment of pupils to groups. This article argues that schools cannot wait and should decide for themselves.",
			[]string{"non_empirical"},
		},
		{
			"a part of a larger trial", "Spelling of newcomers",
			"Participants were drawn from a larger randomized controlled trial of a spelling course. Newcomers in classes that were randomly assigned to the course gained more (p < .05).",
			[]string{"rct_secondary"},
		},
		{
			"the first report of a trial", "Later bells and sleep",
			"We report a randomized controlled trial of later bells. Schools were randomly assigned to later bells or to a control group; 3,000 pupils took part. Pupils slept longer (p < .01).",
			[]string{"rct"},
		},
		// syntheses and reviews
		{
			"articles that were picked and read", "Teaching with puppets",
			"We found 212 articles published since 2001 on puppets in lessons, of which 14 met the inclusion criteria. The content of these articles was analysed.",
			[]string{"synthesis"},
		},
		{
			"a meta-analysis as an exercise", "A meta-analysis assignment for student teachers",
			"This article describes a meta-analysis activity that can be used in a methods course. It offers tips and a sample syllabus.",
			[]string{"non_empirical"},
		},
		{
			"a series of case studies is no review", "A year of gardens",
			"This thesis uses data collected from a series of five case studies of school gardens, with interviews and field notes.",
			[]string{"qualitative"},
		},
		{
			"what a literature suggests", "Homework and families",
			"This article examines the literature on homework in families. The literature suggests that time matters less than mood. It draws together what is known, and gaps are named.",
			[]string{"literature_review"},
		},
		{
			"a literature before a study", "Homework in ninety families",
			"The literature suggests that mood matters. Ninety families completed a questionnaire, and mood was significantly correlated with homework time.",
			[]string{"observational"},
		},
		// how and why
		{
			"how teachers do something", "Silence in lessons",
			"This study explores how teachers use silence. It draws on field notes and on interviews with nine teachers, and two major themes are presented.",
			[]string{"qualitative"},
		},
		{
			"what pupils wrote", "Letters from the coast",
			"An analysis of students' reflective journals from a week at the coast shows how they made sense of the sea. Three themes emerged.",
			[]string{"qualitative"},
		},
		{
			"stories to read aloud", "Stories for a rainy day",
			"This guide presents stories and activities that teachers can use. It includes discussion questions and a list of books.",
			[]string{"non_empirical"},
		},
		// nothing measured
		{
			"a list of topics", "Kites",
			"Discusses the use of kites in science lessons. Benefits for students; Costs; Recommendations for teachers who are interested in kites.",
			[]string{"non_empirical"},
		},
		{
			"a special issue", "On belonging",
			"In the first article, the authors report a survey of newcomers. In the second article, a quasi-experimental study is described. We thank all who wrote for this special issue.",
			[]string{"non_empirical"},
		},
		{
			"an interview in a magazine", "The gardener: an interview with a head",
			"An interview with a head who keeps bees. When asked about honey, she describes her first hive.",
			[]string{"non_empirical"},
		},
		{
			"interviews as a method", "Heads who keep bees",
			"Semi-structured interviews with twelve heads who keep bees were conducted. Interviews were transcribed, and themes were identified.",
			[]string{"qualitative"},
		},
		// groups that are compared without a name for the comparison
		{
			"those in one thing than those in another", "Harbour walks and vocabulary",
			"Pupils in the harbour walks learned more words than pupils in ordinary lessons. Words were counted by their teachers in a test at the end of the year.",
			[]string{"qed"},
		},
		{
			"those who were not there", "A homework club",
			"This study compared the grades of pupils who came to the homework club with those of classmates who were not enrolled. Grades of members were significantly higher than those of pupils who did not come.",
			[]string{"qed"},
		},
		{
			"the year before", "Weekly puzzles in chemistry",
			"Weekly puzzles were introduced in a chemistry course. Pass rates were compared with the previous academic year, when there were no puzzles. Results showed that students with puzzles passed more often (p < .05).",
			[]string{"qed"},
		},
		{
			"divided into two", "Singing the alphabet",
			"Forty-four children were divided into two groups. One sang the alphabet, and the other said it. Analysis of covariance showed a significant difference between the groups in gain scores.",
			[]string{"qed"},
		},
		{
			"as usual", "Calm corners",
			"The effectiveness of calm corners versus practice as usual was examined. Teachers in both conditions were observed. Children in calm-corner rooms made greater gains than children in other rooms.",
			[]string{"qed"},
		},
		{
			"differences by age are no comparison", "Who keeps a diary",
			"A representative sample of 800 pupils aged 9 to 12 was asked about diaries. There were age differences and gender differences, and keeping a diary was related to family income.",
			[]string{"observational"},
		},
		{
			"quality of nurseries", "Sandpits and staff",
			"Structural features of the quality of nurseries were examined. Staff-child ratios varied across centres, and predicted how children played.",
			[]string{"observational"},
		},
		// few people, and memory in class
		{
			"experiments in a class", "Asking again after a week",
			"In two classroom experiments, students answered multiple-choice questions on a chapter. Delayed recall was better when feedback was immediate, and long-term retention improved.",
			[]string{"weak_intervention"},
		},
		{
			"teaching two", "Picture cards for requests",
			"Picture cards were used to teach two children to ask for a toy. Requests increased during treatment, and fell on return to the baseline condition.",
			[]string{"weak_intervention"},
		},
		{
			"one case in phases", "Fewer adults in the room",
			"This single-case study evaluated the effects of fewer adults on a boy with autism. Behaviour was recorded in phase A and again in phase B.",
			[]string{"weak_intervention"},
		},
		// numbers and talk together
		{
			"questionnaires and interviews", "Two years of gardening",
			"Data were collected with questionnaires and interviews with pupils. Qualitative and quantitative data were analysed, and both showed that gardens mattered.",
			[]string{"mixed"},
		},
		{
			"material on film", "Children and their shadows",
			"The empirical material consists of video-recorded play. The study examines how children make sense of shadows, from a sociocultural perspective.",
			[]string{"qualitative"},
		},
		// reviews and studies behind them
		{
			"a paper that provides a review", "Sleep of pupils: what is known",
			"The paper presents a brief review of sleep and learning. It is based on a literature review of five decades of work. Research suggests that pupils sleep less than they did.",
			[]string{"literature_review"},
		},
		{
			"a review that shows what is missing", "How mentors see silence",
			"A review of the literature suggests that there is little known about silence. This study explores how mentors experience silence. Seven mentors were interviewed, and themes were identified.",
			[]string{"qualitative"},
		},
		// whose trial it is
		{
			"a trial to come", "Is a breathing course feasible?",
			"Forty teachers attended a breathing course and completed a questionnaire before and after it. Their stress fell. The findings suggest that it is worthwhile to proceed to a definitive randomised controlled trial.",
			[]string{"weak_intervention"},
		},
		{
			"a quick review of a report", "Quick review of the report \"Later bells\"",
			"This is a quick review of the report on later bells. In it, pupils were randomly assigned to later bells or to a control group. The review has doubts about the count.",
			[]string{"non_empirical", "other"},
		},
		// data or none
		{
			"a study by its verbs", "Bells in ninety schools",
			"In this study, bells were counted in 90 schools. Most were electric, and 12 per cent were rung by hand.",
			[]string{"observational"},
		},
		{
			"an article about a person", "The bell ringer of the valley school",
			"The article features a bell ringer. She came to the school as a girl, and she believes that bells should be heard. Her bell will be in the museum.",
			[]string{"non_empirical"},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a := appraise(tt.title, tt.text)
			if class := evidence.Default().Class(a.Design); !slices.Contains(tt.want, class) {
				t.Errorf("got %s (%s, p %.2f), want %v", class, a.Design, a.Probability, tt.want)
			}
		})
	}
}
