//go:build !unix

package jobs

import (
	"context"
	"os"
)

// fileLock is for systems where mail servers lock by file only.
func fileLock(context.Context, *os.File) error { return nil }
