package web

import (
	"context"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"chalkline"
	"chalkline/store"
)

// What a hub gives. Feed addresses are secrets that no hub of somebody else may
// see, so this instance is the hub of its own feeds, and of no others.
const (
	usualLease    = 10 * 24 * time.Hour // for who asks for none
	shortestLease = time.Hour
	longestLease  = 15 * 24 * time.Hour
	mostSecret    = 199  // bytes: WebSub, section 5.1, wants fewer than 200
	mostCallback  = 2000 // bytes: a database indexes no more, and no server needs more
)

// How many may listen. A reader has a handful of feed programs; a host is a feed
// service that reads for many people.
var (
	ownCaps    = store.ListenerCaps{Feed: 10, Host: 500, Total: 5000}
	publicCaps = store.ListenerCaps{Feed: 200, Host: 500, Total: 5000}
)

// postHub takes a request to be brought a feed, or to be brought it no more (W3C
// WebSub). Nothing counts before the callback has confirmed it, which it is asked
// for later.
func (s *server) postHub(w http.ResponseWriter, r *http.Request) error {
	if s.limits.hub.OnLimit(w, r, s.client(r)) {
		return hubSays(w, http.StatusTooManyRequests, "too many requests within an hour")
	}
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/x-www-form-urlencoded" {
		return hubSays(w, http.StatusUnsupportedMediaType, "a request to the hub is a form: Content-Type application/x-www-form-urlencoded")
	}
	if err := r.ParseForm(); err != nil {
		if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
			return hubSays(w, http.StatusRequestEntityTooLarge, "the request is too large")
		}
		return hubSays(w, http.StatusBadRequest, "the form cannot be read")
	}
	asked, err := askedOf(r.PostForm)
	if err != nil {
		return hubSays(w, http.StatusBadRequest, chalkline.ErrorMessage(err))
	}
	topic, err := s.heard(r.Context(), r.PostForm.Get("hub.topic"))
	if err != nil {
		return s.hubFails(w, r, err)
	}
	callback, err := s.callback(r.PostForm.Get("hub.callback"), topic.secret)
	if err != nil {
		return hubSays(w, http.StatusBadRequest, chalkline.ErrorMessage(err))
	}
	caps := publicCaps
	if topic.secret {
		caps = ownCaps
	}
	err = s.DB.AskListener(r.Context(), topic.ref, callback, asked, topic.version, caps)
	if err != nil && chalkline.ErrorCode(err) != chalkline.CodeNotFound { // nobody there to unsubscribe is no matter
		return s.hubFails(w, r, err)
	}
	return hubSays(w, http.StatusAccepted, "the callback will be asked to confirm this")
}

// hubFails answers where a request cannot be taken.
func (s *server) hubFails(w http.ResponseWriter, r *http.Request, err error) error {
	switch chalkline.ErrorCode(err) {
	case chalkline.CodeNotFound:
		return hubSays(w, http.StatusNotFound, "this hub brings the feeds of this instance, by the address that they name as their own (rel=self), and there is none with this one")
	case chalkline.CodeConflict:
		w.Header().Set("Retry-After", "86400")
		return hubSays(w, http.StatusServiceUnavailable, chalkline.ErrorMessage(err))
	}
	s.Log.ErrorContext(r.Context(), "hub failed", "error", err)
	return hubSays(w, http.StatusInternalServerError, internalFault.English())
}

// hubSays answers a program in a line.
func hubSays(w http.ResponseWriter, status int, text string) error {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	_, _ = fmt.Fprintln(w, text) //nolint:gosec // plain text, that no browser takes for anything else; whoever asked may be gone
	return nil
}

// askedOf reads what is asked for. Parameters that the hub does not know are
// passed over, as WebSub has it.
func askedOf(form url.Values) (store.Asked, error) {
	asked := store.Asked{Mode: store.AskedMode(form.Get("hub.mode")), Secret: form.Get("hub.secret"), Lease: usualLease}
	if asked.Mode != store.AskedSubscribe && asked.Mode != store.AskedUnsubscribe {
		return asked, chalkline.Errorf(chalkline.CodeInvalid, "hub.mode is subscribe or unsubscribe, not %q", chalkline.Cut(string(asked.Mode), 40))
	}
	if len(asked.Secret) > mostSecret {
		return asked, chalkline.Errorf(chalkline.CodeInvalid, "hub.secret has %d bytes; it must have fewer than 200", len(asked.Secret))
	}
	if seconds := form.Get("hub.lease_seconds"); seconds != "" {
		n, err := strconv.ParseUint(seconds, 10, 32)
		if err != nil {
			return asked, chalkline.Errorf(chalkline.CodeInvalid, "hub.lease_seconds %q is no number of seconds", chalkline.Cut(seconds, 40))
		}
		asked.Lease = min(max(time.Duration(n)*time.Second, shortestLease), longestLease)
	}
	return asked, nil
}

// callback is the address to which a feed is brought. What is secret goes over
// https only where this instance is on https itself.
func (s *server) callback(address string, secret bool) (string, error) {
	address, _, _ = strings.Cut(address, "#")
	u, err := url.Parse(address)
	switch {
	case address == "":
		return "", chalkline.Errorf(chalkline.CodeInvalid, "hub.callback is missing")
	case err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || u.User != nil:
		return "", chalkline.Errorf(chalkline.CodeInvalid, "hub.callback is not an http or https address")
	case len(address) > mostCallback:
		return "", chalkline.Errorf(chalkline.CodeInvalid, "hub.callback has %d bytes; it may have %d", len(address), mostCallback)
	case secret && s.secure && u.Scheme != "https":
		return "", chalkline.Errorf(chalkline.CodeInvalid, "hub.callback is not https; a feed with a secret address is brought over https only")
	case strings.EqualFold(u.Host, chalkline.HostOf(s.Base)):
		return "", chalkline.Errorf(chalkline.CodeInvalid, "hub.callback is an address of this instance itself")
	}
	return address, nil
}

