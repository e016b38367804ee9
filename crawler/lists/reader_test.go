package lists

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"chalkline"
	"chalkline/crawler/fetch"
)

const one = "doi,retractionwatch\n10.5555/a,Retraction\n"

func zipped(t *testing.T, text string) string {
	t.Helper()
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	if _, err := z.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// look opens a list and reads it, unless it is the same.
func look(t *testing.T, r Reader, location string, was chalkline.List) (now chalkline.List, entries int, same bool, err error) {
	t.Helper()
	c, err := r.Open(t.Context(), location, was)
	if err != nil {
		return was, 0, false, err
	}
	defer func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	}()
	if c.Same {
		return c.List, 0, true, nil
	}
	found, err := all(c.Retractions())
	return c.List, len(found), false, err
}

func TestAFileIsReadOnceForEachOfItsContents(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "list.csv")
	var was chalkline.List
	for _, step := range []struct {
		name, text string
		entries    int
		same       bool
	}{
		{"first", one, 1, false},
		{"as it was", one, 0, true},
		{"with another row", one + "10.5555/b,Correction\n", 2, false},
		{"packed", zipped(t, one), 1, false},
	} {
		write(t, path, step.text)
		now, entries, same, err := look(t, Reader{}, path, was)
		if err != nil || entries != step.entries || same != step.same || now.Location != path || len(now.Sum) != 64 {
			t.Errorf("%s: %d entries, same %v, %+v, %v", step.name, entries, same, now, err)
		}
		was = now
	}
}

func TestAFileThatCannotBeRead(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	short := zipped(t, one)
	write(t, filepath.Join(dir, "short.csv.gz"), short[:len(short)-6])
	write(t, filepath.Join(dir, "page.csv"), "<html>")
	if err := syscall.Mkfifo(filepath.Join(dir, "pipe"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"none.csv": "none.csv: no such file", ".": "is a folder; name the file in it", "pipe": "is no plain file",
		"short.csv.gz": "ends in the middle; is the file whole?", "page.csv": "found a web page",
	} {
		if _, _, _, err := look(t, Reader{}, filepath.Join(dir, name), chalkline.List{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", name, err, want)
		}
	}
}

func TestAFileWrittenToWhileItIsReadIsNotBelieved(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "list.csv")
	write(t, path, one)
	c, err := Reader{}.Open(t.Context(), path, chalkline.List{})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	write(t, path, one+"10.5555/b,Correction\n")
	if _, err := all(c.Retractions()); err == nil || !strings.Contains(err.Error(), "was written to while it was read") {
		t.Error(err)
	}
}

func TestAnAddressIsAskedForWhatIsNew(t *testing.T) {
	t.Parallel()
	var answer http.HandlerFunc
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { answer(w, r) }))
	client := fetch.New(fetch.Options{AllowPrivate: true, HostPause: -1, MaxBody: 1 << 20})
	t.Cleanup(func() {
		client.Close()
		server.Close()
	})
	r := Reader{Client: client, Dir: t.TempDir()}
	gives := func(etag, text string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("ETag", etag)
			if etag != "" && r.Header.Get("If-None-Match") == etag {
				w.WriteHeader(http.StatusNotModified)
				return
			}
			fmt.Fprint(w, text)
		}
	}
	var was chalkline.List
	for _, step := range []struct {
		name    string
		answer  http.HandlerFunc
		entries int
		same    bool
		want    string // in the error
	}{
		{"first", gives(`"1"`, one), 1, false, ""},
		{"not modified", gives(`"1"`, one), 0, true, ""},
		{"the same under another name", gives(`"2"`, one), 0, true, ""},
		{"something new", gives(`"3"`, one+"10.5555/b,Correction\n"), 2, false, ""},
		{"packed for the way", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			fmt.Fprint(w, zipped(t, one))
		}, 1, false, ""},
		{"a packed file", gives("", zipped(t, one)), 1, false, ""},
		{"not there", http.NotFound, 0, false, "status 404"},
		{"a web page", gives("", "<html>Sign in</html>"), 0, false, "found a web page"},
		{"half of it", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", fmt.Sprint(2*len(one)))
			fmt.Fprint(w, one)
		}, 0, false, "broke off before its end"},
		{"half of it, packed", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			packed := zipped(t, one)
			fmt.Fprint(w, packed[:len(packed)-6])
		}, 0, false, "broke off before its end"},
		{"too much", gives("", strings.Repeat(one, 1<<16)), 0, false, "too large"},
	} {
		answer = step.answer
		now, entries, same, err := look(t, r, server.URL+"/list.csv", was)
		if entries != step.entries || same != step.same || (err == nil) != (step.want == "") || err != nil && !strings.Contains(err.Error(), step.want) {
			t.Errorf("%s: %d entries, same %v, %+v, %v", step.name, entries, same, now, err)
		}
		if err == nil {
			was = now
		}
	}
	if left, err := os.ReadDir(r.Dir); len(left) > 0 || err != nil {
		t.Errorf("%d downloads are left, %v", len(left), err)
	}
}

func TestADownloadLeavesNothingWhenItsProcessIsKilled(t *testing.T) {
	t.Parallel()
	begun, finish := make(chan struct{}), make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, one)
		_ = http.NewResponseController(w).Flush()
		close(begun)
		<-finish
	}))
	client := fetch.New(fetch.Options{AllowPrivate: true, HostPause: -1})
	t.Cleanup(func() {
		client.Close()
		server.Close()
	})
	r := Reader{Client: client, Dir: t.TempDir()}
	done := make(chan error)
	go func() {
		c, err := r.Open(t.Context(), server.URL, chalkline.List{})
		if err == nil {
			err = c.Close()
		}
		done <- err
	}()
	<-begun
	left, err := os.ReadDir(r.Dir)
	close(finish)
	if fault := <-done; err != nil || fault != nil || len(left) > 0 {
		t.Errorf("%d files while it is under way, %v, %v", len(left), err, fault)
	}
}

func TestAnAddressIsToldFromAFile(t *testing.T) {
	t.Parallel()
	for location, want := range map[string]bool{
		"https://lists.example/r.csv": true, "HTTP://lists.example/r.csv": true,
		"list.csv": false, "https.csv": false, "ftp://lists.example/r.csv": false,
	} {
		if Remote(location) != want {
			t.Errorf("%s is an address: %v", location, !want)
		}
	}
}

func TestAPrivateAddressIsNotAsked(t *testing.T) {
	t.Parallel()
	client := fetch.New(fetch.Options{HostPause: -1})
	t.Cleanup(client.Close)
	_, err := Reader{Client: client, Dir: t.TempDir()}.Open(t.Context(), "http://127.0.0.1:1/list.csv", chalkline.List{})
	if err == nil || !strings.Contains(err.Error(), "private") {
		t.Error(err)
	}
}

func TestCheckLooksAtTheBeginning(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "list.csv.gz")
	write(t, path, zipped(t, one))
	for name, tt := range map[string]struct {
		list       chalkline.ListName
		path, want string
	}{
		"right":             {chalkline.ListRetractions, path, ""},
		"of the other kind": {chalkline.ListReplications, path, "expected the columns doi_o"},
		"missing":           {chalkline.ListRetractions, path + "x", "cannot open"},
	} {
		if err := Check(tt.list, tt.path); (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %q", name, err, tt.want)
		}
	}
}
