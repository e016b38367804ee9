package stories

import (
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestWhatAnExpressionFindsHasOneOfItsParts(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		expressions []*regexp.Regexp
		parts       []string
	}{
		{crossPosted, elsewhere},
		{[]*regexp.Regexp{recurring, aboutOthers}, repeats},
		{[]*regexp.Regexp{saysCopy}, copies},
	} {
		for _, e := range tt.expressions {
			found := rapid.SliceOfN(rapid.StringMatching(strings.NewReplacer("(?i)", "", `\b`, "").Replace(e.String())), 20, 20)
			rapid.Check(t, func(t *rapid.T) {
				for _, text := range found.Draw(t, "texts") {
					if !hasAny(text, tt.parts) {
						t.Errorf("%q has none of the parts", text)
					}
				}
			})
		}
	}
}
