package main

import (
	"errors"
	"fmt"
	"net"
	"net/http"

	"chalkline/crawler/fetch"
	"chalkline/crawler/scholar"
)

// plainCause is why an address or a service could not be asked, as a clause
// without the chain of errors that led there.
func plainCause(err error) string {
	if held, ok := errors.AsType[*scholar.Held](err); ok {
		return "the service asks to be left alone until " + held.Until.UTC().Format("15:04 UTC on 2 January")
	}
	if _, ok := errors.AsType[*net.DNSError](err); ok {
		return "the name of its host could not be looked up"
	}
	switch {
	case errors.Is(err, fetch.ErrTooSlow):
		return "the answer took too long"
	case errors.Is(err, fetch.ErrTooLarge):
		return "the answer is too large"
	case errors.Is(err, fetch.ErrPrivate):
		return "the address leads into a private network, which is asked only with --allow-private"
	case errors.Is(err, fetch.ErrRedirects):
		return "it redirects too often"
	case errors.Is(err, fetch.ErrAddress):
		return "that is no address on the web"
	}
	if _, ok := errors.AsType[*net.OpError](err); ok {
		return "there is no connection to its host"
	}
	return "there was no answer that could be read"
}

// refusal is what the status of an answer that brought no page means, as a
// clause.
func refusal(status int) string {
	switch status {
	case http.StatusUnauthorized, http.StatusForbidden:
		return fmt.Sprintf("the site does not let programs read it (%d)", status)
	case http.StatusNotFound, http.StatusGone:
		return fmt.Sprintf("there is nothing at this address (%d)", status)
	case http.StatusTooManyRequests:
		return fmt.Sprintf("the site asks for fewer requests (%d)", status)
	}
	return fmt.Sprintf("the site answered with status %d", status)
}
