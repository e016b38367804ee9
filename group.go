package chalkline

import (
	"strings"
	"time"
	"unicode/utf8"
)

// Group is a study group: readers who pass research on to each other.
type Group struct {
	ID        GroupID
	Name      string
	About     string    // what it is for, in plain text
	Public    bool      // everybody may read its page and its feed; else members only, and its feed has a secret address
	FeedSeed  string    // what the secret address of its feed is derived from
	FeedAt    time.Time // newest change of anything its feed shows
	CreatedAt time.Time
}

// What a group holds at most, and how long its texts are in runes.
const (
	MostGroups      = 50  // of a reader
	MostMembers     = 500 // of a group
	MostWaiting     = 200 // shares that wait for a curator
	MostInvitations = 100 // that are open at a time
	MostMeetings    = 60  // in a rota, those past not counted

	NameRunes     = 80 // of a group, a member, a theme's title
	AboutRunes    = 1000
	NoteRunes     = 500
	ThemeRunes    = 2000
	QuestionRunes = 200
	AnswerRunes   = 4000
)

// GroupFeedSecret is the secret end of the address of a group's feed.
func (k Key) GroupFeedSecret(seed string) string { return k.Derive("group-feed", seed) }

// Invitation lets readers into a group, or strangers into the instance. Its secret is not stored: it is derived
// from Seed with the instance's Key, and found by its hash.
type Invitation struct {
	ID          InvitationID
	GroupID     GroupID // 0 for one into the instance alone
	Seed        string
	Hash        string // HashSecret of the secret
	Email       string // the one address it was mailed to, or "" for a link that is passed on
	Uses        int    // how often it may be taken up; 0 for any number
	Used        int
	CreatedAt   time.Time
	ExpiresAt   time.Time
	WithdrawnAt time.Time
}

// InvitationLife is how long an invitation works.
const InvitationLife = 14 * 24 * time.Hour

// NewInvitation makes an invitation into a group, or with group 0 into the
// instance, ready to be stored.
func (k Key) NewInvitation(group GroupID, email string, uses int, now time.Time) Invitation {
	i := Invitation{GroupID: group, Seed: NewSecret(), Email: email, Uses: uses, CreatedAt: Time(now), ExpiresAt: Time(now.Add(InvitationLife))}
	i.Hash = HashSecret(k.InvitationSecret(i))
	return i
}

// InvitationSecret is the secret end of the address of an invitation.
func (k Key) InvitationSecret(i Invitation) string { return k.Derive("invitation", i.Seed) }

// Spent is why an invitation lets nobody in any more; "" while it does.
type Spent string

// The reasons.
const (
	SpentWithdrawn Spent = "withdrawn"
	SpentUsed      Spent = "used up"
	SpentExpired   Spent = "expired"
)

// Text is the reason in a sentence without its stop.
func (s Spent) Text() Text {
	switch s {
	case SpentWithdrawn:
		return Textf("This invitation was withdrawn")
	case SpentUsed:
		return Textf("This invitation was used up")
	case SpentExpired:
		return Textf("This invitation has expired")
	}
	return Text{}
}

// About says more of the reason, for an invitation into a group.
func (s Spent) About() Text {
	switch s {
	case SpentWithdrawn:
		return Textf("A curator of the group has taken it back.")
	case SpentUsed:
		return Textf("As many people as it was meant for have come in by it.")
	case SpentExpired:
		return Textf("Invitations work for two weeks.")
	}
	return Text{}
}

// Spent says why the invitation lets nobody in any more.
func (i Invitation) Spent(now time.Time) Spent {
	switch {
	case !i.WithdrawnAt.IsZero():
		return SpentWithdrawn
	case i.Uses > 0 && i.Used >= i.Uses:
		return SpentUsed
	case !now.Before(i.ExpiresAt):
		return SpentExpired
	}
	return ""
}

// MemberRole says what a member may do in a group.
type MemberRole string

// The roles in a group.
const (
	MemberPlain   MemberRole = "member"  // reads, puts items forward, answers questions
	MemberCurator MemberRole = "curator" // besides: approves, orders, pins, sets themes, invites
)

// Member is a reader in a group. What they read stays their own: a group sees
// only what a member says to it.
type Member struct {
	GroupID  GroupID
	ReaderID ReaderID
	Name     string // as the group sees it; never the mail address
	Role     MemberRole
	JoinedAt time.Time
}

