package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"chalkline"
	"chalkline/store"
)

type doctorCmd struct {
	ForgetKey bool `help:"Let the database take the instance key that is in the data folder, when the right one is lost. Ends all feed addresses."`
	Health    bool `help:"Only ask the running daemon whether it is well; for container health checks."`
}

// finding is one thing that the doctor looked at.
type finding struct {
	what   string
	detail string
	advice string // what to do; "" when all is well
	bad    bool   // the daemon cannot do its work
}

// Run is the command.
func (c doctorCmd) Run(ctx context.Context, std streams, s Settings) error {
	if c.Health {
		return askHealth(ctx, s.Listen)
	}
	if c.ForgetKey {
		return forgetKey(ctx, std, s)
	}
	findings := []finding{checkFolder(s), checkList(s)}
	findings = append(findings, checkStore(ctx, s)...)
	findings = append(findings, checkMail(ctx, s), checkAddress(s), checkRunning(ctx, s))
	bad := 0
	for _, f := range findings {
		mark := "ok  "
		switch {
		case f.bad:
			mark = "FAIL"
			bad++
		case f.advice != "":
			mark = "note"
		}
		fmt.Fprintf(std.out, "%s  %-12s %s\n", mark, f.what, f.detail)
		if f.advice != "" {
			fmt.Fprintf(std.out, "      %-12s → %s\n", "", f.advice)
		}
	}
	if bad > 0 {
		return invalid("%d of %d checks failed", bad, len(findings))
	}
	return nil
}

func forgetKey(ctx context.Context, std streams, s Settings) error {
	db, err := s.openExisting(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	if err := db.ForgetKey(ctx); err != nil {
		return err
	}
	fmt.Fprintln(std.out, "The database takes the key of the data folder at the next start. All feed addresses have ended; readers make new ones in their settings.")
	return nil
}

func checkFolder(s Settings) finding {
	f := finding{what: "folder", detail: s.Data}
	probe := filepath.Join(s.Data, ".doctor")
	if _, err := os.Stat(s.Data); errors.Is(err, os.ErrNotExist) {
		f.advice = "it is made at the first start of chalkline serve"
		return f
	}
	if err := os.WriteFile(probe, []byte("x"), 0o600); err != nil {
		f.bad, f.advice = true, fmt.Sprintf("this user cannot write there (%v): change its owner or choose another with --data", cause(err))
		return f
	}
	_ = os.Remove(probe)
	info, err := os.Stat(filepath.Join(s.Data, "secret.key"))
	if err == nil && info.Mode().Perm()&0o077 != 0 {
		f.advice = "others on this machine can read secret.key: chmod 600 it"
	}
	return f
}

func checkList(s Settings) finding {
	f := finding{what: "sources"}
	sources, err := s.sourceList()
	if err != nil {
		f.bad, f.detail, f.advice = true, err.Error(), "mend the list; chalkline sources check looks again"
		return f
	}
	f.detail = fmt.Sprintf("%d in the list", len(sources))
	return f
}

func checkStore(ctx context.Context, s Settings) []finding {
	f := finding{what: "database", detail: "none yet at " + s.database()}
	if s.exists() != nil {
		f.advice = "it is made at the first start of chalkline serve"
		return []finding{f}
	}
	db, err := store.Open(ctx, s.database())
	if err != nil {
		f.bad, f.detail, f.advice = true, err.Error(), "see docs/operating.md, “When something is wrong”"
		return []finding{f}
	}
	defer db.Close()
	counts, countErr := db.Counts(ctx)
	schema, schemaErr := db.SchemaVersion(ctx)
	if err := errors.Join(countErr, schemaErr, db.IntegrityCheck(ctx)); err != nil {
		f.bad, f.detail, f.advice = true, err.Error(), "restore the last backup with chalkline restore"
		return []finding{f}
	}
	f.detail = fmt.Sprintf("%s, schema %d, sound: %d items, %d readers", db.Kind(), schema, counts.Items, counts.Readers)
	findings := []finding{f, checkSources(counts), checkDeliveries(ctx, db), checkReturns(ctx, s, db)}
	return append(findings, s.checkLists(ctx, db, time.Now())...)
}

func checkSources(counts store.Counts) finding {
	f := finding{what: "crawling", detail: fmt.Sprintf("%d of %d sources failing, %d items to judge", counts.Failing, counts.Sources, counts.Due)}
	if counts.Failing > 0 {
		f.advice = "chalkline sources list --failing says why"
	}
	return f
}

func checkDeliveries(ctx context.Context, db *store.DB) finding {
	f := finding{what: "deliveries", detail: "none failed lately"}
	recent, err := db.Deliveries(ctx, 100)
	if err != nil {
		f.bad, f.detail = true, err.Error()
		return f
	}
	troubled := 0
	for _, d := range recent {
		if d.State == chalkline.DeliveryFailed || d.State == chalkline.DeliveryUnsure {
			if troubled++; troubled == 1 { // the newest comes first
				f.advice = "the last: " + d.Error
			}
		}
	}
	if troubled > 0 {
		f.detail = fmt.Sprintf("%d of the last %d failed or may not have arrived", troubled, len(recent))
	}
	return f
}

func checkMail(ctx context.Context, s Settings) finding {
	f := finding{what: "mail"}
	if s.SMTP == "" {
		f.detail = "written to " + s.outbox()
		f.advice = "readers get no mail until --smtp is set"
		return f
	}
	f.detail = s.SMTP
	dialer := net.Dialer{Timeout: 5 * time.Second}
	conn, err := dialer.DialContext(ctx, "tcp", s.SMTP)
	if err != nil {
		f.bad, f.advice = true, fmt.Sprintf("no connection (%v): check host, port and firewall", err)
		return f
	}
	_ = conn.Close()
	return f
}

func checkAddress(s Settings) finding {
	f := finding{what: "address", detail: s.BaseURL}
	host, _, _ := net.SplitHostPort(s.Listen) // checked by validate
	if ip := net.ParseIP(host); (ip == nil || !ip.IsLoopback()) && strings.HasPrefix(s.BaseURL, "http://") {
		f.advice = "pages are open to others without TLS: put a proxy in front and set --base-url https://..."
	}
	return f
}

func checkRunning(ctx context.Context, s Settings) finding {
	f := finding{what: "daemon", detail: "running at " + s.Listen}
	if err := askHealth(ctx, s.Listen); err != nil {
		f.detail = "not running at " + s.Listen
		f.advice = "start it with chalkline serve"
	}
	return f
}

// askHealth asks the daemon at a listen address whether it is well.
func askHealth(ctx context.Context, address string) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+reachable(address)+"/healthz", nil)
	if err != nil {
		return fmt.Errorf("asking %s: %w", address, err)
	}
	client := http.Client{Timeout: 5 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
	response, err := client.Do(request)
	if err != nil {
		return invalid("no daemon answers at %s: %v", address, errors.Unwrap(err))
	}
	defer response.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(response.Body, 1<<10))
	if response.StatusCode != http.StatusOK {
		return invalid("the daemon at %s is not well: %s", address, response.Status)
	}
	return nil
}
