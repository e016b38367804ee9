package web

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"chalkline"
)

// plot is an effect with its interval as a small picture: a dot on a line over
// a scale that shows where no effect lies. Coordinates are in the units of a picture 240 wide.
type plot struct {
	Zero, From, To, At float64
	None               string // the value that stands for no effect; Zero is its place
	Low, High          string // ends of the scale
	Words              string // the same in words
}

const (
	plotWidth  = 240.0
	plotMargin = 12.0
)

// signalInterval is the interval of an effect, as "0.03 to 0.21".
const signalInterval = "interval"

// newPlot draws an effect with the interval that the same sentence gives. It is
// nil when there is none, or when the two do not fit together.
func newPlot(a chalkline.Appraisal, effect chalkline.Signal) *plot {
	stated, ok := a.Signal(signalInterval)
	if !ok || stated.Quote != effect.Quote {
		return nil
	}
	fromText, toText, _ := strings.Cut(stated.Value, " to ")
	effectText, metric, _ := strings.Cut(effect.Value, " ")
	at, ok1 := decimal(effectText)
	from, ok2 := decimal(fromText)
	to, ok3 := decimal(toText)
	if !ok1 || !ok2 || !ok3 || from >= to || at < from || at > to || to-from > 1e4 {
		return nil
	}
	nothing := 0.0
	if metric == "odds ratio" {
		nothing = 1
	}
	return drawPlot(at, from, to, nothing)
}

// decimal reads a number as authors write it.
func decimal(text string) (float64, bool) {
	v, err := strconv.ParseFloat(strings.ReplaceAll(strings.TrimSpace(text), "−", "-"), 64)
	return v, err == nil && !math.IsNaN(v) && !math.IsInf(v, 0)
}

// drawPlot places the numbers; nothing is the value that stands for no effect.
func drawPlot(effect, from, to, nothing float64) *plot {
	low, high := min(nothing, from), max(nothing, to)
	scale := (plotWidth - 2*plotMargin) / (high - low)
	place := func(v float64) float64 { return math.Round(plotMargin + (v-low)*scale) }
	return &plot{
		Zero: place(nothing), From: place(from), To: place(to), At: place(effect),
		None: short(nothing), Low: short(low), High: short(high),
		Words: fmt.Sprintf("Effect %s, interval from %s to %s, where %s is no effect", short(effect), short(from), short(to), short(nothing)),
	}
}

// short is v without trailing zeros.
func short(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
