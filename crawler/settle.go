package crawler

import (
	"net/http"
	"strings"
	"time"

	"chalkline"
	"chalkline/crawler/schedule"
)

// settle is the poll to be stored after an answer: the validators, when to ask
// again, and how the source is doing. Start is when it was asked.
func (c *Crawler) settle(source chalkline.Source, a *answer, start time.Time, whole bool) chalkline.Poll {
	poll := source.Poll
	poll.LastAt = chalkline.Time(start)
	poll.HTTPStatus = 0
	if a.response != nil {
		poll.HTTPStatus = a.response.Status
	}
	if whole {
		poll.ForcedAt = poll.LastAt
	}
	switch a.outcome {
	case schedule.OK:
		poll.ETag, poll.LastModified = validators(source.Poll, *a)
		poll.State, poll.Error, poll.Failures, poll.Busy = chalkline.PollOK, "", 0, 0
		poll.OKAt, poll.Proposal = poll.LastAt, ""
		poll.Hints = hints(source.Poll, *a, start)
		poll.Move = moving(poll.Move, a.response.Permanent, poll.LastAt)
		if poll.Move.URL != "" {
			a.warnings = append(a.warnings, "it says that it has moved for good to "+poll.Move.URL)
		}
	case schedule.Failed:
		poll.State, poll.Error = chalkline.PollFailing, explain(source, a.err)
		poll.Failures++
		if a.gone {
			poll.State = chalkline.PollGone
		}
		if a.proposal != "" {
			poll.Proposal = a.proposal
		}
	case schedule.Busy:
		poll.Busy++ // the host is short of breath: no fault of the feed, whose state stays
	}
	poll.Notice = notice(a.warnings)
	in := c.input(source, poll, *a, start)
	next, interval := schedule.Next(in, start)
	poll.NextAt, poll.Interval = chalkline.Time(next), interval
	if a.outcome == schedule.Busy || poll.HTTPStatus == http.StatusServiceUnavailable || in.RetryAfter > 0 {
		poll.HeldUntil = poll.NextAt
	}
	return poll
}

// notice is what the operator is told of warnings, in one sentence or two.
func notice(warnings []string) string {
	if len(warnings) == 0 {
		return ""
	}
	return sentence(strings.Join(warnings[:min(len(warnings), 2)], "; "))
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

// hints are what the source says about when to ask again: all of it in a whole
// answer; in one that nothing changed what its header says, and what was said
// before.
func hints(before chalkline.Poll, a answer, now time.Time) chalkline.Hints {
	fresh := a.response.FreshFor(now)
	if a.response.NotModified {
		h := before.Hints
		if a.response.SaysFreshness() {
			h.FreshFor = fresh
		}
		return h
	}
	published := make([]time.Time, 0, len(a.items))
	for _, item := range a.items {
		published = append(published, item.Published)
	}
	latest := before.Hints.Latest
	if lying(before) {
		published = nil
	}
	rhythm, newest := schedule.Rhythm(published, before.Arrivals, now)
	if !newest.IsZero() {
		latest = newest
	}
	return chalkline.Hints{
		FreshFor: fresh, TTL: a.ttl, SkipHours: a.skipHours, SkipDays: a.skipDays, Rhythm: rhythm, Latest: chalkline.Time(latest),
	}
}

// lying says that the dates of a source cannot be believed: it dated an item
// later than anything that came.
func lying(p chalkline.Poll) bool { return !p.ItemAt.IsZero() && p.Hints.Latest.After(p.ItemAt) }

// input gathers what the time of the next check depends on.
func (c *Crawler) input(source chalkline.Source, poll chalkline.Poll, a answer, now time.Time) schedule.Input {
	in := schedule.Input{
		Outcome:   a.outcome,
		Failures:  poll.Failures,
		Busy:      poll.Busy,
		Rhythm:    poll.Hints.Rhythm,
		Latest:    poll.Hints.Latest,
		FreshFor:  max(poll.Hints.FreshFor, source.Rest),
		TTL:       poll.Hints.TTL,
		SkipHours: poll.Hints.SkipHours,
		SkipDays:  poll.Hints.SkipDays,
		Pushed:    now.Before(poll.PushUntil),
		Seed:      c.seed(source.ID),
	}
	if in.Latest.IsZero() || lying(source.Poll) {
		in.Latest = poll.ItemAt
	}
	if a.response != nil {
		in.RetryAfter = a.response.RetryAfter(now)
	}
	return in
}
