package web

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"chalkline"
	"chalkline/digest/feed"
	"chalkline/digest/say"
	"chalkline/store"
)

// feedRevised is for how long older picks that fell (retracted, of concern) stand
// with the newest ones.
const feedRevised = 60 * 24 * time.Hour

// errNoFeed is the one answer to every address that is not a feed's.
var errNoFeed = chalkline.Errorf(chalkline.CodeNotFound, "There is no feed at this address. If there was one, its reader has made a new address since.")

// getFeed publishes a reader's picks. Feed programs ask often and the answer
// rarely changes, so one look-up decides whether there is anything new before a
// single card is read.
//
// Whatever is wrong with an address, it is looked up like a good one, so that
// neither the answer nor its time tells more than that there is no feed.
func (s *server) getFeed(w http.ResponseWriter, r *http.Request) error {
	secretHeaders(w.Header())
	secret, extension := cutFormat(r.PathValue("file"))
	ctx := r.Context()
	token, state, err := s.DB.FeedToken(ctx, chalkline.HashSecret(secret))
	if chalkline.ErrorCode(err) == chalkline.CodeNotFound || err == nil && extension == "" {
		return errNoFeed
	}
	if err != nil {
		return err
	}
	ask, err := s.feedAskOf(r.URL.Query())
	if err != nil {
		return err
	}
	p, err := s.readerFeedAt(ctx, token, state, ask)
	if err != nil {
		return err
	}
	p.Path = "/feeds/" + secret
	return s.publish(w, r, extension, ask, p)
}

// readerFeed is what a reader's token publishes.
func (s *server) readerFeed(ctx context.Context, token chalkline.Token, ask feedAsk) (published, error) {
	reader, err := s.DB.Reader(ctx, token.ReaderID)
	if err != nil {
		return published{}, err
	}
	version, err := s.DB.FeedVersion(ctx, token.ReaderID)
	if err != nil {
		return published{}, err
	}
	return s.readerFeedAt(ctx, token, store.FeedState{Version: version, Language: reader.Language}, ask)
}

// readerFeedAt is readerFeed for who knows its state.
func (s *server) readerFeedAt(ctx context.Context, token chalkline.Token, state store.FeedState, ask feedAsk) (published, error) {
	version := state.Version
	if version.IsZero() {
		version = token.CreatedAt // a feed without picks is as old as its address
	}
	p := published{ID: fmt.Sprintf("reader/%d", token.ReaderID), Page: "/picks", Language: say.In(state.Language), Secret: true, Hub: true}
	if ask.Digests {
		last, at, err := s.DB.LastEdition(ctx, token.ReaderID)
		if err != nil {
			return published{}, err
		}
		if at.After(version) {
			version = at
		}
		p.ID, p.Page = p.ID+"/digests", "/digests"
		p.Title, p.Description = chalkline.Textf("%s: my digests", s.Name), chalkline.Textf("Each digest as one entry.")
		p.Read = func(ctx context.Context) (feedPart, error) {
			return s.digestPart(ctx, token.ReaderID, last, ask.Archive)
		}
	} else {
		p.Title = s.picksTitle(ask)
		p.Description = chalkline.Textf("Education research and writing, picked for what you follow, each with the strength of its evidence.")
		p.Read = func(ctx context.Context) (feedPart, error) { return s.pickPart(ctx, token.ReaderID, ask) }
	}
	p.Version.At = version
	return p, nil
}

// picksTitle names a feed of picks, with what its address leaves out, so that two
// feeds of one reader can be told apart.
func (s *server) picksTitle(ask feedAsk) chalkline.Text {
	var topics []chalkline.Text
	for _, id := range ask.Topics {
		topics = append(topics, chalkline.Textf(s.topicLabel(id)))
	}
	if len(topics) == 0 {
		return narrowed(chalkline.Textf("%s: my picks", s.Name), ask)
	}
	return narrowed(chalkline.Textf("%s: my picks on %s", s.Name, chalkline.Listed(topics...)), ask)
}

// narrowed adds to a title the grades that a feed is for.
func narrowed(title chalkline.Text, ask feedAsk) chalkline.Text {
	switch ask.Least {
	case "":
		return title
	case chalkline.GradeA:
		return chalkline.Textf("%s, grade A", title)
	}
	return chalkline.Textf("%s, grade %s or better", title, string(ask.Least))
}

func (s *server) pickPart(ctx context.Context, reader chalkline.ReaderID, ask feedAsk) (feedPart, error) {
	part, err := s.DB.FeedPart(ctx, reader, store.FeedQuery{
		Archive: ask.Archive, Grades: ask.grades(), Topics: ask.Topics, Revised: s.Now().Add(-feedRevised),
	})
	return feedPart{Cards: part.Cards, Prev: part.Prev, Next: part.Next}, err
}

// archiveDigests is how many digests an archive holds.
const archiveDigests = 10

// digestPart reads digests out of a reader's so many. They are divided like picks:
// an archive holds those of ten numbers, and the newest begin with the archive that
// holds the tenth newest.
func (s *server) digestPart(ctx context.Context, reader chalkline.ReaderID, count, archive int) (part feedPart, err error) {
	complete := count / archiveDigests
	first, last := 1, count
	switch {
	case archive > complete:
		return part, chalkline.Errorf(chalkline.CodeNotFound, "there is no archive %d of this feed; there are %d", archive, complete)
	case archive > 0:
		part.Prev, first, last = archive-1, (archive-1)*archiveDigests+1, archive*archiveDigests
		if archive < complete {
			part.Next = archive + 1
		}
	case complete > 0:
		part.Prev = (count - archiveDigests) / archiveDigests
		first = part.Prev*archiveDigests + 1
	}
	editions, err := s.DB.EditionsFrom(ctx, reader, first, last)
	if err != nil {
		return part, err
	}
	var ids []chalkline.PickID
	for _, e := range editions {
		ids = append(append(ids, e.Alerts...), e.Picks...)
	}
	cards, err := s.DB.CardsByPick(ctx, reader, ids)
	if err != nil {
		return part, err
	}
	byPick := make(map[chalkline.PickID]chalkline.Card, len(cards))
	for _, c := range cards {
		byPick[c.Pick.ID] = c
	}
	for _, e := range editions {
		d := feed.Digest{Edition: e, URL: fmt.Sprintf("%s/digests/%d", s.Base, e.Number)}
		for _, id := range append(e.Alerts[:len(e.Alerts):len(e.Alerts)], e.Picks...) {
			if c, ok := byPick[id]; ok {
				d.Cards = append(d.Cards, c)
			}
		}
		part.Digests = append(part.Digests, d)
	}
	return part, nil
}
