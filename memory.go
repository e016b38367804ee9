package chalkline

import (
	"os"
	"runtime/debug"
)

// gcPercent is by how much of what is in use the heap of a server may grow before
// it is tidied. Most of what is in use are rules and templates, which stay for
// good, so the usual 100 would only double them.
const gcPercent = 50

// On a machine with at most smallMachine bytes the heap is tidied sooner once it
// takes a smallShare of them, 47 MB of 512, but not before smallHeap: some 30 MB stay
// for good. Of the rest the system keeps files at hand, which the database needs more.
const (
	smallMachine = 1 << 30
	smallShare   = 11
	smallHeap    = 40 << 20
)

// SaveMemory trades a little processor time for memory, as suits a small server
// that mostly waits. Memory is how many bytes the machine or its container has, 0
// when that is not known. GOGC and GOMEMLIMIT in the environment have the last
// word.
func SaveMemory(memory uint64) {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
	if os.Getenv("GOMEMLIMIT") == "" && memory > 0 && memory <= smallMachine {
		debug.SetMemoryLimit(int64(max(memory/smallShare, smallHeap)))
	}
}
