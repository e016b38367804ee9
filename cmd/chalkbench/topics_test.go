package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// madeItems are invented: one is found, one is an alternative, one is about a topic
// that the labels do not know, one is missed and one is wrong.
const madeItems = `{"title":"Homework at our school","text":"Homework and again homework.","topics":["homework"],"topics_alt":[]}
{"title":"Phonics at our school","text":"Phonics and again phonics.","topics":[],"topics_alt":["phonics"]}
{"title":"Teacher leadership","text":"Teacher leaders lead from the classroom.","topics":[],"topics_alt":["leadership"]}
{"title":"A day out","text":"We saw the sea.","topics":["inquiry"],"topics_alt":[]}
{"title":"Dyslexia at our school","text":"Dyslexia and again dyslexia.","topics":["send"],"topics_alt":[]}
`

const madeRecords = `{"response":{"docs":[
{"id":"EJ0000005","title":"Homework in two schools","description":"Homework was set &amp; marked; homework was done. (ABC)","subject":["Homework","Secondary Schools"]},
{"id":"EJ0000006","title":"Truancy","description":"Learned from, so not measured on.","subject":["Truancy"]},
{"id":"EJ0000005","title":"Homework in two schools","description":"The same again.","subject":["Homework"]}
]}}`

func TestTopicsAreMeasuredAgainstLabelsAndDescriptors(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write := func(data []byte, parts ...string) {
		name := filepath.Join(append([]string{dir}, parts...)...)
		if err := os.MkdirAll(filepath.Dir(name), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	if _, err := z.Write([]byte(madeRecords)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	write([]byte(madeItems), "evidence", "feed_items", "made.jsonl")
	write(packed.Bytes(), "corpus", "scholarly", "eric-edsoc", "eric", "made.json.gz")

	var out bytes.Buffer
	if err := (topicsCmd{}).Run(output{Data: dir, JSON: true, to: &out}); err != nil {
		t.Fatal(err)
	}
	var got topicsReport
	if err := json.Unmarshal(out.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	want := topicsReport{
		FeedItems: topicFigures{N: 5, Precision: 0.5, Recall: 0.3333, F1: 0.4, Unlabelled: 1},
		ERIC:      topicFigures{N: 1, Precision: 1, Recall: 1, F1: 1},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("figures (-want +got):\n%s", diff)
	}
}

func TestTopicsSayWhatDataIsMissing(t *testing.T) {
	t.Parallel()
	if err := (topicsCmd{}).Run(output{Data: t.TempDir(), to: &bytes.Buffer{}}); err == nil {
		t.Error("no data was no error")
	}
}
