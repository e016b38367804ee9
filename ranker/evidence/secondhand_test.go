package evidence_test

import (
	"strings"
	"testing"

	"chalkline"
	"chalkline/ranker/evidence"
)

// Works that are known by their records alone.
var (
	pooledWork = chalkline.Work{
		DOI: "10.5555/pool", Title: "Homework and marks in school: what the studies say together", Type: "journal-article", Origin: "openalex",
		Abstract: "We conducted a meta-analysis of homework in schools. Thirty-one studies met the inclusion criteria, and the pooled effect size across studies was g = 0.11.",
	}
	namedWork     = chalkline.Work{DOI: "10.5555/named", Title: "Homework and marks in school: a randomized trial", Type: "journal-article", Origin: "crossref"}
	designedWork  = chalkline.Work{DOI: "10.5555/designed", Title: "Homework and marks in school", Designs: []string{"randomized controlled trial"}, Origin: "openalex"}
	silentWork    = chalkline.Work{DOI: "10.5555/silent", Title: "Homework and marks in school", Type: "journal-article", Origin: "crossref"}
	withdrawnWork = chalkline.Work{DOI: "10.5555/gone", Title: "Homework and marks in school: a trial", Standing: chalkline.StandingRetracted, Origin: "crossref"}
	doubtedWork   = chalkline.Work{DOI: "10.5555/doubt", Title: pooledWork.Title, Abstract: pooledWork.Abstract, Standing: chalkline.StandingConcern, Origin: "crossref"}
)

func TestWorksWithoutAnItemAreJudgedByTheirRecords(t *testing.T) {
	t.Parallel()
	own := evidence.Default().Appraise(evidence.Document{Item: chalkline.Item{Title: pooledWork.Title}, Work: pooledWork})
	byDesign := evidence.Default().Appraise(evidence.Document{Item: chalkline.Item{Title: designedWork.Title}, Work: designedWork})
	strong := chalkline.Cited{Work: chalkline.Work{Title: "Homework and marks in school: a trial"}, Design: chalkline.DesignRCT, Score: 90, Grade: chalkline.GradeA, Appraised: true}
	share := func(scores ...int) int {
		sum := 0
		for _, score := range scores {
			sum += score
		}
		return min(62, int(0.7*float64(sum)/float64(len(scores))+0.5))
	}
	for _, tt := range []struct {
		name  string
		cited []chalkline.Cited
		score int
		want  string // in the reason
	}{
		{"an abstract counts in full", []chalkline.Cited{{Work: pooledWork}}, share(own.Score), "summarises a meta-analysis (A "},
		{"so does a design that an index names", []chalkline.Cited{{Work: designedWork}}, share(byDesign.Score), "summarises a randomised trial ("},
		{"beside one that has an item", []chalkline.Cited{{Work: pooledWork}, strong}, share(own.Score, 90), "summarises a randomised trial (A 90) and 1 more"},
		{"the best three count", []chalkline.Cited{strong, strong, {Work: designedWork}, strong}, 62, "(A 90) and 2 more"},
		{"a title by itself is a named study", []chalkline.Cited{{Work: namedWork}}, 34, "points to a randomised trial, by its title"},
		{"a title that tells nothing", []chalkline.Cited{{Work: silentWork}}, 20, "a study that was not found"},
		{"a retracted one spoils it", []chalkline.Cited{{Work: pooledWork}, {Work: withdrawnWork}}, 5, "points to a retracted work"},
		{"a concern caps it", []chalkline.Cited{{Work: doubtedWork}}, share(20), "expressed concern"},
		{"a concern about an item caps it too", []chalkline.Cited{{Work: doubtedWork, Design: chalkline.DesignMA, Score: 84, Grade: chalkline.GradeA, Appraised: true}}, share(20), "(D 20), about which its journal has expressed concern"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a := evidence.Default().Appraise(evidence.Document{
				Item:   chalkline.Item{Title: "Study finds that homework helps marks in school", Text: "Researchers at a university led the study, published in the journal Learning. The researchers found that homework raised marks."},
				Source: chalkline.Source{Genre: chalkline.GenreNews}, Cited: tt.cited,
			})
			if !a.SecondHand || a.Score != tt.score || !strings.Contains(a.Reason.English(), tt.want) {
				t.Errorf("got %s %d: %q, want %d and %q", a.Kind, a.Score, a.Reason.English(), tt.score, tt.want)
			}
			alerted := false
			for _, c := range a.Cautions {
				alerted = alerted || c.Name == "cites_retracted"
			}
			if alerted != strings.Contains(tt.want, "retracted") {
				t.Errorf("cautions %+v", a.Cautions)
			}
		})
	}
}
