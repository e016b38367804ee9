package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
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

// Run is the command.
func (serveCmd) Run(ctx context.Context, std streams, s Settings) error {
	chalkline.SaveMemory()
	sources, err := s.sourceList()
	if err != nil {
		return err
	}
	d, err := openDaemon(ctx, s, std)
	if err != nil {
		return err
	}
	defer d.Close()
	if s.DKIMKey != "" && openToAll(s.DKIMKey) {
		d.log.Warn("the DKIM key is no secret: "+openAdvice, "file", s.DKIMKey)
	}
	listener, err := listen(ctx, s.Listen, "--listen")
	if err != nil {
		return err
	}
	if err := d.listenBounces(ctx); err != nil {
		_ = listener.Close()
		return err
	}
	if err := d.prepare(ctx, sources); err != nil {
		_ = listener.Close()
		d.closeBounces()
		return err
	}
	d.log.Info("serving", "url", s.BaseURL, "listen", listener.Addr().String(), "database", d.db.Kind(), "sources", len(sources), "version", version())
	if s.SMTP == "" {
		d.log.Info("no mail server is set: mails are written to files", "folder", s.outbox())
	}
	return d.serve(ctx, listener)
}

// prepare brings the store in line with the list of sources and with what a
// former process left undone. It refuses a list about works that is not there.
func (d *daemon) prepare(ctx context.Context, sources []chalkline.Source) error {
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
	spread, err := d.units.Crawler.SpreadOverdue(ctx)
	if err != nil {
		return err
	}
	if spread > 0 {
		d.log.Info("overdue sources are asked one by one", "count", spread)
	}
	return d.offerSetUp(ctx)
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

// handler is the pages, and the door for hubs where there is one: hubs come from
// anywhere, without a session, and prove themselves by a secret and a signature.
func (d *daemon) handler() http.Handler {
	if d.units.Hubs == nil {
		return d.pages
	}
	mux := http.NewServeMux()
	mux.Handle("/", d.pages)
	mux.Handle(hubPath+"/{secret}", d.units.Hubs)
	return mux
}

// serve answers requests and works until ctx is done.
func (d *daemon) serve(ctx context.Context, listener net.Listener) error {
	server := &http.Server{
		Handler:           d.handler(),
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       30 * time.Second,
		WriteTimeout:      60 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    32 << 10,
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var parts sync.WaitGroup
	parts.Go(func() { d.runner.Run(ctx) })
	if d.bounces != nil {
		parts.Go(func() { d.takeBounces(ctx) })
	}
	served := make(chan error, 1)
	parts.Go(func() {
		served <- server.Serve(listener)
		stop()
	})
	<-ctx.Done()
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopGrace)
	defer cancel()
	if err := server.Shutdown(grace); err != nil {
		_ = server.Close()
	}
	d.pages.Wait(grace)
	parts.Wait()
	d.log.Info("stopped")
	if err := <-served; !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serving %s: %w", listener.Addr(), err)
	}
	return nil
}
