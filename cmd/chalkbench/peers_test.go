package main

import "testing"

func TestPeersCrawlTheSameSources(t *testing.T) {
	if testing.Short() {
		t.Skip("a measure, for which -short has no time")
	}
	t.Parallel()
	r, err := peersCmd{Sources: 5, Items: 3}.measure(t.Context(), executable(t))
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Rounds) != 2 {
		t.Fatalf("%d rounds", len(r.Rounds))
	}
	for n, kind := range []string{"200", "304"} {
		if round := r.Rounds[n]; round.Stored != 15 || round.Requests[kind] != 5 || round.CPU <= 0 {
			t.Errorf("%+v", round)
		}
	}
}

func TestAPeerNeedsADatabaseOfItsOwn(t *testing.T) {
	t.Parallel()
	if _, err := (peersCmd{Miniflux: "/nowhere"}).measure(t.Context(), ""); err == nil {
		t.Error("it was measured without one")
	}
}
