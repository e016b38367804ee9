package mail

import (
	"time"

	"chalkline"
	"chalkline/digest/say"
)

// InviteReader is the mail that invites an address to read, by a link that works
// until that day. The link leads to a page with a form: programs that check mail
// for harm open every link in it.
func InviteReader(in *say.Locale, from, base, to, url string, until time.Time) Message {
	return note(in, from, to, noteView{
		Subject: chalkline.Textf("An invitation to Chalkline"),
		Asked: chalkline.Textf("Whoever runs Chalkline at %s invites you to read there: a few education pieces, "+
			"each with a grade for its evidence, as often as you like.", hostName(base)),
		Do:      chalkline.Textf("To see what it is, and to join, open this page:"),
		URL:     url,
		Life:    chalkline.Textf("The invitation is for this address alone and works until %s. If you do not want it, do nothing: you will not hear from us again.", say.Date(until)),
		Promise: chalkline.Textf("Chalkline does not track you, gives your address to nobody and sends nothing but the digest you ask for. Each one has a link to leave."),
	})
}

// Removed is the mail that tells a reader that an operator removed them. The page at
// that address says who that is.
func Removed(in *say.Locale, from, base, to, url string) Message {
	return note(in, from, to, noteView{
		Subject: chalkline.Textf("You have been removed from Chalkline"),
		Asked: chalkline.Textf("Whoever runs Chalkline at %s has removed this address. Your topics, picks, marks and feed addresses "+
			"are deleted, and no more digests come.", hostName(base)),
		Do:      chalkline.Textf("If that surprises you, ask those who run it:"),
		URL:     url,
		Life:    chalkline.Textf("You do not need to do anything."),
		Promise: chalkline.Textf("This is the last mail to you. Backups keep what was stored of you until they are deleted in their turn."),
	})
}
