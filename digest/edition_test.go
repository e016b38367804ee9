package digest_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"chalkline"
	"chalkline/digest"
)

func pick(id chalkline.PickID, score float64, title string) chalkline.Card {
	return chalkline.Card{
		Pick:      chalkline.Pick{ID: id, Score: score},
		Item:      chalkline.Item{Title: title},
		Appraisal: chalkline.Appraisal{Grade: chalkline.GradeC, Score: 50},
	}
}

func TestComposeOrdersWhatItPrints(t *testing.T) {
	t.Parallel()
	fallen := pick(5, 1, "Fallen")
	fallen.Appraisal.Grade = chalkline.GradeR
	var many []chalkline.Card
	for id := range chalkline.PickID(12) {
		many = append(many, pick(id+1, float64(id), "Many"))
	}
	for name, test := range map[string]struct {
		alerts, picks         []chalkline.Card
		wantAlerts, wantPicks []chalkline.PickID
	}{
		"the best come first":                    {nil, []chalkline.Card{pick(1, 10, "a"), pick(2, 30, "b"), pick(3, 20, "c")}, []chalkline.PickID{}, []chalkline.PickID{2, 3, 1}},
		"equals keep a fixed order":              {nil, []chalkline.Card{pick(2, 10, "a"), pick(1, 10, "b")}, []chalkline.PickID{}, []chalkline.PickID{1, 2}},
		"at most seven picks":                    {nil, many, []chalkline.PickID{}, []chalkline.PickID{12, 11, 10, 9, 8, 7, 6}},
		"a retracted pick comes before the rest": {nil, []chalkline.Card{pick(1, 90, "a"), fallen}, []chalkline.PickID{}, []chalkline.PickID{5, 1}},
		"an alert is not printed twice":          {[]chalkline.Card{fallen}, []chalkline.Card{fallen, pick(1, 2, "a")}, []chalkline.PickID{5}, []chalkline.PickID{1}},
		"alerts alone are enough":                {[]chalkline.Card{fallen}, nil, []chalkline.PickID{5}, []chalkline.PickID{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			draft, ok := digest.Compose(digest.Material{Alerts: test.alerts, Picks: test.picks, Minutes: 120})
			if !ok {
				t.Fatal("nothing to send")
			}
			if diff := cmp.Diff(test.wantAlerts, draft.Alerts); diff != "" {
				t.Errorf("alerts (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(test.wantPicks, draft.Picks); diff != "" {
				t.Errorf("picks (-want +got):\n%s", diff)
			}
		})
	}
}

func TestPicksFitTheMinutes(t *testing.T) {
	t.Parallel()
	long := func(id chalkline.PickID, minutes int) chalkline.Card {
		c := pick(id, float64(100-id), "Pick")
		c.Minutes = minutes
		return c
	}
	fallen := long(9, 60)
	fallen.Appraisal.Grade = chalkline.GradeR
	for name, test := range map[string]struct {
		minutes int
		picks   []chalkline.Card
		want    []chalkline.PickID
	}{
		"best first, as long as they fit":         {10, []chalkline.Card{long(1, 4), long(2, 6), long(3, 1)}, []chalkline.PickID{1, 2}},
		"a long one makes way for a shorter":      {10, []chalkline.Card{long(1, 4), long(2, 7), long(3, 6)}, []chalkline.PickID{1, 3}},
		"the best goes in however long it is":     {10, []chalkline.Card{long(1, 45), long(2, 1)}, []chalkline.PickID{1}},
		"an unknown length counts four minutes":   {8, []chalkline.Card{long(1, 0), long(2, 0), long(3, 1)}, []chalkline.PickID{1, 2}},
		"a retracted one takes no minutes":        {5, []chalkline.Card{long(1, 5), fallen}, []chalkline.PickID{9, 1}},
		"the minutes of a retracted one are none": {5, []chalkline.Card{fallen, long(1, 45)}, []chalkline.PickID{9, 1}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			draft, _ := digest.Compose(digest.Material{Picks: test.picks, Minutes: test.minutes})
			if diff := cmp.Diff(test.want, draft.Picks); diff != "" {
				t.Errorf("picks (-want +got):\n%s", diff)
			}
		})
	}
}

func TestTheOtherSideFollowsItsPick(t *testing.T) {
	t.Parallel()
	a, b, c := pick(1, 30, "For"), pick(2, 20, "Between"), pick(3, 10, "Against")
	a.Item.ID, b.Item.ID, c.Item.ID = 11, 12, 13
	a.Pick.Other = 13
	draft, _ := digest.Compose(digest.Material{Picks: []chalkline.Card{a, b, c}, Minutes: 60})
	if diff := cmp.Diff([]chalkline.PickID{1, 3, 2}, draft.Picks); diff != "" {
		t.Errorf("picks (-want +got):\n%s", diff)
	}
}

