package mail

import (
	"time"

	"chalkline"
	"chalkline/digest/say"
)

// Invitation is what the mail that invites into a group says of it.
type Invitation struct {
	Group, About string    // what the group is called, and what it is for
	By           string    // who invites, as the group calls them
	Until        time.Time // the last day on which the invitation works
}

// Invite is the mail that invites an address into a group. The link leads to a page
// with a button: programs that check mail for harm open every link in it.
func Invite(in *say.Locale, from, base, to, url string, i Invitation) Message {
	group := say.Line(i.Group)
	asked := chalkline.Textf("%s invites you to the study group “%s” on Chalkline at %s.", say.Upper(say.Line(i.By)), group, hostName(base))
	if about := say.Line(i.About); about != "" {
		asked = chalkline.Textf("%s They say of it: “%s”", asked, about)
	}
	return note(in, from, to, noteView{
		Subject: chalkline.Textf("An invitation to the study group %s", group),
		Asked:   asked,
		Do:      chalkline.Textf("To see what it is, and to join, open this page:"),
		URL:     url,
		Life:    chalkline.Textf("The invitation is for this address alone and works until %s. If you do not want it, do nothing: you will not hear from us again.", say.Date(i.Until)),
		Promise: chalkline.Textf("In a study group readers pass education research on to each other, each piece with a grade for its evidence. " +
			"Nobody in the group sees what you read. Chalkline does not track you and gives your address to nobody."),
	})
}
