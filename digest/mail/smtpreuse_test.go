package mail_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"chalkline/digest/mail"
)

// counts are what a server has seen so far.
func (s *server) counts() (sessions, messages int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.sessions, len(s.got)
}

// hangUp closes all connections, as servers do with idle ones.
func (s *server) hangUp() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.open {
		_ = c.Conn().Close()
	}
	s.open = nil
}

// awaitRest waits until the other side has said goodbye.
func (s *server) awaitRest() {
	for {
		s.mu.Lock()
		left := s.left
		s.mu.Unlock()
		if left > 0 {
			return
		}
		time.Sleep(time.Millisecond)
	}
}

func TestManyMessagesTakeOneConnection(t *testing.T) {
	t.Parallel()
	s := (&server{secure: true, password: "s3cret"}).start(t)
	sender := s.sender(t)
	sender.TLS, sender.Username, sender.Password = mail.TLSStart, "chalkline", s.password
	sender.Trusting(s.roots)
	const senders, each = 8, 10
	var all sync.WaitGroup
	for n := range senders {
		all.Go(func() {
			for i := range each {
				m := message()
				m.MessageID = fmt.Sprintf("delivery-%d.%d@chalk.example", n, i)
				if err := sender.Send(t.Context(), m); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	sessions, messages := s.counts()
	if messages != senders*each || sessions != 2 { // the second is what STARTTLS begins
		t.Errorf("%d messages in %d sessions, want %d in 2", messages, sessions, senders*each)
	}
	seen := map[string]bool{}
	for _, raw := range s.got {
		seen[read(t, raw).header.Get("Message-Id")] = true
	}
	if len(seen) != senders*each {
		t.Errorf("%d different messages, want %d", len(seen), senders*each)
	}
}

func TestADroppedConnectionIsNoFailedAttempt(t *testing.T) {
	t.Parallel()
	enough := &smtp.SMTPError{Code: 421, EnhancedCode: smtp.EnhancedCode{4, 7, 0}, Message: "enough for one connection"}
	// second does something at the second message.
	second := func(do func(*smtp.Conn) error) func(*smtp.Conn) error {
		var n atomic.Int64
		return func(c *smtp.Conn) error {
			if n.Add(1) == 2 {
				return do(c)
			}
			return nil
		}
	}
	hangUp := func(c *smtp.Conn) error { return c.Conn().Close() }
	nothing := func(*server) {}
	for name, test := range map[string]struct {
		server  *server
		between func(*server)
		resting time.Duration
	}{
		"while it was idle":     {server: &server{}, between: (*server).hangUp},
		"at the sender":         {server: &server{onFrom: second(hangUp)}, between: nothing},
		"at the recipient":      {server: &server{onRcpt: second(hangUp)}, between: nothing},
		"with words, by a 421":  {server: &server{onFrom: second(func(*smtp.Conn) error { return enough })}, between: nothing},
		"by ourselves, at last": {server: &server{}, between: (*server).awaitRest, resting: 5 * time.Millisecond},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := test.server.start(t)
			sender := s.sender(t)
			sender.Resting(test.resting)
			if err := sender.Send(t.Context(), message()); err != nil {
				t.Fatal(err)
			}
			test.between(s)
			if err := sender.Send(t.Context(), message()); err != nil {
				t.Errorf("the second message failed: %v", err)
			}
			if sessions, messages := s.counts(); sessions != 2 || messages != 2 {
				t.Errorf("%d messages in %d sessions, want 2 in 2", messages, sessions)
			}
		})
	}
}

func TestAServerThatKeepsHangingUpIsAskedTwice(t *testing.T) {
	t.Parallel()
	var from atomic.Int64
	s := (&server{onFrom: func(c *smtp.Conn) error {
		if from.Add(1) > 1 {
			return c.Conn().Close()
		}
		return nil
	}}).start(t)
	sender := s.sender(t)
	if err := sender.Send(t.Context(), message()); err != nil {
		t.Fatal(err)
	}
	refused, ok := errors.AsType[*mail.Refused](sender.Send(t.Context(), message()))
	if !ok || !refused.Temporary || from.Load() != 3 {
		t.Errorf("%v after %d tries, want a temporary refusal after 3", refused, from.Load())
	}
}

func TestAMessageThatMayBeOutIsNeverRepeated(t *testing.T) {
	t.Parallel()
	var data atomic.Int64
	s := (&server{onData: func(c *smtp.Conn) error {
		if data.Add(1) > 1 {
			return c.Conn().Close()
		}
		return nil
	}}).start(t)
	sender := s.sender(t)
	if err := sender.Send(t.Context(), message()); err != nil {
		t.Fatal(err)
	}
	refused, ok := errors.AsType[*mail.Refused](sender.Send(t.Context(), message()))
	if !ok || !refused.Unsure || data.Load() != 2 {
		t.Errorf("%v after the message was given over %d times, want unsure after 2", refused, data.Load())
	}
}

func TestARefusalLeavesTheConnectionInUse(t *testing.T) {
	t.Parallel()
	var n atomic.Int64
	answers := map[int64]error{
		1: &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such user"},
		2: &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 2, 0}, Message: "later"},
	}
	answer := func(*smtp.Conn) error { return answers[n.Load()] }
	for name, s := range map[string]*server{"at the sender": {onFrom: answer}, "at the recipient": {onRcpt: answer}, "at the message": {onData: answer}} {
		n.Store(0)
		s.start(t)
		sender := s.sender(t)
		for want := range int64(4) {
			n.Store(want)
			err := sender.Send(t.Context(), message())
			if (err != nil) != (answers[want] != nil) {
				t.Errorf("%s, message %d: %v", name, want, err)
			}
		}
		if sessions, messages := s.counts(); sessions != 1 || messages != 2 {
			t.Errorf("%s: %d messages in %d sessions, want 2 in 1", name, messages, sessions)
		}
	}
}

