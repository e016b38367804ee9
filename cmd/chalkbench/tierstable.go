package main

import (
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"slices"
)

// readTables reads every *.csv file of a folder, files in order of name, rows by
// the names in the first line.
func readTables(dir string) ([]findingRow, error) {
	names, err := filepath.Glob(filepath.Join(dir, "*.csv"))
	if err != nil {
		return nil, fmt.Errorf("listing %s: %w", dir, err)
	}
	slices.Sort(names)
	var all []findingRow
	for _, name := range names {
		rows, err := readTable(name)
		if err != nil {
			return nil, err
		}
		all = append(all, rows...)
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("no findings in %s", dir)
	}
	return all, nil
}

func readTable(name string) (rows []findingRow, err error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("opening data: %w", err)
	}
	defer func() {
		if cerr := file.Close(); cerr != nil && err == nil {
			err = fmt.Errorf("closing data: %w", cerr)
		}
	}()
	lines, err := csv.NewReader(file).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", name, err)
	}
	if len(lines) == 0 {
		return nil, nil
	}
	for _, line := range lines[1:] {
		row := findingRow{}
		for i, value := range line {
			row[lines[0][i]] = value
		}
		rows = append(rows, row)
	}
	return rows, nil
}
