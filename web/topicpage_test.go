package web

import (
	"bytes"
	"flag"
	"fmt"
	"math"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"chalkline/digest/say"

	"github.com/google/go-cmp/cmp"

	"chalkline"
	"chalkline/store"
)

var updateGolden = flag.Bool("update-pictures", false, "write the pictures of topics to testdata anew")

// told is an item that fillTopic stores.
type told struct {
	title   string
	kind    chalkline.Kind
	design  chalkline.Design
	score   int
	age     time.Duration
	effects []chalkline.Effect
}

const aYear = 365 * 24 * time.Hour

func sd(value, low, high float64) []chalkline.Effect {
	return []chalkline.Effect{{Metric: chalkline.MetricD, Value: value, Low: low, High: high, Level: 95, Quote: "q", Origin: "text"}}
}

var spacingStudies = []told{
	{"Spacing in 61 trials: a meta-analysis", chalkline.KindSynthesis, chalkline.DesignMA, 88, 2 * aYear, sd(.42, .3, .54)},
	{"Spaced vocabulary in twelve schools", chalkline.KindResearch, chalkline.DesignCRCT, 78, aYear, sd(.11, -.02, .24)},
	{"Interleaved algebra: " + hostile, chalkline.KindResearch, chalkline.DesignRCT, 66, 3 * aYear, sd(3.4, 1.1, 5.7)},
	{"Spaced homework at a large scale", chalkline.KindResearch, chalkline.DesignCRCT, 71, 4 * aYear, []chalkline.Effect{{Metric: chalkline.MetricMonths, Value: 2}}},
	{"A second look at spaced homework", chalkline.KindResearch, chalkline.DesignMatched, 58, aYear, []chalkline.Effect{{Metric: chalkline.MetricMonths, Value: -1}}},
	{"Who spaces their own study?", chalkline.KindResearch, chalkline.DesignCOR, 31, 14 * aYear, []chalkline.Effect{{Metric: chalkline.MetricR, Value: .2}}},
	{"How I space my lessons", chalkline.KindPractice, chalkline.DesignPRAC, 9, aYear, nil},
	{"Spacing in the news", chalkline.KindNews, chalkline.DesignNEWS, 12, aYear, nil},
	{"A day on spacing, Leeds", chalkline.KindEvent, chalkline.DesignUnknown, 0, time.Hour, nil},
}

// fillTopic stores items about a topic and gives their ids, in order.
func (s *site) fillTopic(topic chalkline.TopicID, list []told) []chalkline.ItemID {
	s.t.Helper()
	ctx := s.t.Context()
	src := &chalkline.Source{Kind: chalkline.SourceFeed, Name: "Journal of Spacing", URL: "https://spacing.example/feed", Genre: chalkline.GenreJournal}
	ok(s.t, s.db.AddSource(ctx, src))
	batch := chalkline.Batch{Source: src.ID, Poll: chalkline.Poll{State: chalkline.PollOK}}
	for n, e := range list {
		batch.Items = append(batch.Items, chalkline.Item{
			Key: fmt.Sprintf("%s %d", topic, n), URL: fmt.Sprintf("https://spacing.example/%d", n), Title: e.title, Text: "Text.", Published: s.clock.now().Add(-e.age),
		})
	}
	_, err := s.db.StoreBatch(ctx, batch)
	ok(s.t, err)
	due, err := s.db.ItemsToAppraise(ctx, 1000)
	ok(s.t, err)
	items, err := s.db.Items(ctx, due)
	ok(s.t, err)
	var ids []chalkline.ItemID
	var found []chalkline.Appraised
	for n, e := range list {
		item := items[slices.IndexFunc(items, func(i chalkline.Item) bool { return i.Key == fmt.Sprintf("%s %d", topic, n) })]
		a := chalkline.Appraisal{ItemID: item.ID, Kind: e.kind, Design: e.design, Probability: .9, Score: e.score, Reason: chalkline.Verbatim("a reason"), Effects: e.effects, Model: 1}
		if e.score > 0 {
			a.Grade = chalkline.GradeFor(e.score)
		}
		found = append(found, chalkline.Appraised{
			Appraisal: a, StoryKeys: []string{"key:" + item.Key}, Changed: item.Changed, Topics: []chalkline.TopicMatch{{Topic: topic, Weight: .9, Quote: "q"}},
		})
		ids = append(ids, item.ID)
	}
	ok(s.t, s.db.SaveAppraised(ctx, found))
	return ids
}

