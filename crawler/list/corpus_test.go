package list

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// corpusFiles are the OPML files of the corpus; the test is skipped without one.
func corpusFiles(t *testing.T) []string {
	t.Helper()
	root := os.Getenv("CHALKLINE_CORPUS")
	if root == "" {
		root = "../../../shared"
	}
	var files []string
	for _, pattern := range []string{
		"corpus/opml/*.opml", "corpus/opml/*/*.opml",
		"corpus/feeds-conformance/listparser/opml/*.xml",
		"corpus/feeds-conformance/listparser/opml/*/*.xml",
		"corpus/feeds-conformance/listparser/malformed/*.xml",
	} {
		found, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, found...)
	}
	if len(files) == 0 {
		t.Skip("skipped: no corpus")
	}
	return files
}

var (
	comments   = regexp.MustCompile(`(?s)<!--.*?-->`)
	xmlURLs    = regexp.MustCompile(`(?i)\sxmlurl\s*=\s*(?:"([^"]*)"|'([^']*)')`)
	ampersands = strings.NewReplacer("&amp;", "&", "&#38;", "&")
)

func TestCorpusFeedsAreAllFound(t *testing.T) {
	t.Parallel()
	for _, file := range corpusFiles(t) {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		sources, _, err := ReadOPML(bytes.NewReader(data))
		if err != nil {
			t.Errorf("%s: %v", file, err)
			continue
		}
		found := map[string]bool{}
		for _, s := range sources {
			found[sameURL(s.URL)] = true
		}
		want := map[string]bool{}
		for _, m := range xmlURLs.FindAllStringSubmatch(comments.ReplaceAllString(string(data), ""), -1) {
			address := webAddress(strings.Join(strings.Fields(ampersands.Replace(m[1]+m[2])), " "))
			if address == "" {
				continue
			}
			want[sameURL(address)] = true
			if !found[sameURL(address)] {
				t.Errorf("%s: %s is not found", file, address)
			}
		}
		if len(want) != len(found) {
			t.Errorf("%s: %d feeds found, want %d", file, len(found), len(want))
		}
	}
}
