package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"time"
)

// readyWait is how long the parts of this process have to say how they are.
const readyWait = 3 * time.Second

// state is how far this process has come.
type state struct {
	working  atomic.Bool // the runner is at work
	stopping atomic.Bool
}

// need is one thing without which a process is not ready.
type need struct {
	name string
	err  error
	mild bool // this process does most of its part all the same
}

// needs say whether this process can do its part. They tell no secrets: anybody
// may ask.
func (d *daemon) needs(ctx context.Context) []need {
	database, schema := d.checkDatabase(ctx)
	needs := []need{{name: "database", err: database}, {name: "schema", err: schema}}
	if d.settings.does(roleWorker) {
		work := need{name: "work"}
		switch {
		case !d.state.working.Load():
			work.err = errors.New("nobody works")
		case d.full():
			work.err = errors.New("waits, because the disk of the PostgreSQL server is full: free some space there")
			work.mild = d.settings.does(roleWeb) // pages that are only read go on
		}
		needs = append(needs, work)
	}
	var stopping error
	if d.state.stopping.Load() {
		stopping = errors.New("this process is stopping")
	}
	return append(needs, need{name: "running", err: stopping})
}

// checkDatabase says whether the database answers, and has the tables that this
// program was written for. What the driver says goes to the log only.
func (d *daemon) checkDatabase(ctx context.Context) (database, schema error) {
	ctx, cancel := context.WithTimeout(ctx, readyWait)
	defer cancel()
	if err := d.db.Ping(ctx); err != nil {
		d.log.Error("database does not answer", "error", err)
		return errors.New("does not answer"), errors.New("not known")
	}
	version, err := d.db.SchemaVersion(ctx)
	switch {
	case err != nil:
		d.log.Error("the version of the database cannot be read", "error", err)
		return nil, errors.New("not known")
	case version < d.schema:
		return nil, fmt.Errorf("version %d, this program works with %d: start it anew", version, d.schema)
	}
	return nil, nil
}

// getReady answers whether this process can do its part: a line for each check.
func (d *daemon) getReady(w http.ResponseWriter, r *http.Request) {
	status := http.StatusOK
	var b strings.Builder
	for _, c := range d.needs(r.Context()) {
		if c.err != nil {
			if !c.mild {
				status = http.StatusServiceUnavailable
			}
			fmt.Fprintf(&b, "%s: %v\n", c.name, c.err)
			continue
		}
		fmt.Fprintf(&b, "%s: ok\n", c.name)
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(b.String()))
}

// guarded sets the headers that keep an answer from acting in a browser, for what
// is answered beside the pages.
func (d *daemon) guarded(next http.Handler) http.Handler {
	secure := strings.HasPrefix(d.settings.BaseURL, "https://")
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()")
		if secure {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		next.ServeHTTP(w, r)
	})
}
