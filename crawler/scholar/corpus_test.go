package scholar

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"chalkline"
)

func corpus(t *testing.T, parts ...string) string {
	t.Helper()
	root := os.Getenv("CHALKLINE_CORPUS")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared")
	}
	path := filepath.Join(append([]string{root}, parts...)...)
	if _, err := os.Stat(path); err != nil {
		t.Skip("skipped: no corpus")
	}
	return path
}

// read reads a file and undoes gzip.
func read(t *testing.T, path string) []byte {
	t.Helper()
	body, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return unzipped(t, body)
}

func unzipped(t *testing.T, body []byte) []byte {
	t.Helper()
	if !bytes.HasPrefix(body, []byte{0x1f, 0x8b}) {
		return body
	}
	z, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	body, err = io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return body
}

// files are the files below a folder whose names match the pattern, packed or not.
func files(t *testing.T, folder, pattern string) []string {
	t.Helper()
	var found []string
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if ok, _ := filepath.Match(pattern, strings.TrimSuffix(d.Name(), ".gz")); ok && !d.IsDir() {
			found = append(found, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// recordedWorks are all works that Crossref was recorded to give.
func recordedWorks(t *testing.T) []json.RawMessage {
	t.Helper()
	var works []json.RawMessage
	for line := range bytes.Lines(read(t, corpus(t, "corpus", "scholarly", "crossref", "works.jsonl.gz"))) {
		works = append(works, line)
	}
	return works
}

func TestReadsRecordedWorks(t *testing.T) {
	t.Parallel()
	works, typed, titled, dated, texts, stated, open, corrected := 0, 0, 0, 0, 0, 0, 0, 0
	for _, line := range recordedWorks(t) {
		r, err := parseWork([]byte(fmt.Sprintf(`{"message":%s}`, line)))
		if err != nil {
			t.Errorf("%s: %v", chalkline.Cut(string(line), 200), err)
			continue
		}
		works++
		if r.DOI == "" || r.Standing == chalkline.StandingUnknown {
			t.Errorf("%+v", r)
		}
		for _, text := range []string{r.Title, r.Abstract, r.Venue, strings.Join(r.Authors, " ")} {
			for _, markup := range []string{"jats:", "mml:", "</", "<p>", "<?", "&lt;jats"} {
				if strings.Contains(text, markup) {
					t.Errorf("%s: markup in %q", r.DOI, chalkline.Cut(text, 200))
				}
			}
		}
		if bytes.Contains(line, []byte(`"abstract"`)) {
			stated++
		}
		for counter, has := range map[*int]bool{&typed: r.Type != "", &titled: r.Title != "", &dated: r.Year != 0, &texts: r.Abstract != "", &open: r.Open != "", &corrected: r.Standing == chalkline.StandingCorrected && r.NoticeDOI != ""} {
			if has {
				*counter++
			}
		}
	}
	t.Logf("%d works, %d with a type, %d with a title, %d with a year, %d of %d abstracts, %d free to read, %d corrected", works, typed, titled, dated, texts, stated, open, corrected)
	if works == 0 || typed < works*97/100 || titled < works*97/100 || dated < works*95/100 || texts < stated*99/100 || corrected < 2 {
		t.Error("too little was read")
	}
}

// Every answer that Crossref was recorded to give, as it came: works, lists,
// journals, messages that something is wrong.
func TestReadsRecordedAnswers(t *testing.T) {
	t.Parallel()
	kinds := map[string]int{}
	for _, file := range append(files(t, corpus(t, "corpus", "scholarly", "crossref"), "*.yaml"), files(t, corpus(t, "corpus", "scholarly", "crossref"), "*.yml")...) {
		for _, body := range bodies(t, file) {
			var answer struct {
				Status string `json:"status"`
				Kind   string `json:"message-type"`
			}
			if json.Unmarshal(body, &answer) != nil || answer.Status != "ok" {
				if _, err := parseWork(body); err == nil {
					t.Errorf("%s: a record in %s", file, chalkline.Cut(string(body), 200))
				}
				continue
			}
			kinds[answer.Kind]++
			switch answer.Kind {
			case "work":
				if _, err := parseWork(body); err != nil {
					t.Errorf("%s: %v", file, err)
				}
			case "work-list":
				var count struct {
					Message struct {
						Items []json.RawMessage `json:"items"`
					} `json:"message"`
				}
				works, err := parseWorks(body)
				if json.Unmarshal(body, &count) != nil || err != nil || len(works) != len(count.Message.Items) {
					t.Errorf("%s: %d of %d works, %v", file, len(works), len(count.Message.Items), err)
				}
			}
		}
	}
	t.Logf("read %v", kinds)
	if kinds["work-list"] < 10 || kinds["work"] < 5 {
		t.Error("too little was read")
	}
}

// bodies are the bodies of the answers in a cassette.
func bodies(t *testing.T, file string) [][]byte {
	t.Helper()
	var cassette struct {
		Interactions []struct {
			Response struct {
				Body any `yaml:"body"`
			} `yaml:"response"`
		} `yaml:"interactions"`
		HTTP []struct {
			Response struct {
				Body any `yaml:"body"`
			} `yaml:"response"`
		} `yaml:"http_interactions"`
	}
	if err := yaml.Unmarshal(read(t, file), &cassette); err != nil {
		t.Logf("%s: not read: %v", filepath.Base(file), chalkline.Cut(err.Error(), 200))
		return nil
	}
	var all [][]byte
	add := func(body any) {
		if fields, ok := body.(map[string]any); ok {
			body = fields["string"]
		}
		switch text := body.(type) {
		case string:
			all = append(all, unzipped(t, []byte(text)))
		case []byte:
			all = append(all, unzipped(t, text))
		}
	}
	for _, i := range cassette.Interactions {
		add(i.Response.Body)
	}
	for _, i := range cassette.HTTP {
		add(i.Response.Body)
	}
	return all
}

func TestReadsOtherRecordsOfCrossref(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"caltech/acaf5.json", "ebardelli/crossref_json_created_fixture.json"} {
		if r, err := parseWork(read(t, corpus(t, "corpus", "scholarly", "crossref", name))); err != nil || r.Abstract == "" {
			t.Errorf("%s: %+v, %v", name, r, err)
		}
	}
	r, err := parseWork(read(t, corpus(t, "corpus", "scholarly", "openalex", "kitzcode", "crossref_valid.json")))
	if err != nil || r.Abstract == "" || r.Year != 2026 || len(r.Authors) != 4 {
		t.Errorf("%+v, %v", r, err)
	}
	for _, file := range files(t, corpus(t, "corpus", "scholarly", "crossref", "manubot-csl"), "*.json") {
		var works list[crossrefWork]
		if err := json.Unmarshal(read(t, file), &works); err != nil {
			t.Errorf("%s: %v", file, err)
		}
		for _, w := range works {
			w.work()
		}
	}
}

func TestReadsDocumentedRetractions(t *testing.T) {
	t.Parallel()
	var works []crossrefWork
	if err := json.Unmarshal(read(t, corpus(t, "corpus", "scholarly", "crossref", "retraction-fragments-documented.json")), &works); err != nil {
		t.Fatal(err)
	}
	for _, w := range works {
		if r := w.work(); r.Standing != chalkline.StandingRetracted || r.NoticeDOI == "" {
			t.Errorf("%+v", r)
		}
	}
}

// Offline only one side can be checked: that no work is called retracted, or of
// concern, that the lists do not have. The recorded answers are older than the
// retractions of those works that the lists have.
func TestCallsNoWorkRetractedThatIsNot(t *testing.T) {
	t.Parallel()
	listed := map[string]string{}
	rows, err := csv.NewReader(bytes.NewReader(read(t, corpus(t, "evidence", "retractions", "retractionwatch_doi_2025-08-22.csv")))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		listed[strings.ToLower(row[0])] = row[1]
	}
	unlisted, listedWorks := 0, 0
	for _, line := range recordedWorks(t) {
		var w crossrefWork
		if err := json.Unmarshal(line, &w); err != nil {
			t.Fatal(err)
		}
		r := w.work()
		said := listed[r.DOI]
		if said != "" {
			listedWorks++
		}
		if gravity[r.Standing] >= gravity[chalkline.StandingConcern] && said == "" {
			unlisted++
			t.Errorf("%s is called %s: %q", r.DOI, r.Standing, r.Title)
		}
	}
	// The words of the list are understood, all of them.
	for doi, said := range listed {
		for what := range strings.SplitSeq(said, ";") {
			kind := typeOf(update{Label: words{what}})
			if _, known := standings[kind]; !known && kind != reinstatement && what != "retractionwatch" {
				t.Errorf("%s: %q is not understood", doi, what)
			}
		}
	}
	t.Logf("%d works that are in the lists, %d called retracted that are not", listedWorks, unlisted)
}

func TestReadsRecordedERIC(t *testing.T) {
	t.Parallel()
	total, withTypes, described, reviewed, texts := 0, 0, 0, 0, 0
	for _, file := range files(t, corpus(t, "corpus", "scholarly", "eric-edsoc", "eric"), "*.json") {
		if strings.Contains(file, "serpapi") {
			continue
		}
		body := read(t, file)
		documents, err := parseERIC(body)
		if err != nil {
			t.Errorf("%s: %v", file, err)
		}
		items, err := Query(body, now)
		if err != nil || len(items) == 0 {
			t.Errorf("%s: %d items, %v", file, len(items), err)
		}
		for _, d := range documents {
			r := d.work()
			total++
			if r.ERIC == "" || r.Title == "" || r.Year == 0 {
				t.Errorf("%s: %+v", file, r)
			}
			for counter, has := range map[*int]bool{&withTypes: len(r.Types) > 0, &described: len(r.Descriptors) > 0, &reviewed: r.Reviewed != chalkline.NotStated, &texts: r.Abstract != ""} {
				if has {
					*counter++
				}
			}
		}
	}
	t.Logf("%d documents, %d with types, %d with descriptors, %d with a word on peer review, %d with an abstract", total, withTypes, described, reviewed, texts)
	if total == 0 || withTypes < total*80/100 || described < total*95/100 || reviewed < total*99/100 || texts < total*95/100 {
		t.Error("too little was read")
	}
}

func TestReadsRecordedOpenAlex(t *testing.T) {
	t.Parallel()
	var answers []json.RawMessage
	answers = append(answers, read(t, corpus(t, "corpus", "scholarly", "openalex", "cs3991", "workJsonResponse.json")))
	var page struct {
		Results []json.RawMessage `json:"results"`
	}
	if err := json.Unmarshal(read(t, corpus(t, "corpus", "scholarly", "openalex", "kitzcode", "openalex_works.json")), &page); err != nil {
		t.Fatal(err)
	}
	for i, body := range append(answers, page.Results...) {
		r, err := parseOpenAlex(body)
		if err != nil || r.DOI == "" || r.Title == "" || r.Year == 0 || r.Venue == "" || len(r.Authors) == 0 || r.Type != "journal-article" {
			t.Errorf("%d: %+v, %v", i, r, err)
		}
		if i == 0 && (!strings.HasPrefix(r.Abstract, "Despite growing interest in ") || r.Open == "" || r.Standing != chalkline.StandingGood) {
			t.Errorf("%+v", r)
		}
	}
}