// Curator says whether the member looks after the group.
func (m Member) Curator() bool { return m.Role == MemberCurator }

// FormerMember stands where the name of somebody who left Chalkline stood.
const FormerMember = "a former member"

// ShareState says what became of an item that was put forward.
type ShareState string

// The states of a share.
const (
	ShareWaiting  ShareState = "waiting" // for a curator
	ShareApproved ShareState = "approved"
	ShareDeclined ShareState = "declined"
)

// Share is an item put forward to a group, with a note. A group has an item once.
type Share struct {
	ID        ShareID
	GroupID   GroupID
	ItemID    ItemID
	By        ReaderID // 0 when that reader has left the group or Chalkline
	ByName    string   // the member's name when it was put forward; FormerMember when they left Chalkline
	Note      string   // plain text: why the group should read it
	State     ShareState
	Reason    string // why it was declined, for who put it forward; "" when none was given
	Pinned    bool
	Position  int // of the approved: lower comes first; equal ones newest first
	At        time.Time
	DecidedAt time.Time // zero while waiting
	Changed   time.Time // last decision on it: who decides on an older state is told
}

// MostQuestions is how many questions a theme has at most: a meeting gets
// through three.
const MostQuestions = 6

// Theme is what a group reads about in a month.
type Theme struct {
	ID        ThemeID
	GroupID   GroupID
	Month     Month
	Title     string
	Text      string // plain text
	Questions []string
	By        ReaderID  // who set it first; 0 when that is not known
	At        time.Time // when it was set or last changed
}

// Answer is what a member wrote under a theme.
type Answer struct {
	ID       AnswerID
	ThemeID  ThemeID
	Question int      // its number from 1; 0 for a note on the theme
	By       ReaderID // 0 when that reader has left the group
	ByName   string
	Text     string // a little Markdown
	Hidden   bool   // by a curator: only curators and who wrote it see it
	At       time.Time
	Changed  time.Time
}

// Meeting is a date in a group's rota of hosts.
type Meeting struct {
	ID      MeetingID
	GroupID GroupID
	Day     Day
	Host    ReaderID  // 0 for nobody yet
	Swap    MeetingID // the meeting for which the host would give this one; 0 for none
}

// Ids of what groups have.
type (
	// InvitationID names an Invitation.
	InvitationID int64
	// AnswerID names an Answer.
	AnswerID int64
	// MeetingID names a Meeting.
	MeetingID int64
)

// Month is a month of the calendar, as "2026-11".
type Month string

// MonthOf is the month of t in t's zone.
func MonthOf(t time.Time) Month { return Month(t.Format("2006-01")) }

// Validate says what is wrong with m.
func (m Month) Validate() error {
	if _, err := time.Parse("2006-01", string(m)); err != nil {
		return Errorf(CodeInvalid, "%q is no month; months look like 2026-11", Cut(string(m), 20))
	}
	return nil
}

// Text is the month in words, as "November 2026", or as it stands when it is none.
func (m Month) Text() Text {
	t, err := time.Parse("2006-01", string(m))
	if err != nil {
		return Textf("%q", string(m))
	}
	return Textf("%s", Moment{At: t, Layout: "January 2006"})
}

// String is Text in English.
func (m Month) String() string { return m.Text().English() }

// SharedCard is an approved share with its item's card, as a group shows it.
type SharedCard struct {
	Share Share
	Card  Card // without Pick and Feedback: those are a reader's own
}

// GroupNews is what a group has to tell a member within some time.
type GroupNews struct {
	Group  Group
	Theme  *Theme       // the month's; nil for none
	Fresh  bool         // Theme was set within that time
	Shared []SharedCard // approved within that time, in the group's order
}

// GroupWaiting is how many items wait in a group for one of its curators to decide.
type GroupWaiting struct {
	Group   Group
	Waiting int
}

// CheckText says what is wrong with a text of a group: what it is called, in a
// sentence, and how many runes it has at most. One that is needed must have a
// letter or so.
func CheckText(what, text string, most int, needed bool) error {
	n := utf8.RuneCountInString(text)
	switch {
	case needed && strings.TrimSpace(text) == "":
		return Errorf(CodeInvalid, "%s is missing", Textf(what))
	case n > most:
		return Errorf(CodeInvalid, "%s has %d characters; %d is the most", Textf(what), n, most)
	}
	return nil
}
