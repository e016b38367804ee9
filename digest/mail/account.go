package mail

import (
	"fmt"
	"time"
)

// AddressChange is the mail to an address that a reader wants to read with from now
// on. The link leads to a page with a button, since programs that check mail for
// harm open every link in it.
func AddressChange(from, base, to, url string, life time.Duration) Message {
	host := hostName(base)
	return note(from, to, noteView{
		Subject: "Confirm your new address for Chalkline",
		Asked:   fmt.Sprintf("A reader of Chalkline at %s, we hope you, asked to read with this address from now on.", host),
		Do:      "To make it your address, open this page and press the button:",
		URL:     url,
		Life:    fmt.Sprintf("The link works once and for %d hours. If it was not you, do nothing: nothing changes without it.", int(life.Hours())),
		Promise: "Chalkline does not track you and gives your address to nobody.",
	})
}

// AddressChanged is the mail to the address that a reader had before. The link takes
// it back.
func AddressChanged(from, base, to, now, url string, life time.Duration) Message {
	host := hostName(base)
	return note(from, to, noteView{
		Subject: "Your address for Chalkline was changed",
		Asked:   fmt.Sprintf("You read Chalkline at %s with another address now: %s. Nothing more comes to this one. If that was you, there is nothing to do.", host, ShowAddress(now)),
		Do:      "If it was not you, open this page and press the button. It makes this address yours again and signs out every device:",
		URL:     url,
		Life:    fmt.Sprintf("The link works once and for %d days.", int(life.Hours()/24)),
		Promise: "Chalkline has no passwords and never asks for one. It does not track you and gives your address to nobody.",
	})
}

// AddressTaken is the mail to an address that somebody asked to read with, and that
// is a reader's already.
func AddressTaken(from, base, to string) Message {
	host := hostName(base)
	return note(from, to, noteView{
		Subject: "This address reads Chalkline already",
		Asked: fmt.Sprintf("A reader of Chalkline at %s, we hope you, asked to read with this address from now on. It has an account of its own there, so nothing was changed. "+
			"To use it for the other account, leave with this address first.", host),
		Do:      "To sign in with this address, ask for a link here:",
		URL:     base + "/join",
		Life:    "If it was not you, do nothing.",
		Promise: "Chalkline does not track you and gives your address to nobody.",
	})
}

// noteView is what a mail says that is not a digest.
type noteView struct{ Subject, Asked, Do, URL, Life, Promise string }

func note(from, to string, view noteView) Message {
	text, html, err := written.render("signin", view)
	if err != nil {
		panic(fmt.Sprintf("the templates do not fit a note on an account: %v", err)) // both are part of the program
	}
	return Message{From: from, To: to, Subject: view.Subject, Text: text, HTML: html}
}
