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
	DOI     string    `json:"DOI"`
	Type    string    `json:"type"`
	Label   string    `json:"label"`
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

// gravity orders standings; the gravest that was ever noted holds.
var gravity = map[chalkline.Standing]int{
	chalkline.StandingGood:      0,
	chalkline.StandingCorrected: 1,
	chalkline.StandingConcern:   2,
	chalkline.StandingRetracted: 3,
}

// marked are the ways in which publishers mark the title of a retracted work.
// "Retraction:" and "Retraction Note:" head the notice, not the work.
var marked = regexp.MustCompile(`(?i)^\W{0,2}(retracted|withdrawn)(\s+(article|paper|chapter))?\s*[:\])]`)

// standing is how a work stands, and the notice that says so.
func standing(r record) (_ chalkline.Standing, noticeDOI string, noticeAt time.Time) {
	own := ids.DOI(r.DOI)
	gravest := chalkline.StandingGood
	note := func(u update) {
		means, known := standings[typeOf(u)]
		if !known || gravity[means] <= gravity[gravest] {
			return
		}
		gravest, noticeDOI, noticeAt = means, ids.DOI(u.DOI), u.Updated.day()
	}
	for _, u := range r.UpdatedBy {
		note(u)
	}
	notice := false
	for _, u := range r.UpdateTo {
		if ids.DOI(u.DOI) == own {
			note(u)
			continue
		}
		notice = true
	}
	if gravest != chalkline.StandingRetracted && !notice && marked.MatchString(r.title()) {
		return chalkline.StandingRetracted, "", time.Time{}
	}
	return gravest, noticeDOI, noticeAt
}

// typeOf is the type of an update in the spelling of standings; Retraction
// Watch writes "Expression of Concern", publishers expression_of_concern.
func typeOf(u update) string {
	name := u.Type
	if name == "" {
		name = u.Label
	}
	return strings.NewReplacer(" ", "_", "-", "_").Replace(strings.ToLower(strings.TrimSpace(name)))
}
