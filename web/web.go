// Package web is what a reader sees in a browser and what a feed program
// fetches: the pages, the published feeds and the one-click unsubscribe.
//
// Pages are made on the server from templates/ and work without any script. A
// GET never changes anything, because mail scanners follow every link; what
// changes something is a form with POST, refused when it comes from another
// site. Handlers return an error instead of writing one: the code of a
// chalkline.Error chooses the status, and its message is shown on a friendly
// page, while internal faults go to the log only.
//
// Readers are not tracked: requests are logged by route, without addresses,
// and the only cookie is the one that keeps a reader signed in.
//
// To find your way: routes.go lists every URL, render.go turns a template into
// a page, view.go prepares a card, and the other files hold one page or one
// concern each.
package web

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/alexedwards/scs/v2"

	"chalkline"
	"chalkline/crawler"
	"chalkline/digest/mail"
	"chalkline/digest/say"
	"chalkline/ranker"
	"chalkline/ranker/topics"
	"chalkline/search"
	"chalkline/store"
)

// Config is what the pages are made from.
type Config struct {
	DB             *store.DB
	Key            chalkline.Key
	Topics         *topics.List
	Search         search.Searcher
	Picks          Picker
	Mail           mail.Sender
	From           string                     // the address that mail comes from
	Base           string                     // public URL of the instance, without a slash at the end
	Name           string                     // of the instance, as "Chalkline"
	OpenJoin       bool                       // anyone with a mail address may join
	InviteJoin     bool                       // where not everybody may, who was invited may join
	Log            *slog.Logger               // slog.Default when nil
	Now            func() time.Time           // time.Now when nil
	TrustedProxies []netip.Prefix             // whose X-Forwarded-For is believed
	Version        string                     // of the program; a new one makes readers fetch their feeds anew
	Sources        Prober                     // nil where no source can be tried
	Troubles       func() []chalkline.Trouble // work that failed and is tried again; nil where none is done
	FreeDisk       func() (int64, error)      // free bytes where the data is; nil where that is elsewhere
	Brand          Brand
	School         School
}

// Prober looks at sources and stores nothing, as crawler.Crawler does.
type Prober interface {
	// Try says what could be read at an address.
	Try(ctx context.Context, address string) (crawler.Trial, error)
	// Sample says what would be stored of a source.
	Sample(ctx context.Context, source chalkline.Source) ([]chalkline.Item, error)
}

// Picker reads what choices of picks depend on.
type Picker interface {
	// ToPreview is all that the choice of a reader's picks depends on now, as it is read
	// when they are made, but for candidates that may be a minute old. They are
	// shared: nobody may change them.
	ToPreview(ctx context.Context, reader chalkline.ReaderID) (ranker.Request, error)
	// ToExplain is what ranker.Explain needs to say why an item was not picked.
	ToExplain(ctx context.Context, reader chalkline.ReaderID, item chalkline.ItemID) (ranker.Request, error)
}

// server holds what the handlers share.
type server struct {
	Config
	secure   bool // Base is https
	sessions *scs.SessionManager
	ways     *ways
	pages    map[*say.Locale]*pages // by language, guarded by tongues
	tongues  sync.Mutex
	static   *static
	limits   limits
	front    frontCache
	kept     topicCache
	notices  notices
	mails    *mailroom
	choices  chan struct{} // holds one for each choice under way
	weeks    weekCache
}

// Server is the whole site.
type Server struct {
	site   http.Handler
	mails  *mailroom
	inside *server
}

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.site.ServeHTTP(w, r) }

// Wait returns when the mails that were asked for are sent or given up, or when
// ctx is done. Call it when no more requests come, before the database is closed.
func (s *Server) Wait(ctx context.Context) { s.mails.wait(ctx) }

// New makes the whole site.
func New(c Config) (*Server, error) {
	base, err := url.Parse(c.Base)
	if err != nil || base.Host == "" || (base.Scheme != "http" && base.Scheme != "https") || !strings.EqualFold(c.Base, base.Scheme+"://"+base.Host) {
		return nil, chalkline.Errorf(chalkline.CodeInvalid,
			"the public address %q should look like https://chalkline.school.org: a host of its own, with nothing behind it, not even a slash", c.Base)
	}
	if c.DB == nil || c.Topics == nil || c.Search == nil || c.Picks == nil || c.Mail == nil {
		return nil, errors.New("web: DB, Topics, Search, Picks and Mail are all needed")
	}
	if c.Log == nil {
		c.Log = slog.Default()
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Name == "" {
		c.Name = "Chalkline"
	}
	s := &server{Config: c, secure: base.Scheme == "https", mails: newMailroom(c.Log), choices: make(chan struct{}, mostChoices), pages: make(map[*say.Locale]*pages)}
	if s.static, err = loadStatic(); err != nil {
		return nil, err
	}
	if err := s.brand(); err != nil {
		return nil, err
	}
	if _, err = s.pagesIn(say.English); err != nil {
		return nil, err
	}
	if s.ways, err = newWays(c, base); err != nil {
		return nil, err
	}
	s.sessions = s.newSessions()
	s.limits = newLimits()
	site, err := s.handler(base.Scheme + "://" + base.Host)
	if err != nil {
		return nil, err
	}
	return &Server{site: site, mails: s.mails, inside: s}, nil
}
