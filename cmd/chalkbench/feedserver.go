package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// playedSource is a source that the feed server plays: a file, or a made feed
// when File is "".
type playedSource struct {
	URL   string `json:"url"`
	File  string `json:"file,omitempty"`
	Items int    `json:"items"` // how many it has
}

// feedServer plays sources, each on a loopback address of its own, because the
// crawler paces itself by host. It answers conditional requests and counts what
// it was asked. With lively sources, a POST to /hour lets them publish.
type feedServer struct {
	mu       sync.Mutex
	requests map[string]int // by kind of answer
	bodies   map[string]feedBody
	lively   *livelySources // nil for sources that never change
}

type feedBody struct {
	data        []byte
	etag        string
	contentType string
}

func newFeedBody(data []byte, contentType string) feedBody {
	sum := sha256.Sum256(data)
	return feedBody{data, `"` + hex.EncodeToString(sum[:8]) + `"`, contentType}
}

// ServeHTTP answers with the feed of the host that was asked.
func (s *feedServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/requests" {
		s.mu.Lock()
		defer s.mu.Unlock()
		_ = json.NewEncoder(w).Encode(s.requests)
		return
	}
	if r.URL.Path == "/hour" && s.lively != nil {
		s.publish(r)
		return
	}
	s.mu.Lock()
	body, ok := s.bodies[r.Host]
	s.mu.Unlock()
	kind := "200"
	switch {
	case !ok:
		kind = "404"
		http.NotFound(w, r)
	case r.Header.Get("If-None-Match") == body.etag:
		kind = "304"
		w.Header().Set("ETag", body.etag)
		w.WriteHeader(http.StatusNotModified)
	default:
		w.Header().Set("ETag", body.etag)
		w.Header().Set("Last-Modified", madeStart.Format(http.TimeFormat))
		w.Header().Set("Content-Type", body.contentType)
		_, _ = w.Write(body.data)
	}
	s.mu.Lock()
	s.requests[kind]++
	s.mu.Unlock()
}

// madeStart is the date of the newest item of a made feed.
var madeStart = time.Date(2026, time.January, 5, 6, 0, 0, 0, time.UTC)

// madeFeed writes an RSS feed of n items for source number source.
func madeFeed(source, n int) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, `<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>Made source %d</title><link>https://made-%d.example/</link><description>Made for measuring</description>`, source, source)
	for i := range n {
		fmt.Fprintf(&b, `<item><title>Spaced quizzes in school %d, report %d</title><link>https://made-%d.example/%d</link><guid isPermaLink="false">made-%d-%d</guid><pubDate>%s</pubDate><description><![CDATA[<p>In this cluster-randomised trial %d pupils in %d schools took spaced quizzes or went on as usual.</p><p>Scores in an independent test rose by 0.%02d SD (95%% CI 0.01 to 0.30). See <a href="https://doi.org/10.5555/made.%d.%d">the report</a>.</p>]]></description></item>`,
			source, i, source, i, source, i, madeStart.Add(-time.Duration(i)*24*time.Hour).Format(time.RFC1123Z), 400+17*i, 20+i, 5+i%20, source, i)
	}
	b.WriteString(`</channel></rss>`)
	return b.Bytes()
}

// crawlServerCmd is the process that plays sources. It prints them as one line
// of JSON and serves until its standard input ends, that is, until its parent
// does.
type crawlServerCmd struct {
	Sources int       `help:"Made sources."`
	Items   int       `help:"Items of each."`
	Files   string    `help:"Folder whose files named in its oracle are served in place of made ones."`
	Lively  time.Time `help:"When sources that publish began to; none for sources that never change."`
}

