package crawler

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"syscall"

	"chalkline"
	"chalkline/crawler/feed"
	"chalkline/crawler/fetch"
)

// explain says in a sentence for a person why a source failed.
func explain(source chalkline.Source, err error) string {
	host := hostOf(source.URL)
	if status, ok := errors.AsType[statusError](err); ok {
		return explainStatus(host, status.response)
	}
	if page, ok := errors.AsType[webPageError](err); ok {
		return explainPage(host, page)
	}
	if known, ok := errors.AsType[*chalkline.Error](err); ok {
		return sentence(known.Error())
	}
	for _, e := range []error{feed.ErrEmpty, feed.ErrWebPage, feed.ErrNoFeed, feed.ErrBroken, feed.ErrHostile} {
		if errors.Is(err, e) {
			return sentence(err.Error())
		}
	}
	switch {
	case errors.Is(err, fetch.ErrTooSlow):
		return host + " took too long to answer."
	case errors.Is(err, fetch.ErrTooLarge):
		return "The answer is larger than what is read of one source."
	case errors.Is(err, fetch.ErrPrivate):
		return "The address leads into a private network, which is not asked."
	case errors.Is(err, fetch.ErrRedirects):
		return "It redirects in circles, or too often."
	case errors.Is(err, fetch.ErrAddress):
		return "The address, or one that it redirects to, does not start with http:// or https:// and a host."
	case errors.Is(err, fetch.ErrEncoding):
		return "The answer is compressed in a broken or unknown way."
	}
	return explainNetwork(host, err)
}

// explainPage says what is known of a web page in place of a feed.
func explainPage(host string, page webPageError) string {
	if challenged(page.response) {
		return explainStatus(host, page.response)
	}
	message := page.Error()
	if there := hostOf(page.response.URL); there != host {
		message = "it redirects to " + there + ", which " + message
	}
	if page.proposal != "" {
		message += "; it announces the feed " + page.proposal
	}
	return sentence(message)
}

func explainNetwork(host string, err error) string {
	if dns, ok := errors.AsType[*net.DNSError](err); ok {
		if dns.IsNotFound {
			return "There is no host named " + host + "."
		}
		return "The name " + host + " could not be looked up."
	}
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		if _, ok := errors.AsType[x509.CertificateInvalidError](err); ok {
			return "The certificate of " + host + " is not valid (any more)."
		}
		return "The certificate of " + host + " cannot be trusted."
	}
	switch {
	case errors.Is(err, syscall.ECONNREFUSED):
		return host + " refused the connection."
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, syscall.ECONNRESET):
		return host + " broke off the connection."
	}
	return host + " could not be reached."
}

func explainStatus(host string, r *fetch.Response) string {
	if challenged(r) {
		return fmt.Sprintf("%s wants visitors to prove that they are human (%d).", host, r.Status)
	}
	switch r.Status {
	case http.StatusNotModified:
		return host + " says that nothing has changed, but was never asked before (304)."
	case http.StatusUnauthorized, http.StatusForbidden:
		return fmt.Sprintf("%s does not let Chalkline read this (%d).", host, r.Status)
	case http.StatusNotFound:
		return "There is nothing at this address (404)."
	case http.StatusGone:
		return "It says itself that it is gone for good (410), so it is not asked any more."
	case http.StatusTooManyRequests:
		return host + " asks for fewer requests (429)."
	}
	switch r.Status / 100 {
	case 3:
		return fmt.Sprintf("It redirects without saying where to (%d).", r.Status)
	case 5:
		return fmt.Sprintf("%s has trouble of its own (%d).", host, r.Status)
	}
	return fmt.Sprintf("%s answered with status %d.", host, r.Status)
}

// challenges are words of the pages that stand in front of sites to keep
// programs out. The first of them, sureChallenges many, are of nothing else.
var challenges = [][]byte{
	[]byte("cf-chl"), []byte("_Incapsula_"), []byte("<title>Just a moment..."),
	[]byte("challenge-platform"), []byte("captcha"), []byte("Just a moment..."),
}

const sureChallenges = 3

func challenged(r *fetch.Response) bool {
	if r.Header.Get("Cf-Mitigated") == "challenge" {
		return true
	}
	words := challenges
	switch r.Status {
	case http.StatusForbidden, http.StatusServiceUnavailable, http.StatusUnauthorized:
	case http.StatusOK:
		words = words[:sureChallenges] // an honest page may ask its readers for a captcha
	default:
		return false
	}
	for _, word := range words {
		if bytes.Contains(r.Body, word) {
			return true
		}
	}
	return false
}

// sentence makes a message start with a capital and end with a full stop.
func sentence(message string) string {
	message = chalkline.Cut(message, 300)
	if message == "" {
		return "It failed without saying why."
	}
	if c := message[0]; c >= 'a' && c <= 'z' {
		message = string(c-'a'+'A') + message[1:]
	}
	if last := message[len(message)-1]; last != '.' && last != '!' && last != '?' {
		message += "."
	}
	return message
}
