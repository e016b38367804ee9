package main

import (
	"context"
	"net/http"
	"slices"
	"time"

	"chalkline"
	"chalkline/jobs"
)

// What a process is for.
const (
	roleWeb    = "web"
	roleWorker = "worker"
)

// worker does the units of the daemon.
type worker interface {
	// Run works until ctx is done.
	Run(ctx context.Context)
	// Troubles are the units that failed and are tried again.
	Troubles() []chalkline.Trouble
}

// does says whether this process is for that. Without roles it is for all.
func (s *Settings) does(role string) bool { return len(s.Roles) == 0 || slices.Contains(s.Roles, role) }

func (s *Settings) validateRoles() error {
	for _, role := range s.Roles {
		if role != roleWeb && role != roleWorker {
			return invalid("there is no role %q; roles are %s, %s or both with a comma between them", role, roleWeb, roleWorker)
		}
	}
	return nil
}

// checkRoles refuses to serve with one role alone on SQLite.
func (s *Settings) checkRoles() error {
	if s.onPostgres() || s.does(roleWeb) && s.does(roleWorker) {
		return nil
	}
	return invalid("--roles %s needs PostgreSQL: on SQLite one process does everything, so leave --roles out, or set --database to a postgres:// URL", s.Roles[0])
}

// settle makes sure that this process may serve the database: alone on SQLite,
// together with others on PostgreSQL. The caller calls release at the end.
func (d *daemon) settle(ctx context.Context) (release func(), err error) {
	if !d.settings.onPostgres() {
		return lockDatabase(d.settings.database())
	}
	var kinds []jobs.Kind
	if d.settings.does(roleWorker) {
		kinds = d.units.Kinds()
	}
	if d.river, err = jobs.OpenRiver(ctx, d.settings.database(), kinds, time.Now, d.log); err != nil {
		return nil, err
	}
	d.worker, d.full = d.river, d.river.Full
	return func() {}, nil
}

// health is all that a process without pages answers.
func (d *daemon) health() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, r *http.Request) {
		if err := d.db.Ping(r.Context()); err != nil {
			d.log.Error("health check failed", "error", err)
			http.Error(w, "the database does not answer", http.StatusServiceUnavailable)
			return
		}
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = w.Write([]byte("ok\n"))
	})
	return mux
}
