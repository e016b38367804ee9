package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"
)

// askHealth asks the daemon of these settings, on this machine, whether it is well.
func askHealth(ctx context.Context, s Settings) error {
	scheme, host := "http", ""
	var config *tls.Config
	if s.ownTLS() {
		scheme = "https"
		if base, err := url.Parse(s.BaseURL); err == nil {
			host = base.Host
			// The certificate is for the public name, and nothing is told or believed
			// here but whether somebody answers.
			config = &tls.Config{ServerName: base.Hostname(), InsecureSkipVerify: true} //nolint:gosec // see above
		}
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, scheme+"://"+reachable(s.Listen)+"/healthz", http.NoBody)
	if err != nil {
		return fmt.Errorf("asking %s: %w", s.Listen, err)
	}
	request.Host = host
	client := http.Client{Timeout: 5 * time.Second, Transport: &http.Transport{DisableKeepAlives: true, TLSClientConfig: config}}
	response, err := client.Do(request)
	if err != nil {
		return invalid("no daemon answers at %s: %v", s.Listen, errors.Unwrap(err))
	}
	defer response.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(response.Body, 1<<10))
	if response.StatusCode != http.StatusOK {
		return invalid("the daemon at %s is not well: %s", s.Listen, response.Status)
	}
	return nil
}
