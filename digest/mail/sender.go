package mail

import (
	"context"

	"chalkline"
)

// Sender hands a message on. An error of Send is a *Refused.
type Sender interface {
	Send(ctx context.Context, m Message) error
}

// Refused says why a message was not handed on, and whether to try again. When
// neither Temporary nor Unsure is set, it never will be.
type Refused struct {
	Temporary bool   // worth another try: no connection, a 4xx answer, a fault of the set-up
	NoServer  bool   // there was no session with the mail server: other messages fare no better
	Address   bool   // the server knows no such mailbox: the address is the fault
	Unsure    bool   // it broke after the message was given over, which may have been sent; never repeat it
	Answer    string // of the mail server, in one line with its code; "" when there was none
	Reason    string // for the operator
	Err       error  // the cause
}

// Error is the reason.
func (r *Refused) Error() string { return "mail not sent: " + r.Reason }

// Stopped is why mail to the address stops, for its reader and the operator.
func (r *Refused) Stopped() chalkline.Text {
	return chalkline.Textf("the mail server refused the address: “%s”", r.Answer)
}

// Unwrap is the cause.
func (r *Refused) Unwrap() error { return r.Err }
