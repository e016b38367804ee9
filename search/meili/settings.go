package meili

import (
	"github.com/meilisearch/meilisearch-go"

	"chalkline"
)

// shape is the number of this form of documents and settings: an index of another
// one is built anew.
const shape = 1

// settings are how the index searches. What stands in the title counts more than
// what stands in the text; among matches that are as good the stronger evidence
// comes first, then the newer. There are no stop words: "not" and "after" can be
// looked for. Sorting stands first, because who asks for the newest means it.
func settings() *meilisearch.Settings {
	return &meilisearch.Settings{
		SearchableAttributes: []string{"title", "authors", "venue", "text"},
		FilterableAttributes: []string{"grade", "kind", "design", "topics", "phases", "source", "at", "open"},
		SortableAttributes:   []string{"at", "id"},
		RankingRules:         []string{"sort", "words", "typo", "proximity", "attribute", "exactness", "score:desc", "at:desc", "id:desc"},
		TypoTolerance: &meilisearch.TypoTolerance{
			Enabled:             true,
			MinWordSizeForTypos: meilisearch.MinWordSizeForTypos{OneTypo: 5, TwoTypos: 9},
			DisableOnWords:      []string{},
			DisableOnAttributes: []string{},
			DisableOnNumbers:    true, // 2019 is not 2018
		},
		Pagination: &meilisearch.Pagination{MaxTotalHits: chalkline.MostFound + 1}, // one more tells that there are more
	}
}
