package main

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// labelled writes a folder of labelled data in the shape of the real one.
func labelled(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	const trial = `"title": "Chess at lunchtime: a randomized trial", "abstract": "Sixty pupils were randomly assigned to chess or to a control group."`
	for name, lines := range map[string]string{
		"edu_gold/dev.jsonl":                      `{` + trial + `, "label": "RCT", "label2": "RCT", "n_participants": 60}` + "\n",
		"pubmed_pubtypes/dev.jsonl":               `{` + trial + `, "publication_types": ["Randomized Controlled Trial"]}` + "\n",
		"studytypeteller/dev.jsonl":               `{` + trial + `, "label": "Human-RCT-non-drug-intervention"}` + "\n",
		"psycinfo_methodology/dev.jsonl":          `{"title": "Outdoor lessons: a systematic review", "abstract": "", "derived": "systematic_review"}` + "\n",
		"psynamic/dev_train.n_participants.jsonl": `{"text": "Chess^\\nSixty pupils were randomly assigned to chess.", "bucket": "41-60"}` + "\n",
		"psynamic/dev_train.study_type.jsonl":     `{"text": "not read by this measure", "labels": []}` + "\n",
		"feed_items/dev.jsonl":                    `{"feed_file": "edu-blogs/x", "title": "Webinar on phonics", "text": "Join us. Registration is open.", "kind": "event"}` + "\n",
	} {
		path := filepath.Join(dir, "evidence", name)
		if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(lines), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestEvidencePrintsEachMeasureUnderItsKey(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	if err := (evidenceCmd{}).Run(output{Data: labelled(t), JSON: true, to: &out}); err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal(out.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	gold := []string{
		"classes", "confusion", "ece", "lenient", "macro_f1", "n", "n_exact", "nonempirical_as_causal", "qed_precision", "qed_recall", "rct_precision", "rct_recall", "strict",
		"synthesis_precision", "synthesis_recall",
	}
	keys := map[string][]string{
		"edu_gold": gold, "edu_fresh": gold,
		"pubmed": {"ece", "n", "rct_precision", "rct_recall"}, "studytypeteller": {"n", "rct_f1", "sr_f1"},
		"psycinfo": {"n", "qual_f1", "review_f1"}, "psynamic": {"n", "size_bucket_accuracy"}, "ms_per_item": nil,
	}
	for name, want := range keys {
		figures, _ := got[name].(map[string]any)
		if diff := cmp.Diff(want, slices.Sorted(maps.Keys(figures))); diff != "" {
			t.Errorf("%s: keys differ (-want +got):\n%s", name, diff)
		}
	}
	figures, _ := got["edu_gold"].(map[string]any)
	if figures["strict"] != 1.0 || figures["n_exact"] != 1.0 {
		t.Errorf("a plain trial of sixty was misread: %v", figures)
	}
	if fresh, _ := got["edu_fresh"].(map[string]any); fresh["n"] != 0.0 {
		t.Errorf("without the corpus of the labels n is %v, want 0", fresh["n"])
	}
	if psynamic, _ := got["psynamic"].(map[string]any); psynamic["n"] != 1.0 {
		t.Errorf("read %v size labels, want 1", psynamic["n"])
	}
}

func TestKindsCountsGradedEvents(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	if err := (kindsCmd{}).Run(output{Data: labelled(t), JSON: true, to: &out}); err != nil {
		t.Fatal(err)
	}
	var got kindsReport
	if err := json.Unmarshal(out.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(kindsReport{N: 1, Strict: 1, Lenient: 1}, got); diff != "" {
		t.Errorf("figures differ (-want +got):\n%s", diff)
	}
}

func TestMissingDataIsNamed(t *testing.T) {
	t.Parallel()
	if err := (kindsCmd{}).Run(output{Data: t.TempDir(), to: &bytes.Buffer{}}); err == nil {
		t.Error("a folder without data was measured")
	}
}
