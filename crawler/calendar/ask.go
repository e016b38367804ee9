package calendar

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"chalkline"
	"chalkline/crawler/fetch"
)

// How far back and ahead days off are read. Back: a break that a digest has yet to
// catch up on. Ahead: authorities publish a school year or two.
const (
	daysBack  = chalkline.LongestBreak
	daysAhead = 730
)

// wholeAfter is when a calendar is read whole though it did not change: the window
// has moved on, and what repeats in it may be missing at its end.
const wholeAfter = 30 * 24 * time.Hour

// Ask asks for a calendar that was last read as was, with the validators of then,
// and gives it as it is now. NextAt stays as it was. When it fails, the error says
// why in a sentence for whoever named it, and the days off stay as they were.
func Ask(ctx context.Context, client *fetch.Client, was chalkline.Calendar, now time.Time) (chalkline.Calendar, error) {
	is := was
	is.CheckedAt = now
	request := fetch.Request{URL: was.URL, Accept: "text/calendar, text/plain;q=0.5, */*;q=0.1"}
	if now.Sub(was.ReadAt) < wholeAfter {
		request.ETag, request.LastModified = was.ETag, was.LastModified
	}
	body := &limited{}
	request.Into = body
	answer, err := client.Get(ctx, request)
	if err != nil {
		return is, problem(err)
	}
	switch {
	case answer.NotModified:
		return is, nil
	case answer.Status == http.StatusNotFound, answer.Status == http.StatusGone:
		return is, chalkline.Errorf(chalkline.CodeInvalid, "there is nothing at this address (status %d)", answer.Status)
	case answer.Status == http.StatusUnauthorized, answer.Status == http.StatusForbidden:
		return is, chalkline.Errorf(chalkline.CodeInvalid, "the calendar is not public (status %d)", answer.Status)
	case answer.Status != http.StatusOK:
		return is, chalkline.Errorf(chalkline.CodeInvalid, "the site answered with status %d", answer.Status)
	}
	today := chalkline.DayOf(now)
	content, err := Read(body.Bytes(), chalkline.Break{From: today.Add(-daysBack), Until: today.Add(daysAhead)})
	if err != nil {
		return is, err
	}
	is.Name, is.Off, is.ReadAt = content.Name, content.Off, now
	is.ETag, is.LastModified = answer.Header.Get("ETag"), answer.Header.Get("Last-Modified")
	return is, nil
}

// limited keeps what is written to it, up to MaxBytes.
type limited struct{ bytes.Buffer }

// Write refuses what is too much.
func (l *limited) Write(p []byte) (int, error) {
	if l.Len()+len(p) > MaxBytes {
		return 0, errTooLarge
	}
	return l.Buffer.Write(p)
}

// problem says why there was no answer, without what the network says of itself.
func problem(err error) error {
	switch {
	case errors.Is(err, errTooLarge), errors.Is(err, fetch.ErrTooLarge):
		return errTooLarge
	case errors.Is(err, fetch.ErrPrivate):
		return chalkline.Errorf(chalkline.CodeInvalid, "the address is in a private network, which is not asked")
	case errors.Is(err, fetch.ErrRedirects):
		return chalkline.Errorf(chalkline.CodeInvalid, "the site sends us on and on")
	case errors.Is(err, fetch.ErrTooSlow):
		return chalkline.Errorf(chalkline.CodeInvalid, "the site takes too long to answer")
	case strings.Contains(err.Error(), "no such host"):
		return chalkline.Errorf(chalkline.CodeInvalid, "there is no site of this name")
	}
	return chalkline.Errorf(chalkline.CodeInvalid, "the site does not answer")
}
