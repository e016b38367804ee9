// Command bill says what the shipped program is made of: the modules that are
// compiled into it, the Go library itself, and the files that its pages load. It
// is run where the program is built, and not shipped:
//
//	go run ./deploy/bill licences          # the text of every licence, for THIRD_PARTY_LICENSES
//	go run ./deploy/bill sbom 1.4.0        # a bill of materials, CycloneDX 1.6 as JSON
//
// GOOS and GOARCH choose the program's platform, as they do for go build. A module
// without a licence that it knows is an error: somebody has to read it first.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
)

func main() {
	if err := run(context.Background(), os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "bill:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, out io.Writer) error {
	release := ""
	switch {
	case len(args) == 1 && args[0] == "licences":
	case len(args) == 2 && args[0] == "sbom":
		release = args[1]
	default:
		return errors.New("usage: bill licences, or bill sbom VERSION")
	}
	parts, err := partsOf(ctx, ".")
	if err != nil {
		return err
	}
	if args[0] == "licences" {
		return writeLicences(out, parts)
	}
	return writeSBOM(out, release, parts)
}
