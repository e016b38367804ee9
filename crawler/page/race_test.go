//go:build race

package page

// underRace says that the race detector slows everything down.
const underRace = true
