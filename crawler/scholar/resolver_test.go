package scholar

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"chalkline"
	"chalkline/crawler/fetch"
)

// services is a server that plays Crossref, OpenAlex and ERIC.
type services struct {
	*httptest.Server
	answers map[string]string // by the start of the path; "" is a 404, a number a status

	mu    sync.Mutex
	asked []string // paths in order
}

func serve(t *testing.T, answers map[string]string) (*services, *fetch.Client) {
	t.Helper()
	s := &services{answers: answers}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.asked = append(s.asked, r.URL.RequestURI())
		for path, answer := range s.answers {
			if !strings.HasPrefix(r.URL.Path, path) {
				continue
			}
			status := 0
			if _, err := fmt.Sscanf(answer, "%3d", &status); err == nil {
				w.WriteHeader(status)
				return
			}
			fmt.Fprint(w, answer)
			return
		}
		http.NotFound(w, r)
	}))
	client := fetch.New(fetch.Options{AllowPrivate: true, HostPause: -1})
	t.Cleanup(func() {
		client.Close()
		s.Close()
	})
	return s, client
}

func (s *services) resolver(client *fetch.Client) *Resolver {
	return &Resolver{
		Crossref: NewCrossref(client, s.URL+"/crossref", "op@school.example"),
		OpenAlex: NewOpenAlex(client, s.URL+"/openalex", "secret-key"),
		ERIC:     NewERIC(client, s.URL+"/eric/"),
	}
}

