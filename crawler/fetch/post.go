package fetch

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// Post sends a form, with the same pauses, bounds and guards as Get. Redirects
// are not followed: a form is for the one it was addressed to.
func (c *Client) Post(ctx context.Context, address string, form url.Values) (_ *Response, err error) {
	at, err := parseAddress(address)
	if err != nil {
		return nil, err
	}
	release, err := c.gate.enter(ctx, strings.ToLower(at.Host))
	if err != nil {
		return nil, fmt.Errorf("waiting for a turn at %s: %w", at.Host, err)
	}
	defer release()
	ctx, cancel := context.WithTimeoutCause(ctx, c.options.Timeout, ErrTooSlow)
	defer cancel()
	defer func() {
		if err != nil {
			err = fmt.Errorf("sending to %s: %w", at.Redacted(), cause(ctx, err))
		}
	}()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, at.String(), strings.NewReader(form.Encode()))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrAddress, err)
	}
	c.introduce(request)
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	answer, err := c.transport.RoundTrip(request)
	if err != nil {
		return nil, err
	}
	defer func() { _ = answer.Body.Close() }()
	response := &Response{URL: at.String(), Status: answer.StatusCode, Header: answer.Header}
	response.Body, _, err = c.readBody(ctx, answer, maxReply) // small: it takes no room
	return response, err
}

// maxReply is how much is read of the answer to a form, in bytes.
const maxReply = 64 << 10
