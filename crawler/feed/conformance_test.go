package feed

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"

	"chalkline/crawler/htmltext"
)

// expectation is what another project's test file says that a reader finds.
type expectation struct {
	File       string            `json:"file"`
	Headers    map[string]string `json:"headers"`
	Assertions []struct {
		Path  []any  `json:"path"`
		Op    string `json:"op"`
		Value any    `json:"value"`
	} `json:"assertions"`
}

// floorConformance is a little under what was measured.
const floorConformance = 0.915

func TestReadsWhatConformanceFilesHold(t *testing.T) {
	t.Parallel()
	root := filepath.Join(corpus(t), "feeds-conformance")
	f, err := os.Open(filepath.Join(root, "feedparser-expectations.jsonl"))
	if err != nil {
		t.Skip("skipped: no corpus")
	}
	defer func() { _ = f.Close() }()
	var all agreement
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		var e expectation
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
			t.Fatal(err)
		}
		body, err := os.ReadFile(filepath.Join(root, e.File))
		if err != nil {
			continue
		}
		got, err := Parse(body, Meta{URL: "http://127.0.0.1:8097/" + e.File, ContentType: e.Headers["Content-type"]})
		for _, a := range e.Assertions {
			want, isText := a.Value.(string)
			if a.Op != "==" || !isText {
				continue
			}
			have, known := lookUp(got, a.Path)
			if !known {
				continue
			}
			same := letters(have) == letters(plainOf(want))
			all.count(same)
			if !same {
				t.Logf("%s %v: %q, want %q (%v)", e.File, a.Path, have, want, err)
			}
		}
	}
	t.Logf("%.4f of %d agree", all.share(), all.all)
	if all.share() < floorConformance {
		t.Errorf("%.4f agree, want %.4f", all.share(), floorConformance)
	}
}

func plainOf(markup string) string {
	text, _ := htmltext.Read(markup, nil)
	return text
}

// lookUp finds what stands here for a path of the expectations.
func lookUp(f Feed, path []any) (string, bool) {
	if len(path) == 2 && path[0] == "feed" && path[1] == "title" {
		return f.Title, true
	}
	if len(path) < 3 || path[0] != "entries" || path[1] != 0.0 {
		return "", false
	}
	if len(f.Items) == 0 {
		return "", true
	}
	switch item := f.Items[0]; path[2] {
	case "title":
		return item.Title, true
	case "link":
		return item.URL, true
	case "id":
		return item.GUID, true
	case "description", "summary":
		return item.Text, true
	}
	return "", false
}

// parseTime is how long a document takes to parse: the least of a few times
// when the first one is long, as it is on a machine with other things to do.
func parseTime(body []byte) time.Duration {
	least := time.Hour
	for range 4 {
		start := time.Now()
		_, _ = Parse(body, Meta{URL: feedURL, Now: corpusNow})
		if least = min(least, time.Since(start)); least < slowness*time.Second {
			break
		}
	}
	return least
}

func TestNoFileOfTheCorpusPanicsOrTakesLong(t *testing.T) {
	t.Parallel()
	root := corpus(t)
	files := 0
	for _, folder := range []string{"feeds-conformance", "feeds-real", "robots", "opml"} {
		err := filepath.WalkDir(filepath.Join(root, folder), func(path string, entry os.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			body, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			files++
			if took := parseTime(body); took > slowness*time.Second {
				t.Errorf("%s took %v", path, took)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%d files", files)
}
