package chalkline

import (
	"errors"
	"slices"
	"strings"
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
	Code Code
	Text Text
	Err  error // the cause, for the log; may be nil
}

// Errorf makes an Error; a %w in format becomes its cause.
func Errorf(code Code, format string, args ...any) *Error {
	e := &Error{Code: code, Text: Text{Format: strings.Replace(format, "%w", "%v", 1), Args: slices.Clone(args)}}
	for i, arg := range args {
		if cause, ok := arg.(error); ok && e.Err == nil && e.Text.Format != format {
			e.Err = cause
		}
		if inner, ok := arg.(*Error); ok {
			e.Text.Args[i] = inner.Text // so that it is in the reader's language too
		}
	}
	return e
}

// Error is the message in English.
func (e *Error) Error() string { return e.Text.English() }

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

// ErrorText is what a person may be shown of err: the text of the first Error in
// its chain, else a sentence that gives nothing away.
func ErrorText(err error) Text {
	if e, ok := errors.AsType[*Error](err); ok && e.Code != CodeInternal {
		return e.Text
	}
	return Textf("Something went wrong on our side. Please try again in a minute.")
}

// ErrorMessage is ErrorText in English.
func ErrorMessage(err error) string { return ErrorText(err).English() }
