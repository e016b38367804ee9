package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
	"syscall"
	"time"

	"chalkline"
	"chalkline/ranker/evidence"
)

// setUpLife is how long the link in the log works that makes the operator. It
// is longer than that of a mailed link: only who can read the log sees it, and
// a new start prints a new one.
const setUpLife = 24 * time.Hour

// stopGrace is how long requests under way may take when the daemon stops.
const stopGrace = 5 * time.Second

type serveCmd struct{}

// Run is the command. Being asked to stop is no fault of a daemon, also when it has
// not begun to serve.
func (c serveCmd) Run(ctx context.Context, std streams, s Settings) error {
	err := c.start(ctx, std, s)
	if errors.Is(err, context.Canceled) && ctx.Err() != nil {
		s.logger(std).Info("stopped before it served")
		err = nil
	}
	return err
}

// start makes everything ready and serves until ctx is done.
func (serveCmd) start(ctx context.Context, std streams, s Settings) error {
	chalkline.SaveMemory(machineMemory())
	if err := s.checkRoles(); err != nil {
		return err
	}
	sources, err := s.sourceList()
	if err != nil {
		return err
	}
	d, err := openDaemon(ctx, s, std)
	if err != nil {
		return err
	}
	defer d.Close()
	release, err := d.settle(ctx)
	if err != nil {
		return err
	}
	defer release()
	if s.DKIMKey != "" && openToAll(s.DKIMKey) {
		d.log.Warn("the DKIM key is no secret: "+openAdvice, "file", s.DKIMKey)
	}
	listener, err := listen(ctx, s.Listen, "--listen")
	if err != nil {
		return err
	}
	if err := d.openDoors(ctx); err != nil {
		_ = listener.Close()
		return err
	}
	if err := d.listenBounces(ctx); err != nil {
		_ = listener.Close()
		d.doors.close()
		return err
	}
	if err := d.prepare(ctx, sources); err != nil {
		_ = listener.Close()
		d.doors.close()
		d.closeBounces()
		return err
	}
	d.log.Info("serving", "url", s.BaseURL, "listen", listener.Addr().String(), "database", d.db.Kind(), "roles", strings.Join(s.Roles, ","), "sources", len(sources), "version", version())
	if s.SMTP == "" {
		d.log.Info("no mail server is set: mails are written to files", "folder", s.outbox())
	}
	return d.serve(ctx, listener)
}

// prepare brings the store in line with the list of sources and with what a
// former process left undone. It refuses a list about works that is not there.
func (d *daemon) prepare(ctx context.Context, sources []chalkline.Source) error {
	if err := errors.Join(checkZones(), checkClock(ctx, d.db, time.Now())); err != nil {
		return err
	}
	if !d.settings.does(roleWorker) {
		return d.offerSetUp(ctx)
	}
	if err := d.checkLists(ctx); err != nil {
		return err
	}
	report, err := d.db.SyncSources(ctx, sources)
	if err != nil {
		return err
	}
	d.log.Info("sources read", "listed", len(sources), "added", report.Added, "changed", report.Changed, "retired", report.Retired)
	others, err := d.db.ReappraiseOthers(ctx, evidence.Version)
	if err != nil {
		return err
	}
	if others > 0 {
		d.log.Info("the rules of judgement changed, items are judged again", "count", others)
	}
	before := time.Now()
	if d.settings.onPostgres() {
		before = before.Add(-time.Hour) // another process may be sending
	}
	open, err := d.db.CloseStaleClaims(ctx, before)
	if err != nil {
		return err
	}
	if open > 0 {
		d.log.Warn("deliveries were cut off and may have been sent; they are not repeated", "count", open)
	}
	if err := d.spread(ctx); err != nil || !d.settings.does(roleWeb) {
		return err
	}
	return d.offerSetUp(ctx)
}

