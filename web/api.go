package web

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/go-chi/httprate"

	"chalkline"
	"chalkline/store"
)

// apiBase is what the addresses of the API begin with.
const apiBase = "/api/v1"

// apiSecret is what the secrets of tokens begin with, so that they are known where
// they turn up.
const apiSecret = "chl_"

// apiHandler answers a request of a reader's program with what is written as JSON;
// nil is an answer without a body.
type apiHandler func(r *http.Request, reader chalkline.Reader) (any, error)

// apiRoute is one thing that a program can ask. Whatever is no GET changes
// something and needs a token that may.
type apiRoute struct {
	method, path string // without apiBase
	handle       apiHandler
}

// writes says whether the route changes something.
func (a apiRoute) writes() bool { return a.method != http.MethodGet }

// apiRoutes are all that a program can ask. openapi.yaml says the same, and a test
// holds them together.
func (s *server) apiRoutes() []apiRoute {
	return []apiRoute{
		{"GET", "/me", s.apiMe},
		{"PUT", "/me/class", s.apiSetClass},
		{"PUT", "/me/wants", s.apiSetWants},
		{"PUT", "/me/schedule", s.apiSetSchedule},
		{"GET", "/topics", s.apiTopics},
		{"GET", "/follows", s.apiFollows},
		{"PUT", "/follows", s.apiSetFollows},

		{"GET", "/picks", s.apiPicks},
		{"GET", "/saved", s.apiSaved},
		{"GET", "/search", s.apiSearch},
		{"GET", "/items/{id}", s.apiItem},
		{"GET", "/items/{id}/evidence", s.apiEvidence},
		{"PUT", "/items/{id}/feedback/{kind}", s.apiSetFeedback},
		{"DELETE", "/items/{id}/feedback/{kind}", s.apiRemoveFeedback},
		{"GET", "/notes", s.apiNotes},
		{"GET", "/items/{id}/note", s.apiNote},
		{"PUT", "/items/{id}/note", s.apiSetNote},
		{"DELETE", "/items/{id}/note", s.apiRemoveNote},

		{"GET", "/digests", s.apiDigests},
		{"GET", "/digests/{number}", s.apiDigest},
		{"GET", "/feeds", s.apiFeeds},
		{"POST", "/feeds", s.apiAddFeed},
		{"POST", "/feeds/{id}/rotate", s.apiRotateFeed},
		{"DELETE", "/feeds/{id}", s.apiRevokeFeed},

		{"GET", "/groups", s.apiGroups},
		{"GET", "/groups/{group}", s.inOpen(s.apiGroup)},
		{"GET", "/groups/{group}/shares", s.inOpen(s.apiShares)},
		{"POST", "/groups/{group}/shares", s.inside(s.apiPutForward)},
		{"GET", "/groups/{group}/undecided", s.inside(s.apiUndecided)},
		{"POST", "/groups/{group}/shares/{share}", s.curating(s.apiDecide)},
		{"DELETE", "/groups/{group}/shares/{share}", s.inside(s.apiWithdraw)},
		{"GET", "/groups/{group}/themes", s.inOpen(s.apiThemes)},
		{"POST", "/groups/{group}/themes", s.curating(s.apiAddTheme)},
		{"GET", "/groups/{group}/themes/{theme}", s.inOpen(s.apiTheme)},
		{"PUT", "/groups/{group}/themes/{theme}", s.curating(s.apiSetTheme)},
		{"DELETE", "/groups/{group}/themes/{theme}", s.curating(s.apiRemoveTheme)},
		{"GET", "/groups/{group}/themes/{theme}/answers", s.inside(s.apiAnswers)},
		{"POST", "/groups/{group}/themes/{theme}/answers", s.inside(s.apiAddAnswer)},
		{"PUT", "/groups/{group}/answers/{answer}", s.inside(s.apiSetAnswer)},
		{"DELETE", "/groups/{group}/answers/{answer}", s.inside(s.apiRemoveAnswer)},
		{"PUT", "/groups/{group}/answers/{answer}/hidden", s.curating(s.apiHideAnswer)},

		{"GET", "/record", s.apiRecord},
		{"GET", "/export", s.apiExport},
		{"GET", "/sources.opml", s.apiSources},
	}
}

// addAPI adds the API and its pages to the site.
func (s *server) addAPI(mux *http.ServeMux) error {
	limit := httprate.NewRateLimiter(apiPerToken, apiWindow, httprate.WithResponseHeaders(httprate.ResponseHeaders{
		Limit: "X-RateLimit-Limit", Remaining: "X-RateLimit-Remaining", Reset: "X-RateLimit-Reset", RetryAfter: "Retry-After",
	}))
	routes := s.apiRoutes()
	for _, route := range routes {
		mux.Handle(route.method+" "+apiBase+route.path, s.plain(s.apiAnswer(route, limit)))
	}
	made := sync.OnceValues(func() (*manual, error) { return newManual(s.Base, routes) }) // when somebody asks for it
	mux.Handle("GET /api", s.page(func(w http.ResponseWriter, r *http.Request) error {
		manual, err := made()
		if err != nil {
			return err
		}
		return s.render(w, r, "api", chalkline.Textf("The API"), manual)
	}))
	mux.Handle("GET /api/openapi.yaml", s.plain(s.getOpenAPI))
	mux.Handle("GET /settings/api", s.readerPage(s.getAPITokens))
	mux.Handle("POST /settings/api", s.readerPage(s.postAPIToken))
	mux.Handle("POST /settings/api/{id}/revoke", s.readerPage(s.postAPITokenRevoke))
	mux.Handle("GET /sources.opml", s.readerPage(s.getSourcesOPML))
	mux.Handle("GET /record", s.readerPage(s.getRecord))
	mux.Handle("GET /record.csv", s.readerPage(s.getRecordCSV))
	mux.Handle("GET /record.md", s.readerPage(s.getRecordMarkdown))
	return nil
}

