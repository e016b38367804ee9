package mail

import (
	"errors"
	"fmt"
	"net/textproto"
	"regexp"
	"strings"
)

// stage is how far a message got.
type stage int

const (
	stageSender stage = iota
	stageRecipient
	stageData
	stageContent // the message is going out; without its last line the server must forget it
	stageEnd     // the whole message is out, the answer is awaited
)

func (s stage) String() string {
	return [...]string{"the sender", "the recipient", "the message", "the message", "the message"}[s]
}

// failure is why a message did not get through.
type failure struct {
	stage  stage
	err    error
	code   int    // the server's answer, 400 to 599; 0 when there was none
	answer string // the answer in one line, with its code
	broken bool   // the connection is of no more use
}

func newFailure(at stage, err error) *failure {
	f := &failure{stage: at, err: err, broken: true}
	if answer, ok := errors.AsType[*textproto.Error](err); ok && answer.Code >= 400 && answer.Code < 600 {
		f.code, f.answer = answer.Code, oneLine(answer)
		f.broken = f.code == 421 // with which a server announces that it closes the connection
	}
	return f
}

// refused says what to do about the message.
func (f *failure) refused() *Refused {
	r := &Refused{Answer: f.answer, Err: f.err}
	switch {
	case f.code == 0 && f.stage == stageEnd:
		r.Unsure = true
		r.Reason = fmt.Sprintf("the connection broke before the mail server confirmed the message, which may have been sent: %v", f.err)
		return r
	case f.code == 0:
		r.Temporary = true
		r.Reason = fmt.Sprintf("the connection to the mail server broke at %v: %v", f.stage, f.err)
		return r
	case f.code < 500:
		r.Temporary = true
	case f.stage == stageRecipient && unknownAddress(f.code, f.answer):
		r.Address = true
	case f.stage <= stageRecipient:
		// Signing in, relaying, the sender's name: a fault of our settings, which
		// the operator mends, and no word on this message.
		r.Temporary = true
	}
	r.Reason = fmt.Sprintf("the mail server refused %v: %s", f.stage, f.answer)
	return r
}

// enhanced is an RFC 3463 code behind the code of an answer.
var enhanced = regexp.MustCompile(`^\d{3} ([245]\.\d{1,3}\.\d{1,3})\b`)

// unknownAddress says whether a server that refused a recipient for good said
// that there is no such mailbox: RFC 3463 codes 5.1.x and 5.2.1. Without a code
// that says anything RFC 5321's 550, 551 and 553 count, unless the words are about relaying.
func unknownAddress(code int, answer string) bool {
	if detail := enhanced.FindStringSubmatch(answer); detail != nil && detail[1] != "5.0.0" {
		return strings.HasPrefix(detail[1], "5.1.") || detail[1] == "5.2.1"
	}
	return (code == 550 || code == 551 || code == 553) && !strings.Contains(strings.ToLower(answer), "relay")
}
