package evidence_test

import (
	"testing"

	"chalkline"
	"chalkline/ranker/evidence"
)

// Each family of cues of kinds.yaml, with a text it is for and one that has its
// words and means something else.
func TestFamiliesOfKinds(t *testing.T) {
	t.Parallel()
	const (
		database = chalkline.GenreDatabase
		news     = chalkline.GenreNews
		blog     = chalkline.GenreBlog
	)
	for _, tt := range []struct {
		name        string
		genre       chalkline.Genre
		title, text string
		want        chalkline.Kind
	}{
		{"a stance taken", database, "Drama and the rural school", "Takes the position that drama belongs in each rural school and that no teacher can do without it.", chalkline.KindOpinion},
		{"a policy defended", database, "Small colleges", "Defends the small college as the place where students are known by name, and urges that it be kept.", chalkline.KindOpinion},
		{"what the author believes", database, "On marks", "The author believes that marks harm pupils. He states that schools must do without them.", chalkline.KindOpinion},
		{"a reply", database, "A Reply to Ortolan on School Bells", "Ortolan's account of bells in schools is said to be one-sided.", chalkline.KindOpinion},
		{"volumes of an old journal", database, "The Teacher's Quarterly, Volume IX", "This is the ninth volume of the bound periodical. Among the topics covered are school buildings and the education of girls.", chalkline.KindOpinion},
		{"a finding is no stance", database, "Homework in rural schools", "This study surveyed 310 pupils. Results indicate that homework should be short; teachers were interviewed. Significantly higher scores were found.", chalkline.KindResearch},

		{"a study described", database, "Bells and attention", "Describes a study of bells in nine classrooms. Results of tests given to 210 pupils are discussed.", chalkline.KindResearch},
		{"a verb in the past at the start", database, "Ink and spelling", "Utilized 60 fourth-grade pupils to see whether blue ink helps spelling. Revealed no significant differences.", chalkline.KindResearch},
		{"history from archives", database, "Night schools in a port, 1890-1914", "Drawing on archival records, this article traces how dockers came to evening schools.", chalkline.KindResearch},
		{"a program described", database, "A garden for each class", "Describes a program in which students grow beans. Guidelines for teachers and a list of tools are provided.", chalkline.KindPractice},
		{"an article that discusses how to", database, "Putting a play on", "This article describes how to stage a play with a class of thirty. Tips on costumes are offered.", chalkline.KindPractice},
		{"a review of studies", database, "School gardens: a review of the literature", "This article reviews the literature on school gardens. Forty studies were reviewed.", chalkline.KindSynthesis},

		{"a call for applications", blog, "Call for Student Applications: summer term", "Applications are due on 3 May. Selected students will receive a stipend.", chalkline.KindAdvert},
		{"a place for a student", blog, "Mapping school buses", "We seek a student with experience in maps. The student will gather timetables of school buses, ten hours per week.", chalkline.KindAdvert},
		{"a guest to come", news, "Ortolan to speak on school libraries", "The college will welcome Pia Ortolan as its next guest. Doors open at noon.", chalkline.KindEvent},
		{"the public invited", news, "Public invited to school concert hall on 4 May", "Pupils of Alder School show their hall. The public is invited to an open day.", chalkline.KindEvent},
		{"a sample is no call", database, "Who applies to college?", "This study examined applications to nine colleges. Selected students were interviewed and data were analyzed.", chalkline.KindResearch},

		{"a workshop that was studied is no event", "", "Gains in the Alder teaching workshop", "In total, 120 teachers took part and 60 did not. Data were collected before and after the workshop, and a comparison group was tested.", chalkline.KindResearch},

		{"a prize", news, "Teacher Ana Ruiz receives Alder Prize", "Ana Ruiz, who teaches at Alder School, has received the prize of the Alder Foundation.", chalkline.KindNews},
		{"a diary of a project", blog, "Visiting our partner school in Porto", "Last week I travelled to Porto to meet our partner school. It was a pleasure to meet the teachers.", chalkline.KindNews},
		{"an essay in the news", news, "The homework gap: rethinking what pupils take home", "Homework has long been a habit rather than a choice. We should ask what it is for, and whether teachers and pupils are better off without it.", chalkline.KindOpinion},
		{"names make news of it", news, "Homework rethought in Alder County", "Alder County cut homework on Monday, Superintendent Pia Ortolan said. The board of Alder had voted 5 to 2.", chalkline.KindNews},
		{"a report by somebody else", news, "What pupils think of homework", "A new survey from the Alder Institute asked pupils in nine countries about homework. Researchers found that half do none.", chalkline.KindSecondHand},
		{"episodes", blog, "Episode 12: reading aloud", "In this episode we talk with a teacher about reading aloud. Show notes below.", chalkline.KindPodcastVideo},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a := evidence.Default().Appraise(evidence.Document{
				Item: chalkline.Item{Title: tt.title, Text: tt.text}, Source: chalkline.Source{Genre: tt.genre},
			})
			if a.Kind != tt.want {
				t.Errorf("got %s (%s), want %s", a.Kind, a.Design, tt.want)
			}
			if notice := tt.want == chalkline.KindEvent || tt.want == chalkline.KindAdvert; notice && a.Grade != chalkline.GradeNone {
				t.Errorf("a notice got the grade %s", a.Grade)
			}
		})
	}
}

