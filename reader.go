package chalkline

import (
	"slices"
	"strings"
	"time"
)

// Role says what a reader may do.
type Role string

// The roles.
const (
	RoleReader   Role = "reader"
	RoleOperator Role = "operator" // sees the state of the daemon, never readers' habits
)

// Reader is a person with an address, follows, a schedule and secret feed
// tokens. A reader who left is deleted, so every stored Reader is an active one.
type Reader struct {
	ID        ReaderID
	Email     string
	Role      Role
	Schedule  Schedule
	Breaks    []Break // times without a digest that the reader set, the first one first
	Calendar  string  // URL of a Calendar whose days off are such times too; "" for none
	Class     Class
	Wants     Wants
	Language  string // that pages, mails and feeds are in, as say.Locale has it; "" before anything was chosen
	CreatedAt time.Time
	PickAt    time.Time // next time picks are due
	DigestAt  time.Time // next time a digest is due; zero when Schedule.Every is never
	MailError Text      // why mail to the address stopped; empty while it works
}

// MailComplaint begins a MailError when a digest was reported as unwanted: mail
// goes on when the reader says so, and for nobody else's word.
const MailComplaint = "complaint: "

// Complained says whether mail stopped because the reader's mail provider passed
// on a complaint.
func (r Reader) Complained() bool { return strings.HasPrefix(r.MailError.Format, MailComplaint) }

// Phase is a stage of schooling, as the value of SignalPhase has it.
type Phase string

// The phases.
const (
	PhaseEarly     Phase = "early years"
	PhasePrimary   Phase = "primary"
	PhaseSecondary Phase = "secondary"
	PhaseHigher    Phase = "higher education"
)

// Phases are all phases, youngest first.
var Phases = []Phase{PhaseEarly, PhasePrimary, PhaseSecondary, PhaseHigher}

// Class is what and where a reader teaches. What fits it comes first; nothing is
// hidden for its sake. Empty fields were not said.
type Class struct {
	Phases   []Phase   `json:"phases,omitempty"`
	Subjects []TopicID `json:"subjects,omitempty"` // topics of the group "subjects"
	Country  string    `json:"country,omitempty"`  // ISO 3166-1 alpha-2
}

// DefaultMinutes is the reading time of a day's picks, for who did not say: what
// a teacher has before the first lesson.
const DefaultMinutes = 8

// Wants is how a reader wants picks to be made. The zero value is how they are
// made for who did not say.
type Wants struct {
	Minutes   int                  `json:"minutes,omitempty"`    // reading time of a day's picks, 1 to 120; 0 is DefaultMinutes
	Least     Grade                `json:"least,omitempty"`      // weakest grade that is picked, A to E; "" is any
	NoOpinion bool                 `json:"no_opinion,omitempty"` // no opinion, discussion or recording
	Languages []string             `json:"languages,omitempty"`  // ISO 639-1; none is any
	Weights   map[PartName]float64 `json:"weights,omitempty"`    // of the parts of a score, 0 to 2; what is missing is 1
	Alone     bool                 `json:"alone,omitempty"`      // learn nothing from other readers, and give them nothing
}

// Weight is what a part of the score is multiplied with.
func (w Wants) Weight(part PartName) float64 {
	if weight, ok := w.Weights[part]; ok {
		return weight
	}
	return 1
}

// Budget is the reading time of a day's picks in minutes.
func (w Wants) Budget() int {
	if w.Minutes == 0 {
		return DefaultMinutes
	}
	return w.Minutes
}

// Validate says what is wrong with what a reader wants.
func (w Wants) Validate() error {
	switch {
	case w.Minutes < 0 || w.Minutes > 120:
		return Errorf(CodeInvalid, "a day's picks take 1 to 120 minutes, not %d", w.Minutes)
	case w.Least != "" && (w.Least < GradeA || w.Least > GradeE || len(w.Least) != 1):
		return Errorf(CodeInvalid, "the weakest grade is A, B, C, D or E, not %q", Cut(string(w.Least), 20))
	}
	for part, weight := range w.Weights {
		if !(weight >= 0 && weight <= 2) || !slices.Contains(WeighedParts, part) {
			return Errorf(CodeInvalid, "the weight of %q is %v; weights go from 0 to 2 and are for %v", Cut(string(part), 20), weight, WeighedParts)
		}
	}
	for _, language := range w.Languages {
		if len(language) != 2 || language[0] < 'a' || language[0] > 'z' || language[1] < 'a' || language[1] > 'z' {
			return Errorf(CodeInvalid, "%q is no language code; they look like en or es", Cut(language, 20))
		}
	}
	return nil
}

