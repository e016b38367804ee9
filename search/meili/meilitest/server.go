// Package meilitest is a stand-in for Meilisearch, written from its public manual,
// for tests on machines without one. It has the part of the API that an index
// needs: indexes and their settings, documents, tasks that are done later, searches
// with filters, sorting, cropping and highlighting, swaps, and a key. It ranks by
// the first rules only and is not fast.
//
// What passes here may still fail on a real server: the tests that use it ask one
// instead where CHALKLINE_TEST_MEILI_URL names it.
package meilitest

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// Server is a stand-in for Meilisearch.
type Server struct {
	URL string
	Key string // that it asks for; "" for none

	mu      sync.Mutex
	changed *sync.Cond // tasks or whether they are held
	held    bool
	closed  bool
	slow    time.Duration
	status  int // that every answer has, if not 0
	indexes map[string]*index
	tasks   []*task
	asked   atomic.Int64
}

// New starts a stand-in that lasts for the test.
func New(t testing.TB, key string) *Server {
	t.Helper()
	s := &Server{Key: key, indexes: map[string]*index{}}
	s.changed = sync.NewCond(&s.mu)
	web := httptest.NewServer(s.handler())
	s.URL = web.URL
	var working sync.WaitGroup
	working.Go(s.work)
	t.Cleanup(func() {
		s.mu.Lock()
		s.closed = true
		s.changed.Broadcast()
		s.mu.Unlock()
		web.Close()
		working.Wait()
	})
	return s
}

// Hold keeps tasks waiting, or lets them go on.
func (s *Server) Hold(held bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.held = held
	s.changed.Broadcast()
}

// Slow has every answer come that much later.
func (s *Server) Slow(by time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.slow = by
}

// Break has every answer be that status and nothing else, until it is 0.
func (s *Server) Break(status int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.status = status
}

// Asked is how many requests there were.
func (s *Server) Asked() int { return int(s.asked.Load()) }

// Documents are how many documents an index has; -1 when there is none.
func (s *Server) Documents(name string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	x, ok := s.indexes[name]
	if !ok {
		return -1
	}
	return len(x.documents)
}

func (s *Server) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /health", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, http.StatusOK, map[string]string{"status": "available"})
	})
	for pattern, do := range map[string]func(r *http.Request) (int, any){
		"GET /tasks":                                   s.getTasks,
		"GET /tasks/{task}":                            s.getTask,
		"POST /indexes":                                s.createIndex,
		"GET /indexes/{index}":                         s.getIndex,
		"DELETE /indexes/{index}":                      s.deleteIndex,
		"PATCH /indexes/{index}/settings":              s.setSettings,
		"POST /indexes/{index}/documents/fetch":        s.getDocuments,
		"GET /indexes/{index}/documents/{document}":    s.getDocument,
		"POST /indexes/{index}/documents":              s.addDocuments,
		"POST /indexes/{index}/documents/delete-batch": s.deleteDocuments,
		"POST /indexes/{index}/search":                 s.search,
		"POST /swap-indexes":                           s.swapIndexes,
	} {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			if status, refused := s.refusal(r); status != 0 {
				answer(w, status, refused)
				return
			}
			s.mu.Lock()
			status, body := do(r)
			text, err := json.Marshal(body) // here, because a task changes
			s.mu.Unlock()
			if err != nil {
				status = http.StatusInternalServerError
			}
			answer(w, status, json.RawMessage(text))
		})
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.asked.Add(1)
		s.mu.Lock()
		slow, status := s.slow, s.status
		s.mu.Unlock()
		select {
		case <-time.After(slow):
		case <-r.Context().Done():
			return
		}
		if status != 0 {
			w.WriteHeader(status)
			return
		}
		mux.ServeHTTP(w, r)
	})
}

// refusal is the answer to who has not the key.
func (s *Server) refusal(r *http.Request) (int, any) {
	given, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	switch {
	case s.Key == "" || given == s.Key:
		return 0, nil
	case !ok:
		return http.StatusUnauthorized, fault{"The Authorization header is missing. It must use the bearer authorization method.", "missing_authorization_header", "auth"}
	}
	return http.StatusForbidden, fault{"The provided API key is invalid.", "invalid_api_key", "auth"}
}

// fault is an error as Meilisearch tells it.
type fault struct {
	Message string `json:"message"`
	Code    string `json:"code"`
	Type    string `json:"type"`
}

func invalid(status int, code, message string) (int, any) {
	return status, fault{message, code, "invalid_request"}
}

func noIndex(name string) (int, any) {
	return invalid(http.StatusNotFound, "index_not_found", "Index `"+name+"` not found.")
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}

// number is a parameter of a request, or what it is when left out.
func number(r *http.Request, name string, otherwise int) int {
	n, err := strconv.Atoi(r.URL.Query().Get(name))
	if err != nil {
		return otherwise
	}
	return n
}
