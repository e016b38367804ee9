package ids

import "testing"

func TestDOIOfAPreprint(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"http://arxiv.org/abs/2401.01234v2":             "10.48550/arxiv.2401.01234",
		"https://export.arxiv.org/abs/math.HO/0601001":  "10.48550/arxiv.math.ho/0601001",
		"https://arxiv.org/pdf/2401.01234.pdf":          "10.48550/arxiv.2401.01234",
		"oai:arXiv.org:2401.01234v1":                    "10.48550/arxiv.2401.01234",
		"arXiv:2401.01234":                              "10.48550/arxiv.2401.01234",
		"https://osf.io/preprints/edarxiv/ab3de_v1/":    "10.35542/osf.io/ab3de_v1",
		"https://osf.io/preprints/psyarxiv/ab3de":       "10.31234/osf.io/ab3de",
		"https://osf.io/ab3de":                          "",
		"https://arxiv.org/list/cs.CY/recent":           "",
		"https://blog.example/arxiv.org/abs/2401.01234": "",
	} {
		if got := DOIOfPage(address); got != want {
			t.Errorf("DOIOfPage(%q) = %q, want %q", address, got, want)
		}
	}
}
