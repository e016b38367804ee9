package bounce_test

import (
	"testing"

	"chalkline"
	"chalkline/digest/mail/bounce"
)

func TestWhyMailStopsTellsAComplaintFromWhatCameBack(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		report              bounce.Report
		soft                int
		stopped, complained bool
	}{
		"a complaint":               {bounce.Report{Kind: bounce.Complaint}, 0, true, true},
		"a mailbox that is closed":  {bounce.Report{Kind: bounce.Hard, Reason: "550 no such user"}, 0, true, false},
		"words that look like one":  {bounce.Report{Kind: bounce.Hard, Reason: "complaint: closed"}, 0, true, false},
		"a mailbox that is full":    {bounce.Report{Kind: bounce.Soft}, 1, false, false},
		"one that is full for long": {bounce.Report{Kind: bounce.Soft}, 100, true, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			reader := chalkline.Reader{MailError: c.report.Stopped(c.soft)}
			if got := !reader.MailError.IsZero(); got != c.stopped {
				t.Errorf("mail stops: %v, want %v", got, c.stopped)
			}
			if got := reader.Complained(); got != c.complained {
				t.Errorf("it was a complaint: %v, want %v", got, c.complained)
			}
		})
	}
}
