package main

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"chalkline"
	"chalkline/crawler/ids"
)

// line is one line of input.
type line struct {
	ID       json.RawMessage `json:"id"` // a text or a number, handed back as it is
	Title    string          `json:"title"`
	Text     string          `json:"text"`
	DOI      string          `json:"doi"`
	ERIC     string          `json:"eric"`
	URL      string          `json:"url"`
	Venue    string          `json:"venue"`
	Language string          `json:"language"`
}

// lines answers every good line and reports each bad one, so that one bad line
// does not lose the others.
func (a *appraiser) lines(ctx context.Context, name string, in *bufio.Reader) error {
	encode := newEncoder(a.std.out)
	answered, bad, missed := 0, 0, 0
	for number := 1; ; number++ {
		text, err := readLine(in)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil && !errors.Is(err, bufio.ErrTooLong) {
			return invalid("cannot read %s: %v", name, cause(err))
		}
		if len(text) == 0 && err == nil {
			continue
		}
		x, fault := a.line(ctx, text, err)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if fault != nil {
			fmt.Fprintf(a.std.err, "%s:%d: %v\n", name, number, fault)
			bad++
			continue
		}
		if err := encode.Encode(x); err != nil {
			return fmt.Errorf("writing the answer to %s:%d: %w", name, number, err)
		}
		answered++
		if x.missed {
			fmt.Fprintf(a.std.err, "%s:%d: %s\n", name, number, strings.Join(x.Notes, " "))
			missed++
		}
	}
	switch {
	case bad > 0:
		return invalid("%d of %d lines of %s could not be read", bad, bad+answered, name)
	case missed > 0:
		return invalid("%d of %d lines of %s were judged without what could not be looked up; --offline asks nobody", missed, answered, name)
	}
	return nil
}

// line answers one line, which may have been too long to read.
func (a *appraiser) line(ctx context.Context, text []byte, err error) (answer, error) {
	if err != nil {
		return answer{}, invalid("the line is longer than %d MB", maxDocument>>20)
	}
	var l line
	if err := json.Unmarshal(text, &l); err != nil {
		wrong, ok := errors.AsType[*json.UnmarshalTypeError](err)
		switch {
		case !ok:
			return answer{}, invalid("not a JSON object with id, title and text on one line: %v", err)
		case wrong.Field == "":
			return answer{}, invalid("not a JSON object with id, title and text")
		}
		return answer{}, invalid("%q is of the kind %s, not a text", wrong.Field, wrong.Value)
	}
	item := chalkline.Item{
		Title: l.Title, Text: l.Text, URL: l.URL, Venue: l.Venue, Language: l.Language,
		DOI: cmp.Or(ids.DOI(l.DOI), ids.DOIOfPage(l.URL)), ERIC: cmp.Or(ids.ERIC(l.ERIC), ids.ERIC(l.URL)),
	}
	x, err := a.judge(ctx, item, false, a.asks(false))
	if err != nil {
		return answer{}, err
	}
	if l.DOI != "" && ids.DOI(l.DOI) == "" {
		x.Notes = append(x.Notes, fmt.Sprintf("%q is no DOI.", l.DOI))
	}
	if l.ERIC != "" && ids.ERIC(l.ERIC) == "" {
		x.Notes = append(x.Notes, fmt.Sprintf("%q is no ERIC number.", l.ERIC))
	}
	if x.empty() {
		return answer{}, invalid("%s", cmp.Or(strings.Join(x.Notes, " "), "it has neither a title nor a text"))
	}
	if len(l.ID) > 0 {
		x.ID = l.ID
	}
	return x, nil
}

// readLine reads the next line without white space and byte order mark around
// it. One that is too long is skipped, with bufio.ErrTooLong.
func readLine(in *bufio.Reader) ([]byte, error) {
	var text []byte
	for {
		part, err := in.ReadSlice('\n')
		if len(text) <= maxDocument {
			text = append(text, part...)
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case errors.Is(err, io.EOF) && len(text) > 0, err == nil:
			if len(text) > maxDocument {
				return nil, bufio.ErrTooLong
			}
			return bytes.Trim(text, " \t\r\n\ufeff"), nil
		}
		return nil, err
	}
}
