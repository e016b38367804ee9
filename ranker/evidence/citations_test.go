package evidence_test

import (
	"strings"
	"testing"
	"unicode/utf8"

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
		{
			"two DOIs without a space, and brackets of its own",
			chalkline.Item{Text: "10.1234/a;10.1234/b，10.1234/c(1)2). And (https://doi.org/10.1234/S01(97)6-0)."},
			[]chalkline.Citation{
				{Kind: chalkline.CitationLink, DOI: "10.1234/s01(97)6-0", URL: "https://doi.org/10.1234/S01(97)6-0"},
				{Kind: chalkline.CitationID, DOI: "10.1234/a"},
				{Kind: chalkline.CitationID, DOI: "10.1234/b"},
				{Kind: chalkline.CitationID, DOI: "10.1234/c(1)2"},
			},
		},
		{"a DOI of nothing", chalkline.Item{Text: "doi:10.1234/. and 10.1234/)"}, nil},
		{"the link to itself, in another form", chalkline.Item{URL: "https://journals.example/doi/abs/10.1234/own?af=R", Links: []string{"https://doi.org/10.1234/own", "https://journals.example/doi/pdf/10.1234/own"}}, nil},
		{
			"the number stands in the list, so its mention is the same work",
			chalkline.Item{Text: "So it was (Doe, 2016).\n\nDoe, J. (2016). Games in arithmetic. Journal of Play. https://doi.org/10.1234/p.1\nvan der Roe, A. (2001). Sums that stay. ERIC: ED123456. (Roe, 2001)"},
			[]chalkline.Citation{
				{Kind: chalkline.CitationLink, DOI: "10.1234/p.1", URL: "https://doi.org/10.1234/p.1"},
				{Kind: chalkline.CitationID, ERIC: "ED123456"},
			},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, evidence.Default().Citations(tt.item)); diff != "" {
				t.Errorf("citations differ (-want +got):\n%s", diff)
			}
		})
	}
}

func TestLinksToWorks(t *testing.T) {
	t.Parallel()
	for link, want := range map[string]chalkline.Citation{
		"https://www.tandfonline.com/doi/full/10.1080/1234.2020.1#abstract":        {DOI: "10.1080/1234.2020.1"},
		"https://journals.sagepub.com/doi/abs/10.3102/0002831225?ai=2b4&af=R":      {DOI: "10.3102/0002831225"},
		"https://onlinelibrary.wiley.com/doi/epdf/10.1002/cl2.1234":                {DOI: "10.1002/cl2.1234"},
		"https://bera.onlinelibrary.wiley.com/doi/10.1002/berj.1/full":             {DOI: "10.1002/berj.1"},
		"https://link.springer.com/article/10.1007/s10648-021-1":                   {DOI: "10.1007/s10648-021-1"},
		"https://link.springer.com/content/pdf/10.1007/s10648-021-1.pdf":           {DOI: "10.1007/s10648-021-1"},
		"https://www.frontiersin.org/articles/10.3389/feduc.2020.1/full":           {DOI: "10.3389/feduc.2020.1"},
		"https://journals.plos.org/plosone/article?id=10.1371/journal.pone.1&x=10": {DOI: "10.1371/journal.pone.1"},
		"https://example.org/go?to=https%3A%2F%2Fdoi.org%2F10.1234%2Fab&ref=1":     {DOI: "10.1234/ab"},
		"https://www.medrxiv.org/content/10.1101/2020.01.01.2001v2.full.pdf":       {DOI: "10.1101/2020.01.01.2001"},
		"https://www.nature.com/articles/s41539-020-00074-x":                       {DOI: "10.1038/s41539-020-00074-x"},
		"https://www.nber.org/papers/w12345":                                       {DOI: "10.3386/w12345"},
		"https://papers.ssrn.com/sol3/papers.cfm?abstract_id=1234567":              {DOI: "10.2139/ssrn.1234567"},
		"https://osf.io/preprints/edarxiv/ab3de_v1":                                {DOI: "10.35542/osf.io/ab3de_v1"},
		"https://psyarxiv.com/ab3de/":                                              {DOI: "10.31234/osf.io/ab3de"},
		"https://arxiv.org/pdf/2401.01234v2":                                       {DOI: "10.48550/arxiv.2401.01234"},
		"https://arxiv.org/abs/math.HO/0601001":                                    {DOI: "10.48550/arxiv.math.ho/0601001"},
		"https://files.eric.ed.gov/fulltext/ED600001.pdf":                          {ERIC: "ED600001"},
		"https://www.mdpi.com/2227-7102/13/4/410":                                  {},
		"https://www.sciencedirect.com/science/article/pii/S0040162511000734":      {},
		"https://ies.ed.gov/ncee/wwc/Study/12345":                                  {},
		"https://www.campbellcollaboration.org/better-evidence/school-games.html":  {},
	} {
		want.Kind, want.URL = chalkline.CitationLink, link
		if diff := cmp.Diff([]chalkline.Citation{want}, evidence.Default().Citations(chalkline.Item{Links: []string{link}})); diff != "" {
			t.Errorf("%s (-want +got):\n%s", link, diff)
		}
	}
}