// apiAnswer is a route that knows who asks: by the token alone, never by a cookie,
// so no other site can make a browser ask in its reader's name.
func (s *server) apiAnswer(route apiRoute, limit *httprate.RateLimiter) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		w.Header().Set("Cache-Control", "private, no-cache")
		w.Header().Set("Vary", "Authorization, Accept-Language")
		ctx := r.Context()
		token, err := s.apiTokenIn(r)
		if err != nil {
			w.Header().Set("WWW-Authenticate", `Bearer realm="`+apiBase+`"`)
			return err
		}
		if limit.OnLimit(w, r, strconv.FormatInt(int64(token.ID), 10)) {
			return &apiFault{http.StatusTooManyRequests, chalkline.Textf("That was too often. Wait as many seconds as Retry-After says, then go on.")}
		}
		reader, err := s.DB.Reader(ctx, token.ReaderID)
		if chalkline.ErrorCode(err) == chalkline.CodeNotFound {
			return errNoToken // they left a moment ago
		}
		if err != nil {
			return err
		}
		if route.writes() && !token.Writes {
			return chalkline.Errorf(chalkline.CodeDenied, "This token may only read. Make one that may write at %s/settings/api.", s.Base)
		}
		if err := s.DB.UsedAPIToken(ctx, token, chalkline.DayOf(s.Now().UTC())); err != nil {
			return err
		}
		ctx = context.WithValue(context.WithValue(ctx, readerKey, reader), apiTokenKey, token)
		answer, err := route.handle(r.WithContext(ctx), reader)
		if err != nil {
			return err
		}
		return writeAPI(w, r, answer)
	}
}

// How often a program may ask: once a second for as long as it likes.
const (
	apiPerToken = 300
	apiWindow   = 5 * time.Minute
)

var errNoToken = &apiFault{http.StatusUnauthorized, chalkline.Textf("The token is missing, wrong or revoked. Send it as “Authorization: Bearer chl_...”.")}

// apiTokenIn is the token that a request comes with.
func (s *server) apiTokenIn(r *http.Request) (store.APIToken, error) {
	scheme, secret, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	secret = strings.TrimSpace(secret)
	if !strings.EqualFold(scheme, "Bearer") || !strings.HasPrefix(secret, apiSecret) {
		return store.APIToken{}, errNoToken
	}
	token, err := s.DB.APITokenByHash(r.Context(), chalkline.HashSecret(secret))
	if chalkline.ErrorCode(err) == chalkline.CodeNotFound {
		err = errNoToken
	}
	return token, err
}

type apiTokenContext struct{}

// apiTokenKey is where a request of the API has its token.
var apiTokenKey apiTokenContext

// apiWrites says whether a request of the API came with a token that may write.
func apiWrites(r *http.Request) bool {
	token, _ := r.Context().Value(apiTokenKey).(store.APIToken)
	return token.Writes
}

// readAPI reads the body of a request. Fields that are not known are refused: a
// program that misspells one learns it.
func readAPI(r *http.Request, into any) error {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/json" {
		return &apiFault{http.StatusUnsupportedMediaType, chalkline.Textf("Send the body as JSON, with “Content-Type: application/json”.")}
	}
	d := json.NewDecoder(r.Body)
	d.DisallowUnknownFields()
	if err = d.Decode(into); err == nil && d.More() {
		err = errors.New("there is more after the first value")
	}
	return bodyFault(err)
}

// bodyFault says in words what is wrong with a body.
func bodyFault(err error) error {
	if err == nil {
		return nil
	}
	if large, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return &apiFault{http.StatusRequestEntityTooLarge, chalkline.Textf("The body is larger than %d KB.", large.Limit>>10)}
	}
	if field, ok := strings.CutPrefix(err.Error(), "json: unknown field "); ok {
		return chalkline.Errorf(chalkline.CodeInvalid, "There is no field %s here.", chalkline.Cut(field, 60))
	}
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return chalkline.Errorf(chalkline.CodeInvalid, "The field %q is of the wrong type: %s.", cmp.Or(wrong.Field, "body"), wrong.Value)
	}
	if errors.Is(err, io.EOF) {
		return chalkline.Errorf(chalkline.CodeInvalid, "The body is empty; it should be a JSON object.")
	}
	return chalkline.Errorf(chalkline.CodeInvalid, "The body is no JSON that can be read: %s.", strings.TrimPrefix(err.Error(), "json: "))
}
