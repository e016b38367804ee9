package ranker

import (
	"cmp"
	"slices"

	"chalkline"
)

// togetherLeast is how many members follow a topic at least that counts as
// followed together: with one, the list would show a single member's habit.
const togetherLeast = 2

// Together are the topics that the members of a group follow together, for
// suggestions to its curators: those that at least two members follow and do not
// mute, most followed first. The weight of a topic is the share of members who
// follow it. How much any of them follows it, what else they follow and what they
// mute does not show.
func Together(members [][]chalkline.Follow) []chalkline.Follow {
	followers := map[string]int{}
	for _, follows := range members {
		own := map[string]bool{}
		for _, f := range follows {
			if f.Kind == chalkline.FollowTopic && !f.Mute {
				own[f.Value] = true
			}
		}
		for _, f := range follows {
			if f.Kind == chalkline.FollowTopic && f.Mute {
				delete(own, f.Value)
			}
		}
		for topic := range own {
			followers[topic]++
		}
	}
	var list []chalkline.Follow
	for topic, n := range followers {
		if n >= togetherLeast {
			list = append(list, chalkline.Follow{Kind: chalkline.FollowTopic, Value: topic, Weight: float64(n) / float64(len(members))})
		}
	}
	slices.SortFunc(list, func(a, b chalkline.Follow) int {
		return cmp.Or(cmp.Compare(b.Weight, a.Weight), cmp.Compare(a.Value, b.Value))
	})
	return list
}
