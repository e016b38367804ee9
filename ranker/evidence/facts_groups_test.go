package evidence_test

import (
	"testing"

	"chalkline"
)

// How many took part is often said in parts.
func TestParticipantsAreAddedUp(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, text, want string }{
		{"groups of one size", "Three groups of eight pupils took part.", "24"},
		{"a range is no size", "Fourteen coaches took part, and each met groups of six to twelve pupils.", "14"},
		{"boys and girls", "Participants were 210 boys and 195 girls in year 9.", "405"},
		{"girls among pupils", "In all, 120 pupils took part, 64 girls and 56 boys.", "120"},
		{"an arm without a noun", "Scores were obtained from 97 students in the experimental group and 84 in the control group.", "181"},
		{"arms in brackets", "The sample consisted of 51 students in the 10th grade (26 in the experimental group and 25 in the control group).", "51"},
		{"of each group", "A sample of 82 students was divided equally into two groups with 41 participants each.", "82"},
		{"a population is no sample", "A sample of 84 students was drawn from a population of 144 students.", "84"},
		{"kinds of staff", "The sample comprised 9 principals, 27 counsellors and 81 teachers.", "117"},
		{"a part of them", "Thirty providers (90 per cent female) participated in phase 1, and 15 of these participants in phase 2.", "30"},
		{"how old they were", "The study was conducted with 6 6-9 yr old children.", "6"},
		{"a few, some words before their noun", "This study examined how four middle school arts teachers used slides.", "4"},
		{"one noun for two numbers", "Recordings of thirty left-handed and twenty right-handed pupils were studied.", "50"},
		{"two numbers in brackets are no such pair", "Tests were taken by 15 coaches (9 old and 6 new) and 61 Year 7 pupils.", "61"},
		{"with and without", "We observed 23 children with glasses and 31 without at play.", "54"},
		{"a space for thousands", "Registers of 23 405 pupils were studied.", "23405"},
		{"a ratio is no sample", "In all, 96 pupils were tested, in groups of 1 tutor to 5 or 6 pupils, or 1 adult to 12 pupils.", "96"},
		{"totals of two years", "Tests were taken by pupils of the north (N = 310) and pupils of the south (N = 205).", "515"},
		{"pupils and their teachers", "Diaries were kept by pupils with hay fever (n = 70) and their teachers (n = 12), in two groups.", "70"},
		{"some of them in focus groups", "Fifty-two pupils answered a survey, and 9 pupils took part in focus groups.", "52"},
		{"a noun with a hyphen", "The questionnaire was completed by 34 trainee-teachers.", "34"},
		{"girls by themselves", "It was tried with 44 girls from one town.", "44"},
		{"tests of a few children", "Eighteen art teachers participated, and each assessed four children's drawings.", "18"},
		{"a share of them", "Pupils (N = 80), of whom 54% (N = 43) had moved house, were tested.", "80"},
		{"the same people on three occasions", "Pupils were tested in one group before the course (N = 55), the week after (N = 50), and at follow-up (N = 22).", "55"},
		{"a planned maximum", "We tested 26 pupils; a further survey will recruit a maximum of 80 participants.", "26"},
		{"who came", "In total, 43 attendees (males = 22; females = 21) filled in the form.", "43"},
		{"findings are no people", "Two main findings emerged: children liked slides.", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a := appraise("A study of lessons", tt.text+" Results showed gains in learning.")
			if s, _ := a.Signal(chalkline.SignalParticipants); s.Value != tt.want {
				t.Errorf("got %q (%q), want %q", s.Value, s.Quote, tt.want)
			}
		})
	}
}
