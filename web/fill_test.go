package web

import (
	"fmt"
	"testing"
	"time"

	"chalkline"
	"chalkline/store"
)

// hostile is what a source may write into a title; nothing of it may act.
const hostile = `Ten "tips" </h2><script>alert(1)</script> & <img src=x onerror=alert(2)>`

// filled names what fill stored.
type filled struct {
	items map[string]chalkline.ItemID // by Key
	all   []chalkline.ItemID
}

// fill stores three sources and a dozen invented items with their appraisals.
func fill(t *testing.T, db *store.DB, now time.Time) filled {
	t.Helper()
	ctx := t.Context()
	sources := []*chalkline.Source{
		{Kind: chalkline.SourceFeed, Name: "Improving Lessons", URL: "https://improving.example/feed", SiteURL: "https://improving.example/", Genre: chalkline.GenreBlog},
		{Kind: chalkline.SourceFeed, Name: "Journal of School Trials", URL: "https://trials.example/rss", SiteURL: "https://trials.example/", Genre: chalkline.GenreJournal},
		{Kind: chalkline.SourceFeed, Name: "Classroom Weekly", URL: "https://weekly.example/atom", Genre: chalkline.GenreNews},
	}
	for _, s := range sources {
		ok(t, db.AddSource(ctx, s))
	}
	byKey := make(map[string]example)
	for i, e := range examples {
		byKey[e.key] = e
		src := sources[e.source]
		_, err := db.StoreBatch(ctx, chalkline.Batch{
			Source: src.ID,
			Poll:   chalkline.Poll{State: chalkline.PollOK, LastAt: now, OKAt: now, NextAt: now.Add(6 * time.Hour), Interval: 6 * time.Hour, HTTPStatus: 200},
			Items: []chalkline.Item{{
				SourceID: src.ID, Key: e.key, URL: "https://read.example/" + e.key, Title: e.title, Text: e.text, DOI: e.doi,
				Venue: e.venue, Authors: e.authors, Published: now.Add(-time.Duration(i*7) * time.Hour),
			}},
		})
		ok(t, err)
	}
	broken := *sources[2]
	_, err := db.StoreBatch(ctx, chalkline.Batch{Source: broken.ID, Poll: chalkline.Poll{
		State: chalkline.PollFailing, LastAt: now, NextAt: now.Add(time.Hour), Failures: 3, HTTPStatus: 503,
		Error: "The server answered 503 (service unavailable) three times in a row.",
	}})
	ok(t, err)

	ids, err := db.ItemsToAppraise(ctx, 100)
	ok(t, err)
	items, err := db.Items(ctx, ids)
	ok(t, err)
	f := filled{items: make(map[string]chalkline.ItemID)}
	var list []chalkline.Appraised
	for _, item := range items {
		e := byKey[item.Key]
		a := e.appraisal
		a.ItemID, a.Model, a.Probability, a.At = item.ID, 1, 0.9, now
		for i := range a.Signals {
			if a.Signals[i].Origin == "" {
				a.Signals[i].Origin, a.Signals[i].Offset = "text", -1
			}
		}
		list = append(list, chalkline.Appraised{
			Appraisal: a, Citations: e.cites, StoryKeys: []string{"url:https://read.example/" + e.story()}, Changed: item.Changed,
			Topics: []chalkline.TopicMatch{{Topic: "retrieval-practice", Weight: 0.9, Quote: "quizzes"}},
		})
		f.items[item.Key] = item.ID
		f.all = append(f.all, item.ID)
	}
	ok(t, db.SaveAppraised(ctx, list))
	return f
}

// pickAll picks every item for the reader, with the one named last on top.
func pickAll(t *testing.T, db *store.DB, reader chalkline.ReaderID, f filled, now time.Time) {
	t.Helper()
	items, err := db.Items(t.Context(), f.all)
	ok(t, err)
	var picks []chalkline.Pick
	for i, item := range items {
		picks = append(picks, chalkline.Pick{
			ReaderID: reader, ItemID: item.ID, StoryID: item.StoryID, Score: float64(80 - i), At: now.Add(-time.Duration(i) * time.Minute),
			Reason: chalkline.Verbatim("you follow Retrieval practice"), Parts: []chalkline.Part{{Name: "topic", Value: 20, Why: chalkline.Verbatim("you follow Retrieval practice")}},
		})
	}
	_, err = db.SavePicks(t.Context(), reader, picks, now, now.Add(30*time.Hour))
	ok(t, err)
}

// example is an invented item with a fitting appraisal.
type example struct {
	source                int
	key, title, text, doi string
	venue, sameAs         string
	authors               []string
	cites                 []chalkline.Citation
	appraisal             chalkline.Appraisal
}

