package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"regexp"
	"strings"

	"chalkline"
	"chalkline/crawler/charset"
)

// maxDocument is the most that is read of one text or one JSON line, in bytes.
const maxDocument = 10 << 20

// work judges a study by its number.
func (a *appraiser) work(ctx context.Context, what string, item chalkline.Item) error {
	x, err := a.judge(ctx, item, false, a.asks(true))
	switch {
	case err != nil:
		return err
	case !x.empty():
		return a.print(what, x)
	case x.missed:
		return invalid("%s Try again later; --offline judges by what the database here knows.", strings.Join(x.Notes, " "))
	case x.own.Origin == "":
		return invalid("%s", strings.Join(x.Notes, " "))
	case x.own.Open != "":
		return invalid("the record of %s has neither a title nor an abstract; its page may say more: chalkline appraise %s", what, x.own.Open)
	}
	return invalid("the record of %s has neither a title nor an abstract", what)
}

// file judges what is in a file or comes from standard input.
func (a *appraiser) file(ctx context.Context, what string) error {
	name, in := "standard input", a.std.in
	if what == "-" {
		if f, ok := in.(*os.File); ok && isTerminal(f) {
			fmt.Fprintln(a.std.err, "Type or paste a text, its title first; Ctrl-D ends it.")
		}
	} else {
		f, err := openText(what)
		if err != nil {
			return err
		}
		defer f.Close()
		name, in = what, f
	}
	r := bufio.NewReaderSize(stoppable{ctx, in}, 64<<10)
	if startsWithBrace(r) {
		return a.lines(ctx, name, r)
	}
	data, err := io.ReadAll(io.LimitReader(r, maxDocument+1))
	if err != nil {
		return invalid("cannot read %s: %v", name, cause(err))
	}
	item, page, err := itemFrom(name, data)
	if err != nil {
		return err
	}
	x, err := a.judge(ctx, item, page, a.asks(false))
	if err != nil {
		return err
	}
	return a.print(what, x)
}

// stoppable is a reader that ends with its context also while it waits for what
// a person types or another program sends.
type stoppable struct {
	ctx  context.Context
	from io.Reader
}

// Read reads into memory of its own: the reading may outlast the call.
func (s stoppable) Read(p []byte) (int, error) {
	type result struct {
		n   int
		err error
	}
	into, done := make([]byte, len(p)), make(chan result, 1)
	go func() {
		n, err := s.from.Read(into)
		done <- result{n, err}
	}()
	select {
	case r := <-done:
		return copy(p, into[:r.n]), r.err
	case <-s.ctx.Done():
		return 0, context.Cause(s.ctx)
	}
}

// openText opens a file, and says what else might have been meant.
func openText(name string) (*os.File, error) {
	f, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, invalid("there is no file %s; if you meant a DOI, it starts with 10., an ERIC number with EJ or ED, an address with https://", name)
	}
	if err != nil {
		return nil, invalid("cannot read %s: %v", name, cause(err))
	}
	if info, err := f.Stat(); err == nil && info.IsDir() {
		_ = f.Close()
		return nil, invalid("%s is a folder; name the files in it", name)
	}
	return f, nil
}

func startsWithBrace(r *bufio.Reader) bool {
	start, _ := r.Peek(512) // shorter input gives what there is
	return bytes.HasPrefix(bytes.TrimLeft(start, " \t\r\n\ufeff"), []byte("{"))
}

// itemFrom reads a text or a saved page.
func itemFrom(name string, data []byte) (item chalkline.Item, page bool, err error) {
	if len(data) > maxDocument {
		return item, false, invalid("%s is longer than %d MB, which is no article", name, maxDocument>>20)
	}
	if kind := binaryKind(data); kind != "" {
		return item, false, notText(name, kind)
	}
	text, _ := charset.Decode(data, "")
	text = bytes.TrimSpace(text)
	if len(text) == 0 {
		return item, false, invalid("%s is empty; give a text with its title in the first line", name)
	}
	if markupStart.Match(text) {
		item, err = readPage(name, data, "")
		return item, true, err
	}
	if text[0] == '[' && json.Valid(text) {
		return item, false, invalid("%s is one JSON list; put each object on a line of its own, without the brackets around them", name)
	}
	return itemFromText(string(text)), false, nil
}

// markupStart is how a page begins, and no text that begins with "<2 hours".
var markupStart = regexp.MustCompile(`^<[A-Za-z!?]`)

// binaryKind is what sort of thing is no text, "" for a text.
func binaryKind(data []byte) string {
	kind, _, _ := strings.Cut(http.DetectContentType(data), ";")
	if strings.HasPrefix(kind, "text/") || kind == "application/octet-stream" && !bytes.Contains(data[:min(len(data), 512)], []byte{0}) {
		return ""
	}
	return kind
}

func notText(name, kind string) error {
	switch kind {
	case "application/octet-stream":
		return invalid("%s is no text", name)
	case "application/pdf":
		return invalid("%s is a PDF, which is not read; give the DOI of the paper, the address of its web page, or its text", name)
	}
	return invalid("%s is no text but %s", name, kind)
}

// itemFromText takes a short first line as the title.
func itemFromText(text string) chalkline.Item {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	title, rest, found := strings.Cut(text, "\n")
	if !found || len(title) > 300 {
		return chalkline.Item{Text: text}
	}
	return chalkline.Item{Title: strings.TrimSpace(title), Text: strings.TrimSpace(rest)}
}
