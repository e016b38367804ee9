package scholar

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"chalkline"
	"chalkline/crawler/fetch"
)

var now = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func testdata(t *testing.T, name string) []byte {
	t.Helper()
	body, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return body
}

func TestWorkTellsHowAWorkStands(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, fields string
		want         chalkline.Work
	}{
		{"nothing against it", `"title":["Fine"]`, chalkline.Work{Title: "Fine", Standing: chalkline.StandingGood}},
		{
			"retracted by a notice",
			`"title":["Bad"],"updated-by":[{"type":"correction","DOI":"10.5555/c"},{"type":"retraction","DOI":"10.5555/R","updated":{"date-parts":[[2026,2,6]]}}]`,
			chalkline.Work{
				Title: "Bad", Standing: chalkline.StandingRetracted, NoticeDOI: "10.5555/r",
				NoticeAt: time.Date(2026, 2, 6, 0, 0, 0, 0, time.UTC),
			},
		},
		{
			"retracted by itself",
			`"title":["RETRACTED: Bad"],"update-to":[{"type":"retraction","DOI":"10.5555/WORK"}]`,
			chalkline.Work{Title: "RETRACTED: Bad", Standing: chalkline.StandingRetracted, NoticeDOI: "10.5555/work"},
		},
		{"retracted by its title", `"title":["RETRACTED ARTICLE: Bad"]`, chalkline.Work{Title: "RETRACTED ARTICLE: Bad", Standing: chalkline.StandingRetracted}},
		{"retracted by its title in brackets", `"title":["[Retracted] Bad"]`, chalkline.Work{Title: "[Retracted] Bad", Standing: chalkline.StandingRetracted}},
		{"about retractions", `"title":["Retracted papers in education"]`, chalkline.Work{Title: "Retracted papers in education", Standing: chalkline.StandingGood}},
		{
			"retracted and reinstated", `"title":["Fine"],"updated-by":[{"type":"retraction","DOI":"10.5555/r","updated":{"date-parts":[[2024,2,6]]}},{"type":"reinstatement","updated":{"date-parts":[[2025,1,1]]}}]`,
			chalkline.Work{Title: "Fine", Standing: chalkline.StandingGood},
		},
		{
			"retracted again", `"title":["Bad"],"updated-by":[{"type":"reinstatement","updated":{"date-parts":[[2023,1,1]]}},{"type":"retraction","DOI":"10.5555/r","updated":{"date-parts":[[2024,2,6]]}}]`,
			chalkline.Work{Title: "Bad", Standing: chalkline.StandingRetracted, NoticeDOI: "10.5555/r", NoticeAt: time.Date(2024, 2, 6, 0, 0, 0, 0, time.UTC)},
		},
		{"the notice itself", `"title":["Retracted: Bad"],"update-to":[{"type":"retraction","DOI":"10.5555/other"}]`, chalkline.Work{Title: "Retracted: Bad", Standing: chalkline.StandingGood}},
		{"of concern", `"title":["Odd"],"updated-by":[{"label":"Expression of Concern","DOI":"10.5555/e"}]`, chalkline.Work{Title: "Odd", Standing: chalkline.StandingConcern, NoticeDOI: "10.5555/e"}},
		{"corrected", `"title":["Typo"],"updated-by":[{"type":"erratum","DOI":"10.5555/e"}]`, chalkline.Work{Title: "Typo", Standing: chalkline.StandingCorrected, NoticeDOI: "10.5555/e"}},
		{"a new version", `"title":["Next"],"updated-by":[{"type":"new_version","DOI":"10.5555/v2"}]`, chalkline.Work{Title: "Next", Standing: chalkline.StandingGood}},
		{
			"its record",
			`"title":["A <i>good</i> one"],"type":"journal-article","container-title":["J &amp; T"],"published":{"date-parts":[[2024,5]]}`,
			chalkline.Work{Title: "A good one", Type: "journal-article", Venue: "J & T", Year: 2024, Standing: chalkline.StandingGood},
		},
		{
			"a preprint", `"title":["Early"],"type":"posted-content","group-title":"PsyArXiv","issued":{"date-parts":[[null]]},"created":{"date-parts":[[2023,1,1]]}`,
			chalkline.Work{Title: "Early", Type: "posted-content", Venue: "PsyArXiv", Year: 2023, Standing: chalkline.StandingGood},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := parseWork([]byte(`{"message":{"DOI":"10.5555/Work",` + c.fields + `}}`))
			if err != nil {
				t.Fatal(err)
			}
			c.want.DOI, c.want.Origin = "10.5555/work", "crossref"
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestOnlyWhatIsPublishedFreeByNowIsAnOpenCopy(t *testing.T) {
	t.Parallel()
	const by, page, pdf = "https://creativecommons.org/licenses/by/4.0/", "https://doi.org/10.5555/a", "https://publisher.example/a.pdf"
	for name, tt := range map[string]struct{ licence, start, version, pdfFor, want string }{
		"a free licence":                          {by, "[2020,1,1]", "vor", "similarity-checking", page},
		"of a version that is not named":          {by, "[2020]", "unspecified", "similarity-checking", page},
		"with the publisher's PDF":                {by, "[2020,1,1]", "vor", "text-mining", pdf},
		"a licence that begins much later":        {by, "[9000,1,1]", "vor", "similarity-checking", ""},
		"a licence for the manuscript":            {by, "[2020,1,1]", "am", "similarity-checking", ""},
		"a licence for machines":                  {by, "[2020,1,1]", "tdm", "text-mining", ""},
		"a PDF under the publisher's own licence": {"https://publisher.example/terms", "[2020,1,1]", "vor", "text-mining", ""},
	} {
		var w crossrefWork
		err := json.Unmarshal(fmt.Appendf(nil, `{"DOI":"10.5555/A","license":[{"URL":%q,"start":{"date-parts":[%s]},"content-version":%q}],
			"link":[{"URL":%q,"content-type":"application/pdf","content-version":"vor","intended-application":%q}]}`,
			tt.licence, tt.start, tt.version, pdf, tt.pdfFor), &w)
		if err != nil {
			t.Fatal(err)
		}
		if got := w.work().Open; got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}

func TestCrossrefIsAskedForAWork(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("mailto") != "op@school.example" {
			t.Errorf("asked for %s", r.URL)
		}
		switch r.URL.EscapedPath() {
		case "/works/10.5555%2Fa%28b%29":
			_, _ = fmt.Fprint(w, `{"message":{"DOI":"10.5555/A(B)","title":["x"]}}`)
		case "/works/10.5555%2Fnothing":
			http.NotFound(w, r)
		case "/works/10.5555%2Fodd":
			_, _ = fmt.Fprint(w, `<html>`)
		default:
			w.WriteHeader(http.StatusBadGateway)
		}
	}))
	client := fetch.New(fetch.Options{AllowPrivate: true, HostPause: -1})
	t.Cleanup(func() {
		client.Close()
		server.Close()
	})
	crossref := NewCrossref(client, server.URL+"/", "op@school.example")
	work, err := crossref.Work(t.Context(), "https://doi.org/10.5555/A(b)")
	want := chalkline.Work{DOI: "10.5555/a(b)", Title: "x", Standing: chalkline.StandingGood, Origin: "crossref"}
	if diff := cmp.Diff(want, work, cmpopts.IgnoreFields(work, "ResolvedAt")); err != nil || diff != "" || work.ResolvedAt.IsZero() {
		t.Errorf("%v (-want +got)\n%s", err, diff)
	}
	for doi, code := range map[string]chalkline.Code{
		"10.5555/nothing": chalkline.CodeNotFound, "10.5555/odd": chalkline.CodeInternal,
		"10.5555/down": chalkline.CodeInternal, "no doi": chalkline.CodeInvalid,
	} {
		if _, err := crossref.Work(t.Context(), doi); chalkline.ErrorCode(err) != code {
			t.Errorf("%s: %v", doi, err)
		}
	}
}

