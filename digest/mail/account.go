package mail

import (
	"fmt"
	"time"

	"chalkline"
	"chalkline/digest/say"
)

// AddressChange is the mail to an address that a reader wants to read with from now
// on. The link leads to a page with a button, since programs that check mail for
// harm open every link in it.
func AddressChange(in *say.Locale, from, base, to, url string, life time.Duration) Message {
	host := hostName(base)
	return note(in, from, to, noteView{
		Subject: chalkline.Textf("Confirm your new address for Chalkline"),
		Asked:   chalkline.Textf("A reader of Chalkline at %s, we hope you, asked to read with this address from now on.", host),
		Do:      chalkline.Textf("To make it your address, open this page and press the button:"),
		URL:     url,
		Life:    chalkline.Textf("The link works once and for %d hours. If it was not you, do nothing: nothing changes without it.", int(life.Hours())),
		Promise: chalkline.Textf("Chalkline does not track you and gives your address to nobody."),
	})
}

// AddressChanged is the mail to the address that a reader had before. The link takes
// it back.
func AddressChanged(in *say.Locale, from, base, to, now, url string, life time.Duration) Message {
	host := hostName(base)
	return note(in, from, to, noteView{
		Subject: chalkline.Textf("Your address for Chalkline was changed"),
		Asked:   chalkline.Textf("You read Chalkline at %s with another address now: %s. Nothing more comes to this one. If that was you, there is nothing to do.", host, ShowAddress(now)),
		Do:      chalkline.Textf("If it was not you, open this page and press the button. It makes this address yours again and signs out every device:"),
		URL:     url,
		Life:    chalkline.Textf("The link works once and for %d days.", int(life.Hours()/24)),
		Promise: chalkline.Textf("Chalkline has no passwords and never asks for one. It does not track you and gives your address to nobody."),
	})
}

// AddressTaken is the mail to an address that somebody asked to read with, and that
// is a reader's already.
func AddressTaken(in *say.Locale, from, base, to string) Message {
	host := hostName(base)
	return note(in, from, to, noteView{
		Subject: chalkline.Textf("This address reads Chalkline already"),
		Asked: chalkline.Textf("A reader of Chalkline at %s, we hope you, asked to read with this address from now on. It has an account of its own there, so nothing was changed. "+
			"To use it for the other account, leave with this address first.", host),
		Do:      chalkline.Textf("To sign in with this address, ask for a link here:"),
		URL:     base + "/join",
		Life:    chalkline.Textf("If it was not you, do nothing."),
		Promise: chalkline.Textf("Chalkline does not track you and gives your address to nobody."),
	})
}

// noteView is what a mail says that is not a digest.
type noteView struct {
	Subject, Asked, Do chalkline.Text
	URL                string
	Life, Promise      chalkline.Text
}

// note is a mail that is not a digest, in a language.
func note(in *say.Locale, from, to string, view noteView) Message {
	text, html, err := written(in).render("signin", view)
	if err != nil {
		panic(fmt.Sprintf("the templates do not fit a note: %v", err)) // both are part of the program
	}
	return Message{From: from, To: to, Subject: view.Subject.In(in), Text: text, HTML: html}
}
