package web

import (
	"net/http"
	"strings"

	"chalkline"
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

var sentences = map[said]chalkline.Text{
	saidSaved:   chalkline.Textf("Saved."),
	saidWelcome: chalkline.Textf("Welcome. Three short questions, and each can be skipped."),
	saidReady:   chalkline.Textf("That is all. You can change it at any time under Topics and Settings."),
	saidSignIn:  chalkline.Textf("That page is yours alone. Please sign in first."),
	saidRotated: chalkline.Textf("You have a new feed address. The old one has stopped working."),
	saidRevoked: chalkline.Textf("That feed address has stopped working."),
	saidAdded:   chalkline.Textf("You have one more feed address."),
	saidMail:    chalkline.Textf("Thank you. The next digest will be mailed to you again."),

	saidFollowed:   chalkline.Textf("Followed. It counts from your next picks on."),
	saidMuted:      chalkline.Textf("It is never picked for you from now on."),
	saidSearch:     chalkline.Textf("Saved. New pieces that this search finds count for your picks."),
	saidUnfollowed: chalkline.Textf("No longer followed."),
	saidUnmuted:    chalkline.Textf("It may be picked for you again."),
	saidWants:      chalkline.Textf("Saved. Your next picks are made like this."),

	saidDigest:     chalkline.Textf("Saved. Below it says when your next digest comes."),
	saidPaused:     chalkline.Textf("Saved. No digest comes on those days; the first one after them catches you up."),
	saidResumed:    chalkline.Textf("Removed. Digests come as before."),
	saidCalendar:   chalkline.Textf("Saved. The calendar is read within a minute or two, and then daily."),
	saidNoCalendar: chalkline.Textf("Removed. No calendar pauses your digests any more."),

	saidToken: chalkline.Textf("Revoked. Programs that use that token are answered no more."),
}

// saidIn is the sentence that an address asks for, if it is one of ours.
func saidIn(r *http.Request) chalkline.Text {
	name := said(r.URL.Query().Get(saidParam))
	for _, list := range []map[said]chalkline.Text{sentences, accountSentences, groupSentences, operatorSentences} {
		if text, ok := list[name]; ok {
			return text
		}
	}
	return chalkline.Text{}
}

// sentenceOf is what a person is told of an error, as a sentence.
func sentenceOf(err error) chalkline.Text {
	text := chalkline.ErrorText(err).Upper()
	if strings.HasSuffix(text.Format, ".") {
		return text
	}
	return chalkline.Textf("%s.", text)
}

// faults say beside each field of a form what is wrong with it.
type faults map[string]chalkline.Text

// Has says whether something is wrong with a field.
func (f faults) Has(field string) bool {
	_, wrong := f[field]
	return wrong
}

// check notes what err says of a field.
func (f faults) check(field string, err error) {
	if err != nil && !f.Has(field) {
		f[field] = sentenceOf(err)
	}
}
