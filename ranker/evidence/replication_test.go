package evidence_test

import (
	"strings"
	"testing"

	"chalkline"
	"chalkline/ranker/evidence"
)

func TestReplicationsByOthersMoveTheScore(t *testing.T) {
	t.Parallel()
	none := replicated(chalkline.Replication{}, "")
	for _, tt := range []struct {
		name    string
		list    chalkline.Replication
		text    string
		points  int
		value   string
		caution bool
	}{
		{"found again", chalkline.Replication{Succeeded: 1, By: "10.5555/again"}, "", 6, "1 of 1 repeat found the same; see doi:10.5555/again", false},
		{"found again three times in four", chalkline.Replication{Succeeded: 3, Failed: 1}, "", 6, "3 of 4 repeats found the same", false},
		{"not found again", chalkline.Replication{Failed: 2}, "", -20, "0 of 2 repeats found the same", true},
		{"not found three times in four", chalkline.Replication{Succeeded: 1, Failed: 3}, "", -20, "1 of 4 repeats found the same", true},
		{"two of three is a dispute", chalkline.Replication{Succeeded: 2, Failed: 1}, "", -8, "2 of 3 repeats found the same", false},
		{"in part", chalkline.Replication{Mixed: 1}, "", -8, "0 of 1 repeat found the same, 1 in part", false},
		{"the list stands above the text", chalkline.Replication{Failed: 1}, " The finding was successfully replicated.", -20, "0 of 1 repeat found the same", true},
		{"nonsense counts for nothing", chalkline.Replication{Succeeded: -3}, "", 0, "", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a := replicated(tt.list, tt.text)
			if a.Score-none.Score != tt.points {
				t.Errorf("moved the score by %d, want %d (%s)", a.Score-none.Score, tt.points, a.Reason.English())
			}
			found := chalkline.Signal{}
			for _, s := range a.Signals {
				if s.Name == chalkline.SignalReplication && s.Origin == "replications" {
					found = s
				}
			}
			if found.Value != tt.value || int(found.Weight) != tt.points {
				t.Errorf("the signal is %+v, want %q", found, tt.value)
			}
			cautioned := false
			for _, c := range a.Cautions {
				cautioned = cautioned || c.Name == "replication_failed" && strings.Contains(c.Text.English(), tt.value)
			}
			if cautioned != tt.caution {
				t.Errorf("cautions %+v, want one: %v", a.Cautions, tt.caution)
			}
		})
	}
}

// replicated judges a trial whose score has room on both sides.
func replicated(list chalkline.Replication, text string) chalkline.Appraisal {
	return evidence.Default().Appraise(evidence.Document{
		Item: chalkline.Item{Title: "Owls and arithmetic", Text: "In this study 210 pupils were randomly assigned to owls or to a control group." + text}, Work: chalkline.Work{Replication: list},
	})
}
