package topics_test

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"chalkline"
	"chalkline/ranker/topics"
)

// labelled is one item of the corpus with the topics it is about.
type labelled struct {
	Source    string              `json:"source"`
	Title     string              `json:"title"`
	Text      string              `json:"text"`
	Topics    []chalkline.TopicID `json:"topics"`
	TopicsAlt []chalkline.TopicID `json:"topics_alt"`
}

// corpus is the folder of labelled items, which is not part of the project.
func corpus(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("CHALKLINE_CORPUS")
	if dir == "" {
		dir = "../../../shared"
	}
	path := filepath.Join(dir, "evidence", "feed_items")
	if _, err := os.Stat(path); err != nil {
		t.Skip("skipped: no corpus")
	}
	return path
}

func readLabelled(t *testing.T, dir string) []labelled {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	var all []labelled
	for _, name := range files {
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(f)
		lines.Buffer(nil, 1<<20)
		for lines.Scan() {
			var l labelled
			if err := json.Unmarshal(lines.Bytes(), &l); err != nil {
				t.Fatalf("read %s: %v", name, err)
			}
			all = append(all, l)
		}
		if err := lines.Err(); err != nil {
			t.Fatal(err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// added are the topics that the people who labelled the items did not have.
var added = map[chalkline.TopicID]bool{"teacher-leadership": true, "professional-learning-communities": true, "innovation-scaling": true}

// TestCorpus measures precision and recall over topic ids on labelled items. A
// topic that is only an alternative neither helps nor hurts, nor does one that the
// labels could not have.
func TestCorpus(t *testing.T) {
	t.Parallel()
	list := topics.Default()
	right, wrong, missed := 0, 0, 0
	for _, l := range readLabelled(t, corpus(t)) {
		want := map[chalkline.TopicID]bool{}
		for _, id := range l.Topics {
			want[id] = true
		}
		alt := map[chalkline.TopicID]bool{}
		for _, id := range l.TopicsAlt {
			alt[id] = true
		}
		for _, m := range list.Match(chalkline.Item{Title: l.Title, Text: l.Text}, chalkline.Source{Name: l.Source}) {
			switch {
			case want[m.Topic]:
				right++
				delete(want, m.Topic)
			case !alt[m.Topic] && !added[m.Topic]:
				wrong++
			}
		}
		missed += len(want)
	}
	precision := float64(right) / float64(right+wrong)
	recall := float64(right) / float64(right+missed)
	t.Logf("precision %.3f, recall %.3f, F1 %.3f", precision, recall, 2*precision*recall/(precision+recall))
	if precision < 0.85 || recall < 0.75 {
		t.Errorf("precision %.3f and recall %.3f fell below .85 and .75", precision, recall)
	}
}
