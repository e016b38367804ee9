package taste

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"chalkline"
)

var kinds = []chalkline.FeedbackKind{
	chalkline.FeedbackUseful, chalkline.FeedbackNotForMe, chalkline.FeedbackSaved, chalkline.FeedbackHidden,
}

// someExamples draws a reader's feedback.
func someExamples(t *rapid.T, s *Space) []Example {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Example {
		return said(s, rapid.SampledFrom([]int{1, 2, 3, 81, 82, 83, 161, 162, 200, 250, 300}).Draw(t, "item"), rapid.SampledFrom(kinds).Draw(t, "kind"), rapid.IntRange(-2, 900).Draw(t, "days"))
	}), 0, 25).Draw(t, "examples")
}

func someFollows(t *rapid.T, s *Space) []Vector {
	var list []Vector
	for _, n := range rapid.SliceOfN(rapid.IntRange(0, len(themes)-1), 0, 3).Draw(t, "follows") {
		list = append(list, s.Vector(Read(chalkline.Item{Title: themes[n]}, nil)))
	}
	return list
}

// slack is what rounding may do to a score.
const slack = 1e-5

func TestScores(t *testing.T) {
	t.Parallel()
	for _, size := range []int{0, 1, 20, 400} {
		s := NewSpace(inventedBags(size))
		rapid.Check(t, func(t *rapid.T) {
			examples, follows := someExamples(t, s), someFollows(t, s)
			id := rapid.SampledFrom([]int{1, 2, 84, 161, 241, 242, 301, 500}).Draw(t, "item at hand")
			v := said(s, id, chalkline.FeedbackUseful, 0).Vector
			score := func(list []Example) float64 {
				return s.Learn(Evidence{Examples: list, Follows: follows}, now).Score(v)
			}
			before := score(examples)
			if !(math.Abs(before) < 1) {
				t.Fatalf("the score %v is not between -1 and 1", before)
			}
			if nothing := score(nil); nothing != 0 {
				t.Fatalf("without feedback the score is %v", nothing)
			}
			days := rapid.IntRange(0, 400).Draw(t, "age")
			for _, kind := range kinds {
				after := score(append(slices.Clone(examples), said(s, id, kind, days)))
				switch {
				case kind == chalkline.FeedbackUseful || kind == chalkline.FeedbackSaved:
					if alreadySaid(examples, id) {
						continue // it may take the place of an older, weightier word
					}
					if after < before-slack {
						t.Fatalf("%s lowers the item's own score from %v to %v", kind, before, after)
					}
				case kind == chalkline.FeedbackNotForMe && after > before+slack && !alreadySaid(examples, id):
					t.Fatalf("%s raises the item's own score from %v to %v", kind, before, after)
				}
			}
			shuffled := rapid.Permutation(examples).Draw(t, "shuffled")
			if again := score(shuffled); again != before {
				t.Fatalf("in another order the score is %v, not %v", again, before)
			}
		})
	}
}

func alreadySaid(examples []Example, id int) bool {
	return slices.ContainsFunc(examples, func(x Example) bool { return x.Item == chalkline.ItemID(id) })
}

func TestStoredModelsScoreAsBefore(t *testing.T) {
	t.Parallel()
	s := NewSpace(inventedBags(200))
	rapid.Check(t, func(t *rapid.T) {
		m := s.Learn(Evidence{Examples: someExamples(t, s), Follows: someFollows(t, s)}, now)
		again, err := s.Model(m.Marshal())
		if err != nil {
			t.Fatal(err)
		}
		for id := range 40 {
			v := said(s, id+1, chalkline.FeedbackUseful, 0).Vector
			if a, b := m.Score(v), again.Score(v); math.Abs(a-b) > 1e-3 {
				t.Fatalf("item %d scores %v, stored %v", id+1, a, b)
			}
		}
	})
}

func FuzzSpace(f *testing.F) {
	f.Add(NewSpace(inventedBags(30)).Marshal())
	f.Add(NewSpace(nil).Marshal())
	f.Add([]byte{Version})
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := ReadSpace(data)
		if err != nil {
			return
		}
		m := s.Learn(Evidence{Examples: []Example{said(s, 1, "useful", 0)}}, now)
		if x := m.Score(said(s, 2, "useful", 0).Vector); math.Abs(x) > 1 {
			t.Errorf("the score is %v", x)
		}
	})
}

func FuzzModel(f *testing.F) {
	s := NewSpace(inventedBags(100))
	m := s.Learn(Evidence{Examples: []Example{said(s, 1, chalkline.FeedbackUseful, 3), said(s, 2, chalkline.FeedbackNotForMe, 3)}}, now)
	f.Add(m.Marshal())
	f.Add((&Model{space: s.id}).Marshal())
	f.Add([]byte{})
	v := said(s, 3, chalkline.FeedbackUseful, 0).Vector
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := s.Model(data)
		if err != nil {
			return
		}
		if x := m.Score(v); !(math.Abs(x) <= 1) {
			t.Errorf("the score is %v", x)
		}
	})
}
