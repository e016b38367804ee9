package evidence

import (
	"fmt"
	"strings"

	"chalkline"
)

// clearly is the share of attempts to repeat a finding that have to agree before
// the minority is set aside. One failure among three repeats is a dispute, one
// among four is not.
const clearly = 0.75

// readReplication notes what a list of replications says of the item's own work.
// It counts attempts by other people, so it stands above what the text says.
func (r *reading) readReplication() {
	list := r.doc.Work.Replication
	adjustment := verdict(list)
	if adjustment == "" {
		return
	}
	for _, name := range []string{"replicated", "replication_failed", "replication_mixed"} {
		delete(r.stated, name)
	}
	for i := range r.signals {
		if r.signals[i].Name == chalkline.SignalReplication {
			r.signals[i].Weight = 0
		}
	}
	r.record("replications", chalkline.SignalReplication, attempts(list), r.state(adjustment))
}

// verdict is the adjustment that the attempts come to: the outcome of three
// quarters of them and more, else mixed; "" when there were none.
func verdict(list chalkline.Replication) string {
	succeeded, failed := max(0, list.Succeeded), max(0, list.Failed)
	total := succeeded + failed + max(0, list.Mixed)
	switch {
	case total == 0:
		return ""
	case float64(succeeded) >= clearly*float64(total):
		return "replicated"
	case float64(failed) >= clearly*float64(total):
		return "replication_failed"
	}
	return "replication_mixed"
}

// attempts is "2 of 3 repeats found the same; see doi:10.5555/again".
func attempts(list chalkline.Replication) string {
	total := max(0, list.Succeeded) + max(0, list.Failed) + max(0, list.Mixed)
	noun := "repeats"
	if total == 1 {
		noun = "repeat"
	}
	text := fmt.Sprintf("%d of %d %s found the same", max(0, list.Succeeded), total, noun)
	if list.Mixed > 0 {
		text += fmt.Sprintf(", %d in part", list.Mixed)
	}
	if by := strings.TrimSpace(list.By); by != "" {
		text += "; see doi:" + chalkline.Cut(by, quoteLimit)
	}
	return text
}
