package taste

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"

	"chalkline"
)

// byTheme is the mean score of fresh items of each theme.
func byTheme(s *Space, m *Model) []float64 {
	means := make([]float64, len(themes))
	for theme := range themes {
		for n := range 5 {
			means[theme] += m.Score(s.Vector(Read(invented(10_001+100*n+theme, theme), nil))) / 5
		}
	}
	return means
}

func TestAReaderGetsMoreOfTheSame(t *testing.T) {
	t.Parallel()
	s := NewSpace(inventedBags(400))
	liked := []Example{said(s, 1, "useful", 1), said(s, 81, "useful", 9), said(s, 161, "saved", 30)}
	means := byTheme(s, s.Learn(Evidence{Examples: liked}, now))
	for theme, x := range means[1:] {
		if means[0] < 0.1 || x > means[0]/3 {
			t.Errorf("the liked theme scores %.3f, theme %d %.3f", means[0], theme+1, x)
		}
	}
	more := liked
	for id := 241; id < 800; id += 80 {
		more = append(more, said(s, id, "useful", 2))
	}
	if all := byTheme(s, s.Learn(Evidence{Examples: more}, now)); all[0] <= means[0] {
		t.Errorf("ten useful items give %.3f, three %.3f", all[0], means[0])
	}
	mixed := append(slices.Clone(liked), said(s, 2, "not_for_me", 1), said(s, 82, "not_for_me", 1))
	if against := byTheme(s, s.Learn(Evidence{Examples: mixed}, now)); against[1] >= means[1] || against[1] >= 0 {
		t.Errorf("a theme that is not for the reader scores %.3f, before %.3f", against[1], means[1])
	}
}

func TestWhatIsSaidWeighs(t *testing.T) {
	t.Parallel()
	s := NewSpace(inventedBags(400))
	v := s.Vector(Read(invented(10_003, 2), nil))
	score := func(examples ...Example) float64 { return s.Learn(Evidence{Examples: examples}, now).Score(v) }
	for _, test := range []struct {
		name        string
		more, fewer float64
	}{
		{"saved as useful", score(said(s, 3, "saved", 0)), score(said(s, 3, "useful", 0))},
		{"useful as nothing", score(said(s, 3, "useful", 0)), score()},
		{"nothing as hidden", score(), score(said(s, 3, "hidden", 0))},
		{"hidden as not for me", score(said(s, 3, "hidden", 0)), score(said(s, 3, "not_for_me", 0))},
		{"lately as long ago", score(said(s, 3, "useful", 0)), score(said(s, 3, "useful", 400))},
		{"two as one", score(said(s, 3, "useful", 0), said(s, 83, "useful", 0)), score(said(s, 3, "useful", 0))},
	} {
		if !(test.more > test.fewer) {
			t.Errorf("%s: %v is not more than %v", test.name, test.more, test.fewer)
		}
	}
	if hid := score(said(s, 3, "useful", 0), said(s, 3, "hidden", 0)); hid != score(said(s, 3, "useful", 0)) {
		t.Error("hiding what was useful speaks against it")
	}
	if unknown := score(said(s, 3, "shrugged", 0)); unknown != 0 {
		t.Errorf("a word that means nothing gives %v", unknown)
	}
	follow := s.Vector(Follows([]chalkline.Follow{{Kind: chalkline.FollowQuery, Value: "fractions algebra ratio"}}, nil)[0])
	one := []Example{said(s, 1, "useful", 0)}
	if a, b := s.Learn(Evidence{Examples: one, Follows: []Vector{follow}}, now).Score(v), score(one...); a <= b {
		t.Errorf("what is followed does not count: %v, without %v", a, b)
	}
}

