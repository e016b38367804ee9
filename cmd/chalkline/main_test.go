package main

import (
	"context"
	"flag"
	"net/http"
	"net/http/httptest"
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain lets the test binary be the program, for the scripts and for tests
// that kill it.
//
// Most tests wait, for processes and for pauses that are meant, so more of them run
// at a time than there are processors, unless -parallel says how many.
func TestMain(m *testing.M) {
	_ = flag.Set("test.parallel", "4")
	testscript.Main(m, map[string]func(){"chalkline": main})
}

// TestScripts runs the command line as a person would: each file of
// testdata/script is one way through it.
func TestScripts(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("commands do one thing after the other")
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("LISTEN", freeAddress(t))
			env.Setenv("SAMPLE", freeAddress(t))
			site := httptest.NewServer(http.FileServer(http.Dir(env.WorkDir)))
			env.Defer(site.Close)
			env.Setenv("SITE", site.URL) // serves the files of the script
			return nil
		},
	})
}

// freeAddress is a loopback address that nobody listens on.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := listen(context.Background(), "127.0.0.1:0", "")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// program runs this test binary as chalkline.
func program(t *testing.T) string {
	t.Helper()
	path, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return path
}
