package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"regexp"
	"strings"
	"time"

	"chalkline"
	"chalkline/search"
	"chalkline/search/meili"
	"chalkline/store"
)

const (
	// searchWait is how long a search waits for Meilisearch before the database
	// answers. It usually takes milliseconds.
	searchWait = 2 * time.Second
	// searchPause is for how long no search waits after that.
	searchPause = 15 * time.Second
)

// indexName is what Meilisearch takes as the name of an index.
var indexName = regexp.MustCompile(`^[A-Za-z0-9_-]{1,100}$`)

// validateMeili says what is wrong with the settings of the larger index. Whether
// the server answers is not asked: searches do without.
func (s *Settings) validateMeili() error {
	if s.Meili == "" {
		if s.MeiliKey != "" {
			return invalid("meili-key is set and meili is not; give the address of Meilisearch too, as http://127.0.0.1:7700")
		}
		return nil
	}
	s.Meili = strings.TrimRight(s.Meili, "/")
	u, err := url.Parse(s.Meili)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return invalid("meili %q is not the address of Meilisearch, as http://127.0.0.1:7700", s.Meili)
	}
	if !indexName.MatchString(s.MeiliIndex) {
		return invalid("meili-index %q is not the name of an index: letters, digits, - and _, at most 100", s.MeiliIndex)
	}
	return nil
}

// index is the larger index of the instance, nil when there is none. From the first
// time on, what changes is noted for it; without it nothing is.
func (s *Settings) index(ctx context.Context, db *store.DB) (*meili.Index, error) {
	if s.Meili == "" {
		return nil, db.UnfollowIndex(ctx)
	}
	state, err := db.FollowIndex(ctx)
	if err != nil {
		return nil, err
	}
	return meili.New(meili.Config{URL: s.Meili, Key: s.MeiliKey, Name: s.MeiliIndex, Mark: state.Mark}), nil
}

// searcher answers the searches of readers: the database alone, or the larger index
// with the database behind it. What readers follow is always the database's, so
// that picks are the same with and without.
func searcher(db *store.DB, index *meili.Index, log *slog.Logger) search.Searcher {
	if index == nil {
		return db
	}
	return &search.Fallback{First: index, Second: db, Wait: searchWait, Pause: searchPause, Now: time.Now, Log: log}
}

// checkIndex looks at the larger index, if there is one.
func (s *Settings) checkIndex(ctx context.Context, db *store.DB) []finding {
	if s.Meili == "" {
		return nil
	}
	f := finding{what: "index", detail: "the index " + s.MeiliIndex + " at " + s.Meili + " is in line with the database"}
	state, err := db.Indexing(ctx)
	behind, behindErr := db.IndexBehind(ctx)
	if err := errors.Join(err, behindErr); err != nil {
		f.bad, f.detail = true, err.Error()
		return []finding{f}
	}
	switch {
	case !state.Built:
		f.detail = "the index " + s.MeiliIndex + " at " + s.Meili + " is not built yet; the daemon does that, and the database answers meanwhile"
	case behind > 0:
		f.detail = fmt.Sprintf("the index %s at %s was not told of %d changes yet", s.MeiliIndex, s.Meili, behind)
	}
	index := meili.New(meili.Config{URL: s.Meili, Key: s.MeiliKey, Name: s.MeiliIndex, Mark: state.Mark})
	defer index.Close()
	if err := index.Check(ctx); err != nil {
		f.detail, f.advice = "the database answers searches, without the index "+s.MeiliIndex, chalkline.ErrorMessage(err)
	}
	return []finding{f}
}
