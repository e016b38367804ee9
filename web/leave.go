package web

import (
	"net/http"

	"chalkline"
)

// getLeave says what goes, and asks once before it does.
func (s *server) getLeave(w http.ResponseWriter, r *http.Request, reader chalkline.Reader) error {
	return s.render(w, r, "leave", chalkline.Textf("Leave"), reader.Role == chalkline.RoleOperator)
}

// postLeave deletes the reader and everything of theirs at once.
func (s *server) postLeave(w http.ResponseWriter, r *http.Request, reader chalkline.Reader) error {
	ctx := r.Context()
	if err := s.DB.DeleteReader(ctx, reader.ID); err != nil {
		return err
	}
	if err := s.sessions.Destroy(ctx); err != nil {
		return err
	}
	return s.render(w, signedOut(r), "left", chalkline.Textf("You have left"), nil)
}
