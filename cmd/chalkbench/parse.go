package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"
	"time"

	"chalkline/crawler/feed"
)

// parseCmd measures how feeds are read.
type parseCmd struct {
	List bool `help:"List on the error output what does not hold or agree."`
}

// parseReport holds the figures.
type parseReport struct {
	Assertions int          `json:"assertions"` // of the conformance files, those that are mapped
	Held       int          `json:"held"`
	Share      float64      `json:"share"`
	Files      int          `json:"files"` // read for panics and time
	Panics     int          `json:"panics"`
	SlowestMS  float64      `json:"slowest_ms"`
	Slowest    string       `json:"slowest"`
	PeakMB     float64      `json:"peak_mb"` // of the whole program
	Oracle     oracleReport `json:"oracle"`
}

// oracleReport says in which share of entries another parser reads the same.
type oracleReport struct {
	Entries int     `json:"entries"`
	Title   float64 `json:"title"`
	Link    float64 `json:"link"`
	Date    float64 `json:"date"`
}

// Run measures and prints.
func (c parseCmd) Run(o output) error {
	complain := func(string, ...any) {}
	if c.List {
		complain = func(format string, args ...any) { fmt.Fprintf(os.Stderr, format+"\n", args...) }
	}
	corpus := filepath.Join(o.Data, "corpus")
	var r parseReport
	if err := r.files(corpus, complain); err != nil {
		return err
	}
	if err := r.conformance(filepath.Join(corpus, "feeds-conformance"), complain); err != nil {
		return err
	}
	if err := r.oracle(filepath.Join(corpus, "feeds-real"), complain); err != nil {
		return err
	}
	r.PeakMB = round(peakMB())
	return o.print(r, r.table)
}

// files parses every file of both folders, whatever it is. A slow one is timed
// again, so that what else the machine does counts less.
func (r *parseReport) files(corpus string, complain func(string, ...any)) error {
	for _, folder := range []string{"feeds-conformance", "feeds-real"} {
		err := filepath.WalkDir(filepath.Join(corpus, folder), func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			body, err := os.ReadFile(path)
			if err != nil {
				return fmt.Errorf("reading a file of the corpus: %w", err)
			}
			r.Files++
			took := time.Hour
			for range 3 {
				start := time.Now()
				_, err = feed.Parse(body, feed.Meta{URL: feedBase, Now: start})
				if took = min(took, time.Since(start)); took < 20*time.Millisecond {
					break
				}
			}
			if errors.Is(err, feed.ErrFailed) || showingFails(body) {
				r.Panics++
				complain("%s: %v", path, err)
			}
			if ms := round(took.Seconds() * 1000); ms > r.SlowestMS {
				r.SlowestMS, r.Slowest = ms, strings.TrimPrefix(path, corpus+string(filepath.Separator))
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("parsing the files of %s: %w", folder, err)
		}
	}
	return nil
}

// showingFails says whether the texts of a document cannot be made safe to show.
func showingFails(body []byte) (failed bool) {
	defer func() { failed = recover() != nil }()
	d, err := feed.Read(body, feed.Meta{URL: feedBase})
	if err != nil {
		return false
	}
	for i := range d.Entries {
		e := &d.Entries[i]
		for _, text := range append([]feed.Text{e.Title, e.Summary, e.Rights}, e.Contents...) {
			_ = text.Safe()
		}
	}
	return false
}

func (r parseReport) table(w io.Writer) {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, row := range []struct {
		name  string
		value any
	}{
		{"mapped assertions", r.Assertions},
		{"held", r.Held},
		{"share", r.Share},
		{"files", r.Files},
		{"panics", r.Panics},
		{"slowest file, ms", fmt.Sprintf("%v (%s)", r.SlowestMS, r.Slowest)},
		{"peak memory, MB", r.PeakMB},
		{"entries another parser read", r.Oracle.Entries},
		{"same title", r.Oracle.Title},
		{"same link", r.Oracle.Link},
		{"same date", r.Oracle.Date},
	} {
		_, _ = fmt.Fprintf(t, "%s\t%v\n", row.name, row.value)
	}
	_ = t.Flush() // a table that cannot be written has nobody to tell
}
