package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
)

//go:embed static
var staticFiles embed.FS

// static serves the style sheets and pictures, compressed once at the start.
type static struct {
	files map[string]asset
}

// asset is one file as it goes out.
type asset struct {
	kind   string // Content-Type
	etag   string
	hash   string // of the content; part of its URL
	plain  []byte
	packed []byte // gzip; nil when that saves nothing
}

func loadStatic() (*static, error) {
	s := &static{files: make(map[string]asset)}
	err := fs.WalkDir(staticFiles, "static", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := staticFiles.ReadFile(name)
		if err != nil {
			return err
		}
		packed, err := pack(data)
		if err != nil {
			return err
		}
		sum := sha256.Sum256(data)
		hash := base64.RawURLEncoding.EncodeToString(sum[:9])
		s.files[strings.TrimPrefix(name, "static/")] = asset{
			kind: contentType(name), hash: hash, etag: `"` + hash + `"`, plain: data, packed: packed,
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("load the static files: %w", err)
	}
	return s, nil
}

// contentType does not ask the machine it runs on, whose table may lack a type.
func contentType(name string) string {
	switch path.Ext(name) {
	case ".css":
		return "text/css; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	case ".md":
		return "text/plain; charset=utf-8"
	}
	return mime.TypeByExtension(path.Ext(name))
}

func pack(data []byte) ([]byte, error) {
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := z.Write(data); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	if b.Len() >= len(data) {
		return nil, nil
	}
	return b.Bytes(), nil
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
	h := w.Header()
	h.Set("ETag", a.etag)
	h.Set("Vary", "Accept-Encoding")
	h.Set("Cache-Control", "public, max-age=3600")
	if r.URL.Query().Get("v") == a.hash {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	if matches(r.Header.Get("If-None-Match"), a.etag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	body := a.plain
	if a.packed != nil && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		body = a.packed
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
