package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"slices"
	"time"
)

type doctorCmd struct {
	ForgetKey bool   `help:"Let the database take the instance key that is in the data folder, when the right one is lost. Ends all feed addresses."`
	TakeClock bool   `help:"Let the database take the clock as it is, when it was ahead before."`
	Health    bool   `help:"Only ask the running daemon whether it is well; for container health checks."`
	DNS       string `name:"dns" placeholder:"HOST:PORT" help:"Ask this DNS server about mail, as 9.9.9.9:53, instead of the system's."`
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
	if c.DNS != "" {
		if _, _, err := net.SplitHostPort(c.DNS); err != nil {
			return invalid("dns %q is not HOST:PORT, as 9.9.9.9:53", c.DNS)
		}
	}
	switch {
	case c.Health:
		return askHealth(ctx, s)
	case c.ForgetKey:
		return forgetKey(ctx, std, s)
	case c.TakeClock:
		return takeClock(ctx, std, s)
	}
	findings := slices.Concat(
		checkMachine(s), []finding{checkList(s)}, checkStore(ctx, s), checkMail(ctx, s, c.DNS),
		[]finding{checkAddress(s)}, checkCertificates(s, time.Now()), []finding{checkRunning(ctx, s)})
	bad := 0
	for _, f := range findings {
		f.print(std.out)
		if f.bad {
			bad++
		}
	}
	if bad > 0 {
		return invalid("%d of %d checks failed", bad, len(findings))
	}
	return nil
}

func (f finding) print(w io.Writer) {
	mark := "ok  "
	switch {
	case f.bad:
		mark = "FAIL"
	case f.advice != "":
		mark = "note"
	}
	fmt.Fprintf(w, "%s  %-12s %s\n", mark, f.what, f.detail)
	if f.advice != "" {
		fmt.Fprintf(w, "      %-12s → %s\n", "", f.advice)
	}
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

func takeClock(ctx context.Context, std streams, s Settings) error {
	db, err := s.openExisting(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	if err := db.TakeClock(ctx); err != nil {
		return err
	}
	fmt.Fprintln(std.out, "The database takes the clock as it is. Sources that seemed to be asked in the future are due.")
	return nil
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