func TestStylesOfReferences(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, text string
		want       []string
	}{
		{"Harvard", "Doe, J. and van der Roe, A. (2016) 'Games in arithmetic', Journal of Play, 4(2).", []string{"Doe, J. and van der Roe, A. (2016) 'Games in arithmetic', Journal of Play, 4(2)."}},
		{"Vancouver, numbered", "12. Doe J, Roe AB. Games in arithmetic for all. J Play. 2016;4(2):1-9.", []string{"Doe J, Roe AB. Games in arithmetic for all. J Play. 2016;4(2):1-9."}},
		{"MLA", "Doe, Jane, and Ann Roe. “Games in Arithmetic.” Journal of Play 4.2 (2016): 1-9.", []string{"Doe, Jane, and Ann Roe. “Games in Arithmetic.” Journal of Play 4.2 (2016): 1-9."}},
		{"an organisation", "- Institute for Games and Play. (2018). Arithmetic at lunch time.", []string{"Institute for Games and Play. (2018). Arithmetic at lunch time."}},
		{"editors", "Doe, J. (Ed.). (2016, May). Games in arithmetic. Play Press.", []string{"Doe, J. (Ed.). (2016, May). Games in arithmetic. Play Press."}},
		{
			"two in a line", "References Doe, J. (2016). Games in arithmetic. Journal of Play. Roe, A., & Poe, B. (2017). Sums that really stay. Journal of Play.",
			[]string{"Doe, J. (2016). Games in arithmetic. Journal of Play.", "Roe, A., & Poe, B. (2017). Sums that really stay. Journal of Play."},
		},
		{"a sentence", "The school opened a year ago. In 2016 it grew. (2016). It was well liked by all.", nil},
		{"a telephone number", "Please ring J. Doe on 020 1234 2016. It is free to all.", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, c := range evidence.Default().Citations(chalkline.Item{Text: tt.text}) {
				got = append(got, c.Text)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// Whatever a text or an address holds, what comes out can be looked up: numbers
// in their right form, each once, not too many, and the same the second time.
func FuzzCitations(f *testing.F) {
	f.Add("Doe, J., & Roe, A. B. (2016). Games in arithmetic. Journal of Play, 4(2), 1-9. doi:10.1234/AB.5(2)7.", "https://doi.org/10.1234/x?a=b&c")
	f.Add("1. Doe J, Roe A. Games in arithmetic. J Play. 2016;4:1. (see Poe et al., 2004; Roe, 2001) EJ1234567 arXiv:2401.01234v2", "https://arxiv.org/abs/math.HO/0601001")
	f.Add("https://a.example/((10.1234/)) 10.1234/;10.5678/full.pdf", "https://www.nature.com/articles/s41539-020-00074-x")
	f.Add("Org of the Sums. (2018). Title of it all\nDoe, Jane. “Games in Arithmetic.” J (2016)", "https://files.eric.ed.gov/fulltext/ED600001.pdf")
	f.Fuzz(func(t *testing.T, text, link string) {
		item := chalkline.Item{ID: 3, Text: text, Links: []string{link}, DOI: "10.5555/own"}
		got := evidence.Default().Citations(item)
		if diff := cmp.Diff(got, evidence.Default().Citations(item)); diff != "" {
			t.Fatalf("not the same the second time:\n%s", diff)
		}
		seen := map[chalkline.Citation]bool{}
		for _, c := range got {
			name, prefix := c.DOI, strings.HasPrefix(c.DOI, "10.")
			switch {
			case c.ItemID != 3 || c.DOI == item.DOI || seen[chalkline.Citation{DOI: c.DOI, ERIC: c.ERIC, URL: c.URL, Text: c.Text}]:
				t.Errorf("%+v", c)
			case name != "" && (!prefix || name != strings.ToLower(name) || strings.HasSuffix(name, "/") || strings.ContainsAny(name, " \n<>\"")):
				t.Errorf("the DOI %q", name)
			case c.DOI == "" && c.ERIC == "" && c.URL == "" && c.Text == "", utf8.RuneCountInString(c.Text) > 500:
				t.Errorf("%+v", c)
			}
			seen[chalkline.Citation{DOI: c.DOI, ERIC: c.ERIC, URL: c.URL, Text: c.Text}] = true
		}
		if len(got) > 60 {
			t.Errorf("%d citations", len(got))
		}
	})
}
