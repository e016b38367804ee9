package evidence_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"chalkline"
	"chalkline/ranker/evidence"
)

func TestCitations(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		item chalkline.Item
		want []chalkline.Citation
	}{
		{
			"a DOI in the text, without the full stop",
			chalkline.Item{Text: "See doi:10.1234/AB.5(2)7."},
			[]chalkline.Citation{{Kind: chalkline.CitationID, DOI: "10.1234/ab.5(2)7"}},
		},
		{
			"a DOI in brackets",
			chalkline.Item{Text: "It was shown (https://doi.org/10.1234/xyz)."},
			[]chalkline.Citation{{Kind: chalkline.CitationLink, DOI: "10.1234/xyz", URL: "https://doi.org/10.1234/xyz"}},
		},
		{
			"a link and the text name the same work once",
			chalkline.Item{Text: "10.1234/xyz", Links: []string{"https://doi.org/10.1234/XYZ"}},
			[]chalkline.Citation{{Kind: chalkline.CitationLink, DOI: "10.1234/xyz", URL: "https://doi.org/10.1234/XYZ"}},
		},
		{"its own DOI is no citation", chalkline.Item{DOI: "10.1234/own", Text: "doi:10.1234/own", Links: []string{"https://doi.org/10.1234/own"}}, nil},
		{
			"ERIC numbers",
			chalkline.Item{ERIC: "EJ1", Text: "See EJ1234567.", Links: []string{"https://eric.ed.gov/?id=ED600001"}},
			[]chalkline.Citation{
				{Kind: chalkline.CitationLink, ERIC: "ED600001", URL: "https://eric.ed.gov/?id=ED600001"},
				{Kind: chalkline.CitationID, ERIC: "EJ1234567"},
			},
		},
		{
			"an arXiv number becomes its DOI",
			chalkline.Item{Text: "arXiv:2401.01234"},
			[]chalkline.Citation{{Kind: chalkline.CitationID, DOI: "10.48550/arxiv.2401.01234"}},
		},
		{
			"places that publish studies, not their front pages",
			chalkline.Item{Links: []string{"https://educationendowmentfoundation.org.uk/", "https://educationendowmentfoundation.org.uk/projects/number-games", "https://example.org/shop"}},
			[]chalkline.Citation{{Kind: chalkline.CitationLink, URL: "https://educationendowmentfoundation.org.uk/projects/number-games"}},
		},
		{
			"a reference, and its mention once",
			chalkline.Item{Text: "As shown before (Doe & Roe, 2016).\n\nDoe, J., & Roe, A. B. (2016). Games in arithmetic. Journal of Play, 4(2), 1-9."},
			[]chalkline.Citation{{Kind: chalkline.CitationReference, Text: "Doe, J., & Roe, A. B. (2016). Games in arithmetic. Journal of Play, 4(2), 1-9."}},
		},
		{
			"a mention alone",
			chalkline.Item{Text: "Leaders share the work (Poe-Doe & Roe, 2004)."},
			[]chalkline.Citation{{Kind: chalkline.CitationReference, Text: "Poe-Doe & Roe, 2004"}},
		},
		{"a year in brackets is no reference", chalkline.Item{Text: "The school opened (in 2004) and grew."}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, evidence.Default().Citations(tt.item)); diff != "" {
				t.Errorf("citations differ (-want +got):\n%s", diff)
			}
		})
	}
}
