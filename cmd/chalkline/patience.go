package main

import (
	"context"
	"net/http"
	"time"
)

// How long an answer may take. Nobody looks at a page for longer, and without an
// end a database that does not answer would keep all connections to it.
const (
	pageTime = 20 * time.Second
	// formTime is longer than that: a form may have another server asked, which has
	// 30 seconds to answer.
	formTime = 45 * time.Second
)

// patience is how long answers may take.
type patience struct{ page, form time.Duration }

var usualPatience = patience{pageTime, formTime}

// within ends what takes longer; it is then answered as the faults of a page are.
func (p patience) within(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		limit := p.form
		if r.Method == http.MethodGet || r.Method == http.MethodHead {
			limit = p.page
		}
		ctx, cancel := context.WithTimeout(r.Context(), limit)
		defer cancel()
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}
