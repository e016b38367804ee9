package main

import "testing"

func TestScaleTellsWhatEverythingCosts(t *testing.T) {
	if testing.Short() {
		t.Skip("a measure, for which -short has no time")
	}
	r, err := scaleCmd{Items: 500, Sources: 4, Readers: []int{10, 20}, Digests: 10}.measure(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range costNames {
		if c := r.Cost[name]; c.Units == 0 || c.CPU <= 0 {
			t.Errorf("%s: %+v", name, c)
		}
	}
	if len(r.Growth) != 2 || r.Growth[1].Picks == 0 {
		t.Errorf("growth is %+v", r.Growth)
	}
	for _, e := range r.Estimate {
		if e.Measured || e.PickCores < 0 || e.Mails <= 0 {
			t.Errorf("the estimate for %v readers is %+v", e.Readers, e)
		}
	}
}
