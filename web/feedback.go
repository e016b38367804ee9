package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"chalkline"
)

// postFeedback stores or takes back what a reader says of an item, and leads
// back to the place where they said it.
func (s *server) postFeedback(w http.ResponseWriter, r *http.Request, reader chalkline.Reader) error {
	item, err := itemID(r)
	if err != nil {
		return err
	}
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	kind := chalkline.FeedbackKind(r.Form.Get("kind"))
	if !kind.Valid() {
		return chalkline.Errorf(chalkline.CodeInvalid, "Please use one of the buttons under the item.")
	}
	ctx := r.Context()
	if r.Form.Get("undo") == "1" {
		if err := s.DB.RemoveFeedback(ctx, reader.ID, item, kind); err != nil {
			return err
		}
		if was := chalkline.FeedbackKind(r.Form.Get("was")); was == opposite[kind] && was != "" {
			if err := s.DB.AddFeedback(ctx, reader.ID, item, was); err != nil {
				return err
			}
		}
		return s.answerCard(w, r, reader, did{What: didUndone, Item: item, Kind: kind})
	}
	before, err := s.DB.Card(ctx, reader.ID, item)
	if err != nil {
		return err
	}
	if err := s.DB.AddFeedback(ctx, reader.ID, item, kind); err != nil {
		return err
	}
	d := did{What: didMarked, Item: item, Kind: kind}
	for _, had := range before.Feedback {
		if had == opposite[kind] {
			d.Was = had
		}
	}
	return s.answerCard(w, r, reader, d)
}

// opposite are the words that replace each other.
var opposite = map[chalkline.FeedbackKind]chalkline.FeedbackKind{
	chalkline.FeedbackUseful: chalkline.FeedbackNotForMe, chalkline.FeedbackNotForMe: chalkline.FeedbackUseful,
}

// answerCard answers a button of a card. A browser without scripts is led back to
// the card, whose address then tells what was done. A script is given the part of
// the card that has changed, and puts it in its place.
func (s *server) answerCard(w http.ResponseWriter, r *http.Request, reader chalkline.Reader, d did) error {
	back := backTo(r.PostForm.Get("back"), d.Item)
	if !partly(r) {
		query := back.Query()
		query.Del(saidParam)
		query.Set(didParam, d.String())
		back.RawQuery, back.Fragment = query.Encode(), anchor(d.Item)
		return see(w, r, back.String())
	}
	card, err := s.DB.Card(r.Context(), reader.ID, d.Item)
	if err != nil {
		return err
	}
	v := newReaderCard(card, back.String())
	v.Bare = strings.HasPrefix(back.Path, "/items/")
	if v.Bare {
		v.Back = ""
	}
	if back.Path == "/picks" {
		v.Level = 3
	}
	if v.Groups, err = s.forwardGroups(r.Context(), reader.ID); err != nil {
		return err
	}
	if err := s.tellDone(r, reader, d, &v); err != nil {
		return err
	}
	if v.Done == nil { // somebody, or the same reader elsewhere, was quicker
		v.Done = &done{Words: chalkline.Textf("This has changed meanwhile; it is now as you see it.")}
	}
	v.Focus, v.Done.Focus = d.focus(), v.Done.Undo != nil
	part := "card-foot"
	if d.Kind == chalkline.FeedbackHidden && !v.Bare {
		part = "card"
		w.Header().Set("HX-Retarget", "#"+v.Anchor())
		w.Header().Set("HX-Reswap", "outerHTML")
	}
	return s.renderPart(w, r, http.StatusOK, part, v, v.Done.Words)
}

// backTo reads where a form came from. Only our own pages with cards count;
// anything else leads to the item's page.
func backTo(address string, item chalkline.ItemID) *url.URL {
	u, err := url.Parse(address)
	ours := err == nil && u.Scheme == "" && u.Host == "" && u.Opaque == "" && u.User == nil
	if ours {
		switch u.Path {
		case "/picks", "/saved", "/history", "/search":
		default:
			ours = strings.HasPrefix(u.Path, "/digests/")
		}
	}
	if !ours {
		return &url.URL{Path: "/items/" + strconv.FormatInt(int64(item), 10)}
	}
	return &url.URL{Path: u.Path, RawQuery: u.RawQuery}
}

// itemID is the item that an address names.
func itemID(r *http.Request) (chalkline.ItemID, error) {
	text := r.PathValue("id")
	id, err := strconv.ParseInt(text, 10, 64)
	if err != nil || id <= 0 || strings.HasPrefix(text, "+") {
		return 0, chalkline.Errorf(chalkline.CodeNotFound, "There is no item at this address.")
	}
	return chalkline.ItemID(id), nil
}
