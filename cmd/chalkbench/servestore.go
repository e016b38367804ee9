package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"time"

	"chalkline"
)

// servedStore is a store of a large instance that pages are served from.
type servedStore struct {
	*pickStore

	database string
	key      chalkline.Key
}

// newServedStore fills a store with readers, their addresses and picks.
func newServedStore(ctx context.Context, database string, size shape, days int) (*servedStore, error) {
	m, err := newPickStore(ctx, database, size)
	if err != nil {
		return nil, err
	}
	s := &servedStore{pickStore: m, database: database, key: chalkline.NewKey()}
	if s.database == "" {
		s.database = filepath.Join(m.dir, "pick.db")
	}
	for range days {
		if _, err := m.pickAll(ctx); err != nil {
			s.remove()
			return nil, err
		}
		m.now = m.now.Add(24 * time.Hour)
	}
	return s, nil
}

func (s *servedStore) remove() { s.close() }

// asks are requests as they go out.
type asks struct{ feeds, unchanged, pages, searches [][]byte }

// asks makes the requests. It asks for every feed once, because a feed that has
// not changed is asked for with the tag of the last answer.
func (s *servedStore) asks(ctx context.Context, address string) (asks, error) {
	var a asks
	s.db.Now = time.Now
	session, err := s.signIn(ctx, address, 1)
	if err != nil {
		return a, err
	}
	formats := []string{"rss", "atom", "json"}
	for n := range s.readers {
		token := s.key.NewToken(chalkline.ReaderID(n+1), "bench")
		if err := s.db.CreateToken(ctx, &token); err != nil {
			return a, err
		}
		path := fmt.Sprintf("/feeds/%s.%s", s.key.FeedSecret(token), formats[n%len(formats)])
		headers, err := askOnce(ctx, http.MethodHead, "http://"+address+path, nil)
		if err != nil {
			return a, err
		}
		a.feeds = append(a.feeds, request(address, path, "Accept-Encoding: gzip"))
		a.unchanged = append(a.unchanged, request(address, path, "Accept-Encoding: gzip", "If-None-Match: "+headers.Get("ETag"),
			"If-Modified-Since: "+headers.Get("Last-Modified")))
	}
	for n := range 200 {
		a.pages = append(a.pages, request(address, "/picks", "Cookie: "+session), request(address, fmt.Sprintf("/items/%d", 1+n*s.items/200)))
		a.searches = append(a.searches, request(address, fmt.Sprintf("/search?q=word%d", 23*n)))
	}
	return a, nil
}

// request is a request as it goes out.
func request(address, path string, headers ...string) []byte {
	return fmt.Appendf(nil, "GET %s HTTP/1.1\r\nHost: %s\r\nUser-Agent: bench\r\n%s\r\n\r\n", path, address,
		strings.Join(append(headers, "Accept: */*"), "\r\n"))
}

// signIn signs a reader in through a mailed link and returns the cookie.
func (s *servedStore) signIn(ctx context.Context, address string, id chalkline.ReaderID) (string, error) {
	secret := chalkline.NewSecret()
	reader, err := s.db.Reader(ctx, id)
	if err != nil {
		return "", err
	}
	link := chalkline.Link{Hash: chalkline.HashSecret(secret), Purpose: chalkline.LinkSignIn, Email: reader.Email}
	if err := s.db.CreateLink(ctx, link); err != nil {
		return "", err
	}
	headers, err := askOnce(ctx, http.MethodPost, "http://"+address+"/enter/"+secret, url.Values{})
	if err != nil {
		return "", err
	}
	cookie, _, _ := strings.Cut(headers.Get("Set-Cookie"), ";")
	return cookie, nil
}

// askOnce asks the server as a browser does that stays where it is, and returns the
// headers of the answer.
func askOnce(ctx context.Context, method, address string, form url.Values) (http.Header, error) {
	r, err := http.NewRequestWithContext(ctx, method, address, strings.NewReader(form.Encode()))
	if err != nil {
		return nil, fmt.Errorf("asking the server: %w", err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err := client.Do(r)
	if err != nil {
		return nil, fmt.Errorf("asking the server: %w", err)
	}
	defer response.Body.Close()
	if response.StatusCode >= http.StatusBadRequest {
		return nil, fmt.Errorf("%s was answered with status %d", address, response.StatusCode)
	}
	_, err = io.Copy(io.Discard, response.Body)
	return response.Header, err
}
