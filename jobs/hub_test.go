package jobs

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"chalkline/crawler/fetch"
	"chalkline/store"
)

// What W3C WebSub, section 5.3, asks of a hub that verifies intent.
func TestAHubAsksTheCallbackBeforeAnythingCounts(t *testing.T) {
	t.Parallel()
	h, c := newHub(t), newCallback(t)
	h.ask(c.url, store.Asked{Mode: store.AskedSubscribe, Lease: 240 * time.Hour})
	h.change()
	h.work()
	q, asked, pushed := c.last()
	if asked != 1 || q.Get("hub.mode") != "subscribe" || q.Get("hub.topic") != feedAddress || len(q.Get("hub.challenge")) < 20 || q.Get("hub.lease_seconds") != "864000" {
		t.Errorf("asked %d times, last %v", asked, q)
	}
	if pushed != 1 { // what changed between the request and the confirmation
		t.Errorf("%d pushes after the confirmation, want 1", pushed)
	}
}

func TestOnlyAnAnswerOf2xxThatRepeatsTheChallengeConfirms(t *testing.T) {
	t.Parallel()
	repeat := func(q url.Values) string { return q.Get("hub.challenge") }
	for _, c := range []struct {
		name   string
		status int
		echo   func(url.Values) string
		asked  int // how often within a day
		listen bool
	}{
		{"200 and the challenge", 200, repeat, 1, true},
		{"202 and the challenge", 202, repeat, 1, true},
		{"200 and more than the challenge", 200, func(q url.Values) string { return q.Get("hub.challenge") + "\n" }, 1, false},
		{"200 and nothing", 200, func(url.Values) string { return "" }, 1, false},
		{"200 and a page of 100 KB", 200, func(q url.Values) string { return q.Get("hub.challenge") + strings.Repeat(" ", 100<<10) }, 1, false},
		{"a redirect is not followed", 302, repeat, 1, false},
		{"404: it did not ask", 404, repeat, 1, false},
		{"500 is asked again and given up", 500, repeat, askTries, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			h, listener := newHub(t), newCallback(t)
			listener.status, listener.echo = c.status, c.echo
			h.subscribe(listener.url, "")
			for range 24 {
				h.now = h.now.Add(time.Hour)
				h.work()
			}
			listener.answers(http.StatusOK)
			h.change()
			h.work()
			_, asked, pushed := listener.last()
			if asked != c.asked || pushed > 0 != c.listen {
				t.Errorf("asked %d times, %d pushes", asked, pushed)
			}
		})
	}
}

func TestACallbackThatIsBackWithinTheHourIsConfirmed(t *testing.T) {
	t.Parallel()
	h, c := newHub(t), newCallback(t)
	c.answers(http.StatusServiceUnavailable)
	h.subscribe(c.url, "")
	c.answers(http.StatusOK)
	h.now = h.now.Add(askRetry)
	h.work()
	h.change()
	h.work()
	if _, asked, pushed := c.last(); asked != 2 || pushed != 1 {
		t.Errorf("asked %d times, %d pushes", asked, pushed)
	}
}

// Section 4: "hubs MUST preserve the query string".
func TestTheQueryOfACallbackStaysAsItIs(t *testing.T) {
	t.Parallel()
	h, c := newHub(t), newCallback(t)
	h.subscribe(c.url+"?foo=bar&hub.mode=mine&red=f%20ish", "")
	h.change()
	h.work()
	if c.raw[0][:len("foo=bar&hub.mode=mine&red=f%20ish&")] != "foo=bar&hub.mode=mine&red=f%20ish&" || c.pushes[0].URL.RawQuery != "foo=bar&hub.mode=mine&red=f%20ish" {
		t.Errorf("asked with %q, pushed to %q", c.raw[0], c.pushes[0].URL.RawQuery)
	}
}

// Sections 7 and 7.1.
func TestAPushIsTheWholeFeedWithItsTypeItsLinksAndASignature(t *testing.T) {
	t.Parallel()
	for secret, signed := range map[string]bool{"the key": true, "": false} {
		h, c := newHub(t), newCallback(t)
		h.subscribe(c.url, secret)
		if _, _, pushed := c.last(); pushed != 0 {
			t.Fatal("what was there before is pushed")
		}
		h.change()
		h.work()
		h.work()
		if len(c.pushes) != 1 {
			t.Fatalf("%d pushes, want 1", len(c.pushes))
		}
		want, _, _ := h.feeds.FeedDocument(t.Context(), spacing)
		if c.bodies[0] != string(want) || c.pushes[0].Header.Get("Content-Type") != feedType {
			t.Errorf("pushed %s as %s", c.bodies[0], c.pushes[0].Header.Get("Content-Type"))
		}
		if link := c.pushes[0].Header.Get("Link"); link != `<`+hubAddress+`>; rel="hub", <`+feedAddress+`>; rel="self"` {
			t.Errorf("Link: %s", link)
		}
		mac := hmac.New(sha256.New, []byte(secret))
		mac.Write(want)
		signature, wanted := c.pushes[0].Header.Get("X-Hub-Signature"), ""
		if signed {
			wanted = "sha256=" + hex.EncodeToString(mac.Sum(nil))
		}
		if signature != wanted {
			t.Errorf("signed %q, want %q", signature, wanted)
		}
	}
}

func TestPushesToOneListenerKeepAPause(t *testing.T) {
	t.Parallel()
	h, c := newHub(t), newCallback(t)
	h.subscribe(c.url, "")
	for range 3 {
		h.change()
		h.now = h.now.Add(-time.Hour + time.Second) // a second after the last
		h.work()
	}
	if _, _, pushed := c.last(); pushed != 1 {
		t.Errorf("%d pushes within 3 s", pushed)
	}
	h.now = h.now.Add(pushPause)
	h.work()
	if _, _, pushed := c.last(); pushed != 2 {
		t.Errorf("%d pushes after the pause, want 2", pushed)
	}
}