func TestATopicSaysWhatIsKnownAndWhatIsNot(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	ids := s.fillTopic("spacing", spacingStudies)
	a := s.browser().get("/topics/spacing")
	want(t, a, http.StatusOK)
	has(t, a, "<h1>Spacing &amp; interleaving</h1>", "6 studies here since 2012: 1 review, 3 randomised trials, 1 with another comparison group and 1 of another design.",
		"4 of them are strong or good evidence", "2 pieces of practice, opinion and news are not counted as studies.",
		`<link rel="canonical" href="`+s.url+`/topics/spacing">`, `type="application/rss+xml"`, `<a href="/topics/spacing.json">JSON</a>`,
		`<a href="/join">Join to follow it</a>`, "Retrieval practice &amp; testing effect", "no meta-analysis", "3.4 standard deviations",
		fmt.Sprintf(`<a href="/items/%d">Spaced vocabulary in twelve schools</a>`, ids[1]))
	lacks(t, a, "A day on spacing", "<script>", "<img", "style=", "ZgotmplZ", "How I space my lessons")
	inOrder(t, a, "<h1", `id="designs"`, `id="years"`, `id="effects"`, "Spacing in 61 trials", "Spaced vocabulary", "Spaced homework at a large", "Interleaved algebra",
		`id="reviews"`, "Spacing in 61 trials", `id="strong"`, "Spaced vocabulary", `id="related"`)

	empty := s.browser().get("/topics/phonics")
	want(t, empty, http.StatusOK)
	has(t, empty, "No study on this has been seen here yet.", "No reviews seen here yet.", "No study seen here states an effect")
	lacks(t, empty, `id="designs"`, `id="years"`, "<svg class=\"forest\"")
	want(t, s.browser().get("/topics/alchemy"), http.StatusNotFound)
	want(t, s.browser().get("/topics/spacing.pdf"), http.StatusNotFound)
	if kind := s.browser().get("/topics/spacing.rss").header.Get("Content-Type"); !strings.Contains(kind, "xml") {
		t.Errorf("the feed of a topic is %q", kind)
	}
}

func TestATopicIsFollowedAndUnfollowedFromItsPage(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b, reader := s.signIn("ada@school.example")
	ok(t, s.db.SetFollows(t.Context(), reader.ID, []chalkline.Follow{
		{Kind: chalkline.FollowAuthor, Value: "Ada", Weight: 1}, {Kind: chalkline.FollowTopic, Value: "spacing", Mute: true, Weight: 1},
	}))
	has(t, b.get("/topics/spacing"), "You asked never to be shown it.", `action="/topics/spacing/follow"`)
	follows := func() []chalkline.Follow {
		list, err := s.db.Follows(t.Context(), reader.ID)
		ok(t, err)
		return list
	}
	a := b.submit("/topics/spacing/follow")
	want(t, a, http.StatusSeeOther)
	if a.place() != "/topics/spacing?said=followed" {
		t.Errorf("following leads to %s", a.place())
	}
	has(t, b.get(a.place()), "Following", "It counts from your next picks on.")
	if list := follows(); len(list) != 2 || list[1].Mute || list[1].Value != "spacing" {
		t.Errorf("follows are %+v", list)
	}
	want(t, b.submit("/topics/spacing/follow"), http.StatusSeeOther) // twice does no harm
	want(t, b.submit("/topics/spacing/follow", "undo", "1"), http.StatusSeeOther)
	if list := follows(); len(list) != 1 || list[0].Value != "Ada" {
		t.Errorf("follows are %+v", list)
	}
	want(t, b.submit("/topics/alchemy/follow"), http.StatusNotFound)
	if a := s.browser().submit("/topics/spacing/follow"); !strings.HasPrefix(a.place(), "/join") {
		t.Errorf("a visitor who follows is led to %q", a.place())
	}
	want(t, b.get("/topics/spacing/follow"), http.StatusMethodNotAllowed)
}

