package lists

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"chalkline"
)

// all are the entries of a stream and the error it ends with.
func all[T any](entries iter.Seq2[T, error]) (found []T, err error) {
	for entry, err := range entries {
		if err != nil {
			return found, err
		}
		found = append(found, entry)
	}
	return found, nil
}

func on(year int, month time.Month, day int) time.Time {
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}

func fixture(t *testing.T, name string) string {
	t.Helper()
	body, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

func TestNoticesOfAWorkMergeToTheGravestThatStands(t *testing.T) {
	t.Parallel()
	want := []chalkline.Notice{
		{DOI: "10.5555/homework", Standing: chalkline.StandingRetracted, NoticeDOI: "10.5555/notice.9", At: on(2023, 10, 18)},
		{DOI: "10.5555/half.1", Standing: chalkline.StandingCorrected, NoticeDOI: "10.5555/notice.5", At: on(2020, 12, 31)},
		{DOI: "10.5555/half.2", Standing: chalkline.StandingCorrected, NoticeDOI: "10.5555/notice.5", At: on(2020, 12, 31)},
	}
	plain := fixture(t, "retractions.csv")
	for name, text := range map[string]string{
		"as published":              plain,
		"with a byte order mark":    "\ufeff" + plain,
		"with the ends of Windows":  strings.ReplaceAll(plain, "\n", "\r\n"),
		"with bytes of Windows":     strings.ReplaceAll(plain, "Ada Marsh", "Ada M\xe4rsh"),
		"with headers in capitals":  strings.Replace(plain, "OriginalPaperDOI,RetractionNature", "ORIGINALPAPERDOI, RETRACTIONNATURE ", 1),
		"without its last line end": strings.TrimSuffix(plain, "\n"),
	} {
		got, err := all(Retractions("list.csv", strings.NewReader(text)))
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%s: %v (-want +got)\n%s", name, err, diff)
		}
	}
}

func TestWhatAListSaysOfAWork(t *testing.T) {
	t.Parallel()
	const published, short = "RetractionNature,RetractionDate,OriginalPaperDOI,RetractionDOI\n", "doi,retractionwatch\n"
	for name, tt := range map[string]struct {
		rows string
		want chalkline.Standing // "" when nothing
	}{
		"retracted":                            {published + "Retraction,1/2/2020 0:00,10.5555/a,\n", chalkline.StandingRetracted},
		"retracted, then reinstated":           {published + "Retraction,1/2/2020 0:00,10.5555/a,\nReinstatement,1/3/2020 0:00,10.5555/a,\n", ""},
		"rows the other way round":             {published + "Reinstatement,1/3/2020 0:00,10.5555/a,\nRetraction,1/2/2020 0:00,10.5555/a,\n", ""},
		"the same day":                         {published + "Retraction,1/2/2020 0:00,10.5555/a,\nReinstatement,1/2/2020 0:00,10.5555/a,\n", ""},
		"month before day":                     {published + "Retraction,1/12/2020 0:00,10.5555/a,\nReinstatement,2/11/2020 0:00,10.5555/a,\n", ""},
		"retracted again":                      {published + "Retraction,1/2/2020,10.5555/a,\nReinstatement,2020-01-03,10.5555/a,\nRetraction,2020-01-04T00:00:00,10.5555/a,\n", chalkline.StandingRetracted},
		"reinstated, and of concern before":    {published + "Expression of concern,1/1/2020,10.5555/a,\nRetraction,1/2/2020,10.5555/a,\nReinstatement,1/3/2020,10.5555/a,\n", chalkline.StandingConcern},
		"reinstated on a day that is not told": {published + "Retraction,1/2/2020,10.5555/a,\nReinstatement,,10.5555/a,\n", ""},
		"only reinstated":                      {published + "Reinstatement,1/2/2020,10.5555/a,\n", ""},
		"short":                                {short + "10.5555/a,Retraction\n", chalkline.StandingRetracted},
		"short, of concern":                    {short + "10.5555/A,EXPRESSION OF CONCERN\n", chalkline.StandingConcern},
		"short, several":                       {short + "10.5555/a,Correction; Retraction;Expression of concern\n", chalkline.StandingRetracted},
		"short, reinstated":                    {short + "10.5555/a,Correction;Retraction;Reinstatement\n", chalkline.StandingCorrected},
		"of a nature nobody knows":             {published + "Retraction,1/2/2020,10.5555/a,\nParagraph,1/3/2020,10.5555/a,\n,,,\n", chalkline.StandingRetracted},
	} {
		got, err := all(Retractions("list.csv", strings.NewReader(tt.rows)))
		var standing chalkline.Standing
		if len(got) == 1 {
			standing = got[0].Standing
		}
		if err != nil || standing != tt.want || len(got) > 1 {
			t.Errorf("%s: %+v, %v; want %q", name, got, err, tt.want)
		}
	}
}