// Section 7: any 2xx is success, 410 may end a subscription, all else failed and
// is no redirect.
func TestWhatACallbackAnswersToAPush(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		status int
		tries  int // pushes within four days
		after  int // pushes when the callback is well again after that
	}{
		{"200", 200, 1, 1},
		{"202", 202, 1, 1},
		{"204", 204, 1, 1},
		{"410 ends the subscription", 410, 1, 0},
		{"307 is not followed", 307, 21, 0},
		{"404 is tried again for three days", 404, 21, 0},
		{"500 is tried again for three days", 500, 21, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			h, listener := newHub(t), newCallback(t)
			h.subscribe(listener.url, "")
			listener.answers(c.status)
			h.change()
			h.work()
			for n := range 64 + 4*24 {
				h.now = h.now.Add(time.Minute)
				if n >= 64 {
					h.now = h.now.Add(time.Hour - time.Minute)
				}
				h.work()
			}
			_, _, tries := listener.last()
			listener.answers(http.StatusOK)
			h.change()
			h.work()
			if _, _, pushed := listener.last(); tries != c.tries || pushed-tries != c.after {
				t.Errorf("%d pushes, then %d", tries, pushed-tries)
			}
		})
	}
}

// Section 5.2: whoever is denied is told.
func TestAListenerToAFeedThatIsGoneIsToldSo(t *testing.T) {
	t.Parallel()
	h, c := newHub(t), newCallback(t)
	h.subscribe(c.url, "")
	h.feeds.gone = true
	h.now = h.now.Add(time.Hour)
	h.work()
	h.work()
	q, asked, pushed := c.last()
	if asked != 2 || pushed != 0 || q.Get("hub.mode") != "denied" || q.Get("hub.topic") != feedAddress || q.Has("hub.challenge") {
		t.Errorf("asked %d times, last %v, %d pushes", asked, q, pushed)
	}
}

// Section 5.1: what is asked for again overrides when it is confirmed, and a
// failure to confirm leaves all as it was.
func TestAskingAgainOverridesOnceConfirmed(t *testing.T) {
	t.Parallel()
	h, c := newHub(t), newCallback(t)
	h.subscribe(c.url, "one")
	c.answers(http.StatusNotFound)
	h.subscribe(c.url, "planted by a stranger")
	h.ask(c.url, store.Asked{Mode: store.AskedUnsubscribe})
	h.work()
	c.answers(http.StatusOK)
	h.change()
	h.work()
	if len(c.pushes) != 1 || c.pushes[0].Header.Get("X-Hub-Signature") != signature("one", c.bodies[0]) {
		t.Fatalf("%d pushes; a request that was not confirmed changed something", len(c.pushes))
	}
	h.now = h.now.Add(200 * time.Hour)
	h.subscribe(c.url, "two")
	h.now = h.now.Add(200 * time.Hour) // past the first lease
	h.change()
	h.work()
	if len(c.pushes) != 2 || c.pushes[1].Header.Get("X-Hub-Signature") != signature("two", c.bodies[1]) {
		t.Errorf("%d pushes after it was asked for again", len(c.pushes))
	}
}

func signature(secret, body string) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(body))
	return "sha256=" + hex.EncodeToString(mac.Sum(nil))
}

func TestUnsubscribingAndTheEndOfALeaseEndPushes(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(h *hub, c *callback){
		"unsubscribing": func(h *hub, c *callback) {
			h.ask(c.url, store.Asked{Mode: store.AskedUnsubscribe})
			h.work()
			if q, _, _ := c.last(); q.Get("hub.mode") != "unsubscribe" || q.Get("hub.topic") != feedAddress || q.Has("hub.lease_seconds") {
				h.t.Errorf("asked %v", q)
			}
		},
		"the end of the lease": func(h *hub, _ *callback) { h.now = h.now.Add(240 * time.Hour) },
	} {
		h, c := newHub(t), newCallback(t)
		h.subscribe(c.url, "")
		end(h, c)
		h.change()
		h.work()
		if _, _, pushed := c.last(); pushed != 0 {
			t.Errorf("after %s: %d pushes", name, pushed)
		}
	}
}

func TestAPrivateAddressIsNeverCalled(t *testing.T) {
	t.Parallel()
	h, c := newHub(t), newCallback(t)
	h.Crawler.Client = fetch.New(fetch.Options{HostPause: -1})
	h.subscribe(c.url, "")
	h.now = h.now.Add(time.Hour)
	h.work()
	if _, asked, _ := c.last(); asked != 0 {
		t.Error("a loopback address was asked")
	}
	heard, err := h.DB.FeedsHeard(t.Context())
	must(t, err)
	if len(heard) != 0 {
		t.Error("the request is still there")
	}
}

func TestSecretsOfAHubAreNotLogged(t *testing.T) {
	t.Parallel()
	h, c := newHub(t), newCallback(t)
	for _, status := range []int{http.StatusOK, http.StatusInternalServerError, http.StatusGone} {
		h.subscribe(c.url+"?mine=private", "the key of the listener")
		c.answers(status)
		h.change()
		h.work()
	}
	h.ask("http://127.0.0.1:1/private", store.Asked{Mode: store.AskedSubscribe, Secret: "the key of the listener", Lease: time.Hour})
	h.work()
	if log := h.log.String(); !strings.Contains(log, "127.0.0.1") || strings.Contains(log, "private") || strings.Contains(log, "spacing") || strings.Contains(log, "the key") {
		t.Errorf("the log says\n%s", log)
	}
}
