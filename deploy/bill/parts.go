package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

// program is the package of the shipped program.
const program = "./cmd/chalkline"

// part is something made by others that is in the shipped program.
type part struct {
	name    string
	version string
	purl    string // its name among all packages, as package-url has it
	texts   []text // never empty
}

// vendored are the files of others that are embedded for the pages.
var vendored = []struct{ name, version, dir string }{
	{"htmx.org", "2.0.11", "web/static/vendor/htmx"},
	{"@picocss/pico", "2.1.1", "web/static/vendor/pico"},
}

// partsOf finds the parts of the program whose source is in the folder root, by
// name, with their licences. env are more variables for the go command.
func partsOf(ctx context.Context, root string, env ...string) ([]part, error) {
	modules, err := modulesOf(ctx, root, env)
	if err != nil {
		return nil, err
	}
	var parts []part
	var faults []error
	add := func(p part, dirs []string) {
		texts, err := textsIn(dirs)
		if err != nil {
			faults = append(faults, fmt.Errorf("%s %s: %w", p.name, p.version, err))
		}
		p.texts = texts
		parts = append(parts, p)
	}
	for _, m := range modules {
		add(part{name: m.name, version: m.version, purl: "pkg:golang/" + m.name + "@" + m.version}, m.dirs)
	}
	goVersion := strings.TrimPrefix(runtime.Version(), "go")
	goRoot, err := goCommand(ctx, root, env, "env", "GOROOT")
	if err != nil {
		return nil, err
	}
	add(part{name: "Go standard library", version: goVersion, purl: "pkg:golang/std@" + goVersion}, []string{strings.TrimSpace(string(goRoot))})
	for _, v := range vendored {
		purl := "pkg:npm/" + strings.Replace(v.name, "@", "%40", 1) + "@" + v.version
		add(part{name: v.name, version: v.version, purl: purl}, []string{filepath.Join(root, v.dir)})
	}
	slices.SortFunc(parts, func(a, b part) int { return cmp.Compare(a.name, b.name) })
	return parts, errors.Join(faults...)
}

// module is a module that the program is compiled from.
type module struct {
	name, version string
	dirs          []string // from its root down to the packages used, each once
}

func modulesOf(ctx context.Context, root string, env []string) ([]module, error) {
	list, err := goCommand(ctx, root, env, "list", "-deps", "-json=Dir,Module", program)
	if err != nil {
		return nil, err
	}
	found := map[string]*module{}
	for decoder := json.NewDecoder(strings.NewReader(string(list))); ; {
		var pkg struct {
			Dir    string
			Module *struct {
				Path, Version, Dir string
				Main               bool
			}
		}
		if err := decoder.Decode(&pkg); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, fmt.Errorf("reading what go list says: %w", err)
		}
		if pkg.Module == nil || pkg.Module.Main {
			continue
		}
		m := found[pkg.Module.Path]
		if m == nil {
			m = &module{name: pkg.Module.Path, version: pkg.Module.Version, dirs: []string{pkg.Module.Dir}}
			found[m.name] = m
		}
		for dir := pkg.Dir; strings.HasPrefix(dir, pkg.Module.Dir) && !slices.Contains(m.dirs, dir); dir = filepath.Dir(dir) {
			m.dirs = append(m.dirs, dir)
		}
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("go list names no modules of %s", program)
	}
	modules := make([]module, 0, len(found))
	for _, m := range found {
		slices.Sort(m.dirs)
		modules = append(modules, *m)
	}
	return modules, nil
}

// goCommand is what the go command prints in the folder root. The program is
// shipped without cgo.
func goCommand(ctx context.Context, root string, env []string, args ...string) ([]byte, error) {
	command := exec.CommandContext(ctx, "go", args...) //nolint:gosec // the arguments are those above
	command.Dir = root
	command.Env = append(append(os.Environ(), "CGO_ENABLED=0"), env...)
	out, err := command.Output()
	if err != nil {
		if exit, ok := errors.AsType[*exec.ExitError](err); ok {
			return nil, fmt.Errorf("go %s: %w: %s", args[0], err, exit.Stderr)
		}
		return nil, fmt.Errorf("go %s: %w", args[0], err)
	}
	return out, nil
}
