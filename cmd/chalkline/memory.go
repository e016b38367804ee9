package main

import "github.com/KimMachineGun/automemlimit/memlimit"

// machineMemory is how many bytes the machine or its container has, 0 when that
// is not known.
func machineMemory() uint64 {
	if limit, err := memlimit.FromCgroup(); err == nil {
		return limit
	}
	total, err := memlimit.FromSystem()
	if err != nil {
		return 0
	}
	return total
}
