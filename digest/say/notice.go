package say

import (
	"time"

	"chalkline"
)

// Alert is what stands above everything else when an item no longer does, and ""
// while it stands.
func Alert(a chalkline.Appraisal) string {
	standing, _ := a.Signal(chalkline.SignalStanding)
	switch {
	case a.Grade == chalkline.GradeR:
		return "Retracted: please do not rely on this."
	case chalkline.Standing(standing.Value) == chalkline.StandingConcern:
		return "The journal has published an expression of concern about this."
	}
	return ""
}

// Notice says when and by which notice a work fell or was corrected, and "" when
// there is none.
func Notice(w chalkline.Work) string {
	var what string
	switch w.Standing {
	case chalkline.StandingRetracted:
		what = "Retracted"
	case chalkline.StandingConcern:
		what = "Expression of concern"
	case chalkline.StandingCorrected:
		what = "Corrected"
	default:
		return ""
	}
	if !w.NoticeAt.IsZero() {
		what += " on " + Date(w.NoticeAt)
	}
	if doi := Line(w.NoticeDOI); doi != "" {
		what += ", notice doi:" + doi
	}
	return what + "."
}

// Date is the day of t in UTC, as "12 May 2026".
func Date(t time.Time) string {
	if t.IsZero() {
		return "date not known"
	}
	return t.UTC().Format("2 January 2006")
}
