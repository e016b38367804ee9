package say

import (
	"time"

	"chalkline"
)

// Alert is what stands above everything else when an item no longer does, and zero
// while it stands.
func Alert(a chalkline.Appraisal) chalkline.Text {
	standing, _ := a.Signal(chalkline.SignalStanding)
	switch {
	case a.Grade == chalkline.GradeR:
		return chalkline.Textf("Retracted: please do not rely on this.")
	case chalkline.Standing(standing.Value) == chalkline.StandingConcern:
		return chalkline.Textf("The journal has published an expression of concern about this.")
	}
	return chalkline.Text{}
}

// Notice says when and by which notice a work fell or was corrected, and zero
// when there is none.
func Notice(w chalkline.Work) chalkline.Text {
	var what, on chalkline.Text
	day := Date(w.NoticeAt)
	switch w.Standing {
	case chalkline.StandingRetracted:
		what, on = chalkline.Textf("Retracted"), chalkline.Textf("Retracted on %s", day)
	case chalkline.StandingConcern:
		what, on = chalkline.Textf("Expression of concern"), chalkline.Textf("Expression of concern on %s", day)
	case chalkline.StandingCorrected:
		what, on = chalkline.Textf("Corrected"), chalkline.Textf("Corrected on %s", day)
	default:
		return what
	}
	if !w.NoticeAt.IsZero() {
		what = on
	}
	if doi := Line(w.NoticeDOI); doi != "" {
		what = chalkline.Textf("%s, notice doi:%s", what, doi)
	}
	return chalkline.Textf("%s.", what)
}

// Date is the day of t in UTC, as "12 May 2026".
func Date(t time.Time) chalkline.Text {
	if t.IsZero() {
		return chalkline.Textf("date not known")
	}
	return chalkline.Textf("%s", chalkline.Moment{At: t.UTC(), Layout: Day})
}
