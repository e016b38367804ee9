package fetch

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// RetryAfter is how long the answer asks to be left alone: seconds, or any of
// the three date forms of HTTP. Zero when it does not ask, or for a time gone
// by. It is not capped.
func (r *Response) RetryAfter(now time.Time) time.Duration {
	value := strings.TrimSpace(r.Header.Get("Retry-After"))
	if value == "" {
		return 0
	}
	if seconds, err := strconv.ParseFloat(value, 64); err == nil {
		return clampSeconds(seconds)
	}
	at, err := http.ParseTime(value)
	if err != nil {
		return 0
	}
	return max(0, at.Sub(now))
}

// FreshFor is how long the answer says that it stays fresh, by Cache-Control
// or else Expires; zero when it does not say.
func (r *Response) FreshFor(now time.Time) time.Duration {
	for _, line := range r.Header.Values("Cache-Control") {
		for directive := range strings.SplitSeq(line, ",") {
			name, value, _ := strings.Cut(strings.TrimSpace(directive), "=")
			if !strings.EqualFold(name, "max-age") {
				continue
			}
			seconds, err := strconv.ParseFloat(strings.Trim(value, `" `), 64)
			if err != nil {
				continue
			}
			return clampSeconds(seconds)
		}
	}
	at, err := http.ParseTime(r.Header.Get("Expires"))
	if err != nil {
		return 0
	}
	if date, err := http.ParseTime(r.Header.Get("Date")); err == nil {
		now = date // the server's own clock is the one that Expires is told by
	}
	return max(0, at.Sub(now))
}

// SaysFreshness says whether the answer has a word on how long it stays fresh.
func (r *Response) SaysFreshness() bool {
	return r.Header.Get("Cache-Control") != "" || r.Header.Get("Expires") != ""
}

// clampSeconds turns seconds into a duration between zero and a hundred years.
func clampSeconds(seconds float64) time.Duration {
	const century = 100 * 365 * 24 * time.Hour
	if !(seconds > 0) { // also when it is not a number
		return 0
	}
	if seconds > century.Seconds() {
		return century
	}
	return time.Duration(seconds * float64(time.Second))
}