// Run is the command.
func (c crawlServerCmd) Run() error {
	server := &feedServer{requests: map[string]int{}, bodies: map[string]feedBody{}}
	if !c.Lively.IsZero() {
		server.lively = &livelySources{start: c.Lively, items: c.Items}
	}
	var played []playedSource
	var bodies [][]byte
	if c.Files != "" {
		entries, err := readOracle(c.Files)
		if err != nil {
			return err
		}
		for _, e := range entries {
			data, err := os.ReadFile(filepath.Join(c.Files, filepath.FromSlash(e.File)))
			if err != nil {
				return fmt.Errorf("reading a feed of the corpus: %w", err)
			}
			played = append(played, playedSource{File: e.File, Items: len(e.Entries)})
			bodies = append(bodies, data)
		}
	}
	for i := range c.Sources {
		played = append(played, playedSource{Items: c.Items})
		bodies = append(bodies, madeFeed(i, c.Items))
	}
	var listen net.ListenConfig
	httpServer := &http.Server{Handler: server, ReadHeaderTimeout: 10 * time.Second}
	for i, data := range bodies {
		// 127.0.0.0/8 is all loopback on Linux: one address a source.
		listener, err := listen.Listen(context.Background(), "tcp", fmt.Sprintf("127.9.%d.%d:0", i/250, 1+i%250))
		if err != nil {
			return fmt.Errorf("playing source %d: %w", i, err)
		}
		contentType := "application/xml"
		if strings.HasSuffix(played[i].File, ".json") {
			contentType = "application/feed+json"
		}
		host := listener.Addr().String()
		if !c.Lively.IsZero() {
			data = livelyFeed(host, i, 0, c.Items, c.Lively)
			server.lively.hosts = append(server.lively.hosts, host)
		}
		server.bodies[host] = newFeedBody(data, contentType)
		played[i].URL = "http://" + listener.Addr().String() + "/feed"
		go func() { _ = httpServer.Serve(listener) }()
	}
	if err := json.NewEncoder(os.Stdout).Encode(played); err != nil {
		return fmt.Errorf("telling the sources: %w", err)
	}
	_, _ = io.Copy(io.Discard, os.Stdin)
	return httpServer.Close()
}

// playing is a running crawl server.
type playing struct {
	sources []playedSource
	cmd     *exec.Cmd
	stdin   io.Closer
}

// play starts a crawl server in a process of its own, so that its time and
// memory are not counted as the crawler's.
func play(ctx context.Context, program string, args ...string) (*playing, error) {
	return playAs(ctx, program, "crawl-server", args...)
}

// playAs is play with another command as the server.
func playAs(ctx context.Context, program, command string, args ...string) (*playing, error) {
	cmd := exec.CommandContext(ctx, program, append([]string{command}, args...)...)
	cmd.Args[0] = "chalkbench" // so that a test binary knows what it is to be
	cmd.Stderr = os.Stderr
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return nil, fmt.Errorf("starting the feed server: %w", err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return nil, fmt.Errorf("starting the feed server: %w", err)
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("starting the feed server: %w", err)
	}
	p := &playing{cmd: cmd, stdin: stdin}
	if err := json.NewDecoder(bufio.NewReader(stdout)).Decode(&p.sources); err != nil {
		p.stop()
		return nil, fmt.Errorf("the feed server did not start: %w", err)
	}
	return p, nil
}

func (p *playing) stop() {
	_ = p.stdin.Close()
	_ = p.cmd.Wait()
}

// asked is what the server was asked so far, by kind of answer.
func (p *playing) asked(ctx context.Context) (map[string]int, error) {
	counts := map[string]int{}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimSuffix(p.sources[0].URL, "feed")+"requests", nil)
	if err != nil {
		return nil, fmt.Errorf("asking the feed server: %w", err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, fmt.Errorf("asking the feed server: %w", err)
	}
	defer response.Body.Close()
	if err := json.NewDecoder(response.Body).Decode(&counts); err != nil {
		return nil, fmt.Errorf("asking the feed server: %w", err)
	}
	return counts, nil
}

// oracleFile is what the peer parser read from one file of the corpus.
type oracleFile struct {
	File    string            `json:"file"`
	Entries []json.RawMessage `json:"entries"`
}

// oracleName is the file of the corpus that says what a peer reads from each feed.
const oracleName = "oracle-feedparser-6.0.10.jsonl"

func readOracle(folder string) ([]oracleFile, error) {
	f, err := os.Open(filepath.Join(folder, oracleName))
	if err != nil {
		return nil, fmt.Errorf("reading what the peer found: %w", err)
	}
	defer f.Close()
	var files []oracleFile
	lines := json.NewDecoder(f)
	for lines.More() {
		var file oracleFile
		if err := lines.Decode(&file); err != nil {
			return nil, fmt.Errorf("%s: %w", oracleName, err)
		}
		files = append(files, file)
	}
	return files, nil
}
