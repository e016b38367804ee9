package calendar_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"chalkline"
	"chalkline/crawler/calendar"
	"chalkline/crawler/fetch"
)

var now = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

// asked answers as handler does, and asks for it as was.
func asked(t *testing.T, handler http.HandlerFunc, was chalkline.Calendar) (chalkline.Calendar, error) {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	client := fetch.New(fetch.Options{AllowPrivate: true, HostPause: -1, Timeout: 5 * time.Second})
	t.Cleanup(client.Close)
	was.URL = server.URL + "/secret.ics"
	return calendar.Ask(t.Context(), client, was, now)
}

func TestACalendarIsAskedForWithItsValidators(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("testdata/school.ics")
	if err != nil {
		t.Fatal(err)
	}
	school := func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", `"v2"`)
		if r.Header.Get("If-None-Match") == `"v2"` {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		_, _ = w.Write(raw)
	}
	first, err := asked(t, school, chalkline.Calendar{ID: 7})
	if err != nil {
		t.Fatal(err)
	}
	if first.ID != 7 || first.Name != "Harbour Schools, holidays" || first.ETag != `"v2"` || len(first.Off) == 0 || !first.ReadAt.Equal(now) || !first.CheckedAt.Equal(now) {
		t.Errorf("a new calendar is %+v", first)
	}
	for name, test := range map[string]struct {
		readAt time.Time
		whole  bool
	}{
		"one that did not change is not read again": {now.Add(-24 * time.Hour), false},
		"but whole once a month":                    {now.Add(-31 * 24 * time.Hour), true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			was := first
			was.Off, was.ReadAt = []chalkline.Break{{From: "2026-12-24", Until: "2026-12-24"}}, test.readAt
			is, err := asked(t, school, was)
			if err != nil {
				t.Fatal(err)
			}
			want := was.Off
			if test.whole {
				want = first.Off
			}
			if diff := cmp.Diff(want, is.Off); diff != "" || is.ReadAt.Equal(now) != test.whole || !is.CheckedAt.Equal(now) {
				t.Errorf("read %v, checked %v, days off (-want +got):\n%s", is.ReadAt, is.CheckedAt, diff)
			}
		})
	}
}

func TestWhatWasReadHoldsWhenALookFails(t *testing.T) {
	t.Parallel()
	was := chalkline.Calendar{ID: 7, Name: "School", ETag: `"v1"`, Off: []chalkline.Break{{From: "2026-12-24", Until: "2026-12-24"}}, ReadAt: now.Add(-time.Hour)}
	status := func(code int) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "", code) }
	}
	for name, test := range map[string]struct {
		handler http.HandlerFunc
		want    string
	}{
		"gone":        {status(http.StatusGone), "there is nothing at this address (status 410)"},
		"not public":  {status(http.StatusForbidden), "the calendar is not public (status 403)"},
		"broken":      {status(http.StatusBadGateway), "the site answered with status 502"},
		"no content":  {status(http.StatusNoContent), "the site answered with status 204"},
		"a web page":  {func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "<html>") }, "it is a web page and no calendar; look for an address that ends in .ics"},
		"in a circle": {func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/secret.ics", http.StatusFound) }, "the site sends us on and on"},
		"2 GB by its own word": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "2147483648")
			_, _ = io.WriteString(w, "BEGIN:VCALENDAR\r\n")
		}, "it is larger than 1 MB, which is more than a calendar of holidays has"},
		"without end": {func(w http.ResponseWriter, r *http.Request) {
			for r.Context().Err() == nil {
				if _, err := io.WriteString(w, strings.Repeat("X-PAD:x\r\n", 1000)); err != nil {
					return
				}
			}
		}, "it is larger than 1 MB, which is more than a calendar of holidays has"},
		"hung up": {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, "the site does not answer"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			is, err := asked(t, test.handler, was)
			if err == nil || err.Error() != test.want {
				t.Errorf("error %v, want %q", err, test.want)
			}
			want := was
			want.URL, want.CheckedAt = is.URL, now
			if diff := cmp.Diff(want, is); diff != "" {
				t.Errorf("the calendar (-want +got):\n%s", diff)
			}
		})
	}
}

func TestAPrivateAddressIsNotAsked(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(server.Close)
	client := fetch.New(fetch.Options{HostPause: -1})
	t.Cleanup(client.Close)
	_, err := calendar.Ask(t.Context(), client, chalkline.Calendar{URL: server.URL}, now)
	if err == nil || !strings.Contains(err.Error(), "in a private network") || strings.Contains(err.Error(), "127.0.0.1") {
		t.Errorf("error %v", err)
	}
}
