package say

import (
	"fmt"

	"chalkline"
)

// gradeWords are the words of a grade.
type gradeWords struct{ label, why chalkline.Text }

// grades are the words of all grades, made once: they stand in every entry.
var grades = func() map[chalkline.Grade]gradeWords {
	all := make(map[chalkline.Grade]gradeWords, len(chalkline.Grades))
	for _, g := range chalkline.Grades {
		all[g] = gradeWords{chalkline.Textf("%s %s", Letter(g), Word(g)), chalkline.Textf("Why %s", string(g))}
	}
	return all
}()

// Letter is the grade as one character, a dash when there is none.
func Letter(g chalkline.Grade) string {
	if g == chalkline.GradeNone {
		return "–"
	}
	return string(g)
}

// Word is the grade in a word.
func Word(g chalkline.Grade) chalkline.Text { return chalkline.Textf(g.Word()) }

// GradeOf is a grade as a letter and a word, as "B Good" or "– Not graded".
func GradeOf(g chalkline.Grade) chalkline.Text {
	if words, ok := grades[g]; ok {
		return words.label
	}
	return chalkline.Textf("%s %s", Letter(g), Word(g))
}

// GradeLabel is the grade as a letter and a word, as "B Good", "C Some ·
// second-hand" or "– Not graded".
func GradeLabel(a chalkline.Appraisal) chalkline.Text {
	if secondHand(a) {
		return chalkline.Textf("%s · second-hand", GradeOf(a.Grade))
	}
	return GradeOf(a.Grade)
}

// GradeWord is GradeLabel without its letter.
func GradeWord(a chalkline.Appraisal) chalkline.Text {
	if secondHand(a) {
		return chalkline.Textf("%s · second-hand", Word(a.Grade))
	}
	return Word(a.Grade)
}

func secondHand(a chalkline.Appraisal) bool {
	return a.SecondHand && a.Grade != chalkline.GradeR && a.Grade != chalkline.GradeNone
}

// WhyLabel heads the reason, as "Why B".
func WhyLabel(a chalkline.Appraisal) chalkline.Text {
	if a.Grade == chalkline.GradeNone {
		return chalkline.Textf("Why no grade")
	}
	if words, ok := grades[a.Grade]; ok {
		return words.why
	}
	return chalkline.Textf("Why %s", string(a.Grade))
}

// Why is the reason for the grade in a sentence.
func Why(a chalkline.Appraisal) chalkline.Text {
	if reason := Clean(a.Reason); !reason.IsZero() {
		return reason.Upper()
	}
	if a.Grade == chalkline.GradeNone {
		return chalkline.Textf("This is not the sort of thing that is graded.")
	}
	return chalkline.Textf("The reason was not stored.")
}

// Score is the score with its margin, as "71 ± 8", and "" for what has none.
func Score(a chalkline.Appraisal) string {
	if a.Grade == chalkline.GradeNone || a.Grade == chalkline.GradeR {
		return ""
	}
	return fmt.Sprintf("%d ± %d", a.Score, a.Margin)
}
