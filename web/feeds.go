package web

import (
	"fmt"
	"net/http"
	"path"
	"strconv"
	"strings"
	"time"

	"chalkline"
	"chalkline/digest/feed"
	"chalkline/store"
)

const (
	feedLength  = 40                  // picks of a feed: more than a month of them
	feedRevised = 60 * 24 * time.Hour // how long older picks that fell (retracted, of concern) are in it besides
)

// formats are the published forms of a feed, by the extension of the address.
var formats = map[string]struct {
	kind  string
	write func(feed.Feed) ([]byte, error)
}{
	".rss":  {"application/rss+xml; charset=utf-8", feed.Feed.RSS},
	".atom": {"application/atom+xml; charset=utf-8", feed.Feed.Atom},
	".json": {"application/feed+json; charset=utf-8", feed.Feed.JSON},
}

// errNoFeed is the one answer to every address that is not a feed's.
var errNoFeed = chalkline.Errorf(chalkline.CodeNotFound, "There is no feed at this address. If there was one, its reader has made a new address since.")

// getFeed publishes a reader's picks. Feed programs ask often and the answer
// rarely changes, so two indexed queries decide whether there is anything new
// before a single card is read.
func (s *server) getFeed(w http.ResponseWriter, r *http.Request) error {
	h := w.Header()
	h.Set("X-Robots-Tag", "noindex")
	h.Set("Referrer-Policy", "no-referrer")
	file := r.PathValue("file")
	extension := path.Ext(file)
	format, ok := formats[extension]
	if !ok {
		return errNoFeed
	}
	secret, ctx := strings.TrimSuffix(file, extension), r.Context()
	token, err := s.DB.TokenByHash(ctx, chalkline.HashSecret(secret))
	if chalkline.ErrorCode(err) == chalkline.CodeNotFound {
		return errNoFeed
	}
	if err != nil {
		return err
	}
	version, err := s.DB.FeedVersion(ctx, token.ReaderID)
	if err != nil {
		return err
	}
	if version.IsZero() {
		version = token.CreatedAt // a feed without picks is as old as its address
	}

	etag := fmt.Sprintf(`W/"%s-%s-%s"`, strconv.FormatInt(version.UnixMicro(), 36), extension[1:], headerSafe(s.Version))
	h.Set("ETag", etag)
	h.Set("Last-Modified", version.UTC().Format(http.TimeFormat))
	h.Set("Cache-Control", "private, max-age=900")
	if unchanged(r, etag, version) {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}

	cards, err := s.DB.Cards(ctx, token.ReaderID, store.CardQuery{Limit: feedLength, Revised: s.Now().Add(-feedRevised)})
	if err != nil {
		return err
	}
	body, err := format.write(feed.Feed{
		Title:       s.Name + ": my picks",
		Description: "Education research and writing, picked for what you follow, each with the strength of its evidence.",
		Self:        s.Base + "/feeds/" + secret, Home: s.Base, Updated: version, Cards: cards,
	})
	if err != nil {
		return fmt.Errorf("write the %s feed of reader %d: %w", extension[1:], token.ReaderID, err)
	}
	h.Set("Content-Type", format.kind)
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if _, err := w.Write(body); err != nil {
		s.Log.DebugContext(ctx, "feed not taken", "error", err)
	}
	return nil
}

// unchanged says whether the asker has this version (RFC 9110, section 13.2.2:
// a tag decides alone when there is one).
func unchanged(r *http.Request, etag string, version time.Time) bool {
	if tags := r.Header.Values("If-None-Match"); len(tags) > 0 {
		return matches(strings.Join(tags, ","), etag)
	}
	since, err := http.ParseTime(r.Header.Get("If-Modified-Since"))
	return err == nil && !version.Truncate(time.Second).After(since)
}

// headerSafe keeps the letters, digits, dots and dashes of a version.
func headerSafe(version string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '.', r == '-':
			return r
		}
		return -1
	}, version)
}
