package main

import (
	"context"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"net/mail"
	"strings"
	"sync"
	"time"

	"github.com/emersion/go-smtp"
)

// mostHosts is how many loopback addresses play sources: each needs a file.
const mostHosts = 10_000

// chaosSources plays sources with one item each and counts how often each is asked.
type chaosSources struct {
	addresses []string
	server    *http.Server

	mu    sync.Mutex
	asked map[string]int
}

// startChaosSources plays n sources on hosts of their own, because the crawler
// paces itself by host.
func startChaosSources(n int) (*chaosSources, error) {
	s := &chaosSources{asked: make(map[string]int, n)}
	s.server = &http.Server{Handler: s, ReadHeaderTimeout: time.Minute}
	hosts := min(n, mostHosts)
	names := make([]string, hosts)
	for i := range hosts {
		var listen net.ListenConfig
		l, err := listen.Listen(context.Background(), "tcp", fmt.Sprintf("127.%d.%d.%d:0", 16+i/62500, i/250%250, 1+i%250))
		if err != nil {
			s.close()
			return nil, fmt.Errorf("listening as source %d: %w", i, err)
		}
		names[i] = l.Addr().String()
		go func() { _ = s.server.Serve(l) }()
	}
	for i := range n {
		s.addresses = append(s.addresses, fmt.Sprintf("http://%s/%d/feed", names[i%hosts], i))
	}
	return s, nil
}

// ServeHTTP answers with the feed that was asked for.
func (s *chaosSources) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !strings.HasSuffix(r.URL.Path, "/feed") {
		http.NotFound(w, r)
		return
	}
	s.mu.Lock()
	s.asked[r.Host+r.URL.Path]++
	s.mu.Unlock()
	fmt.Fprintf(w, `<rss version="2.0"><channel><title>Chaos</title><item><guid isPermaLink="false">%s</guid><title>On spacing, by %s</title><description>%s</description></item></channel></rss>`,
		r.URL.Path, r.Host, strings.Repeat("Pupils who practised on three days remembered more than those who practised on one. ", 20))
}

// count says how many requests there were, and how many sources had more than one.
func (s *chaosSources) count() (requests, twice int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, n := range s.asked {
		requests += n
		if n > 1 {
			twice++
		}
	}
	return requests, twice
}

func (s *chaosSources) close() { _ = s.server.Close() }

// chaosPost is a mail server that counts what it took for each address.
type chaosPost struct {
	address string
	server  *smtp.Server

	mu    sync.Mutex
	taken map[string]int
	odd   int // letters whose subject is not in words
}

func startChaosPost() (*chaosPost, error) {
	var listen net.ListenConfig
	l, err := listen.Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("listening for mail: %w", err)
	}
	p := &chaosPost{address: l.Addr().String(), taken: map[string]int{}}
	p.server = smtp.NewServer(p)
	p.server.Domain = "mx.school.example"
	p.server.ErrorLog = quietPost{}
	go func() { _ = p.server.Serve(l) }()
	return p, nil
}

// NewSession begins to take mail.
func (p *chaosPost) NewSession(*smtp.Conn) (smtp.Session, error) { return &chaosLetter{post: p}, nil }

func (p *chaosPost) close() { _ = p.server.Close() }

// letters is what was taken, by address, and how many have a subject that is not in
// words, as when a program reads what another one stored in a way of its own.
func (p *chaosPost) letters() (byAddress map[string]int, odd int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	taken := make(map[string]int, len(p.taken))
	for address, n := range p.taken {
		taken[address] = n
	}
	return taken, p.odd
}

// chaosLetter is a letter that is being taken.
type chaosLetter struct {
	post *chaosPost
	to   string
}

// Mail begins a letter.
func (*chaosLetter) Mail(string, *smtp.MailOptions) error { return nil }

// Rcpt takes the address.
func (l *chaosLetter) Rcpt(to string, _ *smtp.RcptOptions) error {
	l.to = to
	return nil
}

// Data takes the letter, once it is there to its end.
func (l *chaosLetter) Data(r io.Reader) error {
	message, err := mail.ReadMessage(r)
	if err != nil {
		return err
	}
	if _, err := io.Copy(io.Discard, message.Body); err != nil {
		return err
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(message.Header.Get("Subject"))
	l.post.mu.Lock()
	defer l.post.mu.Unlock()
	l.post.taken[l.to]++
	if err != nil || subject == "" || strings.ContainsAny(subject, `["%`) {
		l.post.odd++
	}
	return nil
}

// Reset forgets the letter.
func (l *chaosLetter) Reset() { l.to = "" }

// Logout ends the session.
func (*chaosLetter) Logout() error { return nil }

// quietPost hears nothing of connections that a kill cuts.
type quietPost struct{}

// Printf drops a line.
func (quietPost) Printf(string, ...any) {}

// Println drops a line.
func (quietPost) Println(...any) {}
