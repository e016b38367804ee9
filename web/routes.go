package web

import (
	"net/http"

	"chalkline"
)

// handler answers a request or says why it cannot.
type handler func(w http.ResponseWriter, r *http.Request) error

// readerHandler answers a request of a reader who is signed in.
type readerHandler func(w http.ResponseWriter, r *http.Request, reader chalkline.Reader) error

// handler is the whole site: every URL, inside the layers that all share.
func (s *server) handler(origin string) (http.Handler, error) {
	mux := http.NewServeMux()
	if err := s.routes(mux); err != nil {
		return nil, err
	}
	protected, err := s.sameSite(s.orFriendly(mux), origin)
	if err != nil {
		return nil, err
	}
	return s.logged(s.recovered(s.headers(capBody(protected)))), nil
}

// routes lists every URL.
func (s *server) routes(mux *http.ServeMux) error {
	mux.Handle("GET /{$}", s.page(s.getFront))
	mux.Handle("GET /join", s.page(s.getJoin))
	mux.Handle("POST /join", s.page(s.postJoin))
	mux.Handle("GET /enter/{secret}", s.page(s.getEnter))
	mux.Handle("POST /enter/{secret}", s.page(s.postEnter))
	mux.Handle("GET /setup/{secret}", s.page(s.getSetup))
	mux.Handle("POST /setup/{secret}", s.page(s.postSetup))
	mux.Handle("GET /privacy", s.page(s.getPrivacy))
	mux.Handle("GET /imprint", s.page(s.getImprint))
	mux.Handle("GET /grades", s.page(s.getGrades))
	mux.Handle("GET /neighbours", s.page(s.getNeighbours))
	mux.Handle("GET /search", s.page(s.getSearch))
	mux.Handle("POST /language", s.page(s.postLanguage))
	mux.Handle("GET /items/{id}", s.page(s.getItem))

	mux.Handle("GET /welcome", s.readerPage(s.getWelcome))
	mux.Handle("GET /welcome/{step}", s.readerPage(s.getWelcomeStep))
	mux.Handle("POST /welcome/{step}", s.readerPage(s.postWelcomeStep))
	mux.Handle("POST /welcome/{step}/{what}", s.readerPage(s.postWelcomeStep))
	mux.Handle("GET /topics", s.readerPage(s.getTopics))
	mux.Handle("POST /topics", s.readerPage(s.postTopics))
	mux.Handle("POST /topics/find", s.readerPage(s.postTopicsFind))
	mux.Handle("POST /follows", s.readerPage(s.postFollow))
	mux.Handle("POST /follows/remove", s.readerPage(s.postUnfollow))
	mux.Handle("GET /picks", s.readerPage(s.getPicks))
	mux.Handle("GET /saved", s.readerPage(s.getSaved))
	mux.Handle("GET /history", s.readerPage(s.getHistory))
	mux.Handle("POST /items/{id}/feedback", s.readerPage(s.postFeedback))
	mux.Handle("POST /items/{id}/forward", s.readerPage(s.postForwardNow))
	mux.Handle("POST /items/{id}/note", s.readerPage(s.postNote))
	mux.Handle("GET /settings", s.readerPage(s.getSettings))
	mux.Handle("POST /settings/class", s.readerPage(s.postClass))
	mux.Handle("POST /settings/picks", s.readerPage(s.postWants))
	mux.Handle("POST /settings/picks/try", s.readerPage(s.postTry))
	mux.Handle("POST /settings/mail", s.readerPage(s.postMail))
	mux.Handle("POST /settings/digest", s.readerPage(s.postDigest))
	mux.Handle("POST /settings/holidays", s.readerPage(s.postPause))
	mux.Handle("POST /settings/holidays/remove", s.readerPage(s.postPauseRemove))
	mux.Handle("POST /settings/calendar", s.readerPage(s.postCalendar))
	mux.Handle("GET /digests", s.readerPage(s.getDigests))
	mux.Handle("GET /digests/{number}", s.readerPage(s.getDigest))
	mux.Handle("POST /settings/feeds", s.readerPage(s.postFeedNew))
	mux.Handle("POST /settings/feeds/{id}/rotate", s.readerPage(s.postFeedRotate))
	mux.Handle("POST /settings/feeds/{id}/revoke", s.readerPage(s.postFeedRevoke))

	s.operatorRoutes(mux)
	s.accountRoutes(mux)
	s.groupRoutes(mux)
	if err := s.addAPI(mux); err != nil {
		return err
	}

	mux.Handle("GET /feeds/{file}", s.plain(s.getFeed))
	mux.Handle("GET /topics/{file}", s.topicOrFeed())
	mux.Handle("POST /topics/{topic}/follow", s.readerPage(s.postTopicFollow))
	mux.Handle("GET /word/{token}/{kind}", s.plain(s.getWord))
	mux.Handle("POST /word/{token}/{kind}", s.plain(s.postWord))
	mux.Handle("POST "+hubPath, s.plain(s.postHub))
	mux.Handle("GET /unsubscribe/{token}", s.plain(s.getUnsubscribe))
	mux.Handle("POST /unsubscribe/{token}", s.plain(s.postUnsubscribe))
	mux.Handle("GET /static/{path...}", s.static)
	mux.HandleFunc("GET /healthz", s.getHealth)
	return nil
}

// page is a page that may know who is reading.
func (s *server) page(h handler) http.Handler {
	return s.sessions.LoadAndSave(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r, err := s.withReader(r)
		if err == nil {
			err = h(w, r)
		}
		if err != nil {
			s.fail(w, r, err)
		}
	}))
}

// readerPage is a page for readers; others are asked to sign in.
func (s *server) readerPage(h readerHandler) http.Handler {
	return s.page(func(w http.ResponseWriter, r *http.Request) error {
		reader, ok := readerOf(r)
		if !ok && partly(r) {
			w.Header().Set("HX-Redirect", "/join?"+saidParam+"="+string(saidSignIn))
			failPart(w, http.StatusUnauthorized, sentences[saidSignIn].In(localeOf(r)))
			return nil
		}
		if !ok {
			return see(w, r, "/join?"+saidParam+"="+string(saidSignIn))
		}
		return h(w, r, reader)
	})
}

// plain turns a handler's error into a friendly page. It knows no session.
func (s *server) plain(h handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := h(w, r); err != nil {
			s.fail(w, r, err)
		}
	})
}

// see sends a reader on to another page after a form.
func see(w http.ResponseWriter, r *http.Request, path string) error {
	http.Redirect(w, r, path, http.StatusSeeOther) //nolint:gosec // all paths are ours; backTo checks the one that a form names
	return nil
}

// getHealth says whether the program and its database answer.
func (s *server) getHealth(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	if err := s.DB.Ping(r.Context()); err != nil {
		s.Log.ErrorContext(r.Context(), "database does not answer", "error", err)
		w.WriteHeader(http.StatusServiceUnavailable)
		_, _ = w.Write([]byte("the database does not answer\n"))
		return
	}
	_, _ = w.Write([]byte("ok\n"))
}

// getPrivacy says what is stored and what never is.
func (s *server) getPrivacy(w http.ResponseWriter, r *http.Request) error {
	return s.render(w, r, "privacy", chalkline.Textf("What is stored"), s.notices.privacy)
}

// getGrades says how an item gets its grade, and how to contest one.
func (s *server) getGrades(w http.ResponseWriter, r *http.Request) error {
	return s.render(w, r, "grades", chalkline.Textf("How an item gets its grade"), nil)
}
