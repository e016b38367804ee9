package chalkline

import (
	"errors"
	"fmt"
)

// Code says what sort of fault an Error is, so that a page or a command can
// choose its answer without reading the message.
type Code string

// The codes. An error without one counts as CodeInternal.
const (
	CodeInvalid  Code = "invalid"   // the input is wrong; the message says how to mend it
	CodeNotFound Code = "not_found" // there is no such thing, or it is not theirs
	CodeConflict Code = "conflict"  // it is there already, or was changed meanwhile
	CodeDenied   Code = "denied"    // not allowed for this reader
	CodeExpired  Code = "expired"   // a link or token that was good once
	CodeInternal Code = "internal"  // our fault; details belong in the log only
)

// Error is a fault with a message that may be shown to a person.
type Error struct {
	Code    Code
	Message string
	Err     error // the cause, for the log; may be nil
}

// Errorf makes an Error; a %w in format becomes its cause.
func Errorf(code Code, format string, args ...any) *Error {
	err := fmt.Errorf(format, args...)
	return &Error{Code: code, Message: err.Error(), Err: errors.Unwrap(err)}
}

// Error is the message.
func (e *Error) Error() string { return e.Message }

// Unwrap is the cause.
func (e *Error) Unwrap() error { return e.Err }

// ErrorCode is the code of the first Error in err's chain, CodeInternal when
// there is none, and "" when err is nil.
func ErrorCode(err error) Code {
	if err == nil {
		return ""
	}
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Code
	}
	return CodeInternal
}

// ErrorMessage is what a person may be shown of err: the message of the first
// Error in its chain, else a sentence that gives nothing away.
func ErrorMessage(err error) string {
	if e, ok := errors.AsType[*Error](err); ok && e.Code != CodeInternal {
		return e.Message
	}
	return "Something went wrong on our side. Please try again in a minute."
}
