package web

import (
	"fmt"
	"slices"
	"sync"
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
	Sum   chalkline.Text // in a sentence
	Notes []chalkline.Text
	Days  []triedDay // newest first, those without picks left out
}

type triedDay struct {
	Label chalkline.Text
	Rows  []triedRow
}

type triedRow struct {
	Badge badge
	Title chalkline.Text
	Link  string
	Why   chalkline.Text
	New   bool // not among the picks with the stored settings
	Gone  bool // among these only
}

// tryWeek makes the picks of the last days twice: as the reader's settings are,
// and as they would be. Both start from what is followed and marked by now, so
// that only the settings make a difference.
func tryWeek(r ranker.Request, pools *weekPools, wants chalkline.Wants) triedWeek {
	before := weekOfPicks(r, pools)
	stored := r.Reader.Wants
	r.Reader.Wants = wants
	after := weekOfPicks(r, pools)

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
		day := triedDay{Label: chalkline.Textf("%s", chalkline.Moment{At: r.Now.AddDate(0, 0, -n).In(zone), Layout: "Monday 2 January"}).Upper()}
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
		t.Notes = append(t.Notes, chalkline.Textf("What other readers’ marks add or take away is worked out with your next picks; this try does not show it."))
	}
	return t
}

func newTriedRow(p chalkline.Pick, c *chalkline.Candidate) triedRow {
	return triedRow{
		Badge: newBadge(c.Appraisal.Grade), Title: say.Title(chalkline.Card{Item: c.Item, Source: chalkline.Source{Name: c.SourceName}}),
		Link: fmt.Sprintf("/items/%d", p.ItemID), Why: say.Clean(p.Reason).Upper(),
	}
}

func sumOfWeek(all, added, gone int) chalkline.Text {
	switch {
	case all == 0 && gone == 0:
		return chalkline.Textf("Nothing that came in during the last seven days would be picked for you, as your settings are now and as they are above.")
	case all == 0:
		return chalkline.Counted(gone, "With these settings nothing of the last seven days would have been picked; with yours of now, %s piece.",
			"With these settings nothing of the last seven days would have been picked; with yours of now, %s pieces.")
	case added == 0 && gone == 0:
		return chalkline.Counted(all, "No difference: the same %s pick as with your settings of now.", "No difference: the same %s picks as with your settings of now.")
	}
	sum := chalkline.Counted(all, "%s pick in the last seven days", "%s picks in the last seven days")
	if added > 0 {
		sum = chalkline.Counted(added, "%[2]s, %[1]s new with these settings", "%[2]s, %[1]s new with these settings", sum)
	}
	if gone > 0 {
		sum = chalkline.Counted(gone, "%[2]s; %[1]s that you would no longer get", "%[2]s; %[1]s that you would no longer get", sum)
	}
	return chalkline.Textf("%s.", sum)
}

// weekOfPicks are the picks of the last days, those of the last day first, made
// day by day from what had come in by then.
func weekOfPicks(r ranker.Request, pools *weekPools) [triedDays][]chalkline.Pick {
	var days [triedDays][]chalkline.Pick
	r.Candidates, r.Today, r.Spent = nil, nil, 0
	r.Against = nil // what speaks against a pick does not choose it
	r.Picked = map[chalkline.StoryID]bool{}
	for n := triedDays - 1; n >= 0; n-- {
		r.Now, r.Pool = pools[n].now, pools[n].pool
		days[n] = ranker.Pick(r)
		for _, p := range days[n] {
			r.Picked[p.StoryID] = true
		}
	}
	return days
}

// weekPools are what had come in by each of the last days, the last one first.
type weekPools [triedDays]dayPool

type dayPool struct {
	now  time.Time
	pool *ranker.Pool
}

func newWeekPools(candidates []chalkline.Candidate, now time.Time) *weekPools {
	since := now.AddDate(0, 0, -triedDays)
	week := slices.DeleteFunc(slices.Clone(candidates), func(c chalkline.Candidate) bool { return c.Item.FirstSeen.Before(since) })
	slices.SortStableFunc(week, func(a, b chalkline.Candidate) int { return a.Item.FirstSeen.Compare(b.Item.FirstSeen) })
	var pools weekPools
	for n := range pools {
		day := now.AddDate(0, 0, -n)
		come := slices.IndexFunc(week, func(c chalkline.Candidate) bool { return c.Item.FirstSeen.After(day) })
		if come < 0 {
			come = len(week)
		}
		pools[n] = dayPool{day, ranker.Prepare(week[:come], day)}
	}
	return &pools
}

// weekCache keeps the pools of the candidates that were last asked for, which are
// the same for all readers, for as long as candidates are.
type weekCache struct {
	mu    sync.Mutex
	first *chalkline.Candidate // of the candidates, by which they are known again
	now   time.Time
	pools *weekPools
}

// weekLife is how long pools stay in memory.
const weekLife = time.Minute

// of are the pools of a request's candidates.
func (c *weekCache) of(r ranker.Request) *weekPools {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(r.Candidates) == 0 {
		return newWeekPools(nil, r.Now)
	}
	first := &r.Candidates[0]
	if c.pools == nil || c.first != first || !c.now.Equal(r.Now) {
		pools := newWeekPools(r.Candidates, r.Now)
		c.first, c.now, c.pools = first, r.Now, pools
		time.AfterFunc(weekLife, func() { c.forget(pools) })
	}
	return c.pools
}

// forget lets go of pools, unless others are kept by now.
func (c *weekCache) forget(pools *weekPools) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.pools == pools {
		c.first, c.pools = nil, nil
	}
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
