package web

import (
	"strings"
	"testing"

	"chalkline"
	"chalkline/digest/mail"
	"chalkline/ranker/topics"
	"chalkline/store"
)

// All links start at "/", so a site under a path would lead nowhere.
func TestThePublicAddressIsAHostAlone(t *testing.T) {
	t.Parallel()
	db, err := store.Open(t.Context(), t.TempDir()+"/chalkline.db")
	ok(t, err)
	t.Cleanup(func() { ok(t, db.Close()) })
	for base, good := range map[string]bool{
		"https://chalkline.school.org":      true,
		"http://127.0.0.1:8080":             true,
		"http://[::1]:8080":                 true,
		"HTTPS://Chalkline.School.org":      true,
		"https://chalkline.school.org/":     false,
		"https://school.org/chalkline":      false,
		"https://school.org?x=1":            false,
		"https://school.org?":               false,
		"https://school.org/chalkline?x=1":  false,
		"https://school.org#top":            false,
		"https://me:secret@school.org":      false,
		"ftp://school.org":                  false,
		"school.org":                        false,
		"https://":                          false,
		"":                                  false,
		"https://school.org/../chalkline/x": false,
	} {
		site, err := New(Config{DB: db, Topics: topics.Default(), Search: db, Picks: choosing{}, Mail: mail.Outbox{Dir: t.TempDir()}, Base: base})
		if good != (err == nil) || good != (site != nil) {
			t.Errorf("%q: %v", base, err)
		}
		if !good && (chalkline.ErrorCode(err) != chalkline.CodeInvalid || strings.ContainsAny(chalkline.ErrorMessage(err), "\n;")) {
			t.Errorf("%q is refused with %v, want one sentence", base, err)
		}
	}
}