func TestTheEnvelopeNamesWhereMailComesBackTo(t *testing.T) {
	t.Parallel()
	s := (&server{}).start(t)
	sender := s.sender(t)
	for _, test := range []struct{ path, want string }{
		{"", "digest@chalk.example"},
		{"bounces+7.abc@chalk.example", "bounces+7.abc@chalk.example"},
	} {
		m := message()
		m.ReturnPath = test.path
		if err := sender.Send(t.Context(), m); err != nil {
			t.Fatal(err)
		}
		s.mu.Lock()
		if got := s.from[len(s.from)-1]; got != test.want {
			t.Errorf("return path %q leaves as %q", test.path, got)
		}
		if from := read(t, s.got[len(s.got)-1]).header.Get("From"); !strings.Contains(from, "digest@chalk.example") {
			t.Errorf("the reader sees %q", from)
		}
		s.mu.Unlock()
	}
	for _, evil := range []string{"nobody", "a@b.example>\r\nRCPT TO:<c@d.example", "\"a\rb\"@c.example"} {
		m := message()
		m.ReturnPath = evil
		refused, ok := errors.AsType[*mail.Refused](sender.Send(t.Context(), m))
		if !ok || refused.Temporary || !strings.Contains(refused.Reason, "return path") {
			t.Errorf("return path %q: %#v", evil, refused)
		}
	}
}

// TestOnlyOtherScriptsNeedAnExtension: a server that passes mail on to one
// without SMTPUTF8 must not have to give it back for nothing.
func TestOnlyOtherScriptsNeedAnExtension(t *testing.T) {
	t.Parallel()
	for to, want := range map[string]bool{"teacher@school.example": false, "lehrerin@grundschule-köln.example": true} {
		commands := make(chan string, 20)
		listener := listenLocally(t)
		var served sync.WaitGroup
		served.Go(func() {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			defer conn.Close()
			fmt.Fprint(conn, "220 mx\r\n")
			heard := make([]byte, 4000)
			for {
				n, err := conn.Read(heard)
				if err != nil {
					return
				}
				line := string(heard[:n])
				commands <- line
				switch {
				case strings.HasPrefix(line, "EHLO"):
					fmt.Fprint(conn, "250-mx\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n")
				case strings.HasPrefix(line, "MAIL"):
					fmt.Fprint(conn, "451 later\r\n")
				default:
					fmt.Fprint(conn, "250 ok\r\n")
				}
			}
		})
		sender := &mail.SMTP{Addr: listener.Addr().String(), TLS: mail.TLSNone, Hello: "chalk.example", Timeout: 5 * time.Second}
		m := message()
		m.To = to
		_ = sender.Send(t.Context(), m)
		_ = sender.Close()
		_ = listener.Close()
		served.Wait()
		close(commands)
		got := false
		for line := range commands {
			got = got || strings.HasPrefix(line, "MAIL") && strings.Contains(line, "SMTPUTF8")
		}
		if got != want {
			t.Errorf("to %s: asked for SMTPUTF8: %v, want %v", to, got, want)
		}
	}
}
