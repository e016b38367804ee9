package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strconv"
	"time"

	"chalkline"
	"chalkline/crawler"
	"chalkline/crawler/lists"
	"chalkline/crawler/scholar"
	"chalkline/crawler/websub"
	"chalkline/digest/mail"
	"chalkline/ranker/evidence"
	"chalkline/ranker/taste"
	"chalkline/ranker/topics"
	"chalkline/search/meili"
	"chalkline/store"
)

// Units does the work of Chalkline, unit by unit. All fields are needed but
// five: without Resolver works stay unresolved, which an appraisal takes as "not
// stated"; without Hubs sources are only polled; without Feeds ours are too;
// without Lists no list is read; without Index the database answers searches.
type Units struct {
	DB         *store.DB
	Crawler    *crawler.Crawler
	Evidence   *evidence.Model
	Topics     *topics.List
	Resolver   *scholar.Resolver
	Hubs       *websub.Subscriber            // nil where hubs cannot reach this instance
	Feeds      Feeds                         // nil where no feeds are brought to anybody
	Lists      map[chalkline.ListName]string // paths or addresses of lists about works
	ListReader lists.Reader
	Index      *meili.Index // nil where the database alone answers searches
	Mail       mail.Sender
	Pace       time.Duration // least time between two digests; 0 for none
	Key        chalkline.Key
	From       string // sender address of mail
	Contact    string // address or URL of who runs the instance, for the end of a mail
	Base       string // public address of the pages, without a slash at the end
	Bounces    string // address that undeliverable mail comes back to; "" for From
	BounceBox  string // Maildir or mbox that it comes to; "" for none
	KeepTexts  int    // months that texts stay which nobody needs; 0 for ever
	Now        func() time.Time
	Log        *slog.Logger
	Observer   Observer // nil where nobody counts

	known   knowledge
	preview preview
	cut     chalkline.ItemID // how far the texts of old items were looked at
}

// Kinds are the kinds of work in the order in which an item goes through them.
func (u *Units) Kinds() []Kind {
	kinds := []Kind{
		u.list(),
		{Name: "crawl", Due: u.DB.DueHosts, Run: one(u.crawl), Workers: 16, Every: 5 * time.Second},
		{Name: "read", Due: ids(u.DB.ItemsToRead), Run: one(u.read), Workers: 4, Every: 5 * time.Second},
		{Name: "appraise", Due: ids(u.toAppraise), Run: u.appraise, Batch: 100, Every: time.Second},
		{Name: "resolve", Due: ids(u.DB.WorksToResolve), Run: one(u.resolve), Every: 5 * time.Second},
		u.learn(),
		{Name: "pick", Due: ids(u.DB.ReadersToPick), Run: u.pick, Batch: pickBatch, Every: time.Second},
		{Name: "calendar", Due: ids(u.DB.CalendarsDue), Run: one(u.askCalendar), Every: 10 * time.Second},
		{Name: "compose", Due: ids(u.DB.ReadersToCompose), Run: one(u.compose), Every: 5 * time.Second},
		u.deliveries(),
	}
	if u.Resolver != nil && u.Resolver.Crossref != nil {
		kinds = append(kinds, Kind{Name: "find", Due: u.DB.ReferencesToFind, Run: one(u.find), Every: 10 * time.Second})
	}
	if u.Resolver == nil {
		kinds = slices.DeleteFunc(kinds, func(k Kind) bool { return k.Name == "resolve" })
	}
	if u.Hubs != nil {
		kinds = append(kinds, Kind{Name: "subscribe", Due: ids(u.DB.SubscriptionsDue), Run: one(u.subscribe), Every: 30 * time.Second})
	}
	if u.Feeds != nil {
		kinds = append(kinds, u.push())
	}
	if u.BounceBox != "" {
		kinds = append(kinds, u.bounces())
	}
	if u.Index != nil {
		kinds = append(kinds, u.index())
	}
	kinds = append(kinds, u.sweep())
	for i := range kinds {
		kinds[i].Alone = slices.Contains(alone, kinds[i].Name)
	}
	return u.observed(kinds)
}

// alone are the kinds that one process does for all.
var alone = []string{
	"read", "resolve", "find", // their pace towards a host or a service is kept in memory
	"appraise",                // finds stories among what was judged before, and in its batch
	"learn", "index", "sweep", // know in memory when they were done last
	"deliver", // the pace of mail, and when the mail server is left alone, are in memory
	"bounces", // remembers what it saw in the mailbox
}

// Denied counts a page that the robots.txt of a host kept us from. A count that
// cannot be stored is no reason to stop.
func (u *Units) Denied(ctx context.Context, host string) {
	if err := u.DB.AddVisits(ctx, store.Visits{Host: host, Denied: 1}); err != nil {
		u.Log.Warn("refusal not counted", "host", host, "error", err)
	}
}

// read fetches the page of an item whose source gave too little to judge.
func (u *Units) read(ctx context.Context, key string) error {
	itemID, err := id[chalkline.ItemID](key)
	if err != nil {
		return err
	}
	item, err := u.DB.Item(ctx, itemID)
	if chalkline.ErrorCode(err) == chalkline.CodeNotFound {
		return nil // deleted meanwhile
	}
	if err != nil {
		return err
	}
	return u.Crawler.ReadItem(ctx, item)
}