// heardFeed is a feed of ours that somebody wants to listen to.
type heardFeed struct {
	ref     store.FeedRef
	secret  bool   // its address is
	version string // "" when the feed has a token
}

// heard finds the feed at an address. Whether an address never was a feed's or is
// one no more makes no difference.
func (s *server) heard(ctx context.Context, address string) (heardFeed, error) {
	rest, ours := strings.CutPrefix(address, s.Base+"/")
	folder, file, _ := strings.Cut(rest, "/")
	name, extension := cutFormat(file)
	ref := store.FeedRef{Form: extension}
	switch {
	case !ours || extension == "":
		return heardFeed{}, errNoFeed
	case folder == "feeds":
		token, err := s.DB.TokenByHash(ctx, chalkline.HashSecret(name))
		ref.Token = token.ID
		return heardFeed{ref: ref, secret: true}, err
	case folder == "topics":
		ref.Topic = chalkline.TopicID(name)
	case folder == "groups":
		id, _ := strconv.ParseInt(strings.TrimSuffix(name, "/feed"), 10, 64)
		ref.Group = chalkline.GroupID(id)
	case "/"+folder+"/" == secretGroupFeed:
		ref.Hash = chalkline.HashSecret(name)
		g, err := s.DB.GroupByFeed(ctx, ref.Hash)
		if err != nil {
			return heardFeed{}, err
		}
		ref.Group = g.ID
	}
	p, err := s.refFeed(ctx, ref)
	if err == nil && s.Base+p.Path+extension != address {
		err = errNoFeed
	}
	return heardFeed{ref: ref, secret: p.Secret, version: p.Version.word()}, err
}

// refFeed is what is published under a reference. The error has CodeNotFound when
// nothing is any more.
func (s *server) refFeed(ctx context.Context, ref store.FeedRef) (published, error) {
	switch {
	case ref.Group != 0:
		return s.refGroup(ctx, ref)
	case ref.Token == 0:
		topic, ok := s.Topics.Topic(ref.Topic)
		if !ok {
			return published{}, errNoFeed
		}
		return s.topicFeed(ctx, topic, feedAsk{})
	}
	token, err := s.DB.TokenByID(ctx, ref.Token)
	if err != nil {
		return published{}, err
	}
	if !token.RevokedAt.IsZero() {
		return published{}, errNoFeed
	}
	p, err := s.readerFeed(ctx, token, feedAsk{})
	p.Path = "/feeds/" + s.Key.FeedSecret(token)
	return p, err
}

// refGroup is refFeed for a group, whose feed has another address when the group
// makes one, or is public no more.
func (s *server) refGroup(ctx context.Context, ref store.FeedRef) (published, error) {
	g, err := s.DB.Group(ctx, ref.Group)
	if err != nil {
		return published{}, err
	}
	secret := s.Key.GroupFeedSecret(g.FeedSeed)
	switch {
	case ref.Hash != "" && ref.Hash == chalkline.HashSecret(secret):
		return s.groupFeed(g, secretGroupFeed+secret, true), nil
	case ref.Hash == "" && g.Public:
		return s.groupFeed(g, inGroup{Group: g}.Path()+"/feed", false), nil
	}
	return published{}, errNoFeed
}

// word is the version as one word.
func (v feedVersion) word() string { return strconv.FormatInt(v.At.UnixMicro(), 36) + v.Tag }

// FeedVersion tells one state of a feed without a token from the next.
func (s *Server) FeedVersion(ctx context.Context, ref store.FeedRef) (string, error) {
	p, err := s.inside.refFeed(ctx, ref)
	return p.Version.word(), err
}

// FeedAddress is the address of a feed, also of one that is published no more, as
// far as it can be told: a secret that was forgotten cannot.
func (s *Server) FeedAddress(ctx context.Context, ref store.FeedRef) (string, error) {
	base := s.inside.Base
	switch {
	case ref.Token != 0:
		token, err := s.inside.DB.TokenByID(ctx, ref.Token)
		return base + "/feeds/" + s.inside.Key.FeedSecret(token) + ref.Form, err
	case ref.Hash != "":
		p, err := s.inside.refGroup(ctx, ref)
		return base + p.Path + ref.Form, err
	case ref.Group != 0:
		return base + inGroup{Group: chalkline.Group{ID: ref.Group}}.Path() + "/feed" + ref.Form, nil
	}
	return base + "/topics/" + string(ref.Topic) + ref.Form, nil
}

// HubAddress is the address of the hub.
func (s *Server) HubAddress() string { return s.inside.Base + hubPath }

// FeedDocument is a feed as it is served now, with its content type.
func (s *Server) FeedDocument(ctx context.Context, ref store.FeedRef) ([]byte, string, error) {
	p, err := s.inside.refFeed(ctx, ref)
	if err != nil {
		return nil, "", err
	}
	document, err := s.inside.document(feedAsk{}, p)
	if err != nil {
		return nil, "", err
	}
	part, err := p.Read(ctx)
	if err != nil {
		return nil, "", err
	}
	s.inside.fill(&document, feedAsk{}, part)
	body, err := formats[ref.Form].write(document)
	return body, formats[ref.Form].kind, err
}
