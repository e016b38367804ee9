package web

import (
	"math"

	"chalkline"
	"chalkline/digest/say"
)

// plot is an effect as a small picture: a dot with its interval over a scale,
// the place of no effect as a dashed line, and what is usual as a pale band.
// Coordinates are in the units of a picture 320 wide.
type plot struct {
	ID       string // names it within its page
	Zero, At float64
	Interval bool // From and To are its ends
	From, To float64
	Band     bool // Left and Wide are its place
	Left     float64
	Wide     float64
	Ticks    []tick
	Words    chalkline.Text // the same in words
}

// tick is a number under the scale.
type tick struct {
	At    float64
	Label chalkline.Text
}

const (
	plotWidth  = 320.0
	plotMargin = 24.0
	tickRoom   = 44.0 // between two numbers
	plotReach  = 1e3  // what lies farther out is no effect, and is not drawn
)

// toLogOdds turns standard deviations into the logarithm of an odds ratio: Chinn
// (2000), doi:10.1002/1097-0258(20001130)19:22<3127::AID-SIM784>3.0.CO;2-M.
const toLogOdds = math.Pi / 1.7320508075688772 // π / √3

// newPlot draws an effect. It is nil when its numbers do not fit together, and
// when there is nothing to see it against.
func newPlot(e chalkline.Effect) *plot {
	s := scaleOf(e)
	values := []float64{s.null, s.value}
	interval := s.low < s.high
	if !interval && !s.band {
		return nil
	}
	if interval {
		if s.value < s.low || s.value > s.high {
			return nil
		}
		values = append(values, s.low, s.high)
	}
	if s.band {
		values = append(values, s.usualLow, s.usualHigh)
	}
	low, high := values[0], values[0]
	for _, v := range values {
		if math.IsNaN(v) || math.Abs(v) > plotReach {
			return nil
		}
		low, high = min(low, v), max(high, v)
	}
	place := func(v float64) float64 {
		return math.Round(plotMargin + (v-low)*(plotWidth-2*plotMargin)/(high-low))
	}
	p := &plot{Zero: place(s.null), At: place(s.value), Interval: interval, Band: s.band, Words: say.Effect(e).Spoken()}
	if interval {
		p.From, p.To = place(s.low), place(s.high)
	}
	if s.band {
		p.Left = place(s.usualLow)
		p.Wide = place(s.usualHigh) - p.Left
	}
	p.tick(p.Zero, s.labels[0])
	if interval {
		p.tick(p.To, s.labels[3])
		p.tick(p.From, s.labels[2])
	}
	p.tick(p.At, s.labels[1])
	return p
}

// tick adds a number where there is room for it.
func (p *plot) tick(at float64, label chalkline.Text) {
	for _, t := range p.Ticks {
		if math.Abs(t.At-at) < tickRoom {
			return
		}
	}
	p.Ticks = append(p.Ticks, tick{At: at, Label: label})
}

// scale is an effect as it is laid out: on a line where equal lengths are equal
// effects.
type scale struct {
	null, value, low, high float64           // low and high are equal when no interval is stated
	labels                 [4]chalkline.Text // of the same
	band                   bool
	usualLow, usualHigh    float64
}

// scaleOf lays an effect out: an odds ratio by its logarithm, what counts in
// standard deviations as it is stated, and what else could be turned into them
// as Hedges' g. What could not has no band.
func scaleOf(e chalkline.Effect) scale {
	null := e.Metric.Null()
	s := scale{null: null, value: e.Value, labels: [4]chalkline.Text{say.Decimal(null), say.Decimal(e.Value), say.Decimal(e.Low), say.Decimal(e.High)}}
	if e.Level > 0 {
		s.low, s.high = e.Low, e.High
	}
	known, converted := e.UsualOf != "" && e.UsualLow < e.UsualHigh, e.Formula != ""
	s.band, s.usualLow, s.usualHigh = known && (converted || say.Standardised(e.Metric)), e.UsualLow, e.UsualHigh
	switch {
	case e.Metric == chalkline.MetricOR:
		s.null, s.value = 0, math.Log(e.Value)
		if e.Level > 0 {
			s.low, s.high = math.Log(e.Low), math.Log(e.High)
		}
		s.usualLow, s.usualHigh = e.UsualLow*toLogOdds, e.UsualHigh*toLogOdds
	case converted && !say.Standardised(e.Metric):
		s.value, s.low, s.high = e.G, e.GLow, e.GHigh
		s.labels = [4]chalkline.Text{say.Decimal(0), say.Hundredths(e.G), say.Hundredths(e.GLow), say.Hundredths(e.GHigh)}
	}
	return s
}
