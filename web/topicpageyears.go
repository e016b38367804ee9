package web

import (
	"strconv"

	"chalkline"
	"chalkline/digest/say"
	"chalkline/store"
)

// yearChart is how many studies of each grade there are by year: a row of bars a
// grade, all on one scale, so that no colour has to be told from another. The
// table says the same.
type yearChart struct {
	Years  []yearColumn
	Rows   []yearRow
	Height int
	Words  chalkline.Text
}

// yearColumn is a year, or all before the first one.
type yearColumn struct {
	Label chalkline.Text
	At    int            // the middle of its bars
	Tick  chalkline.Text // what is written under it, or zero
	Year  int            // 0 for all before the first one
	All   int
}

// yearRow is a grade with its bars.
type yearRow struct {
	Grade  chalkline.Grade
	Letter string
	Class  string
	Base   int // where its bars stand
	Counts []int
	Bars   []yearBar
}

type yearBar struct{ X, Y, Wide, High int }

// Measures of the picture, in its own units.
const (
	chartWidth   = 320
	chartLeft    = 26 // for the letters
	chartRow     = 34 // a grade
	chartBar     = 26 // the longest bar
	chartYears   = 10
	chartTickGap = 30 // between two years that are written
)

var chartGrades = []chalkline.Grade{chalkline.GradeA, chalkline.GradeB, chalkline.GradeC, chalkline.GradeD, chalkline.GradeE}

// newYearChart draws the studies of the last ten years up to now, with what is
// older in one column before them. It is nil when there are none.
func newYearChart(studies []store.TopicStory, now int) *yearChart {
	if len(studies) == 0 {
		return nil
	}
	first := now
	for _, t := range studies {
		first = min(first, t.At.UTC().Year())
	}
	c := &yearChart{Height: len(chartGrades)*chartRow + 20}
	older := first <= now-chartYears
	from := max(first, now-chartYears+1)
	if older {
		c.Years = append(c.Years, yearColumn{Label: chalkline.Textf("before %d", from), Tick: chalkline.Textf("before")})
	}
	for year := from; year <= now; year++ {
		c.Years = append(c.Years, yearColumn{Label: chalkline.Verbatim(strconv.Itoa(year)), Year: year})
	}
	column := func(t store.TopicStory) int {
		if older {
			return max(0, t.At.UTC().Year()-from+1)
		}
		return t.At.UTC().Year() - from
	}
	counts := map[chalkline.Grade][]int{}
	for _, g := range chartGrades {
		counts[g] = make([]int, len(c.Years))
	}
	most := 0
	for _, t := range studies {
		n := min(column(t), len(c.Years)-1) // a source's clock may be a little ahead at New Year
		c.Years[n].All++
		if row, ok := counts[t.Grade]; ok {
			row[n]++
			most = max(most, row[n])
		}
	}
	wide := (chartWidth - chartLeft) / len(c.Years)
	for i := range c.Years {
		c.Years[i].At = chartLeft + i*wide + wide/2
	}
	written := chartWidth
	for i := len(c.Years) - 1; i >= 0; i-- {
		if y := &c.Years[i]; y.Tick.IsZero() && written-y.At >= chartTickGap && (!older || y.At-c.Years[0].At >= chartTickGap) || i == len(c.Years)-1 {
			y.Tick, written = y.Label, y.At
		}
	}
	for n, g := range chartGrades {
		row := yearRow{Grade: g, Letter: say.Letter(g), Class: newBadge(g).Class, Base: (n+1)*chartRow - 4, Counts: counts[g]}
		for i, k := range row.Counts {
			if k > 0 {
				high := max(2, chartBar*k/max(1, most))
				bar := min(wide-2, 24)
				row.Bars = append(row.Bars, yearBar{X: c.Years[i].At - bar/2, Y: row.Base - high, Wide: bar, High: high})
			}
		}
		c.Rows = append(c.Rows, row)
	}
	c.Words = c.words()
	return c
}

// words say what the picture shows, grade by grade.
func (c *yearChart) words() chalkline.Text {
	var parts []chalkline.Text
	for _, row := range c.Rows {
		all, best, at := 0, 0, chalkline.Text{}
		for i, k := range row.Counts {
			all += k
			if k > 0 && k >= best {
				best, at = k, c.Years[i].at()
			}
		}
		grade, studies := say.GradeOf(row.Grade), chalkline.Counted(all, "%s study", "%s studies")
		text := chalkline.Textf("Grade %s: %s.", grade, studies)
		switch {
		case all == 1:
			text = chalkline.Textf("Grade %s: %s %s.", grade, studies, at)
		case all > 1:
			text = chalkline.Textf("Grade %s: %s, the most %s (%d).", grade, studies, at, best)
		}
		parts = append(parts, text)
	}
	return chalkline.Joined(" ", parts...)
}

// at is when the studies of a column appeared.
func (y yearColumn) at() chalkline.Text {
	if y.Year == 0 {
		return y.Label
	}
	return chalkline.Textf("in %d", y.Year)
}

// Table is the picture turned round: a row a year, the newest first.
func (c *yearChart) Table() []yearLine {
	lines := make([]yearLine, 0, len(c.Years))
	for i := len(c.Years) - 1; i >= 0; i-- {
		line := yearLine{Label: c.Years[i].Label, All: c.Years[i].All}
		for _, row := range c.Rows {
			line.Counts = append(line.Counts, row.Counts[i])
		}
		lines = append(lines, line)
	}
	return lines
}

// yearLine is a year in numbers, a count a grade.
type yearLine struct {
	Label  chalkline.Text
	Counts []int
	All    int
}

// TickY is where the years are written.
func (c *yearChart) TickY() int { return c.Height - 6 }
