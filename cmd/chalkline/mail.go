package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"strings"
	"time"

	"chalkline/digest/mail"
	"chalkline/store"
)

// mailCmd are the commands about mail.
type mailCmd struct {
	Test mailTestCmd `cmd:"" help:"Check settings, mail server, DKIM key and DNS records, and send a test mail."`
	Key  mailKeyCmd  `cmd:"" help:"Show the DNS record of the DKIM key, or make a key."`
}

// validateBounces says what is wrong with the settings for what comes back.
func (s *Settings) validateBounces() error {
	if s.Bounces != "" {
		if err := mail.CheckReturnBase(s.Bounces); err != nil {
			return invalid("bounces: %v", err)
		}
	}
	if s.BounceListen == "" {
		return nil
	}
	if s.Bounces == "" {
		return invalid("bounce-listen takes mail for the address that bounces names: set that too, as bounces@%s", mailHost(s.BaseURL))
	}
	if isSocket(s.BounceListen) {
		return nil
	}
	if !isHostPort(s.BounceListen) {
		return invalid("bounce-listen %q is neither HOST:PORT, as 127.0.0.1:8024, nor the path of a socket, as /run/chalkline/bounces", s.BounceListen)
	}
	return nil
}

// isSocket says whether an address is the path of a Unix socket.
func isSocket(address string) bool { return strings.Contains(address, "/") }

// listenBounces opens the door for what comes back, where one is set. Without a
// host it is on loopback: whoever gets in needs no password.
func (d *daemon) listenBounces(ctx context.Context) error {
	address := d.settings.BounceListen
	if address == "" || !d.settings.does(roleWorker) {
		return nil
	}
	var err error
	if isSocket(address) {
		d.bounces, err = listenSocket(ctx, address)
		return err
	}
	host, port, _ := net.SplitHostPort(address) // checked by validate
	if host == "" {
		host = "127.0.0.1"
	}
	if d.bounces, err = listen(ctx, net.JoinHostPort(host, port), "--bounce-listen"); err != nil {
		return err
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		d.log.Warn("bounces are taken from other machines too: let only your mail server reach that port", "listen", d.bounces.Addr().String())
	}
	return nil
}

// listenSocket opens a socket that the owner and the group may use. One that a
// former process left behind is replaced.
func listenSocket(ctx context.Context, path string) (net.Listener, error) {
	if info, err := os.Lstat(path); err == nil {
		if info.Mode().Type() != fs.ModeSocket {
			return nil, invalid("%s is there already and is no socket; choose another path with --bounce-listen", path)
		}
		var dialer net.Dialer
		if conn, err := dialer.DialContext(ctx, "unix", path); err == nil {
			_ = conn.Close()
			return nil, invalid("%s is in use by another program; stop it or choose another path with --bounce-listen", path)
		}
		if err := os.Remove(path); err != nil {
			return nil, invalid("the socket %s is left over and cannot be removed: %v", path, cause(err))
		}
	}
	var config net.ListenConfig
	l, err := config.Listen(ctx, "unix", path)
	if err != nil {
		return nil, invalid("cannot listen on %s: %v; choose another path with --bounce-listen", path, cause(errors.Unwrap(err)))
	}
	if err := os.Chmod(path, 0o660); err != nil { //nolint:gosec // the mail server is in the group
		_ = l.Close()
		return nil, invalid("cannot let the group use %s: %v", path, cause(err))
	}
	return l, nil
}

// takeBounces works until ctx is done.
func (d *daemon) takeBounces(ctx context.Context) {
	d.log.Info("taking bounces", "listen", d.bounces.Addr().String())
	if err := d.units.ServeBounces(ctx, d.bounces); err != nil {
		d.log.Error("bounces are not taken any more", "error", err)
	}
}

func (d *daemon) closeBounces() {
	if d.bounces != nil {
		_ = d.bounces.Close()
	}
}

// checkReturns says for the doctor whether mail is ready, as far as that shows
// without asking anybody.
func checkReturns(ctx context.Context, s Settings, db *store.DB) finding {
	f := finding{what: "bounces"}
	health, err := db.MailHealth(ctx, time.Now().Add(-30*24*time.Hour))
	if err != nil {
		f.bad, f.detail = true, err.Error()
		return f
	}
	f.detail = fmt.Sprintf("%d of %d mails came back in 30 days, %d addresses stopped", health.Bounced, health.Sent, health.Stopped)
	_, missing := os.Stat(s.BounceMailbox)
	switch {
	case s.BounceMailbox != "" && missing != nil:
		f.advice = fmt.Sprintf("there is no mailbox at %s (%v): the mail server makes it with the first mail; is the path right?", s.BounceMailbox, cause(missing))
	case s.SMTP == "":
	case s.BounceListen == "" && s.BounceMailbox == "":
		f.advice = "nobody reads what comes back: set --bounces with --bounce-listen or --bounce-mailbox; chalkline mail test checks all of mail"
	case health.Kinds["refused"] > 0:
		f.advice = fmt.Sprintf("%d were refused for their sender or content: chalkline mail test says what receivers may miss", health.Kinds["refused"])
	}
	return f
}
