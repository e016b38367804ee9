package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"chalkline"
)

// hiddenParam names the item that was hidden a moment ago.
const hiddenParam = "hid"

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
	undo := r.Form.Get("undo") == "1"
	if undo {
		err = s.DB.RemoveFeedback(r.Context(), reader.ID, item, kind)
	} else {
		err = s.DB.AddFeedback(r.Context(), reader.ID, item, kind)
	}
	if err != nil {
		return err
	}
	back := backTo(r.PostForm.Get("back"), item)
	if kind == chalkline.FeedbackHidden && !undo && back.Path == "/picks" {
		query := back.Query()
		query.Set(hiddenParam, strconv.FormatInt(int64(item), 10))
		back.RawQuery = query.Encode()
	}
	back.Fragment = anchor(item)
	return see(w, r, back.String())
}

// backTo reads where a form came from. Only our own pages with cards count;
// anything else leads to the item's page.
func backTo(address string, item chalkline.ItemID) *url.URL {
	u, err := url.Parse(address)
	ours := err == nil && u.Scheme == "" && u.Host == "" && u.Opaque == "" && u.User == nil &&
		(u.Path == "/picks" || u.Path == "/search")
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
