package evidence

import (
	"regexp"
	"testing"
)

// They are compiled when they are first tried, which would be late for a fault.
func TestEveryExpressionOfTheRulesCompiles(t *testing.T) {
	t.Parallel()
	for _, p := range []*patterns{Default().patterns, sayings} {
		for _, ways := range p.parts {
			for i := range ways {
				run := ways[i].run
				if run == nil {
					run = &ways[i].heads.run
				}
				if _, err := regexp.Compile(run.source); err != nil {
					t.Errorf("%s: %v", run.source, err)
				}
			}
		}
	}
}
