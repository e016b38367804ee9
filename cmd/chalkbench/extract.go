package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
	"unicode"

	"github.com/klauspost/compress/gzip"

	"chalkline/crawler/htmltext"
	"chalkline/crawler/page"
)

// extractCmd measures the reading of articles from web pages.
type extractCmd struct{}

// extractReport holds the figures. Shingles are four words long; precision and
// recall are means over pages, f1 is of the means. A title, name or date counts
// where the labels state one.
type extractReport struct {
	Benchmark struct {
		N         int     `json:"n"`
		Precision float64 `json:"precision"`
		Recall    float64 `json:"recall"`
		F1        float64 `json:"f1"`
	} `json:"benchmark"`
	Trafilatura struct {
		N      int     `json:"n"`
		F      float64 `json:"f"`
		Title  float64 `json:"title"`
		Date   float64 `json:"date"`
		Author float64 `json:"author"`
	} `json:"trafilatura"`
	Readability struct {
		N      int     `json:"n"`
		Title  float64 `json:"title"`
		Byline float64 `json:"byline"`
		Text   float64 `json:"text"`
	} `json:"readability"`
	MSPerPage float64 `json:"ms_per_page"`
}

// pageReader reads pages and takes the processor time, which is that of a
// machine with nothing else to do.
type pageReader struct {
	spent time.Duration
	pages int
}

func (r *pageReader) read(file, address string) (page.Article, error) {
	raw, err := unzipped(file)
	if err != nil {
		return page.Article{}, err
	}
	start := cpuTime()
	a, err := page.ReadArticle(raw, address)
	r.spent += cpuTime() - start
	r.pages++
	if err != nil {
		fmt.Fprintln(os.Stderr, file, err)
		return page.Article{}, nil // a page that cannot be read counts as one without text
	}
	return a, nil
}

// Run measures and prints.
func (extractCmd) Run(o output) error {
	var (
		r     extractReport
		pages pageReader
		root  = filepath.Join(o.Data, "corpus", "pages-real")
	)
	for _, measure := range []func(string, *pageReader) error{r.benchmark, r.trafilatura, r.readability} {
		if err := measure(root, &pages); err != nil {
			return err
		}
	}
	r.MSPerPage = round(pages.spent.Seconds() * 1000 / float64(max(1, pages.pages)))
	return o.print(r, r.table)
}

// names are one name or several.
type names []string

// UnmarshalJSON reads a string, a list of strings or null.
func (n *names) UnmarshalJSON(raw []byte) error {
	var one string
	if json.Unmarshal(raw, &one) == nil {
		*n = names{one}
		return nil
	}
	var several []string
	if err := json.Unmarshal(raw, &several); err != nil {
		return fmt.Errorf("reading names: %w", err)
	}
	*n = several
	return nil
}

// benchmark compares whole texts.
func (r *extractReport) benchmark(root string, pages *pageReader) error {
	root = filepath.Join(root, "article-extraction-benchmark")
	var truth map[string]struct {
		Text string `json:"articleBody"`
		URL  string `json:"url"`
	}
	if err := readJSON(filepath.Join(root, "ground-truth.json"), &truth); err != nil {
		return err
	}
	var precision, recall float64
	for id, want := range truth {
		a, err := pages.read(filepath.Join(root, "html", id+".html.gz"), want.URL)
		if err != nil {
			return err
		}
		p, c := overlap(want.Text, a.Text)
		precision += p
		recall += c
	}
	n := float64(max(1, len(truth)))
	precision, recall = precision/n, recall/n
	b := &r.Benchmark
	b.N, b.Precision, b.Recall = len(truth), round(precision), round(recall)
	if precision+recall > 0 {
		b.F1 = round(2 * precision * recall / (precision + recall))
	}
	return nil
}

// trafilatura looks for pieces that belong to the text, and others that do not.
func (r *extractReport) trafilatura(root string, pages *pageReader) error {
	root = filepath.Join(root, "trafilatura-eval", "tests")
	var labels map[string]struct {
		File    string   `json:"file"`
		With    []string `json:"with"`
		Without []string `json:"without"`
		Title   string   `json:"title"`
		Author  names    `json:"author"`
		Date    string   `json:"date"`
	}
	if err := readJSON(filepath.Join(root, "evaldata.json"), &labels); err != nil {
		return err
	}
	var (
		pieces              outcomes
		title, date, author rate
	)
	for address, want := range labels {
		file := filepath.Join(root, "eval", want.File+".gz")
		if _, err := os.Stat(file); errors.Is(err, os.ErrNotExist) {
			file = filepath.Join(root, "cache", want.File+".gz")
		}
		a, err := pages.read(file, address)
		if err != nil {
			return err
		}
		text := folded(a.Text)
		for _, piece := range want.With {
			pieces.add(strings.Contains(text, folded(piece)), true)
		}
		for _, piece := range want.Without {
			pieces.add(strings.Contains(text, folded(piece)), false)
		}
		if want.Title != "" {
			title.add(alike(want.Title, a.Title))
		}
		if want.Date != "" {
			date.add(want.Date == a.Published.Format(time.DateOnly))
		}
		if strings.Join(want.Author, "") != "" {
			author.add(alike(people(want.Author...), people(a.Authors...)))
		}
	}
	t := &r.Trafilatura
	t.N, t.F, t.Title, t.Date, t.Author = len(labels), pieces.f1(), title.share(), date.share(), author.share()
	return nil
}

