package web

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"chalkline"
	"chalkline/digest/say"
)

// cardGroup is a group that a card can be put forward to with one tap.
type cardGroup struct {
	ID   chalkline.GroupID
	Name string
}

// forwardGroups are the groups of a reader, for the buttons of cards.
func (s *server) forwardGroups(ctx context.Context, reader chalkline.ReaderID) ([]cardGroup, error) {
	belongings, err := s.DB.GroupsOf(ctx, reader)
	if err != nil {
		return nil, err
	}
	var groups []cardGroup
	for _, b := range belongings {
		groups = append(groups, cardGroup{ID: b.Group.ID, Name: say.Line(b.Group.Name)})
	}
	return groups, nil
}

// Forward is where the buttons that put a card forward post to.
func (v cardView) Forward() string { return fmt.Sprintf("/items/%d/forward", v.ID) }

// postForwardNow puts an item forward without a note, or takes that back. What a
// curator puts forward is approved at once.
func (s *server) postForwardNow(w http.ResponseWriter, r *http.Request, reader chalkline.Reader) error {
	item, err := itemID(r)
	if err != nil {
		return err
	}
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	if r.Form.Get("undo") == "1" {
		return s.takeForwardBack(w, r, reader, item)
	}
	groups, err := s.DB.GroupsOf(r.Context(), reader.ID)
	if err != nil {
		return err
	}
	for _, b := range groups {
		if fmt.Sprint(b.Group.ID) != r.PostForm.Get("group") {
			continue
		}
		share := chalkline.Share{GroupID: b.Group.ID, ItemID: item, By: reader.ID}
		if b.Member.Curator() {
			share.State = chalkline.ShareApproved
		}
		err := s.DB.PutForward(r.Context(), &share)
		if chalkline.ErrorCode(err) == chalkline.CodeConflict {
			return s.answerCard(w, r, reader, did{What: didAlready, Item: item})
		}
		if err != nil {
			return err
		}
		return s.answerCard(w, r, reader, did{What: didForward, Item: item, Group: share.GroupID, Share: share.ID})
	}
	return chalkline.Errorf(chalkline.CodeNotFound, "You are in no such group.")
}

// takeForwardBack takes back what the reader put forward; it is no fault if it was
// taken back before.
func (s *server) takeForwardBack(w http.ResponseWriter, r *http.Request, reader chalkline.Reader, item chalkline.ItemID) error {
	first, second, _ := strings.Cut(r.PostForm.Get("share"), ".")
	group, ok := idOf(first)
	id, ok2 := idOf(second)
	if !ok || !ok2 {
		return chalkline.Errorf(chalkline.CodeInvalid, "Please use one of the buttons under the item.")
	}
	ctx := r.Context()
	member, err := s.DB.Member(ctx, chalkline.GroupID(group), reader.ID)
	if err != nil {
		return err
	}
	share, err := s.DB.Share(ctx, member.GroupID, chalkline.ShareID(id))
	if err == nil && share.By == reader.ID && share.ItemID == item {
		err = s.DB.WithdrawShare(ctx, member, share.ID)
	}
	if err != nil && chalkline.ErrorCode(err) != chalkline.CodeNotFound {
		return err
	}
	return s.answerCard(w, r, reader, did{What: didUndone, Item: item})
}