func TestJournalBecomesItems(t *testing.T) {
	t.Parallel()
	got, err := Journal(testdata(t, "journal.json"), now)
	if err != nil {
		t.Fatal(err)
	}
	want := []chalkline.Item{
		{
			Key: "doi 10.5555/jct.1", GUID: "doi:10.5555/jct.1", URL: "https://doi.org/10.5555/jct.1", DOI: "10.5555/jct.1",
			Title: "Homework in primary schools: A null result", Venue: "Journal of Classroom Trials",
			Text:      "Methods\n\nA trial in 60 schools & 2 countries.\n\nNo effect (d = 0.01).",
			Authors:   []string{"Ada Marsh", "The Homework Group"},
			Published: time.Date(2026, 11, 5, 0, 0, 0, 0, time.UTC),
		},
		{
			Key: "doi 10.5555/jct.3", GUID: "doi:10.5555/jct.3", URL: "https://doi.org/10.5555/jct.3",
			DOI: "10.5555/jct.3", Title: "In press",
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if _, err := Journal([]byte("<html>"), now); err == nil {
		t.Error("a web page is taken for a journal")
	}
}

func TestERICBecomesItems(t *testing.T) {
	t.Parallel()
	got, err := Query(testdata(t, "eric.json"), now)
	if err != nil {
		t.Fatal(err)
	}
	want := []chalkline.Item{
		{
			Key: "eric EJ1999999", GUID: "eric:EJ1999999", URL: "https://eric.ed.gov/?id=EJ1999999", ERIC: "EJ1999999", DOI: "10.5555/jct.9",
			Title: "Worked Examples in Algebra", Text: "Worked examples helped novices.", Venue: "Journal of Classroom Trials",
			Authors:    []string{"Ada Marsh", "Homework Group"},
			Categories: []string{"Algebra", "Worked Examples", "Journal Articles", "Reports - Research"},
			Language:   "en", Published: time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC),
		},
		{Key: "eric ED699999", GUID: "eric:ED699999", URL: "https://eric.ed.gov/?id=ED699999", ERIC: "ED699999", Title: "A Report of This Year"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if _, err := Query([]byte(`{"error":"no"}`), now); err == nil {
		t.Error("an error is taken for an answer")
	}
}

func TestAddressesOfQueries(t *testing.T) {
	t.Parallel()
	got, err := JournalURL("https://api.crossref.org/journals/1234-567x?rows=5", "op@school.example")
	if err != nil || !strings.HasPrefix(got, "https://api.crossref.org/journals/1234-567X/works?") ||
		!strings.Contains(got, "rows=5") || !strings.Contains(got, "mailto=op%40school.example") {
		t.Errorf("%q, %v", got, err)
	}
	got, err = QueryURL("https://api.ies.ed.gov/eric/?search=retrieval+practice")
	if err != nil || !strings.Contains(got, "search=retrieval+practice") || !strings.Contains(got, "format=json") {
		t.Errorf("%q, %v", got, err)
	}
	for _, bad := range []string{"", "https://api.crossref.org/works", "://"} {
		if _, err := JournalURL(bad, ""); chalkline.ErrorCode(err) != chalkline.CodeInvalid {
			t.Errorf("JournalURL(%q): %v", bad, err)
		}
		if _, err := QueryURL(bad); chalkline.ErrorCode(err) != chalkline.CodeInvalid {
			t.Errorf("QueryURL(%q): %v", bad, err)
		}
	}
}
