//go:build race

package jobs

// underRace says that the race detector slows everything down.
const underRace = true