// Every says how often a digest comes.
type Every string

// The rhythms of a digest.
const (
	EveryDay  Every = "daily"
	EveryDays Every = "days" // on chosen days of the week
	EveryWeek Every = "weekly"
	Never     Every = "never"
)

// Weekdays is a set of days of the week; bit 0 is Sunday.
type Weekdays uint8

// WeekdaysOf is the set of those days. What is no day is left out.
func WeekdaysOf(days ...time.Weekday) Weekdays {
	var w Weekdays
	for _, d := range days {
		if d >= time.Sunday && d <= time.Saturday {
			w |= 1 << d
		}
	}
	return w
}

// SchoolDays are Monday to Friday.
var SchoolDays = WeekdaysOf(time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday)

// Has says whether d is in the set.
func (w Weekdays) Has(d time.Weekday) bool { return w&WeekdaysOf(d) != 0 }

// List are the days of the set, Monday first.
func (w Weekdays) List() []time.Weekday {
	var days []time.Weekday
	for n := range 7 {
		if d := time.Weekday((n + 1) % 7); w.Has(d) {
			days = append(days, d)
		}
	}
	return days
}

// everyWeekday are the days of the week as something that comes again, Sunday first.
var everyWeekday = [...]Text{
	Textf("Sundays"), Textf("Mondays"), Textf("Tuesdays"), Textf("Wednesdays"), Textf("Thursdays"), Textf("Fridays"), Textf("Saturdays"),
}

// Text is the set in words, as "Mondays, Wednesdays and Fridays".
func (w Weekdays) Text() Text {
	var names []Text
	for _, d := range w.List() {
		names = append(names, everyWeekday[d])
	}
	return Listed(names...)
}

// Schedule says when a reader's digest is due, and how long it takes to read.
type Schedule struct {
	Every   Every
	Weekday time.Weekday // for EveryWeek
	Days    Weekdays     // for EveryDays
	Hour    int          // 0 to 23, local time in Zone
	Zone    string       // IANA name, as Europe/Berlin
	Minutes int          // reading time of a digest, 1 to 120; 0 is as the rhythm asks for, see Budget
}

// DefaultSchedule is what a reader gets who chose nothing: Sundays at 17:00,
// before the school week.
func DefaultSchedule(zone string) Schedule {
	if zone == "" {
		zone = "UTC"
	}
	return Schedule{Every: EveryWeek, Weekday: time.Sunday, Hour: 17, Zone: zone}
}

// mostDays is for how many days' minutes a digest asks at most, unless its reader
// says otherwise. With DefaultMinutes they are 24: seven picks, as many as a digest
// holds, of three to four minutes.
const mostDays = 3

// Budget is the reading time of a digest in minutes for a reader whose day's
// picks take day minutes. Who did not say gets a day's minutes for each day that
// a digest stands for, and those of three days at most: 8 daily, 11 on school
// days, 24 weekly, when a day has 8.
func (s Schedule) Budget(day int) int {
	n := len(s.Days.List())
	switch {
	case s.Minutes > 0:
		return s.Minutes
	case s.Every == EveryDay:
		return day
	case s.Every == EveryDays && n > 0:
		return min(mostDays*day, day*7/n)
	}
	return mostDays * day
}

// Validate says what is wrong with the schedule.
func (s Schedule) Validate() error {
	switch s.Every {
	case EveryDay, EveryDays, EveryWeek, Never:
	default:
		return Errorf(CodeInvalid, "a digest comes on chosen days, daily, weekly or never, not %q", Cut(string(s.Every), 20))
	}
	if s.Weekday < time.Sunday || s.Weekday > time.Saturday {
		return Errorf(CodeInvalid, "day %d is not a day of the week (0 Sunday to 6 Saturday)", s.Weekday)
	}
	if s.Every == EveryDays && len(s.Days.List()) == 0 {
		return Errorf(CodeInvalid, "a digest on chosen days needs one day at least")
	}
	if s.Hour < 0 || s.Hour > 23 {
		return Errorf(CodeInvalid, "hour %d is not between 0 and 23", s.Hour)
	}
	if s.Minutes < 0 || s.Minutes > 120 {
		return Errorf(CodeInvalid, "a digest takes 1 to 120 minutes, not %d", s.Minutes)
	}
	if _, err := s.Location(); err != nil {
		return err
	}
	return nil
}

