package sample

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"
	"time"
)

// web is the whole sample web, rendered once.
type web struct {
	now       time.Time
	base      func(site int) string
	documents map[string]document // by path
}

// document is one answer.
type document struct {
	contentType string
	body        []byte
	etag        string
	modified    time.Time
	status      int // 0 for 200
}

// ServeHTTP answers with a document, or with 304 when the asker has it already.
func (w *web) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		rw.Header().Set("Allow", "GET, HEAD")
		http.Error(rw, "this web can only be read", http.StatusMethodNotAllowed)
		return
	}
	d, ok := w.documents[documentKey(r.URL.Path)]
	switch {
	case !ok && strings.HasPrefix(r.URL.Path, CrossrefPath+"/"):
		http.Error(rw, "Resource not found.", http.StatusNotFound) // Crossref's own words
	case !ok:
		http.NotFound(rw, r)
	case d.status != 0:
		http.Error(rw, string(d.body), d.status)
	default:
		rw.Header().Set("Content-Type", d.contentType)
		rw.Header().Set("ETag", d.etag)
		http.ServeContent(rw, r, "", d.modified, bytes.NewReader(d.body))
	}
}

// documentKey is a path as documents are kept by: DOIs in any case are one.
func documentKey(path string) string {
	if strings.HasPrefix(path, CrossrefPath+"/") {
		return strings.ToLower(path)
	}
	return path
}

// add keeps a document under a path.
func (w *web) add(path, contentType string, modified time.Time, body []byte) {
	sum := sha256.Sum256(body)
	w.documents[documentKey(path)] = document{
		contentType: contentType, body: body, modified: modified,
		etag: `"` + hex.EncodeToString(sum[:8]) + `"`,
	}
}

// render makes all documents.
func (w *web) render() {
	w.add("/", "text/html; charset=utf-8", w.now, w.indexPage())
	w.add("/robots.txt", "text/plain; charset=utf-8", w.now, []byte("User-agent: *\nAllow: /\n"))
	for number, s := range sites() {
		w.add(s.path(), "text/html; charset=utf-8", w.now, w.sitePage(number, s))
		feed := s.path() + s.feedFile()
		switch s.Quirk {
		case quirkHTML:
			w.add(feed, "text/html; charset=utf-8", w.now, w.sitePage(number, s))
		case quirkNotFound:
			w.documents[feed] = document{status: http.StatusNotFound, body: []byte("404: there is no feed here any more")}
		case quirkFailing:
			w.documents[feed] = document{status: http.StatusInternalServerError, body: []byte("500: the ink has run out")}
		default:
			contentType, body := w.feed(number, s)
			w.add(feed, contentType, newest(s).published(w.now), body)
		}
		for _, i := range s.Items {
			w.add(s.path()+i.Slug, "text/html; charset=utf-8", i.published(w.now), w.itemPage(number, s, i))
			if i.Audio {
				w.add(s.path()+i.Slug+".mp3", "audio/mpeg", i.published(w.now), silence())
			}
			if i.DOI != "" {
				w.add(CrossrefPath+"/works/"+i.DOI, "application/json", w.now, w.crossref(number, s, i))
			}
		}
	}
}

// silence is about a second of MP3 with nothing on it: empty frames of MPEG-1
// layer III at 128 kbit/s and 44.1 kHz, 417 bytes each.
func silence() []byte {
	frame := make([]byte, 417)
	copy(frame, []byte{0xff, 0xfb, 0x90, 0x00})
	return bytes.Repeat(frame, 38)
}

// newest is the item of a site that appeared last.
func newest(s *site) *item {
	last := s.Items[0]
	for _, i := range s.Items {
		if i.Hours < last.Hours {
			last = i
		}
	}
	return last
}

// itemURL is where an item's page is.
func (w *web) itemURL(number int, s *site, i *item) string {
	return w.base(number) + s.path() + i.Slug
}

// href is the address of a link's target in an item's text.
func (w *web) href(target string) string {
	if doi, ok := strings.CutPrefix(target, "doi:"); ok {
		return "https://doi.org/" + doi
	}
	if place, ok := strings.CutPrefix(target, "site:"); ok {
		slug, _, _ := strings.Cut(place, "/")
		for number, s := range sites() {
			if s.Slug == slug {
				return w.base(number) + "/sites/" + place
			}
		}
	}
	return target
}
