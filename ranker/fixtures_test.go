package ranker_test

import (
	"fmt"
	"time"

	"chalkline"
)

var now = time.Date(2026, time.March, 4, 6, 0, 0, 0, time.UTC)

const day = 24 * time.Hour

// follow is a follow of a topic with the full weight.
func follow(topic string) chalkline.Follow {
	return chalkline.Follow{Kind: chalkline.FollowTopic, Value: topic, Weight: 1}
}

// candidate is a fresh, well-evidenced item about spacing, changed by edits.
func candidate(id int64, edits ...func(*chalkline.Candidate)) chalkline.Candidate {
	c := chalkline.Candidate{
		Item: chalkline.Item{
			ID: chalkline.ItemID(id), SourceID: chalkline.SourceID(id), StoryID: chalkline.StoryID(id),
			Title: "Spaced quizzes in 42 schools", Published: now.Add(-2 * day), FirstSeen: now.Add(-2 * day),
		},
		SourceName: fmt.Sprintf("Source %d", id),
		Appraisal:  chalkline.Appraisal{Kind: chalkline.KindResearch, Score: 70, Grade: chalkline.GradeB},
		Topics:     []chalkline.TopicMatch{{Topic: "spacing", Weight: 0.8}},
	}
	for _, edit := range edits {
		edit(&c)
	}
	return c
}

func about(topics ...chalkline.TopicID) func(*chalkline.Candidate) {
	return func(c *chalkline.Candidate) {
		c.Topics = nil
		for _, id := range topics {
			c.Topics = append(c.Topics, chalkline.TopicMatch{Topic: id, Weight: 0.8})
		}
	}
}

func graded(kind chalkline.Kind, grade chalkline.Grade, score int) func(*chalkline.Candidate) {
	return func(c *chalkline.Candidate) {
		c.Appraisal.Kind, c.Appraisal.Grade, c.Appraisal.Score = kind, grade, score
	}
}

func aged(age time.Duration) func(*chalkline.Candidate) {
	return func(c *chalkline.Candidate) { c.Item.Published, c.Item.FirstSeen = now.Add(-age), now.Add(-age) }
}

func mute(topic string) chalkline.Follow {
	return chalkline.Follow{Kind: chalkline.FollowTopic, Value: topic, Mute: true}
}

func wanting(wants chalkline.Wants) chalkline.Reader { return chalkline.Reader{Wants: wants} }

func weightless() map[chalkline.PartName]float64 {
	weights := map[chalkline.PartName]float64{}
	for _, part := range chalkline.WeighedParts {
		weights[part] = 0
	}
	return weights
}

func takes(minutes int) func(*chalkline.Candidate) {
	return func(c *chalkline.Candidate) { c.Minutes = minutes }
}

func monthly(items int) func(*chalkline.Candidate) {
	return func(c *chalkline.Candidate) { c.Monthly = items }
}

func suits(class chalkline.Class) func(*chalkline.Candidate) {
	return func(c *chalkline.Candidate) { c.For = class }
}

func likes(scores map[chalkline.ItemID]float64) func(*chalkline.Candidate) float64 {
	return func(c *chalkline.Candidate) float64 { return scores[c.Item.ID] }
}

func picked(picks []chalkline.Pick) []chalkline.ItemID {
	ids := []chalkline.ItemID{}
	for _, p := range picks {
		ids = append(ids, p.ItemID)
	}
	return ids
}
