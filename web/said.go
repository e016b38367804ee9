package web

import (
	"cmp"
	"net/http"
)

// said names a sentence that tells a reader what the last form did. It travels
// in the address of the page that follows, so showing it changes nothing.
type said string

const saidParam = "said"

const (
	saidSaved   said = "saved"
	saidWelcome said = "welcome"
	saidReady   said = "ready"
	saidSignIn  said = "sign-in"
	saidRotated said = "rotated"
	saidRevoked said = "revoked"
	saidAdded   said = "added"
	saidMail    said = "mail"

	saidFollowed   said = "followed"
	saidMuted      said = "muted"
	saidSearch     said = "search"
	saidUnfollowed said = "unfollowed"
	saidUnmuted    said = "unmuted"
	saidWants      said = "wants"

	saidDigest     said = "digest"
	saidPaused     said = "paused"
	saidResumed    said = "resumed"
	saidCalendar   said = "calendar"
	saidNoCalendar said = "no-calendar"

	saidToken said = "token"
)

var sentences = map[said]string{
	saidSaved:   "Saved.",
	saidWelcome: "Welcome. Three short questions, and each can be skipped.",
	saidReady:   "That is all. You can change it at any time under Topics and Settings.",
	saidSignIn:  "That page is yours alone. Please sign in first.",
	saidRotated: "You have a new feed address. The old one has stopped working.",
	saidRevoked: "That feed address has stopped working.",
	saidAdded:   "You have one more feed address.",
	saidMail:    "Thank you. The next digest will be mailed to you again.",

	saidFollowed:   "Followed. It counts from your next picks on.",
	saidMuted:      "It is never picked for you from now on.",
	saidSearch:     "Saved. New pieces that this search finds count for your picks.",
	saidUnfollowed: "No longer followed.",
	saidUnmuted:    "It may be picked for you again.",
	saidWants:      "Saved. Your next picks are made like this.",

	saidDigest:     "Saved. Below it says when your next digest comes.",
	saidPaused:     "Saved. No digest comes on those days; the first one after them catches you up.",
	saidResumed:    "Removed. Digests come as before.",
	saidCalendar:   "Saved. The calendar is read within a minute or two, and then daily.",
	saidNoCalendar: "Removed. No calendar pauses your digests any more.",

	saidToken: "Revoked. Programs that use that token are answered no more.",
}

// saidIn is the sentence that an address asks for, if it is one of ours.
func saidIn(r *http.Request) string {
	name := said(r.URL.Query().Get(saidParam))
	return cmp.Or(sentences[name], accountSentences[name], groupSentences[name], operatorSentences[name])
}
