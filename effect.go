package chalkline

// Metric says in what an effect is measured.
type Metric string

// The metrics.
const (
	MetricG      Metric = "g"                  // Hedges' g
	MetricD      Metric = "d"                  // Cohen's d
	MetricSD     Metric = "SD"                 // standard deviations of the outcome
	MetricES     Metric = "effect size"        // a standardised mean difference that does not say which
	MetricR      Metric = "r"                  // a correlation
	MetricEta2   Metric = "eta squared"        // share of variance, partial or not
	MetricOR     Metric = "odds ratio"         // 1 is no effect
	MetricMonths Metric = "months of progress" // as the EEF counts
)

// Effect is an effect as a text states it, with its receipt.
type Effect struct {
	Metric Metric  `json:"metric"`
	Value  float64 `json:"value"` // in Metric
	Low    float64 `json:"low"`   // ends of the stated interval, in Metric; both 0 when Level is
	High   float64 `json:"high"`
	Level  int     `json:"level"` // of the interval, in percent; 0 when none is stated

	// The same as Hedges' g, where converting is legitimate.
	Formula string  `json:"formula,omitempty"` // how, in words with its source; "" when it was not converted
	G       float64 `json:"g"`
	GLow    float64 `json:"g_low"` // both 0 when Level is
	GHigh   float64 `json:"g_high"`

	Size     string `json:"size,omitempty"`     // small, medium or large, after Kraft (2020); "" where these words do not apply
	Inflated string `json:"inflated,omitempty"` // why it is likely inflated, as a clause; "" when nothing says so

	// What studies of this kind usually find, in g: the middle 80 in 100.
	UsualLow  float64 `json:"usual_low"`
	UsualHigh float64 `json:"usual_high"`
	UsualOf   string  `json:"usual_of,omitempty"` // of which studies; "" when nothing is known

	Quote  string `json:"quote"`
	Origin string `json:"origin"` // as of a Signal
	Offset int    `json:"offset"`
}

// Null is the value that stands for no effect.
func (m Metric) Null() float64 {
	if m == MetricOR {
		return 1
	}
	return 0
}
