package evidence_test

import (
	"testing"

	"chalkline"
	"chalkline/ranker/evidence"
)

func TestACaseReportHasOneParticipant(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, text, want string
	}{
		{"a case report with an age", "Presents a case report of a 9-year-old boy who learned to read with sign support.", "1"},
		{"a case study of one pupil", "This is a case study of a pupil with selective mutism. She was interviewed twice.", "1"},
		{"told in the first person", "We describe the treatment of a girl who refused school. The case report covers a year.", "1"},
		{"a number wins", "This case report of a girl is drawn from interviews with 14 teachers.", "14"},
		{"a school is no person", "This is a case study of a rural school that dropped grades.", ""},
		{"several cases", "Case reports of a patient each from three clinics are compared in this series.", ""},
		{"a child in general", "How the treatment of a child at home shapes school life is discussed.", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			a := evidence.Default().Appraise(evidence.Document{Item: chalkline.Item{Title: "Learning from one classroom", Text: test.text, DOI: "10.5555/one"}})
			s, _ := a.Signal(chalkline.SignalParticipants)
			if s.Value != test.want {
				t.Errorf("participants %q, want %q (%s, %s)", s.Value, test.want, a.Kind, a.Design)
			}
		})
	}
}