// Location is the schedule's time zone.
func (s Schedule) Location() (*time.Location, error) {
	loc, err := time.LoadLocation(s.Zone)
	if err != nil || s.Zone == "" || s.Zone == "Local" {
		return nil, Errorf(CodeInvalid, "time zone %q is not known; use a name such as Europe/London or America/Chicago", s.Zone)
	}
	return loc, nil
}

// Here is t where the schedule's reader is; in UTC when their zone is not known.
func (s Schedule) Here(t time.Time) time.Time {
	loc, err := s.Location()
	if err != nil {
		loc = time.UTC
	}
	return t.In(loc)
}

// Text is the schedule in words, as "Sundays at 17:00 (Europe/London)".
func (s Schedule) Text() Text {
	hour := Moment{At: time.Date(firstYear, 1, 1, s.Hour, 0, 0, 0, time.UTC), Layout: "15:04"}
	switch s.Every {
	case EveryDay:
		return Textf("every day at %s (%s)", hour, s.Zone)
	case EveryDays:
		return Textf("%s at %s (%s)", s.Days.Text(), hour, s.Zone)
	case EveryWeek:
		return Textf("%s at %s (%s)", WeekdaysOf(s.Weekday).Text(), hour, s.Zone)
	}
	return Textf("never")
}

// String is Text in English.
func (s Schedule) String() string { return s.Text().English() }

// FollowKind says what a follow names.
type FollowKind string

// The kinds of follow.
const (
	FollowTopic  FollowKind = "topic"  // Value is a TopicID
	FollowQuery  FollowKind = "query"  // Value is a search
	FollowAuthor FollowKind = "author" // Value is a name
	FollowSource FollowKind = "source" // Value is a SourceID in digits
)

// Follow is what a reader asks for, or asks not to get.
type Follow struct {
	Kind   FollowKind
	Value  string
	Weight float64 // 0 to 1; 1 when the reader did not say
	Mute   bool
}

// FeedbackKind is what a reader said of an item.
type FeedbackKind string

// The kinds of feedback.
const (
	FeedbackUseful   FeedbackKind = "useful"
	FeedbackNotForMe FeedbackKind = "not_for_me"
	FeedbackSaved    FeedbackKind = "saved"
	FeedbackHidden   FeedbackKind = "hidden"
)

// Valid says whether k is one of the kinds.
func (k FeedbackKind) Valid() bool {
	switch k {
	case FeedbackUseful, FeedbackNotForMe, FeedbackSaved, FeedbackHidden:
		return true
	}
	return false
}

// Feedback is a reader's word on an item. A reader may give several kinds to
// one item, except that useful and not_for_me replace each other.
type Feedback struct {
	ItemID ItemID
	Kind   FeedbackKind
	At     time.Time
}

// Token is a secret address of a reader's feed. The secret is not stored: it is
// derived from Seed with the instance's Key, and found by its hash.
type Token struct {
	ID        TokenID
	ReaderID  ReaderID
	Name      string // what the reader calls it
	Seed      string
	Hash      string // HashSecret of the secret
	CreatedAt time.Time
	RevokedAt time.Time
}

// LinkPurpose says what a mailed link is good for.
type LinkPurpose string

// The purposes of a link.
const (
	LinkJoin   LinkPurpose = "join"    // confirms an address, makes a reader
	LinkSignIn LinkPurpose = "sign_in" // signs a known reader in
	LinkSetUp  LinkPurpose = "set_up"  // makes the first reader the operator; printed in the log
)

// LinkLife is how long a mailed link works.
const LinkLife = 15 * time.Minute

// Link is a single-use secret that was mailed (or, for LinkSetUp, logged). Only
// its hash is stored.
type Link struct {
	Hash      string
	Purpose   LinkPurpose
	Email     string // "" for LinkSetUp
	Zone      string // the time zone the reader's browser gave, or ""
	Invite    string // Hash of the Invitation by which a LinkJoin makes a reader; "" when none is needed
	CreatedAt time.Time
	ExpiresAt time.Time
}
