//go:build !unix

package main

// freeDisk is nil: how full a disk is cannot be asked here.
func (*Settings) freeDisk() func() (int64, error) { return nil }
