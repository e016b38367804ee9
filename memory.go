package chalkline

import (
	"os"
	"runtime/debug"
)

// gcPercent is by how much of what is in use the heap of a server may grow before
// it is tidied. Most of what is in use are rules and templates, which stay for
// good, so the usual 100 would only double them.
const gcPercent = 50

// SaveMemory trades a little processor time for memory, as suits a small server
// that mostly waits. A GOGC in the environment has the last word.
func SaveMemory() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
}
