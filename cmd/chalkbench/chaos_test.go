package main

import (
	"os"
	"testing"
	"time"
)

func TestNothingIsLostOrDoneTwiceWhenProcessesAreKilled(t *testing.T) {
	if testing.Short() {
		t.Skip("a measure, for which -short has no time")
	}
	server := os.Getenv("CHALKLINE_TEST_POSTGRES")
	if server == "" {
		t.Skip("skipped: no PostgreSQL")
	}
	t.Parallel()
	r, err := chaosCmd{Database: server, Sources: 120, Deliveries: 120, Workers: 2, Webs: 1, KillEvery: time.Second, Wait: 3 * time.Minute}.measure(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%+v", r)
	if err := r.faults(); err != nil {
		t.Error(err)
	}
	if r.Kills == 0 || r.Pages == 0 || r.Sent+r.Unsure != 120 {
		t.Errorf("too little was measured: %+v", r)
	}
}
