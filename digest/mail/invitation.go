package mail

import (
	"fmt"

	"chalkline/digest/say"
)

// Invitation is what the mail that invites into a group says of it.
type Invitation struct {
	Group, About string // what the group is called, and what it is for
	By           string // who invites, as the group calls them
	Until        string // the last day on which the invitation works, in words
}

// Invite is the mail that invites an address into a group. The link leads to a page
// with a button: programs that check mail for harm open every link in it.
func Invite(from, base, to, url string, i Invitation) Message {
	group, host := say.Line(i.Group), hostName(base)
	view := struct{ Subject, Asked, Do, URL, Life, Promise string }{
		Subject: "An invitation to the study group " + group,
		Asked:   fmt.Sprintf("%s invites you to the study group “%s” on Chalkline at %s.", say.Upper(say.Line(i.By)), group, host),
		Do:      "To see what it is, and to join, open this page:",
		URL:     url,
		Life:    fmt.Sprintf("The invitation is for this address alone and works until %s. If you do not want it, do nothing: you will not hear from us again.", i.Until),
		Promise: "In a study group readers pass education research on to each other, each piece with a grade for its evidence. " +
			"Nobody in the group sees what you read. Chalkline does not track you and gives your address to nobody.",
	}
	if about := say.Line(i.About); about != "" {
		view.Asked += " They say of it: “" + about + "”"
	}
	text, html, err := written.render("signin", view)
	if err != nil {
		panic(fmt.Sprintf("the templates do not fit an invitation: %v", err)) // both are part of the program
	}
	return Message{From: from, To: to, Subject: view.Subject, Text: text, HTML: html}
}
