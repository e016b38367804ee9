package web

import (
	"net/http"
	"strconv"
	"time"

	"chalkline"
)

// unsubscribePurpose is what the tokens in the mails are signed for.
const unsubscribePurpose = "unsubscribe"

// getUnsubscribe shows a button: mail scanners open every link.
func (s *server) getUnsubscribe(w http.ResponseWriter, r *http.Request) error {
	if _, err := s.unsubscriber(r); err != nil {
		return err
	}
	return s.render(w, r, "unsubscribe", "No more mail", false)
}

// postUnsubscribe stops the digest, for our own button and for mail programs'
// one click (RFC 8058) alike. Doing it twice, or after leaving, is fine.
func (s *server) postUnsubscribe(w http.ResponseWriter, r *http.Request) error {
	id, err := s.unsubscriber(r)
	if err != nil {
		return err
	}
	reader, err := s.DB.Reader(r.Context(), id)
	if err == nil {
		reader.Schedule.Every = chalkline.Never
		err = s.DB.SetSchedule(r.Context(), id, reader.Schedule, time.Time{})
	}
	if err != nil && chalkline.ErrorCode(err) != chalkline.CodeNotFound {
		return err
	}
	return s.render(w, r, "unsubscribe", "No more mail", true)
}

// unsubscriber is the reader whom the token in the address names.
func (s *server) unsubscriber(r *http.Request) (chalkline.ReaderID, error) {
	value, ok := s.Key.Verify(unsubscribePurpose, r.PathValue("token"))
	if !ok {
		return 0, chalkline.Errorf(chalkline.CodeNotFound, "This address is not complete. Please use the link in the mail as it is.")
	}
	id, err := strconv.ParseInt(value, 10, 64)
	if err != nil {
		return 0, chalkline.Errorf(chalkline.CodeNotFound, "This address names no reader.")
	}
	return chalkline.ReaderID(id), nil
}