func TestTheFieldNeedsToBeShown(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name        string
		genre       chalkline.Genre
		url         string
		title, text string
		off         bool
	}{
		{"software on a professor's blog", chalkline.GenreBlog, "", "join() without tears", "I forget how to join data frames. A student asked me about it last week. Load the library, then call the function with both tables.", true},
		{"a bag with students in its name", "", "", "Alpine Student Backpack, all colours, $17.50 + free shipping", "", true},
		{"a riddle with an exam in it", "", "", "[LeetCode] Exam Hall", "There are N seats in a row. Return the seat that a student takes, so that the distance is greatest. The algorithm runs in linear time.", true},
		{"physics", chalkline.GenreJournal, "", "Flat bands in a photonic crystal", "Photonic crystals trap light. We show a lattice with flat bands.", true},
		{"health news of a university", chalkline.GenreNews, "", "Researchers link dreams to sleep loss", "Researchers at the university asked patients about their dreams. Sleep was worse after nightmares.", true},
		{"politics", "", "", "Minister defends border deal", "The prime minister said that the treaty would stand. Elections are due in May.", true},
		{"a page about the site", chalkline.GenreBlog, "", "About", "I write about schools now and then, and about the sea. Contact me by mail.", true},
		{"doctoral life", chalkline.GenreBlog, "", "The third year of a PhD", "My PhD goes slowly. Doctoral students everywhere tell me the same. I write each morning.", false},
		{"a learner's disability in a database", chalkline.GenreDatabase, "", "Preferences of children with autism", "Compared ways to ask four children with autism what they like.", false},
		{"an address that says education", chalkline.GenreNews, "https://education.example.org/2026/robots", "Robots that cheer up the young", "Children in nine towns met a robot on Monday.", false},
		{"software for a class", chalkline.GenreBlog, "", "A script that marks homework", "I teach statistics. My students hand in homework as files. This script marks it, and the class sees the marks at once.", false},
		{"French", "", "", "Des élèves plus nombreux au lycée", "Selon le ministère, les élèves des lycées sont plus nombreux que les années passées, et les enseignants manquent.", false},
		{"French about football", "", "", "Un club de Paris gagne le match", "Selon le club, le match de samedi était le plus beau de la saison pour les joueurs et pour les spectateurs.", true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a := evidence.Default().Appraise(evidence.Document{
				Item: chalkline.Item{Title: tt.title, Text: tt.text, URL: tt.url}, Source: chalkline.Source{Genre: tt.genre},
			})
			if off := a.Kind == chalkline.KindOffTopic; off != tt.off {
				t.Errorf("got %s, want off topic: %v", a.Kind, tt.off)
			}
		})
	}
}

func TestKindsInOtherLanguages(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		title, text string
		want        chalkline.Kind
	}{
		{"Minat baca siswa kelas tiga", "Tujuan dari penelitian ini adalah untuk melihat minat baca siswa. Hasil penelitian menunjukkan bahwa siswa yang membaca di sekolah lebih senang.", chalkline.KindResearch},
		{"A leitura na escola: revisão bibliográfica", "O texto reúne o que se sabe sobre a leitura na escola e sobre os alunos que não leem em casa.", chalkline.KindSynthesis},
		{"Comment préparer une sortie avec ses élèves", "Avant la sortie, les élèves lisent une carte. Pour chaque groupe, une fiche et un crayon sont prévus dans la classe.", chalkline.KindPractice},
		{"Pourquoi les élèves s'ennuient", "Les élèves s'ennuient parce que les cours sont trop longs. Il est temps pour les écoles de changer cela.", chalkline.KindOpinion},
		{"語法課怎麼教？", "我在課堂上這樣教學生。學生先讀句子，再寫三個句子，老師最後一起看。", chalkline.KindPractice},
	} {
		t.Run(tt.title, func(t *testing.T) {
			t.Parallel()
			a := evidence.Default().Appraise(evidence.Document{Item: chalkline.Item{Title: tt.title, Text: tt.text}})
			if a.Kind != tt.want {
				t.Errorf("got %s, want %s", a.Kind, tt.want)
			}
		})
	}
}