func TestTopicsArePutIntoWordsByTheirNumbers(t *testing.T) {
	t.Parallel()
	study := func(d chalkline.Design, g chalkline.Grade, year int) store.TopicStory {
		return store.TopicStory{Kind: chalkline.KindResearch, Design: d, Grade: g, At: time.Date(year, 5, 1, 0, 0, 0, 0, time.UTC)}
	}
	second := study(chalkline.DesignMA, chalkline.GradeC, 2020)
	second.SecondHand = true
	for name, test := range map[string]struct {
		stories []store.TopicStory
		want    spokenTopic
	}{
		"nothing": {nil, spokenTopic{Lead: "No study on this has been seen here yet."}},
		"no study": {[]store.TopicStory{second}, spokenTopic{
			Lead: "No study on this has been seen here yet.", Also: []string{"1 piece of practice, opinion or news is not counted as studies."},
		}},
		"one trial": {[]store.TopicStory{study(chalkline.DesignRCT, chalkline.GradeB, 2024)}, spokenTopic{
			Lead: "1 study here from 2024: 1 randomised trial.", Also: []string{"All of it is strong or good evidence (grade A or B)."}, Missing: []string{"No reviews seen here yet."},
		}},
		"weak and fallen": {
			[]store.TopicStory{study(chalkline.DesignQUAL, chalkline.GradeD, 2021), study(chalkline.DesignQUAL, chalkline.GradeD, 2023), study(chalkline.DesignRCT, chalkline.GradeR, 2010)},
			spokenTopic{
				Lead:    "2 studies here since 2021: none of them a review, a randomised trial or a comparison of groups.",
				Also:    []string{"1 piece was retracted and is left out."},
				Missing: []string{"No strong or good evidence (grade A or B) seen here yet.", "No reviews seen here yet.", "No randomised trials seen here yet."},
			},
		},
	} {
		_, c := countStories(test.stories)
		if diff := cmp.Diff(test.want, inEnglish(c.words())); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// spokenTopic is topicWords in English.
type spokenTopic struct {
	Lead          string
	Also, Missing []string
}

func inEnglish(w topicWords) spokenTopic {
	spoken := spokenTopic{Lead: w.Lead.English()}
	for _, text := range w.Also {
		spoken.Also = append(spoken.Also, text.English())
	}
	for _, text := range w.Missing {
		spoken.Missing = append(spoken.Missing, text.English())
	}
	return spoken
}

func TestYearsOlderThanTenShareAColumn(t *testing.T) {
	t.Parallel()
	var studies []store.TopicStory
	for _, year := range []int{1999, 2014, 2017, 2026, 2026} {
		studies = append(studies, store.TopicStory{Grade: chalkline.GradeB, At: time.Date(year, 12, 31, 23, 0, 0, 0, time.UTC)})
	}
	c := newYearChart(studies, 2026)
	if c.Years[0].Label.English() != "before 2017" || c.Years[0].All != 2 || len(c.Years) != 11 || c.Years[10].All != 2 {
		t.Errorf("columns are %+v", c.Years)
	}
	lines := c.Table()
	if lines[0].Label.English() != "2026" || !slices.Equal(lines[0].Counts, []int{0, 2, 0, 0, 0}) {
		t.Errorf("the table begins with %+v", lines[0])
	}
	if !strings.Contains(c.Words.English(), "Grade B Good: 5 studies, the most in 2026 (2).") {
		t.Errorf("in words: %s", c.Words.English())
	}
	for _, row := range c.Rows {
		for _, bar := range row.Bars {
			if bar.X < chartLeft || bar.X+bar.Wide > chartWidth || bar.Y < 0 || bar.Y+bar.High != row.Base {
				t.Errorf("a bar of grade %s is at %+v", row.Letter, bar)
			}
		}
	}
	if c := newYearChart(studies[3:], 2026); len(c.Years) != 1 || c.Years[0].Tick.English() != "2026" {
		t.Errorf("of one year: %+v", c.Years)
	}
	if newYearChart(nil, 2026) != nil {
		t.Error("nothing is drawn of no study")
	}
}

func TestWhatIsCountedDifferentlySharesNoScale(t *testing.T) {
	t.Parallel()
	effect := func(m chalkline.Metric, v float64) store.StatedEffect {
		return store.StatedEffect{Title: "T", Effect: chalkline.Effect{Metric: m, Value: v}}
	}
	rows := effectRows([]store.StatedEffect{
		effect(chalkline.MetricD, .2), effect(chalkline.MetricMonths, 3), effect(chalkline.MetricG, -.1), effect(chalkline.MetricOR, 1.4), effect(chalkline.MetricR, .3),
		effect(chalkline.MetricES, math.NaN()), effect(chalkline.MetricMonths, 1), effect(chalkline.MetricSD, .1), effect(chalkline.MetricEta2, .1),
	})
	numbers := map[string][]int{}
	for _, f := range newForests(rows) {
		for _, r := range f.Rows {
			numbers[f.ID] = append(numbers[f.ID], r.Number)
		}
	}
	if diff := cmp.Diff(map[string][]int{"sd": {1, 3, 8}, "months": {2, 7}}, numbers); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := newForests(rows[:2]); len(got) != 0 {
		t.Errorf("one effect a scale is drawn: %+v", got)
	}
	if f := newForests(effectRows([]store.StatedEffect{effect(chalkline.MetricD, 0), effect(chalkline.MetricD, 0)}))[0]; f.Rows[0].At != f.Zero {
		t.Errorf("effects of 0 are at %d, and 0 is at %d", f.Rows[0].At, f.Zero)
	}
	for _, f := range newForests(effectRows([]store.StatedEffect{effect(chalkline.MetricD, 900), effect(chalkline.MetricD, -7), effect(chalkline.MetricD, .1)})) {
		for _, r := range f.Rows {
			if r.At < forestLeft || r.At > forestRight {
				t.Errorf("%s is drawn at %d", r.Spoken.English(), r.At)
			}
		}
		if f.Rows[0].Inside || f.Rows[1].Inside || !f.Rows[2].Inside || f.Rows[0].Range == "" || f.Rows[2].Range != "" || len(f.Ticks) > 8 {
			t.Errorf("what lies outside has no arrow: %+v", f)
		}
	}
}

func TestPicturesOfATopicAreAsTheyWere(t *testing.T) {
	t.Parallel()
	p, err := loadPages(mustStatic(t), say.English)
	ok(t, err)
	page, err := p.page("topic")
	ok(t, err)
	var stated []store.StatedEffect
	var stories []store.TopicStory
	for n, e := range spacingStudies[:6] {
		at := time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC).Add(-e.age)
		stories = append(stories, store.TopicStory{Kind: e.kind, Design: e.design, Grade: chalkline.GradeFor(e.score), Score: e.score, At: at})
		stated = append(stated, store.StatedEffect{
			Item: chalkline.ItemID(n + 1), Title: e.title, At: at, Design: e.design, Grade: chalkline.GradeFor(e.score), Effect: e.effects[0],
		})
	}
	pictures := map[string]any{"year-chart": newYearChart(stories, 2026), "forest": newForests(effectRows(stated))[0]}
	for name, data := range pictures {
		var got bytes.Buffer
		ok(t, page.ExecuteTemplate(&got, name, data))
		file := filepath.Join("testdata", "topic-"+name+".html")
		if *updateGolden {
			ok(t, os.WriteFile(file, got.Bytes(), 0o600))
		}
		want, err := os.ReadFile(file)
		ok(t, err)
		if diff := cmp.Diff(string(want), got.String()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		if strings.Contains(got.String(), "<script") || strings.Contains(got.String(), "style=") {
			t.Errorf("%s has what must not be there", name)
		}
	}
}
