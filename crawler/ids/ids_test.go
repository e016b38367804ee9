package ids

import "testing"

func TestDOI(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"10.5555/Ab.1":                         "10.5555/ab.1",
		" doi:10.5555/ab ":                     "10.5555/ab",
		"DOI: 10.5555/ab":                      "10.5555/ab",
		"https://doi.org/10.5555/ab?utm=x#y":   "10.5555/ab",
		"http://dx.doi.org/10.5555/ab(1)2%2F3": "10.5555/ab(1)2/3",
		"info:doi/10.5555/ab":                  "10.5555/ab",
		"10.5555/ab.":                          "10.5555/ab",
		"10.1016/S0140-6736(97)11096-0":        "10.1016/s0140-6736(97)11096-0",
		"10.5555/ab)":                          "10.5555/ab",
		"10.5555":                              "",
		"11.5555/ab":                           "",
		"see 10.5555/ab":                       "",
		"":                                     "",
		"https://blog.example/10.5555/ab":      "",
	} {
		if got := DOI(text); got != want {
			t.Errorf("DOI(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestDOIOfPage(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"https://journals.example/doi/abs/10.5555/AB.2?af=R": "10.5555/ab.2",
		"https://journals.example/doi/10.5555/ab.2/full":     "10.5555/ab.2",
		"https://journals.example/article/10.5555/ab.2/pdf":  "10.5555/ab.2",
		"https://doi.org/10.5555/ab":                         "10.5555/ab",
		"https://link.example/article/10.5555%2Fab":          "10.5555/ab",
		"https://blog.example/notes-on-10-things":            "",
		"https://blog.example/2026/10.5-reasons/":            "",
		"not an address /10.5555/ab":                         "",
	} {
		if got := DOIOfPage(address); got != want {
			t.Errorf("DOIOfPage(%q) = %q, want %q", address, got, want)
		}
	}
}

func TestERIC(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"EJ1234567":                         "EJ1234567",
		" ed612345 ":                        "ED612345",
		"eric:EJ123456":                     "EJ123456",
		"https://eric.ed.gov/?id=EJ1234567": "EJ1234567",
		"https://eric.ed.gov/?q=x":          "",
		"https://a.example/?id=EJ1234567":   "",
		"EJ12":                              "",
		"":                                  "",
	} {
		if got := ERIC(text); got != want {
			t.Errorf("ERIC(%q) = %q, want %q", text, got, want)
		}
	}
}
