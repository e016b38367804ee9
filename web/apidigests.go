package web

import (
	"math"
	"net/http"
	"slices"
	"strconv"
	"time"

	"chalkline"
	"chalkline/digest/say"
)

// editionJSON is a digest in a list.
type editionJSON struct {
	Number  int       `json:"number"`
	At      time.Time `json:"at"`
	Subject string    `json:"subject"`
	Picks   int       `json:"picks"`
	Alerts  int       `json:"alerts"` // corrections of what was sent before
	CatchUp bool      `json:"catch_up"`
	Page    string    `json:"page"`
}

func (s *server) newEditionJSON(in *say.Locale, e chalkline.Edition) editionJSON {
	return editionJSON{e.Number, e.At, say.Line(e.Subject.In(in)), len(e.Picks), len(e.Alerts), e.CatchUp(), s.Base + "/digests/" + strconv.Itoa(e.Number)}
}

// digestJSON is a digest with what is in it.
type digestJSON struct {
	editionJSON

	AlertCards []cardJSON      `json:"alert_cards"`
	PickCards  []cardJSON      `json:"pick_cards"`
	Groups     []groupNewsJSON `json:"groups"`
}

// groupNewsJSON is what a group had to tell.
type groupNewsJSON struct {
	Group  chalkline.GroupID `json:"group"`
	Name   string            `json:"name"`
	Theme  *themeJSON        `json:"theme"` // null when it was not new
	Shares []shareJSON       `json:"shares"`
}

// apiDigests lists the reader's digests, newest first.
func (s *server) apiDigests(r *http.Request, reader chalkline.Reader) (any, error) {
	ask, _, err := apiAskOf(r)
	if err != nil {
		return nil, err
	}
	before := math.MaxInt32
	if ask.Cursor != 0 {
		before = int(min(ask.Cursor, math.MaxInt32))
	}
	editions, err := s.DB.EditionsBefore(r.Context(), reader.ID, before, ask.Limit+1)
	row := func(e chalkline.Edition) editionJSON { return s.newEditionJSON(localeOf(r), e) }
	return newAPIList(editions, ask.Limit, row, func(e chalkline.Edition) int64 { return int64(e.Number) }), err
}

// apiDigest is a digest of the reader's own.
func (s *server) apiDigest(r *http.Request, reader chalkline.Reader) (any, error) {
	missing := chalkline.Errorf(chalkline.CodeNotFound, "You have no such digest.")
	number, ok := idIn(r, "number")
	if !ok || number > math.MaxInt32 {
		return nil, missing
	}
	ctx := r.Context()
	e, err := s.DB.EditionByNumber(ctx, reader.ID, int(number))
	if chalkline.ErrorCode(err) == chalkline.CodeNotFound {
		return nil, missing
	}
	if err != nil {
		return nil, err
	}
	cards, err := s.DB.CardsByPick(ctx, reader.ID, slices.Concat(e.Alerts, e.Picks))
	if err != nil {
		return nil, err
	}
	answer := digestJSON{editionJSON: s.newEditionJSON(localeOf(r), e), AlertCards: []cardJSON{}, PickCards: []cardJSON{}, Groups: []groupNewsJSON{}}
	for _, c := range cards {
		if slices.Contains(e.Alerts, c.Pick.ID) {
			answer.AlertCards = append(answer.AlertCards, s.newCardJSON(localeOf(r), c))
		} else {
			answer.PickCards = append(answer.PickCards, s.newCardJSON(localeOf(r), c))
		}
	}
	if e.Since.IsZero() {
		return answer, nil // from before there were groups
	}
	answer.Groups, err = s.newsJSON(r, reader, e)
	return answer, err
}

// newsJSON is what groups had to tell in a digest.
func (s *server) newsJSON(r *http.Request, reader chalkline.Reader, e chalkline.Edition) ([]groupNewsJSON, error) {
	news, err := s.DB.GroupNews(r.Context(), reader.ID, e.Since, reader.Schedule.Here(e.At))
	list := []groupNewsJSON{}
	for _, n := range news {
		one := groupNewsJSON{Group: n.Group.ID, Name: n.Group.Name, Shares: []shareJSON{}}
		if n.Theme != nil && n.Fresh {
			theme := newThemeJSON(*n.Theme)
			one.Theme = &theme
		}
		// Whoever gets a group's news is a member of it.
		in := inGroup{Group: n.Group, Member: chalkline.Member{GroupID: n.Group.ID, ReaderID: reader.ID}}
		for _, shared := range n.Shared {
			one.Shares = append(one.Shares, s.newShareJSON(localeOf(r), in, shared))
		}
		list = append(list, one)
	}
	return list, err
}
