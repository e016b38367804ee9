package fetch

import (
	"net/http"
	"testing"
	"time"
)

var now = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func TestRetryAfter(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]time.Duration{
		"":                               0,
		"120":                            2 * time.Minute,
		" 120 ":                          2 * time.Minute,
		"-5":                             0,
		"soon":                           0,
		"NaN":                            0,
		"Sun, 22 Nov 2026 13:00:00 GMT":  time.Hour,
		"Sunday, 22-Nov-26 13:00:00 GMT": time.Hour,
		"Sun Nov 22 13:00:00 2026":       time.Hour,
		"Sat, 21 Nov 2026 13:00:00 GMT":  0,
		"99999999999999999999":           100 * 365 * 24 * time.Hour,
	} {
		r := Response{Header: http.Header{"Retry-After": {value}}}
		if got := r.RetryAfter(now); got != want {
			t.Errorf("Retry-After %q: %v, want %v", value, got, want)
		}
	}
}

func TestFreshFor(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		header http.Header
		want   time.Duration
	}{
		{"nothing", http.Header{}, 0},
		{"max-age", http.Header{"Cache-Control": {"public, Max-Age=600"}}, 10 * time.Minute},
		{"max-age in quotes", http.Header{"Cache-Control": {`max-age="600"`}}, 10 * time.Minute},
		{"max-age beats Expires", http.Header{"Cache-Control": {"max-age=0"}, "Expires": {"Sun, 22 Nov 2026 13:00:00 GMT"}}, 0},
		{"Expires", http.Header{"Expires": {"Sun, 22 Nov 2026 13:00:00 GMT"}}, time.Hour},
		{"Expires by the server's clock", http.Header{"Expires": {"Sun, 22 Nov 2026 13:00:00 GMT"}, "Date": {"Sun, 22 Nov 2026 12:30:00 GMT"}}, 30 * time.Minute},
		{"Expires gone by", http.Header{"Expires": {"Thu, 01 Jan 1970 00:00:00 GMT"}}, 0},
		{"Expires 0", http.Header{"Expires": {"0"}}, 0},
		{"nonsense", http.Header{"Cache-Control": {"max-age=soon, no-cache"}}, 0},
	} {
		r := Response{Header: c.header}
		if got := r.FreshFor(now); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}
