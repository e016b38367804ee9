package web

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
	saidAnswered    said = "answered"
	saidAnswerGone  said = "answer-gone"
	saidInvited     said = "invited"
	saidInvitedMail said = "invited-mail"
	saidInvitation  said = "invitation"
	saidMemberGone  said = "member-gone"
	saidSwap        said = "swap"
)

// groupSentences say what the forms of groups did.
var groupSentences = map[said]string{
	saidGroupMade:   "The group is there, and you are its curator. Set a theme, put something forward, invite the others.",
	saidGroupFeed:   "The group’s feed has a new address. The old one has stopped working.",
	saidGroupClosed: "The group is closed and deleted.",
	saidGroupLeft:   "You have left the group.",
	saidGroupJoined: "Welcome to the group.",
	saidPutForward:  "Put forward. A curator of the group decides on it.",
	saidShared:      "Put forward and approved.",
	saidApproved:    "Approved. It is on the group’s page and in its feed.",
	saidDeclined:    "Declined. Who put it forward sees that, and why.",
	saidWithdrawn:   "Taken back. It has left the group’s page and feed.",
	saidTheme:       "The theme is set.",
	saidAnswered:    "Your answer is there. You can change it at any time.",
	saidAnswerGone:  "Your answer is deleted.",
	saidInvited:     "The link is made. Pass it on to those you want in the group.",
	saidInvitedMail: "If all is well, the invitation is on its way.",
	saidInvitation:  "The invitation lets nobody in any more.",
	saidMemberGone:  "They are no longer in the group.",
	saidSwap:        "The swap is offered. It happens when the other host agrees.",
}
