package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestEveryPageIsAskedFor(t *testing.T) {
	if testing.Short() {
		t.Skip("a measure, for which -short has no time")
	}
	t.Parallel()
	r, err := pagesCmd{Readers: 12, Items: 400, Times: 1}.measure(t.Context(), executable(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range r.Pages {
		if f.Bytes == 0 || f.P50 <= 0 || f.P50 > f.P99 {
			t.Errorf("%s as %s: %+v", f.Path, f.As, f)
		}
	}
}

// leftOut are pages that the list says it leaves out.
var leftOut = []string{
	"/setup/{secret}", "/address/{secret}", "/school/back", "/imprint",
	"/groups/{group}/feed", // of a group that is open to all; that of another has a secret address, and is asked for
}

func TestTheListHasEveryPage(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../../web/*.go")
	if err != nil {
		t.Fatal(err)
	}
	braces := regexp.MustCompile(`\{[^}]*\}`)
	var listed []string
	for _, list := range pageList {
		for _, page := range list {
			path, _, _ := strings.Cut(page, "?")
			listed = append(listed, path)
		}
	}
	matches := func(route string) bool {
		pattern := regexp.MustCompile("^" + strings.ReplaceAll(strings.TrimSuffix(braces.ReplaceAllString(route, "\x00"), "\x00"), "\x00", `[^/]+`) + `[^/]*$`)
		return slices.ContainsFunc(listed, pattern.MatchString)
	}
	route := regexp.MustCompile(`(?m)^\s+(?:mux\.Handle(?:Func)?\()?"GET (/[^"]*)"`)
	seen := 0
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		for _, m := range route.FindAllStringSubmatch(string(text), -1) {
			seen++
			path := strings.TrimSuffix(m[1], "{$}")
			if !slices.Contains(leftOut, path) && !matches(path) {
				t.Errorf("nothing in the list asks for %s", path)
			}
		}
	}
	if seen < 50 {
		t.Fatalf("only %d routes were found", seen)
	}
}
