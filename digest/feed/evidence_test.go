package feed_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"chalkline"
	"chalkline/digest/digesttest"
	"chalkline/digest/feed"
)

// fields are those of the only card of a feed, as JSON has them.
func fields(t *testing.T, c chalkline.Card) map[string]any {
	t.Helper()
	var parsed struct {
		Items []struct {
			Evidence map[string]any `json:"_evidence"`
		}
	}
	if err := json.Unmarshal(write(t, feed.Feed{Home: "https://chalk.example", Self: sample().Self, Cards: []chalkline.Card{c}}, "json"), &parsed); err != nil {
		t.Fatal(err)
	}
	delete(parsed.Items[0].Evidence, "about")
	return parsed.Items[0].Evidence
}

func TestFieldsSayWhatTheCardHas(t *testing.T) {
	t.Parallel()
	cards := digesttest.Cards()
	trial := cards[0]
	trial.Item.DOI, trial.Item.ERIC = "10.5555/invented", "EJ000001"
	for name, test := range map[string]struct {
		card chalkline.Card
		want map[string]any
	}{
		"a trial": {trial, map[string]any{
			"grade": "B", "score": 71., "margin": 8., "design": "CRCT", "participants": 1375., "peer_reviewed": true, "minutes": 6.,
			"reason": "Schools were assigned at random (1,375 pupils), independent test; built by the same team.",
			"quote":  "Pupils in quiz classes scored 0.12 SD higher (95% CI 0.03 to 0.21) at the end of the year.",
			"effect": []any{map[string]any{"metric": "SD", "value": .12, "low": .03, "high": .21, "level": 95., "inflated": "the test was made by the researchers"}},
			"why":    "You follow spacing · primary · like three you found useful", "doi": "10.5555/invented", "eric": "EJ000001",
			"open_copy": "https://repository.example/spaced-quizzes.pdf?a=1&b=2",
			"also_at": []any{
				map[string]any{"source": "Chalk & Talk", "url": "https://chalk.example/quizzes", "at": "2026-11-21"},
				map[string]any{"source": "Improving Lessons", "url": "https://lessons.example/spacing", "at": "2025-11-22"},
			},
		}},
		"a weak study with a caution, free where it is": {cards[2], map[string]any{
			"grade": "D", "score": 22., "margin": 12., "design": "QUAL", "participants": 6., "minutes": 3., "reason": "Explains how and why from interviews; very small.",
			"caution": []any{"Leans on learning styles, which reviews do not support."}, "open_copy": "https://lessons.example/styles", "why": "You follow inclusion",
		}},
		"an event has no grade, score or design": {cards[4], map[string]any{"reason": "An event, which is not graded", "minutes": 1., "why": "You follow phonics"}},
		"what is not known is left out":          {cards[5], map[string]any{"grade": "D", "score": 30., "margin": 24., "reason": "Does not say how it was done; only the title is known."}},
		"of what was retracted no result is repeated": {retractedTrial(), map[string]any{
			"grade": "R", "design": "CRCT", "standing": "retracted", "participants": 1375., "peer_reviewed": true, "minutes": 6., "reason": "Retracted.",
		}},
	} {
		if diff := cmp.Diff(test.want, fields(t, test.card)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// retractedTrial is a trial that was retracted after it had been read.
func retractedTrial() chalkline.Card {
	c := digesttest.Cards()[0]
	c.Appraisal.Grade, c.Appraisal.Reason, c.AlsoAt, c.Pick.Reason = chalkline.GradeR, chalkline.Textf("Retracted."), nil, chalkline.Text{}
	return c
}

func TestPeerReviewIsYesNoOrNotKnown(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]any{"yes": true, "no": false, "preprint": false, "thesis": false, "perhaps": nil, "": nil} {
		c := digesttest.Cards()[5]
		c.Appraisal.Signals = []chalkline.Signal{{Name: chalkline.SignalPeerReview, Value: value}}
		if got := fields(t, c)["peer_reviewed"]; got != want {
			t.Errorf("%q: %v, want %v", value, got, want)
		}
	}
}

func TestAnItemThatWasNotPickedIsAsNewAsItsLastChange(t *testing.T) {
	t.Parallel()
	seen := digesttest.Now.AddDate(0, 0, -9)
	for name, test := range map[string]struct {
		change func(c *chalkline.Card)
		want   time.Time
	}{
		"never changed":          {func(c *chalkline.Card) { c.Appraisal.At = digesttest.Now }, seen},
		"edited":                 {func(c *chalkline.Card) { c.Item.Changed = seen.AddDate(0, 0, 2) }, seen.AddDate(0, 0, 2)},
		"put under concern":      {func(c *chalkline.Card) { fall(c, chalkline.StandingConcern, seen.AddDate(0, 0, 3)) }, seen.AddDate(0, 0, 3)},
		"corrected, still valid": {func(c *chalkline.Card) { fall(c, chalkline.StandingCorrected, seen.AddDate(0, 0, 3)) }, seen},
	} {
		c := digesttest.Cards()[0]
		c.Pick, c.Item.Published, c.Item.FirstSeen, c.Item.Changed = chalkline.Pick{}, seen, seen, seen
		test.change(&c)
		f := sample()
		f.Cards = []chalkline.Card{c}
		for format := range formats {
			e := withGofeed(t, format, write(t, f, format)).Entries[0]
			if e.ID != "tag:chalk.example,2026:item/1001" || e.Published != day(seen) || e.Updated != day(test.want) {
				t.Errorf("%s, %s: %s, published %s, updated %s; want %s", name, format, e.ID, e.Published, e.Updated, day(test.want))
			}
		}
	}
}

func fall(c *chalkline.Card, standing chalkline.Standing, at time.Time) {
	c.Appraisal.Signals = append(c.Appraisal.Signals, chalkline.Signal{Name: chalkline.SignalStanding, Value: string(standing)})
	c.Appraisal.At = at
}

func TestADigestIsAsNewAsTheFallOfAPickInIt(t *testing.T) {
	t.Parallel()
	f := digests()
	f.Digests[0].Cards[1].Pick.Revised = digesttest.Now
	entries := withGofeed(t, "atom", write(t, f, "atom")).Entries
	if got := entries[0]; got.Updated != day(digesttest.Now) || got.Published != day(f.Digests[0].Edition.At) || got.ID != "tag:chalk.example,2026:edition/12" {
		t.Errorf("%s, published %s, updated %s", got.ID, got.Published, got.Updated)
	}
	if entries[1].Title != "Digest 3" || entries[1].Link != f.Page {
		t.Errorf("without subject and page: %q, %s", entries[1].Title, entries[1].Link)
	}
}

func TestTheIDOfAFeedIsTheSameForEveryAddress(t *testing.T) {
	t.Parallel()
	for _, home := range []string{"https://chalk.example", "https://CHALK.example:8443/reads"} {
		for _, query := range []string{"", "grade=A", "archive=2"} {
			f := sample()
			f.Home, f.Self.Query = home, query
			if got := readDocument(write(t, f, "atom"), "").root.child("atom:id").text; got != "tag:chalk.example,2026:reader/7" {
				t.Errorf("%s, %q: %s", home, query, got)
			}
		}
	}
}
