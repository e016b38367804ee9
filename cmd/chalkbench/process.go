package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// process is the id of a process that is measured from outside.
type process int

// cpuTime is the processor time, user and system, that the process has used so
// far, of the threads that it still has: the programs that are measured end none.
// It is 0 where the system does not say.
func (p process) cpuTime() time.Duration {
	threads, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/schedstat", p))
	if err != nil {
		return 0
	}
	var used time.Duration
	for _, name := range threads {
		if text, err := os.ReadFile(name); err == nil { // it may have ended just now
			var ns int64
			_, _ = fmt.Sscan(string(text), &ns)
			used += time.Duration(ns)
		}
	}
	return used
}

// memory is what the process has resident now, in MB; 0 where the system does not
// say.
func (p process) memory() float64 { return p.status("VmRSS") }

// peak is the most that it has had resident, in MB.
func (p process) peak() float64 { return p.status("VmHWM") }

func (p process) status(name string) float64 {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p))
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(status)) {
		var kb float64
		if n, _ := fmt.Sscanf(line, name+": %f kB", &kb); n == 1 {
			return kb / 1024
		}
	}
	return 0
}
