package say_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"chalkline"
	"chalkline/digest/say"
)

func TestOfAStudyEveryFactIsShownStatedOrNot(t *testing.T) {
	t.Parallel()
	a := chalkline.Appraisal{Grade: chalkline.GradeB, Kind: chalkline.KindResearch, Design: chalkline.DesignCRCT, Probability: .9, Signals: []chalkline.Signal{
		{Name: chalkline.SignalDesign, Value: "cluster-randomised trial", Quote: "Schools were assigned at random.", Origin: "text"},
		{Name: chalkline.SignalParticipants, Value: "1375", Quote: "1,375 pupils took part.", Origin: "text"},
		{Name: chalkline.SignalCountry, Value: "GB/US", Quote: "Here and there.", Origin: "text"},
		{Name: chalkline.SignalFunder, Value: "stated", Quote: "Paid for by a ministry.", Origin: "text"},
		{Name: chalkline.SignalPeerReview, Value: "preprint", Origin: "crossref"},
		{Name: "registered_report", Value: "yes", Quote: "A registered report.", Origin: "text"},
	}}
	want := map[string]string{
		"How it was done": "Schools or classes were assigned at random (cluster-randomised trial)|Schools were assigned at random.|in the text",
		"Who took part":   "1,375 people|1,375 pupils took part.|in the text", "Country": "United Kingdom, United States|Here and there.|in the text",
		"Paid for by": "Named in the sentence|Paid for by a ministry.|in the text", "Peer reviewed": "Not yet: a preprint||from the Crossref record",
		"Schools or classes": "", "Phase": "", "What was measured": "", "How long": "", "Planned in public beforehand": "Yes: a registered report, accepted before its results were known|A registered report.|in the text",
		"Independent of its makers": "", "Repeated by others": "",
	}
	if diff := cmp.Diff(want, flat(say.Facts(a))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// flat is every row with its values on one line.
func flat(list []say.Fact) map[string]string {
	rows := make(map[string]string, len(list))
	for _, f := range list {
		var values []string
		for _, v := range f.Values {
			values = append(values, strings.Join([]string{v.Text.English(), v.Quote, v.From.English()}, "|"))
		}
		rows[f.Label.English()] = strings.Join(values, " + ")
	}
	return rows
}

func TestOnlyWhatFitsTheDesignIsAskedFor(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		a    chalkline.Appraisal
		want []string
	}{
		"an opinion": {chalkline.Appraisal{Grade: chalkline.GradeE, Design: chalkline.DesignOP}, []string{"How it was done"}},
		"an event":   {chalkline.Appraisal{Design: chalkline.DesignNEWS}, nil},
		"second-hand": {
			chalkline.Appraisal{Grade: chalkline.GradeC, Design: chalkline.DesignNEWS, SecondHand: true, Signals: facts(chalkline.SignalCites, "meta-analysis (A 84)")},
			[]string{"How it was done", "Rests on"},
		},
		"a trial that could not be read": {
			chalkline.Appraisal{Grade: chalkline.GradeB, Design: chalkline.DesignRCT, Cautions: []chalkline.Caution{{Name: "other_language"}}},
			[]string{"How it was done"},
		},
		"a review": {
			chalkline.Appraisal{Grade: chalkline.GradeA, Design: chalkline.DesignMA},
			[]string{"How it was done", "Who took part", "Studies pooled", "Phase", "Country", "What was measured", "Planned in public beforehand", "Paid for by", "Peer reviewed", "Repeated by others"},
		},
	} {
		var labels []string
		for _, f := range say.Facts(test.a) {
			labels = append(labels, f.Label.English())
		}
		if !slices.Equal(labels, test.want) {
			t.Errorf("%s: rows %q, want %q", name, labels, test.want)
		}
	}
}

func TestADoubtfulDesignIsSaidToBeUnclear(t *testing.T) {
	t.Parallel()
	a := chalkline.Appraisal{Grade: chalkline.GradeD, Kind: chalkline.KindResearch, Design: chalkline.DesignPP, Probability: .4}
	if got, want := say.Facts(a)[0].Values[0].Text.English(), "Unclear, perhaps: One group, measured before and after (before-and-after study)"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestNoticesSayWhenAndWhere(t *testing.T) {
	t.Parallel()
	day := time.Date(2026, 5, 3, 9, 0, 0, 0, time.UTC)
	for want, w := range map[string]chalkline.Work{
		"Retracted on 3 May 2026, notice doi:10.5555/n.1.": {Standing: chalkline.StandingRetracted, NoticeAt: day, NoticeDOI: "10.5555/n.1"},
		"Expression of concern.":                           {Standing: chalkline.StandingConcern},
		"Corrected on 3 May 2026.":                         {Standing: chalkline.StandingCorrected, NoticeAt: day},
		"":                                                 {Standing: chalkline.StandingGood},
	} {
		if got := say.Notice(w).English(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestTheFreeCopyComesFirst(t *testing.T) {
	t.Parallel()
	paper := chalkline.Card{Item: chalkline.Item{URL: "https://journal.example/1", DOI: "10.5555/1"}, Open: "https://repository.example/1.pdf"}
	closed, post := paper, chalkline.Card{Item: chalkline.Item{URL: "https://post.example/1"}}
	closed.Open = ""
	retracted := paper
	retracted.Appraisal.Grade = chalkline.GradeR
	for name, test := range map[string]struct {
		card chalkline.Card
		want []say.Copy
	}{
		"a free copy elsewhere": {paper, []say.Copy{
			{Label: chalkline.Verbatim("Open copy"), URL: "https://repository.example/1.pdf", Note: chalkline.Verbatim("repository.example, free to read")},
			{Label: chalkline.Verbatim("Where it was published"), URL: "https://journal.example/1", Note: chalkline.Verbatim("journal.example")},
		}},
		"none known":                {closed, []say.Copy{{Label: chalkline.Verbatim("Where it was published"), URL: "https://journal.example/1", Note: chalkline.Verbatim("journal.example, no free copy is known")}}},
		"a post":                    {post, []say.Copy{{Label: chalkline.Verbatim("Where it was published"), URL: "https://post.example/1", Note: chalkline.Verbatim("post.example")}}},
		"no copy of what is gone":   {retracted, []say.Copy{{Label: chalkline.Verbatim("Where it was published"), URL: "https://journal.example/1", Note: chalkline.Verbatim("journal.example")}}},
		"without an address or DOI": {chalkline.Card{}, nil},
	} {
		if diff := cmp.Diff(test.want, say.Copies(test.card), inEnglish); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}
