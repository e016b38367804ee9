package crawler

import (
	"testing"
	"time"

	"chalkline"
)

func TestAMoveIsBelievedWhenItWasSaidEquallyForTwoDays(t *testing.T) {
	t.Parallel()
	const there, elsewhere = "https://new.example/feed", "https://other.example/feed"
	for _, c := range []struct {
		name  string
		said  []string // where it said it had moved, "" for nowhere
		every time.Duration
		want  bool
	}{
		{"once", []string{there}, 24 * time.Hour, false},
		{"daily for two days", []string{there, there, there}, 24 * time.Hour, true},
		{"twice in four days", []string{there, there}, 96 * time.Hour, false},
		{"every hour of a day", []string{there, there, there, there, there, there, there}, 3 * time.Hour, false},
		{"with a word taken back", []string{there, there, "", there, there}, 24 * time.Hour, false},
		{"to and fro", []string{there, elsewhere, there, elsewhere, there}, 24 * time.Hour, false},
		{"to another place in the end", []string{elsewhere, there, there, there}, 24 * time.Hour, true},
	} {
		var move chalkline.Move
		now := start
		for _, permanent := range c.said {
			move = moving(move, permanent, now)
			now = now.Add(c.every)
		}
		if got := believed(move, now.Add(-c.every)); got != c.want {
			t.Errorf("%s: believed %v", c.name, got)
		}
	}
}

func TestRegistrableDomains(t *testing.T) {
	t.Parallel()
	for host, want := range map[string]string{
		"feeds.school.example": "school.example", "a.b.school.sch.uk": "b.school.sch.uk", "blog.example.co.uk:8443": "example.co.uk",
		"one.github.io": "one.github.io", "127.0.0.1:80": "127.0.0.1", "[::1]:80": "::1", "localhost": "localhost",
	} {
		if got := registrable(host); got != want {
			t.Errorf("%s: %q, want %q", host, got, want)
		}
	}
}
