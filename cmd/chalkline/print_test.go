package main

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"chalkline"
	"chalkline/digest/mail"
	"chalkline/digest/say"
	"chalkline/jobs"
	"chalkline/ranker/evidence"
	"chalkline/ranker/topics"
	"chalkline/store"
	"chalkline/web"
)

// appraisals are of every sort that a page shows differently.
func appraisals() map[string]chalkline.Appraisal {
	const result = "Classes with the cards scored 0.14 SD higher (95% CI -0.02 to 0.30) on a standardised test of reading."
	stated := func(name, value, quote string, points float64) chalkline.Signal {
		return chalkline.Signal{Name: name, Value: value, Quote: quote, Origin: "text", Weight: points}
	}
	trial := chalkline.Appraisal{
		Kind: chalkline.KindResearch, Design: chalkline.DesignCRCT, Probability: .93, Score: 76, Margin: 7, Grade: chalkline.GradeA,
		Reason: chalkline.Textf("Cluster-randomised trial in 38 schools (2,104 people), independent test; but built and tested by the same people."),
		Signals: []chalkline.Signal{
			stated(chalkline.SignalDesign, "cluster-randomised trial", "Thirty-eight primary schools in Wales were assigned by lot to reading cards or to lessons as usual.", 74),
			stated(chalkline.SignalParticipants, "2104", "2,104 pupils took part.", 8),
			stated(chalkline.SignalSchools, "38", "Thirty-eight primary schools in Wales were assigned by lot to reading cards or to lessons as usual.", 0),
			stated(chalkline.SignalPhase, "primary", "Thirty-eight primary schools in Wales were assigned by lot to reading cards or to lessons as usual.", 0),
			stated(chalkline.SignalCountry, "GB", "Thirty-eight primary schools in Wales were assigned by lot to reading cards or to lessons as usual.", 0),
			stated(chalkline.SignalOutcome, "standardised test", result, 5),
			stated(chalkline.SignalIndependent, "tested by those who made it", "The authors wrote the cards.", -8),
			stated(chalkline.SignalFunder, "stated", "Funded by the Invented Trust.", 0),
			stated(chalkline.SignalFinding, "stated", result, 0),
			{Name: chalkline.SignalPeerReview, Value: "yes", Origin: "crossref", Offset: -1, Weight: -3},
		},
		Effects: []chalkline.Effect{
			{
				Metric: chalkline.MetricSD, Value: .14, Low: -.02, High: .30, Level: 95, Formula: "taken as g", G: .139, GLow: -.02, GHigh: .299, Size: "medium",
				UsualLow: -.09, UsualHigh: .35, UsualOf: "randomised trials with an independent test", Quote: result, Origin: "text",
			},
			{
				Metric: chalkline.MetricOR, Value: 1.37, Low: 1.05, High: 1.79, Level: 90, Formula: "ln(OR) × √3 / π", G: .174, GLow: .027, GHigh: .321,
				Inflated: "the test was made by the researchers", Quote: "The odds of passing rose (OR = 1.37, 90% CI 1.05 to 1.79).", Origin: "text",
			},
		},
		Tier: 2, TierWhy: chalkline.Textf("a randomised trial with 2,104 people at 38 sites"),
		Cautions: []chalkline.Caution{{Name: "likely_inflated", Text: chalkline.Textf("The effect is likely inflated: the test was made by the researchers.")}},
		Model:    3,
	}
	retracted := trial
	retracted.Grade, retracted.Score, retracted.Margin, retracted.Reason = chalkline.GradeR, 0, 0, chalkline.Textf("Retracted: the publisher has withdrawn this work.")
	retracted.Signals = append([]chalkline.Signal{{Name: chalkline.SignalStanding, Value: "retracted", Origin: "crossref", Offset: -1}}, trial.Signals...)
	list := map[string]chalkline.Appraisal{
		"a trial": trial, "a retracted trial": retracted,
		"second-hand": {
			Kind: chalkline.KindSecondHand, SecondHand: true, Design: chalkline.DesignNEWS, Probability: .9, Score: 48, Margin: 5, Grade: chalkline.GradeC,
			Reason: chalkline.Textf("Second-hand: points to a cluster-randomised trial."), Model: 3,
			Signals: []chalkline.Signal{{Name: chalkline.SignalCites, Value: "cluster-randomised trial (A 76)", Origin: "store", Offset: -1, Weight: 48}},
		},
		"an event": {Kind: chalkline.KindEvent, Design: chalkline.DesignNEWS, Probability: .9, Reason: chalkline.Textf("An event: nothing to grade."), Model: 3},
		"an expression of concern": {
			Kind: chalkline.KindResearch, Design: chalkline.DesignQED, Probability: .4, Score: 20, Margin: 14, Grade: chalkline.GradeD, Reason: chalkline.Textf("Its journal has expressed concern."),
			Signals: []chalkline.Signal{{Name: chalkline.SignalStanding, Value: "concern", Origin: "crossref", Offset: -1}}, Model: 3,
		},
	}
	for name, text := range map[string]string{
		"a judged review":  "We searched six databases and pooled 34 studies of homework in secondary schools in a random-effects meta-analysis. The mean effect was g = 0.21 (95% CI 0.10 to 0.32). We tested for publication bias with a funnel plot.",
		"a judged opinion": "I think that we should all do less marking. In my view it helps nobody, and here is why I stopped.",
		"judged interviews": "We interviewed twelve university students in Canada about feedback. Semi-structured interviews were analysed thematically. " +
			"Results suggest that students found comments more useful than marks.",
	} {
		list[name] = evidence.Default().Appraise(evidence.Document{Item: chalkline.Item{Title: name, Text: text}})
	}
	return list
}

