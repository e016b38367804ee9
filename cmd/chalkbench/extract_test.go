package main

import (
	"compress/gzip"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const readPage = `<html><head><title>Why we read</title><meta name="author" content="Ada Marsh"><meta name="date" content="2026-05-03"></head>
<body><nav><a href="/">Home</a></nav><h1>Why we read</h1><p>Pupils who read a lot read well, and those who read well read a lot.</p></body></html>`

// extractData writes the smallest data that each measure reads.
func extractData(t *testing.T) string {
	t.Helper()
	data := t.TempDir()
	root := filepath.Join(data, "corpus", "pages-real")
	for name, content := range map[string]string{
		"article-extraction-benchmark/ground-truth.json": `{"a": {"articleBody": "Pupils who read a lot read well, and those who read well read a lot.", "url": "https://a.example/x"}}`,
		"article-extraction-benchmark/html/a.html.gz":    readPage,
		"trafilatura-eval/tests/evaldata.json": `{"https://a.example/x": {"file": "a.html", "with": ["read well,  and"], "without": ["Home"],
			"title": "Why we read", "author": ["Ada Marsh"], "date": "2026-05-03"},
			"https://a.example/y": {"file": "b.html", "with": ["not there"], "without": [], "title": null, "author": null, "date": ""}}`,
		"trafilatura-eval/tests/eval/a.html.gz":  readPage,
		"trafilatura-eval/tests/cache/b.html.gz": readPage,
		"readability/one/expected.html":          "<p>Pupils who read a lot read well, and those who read well read a lot.</p>",
		"readability/one/expected-metadata.json": `{"title": "Why we read", "byline": "By Ada Marsh"}`,
		"readability/one/source.html.gz":         readPage,
	} {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		b.WriteString(content)
		if strings.HasSuffix(name, ".gz") {
			b.Reset()
			z := gzip.NewWriter(&b)
			if _, err := z.Write([]byte(content)); err != nil {
				t.Fatal(err)
			}
			if err := z.Close(); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return data
}

func TestExtractCountsWhatIsRight(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	if err := (extractCmd{}).Run(output{Data: extractData(t), JSON: true, to: &out}); err != nil {
		t.Fatal(err)
	}
	var r extractReport
	if err := json.Unmarshal([]byte(out.String()), &r); err != nil {
		t.Fatal(err)
	}
	if b := r.Benchmark; b.N != 1 || b.Precision != 1 || b.Recall != 1 || b.F1 != 1 {
		t.Errorf("benchmark %+v", b)
	}
	// Of two pieces one is found: F is 2·1 / (2·1 + 1).
	if f := r.Trafilatura; f.N != 2 || f.F != 0.6667 || f.Title != 1 || f.Date != 1 || f.Author != 1 {
		t.Errorf("trafilatura %+v", f)
	}
	if f := r.Readability; f.N != 1 || f.Title != 1 || f.Byline != 1 || f.Text != 1 {
		t.Errorf("readability %+v", f)
	}
}

func TestShinglesAreFourWords(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		want, got         string
		precision, recall float64
	}{
		{"one two three four", "one, two: three four!", 1, 1},
		{"one two three four five", "one two three four", 1, 0.5},
		{"one two three four", "one two three four five", 0.5, 1},
		{"one", "two", 0, 0},
		{"", "", 1, 1},
		{"one two three four", "", 0, 0},
	} {
		if p, r := overlap(c.want, c.got); p != c.precision || r != c.recall {
			t.Errorf("%q, %q: %v %v", c.want, c.got, p, r)
		}
	}
}
