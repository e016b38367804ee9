package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"runtime/pprof"
	"time"

	"chalkline"
	"chalkline/digest/mail"
	"chalkline/jobs"
	"chalkline/ranker/evidence"
	"chalkline/ranker/topics"
	"chalkline/store"
	"chalkline/web"
)

// serveServerCmd is the process that serves pages of a store. It prints its
// address as JSON and serves until its standard input ends, that is, until its
// parent does.
type serveServerCmd struct {
	Database string `required:""`
	Key      string `required:""`
	Outbox   string `required:""`
	Profile  string
}

// Run is the command. The server is set up as the daemon's.
func (c serveServerCmd) Run(ctx context.Context) error {
	chalkline.SaveMemory(0)
	db, err := store.Open(ctx, c.Database)
	if err != nil {
		return err
	}
	defer db.Close()
	key, err := chalkline.ParseKey(c.Key)
	if err != nil {
		return err
	}
	var listen net.ListenConfig
	listener, err := listen.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("listening: %w", err)
	}
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	pages, err := web.New(web.Config{
		DB: db, Key: key, Topics: topics.Default(), Search: db, Mail: mail.Outbox{Dir: c.Outbox}, From: "chalkline@school.example",
		Picks: &jobs.Units{DB: db, Evidence: evidence.Default(), Topics: topics.Default(), Now: time.Now, Log: log},
		Base:  "http://" + listener.Addr().String(), Log: log, Version: "bench",
	})
	if err != nil {
		return err
	}
	if c.Profile != "" {
		f, err := os.Create(c.Profile)
		if err != nil {
			return fmt.Errorf("making the profile: %w", err)
		}
		defer f.Close()
		if err := pprof.StartCPUProfile(f); err != nil {
			return fmt.Errorf("profiling: %w", err)
		}
		defer pprof.StopCPUProfile()
	}
	server := &http.Server{
		Handler: pages, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 30 * time.Second, WriteTimeout: 60 * time.Second,
		IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 32 << 10,
	}
	go func() { _ = server.Serve(listener) }()
	if err := json.NewEncoder(os.Stdout).Encode(listener.Addr().String()); err != nil {
		return fmt.Errorf("telling the address: %w", err)
	}
	_, _ = io.Copy(io.Discard, os.Stdin)
	return server.Close()
}

// benchServer is a running server of pages.
type benchServer struct {
	address string
	cmd     *exec.Cmd
	stdin   io.Closer
}

// startServer starts a server of a store in a process of its own, so that its
// time and memory are counted alone.
func startServer(ctx context.Context, program string, served *servedStore, profile string) (*benchServer, error) {
	args := []string{"serve-server", "--database", served.database, "--key", served.key.String(), "--outbox", served.dir}
	if profile != "" {
		args = append(args, "--profile", profile)
	}
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Args[0] = "chalkbench" // so that a test binary knows what it is to be
	cmd.Stderr = os.Stderr
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return nil, fmt.Errorf("starting the server: %w", err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return nil, fmt.Errorf("starting the server: %w", err)
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("starting the server: %w", err)
	}
	s := &benchServer{cmd: cmd, stdin: stdin}
	if err := json.NewDecoder(bufio.NewReader(stdout)).Decode(&s.address); err != nil {
		s.stop()
		return nil, fmt.Errorf("the server did not start: %w", err)
	}
	return s, nil
}

func (s *benchServer) stop() {
	_ = s.stdin.Close()
	_ = s.cmd.Wait()
}

// peakMB is the most memory the server has had resident, in MB.
func (s *benchServer) peakMB() float64 { return process(s.cmd.Process.Pid).peak() }

// cpuTime is the processor time that the server has used so far.
func (s *benchServer) cpuTime() time.Duration { return process(s.cmd.Process.Pid).cpuTime() }
