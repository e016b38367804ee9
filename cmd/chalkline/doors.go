package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"golang.org/x/net/netutil"
)

// mostConnections is how many connections the pages have at a time; more wait. A
// flood must not take the files that the database needs: deploy/chalkline.service
// allows 8192.
const mostConnections = 4096

// newServer answers requests with h, and gives no one more time or room than a
// reader needs.
func newServer(h http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       30 * time.Second,
		WriteTimeout:      60 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    32 << 10,
		ErrorLog:          slog.NewLogLogger(nameless{log.Handler()}, slog.LevelError),
	}
}

// nameless is the log of an http.Server without its lines' addresses: who came to
// a page is nobody's business, also when the connection failed.
type nameless struct{ slog.Handler }

// Handle logs a line: that no connection can be taken is an error of ours, all else
// that of who came.
func (h nameless) Handle(ctx context.Context, r slog.Record) error {
	level, what := slog.LevelDebug, "connection failed"
	if strings.Contains(r.Message, "Accept error") {
		level, what = slog.LevelError, "connections cannot be taken"
	}
	if !h.Enabled(ctx, level) {
		return nil
	}
	words := strings.Fields(r.Message)
	for i, word := range words {
		if _, _, err := net.SplitHostPort(strings.TrimRight(word, ":;,")); err == nil {
			words[i] = "…"
		}
	}
	line := slog.NewRecord(r.Time, level, what, r.PC)
	line.AddAttrs(slog.String("reason", strings.Join(words, " ")))
	return h.Handler.Handle(ctx, line)
}

// door is a listener with its server.
type door struct {
	listener net.Listener
	server   *http.Server
}

// doors are what this process listens on beside the pages themselves.
type doors struct {
	certificates *certificates // nil without TLS
	redirect     *door         // nil for none: sends plain HTTP on, and answers the authority of certificates
	debug        *door         // nil for none: metrics and state, for the operator alone
}

// openDoors opens what the settings ask for, all or none.
func (d *daemon) openDoors(ctx context.Context) (err error) {
	s := d.settings
	defer func() {
		if err != nil {
			d.doors.close()
		}
	}()
	if d.doors.certificates, err = d.certificates(); err != nil {
		return err
	}
	if s.RedirectListen != "" {
		h := redirect(s.BaseURL)
		if d.doors.certificates != nil {
			h = d.doors.certificates.answer(h)
		}
		if d.doors.redirect, err = d.openDoor(ctx, s.RedirectListen, "--redirect-listen", h); err != nil {
			return err
		}
	}
	if s.DebugListen != "" {
		if d.doors.debug, err = d.openDoor(ctx, s.DebugListen, "--debug-listen", d.debugHandler()); err != nil {
			return err
		}
		d.log.Info("state and metrics", "listen", d.doors.debug.listener.Addr().String(), "pprof", s.Pprof)
	}
	return nil
}

func (d *daemon) openDoor(ctx context.Context, address, flag string, h http.Handler) (*door, error) {
	listener, err := listen(ctx, address, flag)
	if err != nil {
		return nil, err
	}
	return &door{listener: netutil.LimitListener(listener, mostConnections), server: newServer(h, d.log)}, nil
}

// front is the listener of the pages, with TLS when that is ours.
func (d *doors) front(listener net.Listener) net.Listener {
	listener = netutil.LimitListener(listener, mostConnections)
	if d.certificates == nil {
		return listener
	}
	return tls.NewListener(listener, d.certificates.config)
}

// serve answers at the doors until close.
func (d *doors) serve(parts *sync.WaitGroup, log *slog.Logger) {
	for _, one := range []*door{d.redirect, d.debug} {
		if one == nil {
			continue
		}
		parts.Go(func() {
			if err := one.server.Serve(one.listener); !errors.Is(err, http.ErrServerClosed) {
				log.Error("a listener ended", "listen", one.listener.Addr().String(), "error", fmt.Sprint(err))
			}
		})
	}
}

// close ends the doors at once.
func (d *doors) close() {
	for _, one := range []*door{d.redirect, d.debug} {
		if one != nil {
			_ = one.server.Close()
			_ = one.listener.Close()
		}
	}
}
