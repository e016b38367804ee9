package evidence_test

import (
	"strings"
	"testing"

	"chalkline"
	"chalkline/ranker/evidence"
)

func TestARecordDecidesWhereTheWordsAreSilent(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, title, text string
		work              chalkline.Work
		want              chalkline.Design
		from              string // who the design is from, "" for the words
	}{
		{"OpenAlex names a trial", "Owls and arithmetic", "", chalkline.Work{Designs: []string{"Randomized Controlled Trial"}}, chalkline.DesignRCT, "openalex"},
		{"OpenAlex writes it in its other way", "Owls and arithmetic", "", chalkline.Work{Designs: []string{"randomized_controlled_trial"}}, chalkline.DesignRCT, "openalex"},
		{"a trial that is not randomised", "Owls and arithmetic", "", chalkline.Work{Designs: []string{"non-randomized controlled trial"}}, chalkline.DesignQED, "openalex"},
		{"ERIC's descriptor of a comparison", "Owls and arithmetic", "", chalkline.Work{Descriptors: []string{"Arithmetic", "Quasiexperimental Design", "Birds"}}, chalkline.DesignQED, "eric"},
		{"two descriptors of one method", "Owls and arithmetic", "", chalkline.Work{Descriptors: []string{"Qualitative Research", "Semi Structured Interviews"}}, chalkline.DesignQUAL, "eric"},
		{"ERIC calls it a guide", "Owls and arithmetic", "", chalkline.Work{Types: []string{"Guides - Classroom - Teacher"}}, chalkline.DesignPRAC, ""},
		{"a subject that is no method", "Owls and arithmetic", "", chalkline.Work{Descriptors: []string{"Meta Analysis of Owls", "Arithmetic"}}, chalkline.DesignUnknown, ""},
		{"clear words stand", "Owls and arithmetic", "Pupils were randomly assigned to owls or to a control group.", chalkline.Work{Designs: []string{"Meta-analysis"}}, chalkline.DesignRCT, ""},
		{"a clear title stands", "Owls and arithmetic: a systematic review", "", chalkline.Work{Descriptors: []string{"Case Studies"}}, chalkline.DesignSR, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			tt.work.Title = tt.title
			a := evidence.Default().Appraise(evidence.Document{Item: chalkline.Item{Title: tt.title, Text: tt.text}, Source: chalkline.Source{Genre: chalkline.GenreDatabase, Topics: []chalkline.TopicID{"mathematics"}}, Work: tt.work})
			design, _ := a.Signal(chalkline.SignalDesign)
			if a.Design != tt.want || tt.from != "" && (design.Origin != tt.from || design.Offset >= 0) {
				t.Errorf("got %s from %q (%s), want %s from %q", a.Design, design.Origin, a.Reason.English(), tt.want, tt.from)
			}
			if s, ok := a.Signal("recorded"); tt.from != "" && (!ok || s.Origin != tt.from || s.Value == "" || !strings.Contains(a.Reason.English(), "by its record in")) {
				t.Errorf("no receipt for the record: %+v, reason %q", s, a.Reason.English())
			}
		})
	}
}

func TestARecordLeansOnTheKind(t *testing.T) {
	t.Parallel()
	for types, want := range map[string]chalkline.Kind{
		"Reports - Research": chalkline.KindResearch, "Opinion Papers": chalkline.KindOpinion, "Guides - Non-Classroom": chalkline.KindPractice, "Information Analyses": chalkline.KindSynthesis,
	} {
		a := evidence.Default().Appraise(evidence.Document{
			Item: chalkline.Item{Title: "Owls in arithmetic lessons"}, Source: chalkline.Source{Genre: chalkline.GenreDatabase}, Work: chalkline.Work{Types: []string{"Journal Articles", types}, Origin: "eric"},
		})
		if a.Kind != want {
			t.Errorf("%s: got %s, want %s", types, a.Kind, want)
		}
	}
}

