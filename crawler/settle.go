package crawler

import (
	"net/http"
	"time"

	"chalkline"
	"chalkline/crawler/schedule"
)

// settle is the poll to be stored after an answer: the validators, when to ask
// again, and how the source is doing.
func (c *Crawler) settle(source chalkline.Source, a answer, now time.Time) chalkline.Poll {
	poll := source.Poll
	poll.LastAt = chalkline.Time(now)
	poll.HTTPStatus = 0
	if a.response != nil {
		poll.HTTPStatus = a.response.Status
	}
	switch a.outcome {
	case schedule.OK:
		poll.ETag, poll.LastModified = validators(source.Poll, a)
		poll.State, poll.Error, poll.Failures = chalkline.PollOK, "", 0
		poll.OKAt = poll.LastAt
	case schedule.Failed:
		poll.State, poll.Error = chalkline.PollFailing, explain(source, a.err)
		poll.Failures++
		if a.gone {
			poll.State = chalkline.PollGone
		}
	case schedule.Busy:
		// The host is short of breath: no fault of the feed, whose state stays.
	}
	next, interval := schedule.Next(c.input(source, poll, a, now), now)
	poll.NextAt, poll.Interval = chalkline.Time(next), interval
	return poll
}

// validators are those of the answer. A whole answer brings its own, or none
// when it has none; an answer that nothing changed replaces those that it
// brings and keeps the others.
func validators(before chalkline.Poll, a answer) (etag, lastModified string) {
	etag, lastModified = a.response.Header.Get("ETag"), a.response.Header.Get("Last-Modified")
	switch {
	case a.response.NotModified:
		if etag == "" {
			etag = before.ETag
		}
		if lastModified == "" {
			lastModified = before.LastModified
		}
	case a.response.Status != http.StatusOK:
		return "", "" // a part of something, or a stand-in for it
	}
	return etag, lastModified
}

// input gathers what the time of the next check depends on.
func (c *Crawler) input(source chalkline.Source, poll chalkline.Poll, a answer, now time.Time) schedule.Input {
	in := schedule.Input{
		Outcome:   a.outcome,
		Unchanged: a.notModified(),
		Failures:  poll.Failures,
		Latest:    source.Poll.ItemAt,
		TTL:       a.ttl,
		SkipHours: a.skipHours,
		SkipDays:  a.skipDays,
		Seed:      c.Seed ^ uint64(source.ID)*0x9e3779b97f4a7c15, //nolint:gosec // bits for a seed
	}
	if source.Poll.Failures == 0 {
		in.Previous = source.Poll.Interval // not one that a backoff led to
	}
	if a.response != nil {
		in.FreshFor = a.response.FreshFor(now)
		in.RetryAfter = a.response.RetryAfter(now)
	}
	published := make([]time.Time, 0, len(a.items))
	for _, item := range a.items {
		published = append(published, item.Published)
	}
	rhythm, latest := schedule.Rhythm(published, now)
	in.Rhythm = rhythm
	if !latest.IsZero() {
		in.Latest = latest
	}
	return in
}
