package scholar

import (
	"regexp"
	"strings"
	"time"

	"chalkline"
	"chalkline/crawler/ids"
)

// update links a notice and the work that it is about. On a work, updated-by
// names its notices; on a notice, update-to names the works. Some publishers
// put an update-to on the work itself, pointing to itself.
type update struct {
	DOI     words     `json:"DOI"`
	Type    words     `json:"type"`
	Label   words     `json:"label"`
	Updated dateParts `json:"updated"`
}

// standings are what the types of update mean for the work. A type that is not
// here, as new_version or new_edition, changes nothing.
var standings = map[string]chalkline.Standing{
	"retraction":            chalkline.StandingRetracted,
	"withdrawal":            chalkline.StandingRetracted,
	"removal":               chalkline.StandingRetracted,
	"expression_of_concern": chalkline.StandingConcern,
	"partial_retraction":    chalkline.StandingConcern,
	"correction":            chalkline.StandingCorrected,
	"corrigendum":           chalkline.StandingCorrected,
	"erratum":               chalkline.StandingCorrected,
	"addendum":              chalkline.StandingCorrected,
	"clarification":         chalkline.StandingCorrected,
}

// reinstatement takes back what was noted up to its day.
const reinstatement = "reinstatement"

// gravity orders standings; the gravest that was ever noted holds.
var gravity = map[chalkline.Standing]int{
	chalkline.StandingUnknown:   -1,
	chalkline.StandingGood:      0,
	chalkline.StandingCorrected: 1,
	chalkline.StandingConcern:   2,
	chalkline.StandingRetracted: 3,
}

// marked are the ways in which publishers mark the title of a retracted work.
// "Retraction:" and "Retraction Note:" head the notice, not the work.
var marked = regexp.MustCompile(`(?i)^\W{0,2}(retracted|withdrawn)(\s+(article|paper|chapter))?\s*[:\])]`)

// hindawi gives its works the title "[Retracted] ..." and the notices
// "Retracted: ...", where others give the latter to works.
const hindawi = "10.1155/"

// standing is how a work stands, and the notice that says so.
func standing(w crossrefWork) (_ chalkline.Standing, noticeDOI string, noticeAt time.Time) {
	own := ids.DOI(w.DOI.first())
	notes := append([]update(nil), w.UpdatedBy...)
	notice := false
	for _, u := range w.UpdateTo {
		if ids.DOI(u.DOI.first()) == own {
			notes = append(notes, u)
		} else {
			notice = true
		}
	}
	cleared := reinstated(notes)
	gravest := chalkline.StandingGood
	for _, u := range notes {
		means, known := standings[typeOf(u)]
		if at := u.Updated.day(); known && gravity[means] > gravity[gravest] && !(means == chalkline.StandingRetracted && takenBack(at, cleared)) {
			gravest, noticeDOI, noticeAt = means, ids.DOI(u.DOI.first()), at
		}
	}
	if gravest != chalkline.StandingRetracted && !notice && titleSaysRetracted(own, w.title()) {
		return chalkline.StandingRetracted, "", time.Time{}
	}
	return gravest, noticeDOI, noticeAt
}

// reinstated is the day of the last reinstatement, zero when there was none.
func reinstated(notes []update) (last time.Time) {
	for _, u := range notes {
		if at := u.Updated.day(); typeOf(u) == reinstatement && at.After(last) {
			last = at
		}
	}
	return last
}

// takenBack reports whether a retraction of that day was taken back. Without
// both days nobody knows, and the retraction holds.
func takenBack(at, cleared time.Time) bool {
	return !at.IsZero() && !cleared.IsZero() && !at.After(cleared)
}

func titleSaysRetracted(doi, title string) bool {
	if strings.HasPrefix(doi, hindawi) && !strings.HasPrefix(title, "[") {
		return false
	}
	return marked.MatchString(title)
}

// typeOf is the type of an update in the spelling of standings; Retraction
// Watch writes "Expression of Concern", publishers expression_of_concern.
func typeOf(u update) string {
	name := first(u.Type.first(), u.Label.first())
	return strings.NewReplacer(" ", "_", "-", "_").Replace(strings.ToLower(name))
}