func TestTheRecordOfAnotherWorkIsNotTheItems(t *testing.T) {
	t.Parallel()
	a := evidence.Default().Appraise(evidence.Document{
		Item:   chalkline.Item{Title: "Why I stopped giving prizes in class", Text: "My pupils asked for prizes. I stopped."},
		Source: chalkline.Source{Genre: chalkline.GenreBlog},
		Work:   chalkline.Work{Title: "Rewards and persistence: a trial in 40 schools", Designs: []string{"randomized controlled trial"}, Abstract: trialText + trialText, Origin: "openalex"},
	})
	if a.Design == chalkline.DesignRCT || a.Score > 20 {
		t.Errorf("a post took the design of the study whose DOI it bears: %s %d", a.Design, a.Score)
	}
}

func TestPeerReview(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name         string
		work         chalkline.Work
		want, origin string
		points       float64
	}{
		{"ERIC says yes", chalkline.Work{Reviewed: chalkline.StatedYes, Type: "report"}, "yes", "eric", 3},
		{"ERIC says no, and beats the type", chalkline.Work{Reviewed: chalkline.StatedNo, Type: "journal-article"}, "no", "eric", 0},
		{"Crossref's type", chalkline.Work{Type: "journal-article", Origin: "crossref"}, "yes", "crossref", 3},
		{"OpenAlex's preprint", chalkline.Work{Types: []string{"preprint"}, Origin: "openalex"}, "preprint", "openalex", -4},
		{"ERIC's thesis", chalkline.Work{Types: []string{"Dissertations/Theses - Doctoral Dissertations"}, Reviewed: chalkline.StatedNo, Origin: "eric"}, "thesis", "eric", -3},
		{"nobody says", chalkline.Work{}, "", "", 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a := evidence.Default().Appraise(evidence.Document{Item: chalkline.Item{Title: trialTitle, Text: trialText}, Work: tt.work})
			if s, _ := a.Signal(chalkline.SignalPeerReview); s.Value != tt.want || s.Origin != tt.origin || s.Weight != tt.points {
				t.Errorf("got %q from %q (%+.0f), want %q from %q (%+.0f)", s.Value, s.Origin, s.Weight, tt.want, tt.origin, tt.points)
			}
		})
	}
}

func TestAnAbstractOfTheRecordIsReadWhereTheItemIsATeaser(t *testing.T) {
	t.Parallel()
	full := appraise(trialTitle, trialText)
	for name, text := range map[string]string{"no text": "", "a teaser": "Volume 4, Issue 2, March 2026, pages 11-29."} {
		a := evidence.Default().Appraise(evidence.Document{
			Item: chalkline.Item{Title: trialTitle, Text: text}, Source: chalkline.Source{Genre: chalkline.GenreJournal},
			Work: chalkline.Work{Title: trialTitle, Abstract: trialText, Origin: "openalex"},
		})
		if a.Design != full.Design || a.Score != full.Score || a.Margin != full.Margin {
			t.Errorf("%s: got %s %d +-%d, want %s %d +-%d", name, a.Design, a.Score, a.Margin, full.Design, full.Score, full.Margin)
		}
		for _, s := range a.Signals {
			if s.Offset >= 0 && s.Origin != "title" && (s.Origin != "openalex" || !strings.HasPrefix(trialText[s.Offset:], s.Quote)) {
				t.Errorf("%s: %s is from %q, and %q does not stand at offset %d of the abstract", name, s.Name, s.Origin, s.Quote, s.Offset)
			}
		}
		for _, e := range a.Effects {
			if e.Origin != "openalex" || !strings.HasPrefix(trialText[e.Offset:], e.Quote) {
				t.Errorf("%s: the effect's receipt is %q at %d of %q", name, e.Quote, e.Offset, e.Origin)
			}
		}
	}
	long := strings.Repeat("Pupils were interviewed about owls, and themes emerged from the transcripts. ", 5)
	a := evidence.Default().Appraise(evidence.Document{Item: chalkline.Item{Title: "Owls", Text: long}, Work: chalkline.Work{Title: "Owls", Abstract: trialText, Origin: "openalex"}})
	if a.Design != chalkline.DesignQUAL {
		t.Errorf("the record's abstract was read over the item's own text: %s", a.Design)
	}
}