// spread spreads sources that became overdue while nobody worked.
func (d *daemon) spread(ctx context.Context) error {
	if d.river != nil {
		if busy, err := d.river.Busy(ctx); err != nil || busy {
			return err // they wait for another process, and are not to wait longer
		}
	}
	n, err := d.units.Crawler.SpreadOverdue(ctx)
	if err != nil {
		return err
	}
	if n > 0 {
		d.log.Info("overdue sources are asked one by one", "count", n)
	}
	return nil
}

// offerSetUp logs a link that makes the first reader the operator, as long as
// there is none.
func (d *daemon) offerSetUp(ctx context.Context) error {
	has, err := d.db.HasOperator(ctx)
	if err != nil || has {
		return err
	}
	secret := chalkline.NewSecret()
	now := time.Now()
	err = d.db.CreateLink(ctx, chalkline.Link{
		Hash: chalkline.HashSecret(secret), Purpose: chalkline.LinkSetUp, CreatedAt: now, ExpiresAt: now.Add(setUpLife),
	})
	if err != nil {
		return err
	}
	d.log.Warn("nobody runs this instance yet: open this link to become its operator", "url", d.settings.BaseURL+"/setup/"+secret)
	return nil
}

// listen opens a listener; flag is the one to change when the address is taken.
func listen(ctx context.Context, address, flag string) (net.Listener, error) {
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", address)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, invalid("%s is in use by another program; stop it or choose another address with %s", address, flag)
	case errors.Is(err, syscall.EACCES):
		return nil, invalid("this user may not listen on %s; choose a port over 1023 with %s", address, flag)
	case err != nil:
		return nil, invalid("cannot listen on %s: %v; choose another address with %s", address, err, flag)
	}
	return listener, nil
}

// handler is the pages, or what a process without pages answers, and what is beside.
func (d *daemon) handler() http.Handler {
	var h http.Handler = d.pages
	if !d.settings.does(roleWeb) {
		h = d.guarded(d.health())
	}
	if d.meter != nil {
		h = d.meter.counted(h) // next to the pages: what stands between hands on another request, without the route
	}
	h = d.besides(d.patience.within(h))
	if d.doors.certificates != nil {
		h = oneName(d.settings.BaseURL, h)
	}
	return h
}

// besides is what is answered beside the pages: whether this process is ready, and the
// door for hubs where there is one. Hubs come from anywhere, without a session, and
// prove themselves by a secret and a signature.
func (d *daemon) besides(pages http.Handler) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /readyz", d.getReady)
	if d.units.Hubs != nil {
		mux.Handle(hubPath+"/{secret}", d.units.Hubs)
	}
	beside := d.guarded(mux)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/readyz" || d.units.Hubs != nil && strings.HasPrefix(r.URL.Path, hubPath+"/") {
			beside.ServeHTTP(w, r)
			return
		}
		pages.ServeHTTP(w, r)
	})
}

// serve answers requests and works until ctx is done.
func (d *daemon) serve(ctx context.Context, listener net.Listener) error {
	server := newServer(d.handler(), d.log)
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var parts sync.WaitGroup
	if d.settings.does(roleWorker) {
		d.state.working.Store(true)
		parts.Go(func() {
			defer d.state.working.Store(false)
			d.worker.Run(ctx)
		})
	}
	d.doors.serve(&parts, d.log)
	if d.doors.certificates != nil {
		go d.doors.certificates.obtain(ctx, d.log) // takes minutes where something is wrong; a stop does not wait for it
	}
	if d.bounces != nil {
		parts.Go(func() { d.takeBounces(ctx) })
	}
	served := make(chan error, 1)
	parts.Go(func() {
		served <- server.Serve(d.doors.front(listener))
		stop()
	})
	<-ctx.Done()
	d.state.stopping.Store(true)
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopGrace)
	defer cancel()
	if err := server.Shutdown(grace); err != nil {
		_ = server.Close()
	}
	d.pages.Wait(grace)
	d.doors.close()
	parts.Wait()
	d.log.Info("stopped")
	if err := <-served; !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serving %s: %w", listener.Addr(), err)
	}
	return nil
}