func TestGroupsNewsMakeADigest(t *testing.T) {
	t.Parallel()
	theme := &chalkline.Theme{Title: "Retrieval practice"}
	shared := []chalkline.SharedCard{{Card: pick(0, 0, "Quizzes in Year 8")}}
	for name, test := range map[string]struct {
		material digest.Material
		want     string
	}{
		"a theme":           {digest.Material{Groups: []chalkline.GroupNews{{Group: chalkline.Group{Name: "Maths\r\n team"}, Theme: theme, Fresh: true}}}, "Maths team: Retrieval practice"},
		"what was shared":   {digest.Material{Groups: []chalkline.GroupNews{{Group: chalkline.Group{Name: "Maths"}, Theme: theme, Shared: shared}}}, "Maths: Quizzes in Year 8"},
		"two groups":        {digest.Material{Groups: []chalkline.GroupNews{{Group: chalkline.Group{Name: "Maths"}, Shared: shared}, {}}}, "Maths: Quizzes in Year 8 + 1 more group"},
		"picks come before": {digest.Material{Picks: []chalkline.Card{pick(1, 1, "Sleep")}, Minutes: 8, Groups: []chalkline.GroupNews{{Shared: shared}}}, "1 pick: Sleep"},
		"after a break":     {digest.Material{Picks: []chalkline.Card{pick(1, 1, "Sleep")}, Minutes: 8, Away: chalkline.Break{From: "2026-12-19", Until: "2027-01-03"}}, "While you were away, 1 pick: Sleep"},
		"after a break a correction still comes first": {
			digest.Material{Alerts: []chalkline.Card{pick(2, 1, "Gum")}, Picks: []chalkline.Card{pick(1, 1, "Sleep")}, Minutes: 8, Away: chalkline.Break{From: "2026-12-19", Until: "2027-01-03"}},
			"Correction: Gum + 1 pick",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			draft, ok := digest.Compose(test.material)
			if subject := draft.Subject.English(); !ok || subject != test.want {
				t.Errorf("to be sent: %v, with the subject %q, want %q", ok, subject, test.want)
			}
		})
	}
}

func TestAnEmptyDigestIsNotSent(t *testing.T) {
	t.Parallel()
	if draft, ok := digest.Compose(digest.Material{Minutes: 120}); ok {
		t.Errorf("Compose(nothing) = %+v, want nothing to send", draft)
	}
}

func TestComposeLeavesItsInputAlone(t *testing.T) {
	t.Parallel()
	picks := []chalkline.Card{pick(1, 10, "a"), pick(2, 30, "b")}
	digest.Compose(digest.Material{Picks: picks, Minutes: 120})
	if picks[0].Pick.ID != 1 {
		t.Error("the caller's cards were reordered")
	}
}

func TestSubjectSaysWhatIsInIt(t *testing.T) {
	t.Parallel()
	retracted := pick(9, 1, "Doodling doubles reading speed: a trial")
	for _, test := range []struct {
		name          string
		alerts, picks []string
		want          string
	}{
		{"one pick", nil, []string{"Spacing in maths"}, "1 pick: Spacing in maths"},
		{
			"subtitles, articles and capitals of openings go", nil,
			[]string{"Spacing in maths: what 42 schools did", "A null result on homework", "How phonics was reviewed"},
			"3 picks: Spacing in maths, null result on homework, how phonics was reviewed",
		},
		{"a question keeps its mark", nil, []string{"Does homework help? A look at 31 studies"}, "1 pick: Does homework help?"},
		{"commas in titles move the list to semicolons", nil, []string{"Sleep, light and learning", "Phonics"}, "2 picks: Sleep, light and learning; Phonics"},
		{
			"more than three are counted", nil,
			[]string{"Spacing", "Homework", "Phonics", "Feedback", "Sleep"},
			"5 picks: Spacing, Homework, Phonics and 2 more",
		},
		{
			"short titles leave their room to long ones", nil,
			[]string{"Spaced maths quizzes raised end-of-year scores in all of 42 schools", "Sleep", "Matching lessons to the season in seven village schools"},
			"3 picks: Spaced maths quizzes raised…, Sleep, Matching lessons to the season in…",
		},
		{"a correction comes first", []string{retracted.Item.Title}, nil, "Correction: Doodling doubles reading speed"},
		{"with a correction the picks are counted", []string{retracted.Item.Title}, []string{"Spacing", "Phonics"}, "Correction: Doodling doubles reading speed + 2 picks"},
		{"several corrections", []string{"Doodling", "Chewing gum"}, []string{"Spacing"}, "Corrections: Doodling, Chewing gum + 1 pick"},
		{"line breaks go", nil, []string{"Spacing\r\nBcc: everyone@example.org"}, "1 pick: Spacing Bcc"},
		{"no title at all", nil, []string{""}, "1 pick: Untitled"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			cards := func(titles []string, id chalkline.PickID) (list []chalkline.Card) {
				for i, title := range titles {
					list = append(list, pick(id+chalkline.PickID(i), -float64(i), title))
				}
				return list
			}
			draft, _ := digest.Compose(digest.Material{Alerts: cards(test.alerts, 100), Picks: cards(test.picks, 1), Minutes: 120})
			if subject := draft.Subject.English(); subject != test.want {
				t.Errorf("subject %q, want %q", subject, test.want)
			}
		})
	}
}

func TestSubjectIsOneShortLine(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		title := rapid.String()
		var alerts, picks []chalkline.Card
		for i := range rapid.IntRange(0, 9).Draw(t, "picks") {
			picks = append(picks, pick(chalkline.PickID(i+1), 1, title.Draw(t, "title")))
		}
		for i := range rapid.IntRange(0, 4).Draw(t, "alerts") {
			alerts = append(alerts, pick(chalkline.PickID(i+100), 1, title.Draw(t, "alert")))
		}
		draft, ok := digest.Compose(digest.Material{Alerts: alerts, Picks: picks, Minutes: 120})
		if ok != (len(alerts)+len(picks) > 0) {
			t.Fatalf("to be sent: %v", ok)
		}
		if !ok {
			return
		}
		subject := draft.Subject.English()
		if n := utf8.RuneCountInString(subject); n > 90 || strings.ContainsAny(subject, "\r\n\x00") {
			t.Fatalf("subject of %d runes: %q", n, subject)
		}
		stored, err := draft.Subject.MarshalJSON()
		if err != nil {
			t.Fatal(err)
		}
		if read, err := chalkline.ParseText(string(stored)); err != nil || read.English() != subject {
			t.Fatalf("%s is read as %q: %v", stored, read.English(), err)
		}
	})
}
