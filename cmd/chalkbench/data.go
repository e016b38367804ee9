package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
)

// lineLimit is the longest line of a data file, in bytes.
const lineLimit = 16 << 20

var errNoData = errors.New("no labelled data")

// readLines reads every *.jsonl file of a folder whose name passes keep, one
// value a line, files in order of name.
func readLines[T any](dir string, keep func(name string) bool) ([]T, error) {
	names, err := filepath.Glob(filepath.Join(dir, "*.jsonl"))
	if err != nil {
		return nil, fmt.Errorf("listing %s: %w", dir, err)
	}
	slices.Sort(names)
	var all []T
	for _, name := range names {
		if keep != nil && !keep(filepath.Base(name)) {
			continue
		}
		list, err := readFile[T](name)
		if err != nil {
			return nil, err
		}
		all = append(all, list...)
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("%w in %s", errNoData, dir)
	}
	return all, nil
}

func readFile[T any](name string) (list []T, err error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("opening data: %w", err)
	}
	defer func() {
		if cerr := file.Close(); cerr != nil && err == nil {
			err = fmt.Errorf("closing data: %w", cerr)
		}
	}()
	lines := bufio.NewScanner(file)
	lines.Buffer(make([]byte, 0, 1<<20), lineLimit)
	for number := 1; lines.Scan(); number++ {
		if len(lines.Bytes()) == 0 {
			continue
		}
		var value T
		if err := json.Unmarshal(lines.Bytes(), &value); err != nil {
			return nil, fmt.Errorf("%s line %d: %w", name, number, err)
		}
		list = append(list, value)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("reading %s: %w", name, err)
	}
	return list, nil
}

// outcomes counts predictions of one class against labels.
type outcomes struct{ tp, fp, fn int }

func (o *outcomes) add(predicted, labelled bool) {
	switch {
	case predicted && labelled:
		o.tp++
	case predicted:
		o.fp++
	case labelled:
		o.fn++
	}
}

func (o outcomes) precision() float64 { return share(o.tp, o.tp+o.fp) }
func (o outcomes) recall() float64    { return share(o.tp, o.tp+o.fn) }
func (o outcomes) f1() float64        { return share(2*o.tp, 2*o.tp+o.fp+o.fn) }

// share is part of whole, 0 when there is nothing, to four places.
func share(part, whole int) float64 {
	if whole == 0 {
		return 0
	}
	return round(float64(part) / float64(whole))
}

func round(x float64) float64 { return math.Round(x*10_000) / 10_000 }
