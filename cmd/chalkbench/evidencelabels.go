package main

import (
	"errors"
	"io/fs"
	"path/filepath"

	"chalkline/ranker/evidence/labels"
)

// namedAbstract is an abstract that labels can name.
type namedAbstract struct {
	abstract

	ID string `json:"id"`
}

// labelledAbstracts are the abstracts of a set of labels that are in the data
// folder: none when the corpus is not there.
func labelledAbstracts(data string, list []labels.Design, set string) ([]abstract, error) {
	texts, err := readFile[namedAbstract](filepath.Join(data, "evidence", "vive_corpus", "edu_unlabelled.jsonl"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	byID := make(map[string]abstract, len(texts))
	for _, a := range texts {
		byID[a.ID] = a.abstract
	}
	var found []abstract
	for _, label := range list {
		a, ok := byID[label.ID]
		if !ok || label.Set != set {
			continue
		}
		a.Label, a.Label2, a.Alternatives, a.Participants = label.Label, label.Label, label.Alternatives, label.Participants
		found = append(found, a)
	}
	return found, nil
}
