package scholar

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"chalkline"
	"chalkline/crawler/fetch"
)

// service is what the clients have in common: where to ask, and how fast.
type service struct {
	name   string // for messages
	client *fetch.Client
	base   string
	pace   *pace
	secret string // a key that must not show in an error
}

func newService(name string, client *fetch.Client, base, standard string, most rate) service {
	if base == "" {
		base = standard
	}
	if !client.Paced() {
		most.gap = 0 // the client is told to hurry: everything it asks is our own
	}
	return service{name: name, client: client, base: strings.TrimRight(base, "/"), pace: newPace(most)}
}

// get asks for an address below the base. An unknown one is a
// chalkline.CodeNotFound.
func (s *service) get(ctx context.Context, path string, query url.Values) ([]byte, error) {
	release, err := s.pace.enter(ctx)
	if err != nil {
		return nil, fmt.Errorf("asking %s: %w", s.name, err)
	}
	defer release()
	address := s.base + path
	if len(query) > 0 {
		address += "?" + query.Encode()
	}
	response, err := s.client.Get(ctx, fetch.Request{URL: address, Accept: "application/json"})
	if err != nil {
		return nil, fmt.Errorf("asking %s: %w", s.name, s.redact(err))
	}
	s.pace.learn(response, time.Now())
	switch response.Status {
	case http.StatusOK:
		return response.Body, nil
	case http.StatusNotFound, http.StatusGone:
		return nil, chalkline.Errorf(chalkline.CodeNotFound, "%s does not know it", s.name)
	}
	return nil, fmt.Errorf("asking %s: status %d", s.name, response.Status)
}

// redact hides the service's key in what err says.
func (s *service) redact(err error) error {
	if s.secret == "" || !strings.Contains(err.Error(), s.secret) {
		return err
	}
	return redacted{err: err, secret: s.secret}
}

// redacted is an error that does not tell a secret.
type redacted struct {
	err    error
	secret string
}

func (r redacted) Error() string { return strings.ReplaceAll(r.err.Error(), r.secret, "KEY") }

func (r redacted) Unwrap() error { return r.err }
