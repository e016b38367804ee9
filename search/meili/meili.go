// Package meili is an index in Meilisearch beside the database's own full text:
// it forgives typing mistakes and finds words as they are typed. It holds nothing
// that is not in the database, knows by a mark whose it is, and can be deleted and
// built anew at any time.
//
// Every write to Meilisearch is a task that it does when it comes to it; here each
// is waited for, up to a deadline.
package meili

import (
	"context"
	"errors"
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/meilisearch/meilisearch-go"

	"chalkline"
)

// Config says where the index is.
type Config struct {
	URL  string // of the server, without a slash at the end
	Key  string // "" where the server asks for none
	Name string // of the index; a build under way has "-next" behind it
	Mark string // of this instance; an index with another one is left alone
}

// How long is waited.
const (
	// requestTime is for a request that changes something or asks how far a task is.
	requestTime = 30 * time.Second
	// taskTime is for a task: a server that has much to do lets others wait.
	taskTime = 5 * time.Minute
	// taskPause is between two questions how far a task is.
	taskPause = 25 * time.Millisecond
	// readyTime is for how long an index is taken to be what it was.
	readyTime = time.Minute
)

// mostAnswer is how many bytes of an answer are read. A page of hits has a few KB.
const mostAnswer = 16 << 20

// Index is an index in Meilisearch.
type Index struct {
	config Config
	server meilisearch.ServiceManager

	mu     sync.Mutex
	asked  time.Time // when the index was last found to be ready
	refuse error     // why it is not to be searched
}

// New makes an index of what is told of it; nothing is asked.
func New(c Config) *Index {
	client := &http.Client{
		Transport:     capped{&http.Transport{MaxIdleConnsPerHost: 8, IdleConnTimeout: time.Minute, TLSHandshakeTimeout: 10 * time.Second}},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return &Index{
		config: c,
		server: meilisearch.New(c.URL, meilisearch.WithAPIKey(c.Key), meilisearch.WithCustomClient(client), meilisearch.DisableRetries()),
	}
}

// Close lets go of the connections to the server.
func (x *Index) Close() { x.server.Close() }

func (x *Index) main() meilisearch.IndexManager { return x.server.Index(x.config.Name) }

// next is the name of the index that is being built.
func (x *Index) next() string { return x.config.Name + "-next" }

// Check says in a sentence why the index cannot be used, and what to do. One that
// is not built yet is no fault.
func (x *Index) Check(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, requestTime)
	defer cancel()
	if _, err := x.server.HealthWithContext(ctx); err != nil {
		return x.explain(err)
	}
	_, err := x.State(ctx)
	return err
}

// explain puts what Meilisearch or the way there says into a sentence. It never
// has the words of a search: they are a reader's.
func (x *Index) explain(err error) error {
	e, ok := errors.AsType[*meilisearch.Error](err)
	switch {
	case !ok, errors.Is(err, context.Canceled):
		return err
	case e.ErrCode == meilisearch.MeilisearchTimeoutError, errors.Is(err, context.DeadlineExceeded):
		return chalkline.Errorf(chalkline.CodeInvalid, "Meilisearch at %s does not answer in time; look at its load and its log", x.config.URL)
	case e.ErrCode == meilisearch.MeilisearchCommunicationError:
		return chalkline.Errorf(chalkline.CodeInvalid, "Meilisearch cannot be reached at %s; see that it runs and that the setting meili is its address", x.config.URL)
	}
	switch code := e.MeilisearchApiError.Code; code {
	case "invalid_api_key", "missing_authorization_header":
		return chalkline.Errorf(chalkline.CodeInvalid,
			"Meilisearch at %s does not accept the key; set meili-key to one for the indexes %s and %s that may do everything with indexes, documents, settings, tasks and searches",
			x.config.URL, x.config.Name, x.next())
	case "":
		return chalkline.Errorf(chalkline.CodeInvalid, "what answers at %s with status %d is not Meilisearch; correct the setting meili", x.config.URL, e.StatusCode)
	default:
		return chalkline.Errorf(chalkline.CodeInvalid, "Meilisearch at %s refuses to %s: %s (status %d)", x.config.URL, e.Function, code, e.StatusCode)
	}
}

// missing says that Meilisearch knows no such index or document.
func missing(err error) bool {
	e, ok := errors.AsType[*meilisearch.Error](err)
	return ok && (e.MeilisearchApiError.Code == "index_not_found" || e.MeilisearchApiError.Code == "document_not_found")
}

// capped reads so much of an answer and no more.
type capped struct{ *http.Transport }

// RoundTrip implements http.RoundTripper.
func (c capped) RoundTrip(r *http.Request) (*http.Response, error) {
	w, err := c.Transport.RoundTrip(r)
	if w != nil {
		w.Body = struct {
			io.Reader
			io.Closer
		}{io.LimitReader(w.Body, mostAnswer), w.Body}
	}
	return w, err
}
