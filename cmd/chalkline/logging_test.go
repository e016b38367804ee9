package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

func TestMailAddressesStayOutOfTheLog(t *testing.T) {
	t.Parallel()
	for _, format := range []string{"json", "text"} {
		out := &logText{}
		log := (&Settings{LogFormat: format, LogLevel: "debug"}).logger(streams{err: out})
		log.With("reason", "550 5.1.1 <ada@school.example>: user unknown").Warn("digest not sent", "error", fmt.Errorf("to ada@school.example: %w", errors.New("no")))
		log.Info("to", "addresses", "bob@school.example;carol@school.example", "database", "postgres://chalkline:hunter2@db.example/chalkline")
		if text := out.String(); strings.Contains(text, "ada") || strings.Contains(text, "carol") || strings.Contains(text, "hunter2") || !strings.Contains(text, "user unknown") {
			t.Errorf("the log has\n%s", text)
		}
	}
}

// TestTheLogTellsNothingOfReaders follows a reader who joins, signs in, searches and
// fetches a feed, with everything logged.
func TestTheLogTellsNothingOfReaders(t *testing.T) {
	t.Parallel()
	d, log := newDaemon(t, func(s *Settings) { s.Listen = freeAddress(t); s.BaseURL = "http://" + s.Listen })
	_, stop := d.run(t)
	client, base := &http.Client{Timeout: 10 * time.Second}, d.settings.BaseURL
	cookies := func(r *http.Request, sent []*http.Cookie) *http.Request {
		for _, c := range sent {
			r.AddCookie(c)
		}
		return r
	}
	response, err := client.PostForm(base+"/join", url.Values{"email": {"ada.lovelace@school.example"}})
	check(t, err)
	drained(t, response)
	var link string
	waitFor(t, func() bool {
		mails, _ := filepath.Glob(filepath.Join(d.settings.outbox(), "*.eml"))
		if len(mails) == 0 {
			return false
		}
		text, err := os.ReadFile(mails[0])
		link = regexp.MustCompile(`/enter/[\w-]+`).FindString(strings.ReplaceAll(string(text), "=\r\n", ""))
		return err == nil && link != ""
	})
	noFollow := &http.Client{Timeout: 10 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err = noFollow.PostForm(base+link, nil)
	check(t, err)
	drained(t, response)
	session := response.Cookies()
	if len(session) == 0 {
		t.Fatalf("signing in: %s", response.Status)
	}
	for _, path := range []string{"/search?q=quiet+worries", "/picks", "/settings", "/feeds/guessedsecret.atom", link, "/no/such/page/of/mine"} {
		request, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, base+path, http.NoBody)
		response, err := client.Do(cookies(request, session))
		check(t, err)
		_, _ = io.Copy(io.Discard, response.Body)
		response.Body.Close()
	}
	stop()
	text := log.String()
	for _, private := range []string{"ada.lovelace", "school.example", strings.TrimPrefix(link, "/enter/"), session[0].Value, "quiet", "worries", "guessedsecret", "of/mine", "Go-http-client"} {
		if strings.Contains(text, private) {
			t.Errorf("the log has %q:\n%s", private, text)
		}
	}
	requests := 0
	for line := range strings.Lines(text) {
		var entry map[string]any
		if err := json.Unmarshal([]byte(line), &entry); err != nil {
			t.Errorf("no JSON: %s", line)
			continue
		}
		if entry["msg"] == "request answered" {
			requests++
			for _, key := range []string{"time", "level", "method", "route", "status", "took"} {
				if entry[key] == nil {
					t.Errorf("a request without %s: %s", key, line)
				}
			}
		}
	}
	if requests < 8 {
		t.Errorf("%d requests were logged", requests)
	}
}
