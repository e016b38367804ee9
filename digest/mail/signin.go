package mail

import (
	"fmt"

	"chalkline"
)

// SignIn is the mail with a link to join or to sign in. The link leads to a page
// with a button, since programs that check mail for harm open every link in it.
func SignIn(from, base, to, url string, purpose chalkline.LinkPurpose) Message {
	host := hostName(base)
	view := struct{ Subject, Asked, Do, URL, Life, Promise string }{
		Subject: "Sign in to Chalkline",
		Asked:   fmt.Sprintf("Somebody, we hope you, asked to sign in to Chalkline at %s with this address.", host),
		Do:      "To sign in, open this page and press the button:",
		URL:     url,
		Life: fmt.Sprintf("The link works once and for %d minutes. If it was not you, do nothing: nobody gets in without it.",
			int(chalkline.LinkLife.Minutes())),
		Promise: "Chalkline has no passwords and never asks for one. It does not track you and gives your address to nobody.",
	}
	if purpose == chalkline.LinkJoin {
		view.Subject = "Confirm your address for Chalkline"
		view.Asked = fmt.Sprintf("Somebody, we hope you, asked Chalkline at %s to send picks to this address: "+
			"a few education pieces, each with a grade for its evidence.", host)
		view.Do = "To join, open this page and press the button:"
		view.Life = fmt.Sprintf("The link works once and for %d minutes. If it was not you, do nothing: you will not hear from us again.",
			int(chalkline.LinkLife.Minutes()))
		view.Promise = "Chalkline has no passwords and never asks for one. It does not track you, gives your address to nobody " +
			"and sends nothing but the digest you ask for. Each one has a link to leave."
	}
	text, html, err := written.render("signin", view)
	if err != nil {
		panic(fmt.Sprintf("the sign-in templates do not fit their data: %v", err)) // both are part of the program
	}
	return Message{From: from, To: to, Subject: view.Subject, Text: text, HTML: html}
}
