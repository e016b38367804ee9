package web

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"

	"chalkline/digest/feed"
	"chalkline/digest/say"
)

//go:embed static
var staticFiles embed.FS

// static serves the style sheets and pictures, compressed once at the start.
type static struct {
	files map[string]asset
}

// asset is one file as it goes out.
type asset struct {
	kind   string            // Content-Type
	hash   string            // of the content; part of its URL
	bodies map[string][]byte // by coding; only those that save something
}

func loadStatic() (*static, error) {
	own, err := packedOwn()
	if err != nil {
		return nil, err
	}
	return &static{files: maps.Clone(own.files)}, nil
}

// packedOwn are the files of the program, which are the same for every server.
var packedOwn = sync.OnceValues(func() (*static, error) {
	s := &static{files: make(map[string]asset)}
	err := fs.WalkDir(staticFiles, "static", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := staticFiles.ReadFile(name)
		if err != nil {
			return err
		}
		return s.add(strings.TrimPrefix(name, "static/"), data)
	})
	if err != nil {
		return nil, fmt.Errorf("load the static files: %w", err)
	}
	for _, locale := range say.Locales {
		style, err := feed.Style(locale)
		if err != nil {
			return nil, err
		}
		if err := s.add(feedStyle(locale), style); err != nil {
			return nil, err
		}
	}
	return s, nil
})

// feedStyle names the style sheet of feeds in a language.
func feedStyle(in *say.Locale) string {
	if in == say.English {
		return "feed.xsl"
	}
	return "feed." + in.Tag + ".xsl"
}

// add makes a file ready to go out.
func (s *static) add(name string, data []byte) error {
	bodies, err := pack(data)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(data)
	s.files[name] = asset{kind: contentType(name), hash: base64.RawURLEncoding.EncodeToString(sum[:9]), bodies: bodies}
	return nil
}

// contentType does not ask the machine it runs on, whose table may lack a type.
func contentType(name string) string {
	switch path.Ext(name) {
	case ".css":
		return "text/css; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	case ".xsl":
		return "text/xsl; charset=utf-8"
	case ".md":
		return "text/plain; charset=utf-8"
	}
	return mime.TypeByExtension(path.Ext(name))
}

// pack compresses a file once for all, so as small as it gets. (The highest
// level of brotli takes a hundred times as long for two parts in a hundred.)
func pack(data []byte) (map[string][]byte, error) {
	bodies := map[string][]byte{codingNone: data}
	keep := func(coding string, b *bytes.Buffer, z io.WriteCloser) error {
		if _, err := z.Write(data); err != nil {
			return err
		}
		if err := z.Close(); err != nil {
			return err
		}
		if b.Len() < len(data) {
			bodies[coding] = b.Bytes()
		}
		return nil
	}
	var zipped, shrunk bytes.Buffer
	z, err := gzip.NewWriterLevel(&zipped, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if err := keep(codingGzip, &zipped, z); err != nil {
		return nil, err
	}
	return bodies, keep(codingBrotli, &shrunk, brotli.NewWriterOptions(&shrunk, brotli.WriterOptions{Quality: 9, LGWin: brotliWindow}))
}

// url is the address of a file, which changes with its content.
func (s *static) url(name string) (string, error) {
	a, ok := s.files[name]
	if !ok {
		return "", fmt.Errorf("there is no static file %q", name)
	}
	return "/static/" + name + "?v=" + a.hash, nil
}

// ServeHTTP serves a file. Under its full address it may be kept for a year.
func (s *static) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a, ok := s.files[r.PathValue("path")]
	if !ok {
		http.NotFound(w, r)
		return
	}
	coding := codingFor(r)
	body, ok := a.bodies[coding]
	if !ok {
		coding, body = codingNone, a.bodies[codingNone]
	}
	// A strong tag is of bytes, so each coding has its own.
	etag := `"` + a.hash + `"`
	if coding != codingNone {
		etag = `"` + a.hash + "-" + coding + `"`
	}
	h := w.Header()
	h.Set("ETag", etag)
	h.Set("Vary", "Accept-Encoding")
	h.Set("Cache-Control", "public, max-age=3600")
	switch r.URL.Query().Get("v") {
	case "":
	case a.hash:
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	default: // another version of Chalkline runs beside this one and means its own file
		h.Set("Cache-Control", "no-store")
	}
	if matches(r.Header.Get("If-None-Match"), etag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	if coding != codingNone {
		h.Set("Content-Encoding", coding)
	}
	h.Set("Content-Type", a.kind)
	h.Set("Content-Length", strconv.Itoa(len(body)))
	_, _ = w.Write(body)
}

// matches says whether an If-None-Match header names the tag, by the weak
// comparison that it asks for.
func matches(header, etag string) bool {
	for candidate := range strings.SplitSeq(header, ",") {
		candidate = strings.TrimSpace(candidate)
		if candidate == "*" || strings.TrimPrefix(candidate, "W/") == strings.TrimPrefix(etag, "W/") {
			return true
		}
	}
	return false
}
