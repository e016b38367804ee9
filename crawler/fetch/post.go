package fetch

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// Sending is what to send where, or what to ask without following on.
type Sending struct {
	Method string
	URL    string
	Header http.Header // besides what every request has; may be nil
	Body   []byte      // nil for none
}

// Post sends a form; see Send.
func (c *Client) Post(ctx context.Context, address string, form url.Values) (*Response, error) {
	return c.Send(ctx, Sending{
		Method: http.MethodPost, URL: address, Body: []byte(form.Encode()),
		Header: http.Header{"Content-Type": {"application/x-www-form-urlencoded"}},
	})
}

// Send makes one request, with the same pauses, bounds and guards as Get.
// Redirects are not followed: what is sent is for the one it was addressed to.
// Errors name the host only, since the address may hold a secret.
func (c *Client) Send(ctx context.Context, s Sending) (_ *Response, err error) {
	at, err := parseAddress(s.URL)
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
			err = fmt.Errorf("sending to %s: %w", at.Host, cause(ctx, err))
		}
	}()
	request, err := http.NewRequestWithContext(ctx, s.Method, at.String(), bytes.NewReader(s.Body))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrAddress, err)
	}
	c.introduce(request)
	for name, values := range s.Header {
		request.Header[name] = values
	}
	answer, err := c.transport.RoundTrip(request)
	if err != nil {
		return nil, err
	}
	defer func() { _ = answer.Body.Close() }()
	response := &Response{URL: at.String(), Status: answer.StatusCode, Header: answer.Header}
	response.Body, _, err = c.readBody(ctx, answer, maxReply) // small: it takes no room
	return response, err
}

// maxReply is how much is read of the answer to what was sent, in bytes.
const maxReply = 64 << 10
