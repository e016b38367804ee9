package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"chalkline"
	"chalkline/digest/mail"
)

// The mail server hangs, and still nobody can tell a known address by how long
// the answer takes.
func TestAskingForALinkDoesNotWaitForTheMailServer(t *testing.T) {
	t.Parallel()
	for _, open := range []bool{true, false} {
		s := newSite(t, func(c *Config) { c.OpenJoin = open })
		reader := chalkline.Reader{Email: "known@school.example", Schedule: chalkline.DefaultSchedule("")}
		ok(t, s.db.CreateReader(t.Context(), &reader))
		release := s.post.holdUp()
		want(t, s.browser().submit("/join", "email", "known@school.example"), http.StatusOK)
		want(t, s.browser().submit("/join", "email", "nobody@school.example"), http.StatusOK)
		release()
		s.post.link(t, "known@school.example")
	}
}

func TestMoreMailsThanCanBeSentAtOnceAreDropped(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	release := s.post.holdUp()
	var first answer
	for i := range mailsAtOnce + 1 {
		a := s.browser().submit("/join", "email", fmt.Sprintf("teacher%02d@school.example", i))
		want(t, a, http.StatusOK)
		if i == 0 {
			first = a
		}
		if strings.ReplaceAll(a.body, fmt.Sprintf("teacher%02d@", i), "teacher00@") != first.body {
			t.Errorf("the answer to the %dth request differs", i+1)
		}
	}
	if !strings.Contains(s.log.String(), "too many mails are under way") {
		t.Error("the log does not tell of the mail that was dropped")
	}
	release()
	if n := s.post.count(); n != mailsAtOnce {
		t.Errorf("%d mails were sent, want %d", n, mailsAtOnce)
	}
	want(t, s.browser().submit("/join", "email", "later@school.example"), http.StatusOK)
	s.post.link(t, "later@school.example")
}

// sendFunc is a sender made of a function.
type sendFunc func(context.Context, mail.Message) error

func (f sendFunc) Send(ctx context.Context, m mail.Message) error { return f(ctx, m) }

func TestAMailOutlivesItsRequestButNotForLong(t *testing.T) {
	t.Parallel()
	answered := make(chan struct{})
	var left time.Duration
	var cut error
	s := newSite(t, func(c *Config) {
		c.Mail = sendFunc(func(ctx context.Context, _ mail.Message) error {
			<-answered
			deadline, _ := ctx.Deadline()
			left, cut = time.Until(deadline), ctx.Err()
			return nil
		})
	})
	want(t, s.browser().submit("/join", "email", "slow@school.example"), http.StatusOK)
	close(answered)
	s.post.wait()
	if cut != nil || left <= 0 || left > 30*time.Second {
		t.Errorf("after the answer the mail has %v left (%v), want at most 30 s", left, cut)
	}
}

func TestALinkThatCannotBeMailedPutsNobodysAddressIntoTheLog(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.post.fail = errors.New("the mail server refused the recipient: 550 5.1.1 <ada@school.example>: no such user")
	want(t, s.browser().submit("/join", "email", "ada@school.example"), http.StatusOK)
	s.post.wait()
	if text := s.log.String(); strings.Contains(text, "ada@") || !strings.Contains(text, "550 5.1.1") {
		t.Errorf("the log says %s", text)
	}
}

func TestASenderThatPanicsStopsNothing(t *testing.T) {
	t.Parallel()
	s := newSite(t, func(c *Config) {
		c.Mail = sendFunc(func(context.Context, mail.Message) error { panic("kaboom") })
	})
	want(t, s.browser().submit("/join", "email", "unlucky@school.example"), http.StatusOK)
	s.post.wait()
	if !strings.Contains(s.log.String(), "kaboom") {
		t.Error("the panic is not in the log")
	}
	want(t, s.browser().get("/"), http.StatusOK)
}
