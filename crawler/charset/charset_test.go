package charset

import "testing"

func TestWhatADocumentIsDecodesIt(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, body, label, want string
		strays                  int
	}{
		{"UTF-8", "é", "", "é", 0},
		{"UTF-8 with a mark, whatever the label", "\xef\xbb\xbfé", "koi8-r", "é", 0},
		{"UTF-8 labelled as Latin", "é", "windows-1252", "é", 0},
		{"UTF-16 with a mark", "\xff\xfe<\x00\xe9\x00", "utf-8", "<é", 0},
		{"UTF-16 without one", "\x00<\x00\xe9", "", "<é", 0},
		{"the label", "\xc1", "koi8-r", "а", 0},
		{"windows-1252 without a word", "\x93caf\xe9\x94", "", "“café”", 3},
		{"one stray byte in UTF-8", "é \x92 é", "utf-8", "é ’ é", 1},
		{"a label nobody knows", "é\x92", "elvish", "é’", 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, strays := Decode([]byte(c.body), c.label)
			if string(got) != c.want || strays != c.strays {
				t.Errorf("%q with %d strays, want %q with %d", got, strays, c.want, c.strays)
			}
		})
	}
}

func TestLabelsHaveOneName(t *testing.T) {
	t.Parallel()
	for label, want := range map[string]string{
		"ISO-8859-1": "windows-1252", " GB2312 ": "gbk", "UTF8": "utf-8", "utf-16": "", "klingon": "", "": "",
	} {
		if got := Canonical(label); got != want {
			t.Errorf("%q: %q, want %q", label, got, want)
		}
	}
}
