// Package digesttest has made-up cards for the tests of everything that shows
// cards. Nothing in them is about a real study, person or site.
package digesttest

import (
	"strings"
	"time"

	"chalkline"
)

// Now is the moment at which the cards are shown.
var Now = time.Date(2026, 11, 22, 17, 0, 0, 0, time.UTC)

// Reader follows the topics that the cards are about.
func Reader() chalkline.Reader {
	return chalkline.Reader{ID: 7, Email: "teacher@school.example", Role: chalkline.RoleReader, Schedule: chalkline.DefaultSchedule("Europe/London")}
}

// Cards are picks of every sort: a trial with an open copy elsewhere and another
// side, second-hand evidence outside the reader's usual, a weak study with a caution that is free where it is, practice in
// another language, an event, and a bare title.
func Cards() []chalkline.Card {
	cards := []chalkline.Card{trial(), secondHand(), caution(), practice(), event(), bare()}
	for i := range cards {
		if cards[i].Item.Text != "" {
			cards[i].Minutes = cards[i].Item.Minutes()
		}
	}
	return cards
}

// Retracted is a pick that was retracted after it was sent.
func Retracted() chalkline.Card {
	c := card(90, "Two minutes of doodling a day double reading speed", "https://journal.example/doodling")
	c.Source = chalkline.Source{ID: 3, Name: "Journal of Invented Results", URL: "https://journal.example/rss", Genre: chalkline.GenreJournal}
	c.Pick.At = Now.AddDate(0, 0, -20)
	c.Pick.Revised = Now.AddDate(0, 0, -2)
	c.Item.Published = Now.AddDate(0, 0, -25)
	c.Appraisal = chalkline.Appraisal{
		Kind: chalkline.KindResearch, Design: chalkline.DesignRCT, Grade: chalkline.GradeR,
		Reason:  chalkline.Textf("Retracted on 20 November 2026: the journal could not verify the data."),
		Signals: []chalkline.Signal{{Name: chalkline.SignalStanding, Value: "retracted", Origin: "crossref", Offset: -1}},
	}
	return c
}

// card is a card that tells nothing but its title.
func card(id int64, title, url string) chalkline.Card {
	return chalkline.Card{
		Pick: chalkline.Pick{
			ID: chalkline.PickID(id), ReaderID: 7, ItemID: chalkline.ItemID(1000 + id), StoryID: chalkline.StoryID(id),
			Score: 100 - float64(id), At: Now.Add(-time.Duration(id) * time.Hour),
		},
		Item: chalkline.Item{
			ID: chalkline.ItemID(1000 + id), Title: title, URL: url, Language: "en",
			Published: Now.AddDate(0, 0, -3), FirstSeen: Now.AddDate(0, 0, -2),
		},
		Source: chalkline.Source{ID: 1, Name: "Harbour Street Staffroom", URL: "https://staffroom.example/feed", Genre: chalkline.GenreBlog},
	}
}

func trial() chalkline.Card {
	c := card(1, "Spaced maths quizzes raised end-of-year scores in 42 schools", "https://journal.example/spaced-quizzes?a=1&b=2")
	c.Source = chalkline.Source{ID: 3, Name: "Journal of Invented Results", URL: "https://journal.example/rss", Genre: chalkline.GenreJournal}
	c.Item.Text = strings.Repeat("Pupils took short quizzes that came back to old work. ", 140)
	c.Item.Authors = []string{"Ada Okafor", "Lena Brandt"}
	c.Open = "https://repository.example/spaced-quizzes.pdf?a=1&b=2"
	c.Pick.Reason = chalkline.Textf("you follow spacing · primary · like three you found useful")
	c.Topics = []chalkline.TopicMatch{{Topic: "spacing", Weight: .9}, {Topic: "mathematics", Weight: .7}}
	c.Pick.Other = 1044
	c.Other = &chalkline.OtherSide{
		ItemID: 1044, Title: "Quizzes in 60 schools & what became of them", URL: "https://journal.example/no-difference", Source: "Journal of Invented Results",
		Grade: chalkline.GradeA, Score: 80, Direction: chalkline.DirectionNull,
	}
	c.Appraisal = chalkline.Appraisal{
		Kind: chalkline.KindResearch, Design: chalkline.DesignCRCT, Probability: .9, Score: 71, Margin: 8, Grade: chalkline.GradeB,
		Reason: chalkline.Textf("Schools were assigned at random (1,375 pupils), independent test; built by the same team."),
		Signals: []chalkline.Signal{
			{Name: chalkline.SignalParticipants, Value: "1375", Origin: "text"},
			{Name: chalkline.SignalSchools, Value: "42", Origin: "text"},
			{Name: chalkline.SignalPhase, Value: "primary", Origin: "text"},
			{Name: chalkline.SignalCountry, Value: "IE", Origin: "text"},
			{Name: chalkline.SignalPeerReview, Value: "yes", Origin: "crossref", Offset: -1},
			{Name: chalkline.SignalFinding, Value: "0.12 SD", Origin: "text", Quote: "Pupils in quiz classes scored 0.12 SD higher (95% CI 0.03 to 0.21) at the end of the year."},
		},
		Effects: []chalkline.Effect{{
			Metric: chalkline.MetricSD, Value: .12, Low: .03, High: .21, Level: 95, Size: "medium", Inflated: "the test was made by the researchers", Origin: "text",
			Quote: "Pupils in quiz classes scored 0.12 SD higher (95% CI 0.03 to 0.21) at the end of the year.",
		}},
		Tier: 2, TierWhy: chalkline.Textf("a cluster-randomised trial with 1,375 people at 42 sites"),
	}
	c.AlsoAt = []chalkline.Appearance{
		{ItemID: 2001, Source: "Chalk & Talk", URL: "https://chalk.example/quizzes", At: Now.AddDate(0, 0, -1)},
		{ItemID: 2002, Source: "Improving Lessons", URL: "https://lessons.example/spacing", At: Now.AddDate(-1, 0, 0)},
	}
	return c
}

