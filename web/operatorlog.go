package web

import (
	"net/http"
	"strconv"

	"chalkline"
	"chalkline/store"
)

// logShown is how many entries of the log a page has.
const logShown = 100

// logPage is what operators did.
type logPage struct {
	Entries []store.Logged
	More    int64 // the entry before which the next page begins; 0 for none
}

// note writes into the log what an operator did.
func (s *server) note(r *http.Request, operator chalkline.Reader, action, about string) error {
	return s.DB.Log(r.Context(), operator.ID, action, chalkline.Cut(about, 200))
}

// readerNumber names a reader in the log, which keeps no address of them.
func readerNumber(id chalkline.ReaderID) string { return "reader " + strconv.FormatInt(int64(id), 10) }

// getLog shows what operators did.
func (s *server) getLog(w http.ResponseWriter, r *http.Request, _ chalkline.Reader) error {
	before := int64(0)
	if text := r.URL.Query().Get("before"); text != "" {
		var ok bool
		if before, ok = idOf(text); !ok {
			return chalkline.Errorf(chalkline.CodeNotFound, "There is no such part of the log.")
		}
	}
	entries, err := s.DB.Logs(r.Context(), before, logShown+1)
	if err != nil {
		return err
	}
	page := logPage{Entries: entries}
	if len(entries) > logShown {
		page.Entries = entries[:logShown]
		page.More = entries[logShown-1].ID
	}
	return s.render(w, r, "operator-log", chalkline.Textf("What operators did"), page)
}
