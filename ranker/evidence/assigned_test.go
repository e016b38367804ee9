package evidence_test

import (
	"testing"

	"chalkline"
)

// What chance assigned decides, not that there were schools.
func TestTheAssignedUnitDecidesBetweenTrials(t *testing.T) {
	t.Parallel()
	const rct, crct = chalkline.DesignRCT, chalkline.DesignCRCT
	for _, tt := range []struct {
		name, title, text string
		want              chalkline.Design
	}{
		{"pupils in schools", "Puzzles before lessons", "In all, 900 pupils in 31 schools were randomly assigned to puzzles or to silent reading.", rct},
		{"pupils said to be individually randomised", "Puzzles before lessons", "Some 640 students in 22 schools in two states were individually randomised to puzzles or to nothing.", rct},
		{"pupils within schools", "Puzzles before lessons", "In this randomised controlled trial, 300 children in 18 schools who read below their age were randomly allocated within schools to puzzles or to waiting.", rct},
		{"pupils from classes of a school", "Puzzles before lessons", "Fifty students from two history classes in one school were randomly assigned to draw or to write.", rct},
		{"pupils, in the active voice", "Puzzles before lessons", "We randomly assigned 410 pupils in 12 schools, all new to the language, to puzzles or to a control group.", rct},
		{"pupils, behind a place", "Puzzles before lessons", "Within each school, pupils were randomly assigned to puzzles or to a control group.", rct},
		{"the title says it", "An individually randomised trial of puzzles", "Pupils of 20 schools took part in puzzles or in a control group.", rct},
		{"teachers who are taught themselves", "A course for teachers", "Ninety teachers were randomly assigned to a course on marking or to a waiting list and answered a questionnaire.", rct},
		{"only the title says that it is a trial", "Puzzles before lessons: a randomized trial", "In 30 schools, 2,100 pupils took part.", rct},
		{"schools", "Puzzles before lessons", "Forty schools were randomly assigned to puzzles or to usual lessons; 2,100 pupils took part.", crct},
		{"schools with their pupils", "Puzzles before lessons", "Sixty schools with 180 teachers and 4,000 pupils were randomly assigned to puzzles or to a payment.", crct},
		{"by school", "Puzzles before lessons", "In all, 4,000 pupils were randomly assigned, by school, to puzzles or to a control group.", crct},
		{"by class", "Puzzles before lessons", "In all, 420 pupils in 16 schools were randomly assigned by class to puzzles or to worksheets.", crct},
		{"at the level of the class", "Puzzles before lessons", "Pupils were randomly assigned at the class level to puzzles or to a control group.", crct},
		{"cluster-randomised", "Puzzles before lessons", "This cluster-randomised trial followed 1,200 pupils of 44 schools.", crct},
		{"teachers and their pupils", "Puzzles before lessons", "Fifty-two teachers and their 1,100 pupils were randomly assigned to puzzles or to usual lessons.", crct},
		{"centres", "Puzzles before naps", "Eighteen childcare centres were randomly assigned to puzzles or to a control group; 400 children took part.", crct},
		{"classes, nouns first", "Puzzles before lessons", "The study was run with 24 classrooms randomly assigned to puzzles or to a control condition.", crct},
		{"the assignment of classes", "Puzzles before lessons", "Random assignment of classes to puzzles or to a control group took place in May; 600 pupils were tested.", crct},
		{"each school", "Puzzles before lessons", "Each school was randomly assigned to puzzles or to a control group, and 2,000 pupils were tested.", crct},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if a := appraise(tt.title, tt.text); a.Design != tt.want {
				t.Errorf("got %s, want %s", a.Design, tt.want)
			}
		})
	}
}

func TestNeighbouringDesignsAreToldApart(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, title, text string
		want              chalkline.Design
	}{
		{
			"a review of reviews", "Sleep and grades: an umbrella review of 11 meta-analyses",
			"We searched three databases for meta-analyses. Eleven met the criteria and their quality was rated; pooled effects ranged from 0.1 to 0.4 SD.", chalkline.DesignUmbrella,
		},
		{
			"a review of reviews, said in the text", "Sleep and grades",
			"In this umbrella review we searched ERIC and Scopus for systematic reviews. Nine reviews met the inclusion criteria.", chalkline.DesignUmbrella,
		},
		{
			"a group without a comparison", "A weekend of drama",
			"Thirty-one teachers filled in a questionnaire before and after a weekend of drama. There was no comparison group. Mean confidence rose (p < .01).", chalkline.DesignPP,
		},
		{
			"a model with controls over the survey it was fed by", "Trust and reading in 90 schools",
			"Using a survey of 2,400 teachers linked with reading scores, we examined associations between trust and attainment. " +
				"Multilevel regression models controlled for prior attainment. Trust was associated with reading.", chalkline.DesignCORC,
		},
		{
			"a multilevel model that predicts attainment", "Homework and attainment",
			"A questionnaire was answered by 3,100 pupils. A multilevel model adjusted for income predicted attainment from homework.", chalkline.DesignCORC,
		},
		{
			"a case study over its interviews", "Moving the timetable: a case study of three schools",
			"This multiple case study followed three schools for a year, with observation and interviews with 14 teachers.", chalkline.DesignCS,
		},
		{
			"matching over a plain comparison", "After-school chess",
			"This quasi-experimental study compares 20 schools with chess with 20 schools without, matched by propensity scores on prior attainment.", chalkline.DesignMatched,
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if a := appraise(tt.title, tt.text); a.Design != tt.want {
				t.Errorf("got %s (p %.2f), want %s", a.Design, a.Probability, tt.want)
			}
		})
	}
}
