package web

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"

	"chalkline/digest/mail"
)

const (
	mailsAtOnce = 32               // more that are asked for meanwhile are dropped
	mailTimeout = 30 * time.Second // for one mail, from asking for it to the mail server's answer
)

// mailroom sends mail behind a visitor's back. Whether an address is known here
// must not show in how long an answer takes, so looking it up and talking to the
// mail server happen after the answer.
type mailroom struct {
	log   *slog.Logger
	slots chan struct{} // one is taken by each mail under way
}

func newMailroom(log *slog.Logger) *mailroom {
	return &mailroom{log: log, slots: make(chan struct{}, mailsAtOnce)}
}

// post has send run soon, on a context that outlives the request of ctx. What
// goes wrong is logged and never told to whoever asked.
func (m *mailroom) post(ctx context.Context, send func(context.Context) error) {
	select {
	case m.slots <- struct{}{}:
	default:
		m.log.ErrorContext(ctx, "link not mailed: too many mails are under way", "limit", mailsAtOnce)
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), mailTimeout)
	go func() {
		defer func() { <-m.slots }()
		defer cancel()
		defer func() {
			if fault := recover(); fault != nil {
				m.log.ErrorContext(ctx, "mailing a link panicked", "fault", fmt.Sprint(fault), "stack", string(debug.Stack()))
			}
		}()
		if err := send(ctx); err != nil {
			m.log.ErrorContext(ctx, "link not mailed", "error", mail.WithoutAddresses(err.Error()))
		}
	}()
}

// wait returns when no mail is under way, or ctx is done.
func (m *mailroom) wait(ctx context.Context) {
	taken := 0
	defer func() {
		for range taken {
			<-m.slots
		}
	}()
	for taken < mailsAtOnce {
		select {
		case m.slots <- struct{}{}:
			taken++
		case <-ctx.Done():
			return
		}
	}
}