func (e example) story() string {
	if e.sameAs != "" {
		return e.sameAs
	}
	return e.key
}

const trialText = "We asked whether short spaced quizzes help pupils remember mathematics. Forty-two schools with 1,375 pupils in Year 8 " +
	"were assigned at random to quizzes or to lessons as usual. Pupils in quiz classes scored 0.12 SD higher (95% CI 0.03 to 0.21) on an " +
	"independent end-of-year test. The programme and the trial were the work of one team."

var examples = []example{
	{
		source: 1, key: "quiz-trial", title: "Spaced maths quizzes raised end-of-year scores in 42 schools", text: trialText,
		doi: "10.5555/chalk.1", venue: "Journal of School Trials", authors: []string{"Ada Okafor", "Lena Brandt"},
		appraisal: chalkline.Appraisal{
			Kind: chalkline.KindResearch, Design: chalkline.DesignCRCT, Score: 71, Margin: 8, Grade: chalkline.GradeB,
			Reason: chalkline.Verbatim("schools were assigned at random (1,375 pupils), independent test; built and tested by the same team"),
			Signals: []chalkline.Signal{
				{Name: chalkline.SignalDesign, Value: "CRCT", Quote: "Forty-two schools with 1,375 pupils in Year 8 were assigned at random", Weight: 74},
				{Name: chalkline.SignalParticipants, Value: "1375", Quote: "Forty-two schools with 1,375 pupils in Year 8", Weight: 3},
				{Name: chalkline.SignalSchools, Value: "42", Quote: "Forty-two schools with 1,375 pupils in Year 8"},
				{Name: chalkline.SignalPhase, Value: "secondary", Quote: "pupils in Year 8"},
				{Name: chalkline.SignalEffect, Value: "0.12 SD", Quote: "Pupils in quiz classes scored 0.12 SD higher (95% CI 0.03 to 0.21) on an independent end-of-year test."},
				{Name: "interval", Value: "0.03 to 0.21", Quote: "Pupils in quiz classes scored 0.12 SD higher (95% CI 0.03 to 0.21) on an independent end-of-year test.", Weight: 2},
				{Name: chalkline.SignalFinding, Value: "stated", Quote: "Pupils in quiz classes scored 0.12 SD higher (95% CI 0.03 to 0.21) on an independent end-of-year test."},
				{Name: chalkline.SignalOutcome, Value: "standardised test", Quote: "an independent end-of-year test", Weight: 5},
				{Name: chalkline.SignalIndependent, Value: "tested by those who made it", Quote: "The programme and the trial were the work of one team.", Weight: -8},
				{Name: chalkline.SignalPeerReview, Value: "yes", Origin: "crossref", Weight: 3},
			},
			Effects: []chalkline.Effect{{
				Metric: chalkline.MetricSD, Value: 0.12, Low: 0.03, High: 0.21, Level: 95, Formula: "taken as g: the outcome's standard deviation is that of all pupils",
				G: 0.12, GLow: 0.03, GHigh: 0.21, Size: "medium", UsualLow: -0.09, UsualHigh: 0.35, UsualOf: "randomised trials with an independent test",
				Quote: "Pupils in quiz classes scored 0.12 SD higher (95% CI 0.03 to 0.21) on an independent end-of-year test.", Origin: "text",
			}},
			Tier: 2, TierWhy: chalkline.Verbatim("a randomised trial with 1,375 people at 42 sites and a positive result"),
		},
	},
	{
		source: 0, key: "quiz-post", title: "What the quiz trial means for your Year 8s", text: "A new trial says that short quizzes help. " + trialText,
		cites: []chalkline.Citation{{Kind: chalkline.CitationLink, DOI: "10.5555/chalk.1", URL: "https://doi.org/10.5555/chalk.1"}},
		appraisal: chalkline.Appraisal{
			Kind: chalkline.KindSecondHand, Design: chalkline.DesignOP, Score: 48, Margin: 9, Grade: chalkline.GradeC, SecondHand: true,
			Reason:  chalkline.Verbatim("second-hand: summarises a cluster-randomised trial (B 71)"),
			Signals: []chalkline.Signal{{Name: chalkline.SignalCites, Value: "10.5555/chalk.1", Origin: "crossref"}},
		},
	},
	{
		source: 1, key: "homework-null", title: "Large review of homework finds little for younger pupils",
		text: "We pooled 61 studies. For pupils under eleven the average difference was close to zero.", doi: "10.5555/chalk.2",
		appraisal: chalkline.Appraisal{
			Kind: chalkline.KindSynthesis, Design: chalkline.DesignMA, Score: 84, Margin: 6, Grade: chalkline.GradeA,
			Reason: chalkline.Verbatim("pools 61 studies and tested for publication bias"),
			Signals: []chalkline.Signal{
				{Name: chalkline.SignalStudies, Value: "61", Quote: "We pooled 61 studies.", Weight: 4},
				{Name: chalkline.SignalFinding, Value: "stated", Quote: "For pupils under eleven the average difference was close to zero."},
				{Name: chalkline.SignalDirection, Value: string(chalkline.DirectionNull)},
			},
		},
	},
	{
		source: 2, key: "styles", title: "Teach every child in their own learning style", text: "Find out who is a visual learner and plan for it.",
		appraisal: chalkline.Appraisal{
			Kind: chalkline.KindOpinion, Design: chalkline.DesignOP, Score: 8, Margin: 6, Grade: chalkline.GradeE,
			Reason:   chalkline.Verbatim("an author's view; no study is named"),
			Cautions: []chalkline.Caution{{Name: "learning_styles", Text: chalkline.Verbatim("leans on learning styles, which reviews do not support (Pashler and others, 2008)."), Quote: "visual learner"}},
		},
	},
	{
		source: 1, key: "retracted", title: "Gum chewing doubles reading speed", text: "Ninety pupils took part.", doi: "10.5555/chalk.9",
		appraisal: chalkline.Appraisal{
			Kind: chalkline.KindResearch, Design: chalkline.DesignRCT, Grade: chalkline.GradeR, Reason: chalkline.Verbatim("retracted by the journal: the data could not be found"),
			Signals: []chalkline.Signal{{Name: chalkline.SignalStanding, Value: "retracted", Origin: "crossref", Weight: -100}},
		},
	},
	{
		source: 2, key: "event", title: "Conference on reading, Leeds, 4 March", text: "Tickets are free.",
		appraisal: chalkline.Appraisal{Kind: chalkline.KindEvent, Design: chalkline.DesignUnknown, Grade: chalkline.GradeNone},
	},
	{
		source: 2, key: "hostile", title: hostile, text: "<b>bold</b> & \"quoted\" <script>alert(3)</script>",
		appraisal: chalkline.Appraisal{
			Kind: chalkline.KindPractice, Design: chalkline.DesignPRAC, Score: 12, Margin: 6, Grade: chalkline.GradeE, Reason: chalkline.Verbatim(`describes a lesson <script>alert(4)</script>`),
			Signals: []chalkline.Signal{{Name: chalkline.SignalFinding, Value: "x", Quote: `"><script>alert(5)</script>`}},
		},
	},
	{source: 0, key: "untitled", text: "A note without a title.", appraisal: chalkline.Appraisal{
		Kind: chalkline.KindPractice, Design: chalkline.DesignPRAC, Score: 9, Margin: 8, Grade: chalkline.GradeE, Reason: chalkline.Verbatim("describes one lesson"),
	}},
	small(0, "survey", "How 300 heads spend their Mondays", chalkline.DesignDES, 24, chalkline.GradeD, "describes how things are; one country"),
	small(1, "phonics", "Catch-up phonics for eleven-year-olds: a matched comparison", chalkline.DesignMatched, 58, chalkline.GradeC, "compared with similar pupils, 640 in all; no plan was published beforehand"),
	small(2, "tutoring", "Tutoring in small groups: what a year in twelve schools showed", chalkline.DesignPP, 27, chalkline.GradeD, "one group, measured before and after; nobody to compare with"),
	small(0, "feedback", "A fair test of comment-only marking", chalkline.DesignRCT, 66, chalkline.GradeB, "pupils were assigned at random; the test was made by the authors"),
	copyOf("feedback", small(2, "feedback-copy", "Comment-only marking put to a fair test", chalkline.DesignRCT, 66, chalkline.GradeB, "pupils were assigned at random; the test was made by the authors")),
}

// copyOf makes an example the same story as another.
func copyOf(key string, e example) example {
	e.sameAs = key
	return e
}

func small(source int, key, title string, d chalkline.Design, score int, g chalkline.Grade, reason string) example {
	return example{source: source, key: key, title: title, text: fmt.Sprintf("%s. %s.", title, reason), appraisal: chalkline.Appraisal{
		Kind: chalkline.KindResearch, Design: d, Score: score, Margin: 9, Grade: g, Reason: chalkline.Verbatim(reason),
		Signals: []chalkline.Signal{{Name: chalkline.SignalDesign, Value: string(d), Quote: title}},
	}}
}