func TestFollowsAreReadAsItemsAre(t *testing.T) {
	t.Parallel()
	item := chalkline.Item{SourceID: 12, Authors: []string{"Mara  Quill"}, Title: "Spaced retrieval"}
	read := Read(item, []chalkline.TopicMatch{{Topic: "spacing"}})
	label := func(chalkline.TopicID) string { return "Spaced retrieval" }
	for _, test := range []struct {
		follow chalkline.Follow
		shared int
	}{
		{chalkline.Follow{Kind: chalkline.FollowTopic, Value: "spacing"}, 3},
		{chalkline.Follow{Kind: chalkline.FollowSource, Value: "12"}, 1},
		{chalkline.Follow{Kind: chalkline.FollowAuthor, Value: "mara quill"}, 1},
		{chalkline.Follow{Kind: chalkline.FollowQuery, Value: "retrieval of the"}, 1},
		{chalkline.Follow{Kind: chalkline.FollowQuery, Value: "retrieval", Mute: true}, 0},
	} {
		shared := 0
		for _, bag := range Follows([]chalkline.Follow{test.follow}, label) {
			for _, a := range bag.terms {
				if slices.ContainsFunc(read.terms, func(b term) bool { return a.feature == b.feature }) {
					shared++
				}
			}
		}
		if shared != test.shared {
			t.Errorf("%+v shares %d features with the item, want %d", test.follow, shared, test.shared)
		}
	}
}

func TestWordsThatDecided(t *testing.T) {
	t.Parallel()
	s := NewSpace(inventedBags(400))
	m := s.Learn(Evidence{Examples: []Example{said(s, 1, "useful", 1), said(s, 81, "useful", 1), said(s, 161, "useful", 1)}}, now)
	words := s.Words(m, chalkline.Item{Title: "A Quiz for the class", Text: "Spacing and recall, corridors and tablets. Recall again."}, 3)
	if slices.Sort(words); fmt.Sprint(words) != "[quiz recall spacing]" {
		t.Errorf("the words are %q", words)
	}
	if words := s.Words(s.Learn(Evidence{}, now), invented(1, 0), 3); words != nil {
		t.Errorf("nothing was learned, yet %q decided", words)
	}
}

func TestModelsOfOtherSpacesAreStale(t *testing.T) {
	t.Parallel()
	s, other := NewSpace(inventedBags(100)), NewSpace(inventedBags(101))
	data := s.Learn(Evidence{Examples: []Example{said(s, 1, "useful", 1)}}, now).Marshal()
	if _, err := other.Model(data); !errors.Is(err, ErrStale) {
		t.Errorf("another space: %v", err)
	}
	newer := slices.Clone(data)
	newer[0]++
	if _, err := s.Model(newer); !errors.Is(err, ErrStale) {
		t.Errorf("another version: %v", err)
	}
	for n := range data {
		m, err := s.Model(data[:n])
		if err == nil && n < 30 {
			t.Errorf("%d bytes are taken for a model", n)
		}
		if err == nil && math.IsNaN(m.Score(said(s, 1, "useful", 1).Vector)) {
			t.Errorf("%d bytes score as no number", n)
		}
	}
}

func TestStoredSpacesAreTheSame(t *testing.T) {
	t.Parallel()
	for _, size := range []int{0, 5, 200} {
		s := NewSpace(inventedBags(size))
		data := s.Marshal()
		again, err := ReadSpace(data)
		if err != nil {
			t.Fatal(err)
		}
		m, err := again.Model(s.Learn(Evidence{Examples: []Example{said(s, 1, "useful", 1)}}, now).Marshal())
		if err != nil {
			t.Fatalf("%d items: a model of the space does not fit the stored one: %v", size, err)
		}
		direct := again.Learn(Evidence{Examples: []Example{said(again, 1, "useful", 1)}}, now)
		v := said(s, 81, "useful", 1).Vector
		if a, b := m.Score(v), direct.Score(v); math.Abs(a-b) > 1e-3 {
			t.Errorf("%d items: %v and %v", size, a, b)
		}
		data[0]++
		if _, err := ReadSpace(data); !errors.Is(err, ErrStale) {
			t.Errorf("another version: %v", err)
		}
	}
}

