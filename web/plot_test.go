package web

import (
	"math"
	"testing"

	"chalkline"
)

func TestEffectsAreDrawnInOrderFromLeftToRight(t *testing.T) {
	t.Parallel()
	usual := func(e chalkline.Effect) chalkline.Effect {
		e.UsualLow, e.UsualHigh, e.UsualOf = -0.09, 0.35, "randomised trials"
		return e
	}
	sd := chalkline.Effect{Metric: chalkline.MetricSD, Value: .12, Low: .03, High: .21, Level: 95}
	odds := chalkline.Effect{Metric: chalkline.MetricOR, Value: 1.4, Low: 1.1, High: 1.8, Level: 95, Formula: "ln(OR) × √3 / π", G: .19, GLow: .05, GHigh: .32}
	correlation := chalkline.Effect{Metric: chalkline.MetricR, Value: .2, Formula: "2r / √(1 − r²)", G: .41}
	for name, test := range map[string]struct {
		effect         chalkline.Effect
		interval, band bool
		labels         []string // from left to right
	}{
		"with interval and band": {usual(sd), true, true, []string{"0", "0.21"}},
		"without a band":         {sd, true, false, []string{"0", "0.12", "0.21"}},
		"a value in a band":      {usual(chalkline.Effect{Metric: chalkline.MetricD, Value: -.3}), false, true, []string{"−0.3", "0"}},
		"an odds ratio":          {usual(odds), true, true, []string{"1", "1.4", "1.8"}},
		"a correlation as g":     {usual(correlation), false, true, []string{"0", "0.41"}},
	} {
		p := newPlot(test.effect)
		if p == nil {
			t.Errorf("%s: not drawn", name)
			continue
		}
		if p.Interval != test.interval || p.Band != test.band || p.Words.IsZero() {
			t.Errorf("%s: interval %v, band %v, words %q", name, p.Interval, p.Band, p.Words.English())
		}
		places := []float64{p.Zero, p.At}
		if p.Interval {
			places = append(places, p.From, p.To)
			if p.From > p.At || p.At > p.To {
				t.Errorf("%s: the dot is outside its interval: %+v", name, p)
			}
		}
		if p.Band {
			places = append(places, p.Left, p.Left+p.Wide)
			if p.Left > p.Zero || p.Zero > p.Left+p.Wide {
				t.Errorf("%s: the band lies beside no effect: %+v", name, p)
			}
		}
		for _, at := range places {
			if at < plotMargin || at > plotWidth-plotMargin {
				t.Errorf("%s: %g is outside the picture", name, at)
			}
		}
		for _, label := range test.labels {
			if !p.labelled(label) {
				t.Errorf("%s: no %q among %v", name, label, p.Ticks)
			}
		}
	}
}

func (p *plot) labelled(label string) bool {
	for _, t := range p.Ticks {
		if t.Label.English() == label {
			return true
		}
	}
	return false
}

func TestEqualOddsEitherWayAreEquallyFar(t *testing.T) {
	t.Parallel()
	p := newPlot(chalkline.Effect{Metric: chalkline.MetricOR, Value: 1, Low: .5, High: 2, Level: 95})
	if left, right := p.Zero-p.From, p.To-p.Zero; math.Abs(left-right) > 1 {
		t.Errorf("half the odds are %g away, twice the odds %g", left, right)
	}
}

func TestNumbersThatDoNotFitOrTellNothingAreNotDrawn(t *testing.T) {
	t.Parallel()
	for name, e := range map[string]chalkline.Effect{
		"outside its interval":      {Metric: chalkline.MetricSD, Value: .9, Low: .03, High: .21, Level: 95},
		"an odds ratio below zero":  {Metric: chalkline.MetricOR, Value: -1, Low: -2, High: 1, Level: 95},
		"an odds ratio of nothing":  {Metric: chalkline.MetricOR, Value: 0, Low: 0, High: 1, Level: 95},
		"no number":                 {Metric: chalkline.MetricD, Value: math.NaN(), Low: 0, High: 1, Level: 95},
		"farther than any effect":   {Metric: chalkline.MetricD, Value: 1e6, Low: 0, High: 1e7, Level: 95},
		"months with no interval":   {Metric: chalkline.MetricMonths, Value: 3, UsualLow: -.09, UsualHigh: .35, UsualOf: "randomised trials"},
		"an interval without bound": {Metric: chalkline.MetricD, Value: 1, Low: 0, High: math.Inf(1), Level: 95},
	} {
		if p := newPlot(e); p != nil {
			t.Errorf("%s: drawn as %+v", name, p)
		}
	}
}
