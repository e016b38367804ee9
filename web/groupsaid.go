package web

import "chalkline"

// What the forms of groups did.
const (
	saidGroupMade   said = "group-made"
	saidGroupFeed   said = "group-feed"
	saidGroupClosed said = "group-closed"
	saidGroupLeft   said = "group-left"
	saidGroupJoined said = "group-joined"
	saidPutForward  said = "put-forward"
	saidShared      said = "shared"
	saidApproved    said = "approved"
	saidDeclined    said = "declined"
	saidWithdrawn   said = "withdrawn"
	saidTheme       said = "theme"
	saidThemeGone   said = "theme-gone"
	saidAnswered    said = "answered"
	saidAnswerGone  said = "answer-gone"
	saidInvited     said = "invited"
	saidInvitedMail said = "invited-mail"
	saidInvitation  said = "invitation"
	saidMemberGone  said = "member-gone"
	saidMemberOut   said = "member-out"
	saidSwap        said = "swap"
)

// groupSentences say what the forms of groups did.
var groupSentences = map[said]chalkline.Text{
	saidGroupMade:   chalkline.Textf("The group is there, and you are its curator. Set a theme, put something forward, invite the others."),
	saidGroupFeed:   chalkline.Textf("The group’s feed has a new address. The old one has stopped working."),
	saidGroupClosed: chalkline.Textf("The group is closed and deleted."),
	saidGroupLeft:   chalkline.Textf("You have left the group."),
	saidGroupJoined: chalkline.Textf("Welcome to the group."),
	saidPutForward:  chalkline.Textf("Put forward. A curator of the group decides on it."),
	saidShared:      chalkline.Textf("Put forward and approved."),
	saidApproved:    chalkline.Textf("Approved. It is on the group’s page and in its feed."),
	saidDeclined:    chalkline.Textf("Declined. Who put it forward sees that, and why."),
	saidWithdrawn:   chalkline.Textf("Taken back. It has left the group’s page and feed."),
	saidTheme:       chalkline.Textf("The theme is set."),
	saidThemeGone:   chalkline.Textf("The theme is deleted, with all that stood under it."),
	saidAnswered:    chalkline.Textf("Your answer is there. You can change it at any time."),
	saidAnswerGone:  chalkline.Textf("Your answer is deleted."),
	saidInvited:     chalkline.Textf("The link is made. Pass it on to those you want in the group."),
	saidInvitedMail: chalkline.Textf("If all is well, the invitation is on its way."),
	saidInvitation:  chalkline.Textf("The invitation lets nobody in any more."),
	saidMemberGone:  chalkline.Textf("They are no longer in the group."),
	saidMemberOut:   chalkline.Textf("They are no longer in the group. They may still know the address of its feed; you can make new addresses on the group’s page."),
	saidSwap:        chalkline.Textf("The swap is offered. It happens when the other host agrees."),
}
