package web

import (
	"bytes"
	"net/http"
	"time"

	"chalkline"
	"chalkline/crawler/list"
)

// feedsJSON are a reader's feed addresses.
type feedsJSON struct {
	Data []feedJSON `json:"data"`
}

// feedJSON is a feed address.
type feedJSON struct {
	ID    chalkline.TokenID `json:"id"`
	Name  string            `json:"name"`
	Since time.Time         `json:"since"`
	URLs  *urlsJSON         `json:"urls"` // null for who may not see them
}

// urlsJSON are the addresses of a feed.
type urlsJSON struct {
	RSS  string `json:"rss"`
	Atom string `json:"atom"`
	JSON string `json:"json"`
}

// newFeedJSON is a feed address. The secret in it outlives the program's token, so
// a token that may only read does not learn it.
func (s *server) newFeedJSON(r *http.Request, t chalkline.Token) feedJSON {
	v := feedJSON{ID: t.ID, Name: t.Name, Since: t.CreatedAt}
	if apiWrites(r) {
		view := s.newTokenView(t)
		v.URLs = &urlsJSON{view.RSS, view.Atom, view.JSON}
	}
	return v
}

// apiFeeds lists the reader's feed addresses.
func (s *server) apiFeeds(r *http.Request, reader chalkline.Reader) (any, error) {
	if _, _, err := apiAskOf(r); err != nil {
		return nil, err
	}
	tokens, err := s.DB.Tokens(r.Context(), reader.ID)
	answer := feedsJSON{Data: []feedJSON{}}
	for _, t := range tokens {
		answer.Data = append(answer.Data, s.newFeedJSON(r, t))
	}
	return answer, err
}

// feedSentJSON is what is sent to make a feed address.
type feedSentJSON struct {
	Name string `json:"name"`
}

// apiAddFeed makes a feed address.
func (s *server) apiAddFeed(r *http.Request, reader chalkline.Reader) (any, error) {
	var sent feedSentJSON
	if err := readAPI(r, &sent); err != nil {
		return nil, err
	}
	token, err := s.addFeed(r.Context(), reader, sent.Name)
	if err != nil {
		return nil, err
	}
	return made{s.newFeedJSON(r, token)}, nil
}

// apiRotateFeed makes a new feed address in the place of an old one.
func (s *server) apiRotateFeed(r *http.Request, reader chalkline.Reader) (any, error) {
	old, err := s.tokenIn(r, reader)
	if err != nil {
		return nil, err
	}
	token, err := s.rotateFeed(r.Context(), old)
	if err != nil {
		return nil, err
	}
	return made{s.newFeedJSON(r, token)}, nil
}

// apiRevokeFeed stops a feed address.
func (s *server) apiRevokeFeed(r *http.Request, reader chalkline.Reader) (any, error) {
	token, err := s.tokenIn(r, reader)
	if err != nil {
		return nil, err
	}
	return nil, s.DB.RevokeToken(r.Context(), reader.ID, token.ID)
}

// apiSources are all sources that are feeds, for other feed programs.
func (s *server) apiSources(r *http.Request, _ chalkline.Reader) (any, error) {
	return s.sourcesOPML(r)
}

// getSourcesOPML is the same for a browser.
func (s *server) getSourcesOPML(w http.ResponseWriter, r *http.Request, _ chalkline.Reader) error {
	file, err := s.sourcesOPML(r)
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "private, no-cache")
	return writeAPI(w, r, file)
}

func (s *server) sourcesOPML(r *http.Request) (apiFile, error) {
	sources, err := s.DB.Sources(r.Context())
	if err != nil {
		return apiFile{}, err
	}
	var b bytes.Buffer
	err = list.WriteOPML(&b, sources)
	return apiFile{"text/x-opml; charset=utf-8", "chalkline-sources.opml", b.Bytes()}, err
}

// exportJSON says where a reader gets all that is stored about them.
type exportJSON struct {
	Page string `json:"page"`
}

// apiExport leads to the export, which a person makes who is signed in: it has
// what no program needs.
func (s *server) apiExport(r *http.Request, _ chalkline.Reader) (any, error) {
	if _, _, err := apiAskOf(r); err != nil {
		return nil, err
	}
	return exportJSON{s.Base + "/account"}, nil
}