func secondHand() chalkline.Card {
	c := card(2, "A null result on homework: what a review of 31 studies does and does not say", "https://staffroom.example/homework")
	c.Item.Text = strings.Repeat("The review found little in primary school. ", 90)
	c.Item.Authors = []string{"Tom Ashby"}
	c.Pick.Reason, c.Pick.Outside = chalkline.Textf("Outside your usual: homework · some evidence, second-hand"), true
	c.Topics = []chalkline.TopicMatch{{Topic: "homework", Weight: .8}}
	c.Appraisal = chalkline.Appraisal{
		Kind: chalkline.KindSecondHand, Design: chalkline.DesignMA, Probability: .8, Score: 57, Margin: 10, Grade: chalkline.GradeC, SecondHand: true,
		Reason: chalkline.Textf("Summarises a meta-analysis (A) and links to it."),
		Signals: []chalkline.Signal{
			{Name: chalkline.SignalStudies, Value: "31", Origin: "text"},
			{Name: chalkline.SignalFinding, Origin: "text", Quote: "In primary schools the reviewers found no difference that they could tell from zero."},
		},
	}
	return c
}

func caution() chalkline.Card {
	c := card(3, "Matching lessons to learning styles: six pupils report", "https://lessons.example/styles")
	c.Item.Text = strings.Repeat("We asked six pupils which lessons they liked. ", 60)
	c.Pick.Reason = chalkline.Textf("you follow inclusion")
	c.Open = "https://lessons.example/styles.pdf"
	c.Appraisal = chalkline.Appraisal{
		Kind: chalkline.KindResearch, Design: chalkline.DesignQUAL, Score: 22, Margin: 12, Grade: chalkline.GradeD,
		Reason:   chalkline.Textf("Explains how and why from interviews; very small."),
		Signals:  []chalkline.Signal{{Name: chalkline.SignalParticipants, Value: "6", Origin: "text"}},
		Cautions: []chalkline.Caution{{Name: "learning-styles", Text: chalkline.Textf("Leans on learning styles, which reviews do not support.")}},
	}
	return c
}

func practice() chalkline.Card {
	c := card(4, "Lautlesetandems im dritten Schuljahr – so läuft es bei uns", "https://kreide.example/tandems")
	c.Source = chalkline.Source{ID: 4, Name: "Kreidezeit", URL: "https://kreide.example/feed"}
	c.Item.Language = "de"
	c.Item.Text = strings.Repeat("Wir lesen jeden Morgen zehn Minuten zu zweit. ", 70)
	c.Pick.Reason = chalkline.Textf("you follow reading fluency")
	c.Appraisal = chalkline.Appraisal{
		Kind: chalkline.KindPractice, Design: chalkline.DesignPRAC, Score: 8, Margin: 6, Grade: chalkline.GradeE,
		Reason: chalkline.Textf("Describes a practice; claims no effect."),
	}
	return c
}

func event() chalkline.Card {
	c := card(5, "Phonics study day, Leeds, 5 December", "https://events.example/phonics")
	c.Item.Text = "A day on phonics."
	c.Pick.Reason = chalkline.Textf("you follow phonics")
	c.Appraisal = chalkline.Appraisal{Kind: chalkline.KindEvent, Grade: chalkline.GradeNone, Reason: chalkline.Textf("an event, which is not graded")}
	return c
}

func bare() chalkline.Card {
	c := card(6, "Feedback and effort in lower secondary science", "")
	c.Item.Published = time.Time{}
	c.Appraisal = chalkline.Appraisal{
		Kind: chalkline.KindResearch, Design: chalkline.DesignUnknown, Score: 30, Margin: 24, Grade: chalkline.GradeD,
		Reason: chalkline.Textf("Does not say how it was done; only the title is known."),
	}
	return c
}
