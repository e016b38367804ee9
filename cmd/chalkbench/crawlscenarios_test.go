package main

import (
	"testing"

	"chalkline/crawler/scenario"
)

func TestTheCrawlerBehaves(t *testing.T) {
	t.Parallel()
	for _, s := range scenario.All() {
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			if err := s.Play(t.Context(), scenarioWorld(t.TempDir())); err != nil {
				t.Error(err)
			}
		})
	}
}
