package websub

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"chalkline"
)

// unread is a body that must not be read.
type unread struct{ t *testing.T }

func (u unread) Read([]byte) (int, error) {
	u.t.Error("the body was read")
	return 0, io.EOF
}

// receiver is a subscriber with one subscription, of source 1 at /t, and the
// number of pushes that it stored.
func receiver(now *time.Time) (s *Subscriber, stored *int) {
	stored = new(int)
	return &Subscriber{
		Store: &memory{sub: &chalkline.Subscription{Source: 1, Token: "t", Secret: "key", Hub: "https://hub.example/"}},
		Now:   func() time.Time { return *now }, Log: slog.New(slog.DiscardHandler),
		Push: func(context.Context, chalkline.SourceID, []byte, string) (chalkline.Stored, error) {
			*stored++
			return chalkline.Stored{}, nil
		},
	}, stored
}

func sign(body string) string {
	mac := hmac.New(sha256.New, []byte("key"))
	_, _ = mac.Write([]byte(body))
	return "sha256=" + hex.EncodeToString(mac.Sum(nil))
}

func push(s *Subscriber, body io.Reader, signature string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, "/t", body)
	r.Header.Set("X-Hub-Signature", signature)
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

func TestAPushWithoutAUsableSignatureIsNotRead(t *testing.T) {
	t.Parallel()
	now := time.Unix(1e9, 0)
	s, stored := receiver(&now)
	for _, signature := range []string{"", "sha256", "sha256=", "sha256=1a2b", "md5=" + strings.Repeat("0", 32), "sha1=" + strings.Repeat("x", 40)} {
		if w := push(s, unread{t}, signature); w.Code != http.StatusAccepted || *stored != 0 {
			t.Errorf("%q: %d, %d stored", signature, w.Code, *stored)
		}
	}
}

func TestTwoPushesAreReadAtOnce(t *testing.T) {
	t.Parallel()
	now := time.Unix(1e9, 0)
	s, stored := receiver(&now)
	done := make(chan int)
	var ends []*io.PipeWriter
	for range maxReading {
		from, to := io.Pipe()
		ends = append(ends, to)
		go func() { done <- push(s, from, sign("another")).Code }()
		_, _ = io.WriteString(to, "<") // returns when it is being read
	}
	if w := push(s, unread{t}, sign("<feed/>")); w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") != "60" {
		t.Errorf("a third one: %d %v", w.Code, w.Header())
	}
	_ = ends[0].Close()
	_ = ends[1].CloseWithError(io.ErrUnexpectedEOF)
	if one, two := <-done, <-done; one+two != http.StatusAccepted+http.StatusBadRequest {
		t.Errorf("a wrong and a broken one: %d and %d", one, two)
	}
	if w := push(s, strings.NewReader("<feed/>"), sign("<feed/>")); w.Code != http.StatusNoContent || *stored != 1 {
		t.Errorf("afterwards: %d, %d stored", w.Code, *stored)
	}
	if w := push(s, strings.NewReader(strings.Repeat("x", maxPush+1)), sign("")); w.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("a huge push: %d", w.Code)
	}
}

func TestTwelvePushesAnHourAreStored(t *testing.T) {
	t.Parallel()
	now := time.Unix(1e9, 0)
	s, stored := receiver(&now)
	for range perHour {
		push(s, strings.NewReader("guessed"), sign("<feed/>")) // does not count
		push(s, strings.NewReader("<feed/>"), sign("<feed/>"))
		now = now.Add(time.Minute)
	}
	if w := push(s, unread{t}, sign("<feed/>")); w.Code != http.StatusAccepted || *stored != perHour {
		t.Errorf("one too many: %d, %d stored", w.Code, *stored)
	}
	now = now.Add(48 * time.Minute) // the first was an hour ago
	for range 2 {
		push(s, strings.NewReader("<feed/>"), sign("<feed/>"))
	}
	if *stored != perHour+1 {
		t.Errorf("%d stored", *stored)
	}
}

func TestTheSourcesCountedAreBounded(t *testing.T) {
	t.Parallel()
	now := time.Unix(1e9, 0)
	var c counts
	for id := range chalkline.SourceID(maxCounted) {
		if !c.take(id, now) {
			t.Fatalf("no room for source %d", id)
		}
	}
	if c.take(maxCounted, now) || !c.take(0, now) {
		t.Error("a new source was counted, or a known one was not")
	}
	if !c.take(maxCounted, now.Add(time.Hour)) || len(c.last) != 1 {
		t.Errorf("an hour later %d are counted", len(c.last))
	}
}

func TestOnlyAHubWithHTTPSIsToldASecret(t *testing.T) {
	t.Parallel()
	for hub, want := range map[string]bool{
		"https://hub.example/": true, "http://hub.example/": false, "http://127.0.0.1:80/": true, "http://[::1]/": true, "http://localhost/": false,
		"http://127.0.0.1.example/": false, "http://127.0.0.1@hub.example/": false, "http://10.1.2.3/": false, "ftp://127.0.0.1/": false, "": false, ":": false,
	} {
		if got := trusted(hub); got != want {
			t.Errorf("%q: %v", hub, got)
		}
	}
	now := time.Unix(1e9, 0)
	s, _ := receiver(&now)
	kept := &memory{}
	s.Store = kept
	if err := s.Announced(t.Context(), 1, "http://hub.example/", "https://blog.example/feed"); err != nil || kept.sub != nil {
		t.Errorf("announced: %v, %+v", err, kept.sub)
	}
	kept.sub = &chalkline.Subscription{Source: 1, Hub: "http://hub.example/"} // Client is nil: it must not be asked
	if err := s.Renew(t.Context(), 1); err != nil || kept.sub != nil {
		t.Errorf("renewed: %v, %+v", err, kept.sub)
	}
}
