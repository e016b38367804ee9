package mail

import (
	"chalkline"
	"chalkline/digest/say"
)

// SignIn is the mail with a link to join or to sign in. The link leads to a page
// with a button, since programs that check mail for harm open every link in it.
func SignIn(in *say.Locale, from, base, to, url string, purpose chalkline.LinkPurpose) Message {
	host, minutes := hostName(base), int(chalkline.LinkLife.Minutes())
	if purpose == chalkline.LinkJoin {
		return note(in, from, to, noteView{
			Subject: chalkline.Textf("Confirm your address for Chalkline"),
			Asked: chalkline.Textf("Somebody, we hope you, asked Chalkline at %s to send picks to this address: "+
				"a few education pieces, each with a grade for its evidence.", host),
			Do:   chalkline.Textf("To join, open this page and press the button:"),
			URL:  url,
			Life: chalkline.Textf("The link works once and for %d minutes. If it was not you, do nothing: you will not hear from us again.", minutes),
			Promise: chalkline.Textf("Chalkline has no passwords and never asks for one. It does not track you, gives your address to nobody " +
				"and sends nothing but the digest you ask for. Each one has a link to leave."),
		})
	}
	return note(in, from, to, noteView{
		Subject: chalkline.Textf("Sign in to Chalkline"),
		Asked:   chalkline.Textf("Somebody, we hope you, asked to sign in to Chalkline at %s with this address.", host),
		Do:      chalkline.Textf("To sign in, open this page and press the button:"),
		URL:     url,
		Life:    chalkline.Textf("The link works once and for %d minutes. If it was not you, do nothing: nobody gets in without it.", minutes),
		Promise: chalkline.Textf("Chalkline has no passwords and never asks for one. It does not track you and gives your address to nobody."),
	})
}
