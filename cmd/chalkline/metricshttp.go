package main

import (
	"net/http"
	"strconv"
	"time"
)

// counted counts the requests that next answers. Routes are told by their pattern,
// which a ServeMux inside next leaves in the request.
func (m *meter) counted(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		noted := &statusOf{ResponseWriter: w}
		defer func() { m.answered(routeOf(r.Pattern), noted.status, time.Since(start)) }()
		next.ServeHTTP(noted, r)
	})
}

// routeOf is the pattern of a route, or "none" for an address that leads nowhere.
func routeOf(pattern string) string {
	if pattern == "" || pattern == "/" {
		return "none"
	}
	return pattern
}

func (m *meter) answered(route string, status int, took time.Duration) {
	if status == 0 {
		status = http.StatusOK // nothing was written
	}
	m.requests.WithLabelValues(route, strconv.Itoa(status/100)+"xx").Inc()
	m.duration.WithLabelValues(route).Observe(took.Seconds())
	if route != feedRoute {
		return
	}
	answer := "refused"
	switch {
	case status == http.StatusNotModified:
		answer = "not_modified"
	case status < http.StatusBadRequest:
		answer = "sent"
	}
	m.feeds.WithLabelValues(answer).Inc()
}

// feedRoute is where package web serves personal feeds.
const feedRoute = "GET /feeds/{file}"

// statusOf notes the status of an answer; 0 while there is none.
type statusOf struct {
	http.ResponseWriter

	status int
}

// WriteHeader implements http.ResponseWriter.
func (s *statusOf) WriteHeader(status int) {
	if s.status == 0 && status >= http.StatusOK {
		s.status = status
	}
	s.ResponseWriter.WriteHeader(status)
}

// Write implements http.ResponseWriter.
func (s *statusOf) Write(b []byte) (int, error) {
	if s.status == 0 {
		s.status = http.StatusOK
	}
	return s.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the connection.
func (s *statusOf) Unwrap() http.ResponseWriter { return s.ResponseWriter }