func TestResolverPutsAnswersTogether(t *testing.T) {
	t.Parallel()
	crossref, openalex := string(testdata(t, "crossref.json")), string(testdata(t, "openalex.json"))
	retracted := strings.Replace(openalex, `"is_retracted": false`, `"is_retracted": true`, 1)
	eric := `{"response":{"docs":[{"id":"EJ1999999","title":"Homework in Primary Schools.","author":["Marsh, Ada"],"source":"J","publicationdateyear":"2026",
		"description":"In short.","subject":["Homework"],"publicationtype":["Journal Articles","Reports - Research"],"peerreviewed":"T","e_fulltextauth":1%s}]}}`
	work := chalkline.Work{
		ID: 7, DOI: "10.5555/jct.1", Title: "Homework in primary schools: A null result", Type: "journal-article", Venue: "Journal of Classroom Trials", Year: 2026, Open: "https://publisher.example/jct.1.pdf",
		Standing: chalkline.StandingCorrected, NoticeDOI: "10.5555/jct.9", NoticeAt: time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC), Origin: "crossref",
		Authors: []string{"Ada Marsh", "The Homework Group"}, Abstract: "Methods\n\nA trial & a p value.",
	}
	with := func(change func(*chalkline.Work)) chalkline.Work {
		w := work
		change(&w)
		return w
	}
	doi := chalkline.Work{ID: 7, DOI: "10.5555/jct.1"}
	for _, tt := range []struct {
		name    string
		answers map[string]string
		ask     chalkline.Work
		want    chalkline.Work
		code    chalkline.Code
	}{
		{
			"Crossref and OpenAlex",
			map[string]string{"/crossref": crossref, "/openalex": openalex},
			doi,
			with(func(w *chalkline.Work) {
				w.Designs, w.Types = []string{"Randomized controlled trial"}, []string{"review"}
			}),
			"",
		},
		{
			"what Crossref knows of a retraction holds",
			map[string]string{"/crossref": crossref, "/openalex": retracted},
			doi,
			with(func(w *chalkline.Work) {
				w.Designs, w.Types = []string{"Randomized controlled trial"}, []string{"review"}
			}),
			"",
		},
		{
			"OpenAlex where Crossref does not know",
			map[string]string{"/openalex": retracted},
			doi,
			chalkline.Work{
				ID: 7, DOI: "10.5555/jct.1", Title: "Homework in primary schools", Type: "journal-article", Venue: "Journal of Classroom Trials",
				Year: 2026, Open: "https://repository.example/1", Standing: chalkline.StandingRetracted, Origin: "openalex",
				Authors: []string{"Ada Marsh", "B. Quill"}, Abstract: "We asked 60 schools and their schools",
				Designs: []string{"Randomized controlled trial"}, Types: []string{"review"},
			},
			"",
		},
		{
			"OpenAlex where Crossref is down, which is asked again",
			map[string]string{"/crossref": "502", "/openalex": openalex},
			chalkline.Work{ID: 7, DOI: "10.5555/jct.1", Standing: chalkline.StandingRetracted, NoticeDOI: "10.5555/r", Origin: "crossref"},
			chalkline.Work{
				ID: 7, DOI: "10.5555/jct.1", Title: "Homework in primary schools", Type: "journal-article", Venue: "Journal of Classroom Trials",
				Year: 2026, Open: "https://repository.example/1", Standing: chalkline.StandingRetracted, NoticeDOI: "10.5555/r", Origin: "openalex",
				Authors: []string{"Ada Marsh", "B. Quill"}, Abstract: "We asked 60 schools and their schools",
				Designs: []string{"Randomized controlled trial"}, Types: []string{"review"},
			},
			chalkline.CodeInternal,
		},
		{
			"nothing from OpenAlex when its key is used up",
			map[string]string{"/crossref": crossref, "/openalex": "429"},
			doi,
			work,
			"",
		},
		{
			"ERIC alone",
			map[string]string{"/eric": fmt.Sprintf(eric, "")},
			chalkline.Work{ID: 7, ERIC: "EJ1999999"},
			chalkline.Work{
				ID: 7, ERIC: "EJ1999999", Title: "Homework in Primary Schools", Type: "journal-article", Venue: "J", Year: 2026,
				Open: "https://files.eric.ed.gov/fulltext/EJ1999999.pdf", Origin: "eric",
				Authors: []string{"Ada Marsh"}, Abstract: "In short.", Types: []string{"Journal Articles", "Reports - Research"}, Descriptors: []string{"Homework"},
				Reviewed: chalkline.StatedYes,
			},
			"",
		},
		{
			"ERIC leads to Crossref",
			map[string]string{"/eric": fmt.Sprintf(eric, `,"url":"http://dx.doi.org/10.5555/JCT.1"`), "/crossref": crossref},
			chalkline.Work{ID: 7, ERIC: "EJ1999999"},
			with(func(w *chalkline.Work) {
				w.ERIC, w.Reviewed = "EJ1999999", chalkline.StatedYes
				w.Types, w.Descriptors = []string{"Journal Articles", "Reports - Research"}, []string{"Homework"}
			}),
			"",
		},
		{
			"arXiv by its number alone", nil,
			chalkline.Work{ID: 7, DOI: "10.48550/arxiv.2401.01234"},
			chalkline.Work{
				ID: 7, DOI: "10.48550/arxiv.2401.01234", Type: "posted-content", Venue: "arXiv", Open: "https://arxiv.org/abs/2401.01234", Origin: "arxiv",
			},
			"",
		},
		{"nobody knows", nil, doi, doi, chalkline.CodeNotFound},
		{"nothing to ask by", nil, chalkline.Work{ID: 7}, chalkline.Work{ID: 7}, chalkline.CodeNotFound},
		{"all are down", map[string]string{"/": "500"}, doi, doi, chalkline.CodeInternal},
		{
			"all are odd, and what was known stays",
			map[string]string{"/": "<html>"},
			chalkline.Work{ID: 7, DOI: "10.5555/jct.1", Title: "Old", Standing: chalkline.StandingConcern, Origin: "crossref"},
			chalkline.Work{ID: 7, DOI: "10.5555/jct.1", Title: "Old", Standing: chalkline.StandingConcern, Origin: "crossref"},
			chalkline.CodeInternal,
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			server, client := serve(t, tt.answers)
			got, err := server.resolver(client).Resolve(t.Context(), tt.ask)
			if chalkline.ErrorCode(err) != tt.code {
				t.Errorf("%v, want %q", err, tt.code)
			}
			if diff := cmp.Diff(tt.want, got, cmpopts.IgnoreFields(chalkline.Work{}, "ResolvedAt")); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			if (got.Origin == tt.ask.Origin) != got.ResolvedAt.IsZero() {
				t.Errorf("resolved at %v by %q", got.ResolvedAt, got.Origin)
			}
		})
	}
}

func TestResolverWithoutServices(t *testing.T) {
	t.Parallel()
	w := chalkline.Work{ID: 7, DOI: "10.5555/jct.1", ERIC: "EJ1999999", Title: "Kept"}
	got, err := new(Resolver).Resolve(t.Context(), w)
	if diff := cmp.Diff(w, got); diff != "" || chalkline.ErrorCode(err) != chalkline.CodeNotFound {
		t.Errorf("%v (-want +got)\n%s", err, diff)
	}
	if NewOpenAlex(nil, "", "") != nil {
		t.Error("OpenAlex is asked without a key")
	}
}

