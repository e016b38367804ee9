package main

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"
)

// release is set by the linker when a release is built.
var release string

// version is the release, else the revision that was built, else "dev".
func version() string {
	if release != "" {
		return release
	}
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" && len(s.Value) >= 12 {
				return "dev-" + s.Value[:12]
			}
		}
	}
	return "dev"
}

type versionCmd struct{}

// Run is the command.
func (versionCmd) Run(_ context.Context, std streams) error {
	_, err := fmt.Fprintln(std.out, versionLine())
	return err
}

// versionLine says which program this is, and for which machine.
func versionLine() string {
	return fmt.Sprintf("chalkline %s (%s, %s/%s)", version(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
}