func TestPoorSamplesMakeSpaces(t *testing.T) {
	t.Parallel()
	apart, equal := make([]Bag, 64), make([]Bag, 64)
	for i := range apart {
		apart[i] = Read(chalkline.Item{Title: fmt.Sprintf("alone%d", i)}, nil)
		equal[i] = Read(chalkline.Item{Title: "all the same lesson"}, nil)
	}
	for name, sample := range map[string][]Bag{"none": nil, "empty": make([]Bag, 64), "nothing in common": apart, "all equal": equal} {
		s := NewSpace(sample)
		m := s.Learn(Evidence{Examples: []Example{said(s, 1, "useful", 1)}, Follows: []Vector{{}}}, now)
		if x := m.Score(said(s, 1, "useful", 1).Vector); !(x > 0 && x < 1) {
			t.Errorf("%s: the item that was useful scores %v", name, x)
		}
		if x := m.Score(s.Vector(Bag{})); !(math.Abs(x) < 0.1) {
			t.Errorf("%s: an item without words scores %v", name, x)
		}
	}
}

func TestSpacesAreTheSameEachTime(t *testing.T) {
	t.Parallel()
	if a, b := NewSpace(inventedBags(150)), NewSpace(inventedBags(150)); a.id != b.id || len(a.strength) == 0 {
		t.Errorf("spaces %x and %x of %d directions", a.id, b.id, len(a.strength))
	}
}

func TestCommunityKnowsWhatGoesTogether(t *testing.T) {
	t.Parallel()
	libraries := [][]chalkline.ItemID{{1, 2, 3}, {1, 2, 4}, {2, 1, 1}, {1, 3}, {8, 9}, {7}}
	c := NewCommunity(slices.Values(libraries))
	company := c.Near([]chalkline.ItemID{1, 7, 99})
	if len(company.Near) != 2 || company.Near[0].Item != 2 || company.Near[0].Weight <= company.Near[1].Weight {
		t.Errorf("the company is %+v", company.Near)
	}
	if both := c.Near([]chalkline.ItemID{1, 2, 8}); both.Support[1] <= 0 || both.Support[8] != 0 {
		t.Errorf("the support is %v", both.Support)
	}
	s := NewSpace(inventedBags(400))
	examples := []Example{said(s, 1, "useful", 0), said(s, 81, "useful", 0)}
	theirs := Company{Near: []Neighbour{{Item: 3, Weight: 1, Vector: said(s, 3, "useful", 0).Vector}, {Item: 5, Weight: 0.1}}}
	alone := byTheme(s, s.Learn(Evidence{Examples: examples}, now))
	if joined := byTheme(s, s.Learn(Evidence{Examples: examples, Company: theirs}, now)); joined[2] <= alone[2] {
		t.Errorf("what others have scores %.3f, alone %.3f", joined[2], alone[2])
	}
	if m := s.Learn(Evidence{Company: theirs}, now); !m.Empty() {
		t.Error("the company alone makes a model")
	}
}

func TestWhatOnlyOneReaderLikesIsPassedOnToNobody(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name      string
		libraries [][]chalkline.ItemID
		want      []chalkline.ItemID // beside items 1 and 2
	}{
		{"one reader of one of them", [][]chalkline.ItemID{{1, 3}}, nil},
		{"one reader of both", [][]chalkline.ItemID{{1, 2, 3}}, nil},
		{"one reader, who likes more with others", [][]chalkline.ItemID{{1, 2, 3}, {3, 4}, {2, 5}}, nil},
		{"two readers of one", [][]chalkline.ItemID{{1, 3}, {1, 3}}, []chalkline.ItemID{3}},
		{"a reader of one and a reader of the other", [][]chalkline.ItemID{{1, 3, 4}, {2, 3, 5}}, []chalkline.ItemID{3}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var got []chalkline.ItemID
			for _, n := range NewCommunity(slices.Values(tt.libraries)).Near([]chalkline.ItemID{1, 2}).Near {
				got = append(got, n.Item)
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("the company is %v, want %v", got, tt.want)
			}
		})
	}
}
