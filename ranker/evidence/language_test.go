package evidence_test

import (
	"strings"
	"testing"

	"chalkline"
	"chalkline/ranker/evidence"
)

// Texts in other languages, each with a word that an English cue knows.
const (
	spanish = "El objetivo de este estudio fue comparar dos formas de enseñar la lectura en las escuelas. Los alumnos de doce clases leyeron cada día con sus maestros. " +
		"Los resultados de la meta-analysis (n = 240) no son concluyentes, pero los maestros dicen que los niños leen más que antes."
	german = "In dieser Studie wurden zwölf Klassen verglichen, die im Unterricht lesen oder schreiben. Die Kinder der einen Gruppe haben jeden Tag gelesen. " +
		"Das Ergebnis ist nicht eindeutig, und eine RCT mit mehr Schulen wird für das nächste Jahr geplant."
	english = "In this study 240 pupils were randomly assigned to reading aloud or to silent reading, and their scores on a standardized test were compared after a year."
)

func TestOtherLanguagesAreNamedAndNotJudged(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, title, text, stated, want string }{
		{"Spanish", "Leer en voz alta en la escuela primaria", spanish, "", "Spanish"},
		{"German", "Lesen im Unterricht", german, "", "German"},
		{"a short text", "Lire à l'école", "Les élèves lisent avec le maître, et nous en parlons dans la classe.", "", "French"},
		{"a short text that says so", "Leitura na escola", "Alunos e pais leem juntos o livro.", "pt", "Portuguese"},
		{"a region behind the language", "Leitura na escola", "Alunos e pais leem juntos o livro.", "pt-BR", "Portuguese"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a := evidence.Default().Appraise(evidence.Document{
				Item: chalkline.Item{Title: tt.title, Text: tt.text, Language: tt.stated}, Source: chalkline.Source{Genre: chalkline.GenreJournal, Topics: []chalkline.TopicID{"reading"}},
			})
			if a.Design != chalkline.DesignUnknown || a.Grade != chalkline.GradeE || a.Margin < 25 || len(a.Effects) > 0 {
				t.Errorf("got %s %s %d +-%d", a.Design, a.Grade, a.Score, a.Margin)
			}
			if want := "Design unclear: written in " + tt.want + ", which is not judged yet."; a.Reason.English() != want {
				t.Errorf("the reason is %q, want %q", a.Reason.English(), want)
			}
			if want := "Written in " + tt.want + ", which is not judged yet: only its records count."; len(a.Cautions) != 1 || a.Cautions[0].Name != "other_language" || a.Cautions[0].Text.English() != want {
				t.Errorf("cautions %+v, want %q", a.Cautions, want)
			}
		})
	}
}

func TestEnglishIsJudgedWhateverStandsBesideIt(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, title, text, stated string }{
		{"plain English", "Reading aloud", english, ""},
		{"English that its source calls Spanish", "Reading aloud", english, "es"},
		{"an abstract in two languages", "Leer en voz alta. Reading aloud", spanish + "\n\n" + english + " The gains were small, and they were the same for boys and girls.", ""},
		{"English names and words of another language", "Reading aloud", english + " Die Lehrer und die Kinder: a play in Frankfurt.", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a := evidence.Default().Appraise(evidence.Document{
				Item: chalkline.Item{Title: tt.title, Text: tt.text, Language: tt.stated}, Source: chalkline.Source{Genre: chalkline.GenreJournal},
			})
			if a.Design != chalkline.DesignRCT || len(a.Cautions) > 0 {
				t.Errorf("got %s (%s), cautions %+v", a.Design, a.Reason.English(), a.Cautions)
			}
		})
	}
}

func TestARecordSpeaksForATextThatIsNotJudged(t *testing.T) {
	t.Parallel()
	a := evidence.Default().Appraise(evidence.Document{
		Item: chalkline.Item{Title: "Leer en voz alta en la escuela primaria", Text: spanish}, Source: chalkline.Source{Genre: chalkline.GenreJournal},
		Work: chalkline.Work{Title: "Leer en voz alta en la escuela primaria", Type: "journal-article", Designs: []string{"randomized-controlled-trial"}, Origin: "openalex"},
	})
	design, _ := a.Signal(chalkline.SignalDesign)
	if a.Design != chalkline.DesignRCT || design.Origin != "openalex" || !strings.Contains(a.Reason.English(), "by its record in OpenAlex") || !strings.Contains(a.Reason.English(), "the text is in Spanish, which is not judged yet") {
		t.Errorf("got %s from %s: %s", a.Design, design.Origin, a.Reason.English())
	}
	if _, sized := a.Signal(chalkline.SignalParticipants); sized || len(a.Cautions) == 0 || a.Cautions[0].Name != "other_language" {
		t.Errorf("facts were read from a text that is not judged: %+v, cautions %+v", a.Signals, a.Cautions)
	}
}

func TestAnEnglishTitleOverAnotherTextIsATitleAlone(t *testing.T) {
	t.Parallel()
	a := evidence.Default().Appraise(evidence.Document{
		Item: chalkline.Item{Title: "The effects of reading aloud: a randomized trial in twelve schools", Text: spanish}, Source: chalkline.Source{Genre: chalkline.GenreJournal},
	})
	alone := appraise("The effects of reading aloud: a randomized trial in twelve schools", "")
	if a.Design != chalkline.DesignRCT || a.Margin != alone.Margin || len(a.Cautions) != 1 {
		t.Errorf("got %s +-%d, want the title's %s +-%d; cautions %+v", a.Design, a.Margin, alone.Design, alone.Margin, a.Cautions)
	}
}
