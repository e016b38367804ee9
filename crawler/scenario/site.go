package scenario

import (
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"chalkline"
)

// site is a server on loopback that remembers what it was asked.
type site struct {
	url    string // without a slash at the end
	port   string
	st     *stage
	server *http.Server

	mu     sync.Mutex
	answer http.HandlerFunc
	asked  []asked
}

// asked is one request.
type asked struct {
	path   string
	method string
	host   string
	header http.Header
	at     time.Time // by the clock of the stage
	real   time.Time
	remote string
}

// site starts a server at an address of loopback.
func (st *stage) siteAt(address string, answer http.HandlerFunc) *site {
	var listen net.ListenConfig
	listener, err := listen.Listen(st.ctx, "tcp", net.JoinHostPort(address, "0"))
	st.must(err)
	s := &site{url: "http://" + listener.Addr().String(), st: st, answer: answer}
	_, s.port, err = net.SplitHostPort(listener.Addr().String())
	st.must(err)
	s.server = &http.Server{Handler: s, ReadHeaderTimeout: 10 * time.Second}
	st.sites = append(st.sites, s)
	go func() { _ = s.server.Serve(listener) }()
	return s
}

// site starts a server.
func (st *stage) site(answer http.HandlerFunc) *site { return st.siteAt("127.0.0.1", answer) }

// ServeHTTP remembers a request and answers it.
func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.asked = append(s.asked, asked{
		path: r.URL.RequestURI(), method: r.Method, host: r.Host, header: r.Header.Clone(), at: s.st.clock(), real: time.Now(), remote: r.RemoteAddr,
	})
	answer := s.answer
	s.mu.Unlock()
	answer(w, r)
}

// answers changes what the site answers.
func (s *site) answers(answer http.HandlerFunc) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answer = answer
}

func (s *site) close() { _ = s.server.Close() }

// requests are what the site was asked so far.
func (s *site) requests() []asked {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.asked)
}

// last is the latest request.
func (s *site) last() asked {
	all := s.requests()
	if len(all) == 0 {
		s.st.fail("%s was never asked", s.url)
		return asked{header: http.Header{}}
	}
	return all[len(all)-1]
}

// paths are the paths that were asked for, in order.
func (s *site) paths() string {
	var paths []string
	for _, a := range s.requests() {
		paths = append(paths, a.path)
	}
	return strings.Join(paths, " ")
}

// at is the address of a path at the site under a name.
func (s *site) at(name, path string) string { return "http://" + net.JoinHostPort(name, s.port) + path }

// respond makes an answer of a status, headers ("Name: value") and a body.
func respond(status int, body string, headers ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for _, h := range headers {
			name, value, _ := strings.Cut(h, ": ")
			w.Header()[name] = append(w.Header()[name], value)
		}
		w.WriteHeader(status)
		if status != http.StatusNotModified && status != http.StatusNoContent {
			_, _ = w.Write([]byte(body))
		}
	}
}

// conditional answers with a body, or with 304 to who has its ETag.
func conditional(etag, body string, headers ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		all := append([]string{"Etag: " + etag}, headers...)
		if r.Header.Get("If-None-Match") == etag {
			respond(http.StatusNotModified, "", all...)(w, r)
			return
		}
		respond(http.StatusOK, body, all...)(w, r)
	}
}

// redirect sends on to an address.
func redirect(status int, to string) http.HandlerFunc { return respond(status, "", "Location: "+to) }

// byPath answers paths each in its own way, others with 404.
func byPath(answers map[string]http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if answer, ok := answers[r.URL.Path]; ok {
			answer(w, r)
			return
		}
		http.NotFound(w, r)
	}
}

// entry is an item of a made feed; what is "" is left out.
type entry struct{ guid, title, link, date, text string }

// rss writes a feed of items; more is put into its channel.
func rss(more string, entries ...entry) string {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0"?><rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"><channel><title>Made</title>` + more)
	for _, e := range entries {
		b.WriteString("<item>")
		for _, field := range [][2]string{
			{"guid", e.guid}, {"title", e.title}, {"link", e.link}, {"pubDate", e.date}, {"description", e.text},
		} {
			if field[1] != "" {
				fmt.Fprintf(&b, "<%[1]s>%[2]s</%[1]s>", field[0], field[1])
			}
		}
		b.WriteString("</item>")
	}
	return b.String() + "</channel></rss>"
}

// one is a feed of one item.
func one() string { return rss("", entryNo(1)) }

// entryNo is an item like any other.
func entryNo(n int) entry {
	return entry{
		guid: fmt.Sprint("item-", n), title: fmt.Sprint("Item ", n), link: fmt.Sprint("https://blog.example/", n),
		date: start.Add(-time.Duration(n) * time.Hour).Format(time.RFC1123Z), text: fmt.Sprint("What item ", n, " says."),
	}
}

// due says whether a source is polled at all.
func (st *stage) due(id chalkline.SourceID, at time.Time) bool {
	due, err := st.store.DueSources(st.ctx, st.source(id).Host(), at)
	st.must(err)
	return slices.ContainsFunc(due, func(s chalkline.Source) bool { return s.ID == id })
}
