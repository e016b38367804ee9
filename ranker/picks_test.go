package ranker_test

import (
	"math"
	"testing"
	"time"

	"chalkline"
	"chalkline/ranker"

	"github.com/google/go-cmp/cmp"
)

func TestPick(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		r    ranker.Request
		want []chalkline.ItemID
	}{
		{
			"a reader who follows nothing gets what is worth it by itself, strongest evidence first",
			ranker.Request{Candidates: []chalkline.Candidate{
				candidate(1, aged(time.Hour)),
				candidate(2, graded(chalkline.KindSynthesis, chalkline.GradeA, 82), aged(12*day)),
				candidate(3, graded(chalkline.KindOpinion, chalkline.GradeE, 6), aged(time.Hour)),
				candidate(4, graded(chalkline.KindResearch, chalkline.GradeC, 45), aged(time.Hour)),
			}},
			[]chalkline.ItemID{2, 1, 4},
		},
		{
			"what a reader who follows nothing muted stays out",
			ranker.Request{
				Follows:    []chalkline.Follow{mute("spacing")},
				Candidates: []chalkline.Candidate{candidate(1), candidate(2, about("phonics"))},
			},
			[]chalkline.ItemID{2},
		},
		{
			"who muted everything gets nothing",
			ranker.Request{
				Follows:    []chalkline.Follow{follow("spacing"), mute("spacing"), mute("phonics")},
				Candidates: []chalkline.Candidate{candidate(1), candidate(2, about("phonics"))},
			},
			nil,
		},
		{
			"a topic that is followed and muted is muted",
			ranker.Request{
				Follows:    []chalkline.Follow{follow("phonics"), follow("spacing"), mute("spacing")},
				Candidates: []chalkline.Candidate{candidate(1), candidate(2, about("phonics"))},
			},
			[]chalkline.ItemID{2},
		},
		{
			"grades under the least that is wanted are left out",
			ranker.Request{
				Reader:  wanting(chalkline.Wants{Least: chalkline.GradeC}),
				Follows: []chalkline.Follow{follow("spacing")},
				Candidates: []chalkline.Candidate{
					candidate(1, graded(chalkline.KindResearch, chalkline.GradeC, 40)),
					candidate(2, graded(chalkline.KindResearch, chalkline.GradeD, 39)),
				},
			},
			[]chalkline.ItemID{1},
		},
		{
			"who wants no opinion gets no discussion or recording either",
			ranker.Request{
				Reader:  wanting(chalkline.Wants{NoOpinion: true}),
				Follows: []chalkline.Follow{follow("spacing")},
				Candidates: []chalkline.Candidate{
					candidate(1, graded(chalkline.KindOpinion, chalkline.GradeE, 6)),
					candidate(2, graded(chalkline.KindDiscussion, chalkline.GradeE, 6)),
					candidate(3, graded(chalkline.KindPodcastVideo, chalkline.GradeC, 44)),
					candidate(4, graded(chalkline.KindPractice, chalkline.GradeE, 8)),
				},
			},
			[]chalkline.ItemID{4},
		},
		{
			"other languages are left out; an unknown one passes, and a source's counts for its items",
			ranker.Request{
				Reader:  wanting(chalkline.Wants{Languages: []string{"en", "es"}}),
				Follows: []chalkline.Follow{follow("spacing")},
				Candidates: []chalkline.Candidate{
					candidate(1, func(c *chalkline.Candidate) { c.Item.Language = "es" }),
					candidate(2, func(c *chalkline.Candidate) { c.Item.Language = "fr" }),
					candidate(3),
					candidate(4, func(c *chalkline.Candidate) { c.SourceLanguage = "de" }),
				},
			},
			[]chalkline.ItemID{1, 3},
		},
		{
			"a day fills the minutes: what is too long makes way for shorter ones",
			ranker.Request{
				Reader:  wanting(chalkline.Wants{Minutes: 10}),
				Follows: []chalkline.Follow{follow("spacing")},
				Candidates: []chalkline.Candidate{
					candidate(1, takes(6), graded(chalkline.KindSynthesis, chalkline.GradeA, 90)),
					candidate(2, takes(5), graded(chalkline.KindSynthesis, chalkline.GradeA, 80)),
					candidate(3, takes(4)),
					candidate(4, takes(1), graded(chalkline.KindResearch, chalkline.GradeC, 45)),
				},
			},
			[]chalkline.ItemID{1, 3},
		},
		{
			"the first of a day may take longer than the minutes",
			ranker.Request{
				Reader:  wanting(chalkline.Wants{Minutes: 10}),
				Follows: []chalkline.Follow{follow("spacing")},
				Candidates: []chalkline.Candidate{
					candidate(1, takes(25), graded(chalkline.KindSynthesis, chalkline.GradeA, 90)),
					candidate(2, takes(1)),
				},
			},
			[]chalkline.ItemID{1},
		},
		{
			"minutes that today's picks took are spent",
			ranker.Request{
				Reader:     wanting(chalkline.Wants{Minutes: 10}),
				Follows:    []chalkline.Follow{follow("spacing")},
				Candidates: []chalkline.Candidate{candidate(1, takes(4)), candidate(2, takes(2)), candidate(3, takes(3))},
				Today:      map[chalkline.SourceID]int{50: 1},
				Spent:      5,
			},
			[]chalkline.ItemID{2, 3},
		},
		{
			"a day whose minutes are spent is over",
			ranker.Request{
				Follows:    []chalkline.Follow{follow("spacing")},
				Candidates: []chalkline.Candidate{candidate(1)},
				Today:      map[chalkline.SourceID]int{50: 1},
				Spent:      chalkline.DefaultMinutes,
			},
			nil,
		},
		{
			"what fits the class comes first, and the rest is not hidden",
			ranker.Request{
				Reader: chalkline.Reader{Class: chalkline.Class{
					Phases: []chalkline.Phase{chalkline.PhasePrimary}, Subjects: []chalkline.TopicID{"maths"}, Country: "GB",
				}},
				Follows: []chalkline.Follow{follow("spacing")},
				Candidates: []chalkline.Candidate{
					candidate(1),
					candidate(2, suits(chalkline.Class{Phases: []chalkline.Phase{chalkline.PhaseHigher}, Country: "GB"})),
					candidate(3, suits(chalkline.Class{Subjects: []chalkline.TopicID{"maths"}})),
					candidate(4, suits(chalkline.Class{Phases: []chalkline.Phase{chalkline.PhasePrimary}, Subjects: []chalkline.TopicID{"maths"}})),
				},
			},
			[]chalkline.ItemID{4, 3, 2, 1},
		},
		{
			"a source that seldom writes gains over one that writes all day",
			ranker.Request{
				Follows:    []chalkline.Follow{follow("spacing")},
				Candidates: []chalkline.Candidate{candidate(1, monthly(1200)), candidate(2, monthly(90)), candidate(3, monthly(2)), candidate(4)},
			},
			[]chalkline.ItemID{3, 2, 1, 4},
		},
		{
			"of equals the shorter comes first",
			ranker.Request{
				Reader:     wanting(chalkline.Wants{Minutes: 20}),
				Follows:    []chalkline.Follow{follow("spacing")},
				Candidates: []chalkline.Candidate{candidate(1, takes(9)), candidate(2, takes(2)), candidate(3, takes(5))},
			},
			[]chalkline.ItemID{2, 3, 1},
		},
		{
			"taste moves what matches up and down, and hides nothing",
			ranker.Request{
				Follows:    []chalkline.Follow{follow("spacing")},
				Candidates: []chalkline.Candidate{candidate(1), candidate(2), candidate(3)},
				Taste:      likes(map[chalkline.ItemID]float64{1: -1, 3: 0.5}),
			},
			[]chalkline.ItemID{3, 2, 1},
		},
		{
			"what cannot be a taste counts as none",
			ranker.Request{
				Follows:    []chalkline.Follow{follow("spacing")},
				Candidates: []chalkline.Candidate{candidate(1), candidate(2), candidate(3)},
				Taste:      likes(map[chalkline.ItemID]float64{1: math.NaN(), 2: math.Inf(-1), 3: math.Inf(1)}),
			},
			[]chalkline.ItemID{3, 1, 2},
		},
		{
			"a part without weight does not count",
			ranker.Request{
				Reader:  wanting(chalkline.Wants{Weights: map[chalkline.PartName]float64{chalkline.PartEvidence: 0}}),
				Follows: []chalkline.Follow{follow("spacing")},
				Candidates: []chalkline.Candidate{
					candidate(1, aged(3*day), graded(chalkline.KindSynthesis, chalkline.GradeA, 90)),
					candidate(2, aged(time.Hour)),
				},
			},
			[]chalkline.ItemID{2, 1},
		},
		{
			"when no part has weight, evidence decides",
			ranker.Request{
				Reader:  wanting(chalkline.Wants{Weights: weightless()}),
				Follows: []chalkline.Follow{follow("spacing")},
				Candidates: []chalkline.Candidate{
					candidate(1, aged(time.Hour)),
					candidate(2, aged(3*day), graded(chalkline.KindSynthesis, chalkline.GradeA, 90)),
				},
			},
			[]chalkline.ItemID{2, 1},
		},
		{
			"a saved search matches what it finds, whatever the titles say",
			ranker.Request{
				Follows: []chalkline.Follow{
					{Kind: chalkline.FollowQuery, Value: "tests -exams", Weight: 1}, {Kind: chalkline.FollowQuery, Value: "gym", Mute: true},
				},
				Candidates: []chalkline.Candidate{
					candidate(1), candidate(2), candidate(3),
					candidate(4, func(c *chalkline.Candidate) { c.Item.Title = "Tests or exams" }),
				},
				Matches: map[string]map[chalkline.ItemID]bool{"tests -exams": {1: true, 2: true, 77: true}, "gym": {2: true}},
			},
			[]chalkline.ItemID{1},
		},
		{
			"an item that matches no follow is not picked, however good",
			ranker.Request{
				Follows:    []chalkline.Follow{follow("phonics")},
				Candidates: []chalkline.Candidate{candidate(1, graded(chalkline.KindSynthesis, chalkline.GradeA, 95)), candidate(2, about("phonics"))},
			},
			[]chalkline.ItemID{2},
		},
		{
			"stronger evidence comes first, new before old",
			ranker.Request{
				Follows: []chalkline.Follow{follow("spacing")},
				Candidates: []chalkline.Candidate{
					candidate(1, aged(20*day)),
					candidate(2, graded(chalkline.KindOpinion, chalkline.GradeE, 6)),
					candidate(3),
					candidate(4, graded(chalkline.KindSynthesis, chalkline.GradeA, 85)),
				},
			},
			[]chalkline.ItemID{4, 3, 1, 2},
		},
		{
			"what is retracted, not graded, an event or an advert is never picked",
			ranker.Request{
				Follows: []chalkline.Follow{follow("spacing")},
				Candidates: []chalkline.Candidate{
					candidate(1, graded(chalkline.KindResearch, chalkline.GradeR, 0)),
					candidate(2, graded(chalkline.KindResearch, chalkline.GradeNone, 0)),
					candidate(3, graded(chalkline.KindEvent, chalkline.GradeB, 70)),
					candidate(4, graded(chalkline.KindAdvert, chalkline.GradeB, 70)),
					candidate(5, graded(chalkline.KindOffTopic, chalkline.GradeB, 70)),
				},
			},
			nil,
		},
		{
			"a story that was given once is not given again",
			ranker.Request{
				Follows:    []chalkline.Follow{follow("spacing")},
				Candidates: []chalkline.Candidate{candidate(1), candidate(2)},
				Picked:     map[chalkline.StoryID]bool{1: true},
			},
			[]chalkline.ItemID{2},
		},
		{
			"of two items of one story the better one is picked",
			ranker.Request{
				Follows: []chalkline.Follow{follow("spacing")},
				Candidates: []chalkline.Candidate{
					candidate(1, func(c *chalkline.Candidate) { c.Item.StoryID = 9 }, graded(chalkline.KindSecondHand, chalkline.GradeC, 45)),
					candidate(2, func(c *chalkline.Candidate) { c.Item.StoryID = 9 }),
				},
			},
			[]chalkline.ItemID{2},
		},
		{
			"muted topics, sources, authors and words are left out",
			ranker.Request{
				Follows: []chalkline.Follow{
					follow("spacing"),
					{Kind: chalkline.FollowTopic, Value: "ai", Mute: true},
					{Kind: chalkline.FollowSource, Value: "2", Mute: true},
					{Kind: chalkline.FollowAuthor, Value: "Ann  LEE", Mute: true},
					{Kind: chalkline.FollowQuery, Value: "brain gym", Mute: true},
				},
				Candidates: []chalkline.Candidate{
					candidate(1, about("spacing", "ai")),
					candidate(2),
					candidate(3, func(c *chalkline.Candidate) { c.Item.Authors = []string{"Bo Ek", "Ann Lee"} }),
					candidate(4, func(c *chalkline.Candidate) { c.Item.Title = "Gym for the brain: Brain Gym revisited" }),
					candidate(5),
				},
			},
			[]chalkline.ItemID{5},
		},
		{
			"a source has at most two picks a day, those of this morning among them",
			ranker.Request{
				Follows: []chalkline.Follow{follow("spacing")},
				Candidates: []chalkline.Candidate{
					candidate(1, func(c *chalkline.Candidate) { c.Item.SourceID = 7 }),
					candidate(2, func(c *chalkline.Candidate) { c.Item.SourceID = 7 }),
					candidate(3),
				},
				Today: map[chalkline.SourceID]int{7: 1},
			},
			[]chalkline.ItemID{1, 3},
		},
		{
			"a day has five picks",
			ranker.Request{
				Follows:    []chalkline.Follow{follow("spacing")},
				Candidates: []chalkline.Candidate{candidate(1), candidate(2), candidate(3), candidate(4)},
				Today:      map[chalkline.SourceID]int{50: 2, 60: 1},
			},
			[]chalkline.ItemID{1, 2},
		},
		{
			"a day is not all about one topic while there is something else",
			ranker.Request{
				Follows: []chalkline.Follow{follow("spacing"), follow("phonics")},
				Candidates: []chalkline.Candidate{
					candidate(1), candidate(2), candidate(3), candidate(4), candidate(5), candidate(6),
					candidate(7, about("phonics"), graded(chalkline.KindNews, chalkline.GradeE, 15)),
				},
			},
			[]chalkline.ItemID{1, 2, 3, 4, 7},
		},
		{
			"a followed source, author and search are enough for a match",
			ranker.Request{
				Follows: []chalkline.Follow{
					{Kind: chalkline.FollowSource, Value: "1", Weight: 1},
					{Kind: chalkline.FollowAuthor, Value: "ann lee", Weight: 1},
					{Kind: chalkline.FollowQuery, Value: "worked examples", Weight: 1},
					{Kind: chalkline.FollowSource, Value: "no number", Weight: 1},
				},
				Candidates: []chalkline.Candidate{
					candidate(1),
					candidate(2, func(c *chalkline.Candidate) { c.Item.Authors = []string{"Ann Lee"} }),
					candidate(3, func(c *chalkline.Candidate) { c.Item.Title = "When do worked examples help?" }),
					candidate(4, graded(chalkline.KindResearch, chalkline.GradeC, 50)),
				},
			},
			[]chalkline.ItemID{3, 1, 2},
		},
		{
			"an old opinion that hardly matches is not worth the minutes",
			ranker.Request{
				Follows: []chalkline.Follow{{Kind: chalkline.FollowTopic, Value: "spacing", Weight: 0.3}},
				Candidates: []chalkline.Candidate{
					candidate(1, graded(chalkline.KindOpinion, chalkline.GradeE, 6), aged(60*day)),
				},
			},
			nil,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			tt.r.Now = now
			got := picked(ranker.Pick(tt.r))
			if diff := cmp.Diff(append([]chalkline.ItemID{}, tt.want...), got); diff != "" {
				t.Errorf("picked items (-want +got):\n%s", diff)
			}
		})
	}
}
