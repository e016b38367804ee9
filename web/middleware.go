package web

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"

	"chalkline"
)

// bodyLimit is how many bytes a form may have. The topic list with every box
// ticked is about 6 KB.
const bodyLimit = 64 << 10

// policy lets a page load our own style sheets, scripts and pictures, lets scripts
// ask our own server, and nothing else.
const policy = "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self' data:; form-action 'self'; " +
	"frame-ancestors 'none'; base-uri 'none'"

// headers sets what every answer carries.
//
// The referrer policy is same-origin and not no-referrer: under the latter
// browsers send "Origin: null" with our own forms, which on a plain http
// address cannot be told from another site's.
func (s *server) headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()")
		if s.secure {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		next.ServeHTTP(w, r)
	})
}

// capBody refuses forms over bodyLimit. It changes the request in place, so
// that the mux writes the route where logged can see it.
func capBody(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, bodyLimit)
		next.ServeHTTP(w, r)
	})
}

// sameSite refuses forms that another site sends. Mail programs that
// unsubscribe with one click come from elsewhere by their nature; the signed
// token in that address is their proof.
func (s *server) sameSite(next http.Handler, origin string) (http.Handler, error) {
	protection := http.NewCrossOriginProtection()
	if err := protection.AddTrustedOrigin(origin); err != nil {
		return nil, fmt.Errorf("trust the origin %s: %w", origin, err)
	}
	protection.AddInsecureBypassPattern("POST /unsubscribe/{token}")
	protection.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.failWith(w, r, http.StatusForbidden, chalkline.Textf("This form came from another site, so nothing was changed. Please use the button on our own page."))
	}))
	return protection.Handler(next), nil
}

// orFriendly answers with a friendly page where the mux has no route, or has
// one for another method only.
func (s *server) orFriendly(mux *http.ServeMux) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		bare, pattern := mux.Handler(r)
		if pattern != "" {
			mux.ServeHTTP(w, r)
			return
		}
		probe := &statusProbe{header: make(http.Header), status: http.StatusOK}
		bare.ServeHTTP(probe, r)
		status, message := http.StatusNotFound, chalkline.Textf("There is no page at this address.")
		if probe.status == http.StatusMethodNotAllowed {
			w.Header().Set("Allow", probe.header.Get("Allow"))
			status, message = http.StatusMethodNotAllowed, chalkline.Textf("This address does not take that kind of request.")
		}
		if asksAPI(r) { // which knows no session
			s.failWith(w, r, status, message)
			return
		}
		s.page(func(w http.ResponseWriter, r *http.Request) error {
			s.failWith(w, r, status, message)
			return nil
		}).ServeHTTP(w, r)
	})
}

// statusProbe notes an answer's status and headers and drops its body.
type statusProbe struct {
	header http.Header
	status int
}

func (p *statusProbe) Header() http.Header         { return p.header }
func (p *statusProbe) Write(b []byte) (int, error) { return len(b), nil }
func (p *statusProbe) WriteHeader(status int)      { p.status = status }

// recovered turns a panic into a 500 page and a line in the log.
func (s *server) recovered(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			fault := recover()
			if fault == nil {
				return
			}
			if err, ok := fault.(error); ok && errors.Is(err, http.ErrAbortHandler) {
				panic(fault)
			}
			s.Log.ErrorContext(r.Context(), "page panicked", "route", r.Pattern, "fault", fmt.Sprint(fault), "stack", string(debug.Stack()))
			if noted, ok := w.(*statusNote); ok && noted.status != 0 {
				return // half an answer is out; there is no way to take it back
			}
			s.failWith(w, r, http.StatusInternalServerError, internalFault)
		}()
		next.ServeHTTP(w, r)
	})
}

// logged writes a line for each request at debug level: the route with its
// secrets left out, and nothing about who asked.
func (s *server) logged(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		noted := &statusNote{ResponseWriter: w}
		next.ServeHTTP(noted, r)
		if s.Log.Enabled(r.Context(), slog.LevelDebug) {
			s.Log.DebugContext(r.Context(), "request answered",
				"method", r.Method, "route", r.Pattern, "status", noted.status, "took", time.Since(start))
		}
	})
}

// statusNote remembers the status of an answer; 0 while there is none.
type statusNote struct {
	http.ResponseWriter
	status int
}

func (n *statusNote) WriteHeader(status int) {
	if n.status == 0 {
		n.status = status
	}
	n.ResponseWriter.WriteHeader(status)
}

func (n *statusNote) Write(b []byte) (int, error) {
	if n.status == 0 {
		n.status = http.StatusOK
	}
	return n.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the connection.
func (n *statusNote) Unwrap() http.ResponseWriter { return n.ResponseWriter }
