package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"sync"
	"time"
)

// peerClients is how many sources are asked at once: as many hosts as Chalkline
// crawls at a time.
const peerClients = 16

// miniflux is Miniflux, driven by its interface for programs.
type miniflux struct {
	program, database string

	cmd     *exec.Cmd
	address string
	token   string // "" as long as it is asked with the password
	feeds   []int64
}

func (m *miniflux) name() string         { return "Miniflux, PostgreSQL" }
func (m *miniflux) usedDatabase() string { return m.database }

func (m *miniflux) close() error {
	if m.cmd == nil {
		return nil
	}
	_ = m.cmd.Process.Signal(os.Interrupt)
	_ = m.cmd.Wait() // how it ends is its own affair
	return nil
}

// The account that its first start makes.
const (
	peerUser     = "bench"
	peerPassword = "bench-password"
)

// prepare starts it on its empty database and imports the sources.
func (m *miniflux) prepare(ctx context.Context, server *playing) error {
	var listen net.ListenConfig
	listener, err := listen.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("finding a free port: %w", err)
	}
	m.address = "http://" + listener.Addr().String()
	if err := listener.Close(); err != nil {
		return fmt.Errorf("finding a free port: %w", err)
	}
	m.cmd = exec.CommandContext(ctx, m.program)
	m.cmd.Env = append(os.Environ(), "DATABASE_URL="+m.database, "RUN_MIGRATIONS=1", "CREATE_ADMIN=1", "ADMIN_USERNAME="+peerUser, "ADMIN_PASSWORD="+peerPassword,
		"LISTEN_ADDR="+listener.Addr().String(), "BASE_URL="+m.address, "DISABLE_SCHEDULER_SERVICE=1", "WORKER_POOL_SIZE=16", "LOG_LEVEL=error",
		"DATABASE_MIN_CONNS=20", "DATABASE_MAX_CONNS=20") // its usual 20 at most; kept, so that their time can be counted
	m.cmd.Stderr, m.cmd.Stdout = os.Stderr, os.Stderr
	if err := m.cmd.Start(); err != nil {
		m.cmd = nil
		return fmt.Errorf("starting the program: %w", err)
	}
	if err := waitFor(ctx, 2*time.Minute, func() (string, error) {
		_, err := m.ask(ctx, http.MethodGet, "/v1/me", nil)
		if err == nil {
			return "", nil
		}
		return "it does not answer yet: " + err.Error(), ctx.Err()
	}); err != nil {
		return err
	}
	// By a token: to check a password takes it longer than to read a feed.
	key, err := m.ask(ctx, http.MethodPost, "/v1/api-keys", []byte(`{"description":"bench"}`))
	if err != nil {
		return err
	}
	var made struct{ Token string }
	if err := json.Unmarshal(key, &made); err != nil || made.Token == "" {
		return fmt.Errorf("%w: it makes no key for programs: %.200s", errPeer, key)
	}
	m.token = made.Token
	var list bytes.Buffer
	list.WriteString(`<?xml version="1.0" encoding="UTF-8"?><opml version="2.0"><body>`)
	for n, source := range server.sources {
		fmt.Fprintf(&list, `<outline text="Source %d" xmlUrl="%s" type="rss"/>`, n, html.EscapeString(source.URL))
	}
	list.WriteString(`</body></opml>`)
	if _, err := m.ask(ctx, http.MethodPost, "/v1/import", list.Bytes()); err != nil {
		return err
	}
	body, err := m.ask(ctx, http.MethodGet, "/v1/feeds", nil)
	if err != nil {
		return err
	}
	var feeds []struct {
		ID int64 `json:"id"`
	}
	if err := json.Unmarshal(body, &feeds); err != nil {
		return fmt.Errorf("reading its list of feeds: %w", err)
	}
	for _, f := range feeds {
		m.feeds = append(m.feeds, f.ID)
	}
	if len(m.feeds) != len(server.sources) {
		return fmt.Errorf("%w: it has %d of %d feeds", errPeer, len(m.feeds), len(server.sources))
	}
	return nil
}

var errPeer = errors.New("the program does not do as asked")

// round asks for every feed to be refreshed.
func (m *miniflux) round(ctx context.Context, r *peerRound) error {
	p := process(m.cmd.Process.Pid)
	used := p.cpuTime()
	next := make(chan int64)
	var clients sync.WaitGroup
	var mu sync.Mutex
	var failed error
	for range peerClients {
		clients.Go(func() {
			for id := range next {
				if _, err := m.ask(ctx, http.MethodPut, fmt.Sprintf("/v1/feeds/%d/refresh", id), nil); err != nil {
					mu.Lock()
					failed = err
					mu.Unlock()
				}
			}
		})
	}
	for _, id := range m.feeds {
		next <- id
	}
	close(next)
	clients.Wait()
	r.CPU, r.PeakRSS = round((p.cpuTime() - used).Seconds()), round(p.peak())
	return failed
}

func (m *miniflux) stored(ctx context.Context) (int, error) {
	body, err := m.ask(ctx, http.MethodGet, "/v1/entries?limit=1", nil)
	if err != nil {
		return 0, err
	}
	var found struct{ Total int }
	if err := json.Unmarshal(body, &found); err != nil {
		return 0, fmt.Errorf("reading how many entries it has: %w", err)
	}
	return found.Total, nil
}

// ask sends a request to its interface.
func (m *miniflux) ask(ctx context.Context, method, path string, body []byte) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, method, m.address+path, bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("asking it: %w", err)
	}
	if m.token != "" {
		request.Header.Set("X-Auth-Token", m.token)
	} else {
		request.SetBasicAuth(peerUser, peerPassword)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, fmt.Errorf("asking it: %w", err)
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(response.Body, 16<<20))
	if err != nil {
		return nil, fmt.Errorf("reading its answer: %w", err)
	}
	if response.StatusCode >= http.StatusBadRequest {
		return nil, fmt.Errorf("%w: %s %s was answered with status %d: %.200s", errPeer, method, path, response.StatusCode, answer)
	}
	return answer, nil
}