func TestDOIsInACell(t *testing.T) {
	t.Parallel()
	for cell, want := range map[string][]string{
		"":                                    nil,
		"Unavailable":                         nil,
		"unavailable;10.5555/a":               {"10.5555/a"},
		"10.5555/a;unavailable":               {"10.5555/a"},
		"10.5555/a; 10.5555/B ;":              {"10.5555/a", "10.5555/b"},
		"10.5555/a;https://doi.org/10.5555/b": {"10.5555/a", "10.5555/b"},
		"10.5555/1(19970101)1:2<3::aid-4>3.0.co;2-5": {"10.5555/1(19970101)1:2<3::aid-4>3.0.co;2-5"},
		"10.5555/x;2-5;10.5555/y;2-6":                {"10.5555/x;2-5", "10.5555/y;2-6"},
		"12345678":                                   nil,
	} {
		if diff := cmp.Diff(want, dois(cell)); diff != "" {
			t.Errorf("%q (-want +got)\n%s", cell, diff)
		}
	}
}

func TestAttemptsByOtherPeopleAreCounted(t *testing.T) {
	t.Parallel()
	want := []chalkline.Replication{
		{DOI: "10.5555/spacing", Succeeded: 2, Failed: 1}, // the latest that succeeded has no DOI
		{DOI: "10.5555/music", Mixed: 1, By: "10.5555/again.5"},
	}
	got, err := all(Replications("table.csv", strings.NewReader(fixture(t, "replications.csv"))))
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got)\n%s", err, diff)
	}
}

func TestWhichAttemptStandsForAll(t *testing.T) {
	t.Parallel()
	const header = "doi_o,doi_r,year_r,author_overlap,reported_success\n"
	for name, tt := range map[string]struct {
		rows string
		want chalkline.Replication
	}{
		"the latest":              {"10.5555/a,10.5555/r1,2020,0,failed\n10.5555/a,10.5555/r2,2022,0,failed\n10.5555/a,10.5555/r3,2021,0,failed\n", chalkline.Replication{Failed: 3, By: "10.5555/r2"}},
		"with the commonest end":  {"10.5555/a,10.5555/r1,2020,0,failed\n10.5555/a,10.5555/r2,2022,0,successful\n10.5555/a,10.5555/r3,2019,0,failed\n", chalkline.Replication{Failed: 2, Succeeded: 1, By: "10.5555/r1"}},
		"of ends equally common":  {"10.5555/a,10.5555/r1,2020,0,failed\n10.5555/a,10.5555/r2,2022,0,successful\n", chalkline.Replication{Failed: 1, Succeeded: 1, By: "10.5555/r2"}},
		"without a year":          {"10.5555/a,10.5555/r1,,0,mixed\n", chalkline.Replication{Mixed: 1, By: "10.5555/r1"}},
		"with numbers in decimal": {"10.5555/a,10.5555/r1,2020.0,0.0,failure\n", chalkline.Replication{Failed: 1, By: "10.5555/r1"}},
	} {
		got, err := all(Replications("table.csv", strings.NewReader(header+tt.rows)))
		tt.want.DOI = "10.5555/a"
		if diff := cmp.Diff([]chalkline.Replication{tt.want}, got); diff != "" || err != nil {
			t.Errorf("%s: %v (-want +got)\n%s", name, err, diff)
		}
	}
}

func TestACrowdCountsAsOtherPeople(t *testing.T) {
	t.Parallel()
	for works, want := range map[int]int{crowd - 1: 0, crowd: crowd} {
		table := "doi_o,doi_r,author_overlap,reported_success\n"
		for i := range works {
			table += fmt.Sprintf("10.5555/o%d,10.5555/many,,failed\n", i)
		}
		if got, err := all(Replications("table.csv", strings.NewReader(table))); err != nil || len(got) != want {
			t.Errorf("a report of %d works: %d count, %v; want %d", works, len(got), err, want)
		}
	}
}

