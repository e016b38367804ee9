//go:build race

package feed

// slowness is how much longer things may take under the race detector.
const slowness = 10
