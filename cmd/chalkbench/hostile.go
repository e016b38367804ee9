package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"chalkline"
	"chalkline/crawler"
	"chalkline/crawler/fetch"
	"chalkline/jobs"
	"chalkline/store"
)

// hostileReport is what polling servers that mean harm cost.
type hostileReport struct {
	Sources int     `json:"sources"`
	Failing int     `json:"failing"` // with a reason stored; the others gave something readable
	PeakRSS float64 `json:"peak_rss_mb"`
	Seconds float64 `json:"seconds"`
}

func (r hostileReport) table(w io.Writer) {
	fmt.Fprintf(w, "hostile  %d sources at once, %d failing with a reason, peak %.0f MB, %.1f s\n", r.Sources, r.Failing, r.PeakRSS, r.Seconds)
}

// hostileAnswers are the ways in which a server may mean harm. Each plays on
// several sources at once.
var hostileAnswers = []http.HandlerFunc{
	// A body without end: 60 MB are sent.
	func(w http.ResponseWriter, _ *http.Request) {
		chunk := bytes.Repeat([]byte("<item><title>x</title></item>"), 2000)
		for sent := 0; sent < 60<<20; sent += len(chunk) {
			if _, err := w.Write(chunk); err != nil {
				return
			}
		}
	},
	// The same, announced.
	func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", strconv.Itoa(60<<20))
		_, _ = w.Write(make([]byte, 60<<20))
	},
	// A gzip bomb: 1 GB in 1 MB.
	func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		pack, chunk := gzip.NewWriter(w), make([]byte, 1<<20)
		for range 1024 {
			if _, err := pack.Write(chunk); err != nil {
				return
			}
		}
		_ = pack.Close()
	},
	// A slow drip, longer than the deadline.
	func(w http.ResponseWriter, r *http.Request) {
		for r.Context().Err() == nil {
			_, _ = io.WriteString(w, "<")
			_ = http.NewResponseController(w).Flush()
			time.Sleep(100 * time.Millisecond)
		}
	},
	// Deep nesting, just below the cap.
	func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "<rss><channel><item>"+strings.Repeat("<a>", 2_400_000))
	},
	// Redirects without end.
	func(w http.ResponseWriter, r *http.Request) {
		n, _ := strconv.Atoi(r.URL.Query().Get("n"))
		http.Redirect(w, r, "/feed?n="+strconv.Itoa(n+1), http.StatusFound)
	},
	// Many attributes of one element, and a long one.
	func(w http.ResponseWriter, _ *http.Request) {
		var b strings.Builder
		for n := range 200_000 {
			fmt.Fprintf(&b, " a%d='1'", n)
		}
		_, _ = io.WriteString(w, "<rss><channel><item"+b.String()+" z='"+strings.Repeat("a", 4<<20)+"'><guid>1</guid></item></channel></rss>")
	},
	// Nearly 8 MB of small items, all well formed.
	func(w http.ResponseWriter, _ *http.Request) {
		var b strings.Builder
		b.WriteString("<rss version='2.0'><channel>")
		for n := 0; b.Len() < 79<<20/10; n++ {
			fmt.Fprintf(&b, "<item><guid>%d</guid><title>Item %d</title></item>", n, n)
		}
		_, _ = io.WriteString(w, b.String()+"</channel></rss>")
	},
}

// hostileServerCmd is the process that means harm.
type hostileServerCmd struct {
	Sources int `default:"16" help:"How many."`
}

// Run is the command.
func (c hostileServerCmd) Run() error {
	var listen net.ListenConfig
	var played []playedSource
	for n := range c.Sources {
		listener, err := listen.Listen(context.Background(), "tcp", fmt.Sprintf("127.8.0.%d:0", n+1))
		if err != nil {
			return fmt.Errorf("playing hostile source %d: %w", n, err)
		}
		server := &http.Server{Handler: hostileAnswers[n%len(hostileAnswers)], ReadHeaderTimeout: 10 * time.Second}
		go func() { _ = server.Serve(listener) }()
		played = append(played, playedSource{URL: "http://" + listener.Addr().String() + "/feed"})
	}
	if err := json.NewEncoder(os.Stdout).Encode(played); err != nil {
		return fmt.Errorf("telling the sources: %w", err)
	}
	_, _ = io.Copy(io.Discard, os.Stdin)
	return nil
}

// hostileCmd polls hostile sources in a process of its own, so that its memory
// is that of nothing else.
type hostileCmd struct{}

// Run is the command.
func (hostileCmd) Run(ctx context.Context) error {
	program, err := os.Executable()
	if err != nil {
		return fmt.Errorf("finding this program: %w", err)
	}
	server, err := playAs(ctx, program, "hostile-server")
	if err != nil {
		return err
	}
	defer server.stop()
	r, err := pollHostile(ctx, server.sources)
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(r)
}

// crawlHostile runs hostileCmd.
func crawlHostile(ctx context.Context, program string) (r hostileReport, err error) {
	cmd := exec.CommandContext(ctx, program, "hostile")
	cmd.Args[0] = "chalkbench"
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return r, fmt.Errorf("polling hostile sources: %w", err)
	}
	if err := json.NewDecoder(bufio.NewReader(bytes.NewReader(out))).Decode(&r); err != nil {
		return r, fmt.Errorf("polling hostile sources: %w", err)
	}
	return r, nil
}

// pollHostile polls all sources at once, as the daemon would.
func pollHostile(ctx context.Context, sources []playedSource) (r hostileReport, err error) {
	folder, err := os.MkdirTemp("", "chalkbench")
	if err != nil {
		return r, fmt.Errorf("making a folder: %w", err)
	}
	defer os.RemoveAll(folder)
	db, err := store.Open(ctx, filepath.Join(folder, "hostile.db"))
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	for _, s := range sources {
		if err := db.AddSource(ctx, &chalkline.Source{Kind: chalkline.SourceFeed, Name: s.URL, URL: s.URL, Genre: chalkline.GenreBlog}); err != nil {
			return r, err
		}
	}
	log := slog.New(slog.DiscardHandler)
	client := fetch.New(fetch.Options{UserAgent: "chalkbench", AllowPrivate: true, Timeout: 10 * time.Second})
	c := &crawler.Crawler{Store: db, Client: client, Now: time.Now, Log: log, Seed: 1}
	units := &jobs.Units{DB: db, Crawler: c, Now: time.Now, Log: log}
	began := time.Now()
	if err := jobs.NewRunner(only(units.Kinds(), "crawl"), time.Now, log).Drain(ctx); err != nil {
		return r, err
	}
	r.Sources, r.Seconds, r.PeakRSS = len(sources), time.Since(began).Seconds(), peakMB()
	stored, err := db.Sources(ctx)
	for _, s := range stored {
		if s.Poll.Error != "" {
			r.Failing++
		}
	}
	return r, err
}