func TestResolverStopsWhenToldTo(t *testing.T) {
	t.Parallel()
	server, client := serve(t, nil)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := server.resolver(client).Resolve(ctx, chalkline.Work{DOI: "10.5555/jct.1"}); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func TestAServiceThatRefusesIsLeftAlone(t *testing.T) {
	t.Parallel()
	server, client := serve(t, map[string]string{"/crossref": "429"})
	crossref := NewCrossref(client, server.URL+"/crossref", "")
	for range 3 {
		if _, err := crossref.Work(t.Context(), "10.5555/jct.1"); err == nil || chalkline.ErrorCode(err) == chalkline.CodeNotFound {
			t.Error(err)
		}
	}
	if len(server.asked) != 1 {
		t.Errorf("asked %q", server.asked)
	}
}

func TestKeyIsSentAndNotTold(t *testing.T) {
	t.Parallel()
	server, client := serve(t, nil)
	openalex := NewOpenAlex(client, server.URL, "secret-key")
	if _, err := openalex.Work(t.Context(), "10.5555/JCT.1"); chalkline.ErrorCode(err) != chalkline.CodeNotFound {
		t.Error(err)
	}
	if len(server.asked) != 1 || server.asked[0] != "/works/doi:10.5555/jct.1?api_key=secret-key" {
		t.Errorf("asked %q", server.asked)
	}
	server.Close()
	_, err := openalex.Work(t.Context(), "10.5555/JCT.1")
	if err == nil || strings.Contains(err.Error(), "secret-key") {
		t.Error(err)
	}
}

func TestTheAddressStandsOnceInARequest(t *testing.T) {
	t.Parallel()
	server, client := serve(t, nil)
	named := fetch.New(fetch.Options{AllowPrivate: true, HostPause: -1, UserAgent: "Chalkline (mailto:op@school.example)"})
	t.Cleanup(named.Close)
	for _, c := range []*Crossref{NewCrossref(client, server.URL, "op@school.example"), NewCrossref(named, server.URL, "op@school.example")} {
		if _, err := c.Work(t.Context(), "10.5555/jct.1"); chalkline.ErrorCode(err) != chalkline.CodeNotFound {
			t.Error(err)
		}
		if c.pace.most.atOnce != politePool.atOnce {
			t.Error("a named operator is not in the polite pool")
		}
	}
	if diff := cmp.Diff([]string{"/works/10.5555%2Fjct.1?mailto=op%40school.example", "/works/10.5555%2Fjct.1"}, server.asked); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestFind(t *testing.T) {
	t.Parallel()
	server, client := serve(t, map[string]string{"/works": string(testdata(t, "found.json"))})
	crossref := NewCrossref(client, server.URL, "")
	got, err := crossref.Find(t.Context(), "Marsh, A. (2016). Homework in primary schools: A null result. Journal of Classroom Trials, 4(2), 1-9.")
	if err != nil || got.DOI != "10.5555/jct.1" || got.ResolvedAt.IsZero() {
		t.Errorf("%+v, %v", got, err)
	}
	if len(server.asked) != 1 || !strings.Contains(server.asked[0], "query.bibliographic=Marsh%2C+A.") || !strings.Contains(server.asked[0], "rows=5") {
		t.Errorf("asked %q", server.asked)
	}
	if got, err := crossref.Find(t.Context(), "Marsh, A. (2016). Homework in nursery schools: A null result. Journal of Classroom Trials, 4(2), 1-9."); chalkline.ErrorCode(err) != chalkline.CodeNotFound {
		t.Errorf("%+v, %v", got, err)
	}
	if _, err := crossref.Find(t.Context(), "Marsh & Quill, 2016"); chalkline.ErrorCode(err) != chalkline.CodeNotFound || len(server.asked) != 2 {
		t.Errorf("%v; asked %d times", err, len(server.asked))
	}
	server.Close()
	if _, err := crossref.Find(t.Context(), "Marsh, A. (2016). Homework in primary schools: A null result."); chalkline.ErrorCode(err) != chalkline.CodeInternal {
		t.Error(err)
	}
}
