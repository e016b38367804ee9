package web

import (
	"net/http"
	"slices"
	"time"

	"chalkline"
	"chalkline/digest"
	"chalkline/ranker"
)

// weekView is what the last week would have brought a reader with choices that
// are not stored yet.
type weekView struct {
	Sum   chalkline.Text
	Notes []chalkline.Text
	Rows  []weekRow
	More  int // picks that Rows leaves out
}

type weekRow struct {
	triedRow

	Day chalkline.Text
}

// mostWeekRows is how many picks of a week are shown.
const mostWeekRows = 7

// weekChoices are what was chosen on a step; nil is as it is stored.
type weekChoices struct {
	follows  *[]chalkline.Follow
	class    *chalkline.Class
	schedule *chalkline.Schedule
	problem  bool // the schedule has one, so that nothing is promised of it
}

// showWeek shows a step with the week as it would have been: the whole page, or
// the week alone to a script.
func (s *server) showWeek(w http.ResponseWriter, r *http.Request, reader chalkline.Reader, page welcomePage, choices weekChoices) error {
	err := s.choosing(r.Context(), reader.ID, func(request ranker.Request) {
		page.Week = s.newWeek(request, choices)
	})
	if err != nil {
		return err
	}
	if partly(r) {
		return s.renderPart(w, r, http.StatusOK, "week", page, chalkline.Text{})
	}
	return s.renderWelcome(w, r, http.StatusOK, reader, page)
}

// newWeek makes the picks of the last seven days day by day.
func (s *server) newWeek(r ranker.Request, choices weekChoices) *weekView {
	if choices.follows != nil {
		r.Follows = *choices.follows
	}
	if choices.class != nil {
		r.Reader.Class = *choices.class
	}
	if choices.schedule != nil && !choices.problem {
		r.Reader.Schedule = *choices.schedule
	}
	items := make(map[chalkline.ItemID]*chalkline.Candidate, len(r.Candidates))
	for i := range r.Candidates {
		items[r.Candidates[i].Item.ID] = &r.Candidates[i]
	}
	zone, err := r.Reader.Schedule.Location()
	if err != nil {
		zone = time.UTC
	}
	v := &weekView{}
	all, minutes := 0, 0
	for n, picks := range weekOfPicks(r, s.weeks.of(r)) {
		day := weekdayName(r.Now.AddDate(0, 0, -n).In(zone).Weekday())
		for _, p := range picks {
			c := items[p.ItemID]
			all++
			minutes += c.Minutes
			if len(v.Rows) == mostWeekRows {
				v.More++
				continue
			}
			v.Rows = append(v.Rows, weekRow{newTriedRow(p, c), day})
		}
	}
	v.Sum = chalkline.Textf("Nothing that came in during the last seven days would have been picked.")
	if all > 0 {
		v.Sum = chalkline.Textf("The last seven days would have brought you %s, some %s.", chalkline.Counted(all, "%s pick", "%s picks"), chalkline.Counted(max(1, minutes), "%s minute", "%s minutes"))
	}
	if len(r.Candidates) == 0 {
		v.Sum = chalkline.Textf("Nothing has been weighed here in the last two weeks, so there is nothing to show yet.")
	} else if !slices.ContainsFunc(r.Follows, func(f chalkline.Follow) bool { return !f.Mute }) {
		v.Notes = append(v.Notes, chalkline.Textf("You follow nothing yet: this is a general choice, the strongest evidence first."))
	}
	if !choices.problem {
		v.Notes = append(v.Notes, comes(r.Reader.Schedule, r.Reader.Wants, s.Now()))
	}
	return v
}

// comes says when a schedule brings a digest, and how long it takes to read.
func comes(schedule chalkline.Schedule, wants chalkline.Wants, now time.Time) chalkline.Text {
	next := digest.Next(schedule, nil, now)
	if schedule.Every == chalkline.Never || next.IsZero() {
		return chalkline.Textf("No mail comes; your feed brings each day’s picks.")
	}
	loc, err := schedule.Location()
	if err != nil {
		loc = time.UTC
	}
	return chalkline.Counted(schedule.Budget(wants.Budget()),
		"Your first digest comes on %[2]s with the best of them, %[1]s minute to read.",
		"Your first digest comes on %[2]s with the best of them, %[1]s minutes to read.",
		chalkline.Moment{At: next.In(loc), Layout: "Monday 2 January at 15:04"})
}
