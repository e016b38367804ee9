package main

import (
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"
	"time"

	"chalkline/crawler/robots"
)

// robotsCmd measures how robots.txt is obeyed. Two kinds of the cases cannot
// hold: they want addresses and rules compared as they are written, escaped or
// not, where RFC 9309 section 2.2.2 asks for one normal form of both.
type robotsCmd struct {
	List bool `help:"List on the error output the cases that do not hold."`
}

// robotsReport holds the figures.
type robotsReport struct {
	Cases     int     `json:"cases"` // of a large crawler's own tests
	Held      int     `json:"held"`
	Files     int     `json:"files"` // real ones that were read
	Panics    int     `json:"panics"`
	SlowestMS float64 `json:"slowest_ms"` // to parse one and ask it once
}

type robotsCase struct {
	Test    string `json:"test"`
	Robots  string `json:"robots_txt"`
	Agent   string `json:"user_agent"`
	URL     string `json:"url"`
	Allowed bool   `json:"allowed"`
}

// Run measures and prints.
func (c robotsCmd) Run(o output) error {
	folder := filepath.Join(o.Data, "corpus", "robots")
	cases, err := readLines[robotsCase](filepath.Join(folder, "google-derived"), nil)
	if err != nil {
		return err
	}
	r := robotsReport{Cases: len(cases)}
	for _, one := range cases {
		if one.holds() {
			r.Held++
		} else if c.List {
			fmt.Fprintf(os.Stderr, "%s: %q to %q, want allowed %v by %q\n", one.Test, one.URL, one.Agent, one.Allowed, one.Robots)
		}
	}
	err = filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || strings.HasSuffix(path, ".jsonl") || strings.HasSuffix(path, ".md") {
			return err
		}
		body, err := os.ReadFile(path)
		if err != nil {
			return fmt.Errorf("reading a robots.txt: %w", err)
		}
		r.file(body)
		return nil
	})
	if err != nil {
		return fmt.Errorf("reading the files of %s: %w", folder, err)
	}
	return o.print(r, r.table)
}

// holds asks what the case asks. An address that is none asks for the root.
func (c robotsCase) holds() bool {
	path := "/"
	if u, err := url.Parse(c.URL); err == nil {
		path = u.RequestURI()
	}
	return robots.Parse([]byte(c.Robots)).Allowed(c.Agent, path) == c.Allowed
}

// file parses a file and asks it once; the best of three, so that what else
// the machine does counts less.
func (r *robotsReport) file(body []byte) {
	defer func() {
		if recover() != nil {
			r.Panics++
		}
	}()
	r.Files++
	took := time.Hour
	for range 3 {
		start := time.Now()
		robots.Parse(body).Allowed("Chalkline", "/a/page.html?q=1")
		took = min(took, time.Since(start))
	}
	r.SlowestMS = max(r.SlowestMS, round(took.Seconds()*1000))
}

func (r robotsReport) table(w io.Writer) {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintf(t, "cases\t%d\nheld\t%d\nfiles\t%d\npanics\t%d\nslowest file, ms\t%v\n", r.Cases, r.Held, r.Files, r.Panics, r.SlowestMS)
	_ = t.Flush() // a table that cannot be written has nobody to tell
}
