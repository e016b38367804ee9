package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// text is a file that comes with a part and has to go with it.
type text struct {
	file string
	kind string // its SPDX name; "" for what is no licence, as a patent grant
	text string
}

// legal are the names of files with licences and notices.
var legal = regexp.MustCompile(`(?i)^(un)?licen[cs]e|^copying|^notice|^patents|^copyright`)

// textsIn reads the licences and notices in folders. One of them must be a
// licence that kindOf knows.
func textsIn(dirs []string) ([]text, error) {
	var texts []text
	for _, dir := range dirs {
		entries, err := os.ReadDir(dir)
		if err != nil {
			return nil, fmt.Errorf("looking for licences: %w", err)
		}
		for _, entry := range entries {
			path := filepath.Join(dir, entry.Name())
			switch {
			case !legal.MatchString(entry.Name()), strings.HasSuffix(path, ".go"):
			case entry.IsDir(): // a folder of licences, by the custom of REUSE
				files, err := os.ReadDir(path)
				if err != nil {
					return nil, fmt.Errorf("looking for licences: %w", err)
				}
				for _, file := range files {
					if texts, err = appendText(texts, filepath.Join(path, file.Name())); err != nil {
						return nil, err
					}
				}
			default:
				if texts, err = appendText(texts, path); err != nil {
					return nil, err
				}
			}
		}
	}
	if !slices.ContainsFunc(texts, func(t text) bool { return t.kind != "" }) {
		return texts, errors.New("no licence that may be passed on with the program was recognised: read what it says, and teach kindOf or use another module")
	}
	return texts, nil
}

func appendText(texts []text, path string) ([]text, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("reading a licence: %w", err)
	}
	t := text{file: filepath.Base(path), kind: kindOf(string(data)), text: strings.TrimSpace(string(data))}
	if slices.ContainsFunc(texts, func(other text) bool { return other.text == t.text }) {
		return texts, nil
	}
	return append(texts, t), nil
}

// kinds are words that only one licence has, of the licences that may go into a
// program under MIT when their text is passed on and, for MPL-2.0, when it is said
// where the source is.
var kinds = []struct{ name, words string }{
	{"Apache-2.0", "apache license version 2.0"},
	{"0BSD", "software for any purpose with or without fee is hereby granted. the software is provided"},
	{"ISC", "software for any purpose with or without fee is hereby granted, provided that the above copyright notice"},
	{"MIT", "permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation"},
	{"BSD-3-Clause", "may be used to endorse or promote products derived from this software"},
	{"BSD-2-Clause", "redistributions in binary form must reproduce the above copyright notice"},
	{"MPL-2.0", "mozilla public license version 2.0"},
}

var spaces = regexp.MustCompile(`[\s*#/]+`)

// kindOf is the SPDX name of a licence, "" for one that is not known.
func kindOf(licence string) string {
	plain := strings.ToLower(spaces.ReplaceAllString(licence, " "))
	for _, kind := range kinds {
		if strings.Contains(plain, kind.words) {
			return kind.name
		}
	}
	return ""
}

// kindsOf are the licences of a part, each once, in order.
func (p part) kindsOf() []string {
	var names []string
	for _, t := range p.texts {
		if t.kind != "" {
			names = append(names, t.kind)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// writeLicences writes the parts with the names of their licences, and then each
// text once, under the parts that it belongs to.
func writeLicences(out io.Writer, parts []part) error {
	var b strings.Builder
	b.WriteString("Chalkline is under the MIT licence (see LICENSE). In it are these works of others, unchanged.\n" +
		"The source of a Go module is at https:// and its name, that of the others at their names on npmjs.com.\n\n")
	owners := map[string][]string{}
	var order []text
	for _, p := range parts {
		fmt.Fprintf(&b, "%s %s: %s\n", p.name, p.version, strings.Join(p.kindsOf(), ", "))
		for _, t := range p.texts {
			if owners[t.text] == nil {
				order = append(order, t)
			}
			owners[t.text] = append(owners[t.text], p.name+" "+p.version+" ("+t.file+")")
		}
	}
	slices.SortStableFunc(order, func(a, b text) int { return cmp.Compare(owners[a.text][0], owners[b.text][0]) })
	for _, t := range order {
		fmt.Fprintf(&b, "\n%s\n%s\n\n%s\n", strings.Repeat("=", 80), strings.Join(owners[t.text], "\n"), t.text)
	}
	if _, err := io.WriteString(out, b.String()); err != nil {
		return fmt.Errorf("writing the licences: %w", err)
	}
	return nil
}
