package main

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"testing"
	"time"

	"chalkline/digest/mail"
	"chalkline/web"
)

// slow is a mail server that takes its time once it has a message.
type slow struct {
	got  chan struct{} // closed with the first message
	sent bool
}

func (s *slow) Send(context.Context, mail.Message) error {
	close(s.got)
	time.Sleep(300 * time.Millisecond)
	s.sent = true
	return nil
}

func TestStoppingWaitsForAMailUnderWay(t *testing.T) {
	t.Parallel()
	s := Settings{Data: t.TempDir(), Listen: freeAddress(t), Crossref: "off", ERIC: "off", OpenAlex: "off", LogLevel: "error"}
	if err := s.validate(); err != nil {
		t.Fatal(err)
	}
	d, err := openDaemon(t.Context(), s, streams{out: io.Discard, err: io.Discard})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	sender := &slow{got: make(chan struct{})}
	d.pages, err = web.New(web.Config{
		DB: d.db, Topics: d.units.Topics, Search: d.db, Picks: d.units, Mail: sender, From: s.MailFrom, Base: s.BaseURL, OpenJoin: true, Log: d.log,
	})
	if err != nil {
		t.Fatal(err)
	}
	listener, err := listen(t.Context(), s.Listen, "--listen")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- d.serve(ctx, listener) }()
	response, err := http.PostForm(s.BaseURL+"/join", url.Values{"email": {"ada@school.example"}})
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	<-sender.got
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if !sender.sent {
		t.Error("the daemon stopped while a mail was under way")
	}
}

func TestADaemonThatIsStoppedBeforeItServesHasNoFault(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	stop()
	folder := t.TempDir()
	code := run(ctx, []string{"serve", "--data", folder, "--listen", freeAddress(t), "--log-level", "error"}, streams{out: io.Discard, err: io.Discard})
	if code != 0 {
		t.Errorf("serve ended with %d, want 0", code)
	}
	if code = run(ctx, []string{"crawl", "--data", folder}, streams{out: io.Discard, err: io.Discard}); code == 0 {
		t.Error("a crawl that was stopped ended with 0")
	}
}
