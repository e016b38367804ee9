package main

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"text/tabwriter"

	"golang.org/x/net/html"

	"chalkline"
	"chalkline/crawler/list"
)

// opmlCmd measures how lists of feeds come in and go out.
type opmlCmd struct {
	List bool `help:"List on the error output the files that are not held."`
}

// opmlReport holds the figures. A file is held when every feed in it that has
// an address of the web is read, under its own name, and comes back the same
// after it was written out: address, name, page, language and genre.
type opmlReport struct {
	Files   int `json:"files"`
	Held    int `json:"held"`
	Feeds   int `json:"feeds"`
	Folders int `json:"folders_flattened"` // named like no genre; feeds inside are kept, the folder is not
}

// Run measures and prints.
func (c opmlCmd) Run(o output) error {
	var r opmlReport
	corpus := filepath.Join(o.Data, "corpus")
	for _, folder := range []string{"opml", "feeds-conformance/listparser", "feeds-conformance/feedsmith/opml"} {
		err := filepath.WalkDir(filepath.Join(corpus, folder), func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			body, err := os.ReadFile(path)
			if err != nil {
				return fmt.Errorf("reading a list: %w", err)
			}
			if !isOPML(path, body) {
				return nil
			}
			r.Files++
			fault := r.file(body)
			if fault == "" {
				r.Held++
			} else if c.List {
				fmt.Fprintf(os.Stderr, "%s: %s\n", path, fault)
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("reading the lists of %s: %w", folder, err)
		}
	}
	return o.print(r, r.table)
}

// isOPML says whether a file of the corpus is one: the folders hold others too.
func isOPML(path string, body []byte) bool {
	switch filepath.Ext(path) {
	case ".opml", ".xml":
		return opmlRoot.Match(body) || bytes.Contains(body, []byte("\x00o\x00p\x00m\x00l"))
	}
	return false
}

var (
	opmlRoot = regexp.MustCompile(`(?i)<opml[\s>]`)
	comment  = regexp.MustCompile(`(?s)<!--.*?-->`)
	outline  = regexp.MustCompile(`(?is)<outline\s[^>]*?\sxmlurl\s*=\s*(?:"([^"]*)"|'([^']*)')`)
	folder   = regexp.MustCompile(`(?is)<outline\s[^>]*?(?:text|title)\s*=\s*"([^"]*)"[^>/]*>`)
)

// file reads a list, writes it and reads it again, and says what is wrong.
func (r *opmlReport) file(body []byte) string {
	first, _, err := list.ReadOPML(bytes.NewReader(body))
	if err != nil {
		return err.Error()
	}
	r.Feeds += len(first)
	text := comment.ReplaceAllString(string(body), "")
	r.Folders += flattened(text)
	for _, found := range outline.FindAllStringSubmatch(text, -1) {
		address := strings.TrimSpace(html.UnescapeString(found[1] + found[2]))
		if !strings.HasPrefix(address, "http") || strings.ContainsAny(address, " \t\r\n") {
			continue
		}
		if !slices.ContainsFunc(first, func(s chalkline.Source) bool { return sameSource(s.URL) == sameSource(address) }) {
			return "lost " + address
		}
	}
	var written bytes.Buffer
	if err := list.WriteOPML(&written, first); err != nil {
		return err.Error()
	}
	second, _, err := list.ReadOPML(&written)
	if err != nil {
		return "read again: " + err.Error()
	}
	return differ(first, second)
}

// sameSource is the form in which a list takes two addresses for one feed.
func sameSource(address string) string {
	_, rest, _ := strings.Cut(normalURL(address), "://")
	return strings.TrimPrefix(rest, "www.")
}

// differ says which feed did not come back as it went out. The order is that
// of the genres, so it is none.
func differ(first, second []chalkline.Source) string {
	if len(first) != len(second) {
		return fmt.Sprintf("%d feeds came back of %d", len(second), len(first))
	}
	back := make(map[string]string, len(second))
	for _, s := range second {
		back[s.URL] = written(s)
	}
	for _, s := range first {
		if back[s.URL] != written(s) {
			return fmt.Sprintf("%s came back as %s", written(s), back[s.URL])
		}
	}
	return ""
}

// written is what a list says of a feed.
func written(s chalkline.Source) string {
	return fmt.Sprintf("%s %q %s %s %s", s.URL, s.Name, s.SiteURL, s.Language, s.Genre)
}

// flattened counts the folders that are named like no genre.
func flattened(text string) int {
	n := 0
	for _, found := range folder.FindAllStringSubmatch(text, -1) {
		if !strings.Contains(strings.ToLower(found[0]), "xmlurl") &&
			!slices.Contains(chalkline.Genres, chalkline.Genre(strings.ToLower(found[1]))) {
			n++
		}
	}
	return n
}

func (r opmlReport) table(w io.Writer) {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintf(t, "files\t%d\nheld\t%d\nfeeds\t%d\nfolders flattened\t%d\n", r.Files, r.Held, r.Feeds, r.Folders)
	_ = t.Flush() // a table that cannot be written has nobody to tell
}