// readability compares with what another reader is expected to give.
func (r *extractReport) readability(root string, pages *pageReader) error {
	folders, err := filepath.Glob(filepath.Join(root, "readability", "*", "expected.html"))
	if err != nil {
		return fmt.Errorf("listing pages: %w", err)
	}
	var (
		title, byline rate
		text          float64
	)
	for _, expected := range folders {
		folder := filepath.Dir(expected)
		a, err := pages.read(filepath.Join(folder, "source.html.gz"), "http://fakehost/test/page.html")
		if err != nil {
			return err
		}
		var want struct {
			Title  string `json:"title"`
			Byline string `json:"byline"`
		}
		if err := readJSON(filepath.Join(folder, "expected-metadata.json"), &want); err != nil {
			return err
		}
		markup, err := os.ReadFile(expected)
		if err != nil {
			return fmt.Errorf("reading what is expected: %w", err)
		}
		plain, _ := htmltext.Read(string(markup), nil)
		p, c := overlap(plain, a.Text)
		if p+c > 0 {
			text += 2 * p * c / (p + c)
		}
		if want.Title != "" {
			title.add(alike(want.Title, a.Title))
		}
		if want.Byline != "" {
			byline.add(alike(people(want.Byline), people(a.Authors...)))
		}
	}
	b := &r.Readability
	b.N, b.Title, b.Byline = len(folders), title.share(), byline.share()
	b.Text = round(text / float64(max(1, len(folders))))
	return nil
}

// rate counts how often something was right.
type rate struct{ right, all int }

func (r *rate) add(right bool) {
	r.all++
	if right {
		r.right++
	}
}

func (r rate) share() float64 { return share(r.right, r.all) }

// overlap is the precision and recall of the four-word shingles of a text.
func overlap(want, got string) (precision, recall float64) {
	wanted, given := shingles(want), shingles(got)
	var tp, fp, fn int
	for shingle, n := range wanted {
		tp += min(n, given[shingle])
		fn += max(0, n-given[shingle])
	}
	for shingle, n := range given {
		fp += max(0, n-wanted[shingle])
	}
	if fp == 0 && fn == 0 {
		return 1, 1
	}
	if tp == 0 {
		return 0, 0
	}
	return float64(tp) / float64(tp+fp), float64(tp) / float64(tp+fn)
}

func shingles(text string) map[string]int {
	const size = 4
	list := wordsOf(text)
	counts := make(map[string]int)
	for i := range max(1, len(list)-size+1) {
		counts[strings.Join(list[i:min(len(list), i+size)], " ")]++
	}
	return counts
}

func (r extractReport) table(w io.Writer) {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, row := range []struct {
		name  string
		value any
	}{
		{"benchmark pages", r.Benchmark.N},
		{"  precision", r.Benchmark.Precision},
		{"  recall", r.Benchmark.Recall},
		{"  F1", r.Benchmark.F1},
		{"trafilatura pages", r.Trafilatura.N},
		{"  F", r.Trafilatura.F},
		{"  title", r.Trafilatura.Title},
		{"  date", r.Trafilatura.Date},
		{"  author", r.Trafilatura.Author},
		{"readability pages", r.Readability.N},
		{"  title", r.Readability.Title},
		{"  byline", r.Readability.Byline},
		{"  text", r.Readability.Text},
		{"ms a page", r.MSPerPage},
	} {
		_, _ = fmt.Fprintf(t, "%s\t%v\n", row.name, row.value)
	}
	_ = t.Flush() // a table that cannot be written has nobody to tell
}

func folded(s string) string { return strings.Join(strings.Fields(htmltext.Plain(s)), " ") }

func readJSON(name string, into any) error {
	raw, err := os.ReadFile(name)
	if err != nil {
		return fmt.Errorf("reading labels: %w", err)
	}
	if err := json.Unmarshal(raw, into); err != nil {
		return fmt.Errorf("reading %s: %w", name, err)
	}
	return nil
}

func unzipped(name string) ([]byte, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("opening a page: %w", err)
	}
	defer file.Close()
	z, err := gzip.NewReader(file)
	if err != nil {
		return nil, fmt.Errorf("opening %s: %w", name, err)
	}
	raw, err := io.ReadAll(z)
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", name, err)
	}
	return raw, nil
}

func wordsOf(text string) []string {
	return strings.FieldsFunc(text, func(c rune) bool { return !unicode.IsLetter(c) && !unicode.IsNumber(c) && c != '_' })
}

// alike says whether two texts have the same words, whatever parts them and in
// whatever order.
func alike(a, b string) bool {
	x, y := wordsOf(strings.ToLower(htmltext.Line(a))), wordsOf(strings.ToLower(htmltext.Line(b)))
	slices.Sort(x)
	slices.Sort(y)
	return slices.Equal(x, y)
}

var betweenNames = regexp.MustCompile(`(?i)(^|\s)(by|von|and|und|&)(\s|$)`)

// people are names without the words around them.
func people(names ...string) string {
	return betweenNames.ReplaceAllString(folded(strings.Join(names, " ")), " ")
}
