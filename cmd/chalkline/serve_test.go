package main

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
)

// served is the program while it serves.
type served struct {
	cmd   *exec.Cmd
	base  string
	setUp string // the link that makes the operator
}

// startServe starts the daemon on a list of sources and waits for its set-up
// link.
func startServe(t *testing.T, dir, listen string) *served {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), program(t), "serve", "--allow-private", "--crossref", "off", "--eric", "off",
		"--feeds", filepath.Join(dir, "feeds.yaml"), "--data", filepath.Join(dir, "data"), "--listen", listen)
	cmd.Args[0] = "chalkline"
	log, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	s := &served{cmd: cmd, base: "http://" + listen}
	lines := make(chan string)
	go func() {
		defer close(lines)
		for scanner := bufio.NewScanner(log); scanner.Scan(); {
			lines <- scanner.Text()
		}
	}()
	for line := range lines {
		if link := regexp.MustCompile(`http://\S+/setup/[\w-]+`).FindString(line); link != "" {
			s.setUp = link
		}
		if strings.Contains(line, "msg=serving") {
			break
		}
	}
	go func() {
		for range lines { // keeps the daemon from blocking on its log
		}
	}()
	return s
}

// stop asks the daemon to end and returns how long that took and how it ended.
func (s *served) stop(t *testing.T) (time.Duration, error) {
	t.Helper()
	start := time.Now()
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	err := s.cmd.Wait()
	return time.Since(start), err
}

func get(t *testing.T, client *http.Client, url string) (int, string) {
	t.Helper()
	response, err := client.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(body)
}

func TestServeFromFirstStartToStop(t *testing.T) {
	t.Parallel()
	feeds := startGrowingFeeds(t, 3)
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "feeds.yaml"), []byte(feeds.yaml()), 0o600); err != nil {
		t.Fatal(err)
	}
	listen := freeAddress(t)
	s := startServe(t, dir, listen)
	if s.setUp == "" {
		t.Fatal("the first start logs no set-up link")
	}
	client := &http.Client{Timeout: 10 * time.Second}
	if status, _ := get(t, client, s.base+"/healthz"); status != http.StatusOK {
		t.Errorf("healthz answers %d", status)
	}
	if err := (doctorCmd{Health: true}).Run(t.Context(), streams{}, Settings{Listen: listen}); err != nil {
		t.Errorf("doctor --health: %v", err)
	}

	second := exec.CommandContext(t.Context(), program(t), "serve", "--listen", listen, "--data", filepath.Join(dir, "other"))
	second.Args[0] = "chalkline"
	if out, err := second.CombinedOutput(); err == nil || !strings.Contains(string(out), "is in use by another program") {
		t.Errorf("a second daemon at the same address: %v, %s", err, out)
	}

	response, err := client.PostForm(s.setUp, url.Values{"email": {"head@school.example"}, "zone": {"Europe/London"}})
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if response.StatusCode != http.StatusOK {
		t.Errorf("the set-up link answers %d", response.StatusCode)
	}
	if status, _ := get(t, client, s.setUp); status < 400 {
		t.Errorf("the set-up link works twice: %d", status)
	}

	waitFor(t, func() bool {
		counts, err := openStore(t, filepath.Join(dir, "data", "chalkline.db")).Counts(t.Context())
		return err == nil && counts.Items == 3*itemsOf(0) && counts.Due == 0
	})
	if took, err := s.stop(t); err != nil || took > stopGrace {
		t.Errorf("the daemon ended with %v after %v, want a clean end within %v", err, took, stopGrace)
	}
	if err := (doctorCmd{Health: true}).Run(context.Background(), streams{}, Settings{Listen: listen}); err == nil {
		t.Error("doctor --health finds a daemon that has stopped")
	}
}

// waitFor waits until the daemon has come so far.
func waitFor(t *testing.T, done func() bool) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(100 * time.Millisecond) {
		if done() {
			return
		}
	}
	t.Fatal("the daemon did not come so far in 30 s")
}
