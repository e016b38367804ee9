package say_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"chalkline"
	"chalkline/digest/say"
)

func TestWhatIsFreeToReadIsSaidAndLinkedOnce(t *testing.T) {
	t.Parallel()
	const copied, journal = "https://repository.example/1.pdf", chalkline.GenreJournal
	for name, test := range map[string]struct {
		own, open string
		genre     chalkline.Genre
		grade     chalkline.Grade
		want      say.Free
	}{
		"not known":                           {"https://j.example/1", "", journal, chalkline.GradeB, say.Free{}},
		"a copy elsewhere":                    {"https://j.example/1", copied, journal, chalkline.GradeB, say.Free{Words: chalkline.Verbatim("free to read"), URL: copied}},
		"a copy at the same host":             {"https://www.J.example/1", "https://j.example/1.pdf", journal, chalkline.GradeB, say.Free{Words: chalkline.Verbatim("free to read")}},
		"a journal's own page by its DOI":     {"https://j.example/1", "https://doi.org/10.5555/1", journal, chalkline.GradeB, say.Free{Words: chalkline.Verbatim("free to read")}},
		"a database's item at the publisher":  {"https://db.example/1", "https://doi.org/10.5555/1", chalkline.GenreDatabase, chalkline.GradeB, say.Free{Words: chalkline.Verbatim("free to read"), URL: "https://doi.org/10.5555/1"}},
		"an item that has no address":         {"", "https://doi.org/10.5555/1", journal, chalkline.GradeB, say.Free{Words: chalkline.Verbatim("free to read"), URL: "https://doi.org/10.5555/1"}},
		"a copy of what was retracted":        {"https://j.example/1", copied, journal, chalkline.GradeR, say.Free{}},
		"an address that must not be clicked": {"https://j.example/1", "javascript:alert(1)", journal, chalkline.GradeB, say.Free{}},
	} {
		c := chalkline.Card{
			Item: chalkline.Item{URL: test.own}, Source: chalkline.Source{Genre: test.genre},
			Appraisal: chalkline.Appraisal{Grade: test.grade}, Open: test.open,
		}
		if got := say.FreeToRead(c); !cmp.Equal(got, test.want, inEnglish) {
			t.Errorf("%s: %+v, want %+v", name, got, test.want)
		}
	}
}

func TestACopyOfARetractedWorkIsNotPointedAt(t *testing.T) {
	t.Parallel()
	w := chalkline.Work{Open: "https://repository.example/1.pdf"}
	if got, want := say.FreeWork(w, "https://doi.org/10.5555/1"), (say.Free{Words: chalkline.Verbatim("free to read"), URL: w.Open}); !cmp.Equal(got, want, inEnglish) {
		t.Errorf("%+v, want %+v", got, want)
	}
	w.Standing = chalkline.StandingRetracted
	if got := say.FreeWork(w, "https://doi.org/10.5555/1"); !cmp.Equal(got, say.Free{}) {
		t.Errorf("a retracted work: %+v", got)
	}
}
