package topics_test

import (
	"slices"
	"testing"

	"chalkline"
	"chalkline/ranker/topics"

	"github.com/google/go-cmp/cmp"
)

func TestFacets(t *testing.T) {
	t.Parallel()
	type want struct {
		phases   []chalkline.Phase
		subjects []chalkline.TopicID
		country  string
	}
	tests := []struct {
		name string
		item chalkline.Item
		want want
	}{
		{"stages as England counts them", chalkline.Item{Title: "Teaching fractions at Key Stage 2"}, want{[]chalkline.Phase{chalkline.PhasePrimary}, []chalkline.TopicID{"maths"}, "GB"}},
		{"years", chalkline.Item{Title: "Marking in Year 9", Text: "What one department stopped doing."}, want{phases: []chalkline.Phase{chalkline.PhaseSecondary}}},
		{"exams", chalkline.Item{Title: "AP Biology students and their notes"}, want{[]chalkline.Phase{chalkline.PhaseSecondary}, []chalkline.TopicID{"science-ed"}, ""}},
		{"sixth form", chalkline.Item{Title: "A poem a week in the sixth form"}, want{[]chalkline.Phase{chalkline.PhaseSecondary}, []chalkline.TopicID{"english-lit"}, "GB"}},
		{"kindergarten", chalkline.Item{Title: "Block play", Text: "In two kindergartens in Ohio children built towers."}, want{phases: []chalkline.Phase{chalkline.PhaseEarly}, country: "US"}},
		{"undergraduates", chalkline.Item{Title: "Undergraduates read less", Text: "A survey in Norway."}, want{phases: []chalkline.Phase{chalkline.PhaseHigher}, country: "NO"}},
		{"two stages", chalkline.Item{Title: "From primary school to secondary school"}, want{phases: []chalkline.Phase{chalkline.PhasePrimary, chalkline.PhaseSecondary}}},
		{"New Mexico is not Mexico", chalkline.Item{Title: "Schools in New Mexico"}, want{country: "US"}},
		{"us is not the US", chalkline.Item{Title: "What school taught us"}, want{}},
		{"two countries are none", chalkline.Item{Title: "Schools in Finland and Japan"}, want{}},
		{"primary sources are of no stage", chalkline.Item{Title: "Reading primary sources"}, want{}},
		{"nothing said", chalkline.Item{Title: "On homework"}, want{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			f := topics.Default().Facets(tt.item, topics.Default().Match(tt.item, chalkline.Source{}))
			got := want{country: f.Country.Value}
			for _, p := range f.Phases {
				got.phases = append(got.phases, p.Value)
				if p.Quote == "" {
					t.Errorf("no quote for %s", p.Value)
				}
			}
			for _, s := range f.Subjects {
				got.subjects = append(got.subjects, s.Value)
			}
			if (f.Country.Value == "") != (f.Country.Quote == "") {
				t.Errorf("country %+v", f.Country)
			}
			if tt.want.subjects == nil {
				got.subjects = nil // not what the case is about
			}
			if diff := cmp.Diff(tt.want, got, cmp.AllowUnexported(want{})); diff != "" {
				t.Errorf("facets (-want +got):\n%s", diff)
			}
		})
	}
}

func TestFacetsNameKnownPhasesAndCountries(t *testing.T) {
	t.Parallel()
	for _, phrase := range []string{"kindergarten", "key stage 1", "key stage 3", "undergraduates"} {
		f := topics.Default().Facets(chalkline.Item{Title: phrase}, nil)
		if len(f.Phases) != 1 || !slices.Contains(chalkline.Phases, f.Phases[0].Value) {
			t.Errorf("%q: %+v", phrase, f.Phases)
		}
	}
}
