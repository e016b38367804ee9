package lists

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"chalkline"
	"chalkline/crawler/ids"
)

// Whatever a table holds, reading it ends well: entries or an error, never both,
// each work once, by a DOI in its right form.
func FuzzTables(f *testing.F) {
	for _, name := range []string{"retractions.csv", "replications.csv"} {
		body, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(body)
	}
	for _, seed := range []string{
		"", "doi,retractionwatch\n10.5555/a,Retraction;Reinstatement\n", "\ufeffDOI,RetractionWatch\r\n\"10.5555/a;10.5555/b\",correction\r\n",
		"doi_o,doi_r,author_overlap,reported_success\n10.5555/a,,NaN,mixed\n", "doi,retractionwatch\n\"", "\x1f\x8b",
		"originalpaperdoi,retractionnature,retractiondate\n10.5555/a,Retraction,13/13/2020\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, table []byte) {
		notices, err := all(Retractions("list", strings.NewReader(string(table))))
		if err != nil && len(notices) > 0 {
			t.Errorf("%d entries and %v", len(notices), err)
		}
		known := map[string]bool{}
		for _, n := range notices {
			checkDOIs(t, known, n.DOI, n.NoticeDOI)
			if gravity[n.Standing] == 0 || n.At.Location() != time.UTC {
				t.Errorf("%+v", n)
			}
		}
		works, err := all(Replications("list", strings.NewReader(string(table))))
		if err != nil && len(works) > 0 {
			t.Errorf("%d entries and %v", len(works), err)
		}
		known = map[string]bool{}
		for _, r := range works {
			checkDOIs(t, known, r.DOI, r.By)
			if r.Succeeded+r.Failed+r.Mixed == 0 {
				t.Errorf("%+v", r)
			}
		}
		if err != nil && (!utf8.ValidString(err.Error()) || chalkline.ErrorCode(err) != chalkline.CodeInvalid) {
			t.Errorf("%q", err)
		}
	})
}

func checkDOIs(t *testing.T, known map[string]bool, work, other string) {
	t.Helper()
	if ids.DOI(work) != work || work == "" || known[work] || other != "" && ids.DOI(other) != other {
		t.Errorf("%q, %q", work, other)
	}
	known[work] = true
}
