package main

import (
	"os"
	"testing"
)

func TestNothingGrowsWithTheHours(t *testing.T) {
	if testing.Short() {
		t.Skip("a measure, for which -short has no time")
	}
	// Not parallel: it counts this process's memory and goroutines.
	r, err := longCmd{Sources: 12, Items: 5, Readers: 12, Hours: 9}.measure(t.Context(), executable(t))
	if err != nil {
		t.Fatal(err)
	}
	if err := r.fault(); err != nil {
		t.Error(err)
	}
	if r.Rows["items"] < 60 || r.Rows["picks"] == 0 || r.Mails == 0 {
		t.Errorf("%d items, %d picks and %d mails in %d hours", r.Rows["items"], r.Rows["picks"], r.Mails, r.Hours)
	}
}

func TestHoursPassThroughTheQueue(t *testing.T) {
	if testing.Short() {
		t.Skip("a measure, for which -short has no time")
	}
	server := os.Getenv("CHALKLINE_TEST_POSTGRES")
	if server == "" {
		t.Skip("skipped: no PostgreSQL")
	}
	t.Parallel() // it is too short to say what grows
	r, err := longCmd{Sources: 12, Items: 5, Readers: 12, Hours: 3, Database: server}.measure(t.Context(), executable(t))
	if err != nil {
		t.Fatal(err)
	}
	if r.Rows["items"] < 60 || r.Rows["picks"] == 0 || r.Mails == 0 || r.Queue.Done < r.Rows["items"] || r.Queue.LastConnections == 0 {
		t.Errorf("%d items, %d picks and %d mails in %d hours; %+v", r.Rows["items"], r.Rows["picks"], r.Mails, r.Hours, r.Queue)
	}
}
