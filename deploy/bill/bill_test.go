package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const root = "../.."

// TestEveryPartOfTheProgramHasALicence fails when a module is compiled in whose
// licence nobody has looked at.
func TestEveryPartOfTheProgramHasALicence(t *testing.T) {
	t.Parallel()
	for _, arch := range []string{"amd64", "arm64"} {
		parts, err := partsFor(t, arch)
		if err != nil {
			t.Fatalf("%s: %v", arch, err)
		}
		var licences, sbom bytes.Buffer
		if err := writeLicences(&licences, parts); err != nil {
			t.Fatal(err)
		}
		if err := writeSBOM(&sbom, "1.0.0", parts); err != nil {
			t.Fatal(err)
		}
		var doc bom
		if err := json.Unmarshal(sbom.Bytes(), &doc); err != nil || len(doc.Components) != len(parts) {
			t.Fatalf("%s: the bill of materials has %d components of %d parts: %v", arch, len(doc.Components), len(parts), err)
		}
		for i, p := range parts {
			if !strings.Contains(licences.String(), p.name+" "+p.version+": ") {
				t.Errorf("%s: %s is missing in the licences", arch, p.name)
			}
			for _, text := range p.texts {
				if !strings.Contains(licences.String(), text.text) {
					t.Errorf("%s: the text of %s's %s is missing", arch, p.name, text.file)
				}
			}
			if doc.Components[i].PURL != p.purl || len(doc.Components[i].Licences) == 0 {
				t.Errorf("%s: %s is %+v in the bill of materials", arch, p.name, doc.Components[i])
			}
		}
		for _, name := range []string{"Go standard library", "modernc.org/sqlite", "htmx.org", "@picocss/pico"} {
			if !strings.Contains(licences.String(), "\n"+name+" ") {
				t.Errorf("%s: %s is missing", arch, name)
			}
		}
	}
}

func partsFor(t *testing.T, arch string) ([]part, error) {
	t.Helper()
	return partsOf(t.Context(), root, "GOOS=linux", "GOARCH="+arch)
}

func TestVendoredFilesHaveTheVersionThatIsSaid(t *testing.T) {
	t.Parallel()
	for _, v := range vendored {
		files, err := filepath.Glob(filepath.Join(root, v.dir, "*.min.*"))
		if err != nil || len(files) != 1 {
			t.Fatalf("%s: files %v, %v", v.name, files, err)
		}
		data, err := os.ReadFile(files[0])
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Contains(data, []byte(`version:"`+v.version+`"`)) && !bytes.Contains(data, []byte(" v"+v.version+" ")) {
			t.Errorf("%s is not version %s", files[0], v.version)
		}
	}
}

func TestKindOf(t *testing.T) {
	t.Parallel()
	const freely = "Permission to use, copy, modify, and/or distribute this software for\nany purpose with or without fee is hereby granted"
	for licence, want := range map[string]string{
		"The MIT License\n\nPermission is hereby granted, free of charge, to any person obtaining\na copy of this software and associated documentation files":       "MIT",
		"                 Apache License\n           Version 2.0, January 2004":                                                                                      "Apache-2.0",
		"Mozilla Public License Version 2.0\n==================================":                                                                                     "MPL-2.0",
		"# Redistributions in binary form must reproduce the above\n# copyright notice":                                                                              "BSD-2-Clause",
		"* Redistributions in binary form must reproduce the above copyright notice\n* ... may be used to endorse or promote products derived\n* from this software": "BSD-3-Clause",
		freely + ".\n\nTHE SOFTWARE IS PROVIDED AS IS":                                                                                                               "0BSD",
		freely + ", provided that the above\ncopyright notice and this appear":                                                                                       "ISC",
		"GNU GENERAL PUBLIC LICENSE\nVersion 3, 29 June 2007":                                                                                                        "",
		"All rights reserved.": "",
	} {
		if got := kindOf(licence); got != want {
			t.Errorf("%.40q is %q, want %q", licence, got, want)
		}
	}
}

func TestAPartWithoutAKnownLicenceIsRefused(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "LICENSE"), []byte("All rights reserved."), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := textsIn([]string{dir}); err == nil || !strings.Contains(err.Error(), "read what it says") {
		t.Errorf("got %v", err)
	}
}

func TestUsage(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{nil, {"licence"}, {"sbom"}, {"licences", "1.0"}} {
		if err := run(t.Context(), args, &bytes.Buffer{}); err == nil || !strings.Contains(err.Error(), "usage") {
			t.Errorf("%v: got %v", args, err)
		}
	}
}
