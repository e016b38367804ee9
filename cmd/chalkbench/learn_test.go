package main

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"chalkline/ranker/evidence"
	"chalkline/ranker/evidence/labels"
)

func TestFitFindsWhatTheLabelsFollow(t *testing.T) {
	t.Parallel()
	var rows [][]cell
	var truth []int
	for i := range 60 {
		row := []cell{{0, 1}, {3, 1}} // word 3 is everywhere
		if i%3 > 0 {
			row = append(row, cell{i % 3, 1})
		}
		rows, truth = append(rows, row), append(truth, i%3)
	}
	weights := fit(rows, truth, 4, 3)
	odds := make([]float64, 3)
	for i, row := range rows {
		if expected(row, weights, odds); odds[truth[i]] < 0.95 {
			t.Fatalf("row %d of class %d got %v", i, truth[i], odds)
		}
	}
	again := fit(rows, truth, 4, 3)
	for i := range weights {
		if math.Float64bits(weights[i]) != math.Float64bits(again[i]) {
			t.Fatal("two runs found different weights")
		}
	}
}

// learnable writes a corpus in which the labels of the project can be found.
func learnable(t *testing.T) string {
	t.Helper()
	list, err := labels.Designs()
	if err != nil {
		t.Fatal(err)
	}
	says := map[string]string{"RCT": "by lot", "QUAL": "in their voices", "PRAC": "step by step"}
	var lines strings.Builder
	n := 0
	for _, label := range list {
		if words := says[label.Label]; words != "" && n < 60 {
			fmt.Fprintf(&lines, `{"id": %q, "title": "Tale %d", "abstract": "A tale of a garden, told %s."}`+"\n", label.ID, n, words)
			n++
		}
	}
	path := filepath.Join(t.TempDir(), "evidence", "vive_corpus", "edu_unlabelled.jsonl")
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(lines.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return filepath.Dir(filepath.Dir(filepath.Dir(path)))
}

func TestLearnWritesATableThatTheModelTakes(t *testing.T) {
	t.Parallel()
	data, dir := learnable(t), t.TempDir()
	var files [2]string
	for i := range files {
		name := filepath.Join(dir, fmt.Sprint(i))
		if err := (learnCmd{Out: name}).Run(output{Data: data, to: &bytes.Buffer{}}); err != nil {
			t.Fatal(err)
		}
		file, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		files[i] = string(file)
	}
	if files[0] != files[1] {
		t.Error("two runs wrote different tables")
	}
	if _, err := evidence.Default().WithWords(files[0]); err != nil || !strings.Contains(files[0], "\nvoices\t") {
		t.Errorf("error %v, table:\n%s", err, files[0])
	}
}

func TestNothingIsLearnedWithoutAbstracts(t *testing.T) {
	t.Parallel()
	if err := (learnCmd{}).Run(output{Data: t.TempDir(), to: &bytes.Buffer{}}); !errors.Is(err, errNoData) {
		t.Errorf("got %v, want %v", err, errNoData)
	}
}

// TestFreshAbstractsHold keeps a change from losing what was reached on abstracts
// that neither rules nor words were made from. The floors are a little under the
// figures in docs/quality.md.
func TestFreshAbstractsHold(t *testing.T) {
	t.Parallel()
	data := os.Getenv("CHALKLINE_CORPUS")
	if data == "" {
		data = filepath.Join("..", "..", "..", "shared")
	}
	var r evidenceReport
	if err := r.measureFresh(&judge{model: evidence.Default()}, data); err != nil {
		t.Fatal(err)
	}
	f := r.Fresh
	if f.N == 0 {
		t.Skip("skipped: no corpus")
	}
	for _, c := range []struct {
		name       string
		got, least float64
	}{
		{"strict", f.Strict, 0.72},
		{"lenient", f.Lenient, 0.78},
		{"macro F1", f.MacroF1, 0.63},
		{"precision of trials", f.RCTPrecision, 0.83},
		{"recall of trials", f.RCTRecall, 0.87},
		{"texts without a study that are not taken for a causal one", 1 - f.NonEmpiricalAsCause, 0.98},
		{"1 less the calibration error", 1 - f.ECE, 0.9},
	} {
		if c.got < c.least {
			t.Errorf("%s: %.3f of %d, want %.3f", c.name, c.got, f.N, c.least)
		}
	}
}
