package web

import (
	"fmt"
	"slices"
	"time"

	"chalkline"
	"chalkline/digest/say"
	"chalkline/ranker"
)

// triedDays is for how many days settings are tried.
const triedDays = 7

// triedWeek is what the picks of the last days would have been with settings that
// are tried, beside what they would have been with those that are stored.
type triedWeek struct {
	Sum   string // in a sentence
	Notes []string
	Days  []triedDay // newest first, those without picks left out
}

type triedDay struct {
	Label string
	Rows  []triedRow
}

type triedRow struct {
	Badge badge
	Title string
	Link  string
	Why   string
	New   bool // not among the picks with the stored settings
	Gone  bool // among these only
}

// tryWeek makes the picks of the last days twice: as the reader's settings are,
// and as they would be. Both start from what is followed and marked by now, so
// that only the settings make a difference.
func tryWeek(r ranker.Request, wants chalkline.Wants) triedWeek {
	before := weekOfPicks(r)
	stored := r.Reader.Wants
	r.Reader.Wants = wants
	after := weekOfPicks(r)

	items := make(map[chalkline.ItemID]*chalkline.Candidate, len(r.Candidates))
	for i := range r.Candidates {
		items[r.Candidates[i].Item.ID] = &r.Candidates[i]
	}
	var t triedWeek
	was, is := itemsOf(before), itemsOf(after)
	all, added, gone := 0, 0, 0
	zone, err := r.Reader.Schedule.Location()
	if err != nil {
		zone = time.UTC
	}
	for n := range after {
		day := triedDay{Label: r.Now.AddDate(0, 0, -n).In(zone).Format("Monday 2 January")}
		for _, p := range after[n] {
			row := newTriedRow(p, items[p.ItemID])
			if row.New = !was[p.ItemID]; row.New {
				added++
			}
			all++
			day.Rows = append(day.Rows, row)
		}
		for _, p := range before[n] {
			if !is[p.ItemID] {
				row := newTriedRow(p, items[p.ItemID])
				row.Gone = true
				gone++
				day.Rows = append(day.Rows, row)
			}
		}
		if len(day.Rows) > 0 {
			t.Days = append(t.Days, day)
		}
	}
	t.Sum = sumOfWeek(all, added, gone)
	if wants.Alone != stored.Alone {
		t.Notes = append(t.Notes, "What other readers’ marks add or take away is worked out with your next picks; this try does not show it.")
	}
	return t
}

func newTriedRow(p chalkline.Pick, c *chalkline.Candidate) triedRow {
	return triedRow{
		Badge: newBadge(c.Appraisal.Grade), Title: say.Title(chalkline.Card{Item: c.Item, Source: c.Source}),
		Link: fmt.Sprintf("/items/%d", p.ItemID), Why: say.Upper(p.Reason),
	}
}

func sumOfWeek(all, added, gone int) string {
	switch {
	case all == 0 && gone == 0:
		return "Nothing that came in during the last seven days would be picked for you, as your settings are now and as they are above."
	case all == 0:
		return fmt.Sprintf("With these settings nothing of the last seven days would have been picked; with yours of now, %s.", count(gone, "piece", "pieces"))
	case added == 0 && gone == 0:
		return fmt.Sprintf("No difference: the same %s as with your settings of now.", count(all, "pick", "picks"))
	}
	sum := count(all, "pick", "picks") + " in the last seven days"
	if added > 0 {
		sum += fmt.Sprintf(", %d new with these settings", added)
	}
	if gone > 0 {
		sum += fmt.Sprintf("; %d that you would no longer get", gone)
	}
	return sum + "."
}

// weekOfPicks are the picks of the last days, those of the last day first, made
// day by day from what had come in by then.
func weekOfPicks(r ranker.Request) [triedDays][]chalkline.Pick {
	var days [triedDays][]chalkline.Pick
	given := map[chalkline.StoryID]bool{}
	now, since := r.Now, r.Now.AddDate(0, 0, -triedDays)
	week := slices.DeleteFunc(slices.Clone(r.Candidates), func(c chalkline.Candidate) bool { return c.Item.FirstSeen.Before(since) })
	r.Pool = nil
	r.Against = nil // what speaks against a pick does not choose it
	for n := triedDays - 1; n >= 0; n-- {
		r.Now = now.AddDate(0, 0, -n)
		r.Candidates = nil
		for _, c := range week {
			if !c.Item.FirstSeen.After(r.Now) && !given[c.Item.StoryID] {
				r.Candidates = append(r.Candidates, c)
			}
		}
		days[n] = ranker.Preview(r)
		for _, p := range days[n] {
			given[p.StoryID] = true
		}
	}
	return days
}

func itemsOf(days [triedDays][]chalkline.Pick) map[chalkline.ItemID]bool {
	items := map[chalkline.ItemID]bool{}
	for _, day := range days {
		for _, p := range day {
			items[p.ItemID] = true
		}
	}
	return items
}