// subscribe asks a hub to bring what is new of a source.
func (u *Units) subscribe(ctx context.Context, key string) error {
	sourceID, err := id[chalkline.SourceID](key)
	if err != nil {
		return err
	}
	return u.Hubs.Renew(ctx, sourceID)
}

// one makes a Run that takes a single key.
func one(run func(context.Context, string) error) func(context.Context, []string) error {
	return func(ctx context.Context, keys []string) error {
		for _, key := range keys {
			if err := run(ctx, key); err != nil {
				return err
			}
		}
		return nil
	}
}

// ids makes a Due out of one that finds ids.
func ids[T ~int64](due func(context.Context, time.Time, int) ([]T, error)) func(context.Context, time.Time, int) ([]string, error) {
	return func(ctx context.Context, now time.Time, limit int) ([]string, error) {
		found, err := due(ctx, now, limit)
		if err != nil {
			return nil, err
		}
		keys := make([]string, len(found))
		for i, id := range found {
			keys[i] = strconv.FormatInt(int64(id), 10)
		}
		return keys, nil
	}
}

// id reads a key made by ids.
func id[T ~int64](key string) (T, error) {
	n, err := strconv.ParseInt(key, 10, 64)
	if err != nil {
		return 0, fmt.Errorf("unit key %q is no id: %w", key, err)
	}
	return T(n), nil
}

func (u *Units) crawl(ctx context.Context, host string) error {
	report, err := u.Crawler.CrawlHost(ctx, host)
	u.observer().Crawled(report)
	if err != nil {
		return err
	}
	err = u.DB.AddVisits(ctx, store.Visits{Host: host, Asked: report.Asked, NotModified: report.NotModified, Failed: report.Failed, Bytes: report.Bytes})
	if err != nil {
		return err
	}
	u.Log.Info("host crawled", "host", host, "asked", report.Asked, "not_modified", report.NotModified, "failed", report.Failed, "new", report.Stored.New, "edited", report.Stored.Edited, "bytes", report.Bytes)
	return nil
}

// How long a work's record holds before it is asked for again. A retraction
// comes late and matters, so even a record that stands is asked for monthly.
const (
	recordLife  = 30 * 24 * time.Hour
	absentLife  = 90 * 24 * time.Hour
	recordRetry = 6 * time.Hour
)

// resolve asks for a work's record. Without an answer the work waits; that is
// no failure, because an appraisal does without.
func (u *Units) resolve(ctx context.Context, key string) error {
	workID, err := id[chalkline.WorkID](key)
	if err != nil {
		return err
	}
	w, err := u.DB.Work(ctx, workID)
	if err != nil {
		return err
	}
	found, err := u.Resolver.Resolve(ctx, w)
	next := recordLife
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case chalkline.ErrorCode(err) == chalkline.CodeNotFound:
		next = absentLife
	case err != nil:
		next = u.again(err, "work not resolved", "doi", w.DOI, "eric", w.ERIC)
	}
	found.ID, found.DOI, found.ERIC = w.ID, w.DOI, w.ERIC
	return u.DB.SaveWork(ctx, found, u.Now().Add(next))
}

// again is when to ask a service again that could not answer. One that asked to
// be left alone is asked soon after the time that it named, and that is no news
// for every single work.
func (u *Units) again(err error, what string, about ...any) time.Duration {
	if held, ok := errors.AsType[*scholar.Held](err); ok {
		return max(0, held.Until.Sub(u.Now())) + time.Minute
	}
	u.Log.Warn(what, append(about, "error", err)...) //nolint:sloglint // one of two constants
	return recordRetry
}

// find looks for the work that a reference string means. It takes none rather
// than a wrong one; see scholar.Crossref.Find.
func (u *Units) find(ctx context.Context, reference string) error {
	found, err := u.Resolver.Crossref.Find(ctx, reference)
	now := u.Now()
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case chalkline.ErrorCode(err) == chalkline.CodeNotFound:
		return u.DB.SaveFound(ctx, reference, "", now.Add(absentLife))
	case err != nil:
		return u.DB.SaveFound(ctx, reference, "", now.Add(u.again(err, "reference not looked up")))
	}
	return u.DB.SaveFound(ctx, reference, found.DOI, time.Time{})
}

// renewBatch is how many items a sweep has judged anew whose features are of
// another version: a large instance is through within days, and nothing else has
// to wait.
const renewBatch = 2000

// sweep clears away what has expired, and has features renewed, once an hour.
func (u *Units) sweep() Kind {
	var next moment
	return Kind{
		Name:  "sweep",
		Every: time.Minute,
		Due: func(_ context.Context, now time.Time, _ int) ([]string, error) {
			if now.Before(next.get()) {
				return nil, nil
			}
			return []string{"all"}, nil
		},
		Run: func(ctx context.Context, _ []string) error {
			now := u.Now()
			next.set(now.Add(time.Hour))
			cut, err := u.DB.CloseStaleClaims(ctx, now.Add(-claimLife))
			if cut > 0 {
				u.Log.Warn("deliveries were cut off and may have been sent; they are not repeated", "count", cut)
			}
			_, renewErr := u.DB.RenewFeatures(ctx, taste.Version, renewBatch)
			return errors.Join(err, u.DB.Sweep(ctx), u.DB.ForgetBounces(ctx), renewErr, u.cutTexts(ctx, now))
		},
	}
}

// claimLife is longer than any sending takes.
const claimLife = time.Hour

// errNoMail is what a delivery to a reader fails with who has left meanwhile.
var errNoMail = errors.New("the reader has left")
