package main

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestNothingIsLostOrDoneTwiceWhenProcessesAreKilledAndRenewed(t *testing.T) {
	if testing.Short() {
		t.Skip("a measure, for which -short has no time")
	}
	server := os.Getenv("CHALKLINE_TEST_POSTGRES")
	if server == "" {
		t.Skip("skipped: no PostgreSQL")
	}
	t.Parallel()
	program := filepath.Join(t.TempDir(), "chalkline")
	if err := buildProgram(t.Context(), program); err != nil {
		t.Fatal(err)
	}
	// The older program is the same one here: what is tested is that all are started anew.
	c := chaosCmd{Database: server, Sources: 100, Deliveries: 100, Workers: 2, Webs: 1, KillEvery: time.Second, Wait: 3 * time.Minute, Program: program, Older: program}
	r, err := c.measure(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%+v", r)
	if err := r.faults(); err != nil {
		t.Error(err)
	}
	if r.Kills == 0 || r.Renewed != 3 || r.Pages == 0 || r.Sent+r.Unsure != 100 {
		t.Errorf("too little was measured: %+v", r)
	}
}