// TestThePageAndTheCommandLineSayTheSame compares what the item's page shows of
// an appraisal with what explain and appraise print of it.
func TestThePageAndTheCommandLineSayTheSame(t *testing.T) {
	t.Parallel()
	db, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "chalkline.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	site, err := web.New(web.Config{DB: db, Key: chalkline.NewKey(), Topics: topics.Default(), Search: db, Picks: &jobs.Units{DB: db, Topics: topics.Default(), Now: time.Now}, Mail: &mail.Outbox{}, Base: "http://127.0.0.1:8080"})
	if err != nil {
		t.Fatal(err)
	}
	for name, a := range appraisals() {
		a.ItemID = stored(t, db, name, a)
		answer := httptest.NewRecorder()
		site.ServeHTTP(answer, httptest.NewRequestWithContext(t.Context(), http.MethodGet, fmt.Sprintf("/items/%d", a.ItemID), nil))
		shown, whole := shownOf(t, answer.Body)
		if len(shown) < 3 {
			t.Errorf("%s: the page shows only %q", name, shown)
		}
		var out bytes.Buffer
		if err := printAppraisal(&out, a); err != nil {
			t.Fatal(err)
		}
		printed := folded(out.String())
		for _, text := range shown {
			if !strings.Contains(printed, text) {
				t.Errorf("%s: the page shows %q, which is not printed:\n%s", name, text, out.String())
			}
		}
		for line := range strings.Lines(out.String()) {
			for _, piece := range between.Split(line, -1) {
				if !strings.Contains(whole, folded(piece)) {
					t.Errorf("%s: %q is printed, which the page does not show", name, folded(piece))
				}
			}
		}
	}
}

// between parts what stands apart on a printed line.
var between = regexp.MustCompile(`\s{2,}|: |“|” ?`)

// stored stores an item with its appraisal.
func stored(t *testing.T, db *store.DB, key string, a chalkline.Appraisal) chalkline.ItemID {
	t.Helper()
	source := &chalkline.Source{Kind: chalkline.SourceFeed, Name: key, URL: "https://read.example/" + key, Genre: chalkline.GenreBlog}
	if err := db.AddSource(t.Context(), source); err != nil {
		t.Fatal(err)
	}
	_, err := db.StoreBatch(t.Context(), chalkline.Batch{
		Source: source.ID, Poll: chalkline.Poll{State: chalkline.PollOK}, Items: []chalkline.Item{{SourceID: source.ID, Key: key, Title: key}},
	})
	if err != nil {
		t.Fatal(err)
	}
	ids, err := db.ItemsToAppraise(t.Context(), 2)
	if err != nil || len(ids) != 1 {
		t.Fatalf("items to appraise: %v, %v", ids, err)
	}
	items, err := db.Items(t.Context(), ids)
	if err != nil {
		t.Fatal(err)
	}
	a.ItemID, a.At = ids[0], time.Now()
	if err := db.SaveAppraised(t.Context(), []chalkline.Appraised{{Appraisal: a, Changed: items[0].Changed}}); err != nil {
		t.Fatal(err)
	}
	return a.ItemID
}

// shownOf are the texts that a page shows of an appraisal, and all its text on
// one line.
func shownOf(t *testing.T, page *bytes.Buffer) (shown []string, whole string) {
	t.Helper()
	root, err := html.Parse(page)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	var walk func(n *html.Node, within bool)
	walk = func(n *html.Node, within bool) {
		if text := folded(n.Data); n.Type == html.TextNode && text != "" {
			all = append(all, text)
			if within && text != "the sentence" {
				shown = append(shown, text)
			}
		}
		class := attribute(n, "class")
		switch {
		case class == "hear" || n.Data == "h2" || n.Data == "svg":
			within = false // what a page says around it, and a picture in words: its figures stand beside it
		case n.Data == "section" && (attribute(n, "aria-labelledby") == "effect" || attribute(n, "aria-labelledby") == "facts" || class == "change"),
			class == "verdict", class == "raw", class == "bar", class == "facts", strings.HasPrefix(class, "caution"):
			within = true
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c, within)
		}
	}
	walk(root, false)
	return shown, strings.Join(all, " ")
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// folded is text on one line.
func folded(text string) string { return strings.Join(strings.Fields(text), " ") }

// strict are the rules, and a list of what they were asked and do not know.
type strict struct {
	*evidence.Model
	unknown *[]string
}

func (s strict) Points(fact string) float64 {
	points := s.Model.Points(fact)
	if points == 0 {
		*s.unknown = append(*s.unknown, fact)
	}
	return points
}

func (s strict) Cap(fact string) int {
	limit := s.Model.Cap(fact)
	if limit == 100 {
		*s.unknown = append(*s.unknown, fact)
	}
	return limit
}

func TestTheCardAsksForPointsThatTheRulesHave(t *testing.T) {
	t.Parallel()
	rules := strict{evidence.Default(), new([]string)}
	for _, design := range chalkline.Designs {
		for _, second := range []bool{false, true} {
			a := chalkline.Appraisal{
				Kind: chalkline.KindResearch, Design: design, Grade: chalkline.GradeB, SecondHand: second, Score: rules.Base(design),
				Signals: []chalkline.Signal{
					{Name: chalkline.SignalDesign, Weight: float64(rules.Base(design))},
					{Name: chalkline.SignalPeerReview, Value: "yes"},
					{Name: chalkline.SignalCites, Value: "a trial"},
					{Name: chalkline.SignalSchools, Value: "12"},
					{Name: "baseline", Weight: -6},
				},
			}
			if c := say.ChangesTo(a, rules); len(c.Raise)+len(c.Lower) == 0 {
				t.Errorf("%s: nothing would change it", design)
			}
		}
	}
	if len(*rules.unknown) > 0 {
		t.Errorf("designs.yaml has no %q", *rules.unknown)
	}
}
