package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// fleet is the processes of the program.
type fleet struct {
	program string
	older   string // the program by which all begin; "" for the same
	folder  string
	args    []string
	ships   []*ship

	answered, failed atomic.Int32
	asking           sync.WaitGroup
	enough           context.CancelFunc
}

// ship is one of them.
type ship struct {
	role   string
	listen string
	log    string
	older  bool // it is of the older program
	cmd    *exec.Cmd
	over   chan error // what comes of it
}

// newFleet has no processes yet.
func newFleet(program, folder, post string) *fleet {
	return &fleet{program: program, folder: folder, enough: func() {}, args: []string{
		"serve", "--data", filepath.Join(folder, "data"), "--feeds", filepath.Join(folder, "feeds.yaml"), "--allow-private", "--crossref", "off", "--eric", "off",
		"--smtp", post, "--smtp-tls", "none", "--base-url", "http://127.0.0.1:1", "--log-level", "warn",
	}}
}

// start starts the processes and asks those with pages for one again and again.
func (f *fleet) start(ctx context.Context, dsn string, workers, webs int) error {
	f.args = append(f.args, "--database", dsn)
	if err := os.WriteFile(filepath.Join(f.folder, "feeds.yaml"), []byte("sources: []\n"), 0o600); err != nil {
		return fmt.Errorf("writing the list of sources: %w", err)
	}
	asking, enough := context.WithCancel(ctx)
	f.enough = enough
	for i := range workers + webs {
		s := &ship{role: "worker", log: filepath.Join(f.folder, fmt.Sprintf("%d.log", i)), older: f.older != ""}
		if i >= workers {
			s.role = "web"
		}
		var err error
		if s.listen, err = freePort(ctx); err != nil {
			return err
		}
		if err := f.launch(ctx, s); err != nil {
			return err
		}
		f.ships = append(f.ships, s)
		if s.role == "web" {
			f.asking.Go(func() { f.ask(asking, "http://"+s.listen+"/") })
		}
	}
	return nil
}

func freePort(ctx context.Context) (string, error) {
	var listen net.ListenConfig
	l, err := listen.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("finding a free port: %w", err)
	}
	return l.Addr().String(), l.Close()
}

// launch starts a process, which need not be ready then.
func (f *fleet) launch(ctx context.Context, s *ship) error {
	log, err := os.OpenFile(s.log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("opening a log: %w", err)
	}
	defer log.Close()
	program := f.program
	if s.older {
		program = f.older
	}
	s.cmd = exec.CommandContext(context.WithoutCancel(ctx), program, append(f.args, "--roles", s.role, "--listen", s.listen)...)
	s.cmd.Stderr = log
	if err := s.cmd.Start(); err != nil {
		return fmt.Errorf("starting a process: %w", err)
	}
	over, cmd := make(chan error, 1), s.cmd
	s.over = over
	go func() { over <- cmd.Wait() }()
	return nil
}

// strike kills a process and starts it again.
func (f *fleet) strike(ctx context.Context, r *chaosReport, lot *rand.Rand) error {
	s := f.ships[lot.IntN(len(f.ships))]
	if err := s.cmd.Process.Kill(); err != nil {
		return fmt.Errorf("killing a process: %w\n%s", err, f.lastWords())
	}
	err := <-s.over
	if exit, ok := errors.AsType[*exec.ExitError](err); !ok || exit.Exited() {
		return f.ended(ctx, r, s, err)
	}
	r.Kills++
	return f.launch(ctx, s)
}

// ask asks for a page again and again. A process that is not there is no fault.
func (f *fleet) ask(ctx context.Context, address string) {
	client := &http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
	for ctx.Err() == nil {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, http.NoBody)
		if err != nil {
			return
		}
		if response, err := client.Do(request); err == nil {
			_, err := io.Copy(io.Discard, response.Body)
			_ = response.Body.Close()
			switch {
			case response.StatusCode >= http.StatusInternalServerError:
				f.failed.Add(1)
			case err == nil:
				f.answered.Add(1)
			}
		}
		select {
		case <-ctx.Done():
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// pages ends asking and says how many pages were answered, well and with an error.
func (f *fleet) pages() (answered, failed int) {
	f.enough()
	f.asking.Wait()
	return int(f.answered.Load()), int(f.failed.Load())
}

// pattern matches the names of those that run.
func (f *fleet) pattern() string {
	pids := make([]string, len(f.ships))
	for i, s := range f.ships {
		pids[i] = strconv.Itoa(s.cmd.Process.Pid)
	}
	return "-(" + strings.Join(pids, "|") + ")(-alone)?$"
}

// ready waits until all processes serve.
func (f *fleet) ready(ctx context.Context) error {
	client := &http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
	for _, s := range f.ships {
		for served := false; !served; {
			request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+s.listen+"/healthz", http.NoBody)
			if err != nil {
				return fmt.Errorf("asking a %s how it is: %w", s.role, err)
			}
			if response, err := client.Do(request); err == nil {
				served = response.StatusCode == http.StatusOK
				_ = response.Body.Close()
			}
			select {
			case <-ctx.Done():
				return fmt.Errorf("a %s does not serve: %w\n%s", s.role, ctx.Err(), f.lastWords())
			case <-time.After(50 * time.Millisecond):
			}
		}
	}
	return nil
}

// stop asks all processes to end and waits for them.
func (f *fleet) stop() error {
	var failed error
	for _, s := range f.ships {
		failed = errors.Join(failed, s.cmd.Process.Signal(syscall.SIGTERM))
	}
	for _, s := range f.ships {
		if err := <-s.over; err != nil {
			failed = errors.Join(failed, fmt.Errorf("a %s did not end well: %w", s.role, err))
		}
	}
	return failed
}

// kill ends what still runs.
func (f *fleet) kill() {
	f.enough()
	f.asking.Wait()
	for _, s := range f.ships {
		_ = s.cmd.Process.Kill()
		select {
		case err := <-s.over:
			_ = err // it was killed
		case <-time.After(time.Second): // it was waited for before
		}
	}
}

// lastWords are the ends of the logs.
func (f *fleet) lastWords() string {
	var b strings.Builder
	for _, s := range f.ships {
		log, _ := os.ReadFile(s.log)
		lines := bytes.Split(bytes.TrimSpace(log), []byte("\n"))
		fmt.Fprintf(&b, "%s %s:\n%s\n", s.role, s.listen, bytes.Join(lines[max(0, len(lines)-5):], []byte("\n")))
	}
	return b.String()
}
