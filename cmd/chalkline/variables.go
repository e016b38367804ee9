package main

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/alecthomas/kong"

	"chalkline"
)

// variablePrefix is what the variables of settings begin with.
const variablePrefix = "CHALKLINE_"

// dropEmptyVariables removes settings that are set to nothing, as lines of an
// environment file often are: they mean the same as none.
func dropEmptyVariables() {
	for _, line := range os.Environ() {
		if name, value, _ := strings.Cut(line, "="); value == "" && strings.HasPrefix(name, variablePrefix) {
			_ = os.Unsetenv(name) // fails for names that cannot be
		}
	}
}

// tellWrongVariables says which variables are a setting with a typing mistake. They
// are no error: others may use the prefix too, as Kubernetes does for a service of
// that name.
func tellWrongVariables(w io.Writer, environ []string, flags []*kong.Flag) {
	var known []string
	for _, flag := range flags {
		for _, env := range flag.Envs {
			known = append(known, strings.TrimPrefix(env, variablePrefix))
		}
	}
	for _, line := range environ {
		variable, _, _ := strings.Cut(line, "=")
		name, ours := strings.CutPrefix(variable, variablePrefix)
		if !ours || slices.Contains(known, name) {
			continue
		}
		if right := chalkline.Nearest(name, known); right != "" {
			fmt.Fprintf(w, "chalkline: there is no setting %s; did you mean %s%s?\n", variable, variablePrefix, right)
		}
	}
}
