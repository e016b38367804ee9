package web

import (
	"fmt"
	"math"
	"strconv"

	"chalkline"
	"chalkline/digest/say"
	"chalkline/store"
)

// effectRow is what a study states of its effect.
type effectRow struct {
	Number   int // in the table, and beside its line in the picture
	Item     chalkline.ItemID
	Title    chalkline.Text
	Language string // of the title; "" when it is not known
	Year     int
	Term     chalkline.Text
	Badge    badge
	Effect   chalkline.Effect
	Stated   chalkline.Text
	Inflated chalkline.Text // zero when it is not
}

func effectRows(stated []store.StatedEffect) []effectRow {
	rows := make([]effectRow, 0, len(stated))
	for n, s := range stated {
		card := chalkline.Card{Item: chalkline.Item{Title: s.Title}, Source: chalkline.Source{Name: s.Source}}
		words := say.Effect(s.Effect)
		r := effectRow{
			Number: n + 1, Item: s.Item, Title: say.Title(card), Year: s.At.UTC().Year(), Term: say.Term(s.Design), Badge: newBadge(s.Grade),
			Effect: s.Effect, Stated: words.Stated, Inflated: words.Inflated,
		}
		r.Language = say.Line(s.Language)
		rows = append(rows, r)
	}
	return rows
}

// forest is several effects over one scale: a dot with its interval a study. What
// is counted in different ways never shares a scale, and nothing is pooled.
type forest struct {
	ID     string
	Title  chalkline.Text
	Words  chalkline.Text
	Scale  chalkline.Text // what is counted, under the numbers
	Rows   []forestRow
	Ticks  []tick
	Zero   int
	Height int
	Bottom int // where the scale is
}

// forestRow is a study's line.
type forestRow struct {
	Number int
	Letter string
	Spoken chalkline.Text
	Y      int
	Text   int    // where its number stands
	Range  string // the path of its interval, or of an arrow to what lies outside; or ""
	Inside bool   // the effect itself is within the scale, at At
	At     int
}

// Measures of the picture, in its own units.
const (
	forestLeft  = 56
	forestRight = 310
	forestLine  = 18
	forestTop   = 8
	fewestDrawn = 2 // one alone has its picture on its own card
)

// family is what may share a scale, and how far the scale goes: what lies farther
// out would leave no room for the others, and gets an arrow.
type family struct {
	id           string
	title, scale chalkline.Text
	reach        float64
	has          func(chalkline.Metric) bool
}

var families = []family{
	{"sd", chalkline.Textf("Effects in standard deviations"), chalkline.Textf("standard deviations (d, g and the like), with the sign as stated"), 2, say.Standardised},
	{"months", chalkline.Textf("Effects in months of progress"), chalkline.Textf("months of progress, with the sign as stated"), 12, func(m chalkline.Metric) bool { return m == chalkline.MetricMonths }},
}

// newForests draws the effects that can be drawn, each family over its own scale.
func newForests(rows []effectRow) []forest {
	var list []forest
	for _, f := range families {
		var drawn []effectRow
		for _, r := range rows {
			if f.has(r.Effect.Metric) && drawable(r.Effect) {
				drawn = append(drawn, r)
			}
		}
		if len(drawn) >= fewestDrawn {
			list = append(list, f.draw(drawn))
		}
	}
	return list
}

// drawable says that the numbers of an effect fit together.
func drawable(e chalkline.Effect) bool {
	for _, v := range []float64{e.Value, e.Low, e.High} {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return false
		}
	}
	return e.Level == 0 || e.Low <= e.Value && e.Value <= e.High
}

func (f family) draw(rows []effectRow) forest {
	low, high := 0.0, 0.0
	for _, r := range rows {
		low, high = min(low, r.Effect.Value), max(high, r.Effect.Value)
		if r.Effect.Level > 0 {
			low, high = min(low, r.Effect.Low), max(high, r.Effect.High)
		}
	}
	low, high = max(low, -f.reach), min(high, f.reach)
	if low == high { // all of them are 0
		low, high = -f.reach/10, f.reach/10
	}
	step := stepOf(high - low)
	low, high = math.Floor(low/step+.001)*step, math.Ceil(high/step-.001)*step
	place := func(v float64) int {
		return int(math.Round(forestLeft + (v-low)*(forestRight-forestLeft)/(high-low)))
	}
	p := forest{
		ID: f.id, Title: f.title, Scale: f.scale, Zero: place(0),
		Bottom: forestTop + len(rows)*forestLine, Height: forestTop + len(rows)*forestLine + 22,
	}
	for n := int(math.Round(low / step)); n <= int(math.Round(high/step)); n++ {
		v := float64(n) * step
		p.Ticks = append(p.Ticks, tick{At: float64(place(v)), Label: say.Decimal(math.Round(v*10) / 10)})
	}
	left, right := 0, 0
	for n, r := range rows {
		y := forestTop + n*forestLine + forestLine/2
		row := forestRow{Number: r.Number, Letter: r.Badge.Letter, Y: y, Text: y + 4, Spoken: chalkline.Textf("%d. %s (%d): %s", r.Number, r.Title, r.Year, r.Stated)}
		row.At, row.Inside = place(max(low, min(high, r.Effect.Value))), low <= r.Effect.Value && r.Effect.Value <= high
		switch e := r.Effect; {
		case e.Level > 0 && e.Low < high && e.High > low:
			from, to := place(max(low, e.Low)), place(min(high, e.High))
			row.Range = fmt.Sprintf("M%d %dH%d", from, y, to) + end(e.Low < low, from, y, -1) + end(e.High > high, to, y, 1)
		case e.Value > high:
			row.Range = arrow(forestRight, y, 1)
		case e.Value < low:
			row.Range = arrow(forestLeft, y, -1)
		}
		if r.Effect.Level > 0 && r.Effect.Low > 0 {
			right++
		}
		if r.Effect.Level > 0 && r.Effect.High < 0 {
			left++
		}
		p.Rows = append(p.Rows, row)
	}
	p.Words = chalkline.Textf("%s, strongest evidence first, from %s to %s. Intervals that lie wholly right of 0: %d; wholly left: %d. The table has every number.",
		chalkline.Counted(len(rows), "%s study", "%s studies"), say.Decimal(math.Round(low*10)/10), say.Decimal(math.Round(high*10)/10), right, left)
	return p
}

// end is how an interval ends: with a bar, or with an arrow when it goes on.
func end(goesOn bool, x, y, way int) string {
	if goesOn {
		return arrow(x, y, way)
	}
	return fmt.Sprintf("M%d %dv6", x, y-3)
}

// arrow is an open arrow head whose point is at x.
func arrow(x, y, way int) string {
	back := strconv.Itoa(x - 5*way)
	return "M" + back + " " + strconv.Itoa(y-4) + "L" + strconv.Itoa(x) + " " + strconv.Itoa(y) + "L" + back + " " + strconv.Itoa(y+4)
}

// stepOf is the distance of the numbers of a scale that wide: at most six of them.
func stepOf(width float64) float64 {
	for _, step := range []float64{.1, .2, .5, 1, 2} {
		if width/step <= 6 {
			return step
		}
	}
	return 4
}

// TickY is where the numbers of the scale are written.
func (f forest) TickY() int { return f.Height - 6 }