func TestABadTableIsNamedAndNotBelieved(t *testing.T) {
	t.Parallel()
	retractions, replications := fixture(t, "retractions.csv"), fixture(t, "replications.csv")
	cut := func(text string, at string) string { return text[:strings.Index(text, at)+len(at)] }
	for name, tt := range map[string]struct{ retractions, replications, want string }{
		"empty":                  {"", "", "list.csv: expected a CSV table, found an empty file"},
		"a web page":             {"<!DOCTYPE html>\n<title>Not found</title>", "<html>", "list.csv: expected a CSV table, found a web page"},
		"JSON":                   {`{"error": "quota"}`, "\ufeff [1]", "list.csv: expected a CSV table, found JSON"},
		"a PDF":                  {"%PDF-1.7\n", "%PDF-1.7\n", "found a PDF"},
		"bytes":                  {"\x01\x00\x00\x00,", "a\x00", "found no text"},
		"an old workbook":        {"\xd0\xcf\x11\xe0\x00", "\xd0\xcf\x11\xe0\x00", "an old Excel workbook"},
		"parted by semicolons":   {"doi;retractionwatch\n", "doi_o;doi_r\n", ", parted by commas; found"},
		"a workbook":             {"PK\x03\x04\x14\x00", "PK\x03\x04", "an Excel workbook"},
		"UTF-16":                 {"\xff\xfed\x00o\x00", "\xff\xfed\x00", "UTF-16"},
		"another table":          {"a,b\n1,2\n", "a,b\n1,2\n", `list.csv:1: expected the columns`},
		"no rows":                {"doi,retractionwatch\n", "doi_o,doi_r,author_overlap,reported_success\n", "found none in 0 rows; is the file whole?"},
		"rows that say nothing":  {"doi,retractionwatch\nnone,Retraction\n", "doi_o,doi_r,author_overlap,reported_success\nnone,,0,failed\n", "found none in 1 rows"},
		"cut in a row":           {cut(retractions, "https://doi.org"), cut(replications, `"Spacing once more",`), "as in the header; is the file whole?"},
		"cut in a quotation":     {cut(retractions, `"two`), cut(replications, `"Spacing once`), "is the file whole?"},
		"cut in a word":          {"doi,retractionwatch\n10.5555/a,Retraction\n10.5555/b,Retr", "", `list.csv:3: expected Retraction, Expression of concern, Correction or Reinstatement, found "retr"`},
		"a stray quotation mark": {"doi,retractionwatch\n10.5555/a\",Retraction\n", "doi_o,doi_r,author_overlap,reported_success\n10.5555/a\",,0,failed\n", "list.csv:2: expected a cell with a quotation mark in it to be quoted"},
		"a row without end":      {"doi,retractionwatch\n\"" + strings.Repeat("x", 2*maxRow), "doi_o,doi_r,author_overlap,reported_success\n\"" + strings.Repeat("x", 2*maxRow), "a row of more than 1 MB"},
		"far too many rows":      {"doi,retractionwatch\n" + strings.Repeat("10.5555/a,Retraction\n", maxRows+1), "", "list.csv: more than 500000 rows"},
		"far too many notices":   {"doi,retractionwatch\n" + strings.Repeat(strings.Repeat("10.5555/a;", 1000)+",Retraction\n", maxRows/1000+1), "", "more than 500000 notices"},
	} {
		got, err := all(Retractions("list.csv", strings.NewReader(tt.retractions)))
		if err == nil || !strings.Contains(err.Error(), tt.want) || len(got) > 0 || chalkline.ErrorCode(err) != chalkline.CodeInvalid {
			t.Errorf("retractions, %s: %d entries, %v; want %q", name, len(got), err, tt.want)
		}
		if tt.replications == "" && tt.retractions != "" {
			continue
		}
		repeated, err := all(Replications("list.csv", strings.NewReader(tt.replications)))
		if err == nil || !strings.Contains(err.Error(), tt.want) || len(repeated) > 0 {
			t.Errorf("replications, %s: %d entries, %v; want %q", name, len(repeated), err, tt.want)
		}
	}
}

// endless is a text that begins again and again.
type endless struct {
	text string
	at   int
}

func (e *endless) Read(p []byte) (int, error) {
	n := copy(p, e.text[e.at:])
	e.at = (e.at + n) % len(e.text)
	return n, nil
}

func TestAnEndlessTableEnds(t *testing.T) {
	t.Parallel()
	rows := endless{text: "10.5555/a," + strings.Repeat("x", 3000) + ",Retraction\n"}
	table := io.MultiReader(strings.NewReader("doi,other,retractionwatch\n"), &rows)
	if _, err := all(Retractions("list.csv", table)); err == nil || !strings.Contains(err.Error(), "more than 200 MB") {
		t.Error(err)
	}
}

func TestReadingFailsWithItsCause(t *testing.T) {
	t.Parallel()
	lost := errors.New("the disk is gone")
	broken := io.MultiReader(strings.NewReader("doi,retractionwatch\n10.5555/a,Retraction\n"), failing{lost})
	if got, err := all(Retractions("list.csv", broken)); !errors.Is(err, lost) || len(got) > 0 {
		t.Errorf("%d entries, %v", len(got), err)
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }
